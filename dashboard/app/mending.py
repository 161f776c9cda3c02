"""
The form that puts a name right: which place it is, from candidates, the gazetteer, a click on the map, coordinates or
Nominatim, or that it is none; and the line that says what was done, with the way back.

Names, places and answers of services are shown through `text.escape` and `text.label` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.app import gate, map, mending_state, putting, resources, state, tab_state, text
from dashboard.app.languages import mending_words, review_words, words
from dashboard.errors import GazetteerError, GeocodingError
from dashboard.model import ROLES, Place
from dashboard.settings import NominatimService
from dashboard.store.corrections import Origin

CANDIDATES = 6
COORDINATES_HINT = "33.89, 35.50"
#: What a place of a reader's own can be.
KINDS = (
    "city", "neighbourhood", "camp", "base", "crossing", "port", "airport", "oil_site", "heritage_site", "facility",
    "region", "valley", "mountain", "island", "river",
)  # fmt: skip


def form(subject: putting.Subject, kind: str, suffix: str, reach: Mapping[str, str]) -> None:
    """
    Draw the form of a name; `kind` begins the keys of its widgets and `suffix` ends them.

    `reach` says how far the answer may hold, the first unless the reader says otherwise; a name without a choice is put
    right everywhere.
    """
    ways(subject, kind, suffix, how_far(kind, suffix, reach))


def how_far(kind: str, suffix: str, reach: Mapping[str, str]) -> str:
    """Draw the choice of how far an answer holds, if there is one, and return the key of its widget."""
    scope = f"{kind}-scope-{suffix}"
    if reach:
        st.segmented_control(
            mending_words.WHERE_IT_HOLDS,
            [*reach],
            format_func=reach.__getitem__,
            default=next(iter(reach)),
            required=True,
            key=scope,
            label_visibility="collapsed",
        )
    return scope


def ways(subject: putting.Subject, kind: str, suffix: str, scope: str, title: str = "") -> None:
    """Draw the ways to put a name right; an answer holds as far as the widget `scope` says."""
    st.html(f'<h3 class="facet">{text.escape(title or mending_words.WHICH)}</h3>')
    listed = st.container(key="rows-candidates" if kind == "lost" else f"rows-candidates-{kind}", gap=None)
    typed = st.text_input(
        mending_words.SEARCH,
        key=f"{kind}-search-{suffix}",
        placeholder=mending_words.SEARCH_HINT,
        label_visibility="collapsed",
    ).strip()
    service = resources.settings().region.nominatim
    clicked = st.container(key=f"{kind}-clicked", gap="small")
    told = st.container(gap="small")
    with st.container(key=f"{kind}-ways", horizontal=True, vertical_alignment="center", gap="small"):
        point, of_kind = f"{kind}-point-{suffix}", f"{kind}-kind-{suffix}"
        asked_on_map = (picking := mending_state.picking()) is not None and picking.point == point
        if asked_on_map:
            mending_state.form_is_drawn(point)
            st.button(words.CANCEL, key=f"{kind}-pick-cancel", shortcut="Esc", on_click=mending_state.stop_picking)
        else:
            st.button(words.CLICK_ON_THE_MAP, key=f"{kind}-pick", on_click=mending_state.ask_on_map,
                      args=(subject, point, of_kind, scope))  # fmt: skip
            with st.popover(mending_words.BY_COORDINATES, key=f"{kind}-point"):
                _by_hand(subject, kind, suffix, scope, "by hand")
        asked = service is not None and st.button(mending_words.ASK_NOMINATIM, key=f"{kind}-ask")
        st.button(mending_words.NOT_A_PLACE, key=f"{kind}-none", on_click=putting.no_place, args=(subject, scope))
    if asked_on_map:
        with clicked:
            _by_hand(subject, kind, suffix, scope, "map")
    if subject.was:
        _meanings(subject, kind, scope)
    with told:
        answer = _nominatim(subject.name, service, asked) if service else None
    with listed:
        if answer is not None:
            _candidate(subject, answer, "nominatim", scope, f"{kind}-candidate-osm", mending_words.OPENSTREETMAP)
        _candidates(subject, typed, kind, scope)


def _meanings(subject: putting.Subject, kind: str, scope: str) -> None:
    """Draw all that the name can be beside what it is taken for, in one line where there is room."""
    st.html(f'<h3 class="facet">{text.escape(mending_words.HOW_MEANT)}</h3>')
    with st.container(key=f"meanings-{kind}", horizontal=True, gap="small"):
        for role in ROLES:
            if role != subject.role:
                st.button(mending_words.MEANINGS[role], key=f"{kind}-meant-{role}", type="tertiary",
                          on_click=putting.meant, args=(subject, role, scope))  # fmt: skip


def _candidates(subject: putting.Subject, typed: str, kind: str, scope: str) -> None:
    try:
        places = [*putting.found(typed, CANDIDATES)] if typed else putting.candidates(subject, CANDIDATES)
    except GazetteerError as error:
        st.html(f'<p class="note">{text.escape(words.capital(str(error)))}</p>')
        return
    if not places:
        none = mending_words.NO_OTHER if subject.was and not typed else words.nothing_like(typed)
        st.html(f'<p class="about">{text.escape(none)}</p>')
    for number, place in enumerate(places):
        _candidate(subject, place, "gazetteer", scope, f"{kind}-candidate-{number}", mending_words.PLACE_HERE)


def _candidate(subject: putting.Subject, place: Place, origin: Origin, scope: str, key: str, right: str) -> None:
    st.button(
        f"{text.label(place.name, most=50)} :gray[{text.label(words.whereabouts_of(place), most=70)}] "
        f":gray[{text.label(right)}]",
        key=key,
        type="tertiary",
        width="stretch",
        on_click=putting.place,
        args=(subject, place, origin, scope),
    )


def _by_hand(subject: putting.Subject, begins: str, suffix: str, scope: str, origin: Origin) -> None:
    point, kind = f"{begins}-point-{suffix}", f"{begins}-kind-{suffix}"
    typed = st.text_input(mending_words.COORDINATES, key=point, placeholder=COORDINATES_HINT)
    st.selectbox(mending_words.WHAT_IT_IS, KINDS, key=kind, format_func=lambda each: words.capital(words.kind(each)))
    ready = False
    if typed.strip():
        try:
            lat, lon = putting.coordinates(typed)
            ready = True
            if near := putting.nearest(lat, lon):
                st.caption(text.label(words.near(near[0], near[1]), most=120))
        except ValueError as error:
            st.caption(f":red[{text.label(str(error), most=200)}]")
    st.button(
        mending_words.PLACE_IT_THERE,
        key=f"{begins}-there",
        type="primary",
        disabled=not ready,
        on_click=putting.place_by_hand,
        args=(subject, point, kind, origin, scope),
    )


# ----------------------------------------------------------------------------------------------------------- Nominatim


def _nominatim(name: str, service: NominatimService, asked: bool) -> Place | None:
    """Ask when the reader said so, after telling once what leaves this machine; return what was answered."""
    if asked and not tab_state.nominatim_told():
        tab_state.ask_about(name)
    if tab_state.asking_about() == name:
        st.html(f'<p class="gone">{text.escape(words.what_is_sent(name, service.host, service.user_agent))}</p>')
        with st.container(horizontal=True, gap="small"):
            st.button(mending_words.SEND, key="lost-send", type="primary", on_click=tab_state.agree)
            st.button(mending_words.NOT_NOW, key="lost-keep", on_click=tab_state.ask_about, args=("",))
        return None
    if asked or tab_state.agreed_now():
        with st.spinner(text.label(mending_words.asking(service.host))):
            try:
                place = putting.ask_nominatim(name, service)
                tab_state.remember_answer(name, place, "")
            except GeocodingError as error:
                tab_state.remember_answer(name, None, str(error))
    known = tab_state.answer(name)
    if known is None:
        return None
    place, problem = known
    if problem:
        st.html(
            f'<p class="gone">{text.escape(words.could_not_ask(service.host))} '
            f'<span class="line">{text.escape(problem[:300])}</span></p>'
        )
    elif place is None:
        st.html(f'<p class="about">{text.escape(words.not_known_to(service.host, name))}</p>')
    return place


# ------------------------------------------------------------------------------------------------- what was put right


def put_right(entry: Any, key: str) -> None:
    """Draw what was done with a name, and the way back."""
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        waits = f" <span>· {text.escape(words.LOST_CORRECTIONS[entry.lost])}</span>" if entry.lost else ""
        if entry.meant_as:
            waits += f" <span>· {text.escape(mending_words.still_meant(words.ROLES.get(entry.meant_as, '')))}</span>"
        st.html(f'<p class="lost-name done">{sentence(entry)}{waits}</p>')
        with st.container(key=f"{key}-ways", horizontal=True, gap="small", width="content"):
            if entry.says == "place":
                st.button(mending_words.SHOW, key=f"{key}-show", type="tertiary", on_click=show_place,
                          args=(entry.place_id, entry.lat, entry.lon))  # fmt: skip
            if entry.meant_as and gate.may_change():
                st.button(mending_words.IS_THE_PLACE, key=f"{key}-place", type="tertiary",
                          on_click=putting.is_the_place, args=(entry.id,))  # fmt: skip
            if gate.may_change():
                st.button(
                    mending_words.UNDO, key=f"{key}-undo", type="tertiary", on_click=putting.undo, args=(entry.id,)
                )


def sentence(entry: Any) -> str:
    """Return what a row of `queries.corrections` says, as HTML."""
    who = review_words.by_whom(str(entry.by)[:80], entry.at.date(), datetime.now(UTC).date())
    return _said(entry) + (f" <span>· {text.escape(who)}</span>" if who else "")


def _said(entry: Any) -> str:
    name = f'<b dir="auto">{text.escape(str(entry.name)[:120])}</b>'
    scope = ""
    if entry.applies_to != "name":
        scope = mending_words.in_article(entry.article[:80]) if entry.article else mending_words.IN_ONE_ARTICLE
    if entry.says == "confirmed":
        where = entry.was_place or str(entry.name)
        said = f"{name} <span>{text.escape(mending_words.IS_RIGHT_AT)}</span>"
        return f'{said} <b dir="auto">{text.escape(where[:120])}</b>{text.escape(scope)}'
    if entry.says == "not_a_place":
        return f"{name} <span>{text.escape(mending_words.IS_NO_PLACE + scope)}</span>"
    if entry.says == "role":
        said = mending_words.is_meant(mending_words.MEANINGS.get(entry.role, ""))
        return f"{name} <span>{text.escape(said + scope)}</span>"
    where = words.whereabouts(entry.kind, name=entry.place, admin1=entry.admin1, country=entry.country)
    if where:
        where = where[:1].lower() + where[1:]
    if entry.origin in ("by hand", "map"):
        where += mending_words.at(entry.lat, entry.lon)
    said = where[:200] + scope
    if entry.place.casefold() == str(entry.name).casefold():
        return f"{name} <span>{text.escape(mending_words.is_placed(said))}</span>"
    return (
        f"{name} <span>{text.escape(mending_words.IS)}</span> "
        f'<b dir="auto">{text.escape(entry.place[:120])}</b><span>{text.escape(words.COMMA + said)}</span>'
    )


def show_place(place_id: str, lat: float, lon: float) -> None:
    """Select a place and have the map show it."""
    state.choose_place(place_id)
    state.fit_to(map.around([lat], [lon]))
