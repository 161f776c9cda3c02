"""The layer's data are harmless as a script, whatever the names in them are."""

from __future__ import annotations

import json
import re
import subprocess

import folium
import jinja2
import pandas as pd
import pytest

from dashboard.app import layer, map
from dashboard.model import KINDS, Place

HOSTILE = [
    "</script><script>alert(1)</script>", "${alert(1)}", "`${1}`", "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "'", '"',
    "\\", "\u2028\u2029", "\x00", "<!--", "map_div", "feature_group_0_1", "😀", "مدينة", "]]>", "\n",
]  # fmt: skip


def frame(*rows):
    columns = ["place_id", "name", "kind", "country_code", "lat", "lon", "radius_km", "mentions"]
    return pd.DataFrame(rows, columns=columns)


def read_back(expression):
    """Return what a JavaScript engine would make of `JSON.parse("...")`."""
    literal = re.fullmatch(r'JSON\.parse\((".*")\)', expression, re.DOTALL)
    assert literal
    return json.loads(json.loads(literal.group(1)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_comes_back_as_it_was(name):
    assert read_back(layer.as_script_text({"label": [name]})) == {"label": [name]}


def test_the_script_holds_no_sign_that_means_something_elsewhere():
    script = layer.as_script_text({"label": HOSTILE})

    assert not re.search(r"[<>&{}$`'%#_\n\r/=]", script)
    assert script.isascii()
    assert jinja2.Template(script).render() == script


def test_the_map_points_at_no_other_host():
    made = layer.region_map(centre=(30.0, 40.0), zoom=4, basemap_folder=map_folder())
    layer.PlacesData({"places": {}}).add_to(folium.FeatureGroup().add_to(made))

    page = made.get_root().render()

    assert "../" in page and not re.search(r"https?://", page)


def map_folder():
    from dashboard.settings import load_settings

    return load_settings().data / "basemap"


def test_every_kind_has_a_look_and_a_word_in_the_legend():
    from dashboard.app import words

    assert {layer.family_of(kind) for kind in KINDS} == set(words.LEGEND)
    assert set(words.KINDS) == set(KINDS)


def test_a_river_gets_a_small_ring_and_a_sea_its_own():
    assert layer.drawn_radius("river", 1800) == 40
    assert layer.drawn_radius("sea", 900) == 900


def test_columns_keep_order_and_round():
    columns = layer.columns(frame(("a", "Rome", "city", "IT", 41.8933203, 12.4829321, 11.6, 3)))

    assert columns == {
        "id": ["a"], "lat": [41.89332], "lon": [12.48293], "mentions": [3], "family": ["city"], "label": ["Rome"],
        "radius_km": [12], "country": ["IT"],
    }  # fmt: skip


def test_a_selection_is_drawn_even_when_no_result():
    place = Place("iso:IT", "Italy", "country", 42.8, 12.8, "IT")

    assert layer.selected(place) == {
        "id": "iso:IT", "lat": 42.8, "lon": 12.8, "label": "Italy", "family": "country", "country": "IT"
    }  # fmt: skip
    assert layer.selected(None) is None


REGION = (10.0, 22.0, 43.0, 65.0)


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
    topology = json.loads((map_folder() / "countries.json").read_text(encoding="utf-8"))
    codes = {geometry["properties"]["code"] for geometry in topology["objects"]["countries"]["geometries"]}

    assert {"LB", "PS", "IL", "SY", "YE", "IR", "US", "IT", "XK"} <= codes
    waters = json.loads((map_folder() / "waters.json").read_text(encoding="utf-8"))
    assert {"feature:red-sea", "feature:mediterranean-sea", "feature:persian-gulf"} <= set(waters)
    assert sum(path.stat().st_size for path in map_folder().glob("*.json")) < 1_000_000


def test_the_scripts_are_valid_where_node_is_there():
    try:
        subprocess.run(["node", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no node")
    for name in layer.SCRIPTS:
        subprocess.run(["node", "--check", str(layer.STATIC / name)], check=True)
