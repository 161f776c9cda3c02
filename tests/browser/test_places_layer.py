"""A page that folium saved with the layer in it, opened from the disk without a network, in a real Chromium."""

from __future__ import annotations

import math
import re

import folium
import pytest
from playwright.sync_api import expect

from dashboard.app.places_layer import Places, PlacesLayer
from tests.app.test_map import BASEMAP
from tests.browser.test_hostile import IMAGE, MARKUP


@pytest.fixture
def saved(browser, tmp_path):
    """Save a map with the layer, open it, and return the page; at the end it has asked nothing and thrown nothing."""
    opened = []

    def open_(places: Places, *, width: int = 1000, **options):
        made = folium.Map((30, 44), zoom_start=5, tiles=None)
        PlacesLayer(places, **options).add_to(made)
        made.save(str(tmp_path / "map.html"))
        page = browser.new_page(viewport={"width": width, "height": 700})
        page.asked, page.thrown, page.clicked = [], [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.thrown.append(str(error)))
        page.on("dialog", lambda dialog: (page.thrown.append("dialog"), dialog.dismiss()))
        page.expose_function("clicked", lambda key: page.clicked.append(key))
        page.goto((tmp_path / "map.html").as_uri())
        page.wait_for_function("window.placesLayerState && window.placesLayerState.count")
        page.evaluate("window.placesLayer.on('click', (event) => window.clicked(event.layer.feature.properties.id))")
        opened.append(page)
        return page

    yield open_
    for page in opened:
        outside = [url for url in page.asked if not url.startswith(("file:", "data:"))]
        assert outside == [] and page.thrown == []
        page.close()


def click(page, key):
    page.mouse.click(*page.evaluate("(id) => window.placesLayer.pointOf(id)", key))
    page.wait_for_timeout(50)


def columns(names, **more):
    rows = range(len(names))
    return Places(id=[f"id-{n}" for n in rows], lat=[25.0 + n for n in rows], lon=[40.0 + 2 * n for n in rows],
                  size=[n + 1 for n in rows], label=names, **more)  # fmt: skip


def test_a_click_tells_the_id_of_the_place(saved):
    page = saved(columns(["Hail", "Buraydah", "Basra"]), basemap=BASEMAP)

    click(page, "id-1")
    page.mouse.click(900, 650)  # the sea

    assert page.clicked == ["id-1"]


def test_names_are_drawn_where_they_do_not_overlap(saved):
    crowd = Places(id=["a", "b", "c"], lat=[30.0, 30.01, 26.0], lon=[44.0, 44.01, 44.0], size=[9, 8, 1],
                   label=["A name that is long", "Another name that is long", "Apart"])  # fmt: skip
    page = saved(crowd)

    boxes = page.evaluate("window.placesLayer.labels.map((label) => label.box)")

    assert len(boxes) >= 2
    for at, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def label_boxes(page):
    """Return left, top, right and bottom of each name on the map."""
    return dict(page.evaluate("window.placesLayer.labels.map((label) => [label.text, label.box])"))


#: Dots of this radius, in pixels, are those of what is named most (`labels.js`).
LARGE = 6.5


def pins(page):
    """Return x, y and radius of each dot."""
    return page.evaluate(
        """Object.fromEntries(window.placesLayer.points.map(
            (place) => [place.label, [...window.placesLayer.pointOf(place.id), window.placesLayer.dot(place)]]))"""
    )


def gap(box, pin):
    """Return how far a dot is from a box, across and down."""
    (left, top, right, bottom), (x, y, radius) = box, pin
    return max(0, left - x - radius, x - radius - right), max(0, top - y - radius, y - radius - bottom)


def beside_the_name(saved, *sides):
    """Show a place with small ones that its name would just not touch: "right" and "left" of it, "above" or "below"."""
    alone = saved(columns_of([("Esenboga Airport", 30.0, 44.0)]))
    box, (x, y, radius) = label_boxes(alone)["Esenboga Airport"], pins(alone)["Esenboga Airport"]
    far, half, up = box[2] - x + 6.5, (box[2] - box[0]) / 2 + 6.5, radius + 10
    at = {"right": [(far, 0)], "left": [(-far, 0)], "above": [(half, -up), (-half, -up)],
          "below": [(half, up), (-half, up)]}  # fmt: skip
    steps = [step for side in sides for step in at[side]]
    points = alone.evaluate(
        "(steps) => steps.map(([x, y]) => window.placesLayer._map.containerPointToLatLng([x, y]))",
        [(x + across, y + down) for across, down in steps],
    )
    others = [(f"{n}", point["lat"], point["lng"]) for n, point in enumerate(points)]
    return saved(columns_of([("Esenboga Airport", 30.0, 44.0), *others]))


