"""
The folium elements: the layer, and the data that replace what it shows.

Texts in the data are hostile until drawn: they travel as a JavaScript string in which every character that means
something to HTML, Jinja, a template literal or streamlit-folium's own rewriting is escaped, and are drawn on a canvas
or set as textContent. Coordinates are (lat, lon), WGS 84 decimal degrees.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Figure, JavascriptLink, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from dashboard.app.places_layer import assets
from dashboard.app.places_layer.columns import Places
from dashboard.app.places_layer.table import PlaceTable

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
    Places on a Leaflet canvas: thousands of dots and their names in one layer.

        from dashboard.app.places_layer import Places, PlacesLayer

        places = Places(
            id=["geonames:3169070", "geonames:276781"], lat=[41.89, 33.89], lon=[12.48, 35.50], size=[12, 40],
            label=["Rome", "Beirut"],
        )
        m = folium.Map((37, 25), zoom_start=5, tiles=None)
        PlacesLayer(places, basemap=Path("data/basemap")).add_to(m)
        m.save("places.html")  # opens without a network

    Dots have an area that follows `size`, and names stand where no other name does, those of large places first. A
    click on a place fires a Leaflet `click` of the layer whose `layer.feature.properties.id` is the place's id;
    streamlit-folium returns it as `last_active_drawing["properties"]["id"]`. In the page, the layer is the variable
    `layer.get_name()`; its `setData` replaces what it shows, and the map, its zoom and its pan stay.

    The map is one tab stop. There, N and P put a frame on the next and the previous place in view, by size, and a
    screen reader is told its name, the legend's word for it and its size; Enter or Space chooses it as a click does,
    Escape takes the frame away. Arrows, plus and minus move and zoom, as in any Leaflet map.

    `basemap` is a folder with countries.json (TopoJSON) and waters.json, drawn below the places; without one, add
    tiles to the map. `words` are the texts of the corners and of what is told beside the pointer: "fit" (a button that
    shows all), "mention" and "mentions" (with {n} for the size), "size" (of the legend), "attribution", "zoom_in",
    "zoom_out"; what is left out is not there. For the keyboard they are "map" (the map's name), "keys" (its keys),
    "in_view" (with {i} and {n}), "none_in_view" and "between" (a comma), in English without. `legend` are (family,
    word). `dark` draws for a dark page. `fit` shows all places at first.

    `offline` puts Leaflet and the scripts into the page itself and takes the links of `folium.Map` out: folium's own
    popups and icons on the same map need those, and `offline=False`. `files` are (script, style sheet), addresses of
    files that have it all in them, for a server that keeps them.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new FoliumPlaces.PlacesLayer().addTo({{ this._parent.get_name() }});
            window.placesLayer = {{ this.get_name() }};
            {% if this.data %}{{ this.get_name() }}.setData({{ this.data }});{% endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        places: Places | None = None,
        *,
        basemap: Path | None = None,
        words: Mapping[str, str] | None = None,
        legend: tuple[tuple[str, str], ...] = (),
        dark: bool = False,
        fit: bool = False,
        offline: bool = True,
        files: tuple[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._name = "PlacesLayer"
        self.offline = offline or files is not None
        self.given = files is not None
        script, style = files or (
            assets.as_address(assets.script(basemap), "text/javascript"),
            assets.as_address(assets.style(), "text/css"),
        )
        self.default_js = [("places_layer", script)]
        self.default_css = [("places_layer_css", style)]
        self.data = ""
        if places is not None:
            shown = PlaceTable(lambda part: {"columns": json.loads(part.text)}).shown(places)
            self.data = as_script_text(
                {**shown, "box": _box(places), "fit": int(fit), "dark": dark, "words": words or {}, "legend": legend}
            )

    def render(self, **kwargs: Any) -> Any:
        """Render as folium does; what the map links to on other hosts is taken out first, if `offline`."""
        root = self.get_root()
        if self.offline and isinstance(self._parent, folium.Map) and isinstance(root, Figure):
            scripts, styles = ([], []) if self.given else _leaflet()
            links = root.header._children
            for name, _ in (*self._parent.default_js, *self._parent.default_css):
                if name not in dict(scripts + styles):
                    links.pop(name, None)
            # a name that is there already keeps its place: the scripts of plugins come after it
            for name, address in scripts:
                root.header.add_child(JavascriptLink(address), name=name)
            for name, address in styles:
                root.header.add_child(CssLink(address), name=name)
            self._parent.default_js, self._parent.default_css = scripts, styles
        return super().render(**kwargs)


class PlacesData(MacroElement):
    """
    What the layer shows from now on; put it into the feature group that streamlit-folium runs.

    `data` are what `PlaceTable.shown` returned, and by choice: "version", "selected" (a place as a mapping of id, lat,
    lon, label, family, country, which has a ring around it even if it is not shown), "seek" (goes up to have the map
    pan to it if it is out of view), "fit" (goes up to have the map fitted once more) with "box" or "fit_box" (south,
    west, north, east) or "fit_view" (lat, lon, zoom), "words" and the "lang" that they are in, "legend", "picking"
    (words that ask for a click anywhere, which comes back as `properties.picked`, [lat, lon]) with "picked" (where it
    was; it is settled where "words" have "keep" and "cancel", as `properties.kept` and `cancelled`), "tiles" (an
    address of map tiles, or ""), "lines" (from a point, which has a label, or None, to places by id, with a count
    each, such as
    {"from": {"lat": 33.9, "lon": 35.5, "label": "Lebanon", "country": "LB"}, "to": [["geonames:276781", 3]]}).
    """

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


def _leaflet() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return folium's (scripts, styles) as (name, address), Leaflet alone, from this disk."""
    script = assets.as_address(assets.leaflet_script(), "text/javascript")
    return [("leaflet", script)], [("leaflet_css", assets.as_address(assets.leaflet_style(), "text/css"))]


def _box(places: Places) -> tuple[float, float, float, float] | None:
    """Return (south, west, north, east) of all places, None without one."""
    if not len(places):
        return None
    return places.lat.min(), places.lon.min(), places.lat.max(), places.lon.max()
