"""
The tab of names that were not placed: a row each, and under the open one its sentence and the ways to place it.

Names, outlets, places and answers of services are shown through `text.escape` and `text.label` only.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app import gate, map, putting, reader, resources, state, tab_state, text, words
from dashboard.app.resources import Asker
from dashboard.errors import GazetteerError, GeocodingError
from dashboard.model import Filters, Place
from dashboard.settings import NominatimService
from dashboard.store import queries
from dashboard.store.corrections import Origin
from dashboard.store.index import Index

ROWS = 12
CANDIDATES = 6
MOST_EARLIER = 30
#: What a place of a reader's own can be.
KINDS = (
    "city", "neighbourhood", "camp", "base", "crossing", "port", "airport", "oil_site", "heritage_site", "facility",
    "region", "valley", "mountain", "island", "river",
)  # fmt: skip


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
                _put_right(entries[row.id], f"lost-done-{number}")
            else:
                _row(ask, view, row, number)
    if pages > 1:
        st.pagination(pages, key="lost-pages", default=page, max_visible_pages=5, on_change=tab_state.turn_lost,
                      args=("lost-pages",))  # fmt: skip
    _earlier(right[~right["id"].isin([each.id for each in done])])


def _unplaced(index: Index, filters: Filters) -> pd.DataFrame:
    return queries.unplaced(index, filters)


def _head(names: int, done: bool) -> None:
    if not names:
        left = "No name is left to place." if done else "Every name of a place that was recognised is on the map."
        st.html(f'<p class="about">{left}</p>')
        return
    st.html(
        f'<p class="lost-head"><b>{text.escape(words.recognised(names))}</b> No place was likely enough. What you put '
        "right here holds for articles that come later, and can be undone.</p>"
    )


# ------------------------------------------------------------------------------------------------------------- one row


def _row(ask: Asker, view: state.View, row: Any, number: int) -> None:
    opened = view.lost == row.key
    with st.container(key=f"lost-row-{number}", horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        count = words.counted(int(row.mentions), "mention")
        if row.articles > 1:
            count += f" in {words.counted(int(row.articles), 'article')}"
        st.html(
            f'<p class="lost-name"><b dir="auto">{text.escape(str(row.surface)[:120])}</b> '
            f"<span>{text.escape(count)}</span></p>"
        )
        way = "Place it" if gate.may_change() else "Read it"
        st.button("Close" if opened else way, key=f"lost-open-{number}", type="tertiary",
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
        st.button("Show in article", key="lost-read", type="tertiary", on_click=state.open_article,
                  args=(lost.excerpt.article_id,))  # fmt: skip
        if lost.sentences > 1:
            st.button(f"Next sentence ({lost.number} of {lost.sentences})", key="lost-next", type="tertiary",
                      on_click=tab_state.turn_sentence, args=(lost.number % lost.sentences + 1,))  # fmt: skip
    if not gate.may_change():
        return
    scope = f"lost-scope-{suffix}"
    if lost.articles > 1:
        st.segmented_control(
            "Where it holds",
            ["name", "article"],
            format_func={"name": "In all articles", "article": "Only in this article"}.__getitem__,
            default="name",
            required=True,
            key=scope,
            label_visibility="collapsed",
        )
    st.html('<h3 class="facet">Which place is it?</h3>')
    listed = st.container(key="rows-candidates", gap=None)
    typed = st.text_input(
        "Search the gazetteer",
        key=f"lost-search-{suffix}",
        placeholder="Search the gazetteer, in any script",
        label_visibility="collapsed",
    ).strip()
    service = resources.settings().region.nominatim
    told = st.container(gap="small")
    with st.container(key="lost-ways", horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover("By coordinates", key="lost-point"):
            _by_hand(lost, suffix, scope)
        asked = service is not None and st.button("Ask Nominatim", key="lost-ask")
        st.button("Not a place", key="lost-none", on_click=putting.no_place, args=(lost, scope))
    with told:
        answer = _nominatim(lost.name, service, asked) if service else None
    with listed:
        if answer is not None:
            _candidate(lost, answer, "nominatim", scope, "osm", "OpenStreetMap")
        _candidates(lost, typed, scope)


def _candidates(lost: queries.LostName, typed: str, scope: str) -> None:
    try:
        places = [*putting.found(typed, CANDIDATES)] if typed else putting.candidates(lost, CANDIDATES)
    except GazetteerError as error:
        st.html(f'<p class="note">{text.escape(words.capital(str(error)))}</p>')
        return
    if not places:
        st.html(f'<p class="about">{text.escape(words.nothing_like(typed))}</p>')
    for number, place in enumerate(places):
        _candidate(lost, place, "gazetteer", scope, str(number), "Place here")


def _candidate(lost: queries.LostName, place: Place, origin: Origin, scope: str, key: str, right: str) -> None:
    st.button(
        f"{text.label(place.name, most=50)} :gray[{text.label(words.whereabouts_of(place), most=70)}] "
        f":gray[{text.label(right)}]",
        key=f"lost-candidate-{key}",
        type="tertiary",
        width="stretch",
        on_click=putting.place,
        args=(lost, place, origin, scope),
    )


def _by_hand(lost: queries.LostName, suffix: str, scope: str) -> None:
    point, kind = f"lost-point-{suffix}", f"lost-kind-{suffix}"
    typed = st.text_input("Latitude, longitude", key=point, placeholder="33.89, 35.50")
    st.selectbox("What it is", KINDS, key=kind, format_func=lambda each: words.capital(words.kind(each)))
    ready = False
    if typed.strip():
        try:
            lat, lon = putting.coordinates(typed)
            ready = True
            if near := putting.nearest(lat, lon):
                st.caption(text.label(words.near(near[0], near[1]), most=120))
        except ValueError as error:
            st.caption(f":red[{text.label(str(error), most=200)}]")
    st.button("Place it there", key="lost-there", type="primary", disabled=not ready, on_click=putting.place_by_hand,
              args=(lost, point, kind, scope))  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- Nominatim


def _nominatim(name: str, service: NominatimService, asked: bool) -> Place | None:
    """Ask when the reader said so, after telling once what leaves this machine; return what was answered."""
    if asked and not tab_state.nominatim_told():
        tab_state.ask_about(name)
    if tab_state.asking_about() == name:
        st.html(f'<p class="gone">{text.escape(words.what_is_sent(name, service.host, service.user_agent))}</p>')
        with st.container(horizontal=True, gap="small"):
            st.button("Send the name", key="lost-send", type="primary", on_click=tab_state.agree)
            st.button("Not now", key="lost-keep", on_click=tab_state.ask_about, args=("",))
        return None
    if asked or tab_state.agreed_now():
        with st.spinner(text.label(f"Asking {service.host}")):
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


def _put_right(entry: Any, key: str) -> None:
    """Draw what was done with a name, and the way back."""
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="lost-name done">{_sentence(entry)}</p>')
        with st.container(key=f"{key}-ways", horizontal=True, gap="small", width="content"):
            if entry.says == "place":
                st.button("Show", key=f"{key}-show", type="tertiary", on_click=_show,
                          args=(entry.place_id, entry.lat, entry.lon))  # fmt: skip
            if gate.may_change():
                st.button("Undo", key=f"{key}-undo", type="tertiary", on_click=putting.undo, args=(entry.id,))


def _sentence(entry: Any) -> str:
    name = f'<b dir="auto">{text.escape(str(entry.name)[:120])}</b>'
    scope = "" if entry.applies_to == "name" else f" in “{entry.article[:80]}”" if entry.article else " in one article"
    if entry.says == "not_a_place":
        return f"{name} <span>is not a place{text.escape(scope)}</span>"
    if entry.says == "role":
        return f"{name} <span>is meant otherwise: {text.escape(words.ROLES.get(entry.role, '').lower() + scope)}</span>"
    where = words.whereabouts(entry.kind, name=entry.place, admin1=entry.admin1, country=entry.country)
    if where:
        where = where[:1].lower() + where[1:]
    if entry.origin in ("by hand", "map"):
        where += f", at {entry.lat:g}, {entry.lon:g}"
    said = f"{text.escape(where[:200])}{text.escape(scope)}"
    if entry.place.casefold() == str(entry.name).casefold():
        return f"{name} <span>is placed: {said}</span>"
    return f'{name} <span>is</span> <b dir="auto">{text.escape(entry.place[:120])}</b><span>, {said}</span>'


def _show(place_id: str, lat: float, lon: float) -> None:
    state.choose_place(place_id)
    state.fit_to(map.around([lat], [lon]))


def _earlier(right: pd.DataFrame) -> None:
    """Draw what was put right before, by whomever, folded away."""
    if right.empty:
        return
    with st.expander(f"Put right earlier · {words.number(len(right))}", key="lost-earlier"):
        for number, entry in enumerate(right.head(MOST_EARLIER).itertuples()):
            _put_right(entry, f"lost-earlier-{number}")
        if len(right) > MOST_EARLIER:
            st.html(f'<p class="about">And {words.number(len(right) - MOST_EARLIER)} more.</p>')
