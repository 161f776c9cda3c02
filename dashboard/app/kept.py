"""
Answers that never change are made once: what a frame loads under a name with a hash of its content in it.

Streamlit packs each answer anew: for the map's script, a megabyte, that is 60 ms in which the server does nothing else
and the reader's first map waits.
"""

from __future__ import annotations

from collections import OrderedDict

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.app.headers import asked, is_named_by_content

MOST_KEPT = 16
MOST_BYTES = 4_000_000
#: A request for less than the whole, or only for what has changed.
_FOR_LESS = ("range", "if-none-match", "if-modified-since")


class Kept:
    """Send what was sent before; the parts of Streamlit that it stands before are asked for the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._answers: OrderedDict[tuple[str, bool], tuple[Message, bytes]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_kept(scope):
            await self._app(scope, receive, send)
            return
        key = (asked(scope), "gzip" in Headers(scope=scope).get("accept-encoding", ""))
        if key in self._answers:
            self._answers.move_to_end(key)
            start, body = self._answers[key]
        else:
            start, body = await self._made(scope, receive)
            # a cookie is of one reader
            if start["status"] == 200 and "set-cookie" not in Headers(raw=start["headers"]) and len(body) <= MOST_BYTES:
                self._answers[key] = start, body
                if len(self._answers) > MOST_KEPT:
                    self._answers.popitem(last=False)
        await send({**start, "headers": list(start["headers"])})  # whoever stands before adds to what it gets
        await send({"type": "http.response.body", "body": body})

    async def _made(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        start: Message = {}
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(scope, receive, keep)
        return start, bytes(body)


def _may_be_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not is_named_by_content(scope):
        return False
    headers = Headers(scope=scope)
    return not any(each in headers for each in _FOR_LESS)
