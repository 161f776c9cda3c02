"""A reader goes through what is not placed surely, by keys; and takes corrections to another installation as a file."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashboard.model import Candidate
from dashboard.store.corrections import Ledger
from tests.browser.harness import analysed, place, store
from tests.browser.samples import BAALBEK, BEIRUT, ROME, desk_articles


def unsure(article_id, text, places):
    made = analysed(article_id, text, places, title="Rain")
    mentions = (replace(m, confidence=0.55, runners_up=(Candidate(ROME, 0.3),)) for m in made.mentions)
    return replace(made, mentions=tuple(mentions))


@pytest.fixture
def home(tmp_path):
    """The desk's articles, and two whose Baalbek, thrice, and Beirut, once, are not sure."""
    home = tmp_path / "home"
    articles(home)
    return home


def articles(home):
    desk_articles(home)
    store(home, unsure("six", "Rain on Baalbek. Wind over Baalbek.", {"Baalbek": BAALBEK}),
          unsure("seven", "Hail on Baalbek. Sun in Beirut.", {"Baalbek": BAALBEK, "Beirut": BEIRUT}))  # fmt: skip


@pytest.fixture
def page(app, desk, home):
    made = desk(app()).open()
    made.tab("To check").click()
    item(made, "Baalbek is put at Baalbek")
    return made


def item(page, said):
    page.page.get_by_role("heading", name=said).wait_for()
    page.settled()


def press(page, key):
    page.quiet()
    page.tab("To check").focus()  # no box to type into
    page.page.keyboard.press(key)


def entries(home):
    return Ledger(home / "corrections.jsonl").read().active


def test_keys_settle_skip_and_take_back(page, home):
    page.page.get_by_text("2 names in 4 mentions are placed without being sure.").wait_for()
    item(page, "3 unsure mentions in 2 articles")
    press(page, "n")
    item(page, "Beirut is put at Beirut")
    press(page, "n")
    item(page, "Baalbek is put at Baalbek")
    assert entries(home) == ()

    press(page, "a")
    item(page, "Beirut is put at Beirut")
    page.page.get_by_text("1 name in 1 mention is placed without being sure.").wait_for()
    (entry,) = entries(home)
    assert (entry.says, entry.applies_to, entry.name, entry.was) == ("confirmed", "name", "Baalbek", BAALBEK.place_id)
    press(page, "a")
    page.page.get_by_text("Nothing is left to check").wait_for()
    page.settled()

    press(page, "u")
    item(page, "Beirut is put at Beirut")
    press(page, "u")
    item(page, "Baalbek is put at Baalbek")
    assert entries(home) == ()
    page.wait_gone(page.page.get_by_role("button", name="Undo"))


def test_what_was_put_right_is_listed_below_and_undone_there_in_another_visit(page, home):
    press(page, "a")
    item(page, "Beirut is put at Beirut")
    page.open("tab=check")
    page.page.get_by_role("heading", name="Put right · 1").wait_for()
    there = page.page.locator(".st-key-put-right")
    there.get_by_text("is right at").wait_for()
    there.get_by_role("button", name="Undo").click()
    page.wait_gone(there)
    assert entries(home) == ()


def test_a_people_that_is_put_as_a_place_is_said_to_be_one_and_the_next_comes(page, home):
    page.page.locator(".st-key-meanings-doubt").get_by_role("button", name="A people").click()
    item(page, "Beirut is put at Beirut")
    (entry,) = entries(home)
    assert (entry.says, entry.role, entry.applies_to) == ("role", "demonym", "name")
    page.page.locator(".st-key-doubt-keys").get_by_text("is a people").wait_for()


