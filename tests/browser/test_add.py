"""A new user's way: the first start, then their own articles, pasted and from files. With the real analysis."""

from __future__ import annotations

import re

import pytest

from tests.browser.harness import running
from tests.browser.samples import desk_articles

ARTICLE = (
    "A round of talks between Iranian and American officials was postponed this week, as Oman's foreign minister "
    "announced a delay of the session set to take place in Rome. Tehran and Washington blamed each other. Its capital, "
    "Muscat, has hosted several rounds. Hamas in Gaza and Hezbollah in Lebanon were not named in the statement."
)


@pytest.fixture
def page(app, desk, tmp_path):
    """A page with the articles of `samples` in it, so that no first start is needed."""
    desk_articles(tmp_path / "home")
    return desk(app()).open()


def open_dialog(page):
    page.page.get_by_role("button", name=re.compile("Add articles")).first.click()
    dialog = page.page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


def go(page):
    page.page.wait_for_function(
        "() => [...document.querySelectorAll('[role=dialog] button')]"
        ".some((b) => b.textContent.includes('Read and place') && !b.disabled)"
    )
    page.page.get_by_role("dialog").get_by_role("button", name="Read and place").click()


def paste(page, text, title=""):
    dialog = open_dialog(page)
    dialog.get_by_role("tab", name="Paste a text").click()
    dialog.get_by_label("Text", exact=True).fill(text)
    dialog.get_by_label("Title (optional)").fill(title)
    dialog.get_by_label("Title (optional)").press("Tab")
    go(page)
    return dialog


def test_the_first_start_prepares_in_sight_and_shows_the_sample(app, desk):
    page = desk(app()).open()

    assert len(page.places()) >= 60
    page.heading("Choose a place").wait_for()

    def filter_by_actor() -> None:
        page.tick("Hezbollah")
        page.wait_for_map("s.count < 60")

    # what the first run drew lies where the next one draws it, and is not there twice meanwhile
    assert page.most_of(".st-key-chip-sample", filter_by_actor) == 1


def test_a_pasted_article_is_on_the_map_with_its_sentences(page):
    dialog = paste(page, ARTICLE, "Talks put off")
    dialog.get_by_text("1 article is on the map").wait_for()
    dialog.get_by_role("button", name="Show on the map").click()
    page.wait_for_places(there={"Rome", "Muscat", "Lebanon"}, gone={"Tehran", "Washington"})
    page.click_place("Rome")
    page.heading("Rome").wait_for()
    page.panel.get_by_text("announced a delay").wait_for()

    page.tick("Hamas")
    page.wait_for_places(there={"Gaza Strip"}, gone={"Muscat"})


def test_the_seed_article_reads_as_a_careful_reader_reads_it(page, shared):
    dialog = paste(page, (shared / "seed" / "article.txt").read_text(encoding="utf-8"))
    dialog.get_by_text("1 article is on the map").wait_for()
    dialog.get_by_role("button", name="Show on the map").click()
    page.wait_for_places(
        there={"Rome", "Muscat", "Red Sea", "Lebanon", "Yemen", "Iraq", "Syria", "Israel", "Oman", "Iran"},
        gone={"Tehran", "Washington"},
    )
    page.click_place("Rome")
    page.heading("Rome").wait_for()
    page.panel.get_by_text("session originally set to take place").wait_for()
    card = page.panel.locator("[class*='st-key-card-']").filter(has_text="originally set to take place")
    card.get_by_role("button", name="Show in article").click()
    page.panel.locator("article.whole").get_by_text("antisemitic atrocity").wait_for()
    page.panel.locator("article.whole mark").nth(60).wait_for()


