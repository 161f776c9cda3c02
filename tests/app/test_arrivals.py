"""What a page asks to learn whether articles came in: a word that says nothing else, and opens nothing."""

from __future__ import annotations

import asyncio

import pytest

from dashboard.app import arrivals, frames, resources
from dashboard.store.index import Horizon, Index
from dashboard.store.watch import Watch
from tests.builders import analysed


def asked(path: str, scheme: str = "http") -> tuple[int, str, dict[str, str]]:
    """Return status, body and headers of an answer; 404 is the app's behind."""
    sent: list[dict] = []

    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"behind"})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": scheme, "path": path, "query_string": b"", "headers": [], "method": "GET"}
    asyncio.run(arrivals.Arrivals(behind)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], sent[1]["body"].decode(), headers


@pytest.fixture
def opened(tmp_path, monkeypatch):
    from dashboard.settings import load_settings

    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path))
    with Index.open(load_settings()) as index:
        monkeypatch.setattr(resources, "opened", index)
        yield index


def test_before_an_index_is_open_there_is_no_word(monkeypatch):
    monkeypatch.setattr(resources, "opened", None)
    assert asked(arrivals.PATH)[:2] == (200, "")


def test_the_word_is_what_the_page_was_drawn_with_until_articles_come(opened):
    status, first, headers = asked(arrivals.PATH)
    assert status == 200 and first == arrivals.word(opened.horizon) and headers["cache-control"] == "no-store"
    assert asked("/maps" + arrivals.PATH)[1] == first  # behind a path of its own (server.baseUrlPath)

    opened._archive.write([analysed("a", "Talks in *Rome/rome*.")])
    assert asked(arrivals.PATH)[1] == first  # nobody has looked
    Watch(opened, []).once()
    assert asked(arrivals.PATH)[1] == arrivals.word(opened.horizon) != first


def test_the_word_tells_no_number():
    words = {arrivals.word(Horizon(0, last)) for last in range(200)}
    assert len(words) == 200 and all(len(word) == 16 for word in words)
    assert not {word for word in words if word in {f"{last:016x}" for last in range(200)}}


def test_everything_else_is_left_alone():
    assert asked("/")[1] == "behind"
    assert asked(arrivals.PATH + "/more")[1] == "behind"
    assert asked(arrivals.PATH, "websocket")[1] == "behind"


def test_it_lies_beside_the_files_of_the_frames():
    assert f"/component/{frames.__name__}.page_frames/arrived" == arrivals.PATH
    assert not (frames.STATIC / "arrived").exists()
