"""A view is a link: what one browser shows another shows, too. In a real Chromium, with browsers that share nothing."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.harness import Desk


def parameters(page: Desk) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.page.url).query, keep_blank_values=True)


def wait_for_address(page: Desk, pattern: str) -> None:
    page.page.wait_for_function("(pattern) => new RegExp(pattern).test(location.search)", arg=pattern)


def move_map(page: Desk, lat: float, lon: float, zoom: float) -> None:
    """Move the map as a reader's hand would: no animation, but all its events."""
    page.frame.evaluate(
        "([lat, lon, zoom]) => window.placesLayer._map.setView([lat, lon], zoom, { reset: true })", [lat, lon, zoom]
    )


def link_in_dialog(page: Desk) -> str:
    """Open the dialog, and return the link that it shows."""
    page.page.get_by_role("button", name="Share", exact=True).click()
    field = (
        page.page.get_by_role("dialog").frame_locator("iframe[title*='page_frames']").get_by_label("Link to this view")
    )
    field.wait_for()
    return field.input_value()


def test_a_link_shows_another_browser_what_the_first_one_shows(samples_app, desk):
    first = desk(samples_app).open()
    first.tick("Hezbollah")
    first.wait_for_map("s.count === 2")
    first.click_place("Beirut")
    first.heading("Beirut").wait_for()
    first.tab("Articles").click()
    first.page.locator(".st-key-table-articles").wait_for()
    move_map(first, 34.25, 36.5, 6.75)
    wait_for_address(first, "view=34.25000,36.50000,6.75")

    second = desk(samples_app)
    second.page.goto(first.page.url, wait_until="commit")
    shown = second.wait_for_map("s.count === 2 && s.selected === 'geonames:276781'")

    assert (shown["zoom"], round(shown["center"]["lat"], 4), round(shown["center"]["lng"], 4)) == (6.75, 34.25, 36.5)
    second.heading("Beirut").wait_for()
    second.line.get_by_role("button", name="Hezbollah").first.wait_for()
    second.page.locator(".st-key-table-articles").wait_for()
    expect(second.tab("Articles")).to_have_attribute("aria-checked", "true")
    assert second.places() == first.places()


def test_every_filter_comes_back_from_its_link(samples_app, desk):
    said = {
        "actor": ["actor:hezbollah"], "match": ["all"], "scope": ["article"], "parts": ["yes"], "country": ["LB"],
        "since": ["2024-10-01"], "until": ["2024-12-31"], "undated": ["no"], "outlet": ["Sample Wire"],
        "role": ["location", "metonym"], "kind": ["city"], "words": ["shops"], "place": ["geonames:278913"],
    }  # fmt: skip
    query = "&".join(f"{name}={value}" for name, values in said.items() for value in values)
    page = desk(samples_app).open(query)
    page.heading("Baalbek").wait_for()

    for words in ("Hezbollah", "Lebanon", "1 Oct – 31 Dec 2024, dated only", "Sample Wire", "City", "“shops”"):
        expect(page.line).to_contain_text(words)
    expect(page.page.locator(".st-key-link-note")).to_have_count(0)
    page.line.get_by_role("button", name="City").click()  # any other choice: all that is left stands in the address
    wait_for_address(page, "^(?!.*kind=)")
    del said["kind"]
    assert {name: sorted(values) for name, values in parameters(page).items() if name != "view"} == said


def test_an_article_and_an_actors_card_have_links(samples_app, desk):
    article = desk(samples_app).open("article=one&place=geonames:278913")
    article.panel.get_by_role("heading", name="Quiet in the valley").wait_for()
    article.panel.get_by_role("button", name="Back to Baalbek").wait_for()

    card = desk(samples_app).open("card=actor:hezbollah&place=geonames:276781")
    card.panel.get_by_role("heading", name="Hezbollah · Beirut").wait_for()


def test_what_cannot_be_used_of_a_link_is_left_out_and_said(samples_app, desk):
    page = desk(samples_app).open(
        "country=LB&place=geonames:1&actor=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&since=yesterday&view=91,nan,400"
        "&page=-3&tab=admin&article=../../etc/passwd&outlet=%00%ff&utm_source=mail",
    )  # fmt: skip
    note = page.page.locator(".st-key-link-note")
    note.get_by_text("Not all of the link could be used here").wait_for()

    said = note.inner_text()
    for words in ("the place", "an actor", "the first day", "where the map stood", "something that this page"):
        assert words in said
    assert "onerror" not in page.page.locator("[data-testid='stMain']").inner_text()
    assert page.places() == {"Baalbek", "Beirut"}  # what was sound of it holds
    wait_for_address(page, "^[?]country=LB$")

    note.get_by_role("button", name="Close").click()
    page.wait_gone(note)


