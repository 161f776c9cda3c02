"""
Put the places that the filters leave on the map, and hand a click on one to the session's choices.

The map itself never changes, so that Streamlit keeps its frame: filters, selection and tiles travel as data of the one
layer; a place's name and position travel once, after that its row in the table that all sessions share. Boxes are
(south, west, north, east), WGS 84 decimal degrees; radii kilometres.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import folium
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.app import languages, mending_state, state
from dashboard.app.languages import actor_words, mending_words, time_words, words
from dashboard.app.places_layer import Places, PlacesData, PlacesLayer, serving
from dashboard.model import FAMILY_OF_KIND, Place
from dashboard.settings import Settings

KEY = "map"
TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
#: Sent along; the page's style sheet sets the height that is seen.
HEIGHT = 560
#: A river is no circle: it gets a small ring, of so many kilometres.
RIVER_KM = 40
#: Views whose rows are kept ready; each is about 5 bytes a place.
MOST_KEPT = 64


def show(
    places: pd.DataFrame, *, view: state.View, chosen: Place | None, settings: Settings, version: str,
    lines: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """
    Draw the map with these places, most-mentioned first, a ring on the chosen one; `lines` as `PlacesData` wants them.

    `version` names the places: for one that was shown before, by any session, nothing is worked out again.
    """
    # in a session, not when the server starts: Streamlit registers the frame of a component in a session only
    from streamlit_folium import st_folium

    kept = _kept(version, places, settings.region.box)
    data = {
        **kept,
        "legend": named(kept["legend"])
        + ([("line" if lines["from"] else "ring", actor_words.TOGETHER)] if lines else []),
        "lines": lines,
        "version": version,
        "session": view.session,
        "lang": languages.current(),
        "fit": view.fit,
        "fit_box": view.fit_box,
        "fit_view": view.fit_view,
        "seek": view.seek,
        "selected": selected(chosen),
        "tiles": TILES if view.tiles else "",
        **_picking(),
        "words": {
            **words.MAP_WORDS,
            "keep": mending_words.PLACE_IT_THERE,
            "cancel": words.CANCEL,
            **(time_words.MAP_WORDS if "change" in places else {}),
            "attribution": words.ATTRIBUTION,
            "attribution_tiles": words.ATTRIBUTION_TILES,
        },
    }
    group = folium.FeatureGroup(control=False)
    PlacesData(data).add_to(group)
    st_folium(
        region_map(centre=settings.region.centre, zoom=settings.region.zoom, basemap=settings.data / "basemap"),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=group,
        render=False,  # it is rendered once more anyway
        on_change=_clicked,
    )


def _picking() -> dict[str, Any]:
    asked = mending_state.picking()
    if asked is None:
        return {"picking": "", "picked": None}
    return {"picking": words.click_where(asked.subject.name, picked=asked.at is not None), "picked": asked.at}


def _clicked() -> None:
    if not mending_state.take_picked(KEY):
        state.clicked(KEY)
    elif mending_state.was_kept(KEY):
        from dashboard.app import putting  # not at the top: the first map waits for what `page` imports

        putting.place_picked()


class _Kept:
    """What was worked out for the latest versions."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, version: str, places: pd.DataFrame, region: state.Box) -> dict[str, Any]:
        with self._lock:
            if version in self._of:
                self._of.move_to_end(version)
                return self._of[version]
        made = {
            **serving.table().shown(columns(places)),
            "box": box_of(places, region),
            "legend": drawn(places),
        }
        with self._lock:
            self._of[version] = made
            while len(self._of) > MOST_KEPT:
                self._of.popitem(last=False)
        return made


_kept = _Kept()


def columns(places: pd.DataFrame) -> Places:
    """Return the layer's columns for rows as `store.queries.place_counts` or `compare` has them."""
    return Places(
        id=places["place_id"],
        lat=places["lat"],
        lon=places["lon"],
        size=places["mentions"],
        label=places["name"],
        family=places["change"] if "change" in places else families(places["kind"]),
        radius_km=np.where(places["kind"] == "river", np.minimum(places["radius_km"], RIVER_KM), places["radius_km"]),
        country=places["country_code"],
    )


def families(kinds: pd.Series) -> npt.NDArray[Any]:
    """Return what the map draws for each kind of place."""
    numbers, found = pd.factorize(kinds)
    return np.array([family_of(kind) for kind in found], dtype=object)[numbers]


def family_of(kind: str) -> str:
    """Return what the map draws for a kind of place: country, water, area, city or site."""
    family = FAMILY_OF_KIND.get(kind, "city")
    return "area" if family == "land" else family


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


def region_map(*, centre: tuple[float, float], zoom: int, basemap: Path) -> folium.Map:
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
    PlacesLayer(files=serving.addresses(basemap)).add_to(made)
    return made


def drawn(places: pd.DataFrame) -> list[str]:
    """Return which families the map shows, in the legend's order."""
    if "change" in places:
        changes = set(places["change"])
        return [change for change in time_words.CHANGES if change in changes]
    shown = {family_of(kind) for kind in places["kind"].unique()}
    return [family for family in words.LEGEND if family in shown]


def named(families: Sequence[str]) -> list[tuple[str, str]]:
    """Return families with their words, in the language that is spoken here."""
    every = [*words.LEGEND.items(), *time_words.CHANGES.items()]
    return [(family, word) for family, word in every if family in families]


def box_of(places: pd.DataFrame, region: state.Box) -> state.Box:
    """
    Return the box that shows the results: around those in the region, or around all where most mentions lie outside.

    Without results it is the region's own box. A country far away that an article names in passing does not make the
    region small.
    """
    if places.empty:
        return region
    south, west, north, east = region
    inside = places["lat"].between(south, north) & places["lon"].between(west, east)
    near = places[inside]
    if near["mentions"].sum() * 2 >= places["mentions"].sum() and len(near):
        places = near
    return around(places["lat"].tolist(), places["lon"].tolist())


def box_of_new(places: Collection[Place], region: state.Box) -> state.Box | None:
    """
    Return the box that shows what was just added, with what lies up to half a region around the region.

    What is farther away is left out if anything is near; None if there is nothing to show.
    """
    south, west, north, east = region
    high, wide = (north - south) / 2, (east - west) / 2
    near = [
        place
        for place in places
        if south - high <= place.lat <= north + high and west - wide <= place.lon <= east + wide
    ]
    shown = near or places
    return around([place.lat for place in shown], [place.lon for place in shown]) if shown else None


def around(lats: Sequence[float], lons: Sequence[float]) -> state.Box:
    """Return the box around some points, at least three degrees wide or high."""
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    margin = max(0.0, 1.5 - max(north - south, east - west) / 2)
    return south - margin, west - margin, north + margin, east + margin
