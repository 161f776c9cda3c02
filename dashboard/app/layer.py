"""
The map's own layer: every place on one Leaflet canvas layer, whose data are replaced in place.

`PlacesLayer` goes into the `folium.Map` once and never changes; `PlacesData` is what a filter, a selection or a choice
of tiles changes, and streamlit-folium runs it in the same map, so that zoom and pan stay and nothing piles up. The
drawing is in static/*.js. Files are served by Streamlit itself: the map asks no other host for anything, unless
`tiles` names one.

Texts in the data are hostile until drawn: they travel as a JavaScript string in which every character that means
something to HTML, Jinja, a template literal or streamlit-folium's own rewriting is escaped, and are drawn on a canvas
or set as textContent. Coordinates are (lat, lon), WGS 84 decimal degrees; radii kilometres.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import xstatic.pkg.leaflet
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from streamlit.components.v1 import declare_component

from dashboard.model import FAMILY_OF_KIND, Place

STATIC = Path(__file__).resolve().parent / "static"
#: In the order in which they are loaded: the later ones extend the class of the second.
SCRIPTS = ("basemap.js", "places_layer.js", "view.js", "labels.js", "pointer.js", "furniture.js")

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)

#: Everything outside is escaped; letters, digits and a few signs that mean nothing anywhere stay.
_UNSAFE = re.compile(r"[^A-Za-z0-9 ,.:;\[\]()\"\\+\-]")


def as_script_text(value: Any) -> str:
    """
    Return a JavaScript expression that makes `value`, of plain characters only.

    Nothing in it can end a `<script>`, open a Jinja expression or a `${...}`, or be taken for one of folium's variable
    names, whatever the texts in `value` are.
    """
    literal = json.dumps(json.dumps(value, ensure_ascii=True, separators=(",", ":")))
    plain = _UNSAFE.sub(lambda found: "\\u" + format(ord(found.group()), "04x"), literal)
    return f"JSON.parse({plain})"


class PlacesLayer(JSCSSMixin):
    """
    The layer itself, without data; `scripts` and `styles` are URLs, the basemap is in the scripts.

    Add it to one map once; `window.placesLayer` is its handle in the page.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.placesLayer = new RegionalMap.PlacesLayer().addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, *, scripts: Sequence[str], styles: Sequence[str]) -> None:
        super().__init__()
        self._name = "PlacesLayer"
        self.default_js = [(f"places_layer_{number}", url) for number, url in enumerate(scripts)]
        self.default_css = [(f"places_layer_css_{number}", url) for number, url in enumerate(styles)]


class PlacesData(MacroElement):
    """What the layer shows now; put it into the feature group that streamlit-folium runs."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.feature_group = [];
            window.placesLayer.setData({{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "PlacesData"
        self.data = as_script_text(data)

    def render(self, **kwargs: Any) -> str:
        """Do nothing: streamlit-folium takes the script from the template, and compiling it again would cost time."""
        return ""


def columns(places: pd.DataFrame) -> dict[str, list[Any]]:
    """
    Return the layer's columns for rows as `store.queries.place_counts` has them, most-mentioned first.

    Names and ids as they are, lat and lon rounded to 1e-5 degrees (1 m), radii to the kilometre.
    """
    return {
        "id": places["place_id"].tolist(),
        "lat": places["lat"].round(5).tolist(),
        "lon": places["lon"].round(5).tolist(),
        "mentions": places["mentions"].tolist(),
        "family": [family_of(kind) for kind in places["kind"]],
        "label": places["name"].tolist(),
        "radius_km": [drawn_radius(kind, km) for kind, km in zip(places["kind"], places["radius_km"], strict=True)],
        "country": places["country_code"].tolist(),
    }


def family_of(kind: str) -> str:
    """Return what the map draws for a kind of place: country, water, area, city or site."""
    family = FAMILY_OF_KIND.get(kind, "city")
    return "area" if family == "land" else family


def drawn_radius(kind: str, radius_km: float) -> int:
    """Return the radius of a place's circle, in km; a river, which no circle can stand for, gets a small ring."""
    return round(min(radius_km, 40) if kind == "river" else radius_km)


def selected(place: Place | None) -> dict[str, Any] | None:
    """Return the selection as the layer wants it, so that it can be drawn even when the filters leave nothing of it."""
    if place is None:
        return None
    return {
        "id": place.place_id,
        "lat": place.lat,
        "lon": place.lon,
        "label": place.name,
        "family": family_of(place.kind),
        "country": place.country_code or "",
    }


def region_map(*, centre: tuple[float, float], zoom: int, basemap_folder: Path) -> folium.Map:
    """
    Return an empty map of a region with the layer on it.

    Make a new one for every run of the page (it takes milliseconds): streamlit-folium changes the one it is given.
    """
    made = folium.Map(
        location=centre,
        zoom_start=zoom,
        tiles=None,
        minZoom=2,
        maxZoom=12,
        zoomSnap=0.25,
        zoomDelta=1,
        wheelPxPerZoomLevel=90,
        maxBounds=[[-75, -200], [84, 200]],
        maxBoundsViscosity=0.8,
        attributionControl=False,
        bounceAtZoomLimits=False,
    )
    static = _served("map_files", _bundle(basemap_folder))
    made.default_js = []
    made.default_css = []
    layer = PlacesLayer(
        scripts=[static["map.js"]],
        styles=[static["map.css"]],
    )
    layer.add_to(made)
    return made


@cache
def _bundle(basemap: Path) -> Path:
    """
    Put Leaflet, the layer's scripts and the basemap into one file, the styles into one, in a folder of this process.

    streamlit-folium fetches scripts one after the other, each when the page around has a moment; one file is there a
    second earlier on a busy machine.
    """
    leaflet = Path(xstatic.pkg.leaflet.BASE_DIR)
    folder = Path(tempfile.mkdtemp(prefix="dashboard-map-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, parts in {
        "map.js": [leaflet / "leaflet.js", *(STATIC / script for script in SCRIPTS)],
        "map.css": [leaflet / "leaflet.css", STATIC / "map.css"],
    }.items():
        text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
        (folder / name).write_text(_SOURCE_MAP.sub("", text), encoding="utf-8")
    with open(folder / "map.js", "a", encoding="utf-8") as script:
        for name in ("countries", "waters"):
            held = json.dumps((basemap / f"{name}.json").read_text(encoding="utf-8").strip())
            script.write(f"\nRegionalMap.{name} = JSON.parse({held});")
    return folder


@cache
def _served(name: str, folder: Path) -> dict[str, str]:
    """
    Have Streamlit serve a folder; return the URL of each file in it, seen from a component's frame.

    A component is the one way to serve files without a `static/` folder beside the app. The hash makes a browser fetch
    a file again after an update, and only then.
    """
    component = declare_component(name, path=str(folder))
    return {
        path.name: f"../{component.name}/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"
        for path in sorted(folder.iterdir())
        if path.suffix in {".js", ".css", ".json"}
    }
