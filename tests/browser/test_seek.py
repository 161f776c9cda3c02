"""A place that is chosen beside the map is shown on it; one that is in view, or was clicked there, moves nothing."""

from __future__ import annotations

import re

import pytest

from tests.browser.harness import Desk
from tests.browser.samples import ROME

BEIRUT = "geonames:276781"


@pytest.fixture
def page(samples_app, desk):
    return desk(samples_app).open()


def stand(page: Desk, lat: float, lon: float, zoom: float) -> dict[str, float]:
    """Move the map as a reader's hand would, and return where it stands then."""
    page.frame.evaluate(
        "([lat, lon, zoom]) => window.placesLayer._map.setView([lat, lon], zoom, { reset: true })", [lat, lon, zoom]
    )
    return page.wait_for_map(f"s.zoom === {zoom} && Math.abs(s.center.lat - {lat}) < 0.01")["center"]


def search(page: Desk, name: str) -> None:
    box = page.page.get_by_placeholder("Search places, actors, words")
    box.fill(name)
    box.press("Enter")
    page.page.locator(".st-key-rows-places").get_by_role("button", name=re.compile("^" + name)).click()


def test_a_place_out_of_view_is_panned_to_when_it_is_found_and_again_after_the_reader_left_it(page):
    zoom = page.map_state()["zoom"]
    search(page, "Rome")
    page.heading("Rome").wait_for()
    state = page.wait_for_map("s.selected === 'geonames:3169070' && Math.abs(s.center.lng - 12.483) < 0.5")
    assert abs(state["center"]["lat"] - ROME.lat) < 0.5 and state["zoom"] == zoom

    stand(page, 30, 44, 6)
    page.settled()
    search(page, "Rome")
    page.wait_for_map("s.zoom === 6 && Math.abs(s.center.lng - 12.483) < 0.5")


def test_a_place_in_view_moves_nothing_when_it_is_found_nor_does_a_filter_when_it_is_out_of_view(page):
    before = stand(page, 33, 37, 6)
    search(page, "Beirut")
    page.wait_for_map(f"s.selected === '{BEIRUT}'")
    page.quiet()
    assert page.map_state()["center"] == before

    before = stand(page, 20, 44, 6)
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    page.quiet()
    assert page.map_state()["center"] == before


def test_a_country_that_is_clicked_at_its_edge_stays_where_it_is(page):
    before = stand(page, 15.9, 40.5, 7)
    centre = page.frame.evaluate("window.placesLayer.pointOf('iso:YE')[0] - window.placesLayer.size.x")
    assert centre > 0  # where its name stands is out of view
    x, y = page.frame.evaluate(
        """() => { const p = window.placesLayer._map.latLngToContainerPoint([15.9, 43.9]); return [p.x, p.y]; }"""
    )
    box = page.page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()
    page.page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_map("s.selected === 'iso:YE'")
    page.quiet()
    assert page.map_state()["center"] == before


def test_a_link_to_a_place_shows_it_and_stands_where_it_says_if_it_does(samples_app, desk):
    page = desk(samples_app).open(f"place={ROME.place_id}")
    page.wait_for_map("s.selected === 'geonames:3169070' && Math.abs(s.center.lng - 12.483) < 0.5")

    page = desk(samples_app).open(f"place={ROME.place_id}&view=30,44,5")
    page.quiet()
    state = page.wait_for_map("s.selected === 'geonames:3169070'")
    assert (state["zoom"], round(state["center"]["lat"], 3), round(state["center"]["lng"], 3)) == (5, 30, 44)


def test_a_row_of_the_list_shows_its_place(page):
    stand(page, 33, 37, 7)
    page.panel.get_by_role("button", name=re.compile("^Sanaa")).click()
    page.wait_for_map("s.selected === 'geonames:71137' && Math.abs(s.center.lat - 15.355) < 0.5")
