"""
The whole page: header, line of counts, map, panel, timeline and tables, filters. Composes; each part draws itself.

Order matters for speed: what the map needs is asked and sent first, everything else follows (`around`). What stands
above and beside the map is there before it, so that no marker moves once it can be clicked.
"""

from __future__ import annotations

import hashlib
import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.app import article, compare, filters, first, gate, languages, link, map, resources, state, text
from dashboard.app.languages import words
from dashboard.app.resources import Asker
from dashboard.model import Filters
from dashboard.store import queries

STATIC = Path(__file__).resolve().parent / "static"
ICON = STATIC / "icon.svg"

#: Seconds between sending a map with other places and the rest. A browser that gets both at once is busy with the rest
#: for a tenth of a second and more before it shows the map.
MAP_FIRST = 0.1
#: The same when the map's frame is only being made: first the server does nothing but serve what the frame asks for,
#: then the frame shares the browser's one thread with the page around.
FRAME_FIRST = 0.25
MAP_FIRST_AT_FIRST = 0.55


def show() -> None:
    """Draw the page for this session's choices."""
    st.html(_style())
    if not gate.let_in() or not first.ready():
        return
    settings = resources.settings()
    ask = resources.asker_of(state.horizon(resources.asker().index.horizon))
    link.follow(ask)
    view = article.settle(ask, state.view())
    header = st.container(key="header", horizontal=True, vertical_alignment="center", gap="small")
    line = st.container(key="line", horizontal=True, vertical_alignment="center", gap="small")
    found = st.container(key="found")
    link.note()
    desk = st.container(key="desk", gap=None)
    with desk:
        map_box = st.container(key="map-box")
        panel_box = st.container(key="panel", gap=None)
        below = st.container(key="below", gap=None)

    shown = st.session_state.get("version")
    with header:
        st.html(f'<h1 class="region">{text.escape(settings.region.called(languages.current()))}</h1>')
    # the first run keeps the line's place until its numbers are known; later ones overwrite the numbers themselves
    slot = line.container()
    arrivals = line.container(key="arrivals")  # before what comes and goes, or its frame would be made anew each time
    numbers = slot.html('<p class="counts">&nbsp;</p>') if shown is None else slot
    with st.sidebar:
        filters.heading()
    left = ask(queries.place_counts, view.filters)
    chosen = ask(queries.place, view.place) if view.place else None
    compared = compare.asked(ask, view)
    version = _version(ask, view.filters, compare.periods(ask, view) if compared else None)
    with map_box:
        shown_places = compare.on_map(compared) if compared else left
        map.show(shown_places, view=view, chosen=chosen, settings=settings, version=version, lines=_lines(ask, view))
    if shown is None:
        time.sleep(FRAME_FIRST)
    # what follows is imported here, not at the top: while the browser makes the first map
    from dashboard.app import sample

    with line:
        sample.chip(ask)  # before the markers are there: on a phone it takes a line above the map
    if shown != version:  # a click on a place changes nothing of the places, and wants its sentences at once
        time.sleep(MAP_FIRST_AT_FIRST if shown is None else MAP_FIRST)
    st.session_state["version"] = version
    link.write()

    from dashboard.app import around

    around.show(ask, view, chosen, left, around.Boxes(header, line, numbers, arrivals, found, panel_box, below))


def _lines(ask: Asker, view: state.View) -> dict[str, Any] | None:
    """Return the lines from an open actor to what is named beside it, as the map wants them."""
    if not view.actor:
        return None
    from dashboard.app import actor_card  # not at the top: see `show`

    return actor_card.lines(ask, view)


def _style() -> str:
    """Return the style sheet, for the direction in which the page is read."""
    sheets = ("page.css",) if languages.direction() == "ltr" else ("page.css", "rtl.css")
    # the button that opens the filters is Streamlit's own, and has no word
    return f"<style>{_css(sheets)}:root {{ --word-filters: {json.dumps(words.FILTERS, ensure_ascii=False)}; }}</style>"


@cache
def _css(sheets: tuple[str, ...]) -> str:
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in sheets)


def _version(ask: Asker, chosen: Filters, periods: object) -> str:
    """Return what names the content of the map: it changes with the index, the filters and what is compared."""
    return f"{ask.version}-{hashlib.sha256(repr((chosen, periods)).encode()).hexdigest()[:8]}"
