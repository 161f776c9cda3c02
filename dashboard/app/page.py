"""
The whole page: header, line of counts, map, panel, timeline and tables, filters. Composes; each part draws itself.

Order matters for speed: what the map needs is asked and sent first, everything else follows (`around`). Only when a
visit begins, what stands above and beside the map is there before it, so that no marker moves once it can be clicked.
"""

from __future__ import annotations

import hashlib
import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.app import above, acts, article, compare, first, gate, languages, link, map, resources, state
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
    acts.wait()
    settings = resources.settings()
    ask = resources.asker_of(state.horizon(resources.asker().index.horizon))
    link.follow(ask)
    view = article.settle(ask, state.view())
    shown = st.session_state.get("version")
    top = st.container(key="top")
    desk = st.container(key="desk", gap=None)
    map_box = desk.container(key="map-box")
    # later runs send the map before all else: a browser takes in one thing after the other, and draws between them
    boxes = above.show(top, first=True) if shown is None else None
    left = ask(queries.place_counts, view.filters)
    chosen = ask(queries.place, view.place) if view.place else None
    compared = compare.asked(ask, view)
    version = _version(ask, view.filters, compare.periods(ask, view) if compared else None)
    with map_box:
        shown_places = compare.on_map(compared) if compared else left
        map.show(shown_places, view=view, chosen=chosen, settings=settings, version=version, lines=_lines(ask, view))
    if boxes is not None:
        time.sleep(FRAME_FIRST)
        _chip(ask, boxes)  # before the markers are there: on a phone it takes a line above the map
        time.sleep(MAP_FIRST_AT_FIRST)
    elif shown != version:  # a click on a place changes nothing of the places, and wants its sentences at once
        time.sleep(MAP_FIRST)
    if boxes is None:
        boxes = above.show(top, first=False)
        _chip(ask, boxes)
    st.session_state["version"] = version
    link.write()

    # here, not at the top: while the browser makes the first map
    from dashboard.app import around

    with desk:
        panel, below = st.container(key="panel", gap=None), st.container(key="below", gap=None)
    around.show(ask, view, chosen, left, boxes, panel, below)


def _chip(ask: Asker, boxes: above.Boxes) -> None:
    from dashboard.app import sample  # as `around` in `show`

    with boxes.line:
        sample.chip(ask)


def _lines(ask: Asker, view: state.View) -> dict[str, Any] | None:
    """Return the lines from an open actor to what is named beside it, as the map wants them."""
    if not view.actor:
        return None
    from dashboard.app import actor_card  # as `around` in `show`

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
