"""
Geocoders for people who know geopy.

`GazetteerGeocoder` answers from the embedded gazetteer: no network, no key, no limit. Coordinates are WGS 84 decimal
degrees, (lat, lon), as geopy has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from dashboard.geoparse.gazetteer import KIND_NUMBER, Gazetteer
from dashboard.model import Place


class GazetteerGeocoder(Geocoder):
    """
    A geopy geocoder over the embedded gazetteer.

    >>> GazetteerGeocoder(Gazetteer.open(settings.gazetteer)).geocode("Muscat")
    Location(Muscat, Muscat, Oman, (23.58413, 58.40778, 0.0))
    """

    def __init__(self, gazetteer: Gazetteer | Path, *, timeout: float | object = DEFAULT_SENTINEL) -> None:
        """Take an open gazetteer or the folder of one; `timeout` is taken as geopy's geocoders do and not needed."""
        super().__init__(scheme=None, timeout=timeout)
        self.gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else Gazetteer.open(gazetteer)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | object = DEFAULT_SENTINEL,
        limit: int | None = None,
        country_codes: str | Sequence[str] | None = None,
        viewbox: tuple[Point | tuple, Point | tuple] | None = None,
        bounded: bool = False,
    ) -> Location | list[Location] | None:
        """
        Return the place that a name means, or None if the gazetteer does not hold it.

        "Tripoli, Lebanon" asks for the one in Lebanon. `country_codes` (ISO 3166-1 alpha-2) and, with `bounded`,
        `viewbox` (two opposite corners) restrict the answers; `exactly_one=False` returns a list of up to `limit`.
        Raises geopy.exc.GeocoderQueryError for an empty query or a limit below 1.
        """
        if not query or not query.strip():
            raise GeocoderQueryError("query must not be empty")
        if limit is not None and limit < 1:
            raise GeocoderQueryError("limit must be at least 1")
        name, *around = [part.strip() for part in query.split(",") if part.strip()] or [query]
        rows = self._rows(name)
        for outer in around:
            rows = self._within(rows, self._rows(outer))
        codes = {country_codes} if isinstance(country_codes, str) else set(country_codes or ())
        wanted = {code.upper() for code in codes}
        places = [self.gazetteer.place(row) for row in rows]
        if wanted:
            places = [place for place in places if place.country_code in wanted]
        if viewbox is not None and bounded:
            places = [place for place in places if _in_box(place, viewbox)]
        return _answer(places, exactly_one, limit)

    def reverse(
        self,
        query: Point | str | tuple[float, float],
        *,
        exactly_one: bool = True,
        timeout: float | object = DEFAULT_SENTINEL,
        limit: int | None = None,
    ) -> Location | list[Location] | None:
        """Return the nearest city, or with `exactly_one=False` the nearest `limit` (default 10), nearest first."""
        point = self._coerce_point_to_string(query, "%(lat)s %(lon)s").split()
        lat, lon = np.radians(float(point[0])), np.radians(float(point[1]))
        gazetteer = self.gazetteer
        a, b = np.radians(gazetteer.lat), np.radians(gazetteer.lon)
        cosine = np.sin(lat) * np.sin(a) + np.cos(lat) * np.cos(a) * np.cos(b - lon)
        cosine = np.where(gazetteer.kind == KIND_NUMBER["city"], cosine, -2.0)
        nearest = np.argsort(-cosine)[: limit or 10].tolist()
        return _answer([gazetteer.place(row) for row in nearest], exactly_one, limit)

    def _rows(self, name: str) -> list[int]:
        name_id = self.gazetteer.name_id(name)
        if name_id is None:
            return []
        return self.gazetteer.meanings(name_id)

    def _within(self, rows: list[int], outer: list[int]) -> list[int]:
        gazetteer, areas = self.gazetteer, set(outer)
        countries = {int(gazetteer.country[row]) for row in outer if gazetteer.kind_of(row) == "country"}
        return [
            row
            for row in rows
            if int(gazetteer.country[row]) in countries
            or int(gazetteer.admin1[row]) in areas
            or int(gazetteer.admin2[row]) in areas
        ]


def _in_box(place: Place, viewbox: tuple[Point | tuple, Point | tuple]) -> bool:
    first, second = (Point(corner) for corner in viewbox)
    south, north = sorted((first.latitude, second.latitude))
    west, east = sorted((first.longitude, second.longitude))
    return south <= place.lat <= north and west <= place.lon <= east


def _answer(places: list[Place], exactly_one: bool, limit: int | None) -> Location | list[Location] | None:
    if not places:
        return None
    locations = [_location(place) for place in places[: limit or (1 if exactly_one else 10)]]
    return locations[0] if exactly_one else locations


def _location(place: Place) -> Location:
    """Return a geopy Location whose `raw` is the row of the location table."""
    parts = dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part)
    raw = {name: getattr(place, name) for name in Place.__dataclass_fields__}
    return Location(", ".join(parts), (place.lat, place.lon), raw)
