"""
What the server says of itself to every browser: where a page may load from, whom it may ask, who may frame it; and
what a browser may keep.

The policy is the second lock: texts are escaped before they reach a page, and what got through all the same could ask
no other host and load no script. What it must leave open, and why, stands beside each line and in
`.github/SECURITY.md`; `tests/browser/test_policy.py` measures both. Writes nothing, asks nobody.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The one other host that a page may load from: pictures, when a reader switches OpenStreetMap on.
TILE_HOST = "https://tile.openstreetmap.org"

POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    # 'unsafe-inline': index.html of Streamlit sets one variable in a script of its own, and folium's map arrives in its
    # frame as one. 'unsafe-eval': streamlit-folium runs what it gets through `eval`. data: and blob: scripts stay shut.
    "script-src": ("'self'", "'unsafe-inline'", "'unsafe-eval'"),
    # emotion, which Streamlit is drawn with, and Leaflet set styles as they go
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:", "blob:", TILE_HOST),
    "font-src": ("'self'", "data:"),
    "connect-src": ("'self'",),
    "frame-src": ("'self'",),
    "worker-src": ("'self'", "blob:"),
    "media-src": ("'none'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
}

HEADERS = {
    "Content-Security-Policy": "; ".join(" ".join((name, *sources)) for name, sources in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

#: What a frame loads under a name that has a hash of its content in it: the map, its script and its styles, a megabyte.
#: Streamlit says of them only that they may be kept, and not for how long, so that a browser asks for them every time.
_NAMED_BY_CONTENT = re.compile(
    r"/component/[\w.]+/(?:[\w-]+\.(?:js|css)\?v=[0-9a-f]+|static/js/[\w-]+\.[0-9a-f]{8}\.js)"
)
KEPT_FOREVER = "public, immutable, max-age=31536000"


class Headers:
    """Set `HEADERS` on every answer, and on what may be kept for good that it may."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if message["status"] == 200 and is_named_by_content(scope):
                    headers["Cache-Control"] = KEPT_FOREVER
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def is_named_by_content(scope: Scope) -> bool:
    """Tell whether what is asked for can never change: its name has a hash of its content in it."""
    return _NAMED_BY_CONTENT.search(asked(scope)) is not None


def asked(scope: Scope) -> str:
    """Return the path and the query of a request."""
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
