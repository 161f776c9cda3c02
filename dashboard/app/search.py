"""
The search box of the header and what it finds, in three groups: places, actors, articles.

A place is selected, an actor's card or an article opens; an actor and the words themselves can become a filter, too.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.app import catalogue, putting, state, text
from dashboard.app.languages import desk_words, words
from dashboard.app.resources import Asker
from dashboard.errors import QueryError
from dashboard.store import queries

LIMIT = 6
LONGEST = 200


def box() -> None:
    """Draw the box."""
    st.text_input(words.SEARCH, key="search", type="search", placeholder=words.SEARCH, label_visibility="collapsed")


def show(ask: Asker, view: state.View) -> None:
    """Draw what is found for what stands in the box; nothing if it is empty."""
    wanted = view.search.strip()[:LONGEST]
    if not wanted:
        return
    try:
        found = ask(queries.search, view.filters, wanted, LIMIT, putting.called(wanted), catalogue.called(wanted))
    except QueryError as error:
        with st.container(key="search-results", border=True, gap="small"):
            st.html(f'<p class="about">{text.escape(words.capital(str(error)))}.</p>')
            st.button(desk_words.CLOSE, key="search-close", type="tertiary", on_click=state.clear_search)
        return
    with st.container(key="search-results", border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                desk_words.keep_words(text.label(wanted, most=48)),
                key="search-words",
                icon=":material/filter_alt:",
                on_click=_keep_words,
                args=(wanted,),
            )
            st.button(desk_words.CLOSE, key="search-close", type="tertiary", on_click=state.clear_search)
        groups = st.columns(3)
        with groups[0]:
            _group("places", desk_words.FOUND_PLACES, found.places, _place)
        with groups[1]:
            _group("actors", desk_words.FOUND_ACTORS, found.actors, _actor)
        with groups[2]:
            _group("articles", desk_words.FOUND_ARTICLES, found.articles, _article)


def _group(name: str, title: str, rows: pd.DataFrame, draw: object) -> None:
    st.html(f'<h3 class="facet">{text.escape(title)}</h3>')
    if rows.empty:
        st.html(f'<p class="about">{text.escape(desk_words.NONE_FOUND)}</p>')
    with st.container(gap=None, key=f"rows-{name}"):
        for number, row in enumerate(rows.itertuples()):
            draw(number, row)  # type: ignore[operator]


def _hit(kind: str, number: int, name: str, about: str, count: str, act: object, *args: object) -> None:
    st.button(
        f"{text.label(name, most=60)} :gray[{text.label(about)}] :gray[{text.label(count)}]",
        key=f"hit-{kind}-{number}",
        type="tertiary",
        width="stretch",
        on_click=act,  # type: ignore[arg-type]
        args=args,
    )


def _place(number: int, row: object) -> None:
    where = words.whereabouts(row.kind, name=row.name, admin1=row.admin1, country=row.country)  # type: ignore[attr-defined]
    _hit("place", number, row.name, where, words.number(row.mentions), _choose, row.place_id)  # type: ignore[attr-defined]


def _actor(number: int, row: object) -> None:
    about = words.capital(words.ACTOR_TYPES.get(row.type, ""))  # type: ignore[attr-defined]
    with st.container(key=f"hit-line-{number}", horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        _hit("actor", number, row.name, about, words.number(row.mentions), _open_actor, row.actor_id)  # type: ignore[attr-defined]
        st.button(
            desk_words.filter_by(text.label(row.name, most=48)),  # type: ignore[attr-defined]
            key=f"hit-keep-{number}",
            type="tertiary",
            on_click=_filter,
            args=(row.actor_id,),  # type: ignore[attr-defined]
        )


def _article(number: int, row: object) -> None:
    when = None if pd.isna(row.published) else row.published.date()  # type: ignore[attr-defined]
    about, count = words.day(when), words.number(row.mentions)  # type: ignore[attr-defined]
    _hit("article", number, row.title, about, count, _open, row.article_id)  # type: ignore[attr-defined]


def _choose(place_id: str) -> None:
    state.show_place(place_id)
    state.clear_search()


def _open_actor(actor_id: str) -> None:
    state.open_actor(actor_id)
    state.clear_search()


def _filter(actor_id: str) -> None:
    state.include("actors", actor_id)
    state.clear_search()


def _open(article_id: str) -> None:
    state.open_article(article_id)
    state.clear_search()


def _keep_words(wanted: str) -> None:
    state.set_filters(replace(state.filters(), words=wanted))
    state.clear_search()
