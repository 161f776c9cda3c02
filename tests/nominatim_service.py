"""A Nominatim on the loopback address that is slow, busy, broken or right, for tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse


class Service(ThreadingHTTPServer):
    """`answers` maps a query to (status, body, headers); what is not in it is unknown; "Slow" is never answered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.agents: list[str | None] = []
        self.paths: list[str] = []
        self.answers: dict[str, tuple[int, str, dict[str, str]]] = {}
        self.silent = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        query = parse_qs(urlparse(self.path).query)["q"][0]
        self.server.asked.append(query)
        self.server.agents.append(self.headers["User-Agent"])
        self.server.paths.append(self.path)
        if query == "Slow":
            self.server.silent.wait(30)
        status, body, headers = self.server.answers.get(query, (200, json.dumps([]), {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Service]:
    """Run a service for as long as the block does."""
    server = Service()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.silent.set()
        server.shutdown()
        server.server_close()
