"""The polite Nominatim against a local server that is slow, busy, broken or right."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from dashboard.errors import GeocodingError, SettingsError
from dashboard.nominatim import NEGATIVE_DAYS, PoliteNominatim

FOUND = [{"lat": "36.19", "lon": "44.01", "display_name": "Hawler, Iraq"}]


class Service(ThreadingHTTPServer):
    """A Nominatim on the loopback address; `answers` maps a query to (status, body, headers)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.agents: list[str | None] = []
        self.answers: dict[str, tuple[int, str, dict[str, str]]] = {}
        self.silent = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        query = parse_qs(urlparse(self.path).query)["q"][0]
        self.server.asked.append(query)
        self.server.agents.append(self.headers["User-Agent"])
        if query == "Slow":
            self.server.silent.wait(5)
        status, body, headers = self.server.answers.get(query, (200, json.dumps([]), {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    server.answers["Hawler"] = (200, json.dumps(FOUND), {})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.silent.set()
    server.shutdown()
    server.server_close()


class Clock:
    """Time that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def nominatim(service: Service, folder: Path, clock: Clock, timeout: float = 5.0) -> PoliteNominatim:
    return PoliteNominatim(
        folder / "nominatim.sqlite", user_agent="test-desk (desk@example.org)", scheme="http",
        domain=f"127.0.0.1:{service.server_address[1]}", timeout=timeout, now=clock.now, sleep=clock.sleep,
    )  # fmt: skip


def test_an_answer_is_asked_for_once(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    first = nominatim(service, tmp_path, clock).geocode("Hawler")
    again = nominatim(service, tmp_path, clock).geocode("HAWLER")
    assert (first.latitude, first.longitude, first.address) == (36.19, 44.01, "Hawler, Iraq")
    assert (again.latitude, again.longitude) == (36.19, 44.01)
    assert service.asked == ["Hawler"]
    assert service.agents == ["test-desk (desk@example.org)"]


def test_one_request_a_second_for_the_whole_installation(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    one, other = nominatim(service, tmp_path, clock), nominatim(service, tmp_path, clock)
    for client, name in ((one, "Aa"), (other, "Bb"), (one, "Cc")):
        client.geocode(name)
    assert clock.slept == [1.0, 1.0]


def test_no_such_place_is_remembered_and_expires(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    client = nominatim(service, tmp_path, clock)
    assert client.geocode("Atlantis") is None
    assert client.geocode("Atlantis") is None
    assert service.asked == ["Atlantis"]
    clock.at += NEGATIVE_DAYS * 86_400 + 1
    client.geocode("Atlantis")
    assert service.asked == ["Atlantis", "Atlantis"]


@pytest.mark.parametrize(
    "answer",
    [
        (503, "busy", {}),
        (500, "broken", {}),
        (200, "{not json", {}),
        (200, '[{"lat": "north"}]', {}),
        (403, "no", {}),
    ],
)
def test_an_outage_is_an_error_and_never_remembered(service: Service, tmp_path: Path, answer: tuple) -> None:
    client = nominatim(service, tmp_path, Clock())
    service.answers["Hawler"] = answer
    with pytest.raises(GeocodingError):
        client.geocode("Hawler")
    service.answers["Hawler"] = (200, json.dumps(FOUND), {})
    assert client.geocode("Hawler").latitude == 36.19


def test_a_silent_service_is_given_up(service: Service, tmp_path: Path) -> None:
    with pytest.raises(GeocodingError, match="try again later"):
        nominatim(service, tmp_path, Clock(), timeout=0.3).geocode("Slow")


def test_too_many_requests_quiets_the_whole_installation(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    service.answers["Busy"] = (429, "slow down", {"Retry-After": "90"})
    with pytest.raises(GeocodingError, match="90 s"):
        nominatim(service, tmp_path, clock).geocode("Busy")
    assert nominatim(service, tmp_path, clock).geocode("Hawler").latitude == 36.19
    assert clock.slept == [pytest.approx(90.0)]


def test_a_nameless_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="address"):
        PoliteNominatim(tmp_path / "n.sqlite", user_agent="python")
