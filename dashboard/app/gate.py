"""
Who is reading: lets people in by their address where a login is set up, and keeps viewers from changing anything.

A page without a login has one user, who may do everything. What changes something asks `require_editor` itself,
whatever the page shows: a page may be older than the list of who may do what.
"""

from __future__ import annotations

import streamlit as st

from dashboard.access import FILE, Role, read_access
from dashboard.app import resources, text
from dashboard.app.door import login_is_set_up
from dashboard.app.languages import access_words, current
from dashboard.errors import AccessError, SettingsError


def role() -> Role | None:
    """Return what whoever reads may do; None for nothing. Raises SettingsError if the list cannot be read."""
    if not login_is_set_up():
        return "editor"
    user = st.user.to_dict()
    if user.get("is_logged_in") is not True:
        return None
    return read_access(resources.settings().home / FILE).role_of(user)


def role_now() -> Role | None:
    """Return what whoever reads may do; None for nothing, also where the list cannot be read."""
    try:
        return role()
    except SettingsError:
        return None


def may_change() -> bool:
    """Tell whether whoever reads may change something."""
    return role_now() == "editor"


def require_editor() -> str:
    """Return the address of whoever reads, "" without a login. Raises AccessError if they may not change anything."""
    if not may_change():
        raise AccessError(access_words.MAY_NOT_CHANGE)
    return str(st.user.to_dict().get("email") or "") if login_is_set_up() else ""


def let_in() -> bool:
    """Draw the way in, or why there is none, until somebody may read; true when the page can be drawn."""
    try:
        found, problem = role(), ""
    except SettingsError as error:
        found, problem = None, str(error)
    if found:
        return True
    st.html(f'<h1 class="region">{text.escape(resources.settings().region.called(current()))}</h1>')
    user = st.user.to_dict()
    if user.get("is_logged_in") is not True:
        st.html(f'<p class="about">{text.escape(access_words.LOG_IN_FIRST)}</p>')
        st.button(access_words.LOG_IN, key="log-in", type="primary", on_click=st.login)
        return False
    said = access_words.LIST_IS_BROKEN if problem else access_words.not_on_the_list(str(user.get("email") or ""))
    st.html(f'<p class="gone" role="alert">{text.escape(said)}</p>')
    st.button(access_words.LOG_OUT, key="log-out", on_click=st.logout)
    return False


def who() -> None:
    """Draw who is logged in, what they may do, and the way out; nothing without a login."""
    if login_is_set_up():
        address = str(st.user.to_dict().get("email") or "")
        st.html(f'<p class="line">{text.escape(access_words.logged_in(address, may_change()))}</p>')
        st.button(access_words.LOG_OUT, key="log-out", type="tertiary", on_click=st.logout)
