"""
Ask web servers politely: the only module of `sources` that opens a connection, and only to what `addresses` lets pass.

Says who asks, keeps to robots.txt (RFC 9309), waits between two requests to one host, asks only for what has changed
(ETag, Last-Modified), and goes away for as long as a server says (429 and 503 with Retry-After). An answer is bounded
in bytes, also unpacked, and in seconds, however slowly it drips. Proxies of the environment are not used: they would
resolve names anew. Times are seconds, sizes bytes.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urljoin

from dashboard.settings import Limits
from dashboard.sources.addresses import Blocked, Resolve, Target, resolved, target

#: Between two requests to one host, unless its robots.txt asks for more; and the most that it may ask for.
BETWEEN_S, MOST_BETWEEN_S = 1.0, 30.0
#: A server may ask for this long a pause before the same request is made again; for longer ones it is given up.
PATIENCE_S = 60.0
#: Until a connection stands, and until an answer is whole.
CONNECT_S, ANSWER_S = 10.0, 60.0
MOST_HOPS, MOST_TRIES = 5, 3
#: What a pause is taken for if a busy server names none.
_QUIET_S = 60.0
_ROBOTS_BYTES = 512_000
_CHUNK = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)


class Unreachable(Exception):
    """An address that gave no answer that can be used; `args` are the reason and the remedy. Later it may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a server said: `url` is where it was found in the end, `kind` the media type in lower case. `unchanged` (304)
    means that what is known of it is still so; its `body` is empty then.
    """

    url: str
    kind: str
    charset: str | None
    body: bytes
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    internal: bool = False


@dataclass
class Client:
    """
    Asks on behalf of one installation; not shared by threads.

    `user_agent` says who asks. `internal_hosts` may be asked though they are not public. `resolve`, `now` and `sleep`
    are for tests.
    """

    user_agent: str
    limits: Limits = field(default_factory=Limits)
    internal_hosts: Collection[str] = ()
    resolve: Resolve = resolved
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    answer_s: float = ANSWER_S
    _free_at: dict[str, float] = field(default_factory=dict)
    _quiet_until: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, Any] = field(default_factory=dict)

    def get(self, url: str, etag: str = "", modified: str = "", *, sent_by_public: bool = False) -> Answer:
        """
        Return what is at an address, through at most MOST_HOPS redirects, each checked like the first.

        `etag` and `modified` are what an earlier answer said of itself. `sent_by_public` tells that the address comes
        from a page or feed of the internet. Raises Blocked for what must not be asked, Unreachable for what gave no
        answer.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        for _ in range(MOST_HOPS + 1):
            to = self._checked(url, sent_by_public)
            if not self._allowed(to):
                raise Blocked("its robots.txt asks programs not to read it", "read it in a browser and save the page")
            status, headers, body = self._asked(to, known, self.limits.page_bytes)
            if status in _REDIRECTS:
                url = urljoin(url, headers.get("Location") or "")
                sent_by_public = sent_by_public or not to.internal
                if not headers.get("Location"):
                    raise Unreachable(f"a redirect ({status}) to nowhere", "check the address in a browser")
                continue
            if status == 304 and (etag or modified):
                return Answer(url, "", None, b"", etag, modified, unchanged=True, internal=to.internal)
            if status != 200:
                raise Unreachable(f"the server says {status}", _remedy(status))
            return Answer(
                url, headers.get_content_type() if "Content-Type" in headers else "", headers.get_content_charset(),
                body, str(headers.get("ETag") or "")[:500], str(headers.get("Last-Modified") or "")[:100],
                internal=to.internal,
            )  # fmt: skip
        raise Unreachable(f"over {MOST_HOPS} redirects", "check the address in a browser")

    def _checked(self, url: str, sent_by_public: bool) -> Target:
        try:
            return target(url, self.internal_hosts, sent_by_public=sent_by_public, resolve=self.resolve)
        except OSError as error:
            raise Unreachable(f"its name is not found ({error.strerror or error})", "check the address") from error

    def _allowed(self, to: Target) -> bool:
        """Tell whether the robots.txt of a host lets its address be read, asking for it the first time."""
        from protego import Protego

        if to.origin not in self._robots:
            self._robots[to.origin] = self._robots_of(to, Protego)
        rules = self._robots[to.origin]
        return rules is None or bool(rules.can_fetch(to.origin + to.path, self.user_agent))

    def _robots_of(self, to: Target, parser: Any) -> Any:
        """Return the rules of a host: none where it has none (4xx), all forbidden where it cannot say (5xx)."""
        at = Target(to.origin + "/robots.txt", to.scheme, to.host, to.port, "/robots.txt", to.addresses, to.internal)
        sent_by_public = not to.internal
        for _ in range(MOST_HOPS + 1):
            status, headers, body = self._asked(at, {}, _ROBOTS_BYTES)
            if status not in _REDIRECTS or not headers.get("Location"):
                break
            at = self._checked(urljoin(at.url, str(headers["Location"])), sent_by_public)
        if status >= 500:
            raise Unreachable(f"its robots.txt cannot be read (the server says {status})", "try again later")
        return parser.parse(body.decode("utf-8", errors="replace")) if status == 200 else None

    def _asked(self, to: Target, known: Mapping[str, str], most: int) -> tuple[int, Message, bytes]:
        """Return status, headers and body of one request, made in turn and again if the server asks for a pause."""
        for number in range(1, MOST_TRIES + 1):
            self._wait_for_turn(to)
            status, headers, body = self._request(to, known, most)
            if status not in (429, 503):
                break
            pause = self._pause(headers.get("Retry-After"))
            self._quiet_until[to.host] = self.now() + pause
            if pause > PATIENCE_S or number == MOST_TRIES:
                raise Unreachable(
                    f"the server is busy ({status}) and asks to be left alone for {pause:,.0f} s", "try again later"
                )
        return status, headers, body

    def _wait_for_turn(self, to: Target) -> None:
        if (quiet := self._quiet_until.get(to.host, 0.0) - self.now()) > PATIENCE_S:
            raise Unreachable(f"the server asks to be left alone for {quiet:,.0f} s more", "try again later")
        rules = self._robots.get(to.origin)
        asked = float(rules.crawl_delay(self.user_agent) or 0) if rules is not None else 0.0
        turn = max(self._free_at.get(to.host, 0.0), self._quiet_until.get(to.host, 0.0))
        if (wait := turn - self.now()) > 0:
            self.sleep(wait)
        self._free_at[to.host] = self.now() + max(BETWEEN_S, min(asked, MOST_BETWEEN_S))

    def _pause(self, said: str | None) -> float:
        """Return the seconds of a Retry-After, which is a number of them or a date."""
        if said is None:
            return _QUIET_S
        if said.strip().isascii() and said.strip().isdigit():
            return float(said.strip()[:9])
        try:
            return max(0.0, parsedate_to_datetime(said).timestamp() - self.now())
        except (ValueError, TypeError, IndexError, OverflowError):
            return _QUIET_S

    def _request(self, to: Target, known: Mapping[str, str], most: int) -> tuple[int, Message, bytes]:
        connection = _Pinned(to)
        late = threading.Event()

        def cut() -> None:
            late.set()
            connection.cut()

        timer = threading.Timer(self.answer_s, cut)
        timer.daemon = True
        timer.start()
        try:
            connection.putrequest("GET", to.path, skip_accept_encoding=True)
            headers = {"User-Agent": self.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", **known}
            for name, value in headers.items():
                if value:
                    connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            body = _body(response, most) if response.status == 200 else b""
            if late.is_set():
                raise TimeoutError
            return response.status, response.headers, body
        except ssl.SSLCertVerificationError as error:
            reason = f"its certificate does not prove that it is {to.host} ({error.verify_message})"
            raise Unreachable(reason, "look at it in a browser; nothing was asked or read") from error
        except (OSError, HTTPException, ValueError, UnicodeError, zlib.error) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise Unreachable(f"no whole answer within {self.answer_s:,.0f} s", "try again later") from error
            raise Unreachable(f"no answer ({error or type(error).__name__})", "try again later") from error
        finally:
            timer.cancel()
            connection.close()


class _Pinned(HTTPConnection):
    """A connection to the addresses of a target that were checked, whatever its name says by now."""

    def __init__(self, to: Target) -> None:
        super().__init__(to.host, to.port, timeout=CONNECT_S)
        self.default_port = 443 if to.scheme == "https" else 80  # what need not stand in the Host header
        self._to = to
        self._opened: socket.socket | None = None
        self._is_cut = False

    def connect(self) -> None:
        error: OSError | None = None
        for address in self._to.addresses:
            try:
                made = socket.create_connection((address, self._to.port), timeout=CONNECT_S)
                break
            except OSError as failed:
                error = failed
        else:
            raise error or OSError("no address")
        self._opened = made
        if self._is_cut:
            raise TimeoutError
        if self._to.scheme == "https":
            made = ssl.create_default_context().wrap_socket(made, server_hostname=self._to.host)
            self._opened = made
        self.sock = made

    def cut(self) -> None:
        """End whatever waits for the other side."""
        self._is_cut = True
        if self._opened is not None:
            try:
                self._opened.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._opened.close()


def _body(response: HTTPResponse, most: int) -> bytes:
    """Return the body of an answer, unpacked; raises Unreachable if it is over `most` bytes or cut off."""
    said = response.headers.get("Content-Length")
    if said and said.isdigit() and int(said) > most:
        raise Unreachable(f"{int(said):,} bytes, over the limit of {most:,}", "save its text instead")
    packed = (response.headers.get("Content-Encoding") or "identity").lower().strip()
    if packed not in ("identity", "gzip", "x-gzip"):
        raise Unreachable(f"it is packed as {packed!r}, which was not asked for", "save the page instead")
    unpack = zlib.decompressobj(wbits=31) if packed != "identity" else None
    body = b""
    while chunk := response.read1(_CHUNK):
        body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
        if len(body) > most:
            raise Unreachable(f"over {most:,} bytes, the limit", "save its text instead")
    if response.length or (unpack and not unpack.eof and body):
        raise Unreachable("the answer was cut off", "try again later")
    return body


def _remedy(status: int) -> str:
    if status in (401, 402, 403, 407, 451):
        return "it is not open to programs; read it in a browser and save the page"
    return "try again later" if status >= 500 else "check the address in a browser"
