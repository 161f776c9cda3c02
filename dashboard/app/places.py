"""
The tabs below the map: every place of the results as a table, every article, names to check (`review`), every name
without a place (`unplaced`), and every actor that the catalogue does not know (`unlisted`).

Choosing a row by mouse or keyboard is the same as a click on the map. Tables show texts as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.app import compare, review, state, text, unlisted, unplaced
from dashboard.app.address import TABS
from dashboard.app.languages import desk_words, words
from dashboard.app.resources import Asker
from dashboard.store import queries

MOST_ARTICLES = 1000
#: Bars of the small picture of a place's mentions over time.
COURSE_STEPS = 24
#: A table is sent again with every change of the filters; nobody reads so far down.
MOST_PLACES = 1000
WIDTHS: Mapping[str, Any] = {
    "mentions": 80, "change": 115, "before": 60, "after": 60, "difference": 80, "articles": 80, "places": 70,
    "sure": 90, "date": 105, "article": 320, "outlet": 140, "place": 175,
}  # fmt: skip


def show(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    """
    Draw the choice of what stands below the map, and that.

    One choice rather than Streamlit's tabs: with every act a browser looks through the six of those, which takes an
    eighth of what a change of the map does.
    """
    drawn = dict(zip(TABS, (_places, _articles, _compared, _review, _lost, _unlisted), strict=True))
    tab = st.segmented_control(desk_words.BELOW_THE_MAP, TABS, format_func=desk_words.TABS.__getitem__, key="tab",
                               required=True, label_visibility="collapsed")  # fmt: skip
    with st.container(key=f"tab-{tab}"):
        drawn[tab or TABS[0]](ask, view, places)


def _places(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    if places.empty:
        st.html(f'<p class="about">{text.escape(desk_words.NO_PLACE_LEFT)}</p>')
        return
    found = len(places)
    places = places.head(MOST_PLACES)
    whereabouts, sureness = words.whereabouts, words.sureness  # looked up once, not for each row
    table = pd.DataFrame(
        {
            "place": places["name"],
            # before what can be long: a phone shows what stands first
            "mentions": places["mentions"],
            "articles": places["articles"],
            "where": [
                whereabouts(kind, name=name, admin1=admin1, country=country)
                for kind, name, admin1, country in zip(
                    places["kind"], places["name"], places["admin1"], places["country"], strict=True
                )
            ],
            "course": _courses(ask, view, len(places)),
            "sure": [sureness(confidence) for confidence in places["confidence"]],
        }
    )
    _table(table, "places", places["place_id"].tolist(), view.place, state.choose_place)
    if found > len(table):
        st.caption(desk_words.first_places(len(table), found))


def _courses(ask: Asker, view: state.View, most: int) -> list[np.ndarray]:
    """Return the mentions of the first places over time, in as few bytes as they need: all are sent to the browser."""
    found = ask(queries.place_courses, view.filters, most, COURSE_STEPS)
    kind = np.min_scalar_type(max(map(max, filter(None, found)), default=0))
    return [np.array(course, dtype=kind) for course in found]


def _articles(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    found = ask(queries.articles, view.filters, MOST_ARTICLES)
    if found.empty:
        st.html(f'<p class="about">{text.escape(desk_words.NO_ARTICLE_LEFT)}</p>')
        return
    day = words.day
    table = pd.DataFrame(
        {
            "article": found["title"],
            "outlet": found["source"],
            "date": [day(None if pd.isna(when) else when.date()) for when in found["published"]],
            "mentions": found["mentions"],
            "places": found["places"],
        }
    )
    _table(table, "articles", found["article_id"].tolist(), view.article, state.open_article)


def _review(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    review.show(ask, view)


def _lost(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    unplaced.show(ask, view)


def _unlisted(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    unlisted.show(ask, view)


def _compared(ask: Asker, view: state.View, places: pd.DataFrame) -> None:
    compare.show(ask, view, _table)


def _table(table: pd.DataFrame, name: str, ids: list[str], chosen: str, choose: Callable[[str], None]) -> None:
    key = f"table-{name}"
    # the row that is chosen elsewhere, and no row that happens to stand where a chosen one stood before a filter
    rows = [ids.index(chosen)] if chosen in ids else []
    st.session_state[key] = {"selection": {"rows": rows, "columns": []}}
    marked = st.session_state.get(f"{key}-marked")
    if marked != rows:
        st.session_state[f"{key}-before"] = marked
        st.session_state[f"{key}-marked"] = rows
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=min(38 + 35 * len(table), 430),
        selection_mode="single-row",
        on_select=lambda: _chosen(key, ids, choose),
        placeholder="",
        column_config={
            **{name: st.column_config.Column(desk_words.COLUMNS[name], width=WIDTHS.get(name)) for name in table},
            "course": st.column_config.BarChartColumn(
                desk_words.COLUMNS["course"], width=120, help=words.OVER_TIME_ABOUT
            ),
        },
    )

    st.caption(desk_words.BY_KEYBOARD)


def _chosen(key: str, ids: list[str], choose: Callable[[str], None]) -> None:
    """
    Choose what the reader picked in a table.

    A row that the page itself had marked is no pick: Streamlit may report it as one, when one run is cut short by the
    next, and the place that was clicked meanwhile would be lost. Nor is the row that it had marked before, if it comes
    with something else that the reader did: the browser had not drawn the newer table yet.
    """
    rows = st.session_state[key]["selection"]["rows"]
    late = rows == st.session_state.get(f"{key}-before") and _reported() > 1
    if rows and rows[0] < len(ids) and rows != st.session_state.get(f"{key}-marked") and not late:
        choose(ids[rows[0]])


def _reported() -> int:
    """Return how many widgets the browser reports as changed; 0 where a Streamlit does not tell."""
    context: Any = get_script_run_ctx()
    try:  # Streamlit has no public word for it
        reported = context.session_state._state
        return sum(map(reported._widget_changed, reported._new_widget_state))
    except AttributeError:
        return 0
