"""
The bar that says that articles came in while the page was open, and the button that shows them.

What a reader looks at stays as it is until they press it: the numbers of an analysis must not move under its reader.
A page without an article has nothing to lose and shows the first ones at once.
"""

from __future__ import annotations

import streamlit as st

from dashboard.app import arrivals, frames, resources, state
from dashboard.app.languages import desk_words


@st.fragment
def bar() -> None:
    """Draw the bar if there is something new; the page's frame has this run again when there may be."""
    ask = resources.asker_of(state.horizon(resources.asker().index.horizon))
    frames.page(arrivals.word(ask.edition.horizon))
    waiting = ask.edition.waiting
    if not waiting:
        return
    if not ask.edition.horizon.last:
        _show()
    if st.button(desk_words.show_new(waiting), key="news", icon=":material/refresh:"):
        _show()


def _show() -> None:
    state.move_to(resources.asker().index.horizon)
    st.rerun()
