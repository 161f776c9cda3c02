"""
What one reader has chosen: filters, place, article, page of excerpts. Only this module and those beside it write
session state: `tab_state`, `mending_state`, and `link_state`, by which it goes into links and comes from them.

Most functions are widget callbacks: Streamlit runs them before the page, so that one run shows the change. A choice
stays until the reader takes it back; a filter never clears it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import streamlit as st

from dashboard.app.address import MapView
from dashboard.app.languages import ENGLISH, KEY, NAMES
from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from dashboard.store.index import Horizon

Box = tuple[float, float, float, float]
Many = Literal["actors", "countries", "outlets", "roles"]


@dataclass(frozen=True, slots=True)
class View:
    """
    One reader's choices. `session` names this visit; `fit` goes up when the map shall be fitted once more, to
    `fit_view` or else to `fit_box` (south, west, north, east) or, without either, to the results. `lost` is the key of
    the name without a place that is open, `lost_number` which of its sentences is shown. `actor` is whose card is open;
    with a `place` or another actor (`beside`) the panel shows the sentences that name both. `tab` is one of
    `address.TABS`; `before` and `after` are the periods that are compared, None for the usual ones. `seek` goes up when
    the map shall show the selected place, if it does not.
    """

    session: str
    filters: Filters
    place: str
    article: str
    page: int
    fit: int
    fit_box: Box | None
    tiles: bool
    search: str
    lost: str
    lost_number: int
    actor: str = ""
    beside: str = ""
    fit_view: MapView | None = None
    tab: str = ""
    before: queries.Span | None = None
    after: queries.Span | None = None
    seek: int = 0


def suffix(*of: str) -> str:
    """Return what makes the key of a widget its own, for texts that may be anything: twelve hexadecimal digits."""
    return hashlib.sha256("\0".join(of).encode()).hexdigest()[:12]


def view() -> View:
    """Return the choices of this session; those of a new one are empty."""
    state = st.session_state
    if "session" not in state:
        state.session = secrets.token_hex(8)
    return View(
        session=state.session,
        filters=filters(),
        place=state.get("place", ""),
        article=state.get("article", ""),
        page=state.get("page", 1),
        fit=state.get("fit", 1),
        fit_box=state.get("fit_box"),
        tiles=state.get("tiles", False),
        search=state.get("search", ""),
        lost=state.get("lost", ""),
        lost_number=state.get("lost_number", 1),
        actor=state.get("actor", ""),
        beside=state.get("beside", ""),
        fit_view=state.get("fit_view"),
        tab=state.get("tab", ""),
        before=state.get("before"),
        after=state.get("after"),
        seek=state.get("seek", 0),
    )


def begin(usual: str, said: str) -> None:
    """Speak the installation's `usual` language, or what the address of a visit that begins says."""
    state = st.session_state
    state["usual_language"] = usual if usual in NAMES else ENGLISH
    if KEY not in state:
        state[KEY] = said if said in NAMES else state["usual_language"]
    if "tab" not in state:
        open_tab("")


def speak(language: str) -> None:
    """Say everything in another language; what is chosen stays."""
    st.session_state[KEY] = language


def open_tab(tab: str) -> None:
    """Open one of `address.TABS` below the map, "" for the first."""
    st.session_state["tab"] = tab or "places"


def filters() -> Filters:
    """Return the filters of this session."""
    return st.session_state.get("filters", NO_FILTERS)


def horizon(newest: Horizon) -> Horizon:
    """Return how far this session sees: to what was newest when it began or last asked; of an index made anew, all."""
    seen = st.session_state.get("horizon")
    if not isinstance(seen, Horizon) or seen.generation != newest.generation:
        st.session_state["horizon"] = seen = newest
    return seen


def move_to(newest: Horizon) -> None:
    """See what is new; filters, selection and what the map shows of the world stay."""
    st.session_state["horizon"] = newest


def set_filters(to: Filters) -> None:
    """Replace all filters; the excerpts start at their first page again."""
    st.session_state["filters"] = to
    st.session_state["page"] = 1


def _change(name: str, value: Any) -> None:
    changed: dict[str, Any] = {name: value}
    set_filters(replace(filters(), **changed))


def reset() -> None:
    """Drop every filter."""
    set_filters(NO_FILTERS)


def set_chosen(facet: Many, value: str, key: str) -> None:
    """
    Take a value of a facet in or out, as the checkbox `key` says; the last role cannot be taken out.

    By what the box says, not by turning round what was: Streamlit may call this for a box that nobody touched, when one
    run is cut short by the next.
    """
    chosen: tuple[Any, ...] = getattr(filters(), facet)
    wanted = bool(st.session_state.get(key))
    if wanted == (value in chosen):
        return
    kept = (*chosen, value) if wanted else tuple(each for each in chosen if each != value)
    if facet != "roles" or kept:
        _change(facet, kept)


def include(facet: Many, value: str) -> None:
    """Take a value of a facet in."""
    chosen: tuple[Any, ...] = getattr(filters(), facet)
    if value not in chosen:
        _change(facet, (*chosen, value))


