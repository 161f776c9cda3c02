"""
A polite, cached Nominatim for names that the gazetteer does not hold. Off unless somebody makes one.

One request a second for the whole installation, whatever processes and threads ask (the service's usage policy:
https://operations.osmfoundation.org/policies/nominatim/), an identifying User-Agent, answers kept. "No such place" is
an answer: it is kept too, and expires. "Could not look" is an error, is never kept, and is never taken for the other.

The only module beside `sources.web` that opens a connection. Coordinates are WGS 84 decimal degrees, (lat, lon).
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderRateLimited, GeopyError
from geopy.geocoders import Nominatim
from geopy.location import Location

from dashboard.errors import GeocodingError, SettingsError
from dashboard.geoparse.text import fold_name
from dashboard.model import FAMILY_OF_KIND, Place

#: Seconds between two requests of one installation, and how long to be quiet when the service says "too many".
BETWEEN_S = 1.0
QUIET_S = 60.0
#: How long "no such place" is believed: people add places.
NEGATIVE_DAYS = 30.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (query TEXT PRIMARY KEY, answer TEXT, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS gate (id INTEGER PRIMARY KEY CHECK (id = 0), free_at REAL NOT NULL);
INSERT OR IGNORE INTO gate VALUES (0, 0);
"""


class PoliteNominatim:
    """
    Looks names up at a Nominatim service, at most one a second, and remembers the answers in one SQLite file.

    >>> PoliteNominatim(settings.home / "nominatim.sqlite", user_agent="our-desk (desk@example.org)")
    """

    def __init__(
        self,
        cache: Path,
        *,
        user_agent: str,
        domain: str = "nominatim.openstreetmap.org",
        scheme: str = "https",
        timeout: float = 10.0,
        patience: float = math.inf,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """
        `timeout` and `patience` are seconds: how long to wait for an answer, and for one's turn to ask.

        Raises SettingsError without a User-Agent that says who asks: the service refuses nameless programs.
        """
        if "@" not in user_agent and "://" not in user_agent:
            raise SettingsError(
                f"user_agent {user_agent!r}: name your desk and an address, as in 'our-desk (desk@example.org)'"
            )
        # geopy's usual adapter sleeps through a Retry-After and asks again by itself, past the installation's turns
        self._service = Nominatim(
            user_agent=user_agent, domain=domain, scheme=scheme, timeout=timeout, adapter_factory=URLLibAdapter
        )  # fmt: skip
        self._cache = cache
        self._patience = patience
        self._now, self._sleep = now, sleep
        cache.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection:
            connection.executescript(_SCHEMA)

    def geocode(self, name: str) -> Location | None:
        """
        Return the best place of that name, None if the service knows none.

        Raises GeocodingError if the service could not be asked or gave no sense; nothing is remembered then.
        """
        key = fold_name(name) or name.strip().casefold()
        if not key:
            return None
        known, answer = self._remembered(key)
        if not known:
            answer = self._ask(name)
            self._remember(key, answer)
        if answer is None:
            return None
        return Location(answer["display_name"], (float(answer["lat"]), float(answer["lon"])), answer)

    def _remembered(self, key: str) -> tuple[bool, dict[str, Any] | None]:
        with closing(self._connect()) as connection:
            row = connection.execute("SELECT answer, at FROM answers WHERE query = ?", (key,)).fetchone()
        if row is None or row[0] is None and self._now() - row[1] > NEGATIVE_DAYS * 86_400:
            return False, None
        return True, json.loads(row[0]) if row[0] is not None else None

    def _remember(self, key: str, answer: dict[str, Any] | None) -> None:
        kept = None if answer is None else json.dumps(answer)
        with closing(self._connect()) as connection, connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, kept, self._now()))

    def _ask(self, name: str) -> dict[str, Any] | None:
        self._wait_for_turn(name)
        try:
            location = self._service.geocode(name, language="en", exactly_one=True, addressdetails=True)
        except GeocoderRateLimited as error:
            quiet = min(3600.0, float(error.retry_after or QUIET_S))
            self._be_quiet(quiet)
            raise GeocodingError(f"{name!r}: the service asks for quiet; try again in {quiet:.0f} s") from error
        except (GeopyError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise GeocodingError(f"{name!r}: could not look ({error}); try again later") from error
        if location is None:
            return None
        raw = dict(location.raw)
        if not (-90 <= location.latitude <= 90 and -180 <= location.longitude <= 180):
            raise GeocodingError(f"{name!r}: the answer lies at {location.latitude}, {location.longitude}; nowhere")
        return {**raw, "lat": location.latitude, "lon": location.longitude, "display_name": location.address}

    def _wait_for_turn(self, name: str) -> None:
        """Take the next free second of the installation and sleep until then; raise if that is too long."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            (free_at,) = connection.execute("SELECT free_at FROM gate").fetchone()
            turn = max(self._now(), free_at)
            if (long := turn - self._now()) > self._patience:
                raise GeocodingError(f"{name!r}: the service is to be left in quiet; try again in {long:.0f} s")
            connection.execute("UPDATE gate SET free_at = ?", (turn + BETWEEN_S,))
            connection.execute("COMMIT")
        if (wait := turn - self._now()) > 0:
            self._sleep(wait)

    def _be_quiet(self, seconds: float) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute("UPDATE gate SET free_at = MAX(free_at, ?)", (self._now() + seconds,))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._cache, timeout=30.0, isolation_level=None)


#: Kinds of OpenStreetMap, where they are not called as in `model.KINDS`; whatever else is a facility.
_KINDS = {
    "state": "admin1", "province": "admin1", "county": "admin2", "district": "admin2", "state_district": "admin2",
    "town": "city", "village": "city", "hamlet": "city", "municipality": "city", "locality": "city",
    "isolated_dwelling": "city", "suburb": "neighbourhood", "quarter": "neighbourhood", "city_district":
    "neighbourhood", "borough": "neighbourhood", "archipelago": "islands", "islet": "island", "peak": "mountain",
    "mountain_range": "mountains", "massif": "mountains", "aerodrome": "airport", "water": "lake", "wadi": "river",
    "stream": "river", "refugee_site": "camp", "border_control": "crossing", "harbour": "port",
    "archaeological_site": "heritage_site",
}  # fmt: skip


def place_of(location: Location) -> Place:
    """
    Return an answer as a row of the location table.

    What the answer does not say, or says in no shape that is known, stays unknown; its texts are the service's own.
    """
    raw: dict[str, Any] = location.raw if isinstance(location.raw, dict) else {}
    address = raw["address"] if isinstance(raw.get("address"), dict) else {}
    said = str(raw.get("addresstype") or raw.get("type") or "")
    kind = said if said in FAMILY_OF_KIND else _KINDS.get(said, "facility")
    code = str(address.get("country_code") or "").upper()
    osm_id = f"{raw.get('osm_type')}/{raw.get('osm_id')}"
    name = raw.get("name") or str(location.address).split(",")[0]
    return Place(
        place_id=f"osm:{osm_id if raw.get('osm_id') else f'{location.latitude},{location.longitude}'}"[:100],
        name=str(name).strip()[:200] or "Unnamed",
        kind=kind,
        lat=round(location.latitude, 5),
        lon=round(location.longitude, 5),
        country_code=code if len(code) == 2 and code.isascii() and code.isalpha() else None,
        country=str(address.get("country") or "")[:100] or None,
        admin1=str(address.get("state") or address.get("province") or "")[:100] or None,
    )
