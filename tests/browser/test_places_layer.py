"""A page that folium saved with the layer in it, opened from the disk without a network, in a real Chromium."""

from __future__ import annotations

import folium
import pytest

from dashboard.app.places_layer import Places, PlacesLayer
from tests.app.test_map import BASEMAP
from tests.browser.test_hostile import IMAGE, MARKUP


@pytest.fixture
def saved(browser, tmp_path):
    """Save a map with the layer, open it, and return the page; at the end it has asked nothing and thrown nothing."""
    opened = []

    def open_(places: Places, **options):
        made = folium.Map((30, 44), zoom_start=5, tiles=None)
        PlacesLayer(places, **options).add_to(made)
        made.save(str(tmp_path / "map.html"))
        page = browser.new_page(viewport={"width": 1000, "height": 700})
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

    page.evaluate("window.placesLayer.remove()")

    assert page.evaluate("document.querySelectorAll('canvas, .map-fit').length") == 0


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
