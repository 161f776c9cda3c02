"""
The panel beside the map: the open article, the card of an actor, or a place with its excerpts.

It runs by itself for what changes nothing but the panel: an article opens, a page is turned, a form comes up. The rest
of the page is neither asked nor drawn for that. Whatever changes more runs the page.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.app import actor_card, gate, link, mending_state, reader, resources, state, tab_state
from dashboard.app.resources import Asker
from dashboard.model import Place


def show(ask: Asker, chosen: Place | None, places: pd.DataFrame) -> None:
    """Draw the panel; `chosen` is the selected place, and `places` are all on the map, most-mentioned first."""
    _panel(ask, _around(), chosen, places)


@st.fragment
def _panel(ask: Asker, around: Hashable, chosen: Place | None, places: pd.DataFrame) -> None:
    if _around() != around:
        st.rerun()
    link.write()
    view = state.view()
    with st.container(gap=None):
        if view.actor and not view.article:
            actor_card.show(ask, view, chosen)
        else:
            reader.show(ask, view, chosen, places)


def _around() -> Hashable:
    """Return all that the panel shares with the page around it: if it changes, the page must be drawn."""
    picking = mending_state.picking()
    form = tab_state.wrong() if picking else ""  # a form that closes lets go of the map
    newest = resources.asker_of(state.horizon(resources.asker().index.horizon)).version
    view = state.view()
    marked = view.article if view.tab == "articles" else ""  # its row in the table
    return gate.role_now(), replace(view, article=marked, page=1), picking, form, newest
