"""What the page puts on its map: every kind has a look, the first view shows the results."""

from __future__ import annotations

import json
import re

import folium
import pandas as pd

from dashboard.app import map
from dashboard.app.languages import words
from dashboard.app.places_layer import PlacesData
from dashboard.model import KINDS, Place
from dashboard.settings import load_settings

REGION = (10.0, 22.0, 43.0, 65.0)
BASEMAP = load_settings().data / "basemap"


def frame(*rows):
    columns = ["place_id", "name", "kind", "country_code", "lat", "lon", "radius_km", "mentions"]
    return pd.DataFrame(rows, columns=columns)


def test_the_map_points_at_no_other_host():
    made = map.region_map(centre=(30.0, 40.0), zoom=4, basemap=BASEMAP)
    PlacesData({"rows": ""}).add_to(folium.FeatureGroup().add_to(made))

    page = made.get_root().render()

    assert "../" in page and not re.search(r"https?://", page)


def test_every_kind_has_a_look_and_a_word_in_the_legend():
    assert {map.family_of(kind) for kind in KINDS} == set(words.LEGEND)
    assert set(words.KINDS) == set(KINDS)


def test_a_river_gets_a_small_ring_and_a_sea_its_own():
    river = ("a", "Nile", "river", "EG", 26.0, 32.0, 1800.0, 3)
    sea = ("b", "Red Sea", "sea", "", 20.0, 38.0, 900.0, 2)

    columns = map.columns(frame(river, sea))

    assert columns.radius_km.tolist() == [40.0, 900.0]
    assert columns.family == ["water", "water"]


def test_columns_keep_the_order_of_the_rows():
    rome, natanz = (
        ("a", "Rome", "city", "IT", 41.9, 12.5, 11.6, 3),
        ("b", "Natanz", "nuclear_site", "IR", 33.7, 51.7, 0, 9),
    )

    columns = map.columns(frame(rome, natanz))

    assert columns.id == ["a", "b"] and columns.label == ["Rome", "Natanz"] and columns.size.tolist() == [3, 9]
    assert columns.family == ["city", "site"] and columns.country == ["IT", "IR"]


def test_a_selection_is_drawn_even_when_no_result():
    place = Place("iso:IT", "Italy", "country", 42.8, 12.8, "IT")

    assert map.selected(place) == {
        "id": "iso:IT", "lat": 42.8, "lon": 12.8, "label": "Italy", "family": "country", "country": "IT"
    }  # fmt: skip
    assert map.selected(None) is None


def test_without_results_the_first_view_is_the_region():
    assert map.box_of(frame(), REGION) == REGION


def test_a_far_country_named_in_passing_does_not_make_the_region_small():
    near = ("a", "Beirut", "city", "LB", 33.9, 35.5, 5, 9)
    far = ("b", "United States", "country", "US", 39.8, -98.6, 2000, 3)

    south, west, north, east = map.box_of(frame(near, far), REGION)

    assert south < 33.9 < north and west < 35.5 < east and west > 22


def test_results_that_lie_mostly_elsewhere_are_shown_where_they_are():
    near = ("a", "Beirut", "city", "LB", 33.9, 35.5, 5, 1)
    far = ("b", "Rome", "city", "IT", 41.9, 12.5, 5, 9)

    assert map.box_of(frame(near, far), REGION) == (33.9, 12.5, 41.9, 35.5)


def test_the_basemap_is_whole():
    topology = json.loads((BASEMAP / "countries.json").read_text(encoding="utf-8"))
    codes = {geometry["properties"]["code"] for geometry in topology["objects"]["countries"]["geometries"]}

    assert {"LB", "PS", "IL", "SY", "YE", "IR", "US", "IT", "XK"} <= codes
    waters = json.loads((BASEMAP / "waters.json").read_text(encoding="utf-8"))
    assert {"feature:red-sea", "feature:mediterranean-sea", "feature:persian-gulf"} <= set(waters)
    assert sum(path.stat().st_size for path in BASEMAP.glob("*.json")) < 1_000_000
