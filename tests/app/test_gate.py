"""A server answers its own computer only, unless somebody said otherwise in so many words; and so it says."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.access import OPEN_VALUE, OPEN_VARIABLE
from dashboard.app.door import Door
from dashboard.app.languages import access_words
from dashboard.model import Actor
from tests.browser.harness import ROOT, App, analysed, running, store
from tests.browser.samples import BEIRUT, desk_articles


def asked(kind: str, came_to: str) -> list[dict]:
    """Return what a door sends to somebody who came to an address of this server."""
    sent: list[dict] = []

    async def inside(scope, receive, send):
        await send({"type": "inside"})

    async def receive():
        return {"type": f"{kind}.request"}

    async def send(message):
        sent.append(message)

    asking = Door(inside)({"type": kind, "server": (came_to, 80), "headers": []}, receive, send)
    with contextlib.suppress(StopIteration):
        asking.send(None)  # nothing in it waits, and where a browser's tests ran before there is a loop already
    return sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_door_is_shut_to_other_computers_whatever_the_server_listens_at(kind: str, monkeypatch):
    assert asked(kind, "127.0.0.1") == [{"type": "inside"}]
    refused = asked(kind, "192.168.1.5")
    assert refused[0].get("status", refused[0].get("code")) in (403, 1008)
    monkeypatch.setenv(OPEN_VARIABLE, OPEN_VALUE)
    assert asked(kind, "192.168.1.5") == [{"type": "inside"}]


@pytest.mark.parametrize("address", ["0.0.0.0", ""])
def test_a_server_that_others_could_reach_does_not_start_and_says_why(tmp_path, address: str):
    app = App(tmp_path / "home")
    command = [sys.executable, "-m", "streamlit", "run", "--server.port", str(app.port), "--server.address", address]
    ended = subprocess.run(
        [*command, "streamlit_app.py"], cwd=ROOT, env=app.environ, capture_output=True, text=True, timeout=100
    )
    assert ended.returncode != 0
    assert access_words.may_not_stand_open(address, OPEN_VARIABLE, OPEN_VALUE) in ended.stderr + ended.stdout


def test_a_server_of_this_computer_says_that_it_is(tmp_path, gazetteer_folder):
    desk_articles(tmp_path / "home")
    with running(tmp_path / "home", gazetteer_folder) as app:
        assert access_words.THIS_COMPUTER_ONLY in app.log()
        assert app.process is not None
        lines = Path("/proc/net/tcp").read_text().splitlines()
        ours = [line.split()[1] for line in lines if line.split()[3] == "0A"]
        assert [at for at in ours if at.endswith(f":{app.port:04X}")] == [f"0100007F:{app.port:04X}"]
        assert handshake(app, f"127.0.0.1:{app.port}").startswith(b"HTTP/1.1 101")
        assert not handshake(app, f"evil.example:{app.port}").startswith(b"HTTP/1.1 101")


def handshake(app: App, host: str) -> bytes:
    """Ask for a web socket as a page under some name does; a name can be made to lead here (DNS rebinding)."""
    with socket.create_connection(("127.0.0.1", app.port), timeout=60) as made:
        lines = ("GET /_stcore/stream HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", "Upgrade: websocket",
                 "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")  # fmt: skip
        made.sendall("\r\n".join((*lines, "", "")).encode())
        return made.recv(100)


def test_whom_everybody_may_read_says_so_in_capitals(tmp_path, gazetteer_folder):
    """127.1 is 127.0.0.1, and no address that the door knows: it stands here for an open one, and opens none."""
    desk_articles(tmp_path / "home")
    opened = {OPEN_VARIABLE: OPEN_VALUE, "STREAMLIT_SERVER_ADDRESS": "127.1"}
    with running(tmp_path / "home", gazetteer_folder, **opened) as app:
        assert access_words.OPEN_TO_ALL in app.log()


def changing() -> None:
    """What the page calls when a reader changes something, for a page that somebody without a role kept open."""
    import streamlit as st

    from dashboard.app import add, gate, putting, resources, tab_state, unlisted
    from dashboard.errors import AccessError
    from dashboard.model import NO_FILTERS, Place
    from dashboard.settings import NominatimService
    from dashboard.store import queries

    ask = resources.asker()
    lost = queries.lost_name(ask.index, NO_FILTERS, "tell qar")
    assert lost is not None and not gate.may_change()
    subject = putting.of_lost(lost)
    putting.no_place(subject, "none")
    st.text(f"not a place: {tab_state.said()}")
    putting.place(subject, Place("geonames:1", "Rome", "city", 41.9, 12.5), "gazetteer", "none")
    st.text(f"place: {tab_state.said()}")
    putting.undo("entry")
    st.text(f"undo: {tab_state.said()}")
    try:
        putting.ask_nominatim("Tell Qar", NominatimService("desk (desk@example.org)", "http", "127.0.0.1:9"))
    except AccessError as error:
        st.text(f"ask: {error}")
    add._read([], add.Pasted("Rain fell on Aleppo."))
    row = next(queries.unlisted_actors(ask.index, NO_FILTERS).itertuples())
    unlisted._add(ask, row, "Zarqan Tollund", "person", "")


def test_what_changes_something_refuses_whatever_page_it_was_called_from(tmp_path, monkeypatch, gazetteer_folder):
    home = tmp_path / "home"
    desk_articles(home)
    who = Actor("unlisted:zarqan-tollund", "Zarqan Tollund", "person")
    store(home, analysed("who", "Zarqan Tollund came to Beirut", {"Beirut": BEIRUT}, {who.name: who}))
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    monkeypatch.setenv("DASHBOARD_GAZETTEER", str(gazetteer_folder))
    st.cache_resource.clear()
    page = AppTest.from_function(changing, default_timeout=60)
    page.secrets["auth"] = {"redirect_uri": "http://127.0.0.1/oauth2callback", "cookie_secret": "x" * 32}
    before = {path.name for path in (home / "archive").rglob("*")}
    page.run()
    st.cache_resource.clear()
    assert not page.exception
    assert [said.value.partition(": ")[2] for said in page.text] == [access_words.MAY_NOT_CHANGE] * 4
    assert len(page.error) == 2 and all("You may read here" in said.value for said in page.error)
    assert not (home / "corrections.jsonl").exists() and not (home / "actors.csv").exists()
    assert {path.name for path in (home / "archive").rglob("*")} == before
