"""
The whole page: header, line of counts, map, panel, timeline and tables, filters. Composes; each part draws itself.

Order matters for speed: what the map needs is asked and sent first, everything else follows. What stands above and
beside the map is there before it, so that no marker moves once it can be clicked.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app import (
    actor_card,
    add,
    article,
    catalogue,
    compare,
    filters,
    first,
    frames,
    gate,
    languages,
    link,
    map,
    mending_state,
    news,
    panel,
    places,
    resources,
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
from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries

STATIC = Path(__file__).resolve().parent / "static"
ICON = STATIC / "icon.svg"

#: Seconds between sending a map with other places and the rest. A browser that gets both at once is busy with the rest
#: for a tenth of a second and more before it shows the map.
MAP_FIRST = 0.1
#: The same when the map's frame is only being made, and shares the browser's one thread with the page around.
MAP_FIRST_AT_FIRST = 0.8


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
    numbers = slot.html('<p class="counts">&nbsp;</p>') if shown is None else slot
    with st.sidebar:
        filters.heading()
    left = ask(queries.place_counts, view.filters)
    chosen = ask(queries.place, view.place) if view.place else None
    compared = compare.asked(ask, view)
    version = _version(ask, view.filters, compare.periods(ask, view) if compared else None)
    with map_box:
        lines = actor_card.lines(ask, view) if view.actor else None
        shown_places = compare.on_map(compared) if compared else left
        map.show(shown_places, view=view, chosen=chosen, settings=settings, version=version, lines=lines)
    with line:
        sample.chip(ask)  # now: on a phone it takes a line above the map
    if shown != version:  # a click on a place changes nothing of the places, and wants its sentences at once
        time.sleep(MAP_FIRST_AT_FIRST if shown is None else MAP_FIRST)
    st.session_state["version"] = version
    link.write()
    with header:
        _header(ask, view.filters)
    answer = ask(queries.page, view.filters)
    counts = answer.summary
    _numbers(answer, numbers)
    with line:
        _chosen(answer, view.filters)
        news.bar()
    with panel_box:
        if not counts.articles_total:
            _nothing_yet()
        elif not counts.mentions:
            _nothing_found(ask, view.filters)
        if counts.mentions or chosen or view.article or view.actor:
            panel.show(ask, chosen, left)
    with found:
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
        if languages.current() != languages.ENGLISH:
            frames.language()
    if mending_state.stop_picking_without_form():  # the map was asked for a point, and the form that wanted it is gone
        st.rerun()


def _style() -> str:
    """Return the style sheet, for the direction in which the page is read."""
    sheets = ["page.css"] if languages.direction() == "ltr" else ["page.css", "rtl.css"]
    css = "".join((STATIC / name).read_text(encoding="utf-8") for name in sheets)
    # the button that opens the filters is Streamlit's own, and has no word
    return f"<style>{css}:root {{ --word-filters: {json.dumps(words.FILTERS, ensure_ascii=False)}; }}</style>"


def _version(ask: Asker, chosen: Filters, periods: object) -> str:
    """Return what names the content of the map: it changes with the index, the filters and what is compared."""
    return f"{ask.version}-{hashlib.sha256(repr((chosen, periods)).encode()).hexdigest()[:8]}"


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
        return ", ".join(words.kind(kind) for kind in chosen.kinds)
    if facet == "outlets":
        return ", ".join(outlet or words.NO_OUTLET for outlet in chosen.outlets)
    if facet == "min_confidence":
        return desk_words.sure_at_least(chosen.min_confidence)
    if facet == "countries" and chosen.countries == ("",):
        return words.NO_COUNTRY
    return f"“{said}”" if facet == "words" else str(said)
