"""A web server on the loopback address that redirects, dawdles, lies, or tells the truth, for tests."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    """
    `replies` maps a path to (status, headers, body) or to what makes it of the request's headers; else 404.

    `raw` maps a path to what writes to the bare socket. `asked` holds the paths and headers of every request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, Reply | Callable[[Any], Reply]] = {}
        self.raw: dict[str, Callable[[socket.socket], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def page(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Serve a body at a path and return its address."""
        data = body.encode() if isinstance(body, str) else body
        said = {"Content-Type": kind, **{key.replace("_", "-"): value for key, value in headers.items()}}
        self.replies[path] = (200, said, data)
        return self.url + path


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        if self.path in self.server.raw:
            self.server.raw[self.path](self.connection)
            self.close_connection = True
            return
        reply = self.server.replies.get(self.path, (404, {}, b""))
        status, headers, body = reply(self.headers) if callable(reply) else reply
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server for as long as the block does; with a context, over TLS."""
    server = Server()
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.url = server.url.replace("http:", "https:")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()


def conditional(body: bytes, etag: str, kind: str = "application/rss+xml") -> Callable[[Any], Reply]:
    """Return what answers 304 to a request that knows the ETag."""
    return lambda asked: (
        (304, {}, b"") if asked.get("If-None-Match") == etag else (200, {"Content-Type": kind, "ETag": etag}, body)
    )
