"""
What of the network reaches this server at all, before anything is asked of whoever reads: see `gate` for them.

Loaded before the server listens, so it imports nothing that reads or draws.
"""

from __future__ import annotations

import os
from http import HTTPStatus

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.access import is_of_this_computer, may_stand_open
from dashboard.app.languages import access_words


def login_is_set_up() -> bool:
    """Tell whether Streamlit's secrets say who people log in with."""
    return bool(st.secrets.load_if_toml_exists() and st.secrets.get("auth"))


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
