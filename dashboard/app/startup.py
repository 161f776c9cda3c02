"""
What the server does before anyone has come: refuse to stand open unasked, open the reader's browser, and load what the
first page needs meanwhile.

A browser takes a second to load Streamlit, and the first page takes as long to import pandas and folium: side by side,
the first markers are there the sooner. Streamlit runs a page's script only when a session begins, hence a thread.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import inspect
import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from dashboard.access import OPEN_VALUE, OPEN_VARIABLE, is_of_this_computer
from dashboard.app import door
from dashboard.app.languages import access_words

#: While modules are imported, the thread that serves Streamlit's hundred files gets its turn after so long, not after
#: five milliseconds a file.
_SWITCH_SECONDS = 0.0005


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start both when the server starts, if it may; neither keeps it from ending. Then leave no file behind."""
    print(f"  {_said_of(st.get_option('server.address'))}\n", flush=True)
    _send_at_once()
    threading.Thread(target=_load, name="load", daemon=True).start()
    if not st.get_option("server.headless"):
        threading.Thread(target=webbrowser.open, args=(address(),), name="browser", daemon=True).start()
    yield
    # here: the server ends its process with the signal that it got, and nothing that waits for an exit is run
    if serving := sys.modules.get("dashboard.app.places_layer.serving"):
        serving.close()


def _send_at_once() -> None:
    """
    Let the server's connections send what they have without waiting for more: whoever they accept inherits it.

    An answer goes out as a head and a body, two small packets. Without this the second waits until the first is
    acknowledged, which a reader's computer puts off for 40 ms and more (Nagle's algorithm, RFC 896, meets delayed
    acknowledgements, RFC 1122 4.2.3.2): each file of a page, each change of it. asyncio asks for it itself, but only of
    sockets that were made with the number of the protocol, and Streamlit's are not.
    """
    for each in gc.get_objects():  # Streamlit opens the socket itself, and hands it to nobody
        if type(each) is socket.socket and each.family in (socket.AF_INET, socket.AF_INET6):
            with contextlib.suppress(OSError):  # of another kind, or closed
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def refuse_to_stand_open() -> None:
    """End the process, saying why, if others than this computer could reach it and nobody wanted that."""
    host = st.get_option("server.address")
    if door.login_is_set_up():
        if importlib.util.find_spec("authlib") is None:
            sys.exit(access_words.LOGIN_LACKS_A_PACKAGE)
    elif not is_of_this_computer(host) and not door.open_to_others():
        sys.exit(access_words.may_not_stand_open(host or "", OPEN_VARIABLE, OPEN_VALUE))


def _said_of(host: str | None) -> str:
    if is_of_this_computer(host):
        return access_words.THIS_COMPUTER_ONLY
    return access_words.OPEN_TO_USERS if door.login_is_set_up() else access_words.OPEN_TO_ALL


def address() -> str:
    """Return the address of the page on this computer."""
    host = st.get_option("server.address") or "localhost"
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"http://{host}:{st.get_option('server.port')}/{base}"


def _load() -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()  # a fifth of the time: what modules are made of stays, and is looked through again and again
    try:
        from dashboard.app.late_templates import compiled_when_rendered

        with compiled_when_rendered():
            import folium.plugins  # noqa: F401  with streamlit-folium, which is left to the first session: see `map`
        _tell_where_modules_lie()

        from dashboard.app import first, page, resources  # noqa: F401  importing them is what takes time

        if first.begin().done:
            resources.asker()
    except Exception:  # a page that is asked for meets the same, and can say so to its reader
        logging.getLogger(__name__).exception("the page could not be loaded ahead")
    finally:
        gc.freeze()  # nor is it later
        gc.enable()
        sys.setswitchinterval(usual)


def _tell_where_modules_lie() -> None:
    """
    Tell `inspect` the file of each module, as it would find out by itself.

    Streamlit asks it twice for a first page (is this a prompt, who declares a component), and it would follow the links
    in the paths of some thirteen hundred modules: a twentieth of what a start waits for.
    """
    files: dict[str, str] = getattr(inspect, "_filesbymodname", {})
    for name, module in sys.modules.copy().items():
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and os.path.isabs(file):  # as `inspect` has them; it looks for others itself
            files[name] = file
            inspect.modulesbyfile.setdefault(file, name)
