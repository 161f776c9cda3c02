"""
The tab of actors that the catalogue does not know: a row each, and under the open one its sentence and a form. Those
that it has come to know since the articles were read are not offered; their articles can be read again.

"Add as" writes a row of the reader's own catalogue, and has the articles that name the actor read anew; `own` lists
what was added, and takes it out again. Names come from articles: they are shown through `text.escape` and `text.label`
only, and what may be written is `own_actors`' to say.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app import catalogue, gate, own, reader, resources, state, tab_state, text
from dashboard.app.languages import actor_words, desk_words, mending_words, words
from dashboard.app.resources import Asker
from dashboard.errors import DashboardError
from dashboard.geoparse.actor_rows import TYPES
from dashboard.geoparse.own_actors import LONGEST_NAME, add_own
from dashboard.model import Filters
from dashboard.store import queries
from dashboard.store.index import Index

ROWS = 12
#: Actors that are listed; nobody pages further.
MOST = 600
#: Names of those whom the catalogue knows by now that are told.
MOST_TOLD = 6
#: States are known, all of them.
KINDS = tuple(kind for kind in TYPES if kind != "state")


def show(ask: Asker, view: state.View) -> None:
    """Draw the tab."""
    found = ask(_unlisted, view.filters)
    known = found["name"].map(catalogue.known_as).astype(bool)
    unknown = found[~known]
    own.changed(ask)
    if unknown.empty:
        st.html(f'<p class="about">{text.escape(actor_words.ALL_LISTED)}</p>')
    else:
        _unknown(ask, view, unknown)
    if known.any():
        _known_by_now(ask, found[known])
    own.earlier(ask)


def _unknown(ask: Asker, view: state.View, found: pd.DataFrame) -> None:
    how_many = text.escape(actor_words.not_listed(len(found)))
    st.html(f'<p class="lost-head"><b>{how_many}</b> {text.escape(actor_words.ADD_THOSE)}</p>')
    pages = -(-len(found) // ROWS)
    page = min(tab_state.unlisted_page(), pages)
    with st.container(key="unlisted", gap=None):
        for number, row in enumerate(found.iloc[(page - 1) * ROWS : page * ROWS].itertuples()):
            _row(ask, view, row, number)
    if pages > 1:
        st.pagination(pages, key="unlisted-pages", default=page, max_visible_pages=5, on_change=tab_state.turn_unlisted,
                      args=("unlisted-pages",))  # fmt: skip


def _known_by_now(ask: Asker, found: pd.DataFrame) -> None:
    """Tell whom the catalogue has come to know since the articles were read, with the way to have them read again."""
    names = [str(name)[:LONGEST_NAME] for name in found["name"].head(MOST_TOLD)]
    st.html(f'<p class="lost-head" dir="auto">{text.escape(actor_words.known_by_now(names, len(found)))}</p>')
    told = st.empty()
    if gate.may_change() and st.button(actor_words.READ_AGAIN, key="unlisted-again"):
        try:
            gate.require_editor()
        except DashboardError as error:
            told.error(text.label(words.capital(str(error)), most=600))
            return
        own.read_again(ask, told, found["actor_id"].tolist())


def _unlisted(index: Index, filters: Filters) -> pd.DataFrame:
    return queries.unlisted_actors(index, filters, MOST)


def _row(ask: Asker, view: state.View, row: Any, number: int) -> None:
    opened, at = tab_state.unlisted()
    is_open = opened == row.actor_id
    with st.container(
        key=f"lost-row-unlisted-{number}", horizontal=True, vertical_alignment="center", gap="small", wrap=False
    ):
        kind = words.ACTOR_TYPES.get(row.type, "")
        about = f"{kind}{words.COMMA}{actor_words.seen_often(int(row.mentions), int(row.articles))}"
        st.html(
            f'<p class="lost-name"><b dir="auto">{text.escape(str(row.name)[:LONGEST_NAME])}</b> '
            f"<span>{text.escape(about)}</span></p>"
        )
        short = text.label(str(row.name), most=40)
        way = actor_words.add_as(short) if gate.may_change() else actor_words.read_of(short)
        st.button(mending_words.CLOSE if is_open else way,
                  key=f"unlisted-open-{number}", type="tertiary", on_click=tab_state.open_unlisted,
                  args=("" if is_open else row.actor_id,))  # fmt: skip
    if is_open:
        with st.container(key="lost-open", gap="small"):
            _opened(ask, view, row, at)


def _opened(ask: Asker, view: state.View, row: Any, at: int) -> None:
    page = ask(queries.sentences_with, view.filters, row.actor_id, "", "", at, 1)
    for excerpt in page.excerpts:
        st.html(reader.card(excerpt, again=False))
    with st.container(key="links-unlisted", horizontal=True, gap="small"):
        st.button(desk_words.about_actor(text.label(str(row.name), most=40)), key="unlisted-about", type="tertiary",
                  on_click=state.open_actor, args=(row.actor_id,))  # fmt: skip
        if page.pages > 1:
            st.button(mending_words.next_sentence(page.page, page.pages), key="unlisted-next", type="tertiary",
                      on_click=tab_state.turn_unlisted_sentence, args=(page.page % page.pages + 1,))  # fmt: skip
    if not gate.may_change():
        return
    suffix = state.suffix(row.actor_id)
    with st.form(key=f"unlisted-form-{suffix}", border=False):
        name = st.text_input(actor_words.NAME, value=" ".join(str(row.name).split()), key=f"unlisted-name-{suffix}",
                             max_chars=LONGEST_NAME)  # fmt: skip
        left, right = st.columns(2)
        guess = KINDS.index("person" if row.type == "person" else "ngo")
        kind = left.selectbox(mending_words.WHAT_IT_IS, KINDS, index=guess,
                              format_func=lambda each: words.capital(words.ACTOR_TYPES[each]),
                              key=f"unlisted-kind-{suffix}")  # fmt: skip
        countries = catalogue.known().countries
        country = right.selectbox(actor_words.COUNTRY, sorted(countries, key=countries.__getitem__), index=None,
                                  format_func=countries.__getitem__, key=f"unlisted-country-{suffix}",
                                  placeholder=actor_words.NO_COUNTRY)  # fmt: skip
        if st.form_submit_button(actor_words.ADD, type="primary"):
            _add(ask, row, name, kind, country or "")


def _add(ask: Asker, row: Any, name: str, kind: str, country: str) -> None:
    """Write the row, read the articles that name the actor anew, and draw the page again; or say what is wrong."""
    settings = resources.settings()
    told = st.empty()
    try:
        gate.require_editor()
        actor_id = add_own(
            settings.data, settings.home, name=name, kind=kind, country=country, said=str(row.name)[:LONGEST_NAME]
        )
    except DashboardError as error:
        told.error(text.label(words.capital(str(error)), most=600))
        return
    own.read_anew(ask, told, row.actor_id, own.Changed(actor_id, name))
