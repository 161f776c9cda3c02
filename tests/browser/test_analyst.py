"""
An analyst's errand from beginning to end, over the sample, as a new user would go about it: every click, typed text and
opened link is counted, and how long each was waited for is printed (`pytest -s`), by the browser's own clock.

Where are Hezbollah and Israel named together in the last quarter of 2024? Open the third place, read two excerpts in
their articles, mend one pin, send the link to a colleague who sees the same, and take the brief along to a train.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

MOST = 25


#: From the first press of a key or of the mouse, on the page or in its frames, to the first picture that shows `until`.
WAIT = """(until) => {
    const there = new Function(`return Boolean(${until})`);
    let began = null;
    window.waited = null;
    for (const each of [window, ...[...document.querySelectorAll("iframe")].map((frame) => frame.contentWindow)])
        for (const kind of ["pointerdown", "keydown"])
            each.addEventListener(kind, () => { began ??= performance.now(); }, { capture: true, once: true });
    const look = () => {
        if (began !== null && there()) window.waited = (performance.now() - began) / 1000;
        else requestAnimationFrame(look);
    };
    look();
}"""


def one(selector: str, text: str = "") -> str:
    """Return the expression that is true while the page shows an element whose text begins so."""
    return f"""[...document.querySelectorAll({json.dumps(selector)})].some(
        (each) => each.textContent.trim().startsWith({json.dumps(text)}) && each.getClientRects().length)"""


def map_without(name: str) -> str:
    """Return the expression that is true once a place is not on the map any more."""
    return f"""!document.querySelector("iframe[title='streamlit_folium.st_folium']").contentWindow.placesLayer.places
        .some((place) => place.label === {json.dumps(name)})"""


class Hand:
    """Counts what a reader does, and how long each took until what they wanted was there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.waits: list[tuple[float, str]] = []

    @contextmanager
    def __call__(self, what: str, until: str = "true") -> Iterator[None]:
        """Count what is done on the page, until an expression is true there."""
        self.page.evaluate(WAIT, until)
        yield
        self.page.wait_for_function("window.waited !== null")
        self.waits.append((self.page.evaluate("window.waited"), what))

    @contextmanager
    def outside(self, what: str) -> Iterator[None]:
        """Count what is done elsewhere than on the page."""
        started = time.perf_counter()
        yield
        self.waits.append((time.perf_counter() - started, what))


def test_an_errand_takes_fewer_than_25_interactions_and_the_pin_is_mended_everywhere(app, desk, browser, tmp_path):
    running = app()
    page = desk(running).open()
    page.panel.get_by_text("Choose a place").wait_for()
    page.sidebar.get_by_text("Hezbollah").first.wait_for()  # nobody ticks what the browser has not drawn yet
    page.quiet()
    hand = Hand(page.page)

    # where are the two named together in the last quarter of 2024?
    for actor in ("Hezbollah", "Israel"):
        with hand(f"tick {actor}", one(".st-key-line button", actor)):
            page.tick(actor)
        page.settled()
    with hand("places named with all of them", map_without("Gaza Strip")):
        page.sidebar.get_by_text("all", exact=True).click()
    page.settled()
    with hand("in the same article", "/scope=article/.test(location.search)"):
        page.sidebar.get_by_text("article", exact=True).click()
    page.settled()
    for which, typed in (("since", "01102024"), ("until", "31122024")):
        with hand(f"go to {which}"):
            page.sidebar.locator(f".st-key-day-{which}").get_by_role("spinbutton").first.click()
        with hand(f"type {which}"):
            page.page.keyboard.type(typed)
    with hand("leave the dates", "/since=2024-10-01&until=2024-12-31/.test(location.search)"):
        page.page.locator("h1.region").click()
    page.settled()
    found = page.places()
    assert "Rome" not in found and len(found) >= 3

    # the third place, and two of its excerpts in their articles
    third = page.panel.locator(".st-key-rows-top button").nth(2)
    name = re.sub(r"\s*\d+$", "", third.inner_text()).strip()
    excerpts = f"{one('.st-key-panel h2.place-name', name)} && {one('.st-key-panel .said')}"
    with hand("open the third place", excerpts):
        third.click()
    for number in range(2):
        page.settled()
        with hand("read an excerpt in its article", one(".st-key-panel article.whole")):
            page.panel.get_by_role("button", name="Show in article").nth(number).click()
        page.settled()
        with hand("go back", excerpts):
            page.panel.get_by_role("button", name=f"Back to {name}").click()
    page.settled()

    # one pin is mended
    with hand("Wrong place?", one(".st-key-mend .st-key-rows-candidates-mend button")):
        page.panel.get_by_role("button", name="Wrong place?").first.click()
    page.settled()
    before = page.pins()
    with hand("place it there", one(".st-key-panel .st-key-mended button", "Undo")):
        page.panel.locator(".st-key-rows-candidates-mend button").first.click()
    page.settled()
    mended = page.wait_for_other_pins(before)

    # the link
    in_dialog = "document.querySelector('[role=dialog] iframe').contentDocument"
    with hand("Share", f"document.querySelector('[role=dialog] iframe') && {in_dialog}.querySelector('input')?.value"):
        page.page.get_by_role("button", name="Share", exact=True).click()
    page.settled()
    share = page.page.get_by_role("dialog").frame_locator("iframe[title*='page_frames']")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with hand("Copy link", f"/Copied/.test({in_dialog}.body.innerText)"):
        share.get_by_role("button", name="Copy link").click()
    link = share.get_by_label("Link to this view").input_value()
    assert page.page.evaluate("navigator.clipboard.readText()") == link

    # a colleague opens it
    other = desk(running)
    with hand.outside("open the link elsewhere"):  # to what it shows there, not only to an answer of the server
        other.page.goto(link, wait_until="commit")
        other.wait_for_map()
    other.heading(name).wait_for()
    other.settled()
    assert other.pins() == mended
    for chip in ("Hezbollah", "Israel"):
        other.line.get_by_role("button", name=chip).first.wait_for()
    other.line.get_by_role("button", name=re.compile("Oct.*Dec 2024")).wait_for()

    # the brief
    with hand("close the dialog", "!document.querySelector('[role=dialog]')"):
        page.page.keyboard.press("Escape")
    with hand("Take away", one("[role=dialog] .st-key-take-brief-html button")):
        page.page.get_by_role("button", name="Take away").click()
    expect(page.page.get_by_role("dialog")).to_contain_text(re.compile("mentions? of"))
    page.settled()
    with hand.outside("the brief"), page.page.expect_download() as download:
        page.page.locator(".st-key-take-brief-html button").click()
    brief = tmp_path / "brief.html"
    download.value.save_as(brief)
    train = browser.new_context(offline=True)
    errors: list[str] = []
    try:
        reading = train.new_page()
        reading.on("pageerror", lambda error: errors.append(str(error)))
        with hand.outside("open the brief without a network"):
            reading.goto(brief.as_uri())
        reading.wait_for_function("window.placesLayerState && window.placesLayerState.version !== null")
        expect(reading.locator("body")).to_contain_text("Hezbollah")
    finally:
        train.close()

    assert errors == []
    longest = sorted(hand.waits, reverse=True)[:4]
    print(f"{len(hand.waits)} interactions; the longest waits:", *(f"{s:.2f} s {what};" for s, what in longest))
    assert len(hand.waits) < MOST