def add(facet: Many, key: str) -> None:
    """Take in what a widget of the longer lists holds, and empty it."""
    chosen: tuple[Any, ...] = getattr(filters(), facet)
    picked: Sequence[str] = st.session_state.get(key) or ()
    _change(facet, (*chosen, *(value for value in picked if value not in chosen)))
    st.session_state[key] = []


def set_from(name: str, key: str) -> None:
    """Set one field of the filters to what a widget holds."""
    value = st.session_state.get(key)
    if value is not None or name in ("since", "until"):
        _change(name, value)


def set_days(since: date | None, until: date | None) -> None:
    """Keep what was published from `since` to `until`."""
    set_filters(replace(filters(), since=since, until=until))


def set_period(name: Literal["before", "after"], key: str) -> None:
    """Compare the days that a widget holds; while only one of two is chosen, what was before."""
    days = st.session_state.get(key)
    if isinstance(days, tuple) and len(days) == 2:
        st.session_state[name] = days


def drop(facet: queries.Facet, value: str = "") -> None:
    """Drop a facet, or one value of it; roles go back to the usual ones."""
    if facet == "roles":
        set_filters(replace(filters(), roles=NO_FILTERS.roles))
    else:
        set_filters(queries.drop(filters(), facet, value))


def choose_place(place_id: str) -> None:
    """
    Select a place, on the map too, and show its excerpts from the first page on; the one that is selected stays as it
    is.

    While an actor's card is open, the sentences are those that name both.
    """
    _select(place_id)
    if place_id:
        seek()


def _select(place_id: str) -> None:
    """Select a place; the map stays where it is."""
    if st.session_state.get("place") != place_id:
        st.session_state["place"] = place_id
        st.session_state["page"] = 1
    st.session_state["article"] = st.session_state["beside"] = ""


def seek() -> None:
    """Have the map show the selected place, if it does not."""
    st.session_state["seek"] = st.session_state.get("seek", 0) + 1


def show_place(place_id: str) -> None:
    """Select a place and close the actor's card: all sentences of the place are shown."""
    st.session_state["actor"] = ""
    st.session_state["page"] = 1
    choose_place(place_id)


def point_at(place_id: str) -> None:
    """Select a place while an article is read; the article stays open."""
    article = st.session_state.get("article", "")
    choose_place(place_id)
    st.session_state["article"] = article


def clear_place() -> None:
    """Select nothing."""
    choose_place("")


def open_article(article_id: str) -> None:
    """Open an article to read; the selected place stays."""
    st.session_state["article"] = article_id


def close_article() -> None:
    """Go back to the excerpts."""
    st.session_state["article"] = ""


# -------------------------------------------------------------------------------------------------------------- actors


def open_actor(actor_id: str) -> None:
    """Open an actor's card; what the panel showed before the first card comes back when it is closed."""
    state = st.session_state
    if not state.get("actor"):
        state["before_actor"] = (state.get("place", ""), state.get("article", ""))
    state["actor"] = actor_id
    choose_place("")


def close_actor() -> None:
    """Close the card, and show what the panel showed before; the map stays where it is."""
    place, article = st.session_state.get("before_actor", ("", ""))
    st.session_state["actor"] = ""
    st.session_state["page"] = 1
    _select(place)
    st.session_state["article"] = article


def open_beside(actor_id: str) -> None:
    """Show the sentences that name the open actor and this one."""
    choose_place("")
    st.session_state["beside"] = actor_id
    st.session_state["page"] = 1


def close_pair() -> None:
    """Go from the sentences of two back to the card."""
    choose_place("")
    st.session_state["page"] = 1


def keep_only(actor_id: str) -> None:
    """Have the filters keep this actor, and no other."""
    _change("actors", (actor_id,))


def turn_page(key: str) -> None:
    """Show the page of excerpts that a widget says."""
    st.session_state["page"] = st.session_state[key]


# ----------------------------------------------------------------------------------------------------------------- map


def fit_to(box: Box | None, at: MapView | None = None) -> None:
    """Have the map fitted once more, to a view, to a box or to the results."""
    st.session_state["fit"] = st.session_state.get("fit", 1) + 1
    st.session_state["fit_box"] = box
    st.session_state["fit_view"] = at


def clicked(key: str) -> None:
    """
    Select what the map component `key` reports, and leave the map where it is; anything else than a place's id is
    ignored.
    """
    value = st.session_state.get(key) or {}
    drawing = value.get("last_active_drawing") or {}
    place_id = (drawing.get("properties") or {}).get("id")
    if not isinstance(place_id, str) or not place_id:
        return
    article = st.session_state.get("article", "")
    _select(place_id)
    if article:
        st.session_state["article"] = article
        st.session_state["clicked"] = True


def was_clicked() -> bool:
    """Tell, once, whether a place was clicked on the map while an article was open."""
    return bool(st.session_state.pop("clicked", False))


def clear_search() -> None:
    """Empty the search box."""
    st.session_state["search"] = ""
