"""
What stands around the map: the header's acts, the line of counts, the panel, the timeline, the tables, the filters.

A module of its own because nothing here is wanted before the map: the first page of a server is drawn with the half of
its code that `page` imports, and this is imported while the browser makes the map.
"""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app import (
    above,
    add,
    catalogue,
    filters,
    gate,
    languages,
    mending_state,
    news,
    panel,
    places,
    sample,
    search,
    state,
    takeaway,
    text,
    timeline,
    views,
)
from dashboard.app.languages import actor_words, desk_words, takeaway_words, view_words, words
from dashboard.app.resources import Asker
from dashboard.model import NO_FILTERS, Filters, Place
from dashboard.store import queries


def show(
    ask: Asker, view: state.View, chosen: Place | None, left: pd.DataFrame, boxes: above.Boxes,
    panel_box: DeltaGenerator, below: DeltaGenerator,
) -> None:  # fmt: skip
    """Draw all of it; `chosen` is the open place, `left` the places that the filters leave."""
    with boxes.header:
        _header(ask, view.filters)
    answer = ask(queries.page, view.filters)
    counts = answer.summary
    _numbers(answer, boxes.numbers)
    with boxes.line:
        _chosen(answer, view.filters)
    with boxes.arrivals:
        news.bar()
    with panel_box:
        if not counts.articles_total:
            _nothing_yet()
        elif not counts.mentions:
            _nothing_found(ask, view.filters)
        if counts.mentions or chosen or view.article or view.actor:
            panel.show(ask, chosen, left)
    with boxes.found:
        search.show(ask, view)
    with below:
        timeline.show(answer.timeline, view.filters)
        places.show(ask, view, left)
        notes = st.container(key="notes", gap=None)
    with st.sidebar:
        filters.show(answer, view.filters)
    with notes:  # last: to read the catalogue takes a moment, once
        for note in filter(
            None, (ask.index.note, *(str(error) for error in ask.index.damaged), catalogue.known().note)
        ):
            st.html(f'<p class="note" dir="auto">{text.escape(note)}</p>')
    if mending_state.stop_picking_without_form():  # the map was asked for a point, and the form that wanted it is gone
        st.rerun()


def _header(ask: Asker, chosen: Filters) -> None:
    search.box()
    with st.container(key="actions", horizontal=True, horizontal_alignment="right"):
        gate.who()
        for code, name in languages.NAMES.items():
            if code != languages.current():
                st.button(name, key=f"language-{code}", type="tertiary", icon=":material/language:",
                          on_click=state.speak, args=(code,))  # fmt: skip
        _dialogs(ask, chosen)


@st.fragment
def _dialogs(ask: Asker, chosen: Filters) -> None:
    """Draw what opens a dialog: the page behind it changes nothing, and is not drawn again for it."""
    with st.container(key="dialogs", horizontal=True, horizontal_alignment="right"):
        if st.button(view_words.SHARE, key="share", icon=":material/link:"):
            views.dialog(ask)
        if st.button(takeaway_words.TAKE_AWAY, key="take-away", icon=":material/download:"):
            takeaway.dialog(ask, chosen)
        if gate.may_change() and st.button(words.ADD, type="primary", key="add", icon=":material/add:"):
            add.dialog()


def _numbers(answer: queries.Page, where: DeltaGenerator) -> None:
    counts = answer.summary
    parts = [
        desk_words.mentions(counts.mentions, counts.mentions_total),
        words.counted(counts.places, "place"),
        words.counted(counts.articles, "article"),
    ]
    parts = [re.sub(r"^[\d,]+", r"<b>\g<0></b>", text.escape(part)) for part in parts]
    if counts.undated_articles:
        parts.append(text.escape(words.undated(counts.undated_articles)))
    if counts.unplaced_names:
        parts.append(text.escape(words.not_placed(counts.unplaced_names)))
    where.html(f'<p class="counts" role="status">{" · ".join(parts)}</p>')


