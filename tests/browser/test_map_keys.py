"""The map in the app and in the brief, by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.harness import Desk


def tab_into_map(page: Desk) -> None:
    """Press Tab, from what stands before the map, until it is focused."""
    page.settled()
    page.page.locator(".st-key-header button").last.focus()
    for _ in range(30):
        page.page.keyboard.press("Tab")
        if page.frame.evaluate("document.hasFocus() && document.activeElement.id === 'map_div'"):
            return
    raise AssertionError("Tab does not come to the map")


def test_a_place_is_found_and_chosen_and_the_frame_outlives_a_filter(samples_app, desk):
    page = desk(samples_app).open()
    spoken = page.frame.locator(".map-spoken")
    tab_into_map(page)
    expect(page.frame.locator(".map-keys")).to_be_visible()

    page.page.keyboard.press("n")
    expect(spoken).to_have_text("Baalbek, town, 5 mentions, 1 of 6 in view")
    page.page.keyboard.press("n")
    expect(spoken).to_have_text("Beirut, town, 2 mentions, 2 of 6 in view")
    page.page.keyboard.press("Enter")
    page.heading("Beirut").wait_for()
    page.wait_for_map("s.selected === 'geonames:276781'")
    assert page.frame.evaluate("document.activeElement.id") == "map_div"

    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    assert page.frame.evaluate("window.placesLayer.framed.label") == "Beirut"
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 7")
    page.tick("Houthis")
    page.wait_for_places(gone=["Beirut"])
    assert page.frame.evaluate("window.placesLayer.framed") is None


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_the_focused_map_breaks_nothing(samples_app, desk, width, dark):
    page = desk(samples_app, width=width, dark=dark).open()
    page.page.locator("iframe[title='streamlit_folium.st_folium']").scroll_into_view_if_needed()
    tab_into_map(page)
    page.page.keyboard.press("n")
    expect(page.frame.locator(".map-spoken")).to_contain_text("Baalbek")
    assert violations(page.frame) == []


def test_the_map_speaks_arabic(samples_app, desk):
    page = desk(samples_app).open("lang=ar")
    tab_into_map(page)
    page.page.keyboard.press("n")

    expect(page.frame.locator(".map-spoken")).to_have_text("Baalbek، مدينة، الإشارات: 5، 1 من 6 في الجزء الظاهر")
    container = page.frame.get_by_role("application", name="خريطة الأماكن")
    expect(container).to_have_accessible_description(re.compile("المكان التالي والسابق"))
    expect(container).to_have_attribute("lang", "ar")
    keys = page.frame.locator(".map-keys")
    assert keys.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    assert violations(page.frame) == []
