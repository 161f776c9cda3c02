"""The panel runs by itself for what changes nothing else, and has the page drawn for what does."""

from __future__ import annotations

import re
from collections.abc import Callable


def _messages(page, act: Callable[[], None]) -> int:
    """Return how many messages the server sent for what was done."""
    page.quiet()
    before = page.received[0]
    act()
    page.quiet()
    return page.received[0] - before


def _listened(desk):
    """Return a page that counts what the server sends it."""
    received = [0]

    def count(_: object) -> None:
        received[0] += 1

    desk.page.on("websocket", lambda socket: socket.on("framereceived", count))
    desk.received = received
    return desk


def test_an_article_opens_without_the_page_around_it(app, desk):
    page = _listened(desk(app())).open()
    rows = page.panel.locator(".st-key-rows-top button")
    rows.nth(2).wait_for()

    def choose() -> None:
        rows.nth(2).click()
        page.panel.locator("h2.place-name").wait_for()

    def read() -> None:
        page.panel.get_by_role("button", name="Show in article").first.click()
        page.panel.locator("article.whole").wait_for()

    whole = _messages(page, choose)
    alone = _messages(page, read)

    assert 0 < alone < whole / 2
    assert "article=" in page.page.url
    page.page.go_back()
    page.panel.locator("h2.place-name").wait_for()
    page.page.go_forward()
    page.panel.locator("article.whole").wait_for()


def test_a_pin_that_another_reader_mended_moves_with_the_next_click_in_the_panel(app, desk):
    running = app()
    mine, theirs = desk(running).open(), desk(running).open()
    for page in (mine, theirs):
        page.panel.locator(".st-key-rows-top button").nth(2).click()
        page.panel.get_by_role("button", name="Show in article").first.wait_for()
        page.quiet()
    before = mine.pins()
    theirs.panel.get_by_role("button", name="Wrong place?").first.click()
    theirs.panel.locator(".st-key-rows-candidates-mend button").first.click()
    theirs.panel.locator(".st-key-mended").wait_for()
    assert mine.pins() == before  # nothing moves under a reader

    mine.panel.get_by_role("button", name="Show in article").first.click()

    mine.panel.locator("article.whole").wait_for()
    mine.wait_for_other_pins(before)
    mine.panel.get_by_role("button", name=re.compile("^Back to")).click()
    mine.panel.locator("h2.place-name").wait_for()


def test_a_row_of_the_articles_is_let_go_when_the_panel_goes_back(app, desk):
    page = desk(app()).open("tab=articles")
    table = page.page.locator(".st-key-table-articles canvas").first
    table.wait_for()
    page.quiet()
    for _ in range(2):  # the second click on the row would only take its mark away, had it kept it
        table.scroll_into_view_if_needed()
        box = page.box_at_rest(table)
        page.page.mouse.click(box["x"] + 20, box["y"] + 38 + 17)
        page.panel.locator("article.whole").wait_for()
        page.quiet()
        page.panel.locator(".st-key-close-article button").click()
        page.panel.locator("article.whole").wait_for(state="detached")
        page.quiet()


def test_an_act_fades_no_element(app, desk):
    """Streamlit begins a transition for each element that is drawn anew, and drops it: a hundred with each act."""
    page = desk(app()).open()
    rows = page.panel.locator(".st-key-rows-top button")
    rows.nth(2).wait_for()
    page.page.evaluate("""() => {
        window.faded = 0;
        document.addEventListener("transitionrun", (event) => {
            window.faded += event.target.classList.contains("stElementContainer");
        }, true);
    }""")

    rows.nth(2).click()
    page.panel.locator("h2.place-name").wait_for()
    page.quiet()

    assert page.page.evaluate("window.faded") == 0
