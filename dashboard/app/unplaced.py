"""
The tab of names that were not placed: a row each, and under the open one its sentence and the ways to place it.

Names, outlets, places and answers of services are shown through `text.escape` and `text.label` only.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app import gate, mending, putting, reader, state, tab_state, text
from dashboard.app.languages import mending_words, words
from dashboard.app.resources import Asker
from dashboard.model import Filters
from dashboard.store import queries
from dashboard.store.index import Index

ROWS = 12
CANDIDATES = 6


def show(ask: Asker, view: state.View) -> None:
    """Draw the tab."""
    found = ask(_unplaced, view.filters)
    right = ask(queries.corrections)
    names = ask(queries.page, view.filters).summary.unplaced_names
    done = putting.still_done(tab_state.done(), right["id"])
    _head(names, bool(done))
    if said := tab_state.said():
        st.error(text.label(said, most=400))
    rows: list[tuple[int, str, Any]] = [(-each.mentions, each.name, each) for each in done]
    rows += [(-int(row.mentions), str(row.surface), row) for row in found.itertuples()]  # type: ignore[arg-type]
    rows.sort(key=lambda row: row[:2])
    pages = -(-len(rows) // ROWS)
    page = min(tab_state.lost_page(), max(pages, 1))
    entries = {str(row.id): row for row in right.itertuples()}
    with st.container(key="lost", gap=None):
        for number, (_, _, row) in enumerate(rows[(page - 1) * ROWS : page * ROWS]):
            if isinstance(row, putting.Done):
                mending.put_right(entries[row.id], f"lost-done-{number}")
            else:
                _row(ask, view, row, number)
    if pages > 1:
        st.pagination(pages, key="lost-pages", default=page, max_visible_pages=5, on_change=tab_state.turn_lost,
                      args=("lost-pages",))  # fmt: skip
    _earlier(len(right) - len(done))


def _unplaced(index: Index, filters: Filters) -> pd.DataFrame:
    return queries.unplaced(index, filters)


def _head(names: int, done: bool) -> None:
    if not names:
        left = mending_words.NONE_LEFT if done else mending_words.ALL_PLACED
        st.html(f'<p class="about">{text.escape(left)}</p>')
        return
    st.html(
        f'<p class="lost-head"><b>{text.escape(words.recognised(names))}</b> {text.escape(mending_words.UNLIKELY)}</p>'
    )


# ------------------------------------------------------------------------------------------------------------- one row


def _row(ask: Asker, view: state.View, row: Any, number: int) -> None:
    opened = view.lost == row.key
    with st.container(key=f"lost-row-{number}", horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        count = mending_words.mentions_in(int(row.mentions), int(row.articles))
        st.html(
            f'<p class="lost-name"><b dir="auto">{text.escape(str(row.surface)[:120])}</b> '
            f"<span>{text.escape(count)}</span></p>"
        )
        way = mending_words.PLACE_IT if gate.may_change() else mending_words.READ_IT
        st.button(mending_words.CLOSE if opened else way, key=f"lost-open-{number}", type="tertiary",
                  on_click=tab_state.open_name, args=("" if opened else row.key,))  # fmt: skip
    if opened:
        lost = ask(queries.lost_name, view.filters, view.lost, view.lost_number)
        if lost is not None:
            with st.container(key="lost-open", gap="small"):
                # another name's widgets have other keys, and start empty
                _opened(lost, state.suffix(row.key))


def _opened(lost: queries.LostName, suffix: str) -> None:
    st.html(reader.card(lost.excerpt, again=False))
    with st.container(key="links-lost", horizontal=True, gap="small"):
        st.button(mending_words.SHOW_IN_ARTICLE, key="lost-read", type="tertiary", on_click=state.open_article,
                  args=(lost.excerpt.article_id,))  # fmt: skip
        if lost.sentences > 1:
            st.button(mending_words.next_sentence(lost.number, lost.sentences), key="lost-next", type="tertiary",
                      on_click=tab_state.turn_sentence, args=(lost.number % lost.sentences + 1,))  # fmt: skip
    if gate.may_change():
        reach = mending_words.REACH if lost.articles > 1 else {}
        mending.form(putting.of_lost(lost), "lost", suffix, reach)


# ------------------------------------------------------------------------------------------------- what was put right


def _earlier(earlier: int) -> None:
    """Draw the way to what was put right before, by whomever: it stands with all other corrections."""
    if earlier:
        st.button(mending_words.earlier(earlier), key="lost-earlier", type="tertiary", on_click=state.open_tab,
                  args=("check",))  # fmt: skip
