"""The polite Nominatim against a local server that is slow, busy, broken or right."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from dashboard.errors import GeocodingError, SettingsError
from dashboard.model import FAMILY_OF_KIND
from dashboard.nominatim import NEGATIVE_DAYS, PoliteNominatim, place_of
from tests.nominatim_service import Service, serving

FOUND = [{"lat": "36.19", "lon": "44.01", "display_name": "Hawler, Iraq"}]


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as server:
        server.answers["Hawler"] = (200, json.dumps(FOUND), {})
        yield server


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


def nominatim(
    service: Service, folder: Path, clock: Clock, timeout: float = 5.0, patience: float = math.inf
) -> PoliteNominatim:
    return PoliteNominatim(
        folder / "nominatim.sqlite", user_agent="test-desk (desk@example.org)", scheme="http",
        domain=f"127.0.0.1:{service.server_address[1]}", timeout=timeout, patience=patience,
        now=clock.now, sleep=clock.sleep,
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
        (200, '[{"lat": "nan", "lon": "1", "display_name": "x"}]', {}),
        (200, '[{"lat": "91", "lon": "1", "display_name": "x"}]', {}),
        (200, '[{"lat": "1", "lon": "1e400", "display_name": "x"}]', {}),
        (200, '{"a": 1}', {}),
        (200, '["x"]', {}),
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


def test_who_would_wait_too_long_is_told_and_takes_no_turn(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    service.answers["Busy"] = (429, "slow down", {"Retry-After": "90"})
    client = nominatim(service, tmp_path, clock, patience=5.0)
    with pytest.raises(GeocodingError, match="90 s"):
        client.geocode("Busy")
    for _ in range(2):
        with pytest.raises(GeocodingError, match="try again in 90 s"):
            client.geocode("Hawler")
    assert service.asked == ["Busy"] and clock.slept == []


def test_an_answer_becomes_a_place(service: Service, tmp_path: Path) -> None:
    service.answers["Khiam"] = (200, json.dumps([{
        "lat": "33.3287", "lon": "35.6132", "name": "Khiam", "display_name": "Khiam, Marjayoun, Lebanon",
        "osm_type": "node", "osm_id": 7, "addresstype": "village",
        "address": {"country": "Lebanon", "country_code": "lb", "state": "Nabatieh"},
    }]), {})  # fmt: skip
    place = place_of(nominatim(service, tmp_path, Clock()).geocode("Khiam"))
    assert astuple(place)[:8] == ("osm:node/7", "Khiam", "city", 33.3287, 35.6132, "LB", "Lebanon", "Nabatieh")


@pytest.mark.parametrize(
    "more",
    [
        {}, {"address": "x"}, {"address": {"country_code": "<b>"}}, {"name": ["x"], "addresstype": {}},
        {"osm_id": "x" * 9999, "name": "x" * 9999}, {"display_name": ""}, {"name": " "},
    ],
)  # fmt: skip
def test_an_answer_of_an_odd_shape_is_a_place_all_the_same(service: Service, tmp_path: Path, more: dict) -> None:
    odd = {"lat": "1", "lon": "2", "display_name": "Here, There", **more}
    service.answers["Odd"] = (200, json.dumps([odd]), {})
    place = place_of(nominatim(service, tmp_path, Clock()).geocode("Odd"))
    assert (place.lat, place.lon, place.country_code) == (1.0, 2.0, None)
    assert place.kind in FAMILY_OF_KIND and 0 < len(place.name) <= 200 and len(place.place_id) <= 100
