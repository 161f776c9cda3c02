"""
What a page asks every few seconds to learn that articles came in: one word, that changes when they do.

Asked by `frames/static/page.js` and answered without a run of the page's script: a run costs the browser a tenth of a
second whether there is news or not, and with twenty readers a sixth of what their computers do.
"""

from __future__ import annotations

import hashlib
import secrets
import sys

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: Beside the files of the page's frames (`frames.STATIC`), so that a frame finds it wherever the page is served.
PATH = "/component/dashboard.app.frames.page_frames/arrived"
#: Who is not let in must not learn from it how many articles there are.
_KEY = secrets.token_bytes(16)


def word(horizon: object) -> str:
    """Return the word for how far an index reaches."""
    return hashlib.blake2s(repr(horizon).encode(), key=_KEY, digest_size=8).hexdigest()


class Arrivals:
    """Answers what a page asks, "" while no index is open; leaves everything else alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(PATH):
            await self._app(scope, receive, send)
            return
        # not imported here: this is loaded before the server listens, and opens nothing that a page has not opened
        opened = getattr(sys.modules.get("dashboard.app.resources"), "opened", None)
        said = word(opened.horizon) if opened else ""
        await PlainTextResponse(said, headers={"Cache-Control": "no-store"})(scope, receive, send)
