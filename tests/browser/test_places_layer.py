"""The layer in a saved page: what a click tells, fitting, other data, many places, hostile names."""

from __future__ import annotations

import pytest

from dashboard.app.places_layer import Places
from tests.app.test_map import BASEMAP
from tests.browser.saved_maps import click, columns
from tests.browser.test_hostile import IMAGE, MARKUP


def test_a_click_tells_the_id_of_the_place(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), basemap=BASEMAP)

    click(page, "id-1")
    page.mouse.click(900, 650)  # the sea

    assert page.clicked == ["id-1"]


def test_fitted_results_lie_inside_with_room_for_their_signs_and_no_farther_away_than_needed(saved):
    page = saved(Places(id=["a", "b"], lat=[33.9, 32.0], lon=[35.5, 46.0], size=[2, 1], label=["Beirut", "Iran"],
                        family=["city", "country"], country=["LB", "IR"]), basemap=BASEMAP, fit=True)  # fmt: skip
    names, ends = "window.placesLayer.labels.map((label) => label.text)", ["Beirut", "Iran"]
    (left, top), (right, bottom) = (page.evaluate(f"window.placesLayer.pointOf('{key}')") for key in "ab")
    assert right - left > 2 * (46.0 - 35.5) * 22  # the sign stands in the middle of the country, not at its point
    assert all(30 <= x <= 970 for x in (left, right)) and all(30 <= y <= 670 for y in (top, bottom))
    assert sorted(page.evaluate(names)) == ends
    assert 2 * (right - left) > 1000 - 60  # the next zoom has no room for both

    page.evaluate("window.placesLayer._map.setView([0, 0], 3, { animate: false })")
    page.evaluate("window.placesLayer.fitResults(false); window.placesLayer.draw()")
    assert page.evaluate("window.placesLayer.pointOf('b')")[0] == pytest.approx(right, abs=1)


def test_a_view_that_was_asked_for_stays_to_the_point_when_the_frame_changes_its_size(saved):
    page = saved(columns(["Hail", "Buraydah"]))
    where = """async () => {
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const { lat, lng } = window.placesLayer._map.getCenter();
        return [lat, lng].map((each) => Number(each.toFixed(4)));
    }"""
    page.evaluate("window.placesLayer.look([34.25, 36.5, 6.75])")
    for width in (985, 970, 1000):  # an odd number of pixels has no middle that Leaflet could keep
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(where) == [34.25, 36.5]

    page.evaluate("window.placesLayer._map.panBy([50, 0], { animate: false })")
    page.set_viewport_size({"width": 900, "height": 700})
    assert page.evaluate(where)[1] > 36.6  # where the reader moved it


def test_hostile_names_are_drawn_and_run_nothing(saved):
    page = saved(columns(MARKUP), words={"mention": IMAGE, "mentions": IMAGE, "fit": IMAGE, "attribution": IMAGE},
                 legend=(("city", IMAGE),))  # fmt: skip
    for number in range(len(MARKUP)):
        page.mouse.move(*page.evaluate(f"window.placesLayer.pointOf('id-{number}')"))

    assert page.evaluate("window.placesLayer.places.map((place) => place.label)") == MARKUP[::-1]
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelectorAll('img[src=x], svg[onload], [onerror]').length") == 0


def test_data_are_replaced_in_place(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]))
    canvases = page.evaluate("document.querySelectorAll('canvas').length")

    page.evaluate(
        """() => {
            const { table } = window.placesLayer.data;
            window.placesLayer.setData({ table, rows: "u1:AQ", sizes: "u1:BQ", words: {} });  // row 1, size 5
        }"""
    )

    shown = page.evaluate("window.placesLayer.places.map((place) => [place.label, place.size])")
    assert shown == [["Buraydah", 5]]
    assert page.evaluate("document.querySelectorAll('canvas').length") == canvases


#: How many pixels of the canvas of areas are not empty, and how often a circle was drawn since the page asked first.
AREAS = """() => {
    const layer = window.placesLayer;
    const { canvas, context } = layer.layers.areas;
    if (!layer.circles) {
        layer.circles = { drawn: 0 };
        const draws = layer.drawCircle;
        layer.drawCircle = function (...given) { this.circles.drawn += 1; return draws.apply(this, given); };
    }
    layer.draw();
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return [data.filter((value, at) => at % 4 === 3 && value).length, layer.circles.drawn];
}"""


def test_areas_are_drawn_again_when_they_or_the_view_change_and_not_for_a_choice(saved):
    page = saved(Places(id=["a", "b", "c"], lat=[33.9, 32.0, 30.0], lon=[35.5, 40.0, 44.0], size=[3, 2, 1],
                        label=["Beirut", "Desert", "Marshes"], family=["city", "area", "area"],
                        radius_km=[0, 150, 100]), fit=True)  # fmt: skip
    change = "(more) => { const l = window.placesLayer; l.setData({ ...l.data, ...more, fit: 0 }); }"
    there, drawn = page.evaluate(AREAS)
    assert there > 500 and drawn == 0  # nothing has changed since the map was drawn

    page.evaluate(change, {"selected": {"id": "b"}})
    page.evaluate(change, {"selected": {"id": "a"}})
    assert page.evaluate(AREAS) == [there, 0]

    page.evaluate(change, {"rows": "u1:AAE", "sizes": "u1:AwI"})  # rows 0 and 1: the marshes are gone
    fewer, drawn = page.evaluate(AREAS)
    assert 0 < fewer < there and drawn == 1

    page.evaluate("window.placesLayer._map.panBy([40, 0], { animate: false })")
    assert page.evaluate(AREAS)[1] == 2
    page.evaluate("window.placesLayer.paint(true)")
    assert page.evaluate(AREAS)[1] == 3


def test_a_layer_that_is_taken_off_the_map_leaves_nothing(saved):
    page = saved(columns(["Hail", "Buraydah"]), words={"fit": "Fit"})
    attributes = "document.querySelector('.folium-map').getAttributeNames().filter((name) => /role|aria/.test(name))"
    assert page.evaluate(attributes) == ["role", "aria-label", "aria-describedby"]

    page.evaluate("window.placesLayer.remove()")
    page.keyboard.press("Tab")
    page.keyboard.press("n")

    assert page.evaluate("document.querySelectorAll('canvas, .map-fit, .map-keys, .map-spoken').length") == 0
    assert page.evaluate(attributes) == []


def test_fifty_thousand_places_are_drawn_and_each_can_be_clicked(saved):
    count = 50_000
    many = Places(
        id=[f"id-{n}" for n in range(count)],
        lat=[10 + (n * 7919 % count) / count * 35 for n in range(count)],
        lon=[20 + (n * 104729 % count) / count * 50 for n in range(count)],
        size=[1] * count,
        label=[f"Tell {n}" for n in range(count)],
        colour=["#1f5f8b" if n % 2 else "" for n in range(count)],
    )
    page = saved(many)
    page.evaluate("window.placesLayer._map.setView([30, 44], 9, { animate: false })")
    page.wait_for_function("window.placesLayerState.zoom === 9")

    alone = page.evaluate(
        """() => window.placesLayer.places.map((place) => [place.id, window.placesLayer.pointOf(place.id)])
            .filter(([id, [x, y]]) => x > 100 && x < 900 && y > 100 && y < 600)
            .filter(([id, [x, y]]) => window.placesLayer.at({ x, y }).id === id).map(([id]) => id).slice(0, 3)"""
    )
    for key in alone:
        click(page, key)

    assert page.evaluate("window.placesLayerState.count") == count
    assert len(alone) == 3 and page.clicked == alone
