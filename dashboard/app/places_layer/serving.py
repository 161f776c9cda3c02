"""
Have Streamlit serve what the layer in its page needs: one script, one style sheet, and the parts of the place table.

A component is the one way to serve files without a `static/` folder beside the app. They lie in a folder of this
process, which goes with it. The only module of the package that knows Streamlit.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v1 import declare_component

from dashboard.app.places_layer import assets
from dashboard.app.places_layer.table import MOST_PARTS, Part, PlaceTable

#: A table that started again leaves its old parts to the pages that are about to ask for them.
_MOST_FILES = 2 * MOST_PARTS


class Served:
    """A folder that Streamlit serves to the frames of its components; addresses are seen from such a frame."""

    def __init__(self, name: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dashboard-map-"))
        atexit.register(self.remove)
        self._name = declare_component(name, path=str(self._folder)).name
        self._parts: list[Path] = []
        self._lock = threading.Lock()

    def remove(self) -> None:
        """Remove the folder: at the end of the process, or before, of one that a signal ends."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, name: str, text: str) -> str:
        """Keep a text as a file, and return its address; the hash makes a browser fetch it again only if it changed."""
        path = self._folder / name
        building = path.with_suffix(".building")
        building.write_text(text, encoding="utf-8")
        os.replace(building, path)
        return f"../{self._name}/{name}?v={hashlib.sha256(text.encode()).hexdigest()[:10]}"

    def publish(self, part: Part) -> dict[str, Any]:
        """Keep a part of a place table; the oldest go."""
        name = f"part-{part.name}.json"
        address = self.address(name, part.text)
        with self._lock:
            path = self._folder / name
            self._parts = [each for each in self._parts if each != path] + [path]
            for old in self._parts[:-_MOST_FILES]:
                old.unlink(missing_ok=True)
            self._parts = self._parts[-_MOST_FILES:]
        return {"url": address}


@cache
def served() -> Served:
    """Return this process's folder."""
    return Served("map_files")


def close() -> None:
    """Remove this process's folder, if there is one."""
    if served.cache_info().currsize:
        served().remove()


@cache
def table() -> PlaceTable:
    """Return the table of this process, whose parts Streamlit serves to all its readers."""
    return PlaceTable(served().publish)


@cache
def addresses(basemap: Path | None) -> tuple[str, str]:
    """
    Return (script, style sheet), each with Leaflet in it.

    streamlit-folium fetches scripts one after the other, each when the page around has a moment; one file is there a
    second earlier on a busy machine.
    """
    script = "\n".join((assets.leaflet_script(), assets.script(basemap, streamlit=True)))
    style = "\n".join((assets.leaflet_style(), assets.style(streamlit=True)))
    return served().address("map.js", script), served().address("map.css", style)
