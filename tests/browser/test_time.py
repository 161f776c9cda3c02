"""Time below the map: drag across bars, play through them, and what the keyboard and a calm reader get instead."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import FrameLocator, expect

from tests.browser.harness import Desk


def bars_of(page: Desk) -> FrameLocator:
    frame = page.page.locator(".st-key-below").frame_locator("iframe[title*='page_frames']")
    frame.locator(".bars i").first.wait_for()
    return frame


def dates(page: Desk) -> tuple[str, str]:
    said = parse_qs(urlsplit(page.page.url).query)
    return said.get("since", [""])[0], said.get("until", [""])[0]


def drag(page: Desk, first: int, last: int) -> None:
    """Drag from one bar to another."""
    bars = bars_of(page).locator(".bars i")
    start, end = (page.box_at_rest(bars.nth(n)) for n in (first, last))
    page.page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 20)
    page.page.mouse.down()
    page.page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=4)
    page.page.mouse.up()


def test_a_drag_across_bars_keeps_their_days_and_all_dates_drops_them(samples_app, desk):
    page = desk(samples_app).open()
    frame = bars_of(page)
    expect(frame.locator(".beside")).to_have_text("+ 2 mentions undated")
    count = frame.locator(".bars i").count()  # weeks: Monday 8 January to Monday 25 November 2024
    drag(page, 0, 1)
    page.wait_for_map("s.count === 5")  # the Red Sea, Sanaa, Yemen; what has no date stays
    page.line.get_by_role("button", name="8 – 21 Jan 2024").or_(
        page.line.get_by_role("button", name="8 Jan – 21 Jan 2024")
    ).wait_for()
    page.settled()
    assert dates(page) == ("2024-01-08", "2024-01-21")
    assert frame.locator(".bars i.on").count() == 2

    frame.get_by_role("button", name="All dates").click()
    page.wait_for_map("s.count === 7")

    drag(page, count - 1, 0)  # all of them, backwards: no filter
    page.settled()
    assert dates(page) == ("", "")


def test_playing_moves_the_days_on_until_the_reader_does_something(samples_app, desk):
    page = desk(samples_app).open()
    frame = bars_of(page)
    frame.get_by_role("button", name="Play").click()
    page.page.wait_for_function("() => /since=2024-01-08/.test(location.search)")
    page.page.wait_for_function("() => /since=2024-01-(1[5-9]|2)/.test(location.search)")
    expect(frame.get_by_role("button", name="Pause")).to_be_visible()

    page.page.locator("h1.region").click()
    expect(frame.get_by_role("button", name="Play")).to_be_visible()
    page.settled()
    page.page.wait_for_timeout(600)
    stood = dates(page)
    page.page.wait_for_timeout(2500)
    assert dates(page) == stood


def test_who_wants_less_motion_steps_by_hand(samples_app, desk):
    page = desk(samples_app)
    page.page.emulate_media(reduced_motion="reduce")
    page.open()
    frame = bars_of(page)
    expect(frame.get_by_role("button", name="Play")).to_have_count(0)
    frame.get_by_role("button", name="Next").focus()
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => /since=2024-01-08/.test(location.search)")
    page.page.wait_for_timeout(2500)
    assert dates(page)[0] == "2024-01-08"
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => /since=/.test(location.search) && !/since=2024-01-08/.test(location.search)")