def test_a_link_longer_than_any_is_not_used(samples_app, desk):
    page = desk(samples_app).open("country=LB&words=" + "x" * 9_000)
    page.page.get_by_text("The link is too long").wait_for()

    assert len(page.places()) == 7


def test_going_back_and_forward_shows_what_was_shown(samples_app, desk):
    page = desk(samples_app).open()
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    page.click_place("Beirut")
    page.heading("Beirut").wait_for()
    wait_for_address(page, "place=")
    page.settled()

    page.page.go_back()
    page.wait_for_map("s.selected === null && s.count === 2")
    page.page.go_back()
    page.wait_for_map("s.count === 7")
    page.page.go_forward()
    page.wait_for_map("s.count === 2")
    wait_for_address(page, "actor=")


def test_a_map_that_is_moved_asks_for_no_run_of_the_page(samples_app, desk):
    page = desk(samples_app).open()
    page.tab("Articles").wait_for()
    page.settled()
    page.page.evaluate(
        """() => {
            window.runs = 0;
            window.last = performance.now();
            const said = "data-test-script-state";
            const count = new MutationObserver(() => {
                window.runs += 1;
                window.last = performance.now();
            });
            count.observe(document.querySelector(`[${said}]`), { attributeFilter: [said] });
        }"""
    )
    page.page.wait_for_function("() => performance.now() - window.last > 2000")  # the page's own first runs

    def runs_of_a_move(east: int) -> int:
        before = page.page.evaluate("window.runs")
        move_map(page, 30.0, east, 5)
        wait_for_address(page, f"view=30.00000,{east}.00000,5$")
        page.page.wait_for_timeout(500)
        return page.page.evaluate("window.runs") - before

    # the page looks for new articles by itself every few seconds: that may fall into one move, not into each
    assert any(runs_of_a_move(east) == 0 for east in range(40, 46))


def test_the_dialog_copies_a_link_that_says_where_the_map_stands(samples_app, desk):
    page = desk(samples_app)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.open()
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    link = link_in_dialog(page)
    share = page.page.get_by_role("dialog").frame_locator("iframe[title*='page_frames']")
    share.get_by_role("button", name="Copy link").click()
    share.get_by_role("button", name="Copied").wait_for()

    assert page.page.evaluate("navigator.clipboard.readText()") == link
    assert link.startswith(samples_app.url) and "actor=actor:hezbollah" in link
    zoom, center = (page.map_state()[name] for name in ("zoom", "center"))
    assert f"view={center['lat']:.5f}".rstrip("0") in link and link.endswith(f",{zoom:g}")


def test_a_view_with_a_name_is_opened_in_another_browser_and_deleted(samples_app, desk):
    first = desk(samples_app).open()
    first.tick("Houthis")
    first.wait_for_map("s.count === 1")
    move_map(first, 20.0, 40.0, 5.5)
    link_in_dialog(first)
    dialog = first.page.get_by_role("dialog")
    first.settled()
    dialog.get_by_label("Keep it under a name").fill("Ships <b>turn</b> back")
    dialog.get_by_role("button", name="Save view").click()
    dialog.locator(".view-name").filter(has_text="Ships <b>turn</b> back").wait_for()

    second = desk(samples_app).open()
    second.page.get_by_role("button", name="Share", exact=True).click()
    other = second.page.get_by_role("dialog")
    other.get_by_role("button", name=re.compile("^Open Ships")).click()
    shown = second.wait_for_map("s.count === 1")
    assert second.places() == {"Red Sea"}
    assert (shown["zoom"], round(shown["center"]["lat"], 3)) == (5.5, 20.0)

    second.page.get_by_role("button", name="Share", exact=True).click()
    other.get_by_role("button", name=re.compile("^Delete Ships")).click()
    other.get_by_text("is deleted").wait_for()
    second.wait_gone(other.locator(".view-name"))
    other.get_by_role("button", name="Undo").click()
    other.locator(".view-name").wait_for()


def test_openstreetmap_in_a_link_is_said(samples_app, desk):
    page = desk(samples_app, let="https://tile.openstreetmap.org")
    page.page.goto(f"{samples_app.url}/?basemap=osm", wait_until="commit")
    page.wait_for_map()
    page.page.locator(".st-key-link-note").get_by_text("openstreetmap.org").wait_for()
    page.page.wait_for_function("() => true")
    page.outside.clear()