def test_a_name_that_is_wrong_is_put_at_its_runner_up_and_the_next_one_comes(page, home):
    page.page.locator(".st-key-rows-candidates-doubt").get_by_role("button", name="Rome").first.click()
    item(page, "Beirut is put at Beirut")
    (entry,) = entries(home)
    assert (entry.says, entry.applies_to, entry.place) == ("place", "name", ROME)
    page.page.locator(".st-key-doubt-keys").get_by_text("Rome").wait_for()

    page.page.get_by_text("Only here").click()
    page.settled()
    press(page, "a")
    page.page.get_by_text("Nothing is left to check").wait_for()
    assert entries(home)[1].spot is not None and entries(home)[1].applies_to == "mention"


def test_a_key_that_is_typed_into_a_box_settles_nothing(page, home):
    box = page.page.locator(".st-key-review").get_by_placeholder("Search the gazetteer, in any script")
    box.press_sequentially("anu")
    box.press("Enter")
    page.settled()
    item(page, "Baalbek is put at Baalbek")
    assert entries(home) == ()


def test_corrections_go_out_as_a_file_and_hold_in_another_installation(page, home, app, desk, tmp_path):
    press(page, "a")
    item(page, "Beirut is put at Beirut")
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Download corrections.csv").click()
    download.value.save_as(tmp_path / "corrections.csv")

    other = tmp_path / "other"
    articles(other)
    second = desk(app(other)).open()
    second.tab("To check").click()
    item(second, "Baalbek is put at Baalbek")
    bring_in(second, tmp_path / "corrections.csv")
    second.page.get_by_text("1 entry taken in, 0 were here already.").wait_for()
    item(second, "Beirut is put at Beirut")
    assert entries(other) == entries(home) != ()

    (tmp_path / "broken.csv").write_text((tmp_path / "corrections.csv").read_text() + "torn,\n")
    bring_in(second, tmp_path / "broken.csv")
    second.page.get_by_text("broken.csv:3: it has 2 cells").wait_for()
    assert entries(other) == entries(home)


def test_names_are_text_and_no_markup_in_the_queue_in_what_was_done_and_over_the_map(app, desk, tmp_path):
    name = "Evil <img src=x onerror=top.pwned=1> :red[r] `c` ${top.pwned=1}"
    where = place("evil:1", "Put " + name, 33.0, 44.0, country="Land <b>x</b>", admin1=name)
    store(tmp_path / "home", unsure("evil", f"They met in {name} today.", {name: where}))
    page = desk(app()).open()
    page.tab("To check").click()
    item(page, re.compile(re.escape(name)))
    page.page.get_by_role("button", name="Click on the map").click()
    page.frame.get_by_text("Click where Evil <img src=x onerror=top.pwned=1>").wait_for()
    page.settled()
    press(page, "Escape")
    page.wait_for_map("!s.picking")
    press(page, "a")
    page.page.get_by_text("Nothing is left to check").wait_for()
    assert f"{name} is right at Put {name}" in page.page.locator(".st-key-doubt-keys").inner_text().replace("\n", " ")
    for frame in page.frames():
        assert frame.evaluate("window.top.pwned") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0


def bring_in(page, path):
    page.page.get_by_role("button", name="Bring in a corrections.csv").click()
    page.page.locator("input[type=file]").set_input_files(path)
    page.page.get_by_test_id("stFileUploader").get_by_text(path.name).last.wait_for()
    page.quiet()
    page.page.get_by_role("button", name="Bring it in", exact=True).click()
    page.settled()
    page.page.keyboard.press("Escape")


def test_what_is_shown_on_the_map_is_in_sight(page):
    show = page.page.get_by_role("button", name="Show on the map")
    show.evaluate("(button) => button.scrollIntoView({ block: 'start' })")
    map_ = page.page.locator(".st-key-map-box iframe")
    assert map_.bounding_box()["y"] < 0
    show.click()
    page.wait_for_map(f"s.selected === '{BAALBEK.place_id}'")
    page.page.wait_for_function(
        "document.querySelector('.st-key-map-box iframe').getBoundingClientRect().top >= 0", timeout=20_000
    )
