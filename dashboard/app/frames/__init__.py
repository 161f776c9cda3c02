"""
What of the page needs a script of its own beside the map's: the link that is copied, the timeline, the names in an
open article, and what the page is to programs that read it aloud and to the keyboard.

Files of `static/`, served by Streamlit as one component, speak its protocol by hand; nothing is loaded from elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.app.address import ZOOMS, MapView
from dashboard.app.languages import current, direction, time_words, view_words, words

#: No article is longer; what a browser says of one is cut to that.
_MOST_CHARACTERS = 1 << 31

STATIC = Path(__file__).resolve().parent / "static"


@cache
def _frame() -> Callable[..., Any]:
    # in a session, not when the module is read: Streamlit registers the frame of a component in a session only
    from streamlit.components.v1 import declare_component

    return declare_component("page_frames", path=str(STATIC))


def _draw(part: str, **args: Any) -> Any:
    """Draw a part, in the language that is spoken here."""
    return _frame()(part=part, language=current(), direction=direction(), **args)


def page(arrived: str) -> None:
    """
    Tell the browser what Streamlit does not: in which language the page is, what its filters are called, and that the
    keys stay in a dialog that is open.

    Runs what it is drawn in again when articles have come: when the word of `app.arrivals` is `arrived` no more.
    """
    _draw("page", comma=words.COMMA, arrived=arrived, key="page-manners", height=0)


def share(query: str) -> MapView | None:
    """
    Draw the link to what `query` says and where the map stands, with a button that copies it.

    Return where the map stands, None while that is not known.
    """
    said = {
        "link": view_words.LINK,
        "copy": view_words.COPY,
        "copied": view_words.COPIED,
        "not_copied": view_words.NOT_COPIED,
    }
    return _as_view(_draw("share", query=query, words=said, key="share-link", height=40))


def timeline(
    drawn: Mapping[str, Any], since: str | None, until: str | None, *, said: str, key: str,
    on_change: Callable[[], None],
) -> None:  # fmt: skip
    """
    Draw bars, as `app.timeline.parts` has them, with the dates that are kept now and what is `said` of them.

    What the reader chooses stands under `key` in the session when `on_change` is called: "since" and "until", days in
    ISO's form or None.
    """
    named = dict(time_words.TIMELINE_WORDS)
    _draw("timeline", **drawn, since=since, until=until, said=said, words=named, key=key, on_change=on_change,
          height=96)  # fmt: skip


def marks(article_id: str, chosen: str, choose: Callable[[str, str, int], None]) -> None:
    """
    Listen to the names in the open article: `choose` is called with the place, the field and the start of the one that
    the reader picks, before the page is drawn. The names of the place that is `chosen` now come into sight.
    """
    key = "marks"

    def picked() -> None:
        said = st.session_state.get(key)
        told = said if isinstance(said, dict) else {}
        place, field, start = told.get("place"), told.get("field"), told.get("start")
        if isinstance(place, str) and place and isinstance(field, str) and isinstance(start, int):
            choose(place, field, min(max(start, 0), _MOST_CHARACTERS))

    _draw("marks", article=article_id, chosen=chosen, key=key, on_change=picked, height=0)


def _as_view(told: Any) -> MapView | None:
    """Return what a browser told as a view; anything can come from there."""
    view = told.get("view") if isinstance(told, dict) else None
    if not isinstance(view, list) or len(view) != 3:
        return None
    if not all(isinstance(each, int | float) and math.isfinite(each) for each in view):
        return None
    lat, lon, zoom = (float(each) for each in view)
    within = -85 <= lat <= 85 and -200 <= lon <= 200 and ZOOMS[0] <= zoom <= ZOOMS[1]
    return (lat, lon, zoom) if within else None