def _chosen(answer: queries.Page, chosen: Filters) -> None:
    chips = _chips(answer, chosen)
    for number, (name, facet, value) in enumerate(chips):
        st.button(
            text.label(name, most=48),
            icon=":material/close:",
            icon_position="right",
            key=f"chip-{number}",
            help=desk_words.DROP_FILTER,
            on_click=state.drop,
            args=(facet, value),
        )
        if facet == "actors":
            st.button(
                desk_words.about_actor(text.label(name, most=48)),
                icon=":material/info:",
                key=f"about-{number}",
                type="tertiary",
                help=desk_words.about_actor(text.label(name, most=48)),
                on_click=state.open_actor,
                args=(value,),
            )
    if chips:
        st.button(words.RESET, key="reset", type="tertiary", on_click=state.reset)


def _chips(answer: queries.Page, chosen: Filters) -> list[tuple[str, queries.Facet, str]]:
    """Return (words, facet, value) of each active filter."""
    chips: list[tuple[str, queries.Facet, str]] = []
    if chosen.actors:
        names = _named(answer.actors, "actor_id", "name")
        parts = actor_words.AND_PARTS if chosen.with_parts else ""
        chips += [(names.get(actor, actor) + parts, "actors", actor) for actor in chosen.actors]
    if chosen.countries:
        names = _named(answer.countries, "country_code", "country")
        chips += [(names.get(code) or words.NO_COUNTRY, "countries", code) for code in chosen.countries]
    if chosen.since or chosen.until or not chosen.keep_undated:
        chips.append((words.date_chip(chosen), "dates", ""))
    chips += [(outlet or words.NO_OUTLET, "outlets", outlet) for outlet in chosen.outlets]
    if set(chosen.roles) != set(NO_FILTERS.roles):
        chips.append((words.roles(chosen.roles), "roles", ""))
    chips += [(words.capital(words.kind(kind)), "kinds", kind) for kind in chosen.kinds]
    if chosen.words.strip():
        chips.append((f"“{chosen.words.strip()}”", "words", ""))
    return chips


def _named(facet: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    return dict(zip(facet[key], facet[name], strict=True))


def _nothing_yet() -> None:
    st.html(text.titled(desk_words.NOTHING_YET, desk_words.NOTHING_YET_ABOUT))
    with st.container(horizontal=True, gap="small"):
        if gate.may_change() and st.button(words.ADD, key="add-first", type="primary"):
            add.dialog()
        sample.offer()


def _nothing_found(ask: Asker, chosen: Filters) -> None:
    st.html(text.titled(desk_words.NOTHING_FOUND, desk_words.NOTHING_FOUND_ABOUT))
    with st.container(key="rows-droppable", gap=None):
        for number, row in enumerate(ask(queries.droppable, chosen).itertuples()):
            st.button(
                f"{desk_words.drop(text.label(_droppable(row, chosen), most=48))} "
                f":gray[{words.number(int(row.mentions))}]",
                key=f"drop-{number}",
                type="tertiary",
                width="stretch",
                disabled=not row.mentions,
                on_click=state.drop,
                args=(row.facet, row.value),
            )
    st.button(desk_words.RESET_ALL, key="nothing-reset", on_click=state.reset)


def _droppable(row: object, chosen: Filters) -> str:
    facet, said = row.facet, row.label  # type: ignore[attr-defined]
    if facet == "dates":
        return words.date_chip(chosen)
    if facet == "roles":
        return words.roles(chosen.roles)
    if facet == "kinds":
        return words.COMMA.join(words.kind(kind) for kind in chosen.kinds)
    if facet == "outlets":
        return words.COMMA.join(outlet or words.NO_OUTLET for outlet in chosen.outlets)
    if facet == "min_confidence":
        return desk_words.sure_at_least(chosen.min_confidence)
    if facet == "countries" and chosen.countries == ("",):
        return words.NO_COUNTRY
    return f"“{said}”" if facet == "words" else str(said)
