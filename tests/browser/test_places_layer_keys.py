"""The layer by keyboard in a saved page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.saved_maps import columns
from tests.browser.test_hostile import IMAGE, MARKUP


def press(page, *keys):
    """Press keys, and return what a screen reader was told last."""
    for key in keys:
        page.keyboard.press(key)
    return page.locator(".map-spoken").text_content()


def framed(page):
    return page.evaluate("window.placesLayer.framed && window.placesLayer.framed.id")


def drawn_in_front(page):
    """Return how many pixels of the canvas over the places are not empty."""
    return page.evaluate(
        """() => {
            const { canvas, context } = window.placesLayer.layers.front;
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((alpha, i) => i % 4 === 3 && alpha).length;
        }"""
    )


WORDS = {"fit": "Fit", "mention": "{n} mention", "mentions": "{n} mentions", "attribution": "Nobody's borders"}


def test_keys_go_from_place_to_place_and_choose(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"], family=["city", "site", "city"]), words=WORDS,
                 legend=(("city", "town"), ("site", "site")))  # fmt: skip
    page.keyboard.press("Tab")
    expect(page.get_by_role("application", name="Map of places")).to_be_focused()
    expect(page.get_by_role("application")).to_have_accessible_description(re.compile("^N, P: next, previous place"))

    assert press(page, "n") == "Basra, town, 3 mentions, 1 of 3 in view"
    assert press(page, "n") == "Buraydah, site, 2 mentions, 2 of 3 in view"
    assert press(page, "N", "n") == "Basra, town, 3 mentions, 1 of 3 in view"
    assert press(page, "p") == "Hail, town, 1 mention, 3 of 3 in view"
    press(page, "Enter", "p", "Space")
    assert page.clicked == ["id-0", "id-1"]

    assert (press(page, "Escape"), framed(page)) == ("", None)
    press(page, "Enter")
    assert page.clicked == ["id-0", "id-1"]
    # an Arabic keyboard: the key of N says another letter
    page.locator(".folium-map").dispatch_event("keydown", {"key": "\u0649", "code": "KeyN", "bubbles": True})
    assert framed(page) == "id-2"
    page.keyboard.press("Tab")
    expect(page.locator(".leaflet-control-zoom-in")).to_be_focused()
    page.keyboard.press("n")
    assert framed(page) == "id-2"


def test_arrows_and_signs_stay_leaflets_and_what_they_take_out_of_view_loses_the_frame(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), words=WORDS)
    page.keyboard.press("Tab")
    press(page, "p")
    x, _ = page.evaluate("window.placesLayer.pointOf('id-0')")
    press(page, "ArrowLeft")
    page.wait_for_function("(x) => window.placesLayer.pointOf('id-0')[0] > x + 70", arg=x)
    assert framed(page) == "id-0"
    press(page, "+")
    page.wait_for_function("window.placesLayerState.zoom === 6")
    page.evaluate("window.placesLayer._map.setView([60, 0], 6, { animate: false })")
    page.wait_for_function("window.placesLayer.framed === null")
    assert press(page, "n") == "No place in view"


def test_the_frame_shows_while_the_map_has_the_keys_and_is_not_the_selections_ring(saved):
    for dark in (False, True):
        page = saved(columns(["Hail", "Buraydah", "Basra"]), words=WORDS, dark=dark)
        page.keyboard.press("Tab")
        assert drawn_in_front(page) == 0
        press(page, "p")
        assert drawn_in_front(page) > 200
        corner = page.evaluate(
            """() => {
                const layer = window.placesLayer;
                const { x, y } = layer.toPixel(layer.framed.x, layer.framed.y);
                return [...layer.layers.front.context.getImageData(x - 12, y, 1, 1).data];
            }"""
        )
        assert corner == ([127, 189, 232, 255] if dark else [31, 95, 139, 255])
        page.keyboard.press("Tab")
        assert drawn_in_front(page) == 0
        page.keyboard.press("Shift+Tab")
        assert drawn_in_front(page) > 200 and framed(page) == "id-0"


def test_other_data_keep_the_frame_on_its_place_and_take_it_from_one_that_goes(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), words=WORDS)
    page.keyboard.press("Tab")
    press(page, "n", "n")
    show = """(rows) => {
        const { table } = window.placesLayer.data;
        window.placesLayer.setData({ table, rows, sizes: "u1:BQU", words: {} });
    }"""

    page.evaluate(show, "u1:AAE")  # the first two
    assert framed(page) == "id-1" and drawn_in_front(page) > 200
    page.evaluate(show, "u1:AAI")  # the first and the last
    assert framed(page) is None and drawn_in_front(page) == 0
    assert page.locator(".map-spoken").text_content() == ""


def test_hostile_names_are_told_as_text(saved):
    page = saved(columns(MARKUP), words={**WORDS, "mentions": IMAGE, "map": IMAGE, "keys": IMAGE, "in_view": IMAGE},
                 legend=(("city", IMAGE),), fit=True)  # fmt: skip
    page.keyboard.press("Tab")

    told = [press(page, "n") for _ in MARKUP]

    assert told[:-1] == [f"{name}, {IMAGE}, {IMAGE}, {IMAGE}" for name in MARKUP[:0:-1]]
    assert page.get_by_role("application").get_attribute("aria-label") == IMAGE
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelectorAll('img[src=x], svg[onload], [onerror]').length") == 0


@pytest.mark.parametrize("width", [1000, 390])
def test_the_keys_are_shown_to_who_comes_by_keyboard_and_cover_nothing(saved, width):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), words=WORDS, legend=(("city", "town"),), width=width)
    keys = page.locator(".map-keys")
    page.mouse.click(width / 2, 600)
    assert page.evaluate("document.activeElement.className.includes('folium-map')")
    expect(keys).to_be_hidden()

    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(keys).to_be_visible()
    mine = keys.bounding_box()
    assert mine["x"] >= 0 and mine["x"] + mine["width"] <= width
    for other in page.locator(".leaflet-control:not(.map-keys)").all():
        box = other.bounding_box()
        apart = (box["x"] >= mine["x"] + mine["width"] or box["x"] + box["width"] <= mine["x"]
                 or box["y"] >= mine["y"] + mine["height"] or box["y"] + box["height"] <= mine["y"])  # fmt: skip
        assert apart, other.inner_text()


def test_a_place_under_a_corner_comes_out(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), words=WORDS, legend=(("city", "town"),))
    legend = page.locator(".map-legend").bounding_box()
    page.evaluate(
        """([x, y]) => {
            const [left, top] = window.placesLayer.pointOf("id-2");
            window.placesLayer._map.panBy([left - x, top - y], { animate: false });
        }""",
        [legend["x"] + 20, legend["y"] + 10],
    )
    page.keyboard.press("Tab")
    press(page, "n")
    assert framed(page) == "id-2"
    assert page.evaluate("window.placesLayer.pointOf('id-2')[1]") < legend["y"] - 12


def test_where_a_point_is_asked_for_enter_gives_the_places(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), words=WORDS)
    page.evaluate("window.placesLayer.on('click', (event) => { window.told = event.layer.feature.properties; })")
    page.evaluate("window.placesLayer.setData({ ...window.placesLayer.data, picking: 'Click where it is' })")
    page.keyboard.press("Tab")
    press(page, "n", "Enter")
    lat, lon = page.evaluate("window.told.picked")
    assert (round(lat, 2), round(lon, 2)) == (27.0, 44.0)
    press(page, "Escape")
    assert page.evaluate("window.told.cancelled") is None
    press(page, "Escape")
    assert page.evaluate("window.told.cancelled")
