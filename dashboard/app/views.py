"""
Share what is shown: a dialog with its link, and the views that were saved under a name.

Whoever may change something saves and deletes; everyone opens. Names are shown through `text` only.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.app import address, frames, gate, link, link_state, resources, state, text
from dashboard.app.address import MapView
from dashboard.app.languages import view_words
from dashboard.app.resources import Asker
from dashboard.errors import DashboardError
from dashboard.store.views import MOST_OF_NAME, NamedView, Views

#: More are there all the same, and shown when others are deleted.
MOST_SHOWN = 200


def dialog(ask: Asker) -> None:
    """Draw the dialog; Streamlit shows it over the page."""
    st.dialog(view_words.TITLE, width="medium")(_dialog)(ask)


def _dialog(ask: Asker) -> None:
    st.html(f'<p class="about">{text.escape(view_words.LINK_ABOUT)}</p>')
    at = frames.share(address.query(link_state.address()))
    views = Views(resources.settings().views)
    if gate.may_change():
        _save(views, at)
    _list(ask, views)


def _save(views: Views, at: MapView | None) -> None:
    form = st.form("save-view", border=False, clear_on_submit=True)
    with form, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(view_words.SAVE_TITLE, placeholder=view_words.NAME_HINT, max_chars=MOST_OF_NAME)
        wanted = st.form_submit_button(view_words.SAVE)
    if not wanted:
        return
    name = " ".join(name.split())
    if not name:
        st.error(view_words.NO_NAME)
        return
    try:
        by = gate.require_editor()
        if any(view.name.casefold() == name.casefold() for view in views.read()):
            st.error(view_words.TAKEN)
            return
        # everyone reads it in their own language
        views.add(NamedView(name, address.query(replace(link_state.address(at), language="")), by))
        st.html(f'<p class="note" role="status">{text.escape(view_words.saved(name))}</p>')
    except DashboardError as error:
        st.error(text.label(str(error), most=400))


def _list(ask: Asker, views: Views) -> None:
    st.html(f'<h3 class="take-name">{text.escape(view_words.SAVED_TITLE)}</h3>')
    gone = link_state.deleted_view()
    try:
        found = views.read()
    except DashboardError as error:
        st.error(text.label(str(error), most=400))
        return
    if gone is not None:
        _deleted(views, gone)
    if not found:
        st.html(f'<p class="about">{text.escape(view_words.NONE_SAVED)}</p>')
    with st.container(key="saved-views", gap=None):
        for view in found[:MOST_SHOWN]:
            _row(ask, views, view)
    if len(found) > MOST_SHOWN:
        st.caption(view_words.more(len(found) - MOST_SHOWN))


def _row(ask: Asker, views: Views, view: NamedView) -> None:
    key = state.suffix(view.id)
    with st.container(key=f"view-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        about = view_words.made(view.by, view.at)
        st.html(
            f'<p class="view-name" dir="auto"><b>{text.escape(view.name)}</b> <span>{text.escape(about)}</span></p>'
        )
        name = f" :gray[{text.label(view.name)}]"  # to hear, which of many it opens
        if st.button(view_words.OPEN + name, key=f"view-open-{key}", type="tertiary"):
            link.open_query(ask, view.query)
            st.rerun()
        if gate.may_change():
            st.button(view_words.DELETE + name, key=f"view-delete-{key}", type="tertiary", on_click=_delete,
                      args=(views, view))  # fmt: skip


def _delete(views: Views, view: NamedView) -> None:
    try:
        views.remove(view.id, gate.require_editor())
        link_state.remember_deleted(view)
    except DashboardError as error:
        st.error(text.label(str(error), most=400))


def _deleted(views: Views, view: NamedView) -> None:
    with st.container(key="view-gone", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="line" role="status">{text.escape(view_words.deleted(view.name))}</p>')
        st.button(view_words.UNDO, key="view-undo", type="tertiary", on_click=_undo, args=(views, view))


def _undo(views: Views, view: NamedView) -> None:
    """Bring a view back under another id: its old one has ended."""
    try:
        gate.require_editor()
        views.add(replace(view, id=NamedView(view.name, view.query).id))
        link_state.remember_deleted(None)
    except DashboardError as error:
        st.error(text.label(str(error), most=400))