def columns_of(rows):
    """Return columns of (label, lat, lon), the first of which is the largest, but not one of the most named."""
    labels, lats, lons = zip(*rows, strict=True)
    return Places(id=labels, lat=lats, lon=lons, size=[5, *[1] * (len(rows) - 1)], label=labels)


def test_a_name_that_would_end_at_the_dot_of_another_place_goes_to_another_side(saved):
    page = beside_the_name(saved, "right")
    box, dots = label_boxes(page)["Esenboga Airport"], pins(page)
    assert box[2] < dots["Esenboga Airport"][0] and gap(box, dots["0"])[0] > 50


def test_a_name_that_would_end_at_other_dots_on_every_side_is_left_out(saved):
    page = beside_the_name(saved, "right", "left", "above", "below")
    assert "Esenboga Airport" not in label_boxes(page)


def test_what_is_named_most_has_its_name_in_a_crowd_of_small_dots(saved):
    crowd = [(30 + 0.45 * down, 44 + 0.45 * across) for down in range(-3, 4) for across in range(-4, 5)]
    page = saved(
        Places(id=["most", *map(str, range(len(crowd)))], lat=[30.0, *(lat for lat, _ in crowd)],
               lon=[44.0, *(lon for _, lon in crowd)], size=[60, *[1] * len(crowd)],
               label=["Doha", *(f"Village {n}" for n in range(len(crowd)))])
    )  # fmt: skip
    assert "Doha" in label_boxes(page)


def test_in_a_crowd_each_name_is_nearest_to_its_own_dot_and_apart_from_the_next_name(saved):
    count = 160
    page = saved(
        Places(id=[f"id-{n}" for n in range(count)], lat=[22 + (n * 7919 % count) / count * 16 for n in range(count)],
               lon=[28 + (n * 1049 % 163) / 163 * 32 for n in range(count)], size=range(1, count + 1),
               label=[f"Village {n}" for n in range(count)])
    )  # fmt: skip
    boxes, dots = label_boxes(page), pins(page)
    assert len(boxes) > 20
    for name, box in boxes.items():
        own = math.hypot(*gap(box, dots[name]))
        behind = dots[name][0] - (box[0] + box[2]) / 2  # where its own dot is, seen from the name
        beside = abs(behind) > (box[2] - box[0]) / 2
        for other in dots.keys() - {name}:
            if dots[name][2] > LARGE and dots[other][2] < dots[name][2]:
                continue  # what is named most has its name, among smaller dots if need be
            across, down = gap(box, dots[other])
            assert math.hypot(across, down) > own - 0.1, (name, other)
            at_the_other_end = not beside or (dots[other][0] - (box[0] + box[2]) / 2) * behind < 0
            if box[1] < dots[other][1] < box[3] and at_the_other_end:
                assert across > 7.9, (name, other)
        for other in boxes.keys() - {name}:
            left, top, right, bottom = boxes[other]
            assert bottom <= box[1] or top >= box[3] or left >= box[2] + 7.9 or right <= box[0] - 7.9, (name, other)


@pytest.mark.parametrize("family", ["area", "water"])
def test_the_name_of_the_selected_stands_beside_its_ring(saved, family):
    page = saved(Places(id=["a", "b"], lat=[30.0, 33.0], lon=[44.0, 44.0], size=[1, 1], label=["Lake Assad", "Wide"],
                        family=[family, family], radius_km=[20, 700]))  # fmt: skip
    choose = """([id, lat, label, family]) => window.placesLayer.setData({
        ...window.placesLayer.data, selected: { id, lat, lon: 44, label, family } })"""

    page.evaluate(choose, ["a", 30, "Lake Assad", family])
    x, y = page.evaluate("window.placesLayer.pointOf('a')")
    ring = page.evaluate("window.placesLayer.ring(window.placesLayer.chosen)")
    assert math.hypot(*gap(label_boxes(page)["Lake Assad"], (x, y, ring))) > 1

    page.evaluate(choose, ["b", 33, "Wide", family])  # it has room in its ring
    x, y = page.evaluate("window.placesLayer.pointOf('b')")
    box = label_boxes(page)["Wide"]
    assert abs((box[0] + box[2]) / 2 - x) < 1 and abs((box[1] + box[3]) / 2 - y) < 1


def test_the_name_of_a_country_at_the_edge_is_moved_inwards(saved):
    page = saved(Places(id=["a"], lat=[24.0], lon=[45.0], size=[1], label=["Saudi Arabia"], family=["country"],
                        country=["SA"]), basemap=BASEMAP)  # fmt: skip
    page.evaluate(
        """() => {
            const [x] = window.placesLayer.pointOf("a");
            window.placesLayer._map.panBy([x - 985, 0], { animate: false });
            window.placesLayer.draw();
        }"""
    )
    assert label_boxes(page)["Saudi Arabia"][2] <= 998


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


# ---------------------------------------------------------------------------------------------------------- by keyboard


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
