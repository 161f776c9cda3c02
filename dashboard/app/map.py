"""
Put the places that the filters leave on the map, and hand a click on one to the session's choices.

The map itself never changes, so that Streamlit keeps its frame: filters, selection and tiles travel as data of the one
layer. Boxes are (south, west, north, east), WGS 84 decimal degrees.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import folium
import pandas as pd
from streamlit_folium import st_folium

from dashboard.app import layer, state, words
from dashboard.model import Place
from dashboard.settings import Settings

KEY = "map"
TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
#: Sent along; the page's style sheet sets the height that is seen.
HEIGHT = 560


def show(places: pd.DataFrame, *, view: state.View, chosen: Place | None, settings: Settings, version: str) -> None:
    """Draw the map with these places, most-mentioned first, a ring on the chosen one."""
    data = {
        "version": version,
        "session": view.session,
        "fit": view.fit,
        "fit_box": view.fit_box,
        "box": box_of(places, settings.region.box),
        "selected": layer.selected(chosen),
        "tiles": TILES if view.tiles else "",
        "words": {
            **words.MAP_WORDS,
            "attribution": words.ATTRIBUTION,
            "attribution_tiles": words.ATTRIBUTION_TILES,
        },
        "legend": legend(places),
        "places": layer.columns(places),
    }
    group = folium.FeatureGroup(control=False)
    layer.PlacesData(data).add_to(group)
    st_folium(
        layer.region_map(
            centre=settings.region.centre, zoom=settings.region.zoom, basemap_folder=settings.data / "basemap"
        ),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=group,
        on_change=lambda: state.clicked(KEY),
    )


def legend(places: pd.DataFrame) -> list[tuple[str, str]]:
    """Return what the map shows as (family, word), in the legend's order."""
    shown = {layer.family_of(kind) for kind in places["kind"].unique()}
    return [(family, word) for family, word in words.LEGEND.items() if family in shown]


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
