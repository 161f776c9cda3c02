"""
The scripts and styles of the layer as two texts, and as `data:` addresses that need no server.

Read from the folder `static/` beside this module, from XStatic-Leaflet, and from the folder of a basemap; nothing is
fetched.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path

import xstatic.pkg.leaflet

STATIC = Path(__file__).resolve().parent / "static"
#: In the order in which they are loaded: the later ones extend the class of `places_layer.js`.
SCRIPTS = (
    "basemap.js", "columns.js", "dots.js", "places_layer.js", "areas.js", "view.js", "lines.js", "labels.js",
    "pointer.js", "picking.js", "keys.js", "furniture.js",
)  # fmt: skip
#: What the frame of streamlit-folium wants besides.
STREAMLIT_SCRIPTS = ("streamlit.js",)

_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@cache
def script(basemap: Path | None = None, *, streamlit: bool = False) -> str:
    """Return the layer's JavaScript, without Leaflet, with the basemap of a folder (countries.json, waters.json)."""
    names = SCRIPTS + (STREAMLIT_SCRIPTS if streamlit else ())
    parts = [(STATIC / name).read_text(encoding="utf-8") for name in names]
    if basemap is not None:
        for name in ("countries", "waters"):
            held = json.dumps((basemap / f"{name}.json").read_text(encoding="utf-8").strip())
            parts.append(f"FoliumPlaces.{name} = JSON.parse({held});")
    return "\n".join(parts)


@cache
def style(*, streamlit: bool = False) -> str:
    """Return the layer's style sheet, without Leaflet's."""
    names = ("places_layer.css", *(("streamlit.css",) if streamlit else ()))
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def leaflet_script() -> str:
    """Return Leaflet itself."""
    return _SOURCE_MAP.sub("", (_LEAFLET / "leaflet.js").read_text(encoding="utf-8"))


def leaflet_style() -> str:
    """Return Leaflet's style sheet."""
    return (_LEAFLET / "leaflet.css").read_text(encoding="utf-8")


@cache
def as_address(text: str, kind: str) -> str:
    """Return a `data:` address of a text; `kind` is "text/javascript" or "text/css"."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
