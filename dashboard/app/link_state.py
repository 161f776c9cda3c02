"""
What one reader has chosen as an `Address`, which links say and are made of; what the browser's address says, what the
reader is to be told of a link, and the named view that was deleted last.

Beside `state`; what is drawn of it is in `link` and `views`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.app import state
from dashboard.app.address import Address, MapView
from dashboard.app.languages import ENGLISH, KEY, current


def address(at: MapView | None = None) -> Address:
    """Return what a link to the page as it is says; `at` is where the map stands."""
    shown = state.view()
    return Address(
        filters=shown.filters,
        place=shown.place,
        article=shown.article,
        actor=shown.actor,
        beside=shown.beside,
        page=shown.page,
        tab=shown.tab,
        tiles=shown.tiles,
        search=shown.search,
        at=at,
        before=shown.before,
        after=shown.after,
        language=said_language(current()),
    )


def said_language(language: str) -> str:
    """Return what an address says of a language: nothing of the usual one."""
    return "" if language == st.session_state.get("usual_language", ENGLISH) else language


def restore(said: Address) -> None:
    """
    Choose all that a link says, and nothing else; the map stands where the link says or, if it does not say, stays
    where it is unless the place is out of view.
    """
    chosen = st.session_state
    state.set_filters(said.filters)
    for name in ("place", "article", "actor", "beside", "page", "tiles", "search", "before", "after"):
        chosen[name] = getattr(said, name)
    chosen[KEY] = said.language or chosen.get("usual_language", ENGLISH)
    state.open_tab(said.tab)
    chosen["before_actor"] = ("", "")
    if said.at is not None:
        state.fit_to(None, said.at)
    elif said.place:
        state.seek()


def remember_address(query: str) -> None:
    """Keep what the browser's address says."""
    st.session_state["address"] = query


def address_shown() -> str | None:
    """Return what the browser's address says; None in a visit that has just begun."""
    return st.session_state.get("address")


def say_of_link(notes: Sequence[str]) -> None:
    """Keep what the reader is to be told of the link that they followed; () for nothing any more."""
    st.session_state["link_notes"] = tuple(notes)


def said_of_link() -> tuple[str, ...]:
    """Return what the reader is to be told of a link."""
    return st.session_state.get("link_notes", ())


def remember_deleted(view: Any) -> None:
    """Keep the view with a name that was deleted last, so that it can be brought back; None for none."""
    st.session_state["view_deleted"] = view


def deleted_view() -> Any:
    """Return the view that was deleted last in this visit, or None."""
    return st.session_state.get("view_deleted")
