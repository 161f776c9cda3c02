"""
The sample articles: marked as such while they are there, taken away with one click, brought back from an empty page.

They are known by their ids, not by what they say of themselves: an article of one's own may name any outlet.
"""

from __future__ import annotations

import streamlit as st

from dashboard.app import gate, prepare, resources, state, text
from dashboard.app.languages import words
from dashboard.app.resources import Asker
from dashboard.errors import DashboardError
from dashboard.sources import Received, read_sources
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.compaction import without


@st.cache_resource(show_spinner=False)
def ids() -> tuple[str, ...]:
    """Return the `article_id` of each sample article; none where no sample ships."""
    settings = resources.settings()
    folder = settings.region.sample
    if folder is None or not folder.is_dir():
        return ()
    found = read_sources([folder], settings.limits)
    return tuple(item.article.article_id for item in found if isinstance(item, Received))


def chip(ask: Asker) -> None:
    """Draw how many sample articles are there, and the way to be rid of them."""
    held = ask(queries.held, ids())
    if not held:
        return
    said = words.sample_chip(held)
    if not gate.may_change():
        st.html(f'<p class="counts">{text.escape(said)}</p>')
    elif st.button(said, icon=":material/close:", icon_position="right", key="chip-sample", help=words.SAMPLE_ABOUT):
        _take_away()


def offer() -> None:
    """Draw the way to have them back, where nothing else is there."""
    if ids() and gate.may_change() and st.button(words.SAMPLE_READ, key="sample-read"):
        _bring_back()


def _take_away() -> None:
    try:
        gate.require_editor()
        with st.spinner(words.SAMPLE_GOES):
            without(Archive(resources.settings().archive), ids())
            _show_what_is_left()
    except (DashboardError, OSError) as error:
        st.error(text.label(str(error), most=2000))
        return
    st.rerun()


def _bring_back() -> None:
    settings = resources.settings()
    bar = st.progress(0.0, text=words.SAMPLE_COMES)

    def progress(doing: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=words.SAMPLE_COMES)

    try:
        gate.require_editor()
        prepare.build_gazetteer(settings)
        prepare.read_sample(settings, progress)
        _show_what_is_left()
    except (DashboardError, OSError) as error:
        st.error(text.label(str(error), most=2000))
        return
    st.rerun()


def _show_what_is_left() -> None:
    index = resources.asker().index
    index.refresh()
    state.move_to(index.horizon)
    state.reset()
    state.close_actor()
    state.close_article()
    state.clear_place()
    state.fit_to(None)
