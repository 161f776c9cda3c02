"""
What a link asked for is still there after its reader has logged in.

A login leads away and comes back to the page without its address. So a page that is asked for with one leaves it in a
cookie for ten minutes, and the answer that brings the reader back leads there. Only parameters that `address` reads
are kept, written anew: a cookie leads nowhere but to this page.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.app import door

COOKIE = "came_for"
_SECONDS = 600
#: A browser keeps cookies of up to 4,096 characters.
_MOST_CHARACTERS = 3_500
_CALLBACK = "/oauth2callback"


class WayBack:
    """Keeps a page's parameters through a login, where one is set up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not door.login_is_set_up():
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        comes_back = request.url.path.endswith(_CALLBACK)
        wanted = unquote(request.cookies.get(COOKIE, "")) if comes_back else request.url.query
        wanted = _known(wanted) if comes_back or request.url.path.endswith("/") else ""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and wanted:
                headers = MutableHeaders(scope=message)
                cookie = Response()
                if not comes_back:
                    cookie.set_cookie(COOKIE, quote(wanted, safe=""), max_age=_SECONDS, httponly=True, samesite="lax",
                                      secure=request.url.scheme == "https")  # fmt: skip
                    headers.append("set-cookie", cookie.headers["set-cookie"])
                elif "location" in headers and "?" not in headers["location"]:
                    cookie.delete_cookie(COOKIE, httponly=True, samesite="lax")
                    headers.append("set-cookie", cookie.headers["set-cookie"])
                    headers["location"] += f"?{wanted}"
            await send(message)

        await self._app(scope, receive, sending)


def _known(query: str) -> str:
    """Return what the page reads of a link's parameters, written anew; "" for nothing and for what is too long."""
    from dashboard.app import address  # here: it brings pandas, for which the server's start need not wait

    known = address.query(address.read_query(query)[0]) if query else ""
    return known if len(quote(known, safe="")) <= _MOST_CHARACTERS else ""
