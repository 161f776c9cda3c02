"""What never changes is made once, and nothing else is kept: by a real server application, with Streamlit's packing."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.app import kept
from dashboard.app.headers import HEADERS, KEPT_FOREVER, Headers

NAMED = "/component/app.map_files/map.js?v=66f843b53a"
PACKED = {"accept-encoding": "gzip"}
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
def asked():
    return []


@pytest.fixture
def get(asked):
    def answer(request: Request) -> Response:
        asked.append(request.url.path)
        name = request.path_params["name"]
        response = Response(f"{len(asked)} {name} " * 200, media_type="text/javascript")
        if name == "missing.js":
            response.status_code = 404
        if name == "cookie.js":
            response.set_cookie("reader", "one")
        return response

    app = Starlette(
        routes=[Route("/component/app.map_files/{name}", answer)],
        middleware=[Middleware(Headers), Middleware(kept.Kept), Middleware(GZipMiddleware)],
    )

    def get(address: str, headers: dict[str, str] = PACKED) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
                return await client.get(address, headers=headers)

        return asyncio.run(ask())

    return get


def test_what_has_its_hash_in_its_name_is_made_once(get, asked):
    first, second = get(NAMED), get(NAMED)
    assert len(asked) == 1
    assert first.text == second.text == "1 map.js " * 200
    assert second.headers["content-encoding"] == "gzip"
    assert second.headers["cache-control"] == KEPT_FOREVER
    assert sorted(first.headers.items()) == sorted(second.headers.items())
    assert all(second.headers[name] == value for name, value in HEADERS.items())


def test_who_cannot_unpack_gets_it_plain(get, asked):
    get(NAMED)
    plain = get(NAMED, headers=PLAIN)
    assert "content-encoding" not in plain.headers
    assert plain.text == "2 map.js " * 200
    assert get(NAMED).text == "1 map.js " * 200


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/component/app.map_files/map.js", PACKED),  # a name without a hash
        ("/component/app.map_files/part-1.json?v=66f843b53a", PACKED),  # of a table that grows
        ("/component/app.map_files/missing.js?v=66f843b53a", PACKED),
        ("/component/app.map_files/cookie.js?v=66f843b53a", PACKED),  # of one reader
        (NAMED, {**PACKED, "range": "bytes=0-10"}),
        (NAMED, {**PACKED, "if-none-match": '"1"'}),
    ],
)
def test_all_else_is_made_anew(get, asked, address, headers):
    for _ in range(2):
        get(address, headers=headers)
    assert len(asked) == 2


def test_the_oldest_go(get, asked):
    for number in range(kept.MOST_KEPT + 1):
        get(f"/component/app.map_files/map.js?v={number:x}")
    get(f"/component/app.map_files/map.js?v={kept.MOST_KEPT:x}")
    assert len(asked) == kept.MOST_KEPT + 1
    get("/component/app.map_files/map.js?v=0")
    assert len(asked) == kept.MOST_KEPT + 2


def test_what_is_very_large_is_not_kept(get, asked, monkeypatch):
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    for _ in range(2):
        get(NAMED, headers=PLAIN)
    assert len(asked) == 2
