"""The layer on a map: its data are harmless as a script, and a saved page asks no one for anything."""

from __future__ import annotations

import json
import re
import subprocess

import folium
import jinja2
import pytest
from folium.plugins import MarkerCluster

from dashboard.app.places_layer import Places, PlacesLayer, assets, layer

HOSTILE = [
    "</script><script>alert(1)</script>", "${alert(1)}", "`${1}`", "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "'", '"',
    "\\", "\u2028\u2029", "\x00", "<!--", "map_div", "feature_group_0_1", "😀", "مدينة", "]]>", "\n",
]  # fmt: skip
PLACES = Places(id=["r", "b"], lat=[41.9, 33.9], lon=[12.5, 35.5], size=[1, 2], label=["Rome", "Beirut"])


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


def page_of(**options):
    made = folium.Map((37, 25), tiles=None)
    PlacesLayer(PLACES, **options).add_to(made)
    return made.get_root().render()


def test_a_saved_page_names_no_other_host():
    assert not re.search(r"https?://", page_of())


def test_a_page_that_wants_foliums_own_scripts_keeps_them():
    page = page_of(offline=False)

    assert "leaflet.js" in page and "jquery" in page


def test_a_server_that_keeps_the_files_is_all_that_is_asked():
    page = page_of(files=("/map.js", "/map.css"))

    assert re.findall(r'<script src="([^"]+)"', page) == ["/map.js"]


def test_leaflet_stays_before_the_scripts_of_other_plugins():
    made = folium.Map((37, 25), tiles=None)
    MarkerCluster().add_to(made)
    PlacesLayer(PLACES).add_to(made)

    sources = re.findall(r'<script src="([^"]+)"', made.get_root().render())

    assert sources[0].startswith("data:text/javascript") and any("markercluster" in each for each in sources[1:])


def test_another_map_keeps_its_own_links():
    page_of()

    assert "leaflet.js" in folium.Map((37, 25)).get_root().render()


def test_the_example_of_the_docs_runs(tmp_path, monkeypatch):
    example = re.search(r"\n\n((?: {8}.*\n|\n)+)", PlacesLayer.__doc__).group(1)
    code = "\n".join(line[8:] for line in example.splitlines())
    (tmp_path / "data").symlink_to(assets.STATIC.parents[3] / "data")
    monkeypatch.chdir(tmp_path)

    exec("import folium\nfrom pathlib import Path\n" + code, {})

    assert (tmp_path / "places.html").stat().st_size > 100_000


def test_the_scripts_are_valid_where_node_is_there():
    try:
        subprocess.run(["node", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no node")
    for name in assets.SCRIPTS + assets.STREAMLIT_SCRIPTS:
        subprocess.run(["node", "--check", str(assets.STATIC / name)], check=True)
