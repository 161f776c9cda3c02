"""Country shapes for tests of coordinates, from the map's own basemap (Natural Earth, 1:50m)."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache

import pytest
import shapely
from geopy.distance import great_circle
from shapely.ops import nearest_points

from dashboard.settings import load_settings

#: Islets and reefs that no map of 1:50m holds; their coordinates were compared with other sources by hand.
UNMAPPED = frozenset(
    "midway-atoll wake-island fernando-de-noronha iwo-jima baengnyeong-island woody-island pitcairn-island kwajalein "
    "bikini-atoll lord-howe-island annobon aldabra tristan-da-cunha pelagie-islands paracel-islands senkaku-islands "
    "tubbataha-reef scarborough-shoal second-thomas-shoal mischief-reef fiery-cross-reef pratas-island "
    "abd-al-kuri-island farsi-island lampedusa kastellorizo cape-dezhnev".split()
)


class CountryShapes:
    """Polygons by ISO 3166-1 alpha-2 code; (lat, lon) in, kilometres out."""

    unmapped = UNMAPPED

    def __init__(self, topology: dict) -> None:
        (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
        arcs = []
        for arc in topology["arcs"]:
            x = y = 0
            points = []
            for step_x, step_y in arc:
                x, y = x + step_x, y + step_y
                points.append((x * kx + dx, y * ky + dy))
            arcs.append(points)

        def ring(numbers: list[int]) -> list[tuple[float, float]]:
            # Russia goes on over 180 degrees: as it stands, the jump would cut a band of the Arctic out of it
            out: list[tuple[float, float]] = []
            for x, y in (point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])):
                turn = round((out[-1][0] - x) / 360) * 360 if out else 0
                out.append((x + turn, y))
            return out

        parts = defaultdict(list)
        for geometry in topology["objects"]["countries"]["geometries"]:
            if code := geometry["properties"].get("code"):
                polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
                parts[code] += [shapely.make_valid(shapely.Polygon(ring(rings[0]))) for rings in polygons]
        self._shapes = {code: shapely.union_all(polygons) for code, polygons in parts.items()}

    def __contains__(self, code: str) -> bool:
        return code in self._shapes

    def distance_km(self, code: str, lat: float, lon: float) -> float:
        """Return how far a point lies from a country, 0 inside of it."""
        shape = self._shapes[code]
        km = []
        for turn in (0, 360, -360):
            point = shapely.Point(lon + turn, lat)
            if shape.contains(point):
                return 0.0
            near, _ = nearest_points(shape, point)
            km.append(great_circle((near.y, (near.x + 180) % 360 - 180), (lat, lon)).km)
        return min(km)


@cache
def _shapes() -> CountryShapes:
    return CountryShapes(json.loads((load_settings().data / "basemap" / "countries.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def country_shapes() -> CountryShapes:
    return _shapes()