def test_files_are_read_and_what_is_refused_is_named_with_its_line(page, tmp_path):
    (tmp_path / "good.md").write_text("---\ntitle: Ships\n---\nA ship left Muscat for Basra.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "table.csv").write_text("name,when\nRome,today\n", encoding="utf-8")
    (tmp_path / "cut.jsonl").write_text(
        '{"title": "A", "text": "Rain fell on Aleppo."}\n{"title": "B", "text": "It rai', encoding="utf-8"
    )
    (tmp_path / "<img src=x>.pdf").write_bytes(b"%PDF")
    dialog = open_dialog(page)
    files = [str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    dialog.locator("input[type=file]").set_input_files(files)
    go(page)
    dialog.get_by_text("2 articles are on the map").wait_for()

    refused = dialog.locator(".refused")
    for said in ("5 refused", "empty.txt", "noise.txt", "table.csv", "cut.jsonl, line 2", "<img src=x>.pdf"):
        refused.get_by_text(said).first.wait_for()
    dialog.get_by_role("button", name="Show on the map").click()
    page.wait_for_places(there={"Muscat", "Aleppo"})

    dialog = open_dialog(page)
    dialog.get_by_role("tab", name="Not read (5)").click()
    for said in ("cut.jsonl, line 2", "The JSON is cut off", '{"title": "B", "text": "It rai', "<img src=x>.pdf"):
        dialog.locator(".refused").get_by_text(said).first.wait_for()


def test_what_was_added_before_is_not_added_twice(page):
    paste(page, ARTICLE).get_by_text("1 article is on the map").wait_for()
    page.page.get_by_role("dialog").get_by_role("button", name="Add more").click()
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Paste a text").click()
    dialog.get_by_label("Text", exact=True).fill(ARTICLE)
    dialog.get_by_label("Title (optional)").click()
    go(page)
    dialog.get_by_text("No new article").wait_for()


def test_an_empty_installation_says_what_to_do(desk, tmp_path, gazetteer_folder):
    import shutil

    from dashboard.settings import load_settings

    data = tmp_path / "data"
    shutil.copytree(load_settings().data, data, ignore=shutil.ignore_patterns("sample"))
    with running(tmp_path / "home", gazetteer_folder, DASHBOARD_DATA=str(data)) as app:
        page = desk(app).open()
        page.heading("No articles yet").wait_for()
        page.panel.get_by_role("button", name="Add articles").wait_for()


def test_the_columns_of_a_table_are_shown_and_can_be_put_right(page, tmp_path):
    (tmp_path / "export.csv").write_text(
        'story,body,when\n"A ship left Muscat for Basra.",<img src=x onerror=alert(1)>,2024-10-28\n', encoding="utf-8"
    )
    dialog = open_dialog(page)
    dialog.locator("input[type=file]").set_input_files(str(tmp_path / "export.csv"))
    dialog.get_by_text("Columns of export.csv").click()
    for field, column in (("Text", "story"), ("Date", "when")):
        page.open_list(dialog.get_by_role("combobox", name=field))
        page.page.get_by_role("option", name=column, exact=True).click()
    go(page)
    dialog.get_by_text("1 article is on the map").wait_for()
    dialog.get_by_text("text from story, published from when; not used: body").wait_for()


def test_the_sample_goes_with_one_click_and_what_one_added_stays(app, desk):
    page = desk(app()).open()
    page.places()
    paste(page, ARTICLE, "Talks put off").get_by_role("button", name="Show on the map").click()
    page.line.get_by_text("73 articles").wait_for()

    page.page.get_by_role("button", name="72 sample articles").click()
    page.line.get_by_text("1 article").wait_for()
    assert {"Rome", "Muscat"} <= set(page.places()) and len(page.places()) < 15
    assert page.page.get_by_role("button", name="72 sample articles").count() == 0


def test_a_sample_that_was_all_there_is_can_be_had_back(app, desk):
    page = desk(app()).open()
    page.page.get_by_role("button", name="72 sample articles").click()
    page.heading("No articles yet").wait_for()
    page.page.get_by_role("button", name="Read the sample articles").click()
    page.line.get_by_text("72 articles").wait_for()
    assert len(page.places()) >= 60


def test_a_file_over_the_limit_is_refused_by_the_page_and_by_the_server(app, desk, tmp_path):
    desk_articles(tmp_path / "home")
    page = desk(app(STREAMLIT_SERVER_MAX_UPLOAD_SIZE="1")).open()
    dialog = open_dialog(page)
    field = dialog.locator("input[type=file]")
    with page.page.expect_request(re.compile("/upload_file/")) as sent:
        field.set_input_files({"name": "small.txt", "mimeType": "text/plain", "buffer": b"Rain on Rome."})
    dialog.get_by_text("small.txt").first.wait_for()

    large = {"name": "large.txt", "mimeType": "text/plain", "buffer": b"Rain on Rome. " * 250_000}
    field.set_input_files(large)
    dialog.get_by_text(re.compile("must be 1.*MB or smaller")).wait_for()
    headers = {name: value for name, value in sent.value.headers.items() if name == "x-xsrftoken"}
    answer = page.context.request.put(sent.value.url, headers=headers, multipart={"file": large})
    assert answer.status == 413


def test_one_click_reads_a_text_while_its_box_still_has_the_keys_and_an_empty_one_is_said(page):
    dialog = open_dialog(page)
    dialog.get_by_role("tab", name="Paste a text").click()
    page.settled()
    go = dialog.get_by_role("button", name="Read and place")
    go.click()
    dialog.get_by_role("alert").get_by_text("There is no text yet").wait_for()
    page.settled()

    dialog.get_by_label("Text", exact=True).fill(ARTICLE)
    box = go.bounding_box()
    page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # waits for nothing
    dialog.get_by_text("1 article is on the map").wait_for()
