"""
The page and its address: a link opens what it says, and the address follows what the reader chooses.

A link comes from anyone: `address` reads it, ids that this installation does not know are left out here, and a note
says what was. The browser's Back and Forward open what the address then says. Where the map stands is put into the
address by the map's own script, without a run of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.app import address, languages, link_state, text
from dashboard.app.address import Address
from dashboard.app.languages import view_words
from dashboard.app.resources import Asker
from dashboard.model import Filters
from dashboard.store import queries

#: Nothing is filtered: for what there is at all.
_ALL = Filters(roles=())


def follow(ask: Asker) -> None:
    """Take over what the address says when a visit begins and when the reader goes back or forward."""
    before = link_state.address_shown()
    context = get_script_run_ctx()
    went_back = before is not None and bool(getattr(context, "is_history_navigation", False))
    if before is not None and not went_back:
        return
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    if not given and not went_back:
        link_state.remember_address("")
        return
    _take(ask, *address.read(given))


def open_query(ask: Asker, query: str) -> None:
    """Show what the query of a link says, as if it had been followed; it is read in the language that is spoken now."""
    said, dropped = address.read_query(query)
    _take(ask, replace(said, language=said.language or languages.current()), dropped)


def _take(ask: Asker, said: Address, dropped: Sequence[str]) -> None:
    known, unknown = known_here(ask, said)
    link_state.restore(known)
    left_out = (*dropped, *unknown)
    notes = [view_words.left_out(left_out)] if left_out else []
    link_state.say_of_link((*notes, *([view_words.OUTSIDE] if known.tiles else [])))
    known = replace(known, at=None, language=link_state.said_language(known.language))
    link_state.remember_address("?" if left_out else address.query(known))


def known_here(ask: Asker, said: Address) -> tuple[Address, tuple[str, ...]]:
    """Return an address without the ids that are none of this index, and the names of the parameters that held one."""
    dropped: list[str] = []

    def there(name: str, found: object) -> bool:
        if not found:
            dropped.append(name)
        return bool(found)

    def actor(name: str, actor_id: str) -> bool:
        return there(name, actor_id in ask(queries.actor_ids, actor_id))

    filters = said.filters
    if filters.countries or filters.outlets:
        countries = set(ask(queries.country_facet, _ALL)["country_code"])
        outlets = set(ask(queries.outlet_facet, _ALL)["outlet"])
        filters = replace(
            filters,
            countries=tuple(code for code in filters.countries if there("country", code in countries)),
            outlets=tuple(name for name in filters.outlets if there("outlet", name in outlets)),
        )
    filters = replace(filters, actors=tuple(each for each in filters.actors if actor("actor", each)))
    known = replace(said, filters=filters)
    if said.place and not there("place", ask(queries.place, said.place)):
        known = replace(known, place="")
    if said.article and not there("article", ask(queries.article_view, said.article, known.place)):
        known = replace(known, article="")
    if said.actor and not actor("card", said.actor):
        known = replace(known, actor="")
    if said.beside and not (there("beside", known.actor) and actor("beside", said.beside)):
        known = replace(known, beside="")
    return known, tuple(dict.fromkeys(dropped))


def write() -> None:
    """Have the browser's address say what is shown, if it does not."""
    shown = link_state.address()
    now = address.query(shown)
    if now != link_state.address_shown():
        link_state.remember_address(now)
        st.query_params.from_dict(address.written(shown))


def note() -> None:
    """Draw what of a link could not be used, until the reader closes it."""
    said = link_state.said_of_link()
    if not said:
        return
    with st.container(key="link-note", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="note" role="status">{text.escape(" ".join(said))}</p>')
        st.button(view_words.CLOSE, key="link-note-close", type="tertiary", on_click=link_state.say_of_link, args=((),))
