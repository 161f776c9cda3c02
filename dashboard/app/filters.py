"""
The filters of the sidebar: each a short list with counts, what is longer behind "n more".

A count says how many mentions choosing that value would leave. Names of actors, outlets and countries are shown through
`text.label`. Widgets only mirror `state.filters()`; their callbacks change it before the page is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from dashboard.app import resources, state, text
from dashboard.app.languages import actor_words, desk_words, words
from dashboard.model import ROLES, Filters
from dashboard.store import queries

SHORT = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: what it is, what it is called, how many mentions it would leave."""

    value: str
    name: str
    count: int


def heading() -> None:
    """Draw what stands over the filters, before they are known."""
    st.html(f'<h2 class="side">{text.escape(words.FILTERS)}</h2>')


def show(answer: queries.Page, filters: Filters) -> None:
    """Draw all filters; the caller chooses where."""
    _actors(answer.actors, filters)
    countries = options(answer.countries, "country_code", "country", words.NO_COUNTRY)
    _facet(desk_words.COUNTRIES, "countries", countries, filters.countries)
    _dates(answer.timeline, filters)
    outlets = options(answer.outlets, "outlet", "outlet", words.NO_OUTLET)
    _facet(desk_words.OUTLETS, "outlets", outlets, filters.outlets)
    _roles(answer.roles, filters)
    _map()


def options(facet: pd.DataFrame, value: str, name: str, nameless: str) -> list[Option]:
    """Return a facet's rows as options; a row without a name gets `nameless`, and stands last."""
    found = [
        Option(key, title or nameless, int(count))
        for key, title, count in zip(facet[value], facet[name], facet["mentions"], strict=True)
    ]
    return sorted(found, key=lambda option: not option.value)


def first(found: Sequence[Option], wanted: Sequence[str]) -> list[Option]:
    """Return the options with the wanted ones that would leave a mention in front, in the order of `wanted`."""
    place = {value: number for number, value in enumerate(wanted)}
    return sorted(found, key=lambda option: place.get(option.value, len(place)) if option.count else len(place))


def short(found: Sequence[Option], chosen: Sequence[str], most: int = SHORT) -> tuple[list[Option], list[Option]]:
    """Split options into those to show and the rest: the first `most`, and whatever is chosen."""
    shown = [option for i, option in enumerate(found) if i < most or option.value in chosen]
    return shown, [option for option in found if option not in shown]


def _heading(title: str) -> None:
    st.html(f'<h3 class="facet">{text.escape(title)}</h3>')


def _key(name: str, *of: str) -> str:
    return f"{name}-{state.suffix(*of)}"


def _facet(title: str, facet: state.Many, found: list[Option], chosen: Sequence[str], *, most: int = SHORT) -> None:
    if not found:
        return
    with st.container(key=_key("facet", facet, title), gap=None):
        _heading(title)
        shown, rest = short(found, chosen, most)
        for option in shown:
            _box(facet, option, option.value in chosen)
        if rest:
            _more(facet, title, rest)


def _box(facet: state.Many, option: Option, on: bool) -> None:
    key = _key("box", facet, option.value)
    st.session_state[key] = on
    st.checkbox(
        f"{text.label(option.name, most=40)} :gray[{words.number(option.count)}]",
        key=key,
        on_change=state.set_chosen,
        args=(facet, option.value, key),
        width="stretch",
    )


def _more(facet: state.Many, title: str, rest: Sequence[Option]) -> None:
    """A popover with the long list in it, which is only sent when it is open."""
    key = _key("more", facet, title)
    popover = st.popover(desk_words.more(len(rest)), type="tertiary", key=key, on_change="rerun")
    if popover.open:
        names = {option.value: f"{option.name}  ({words.number(option.count)})" for option in rest}
        picked = key + "-picked"
        popover.multiselect(
            title,
            list(names),
            format_func=names.__getitem__,
            key=picked,
            on_change=state.add,
            args=(facet, picked),
            placeholder=desk_words.TYPE_A_NAME,
            select_all=False,
        )


def _actors(facet: pd.DataFrame, filters: Filters) -> None:
    for title, types in words.ACTOR_GROUPS.items():
        rows = facet[facet["type"].isin(types)]
        found = first(options(rows, "actor_id", "name", ""), resources.settings().region.actors)
        _facet(title, "actors", found, filters.actors)
    if filters.actors or filters.with_parts:
        with st.container(key="actor-rules", gap=None):
            key = "with_parts"
            st.session_state[key] = filters.with_parts
            st.toggle(actor_words.WITH_PARTS, key=key, on_change=state.set_from, args=(key, key))
    if filters.actors:
        with st.container(key="actor-choices", gap=None):
            if len(filters.actors) > 1:
                matches = desk_words.NAMED_WITH_MATCH
                _choice(desk_words.NAMED_WITH, "actor_match", filters.actor_match, matches)
            title = desk_words.IN_THE_SAME if len(filters.actors) > 1 else desk_words.NAMED_IN_THE_SAME
            _choice(title, "actor_scope", filters.actor_scope, desk_words.SCOPES)


def _choice(title: str, name: str, value: str, names: Mapping[str, str]) -> None:
    key = "choice-" + name
    st.session_state[key] = value
    st.html(f'<p class="rule">{text.escape(title)}</p>')
    st.segmented_control(
        title,
        list(names),
        format_func=names.__getitem__,
        key=key,
        required=True,
        on_change=state.set_from,
        args=(name, key),
        label_visibility="collapsed",
        width="stretch",
    )


def _dates(timeline: queries.Timeline, filters: Filters) -> None:
    known = [when.date() for when in timeline.bars["start"]]
    if not known and not timeline.undated_mentions:
        return
    with st.container(key="facet-dates", gap=None):
        _heading(desk_words.DATES)
        if known:
            with st.container(key="days", gap="xxsmall"):
                for name, title in (("since", desk_words.SINCE), ("until", desk_words.UNTIL)):
                    _day(name, title, getattr(filters, name))
        if timeline.undated_mentions:
            key = "keep_undated"
            st.session_state[key] = filters.keep_undated
            st.checkbox(
                f"{desk_words.KEEP_UNDATED} :gray[{words.number(timeline.undated_mentions)}]",
                key=key,
                on_change=state.set_from,
                args=(key, key),
                width="stretch",
            )


def _day(name: str, title: str, value: date | None) -> None:
    key = "day-" + name
    st.session_state[key] = value
    st.date_input(
        title,
        value=None,
        min_value=date(1900, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD/MM/YYYY",
        key=key,
        on_change=state.set_from,
        args=(name, key),
    )


def _roles(facet: pd.DataFrame, filters: Filters) -> None:
    counts = dict(zip(facet["role"], facet["mentions"], strict=True))
    found = [Option(role, words.ROLES[role], int(counts.get(role, 0))) for role in ROLES]
    _facet(desk_words.ROLES, "roles", found, filters.roles, most=len(ROLES))


def _map() -> None:
    with st.container(key="facet-map", gap=None):
        _heading(desk_words.MAP)
        st.toggle(
            desk_words.TILES,
            key="tiles",
            help=desk_words.TILES_ABOUT,
        )
