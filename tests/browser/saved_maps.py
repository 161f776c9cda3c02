"""A page that folium saved with the layer in it, opened from the disk without a network, in a real Chromium."""

from __future__ import annotations

import folium
import pytest

from dashboard.app.places_layer import Places, PlacesLayer


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
