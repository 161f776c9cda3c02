"""
Who is reading: lets people in by their address where a login is set up, and keeps viewers from changing anything.

A page without a login has one user, who may do everything. What changes something asks `require_editor` itself,
whatever the page shows: a page may be older than the list of who may do what.
"""

from __future__ import annotations

import os
from http import HTTPStatus

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.access import FILE, Role, is_of_this_computer, may_stand_open, read_access
from dashboard.app import resources, text
from dashboard.app.languages import access_words, current
from dashboard.errors import AccessError, SettingsError


def login_is_set_up() -> bool:
    """Tell whether Streamlit's secrets say who people log in with."""
    return bool(st.secrets.load_if_toml_exists() and st.secrets.get("auth"))


def role() -> Role | None:
    """Return what whoever reads may do; None for nothing. Raises SettingsError if the list cannot be read."""
    if not login_is_set_up():
        return "editor"
    user = st.user.to_dict()
    if user.get("is_logged_in") is not True:
        return None
    return read_access(resources.settings().home / FILE).role_of(user)


def may_change() -> bool:
    """Tell whether whoever reads may change something."""
    try:
        return role() == "editor"
    except SettingsError:
        return False


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


class Door:
    """Answers no other computer unless that was wanted, whatever address the server was told to listen at."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        came_to = (scope.get("server") or ("unix://",))[0]
        if scope["type"] == "lifespan" or is_of_this_computer(came_to) or open_to_others():
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = PlainTextResponse(access_words.SHUT, HTTPStatus.FORBIDDEN)
            await refused(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def open_to_others() -> bool:
    """Tell whether others than this computer are served."""
    return may_stand_open(os.environ, login=login_is_set_up())
