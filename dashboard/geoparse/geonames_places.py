"""
The place table while it grows to millions of rows: columns as arrays of numbers, names on disk.

Coordinates are WGS 84 decimal degrees, (lat, lon); radii and distances kilometres. An area of the dump is known by its
code ("US.TX", "US.TX.201"), which later becomes the row of that area.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from dashboard.geoparse.gazetteer import CODES, KIND_NUMBER
from dashboard.geoparse.gazetteer_files import Readings, StringsWriter, Table, readings
from dashboard.model import FAMILY_OF_KIND, KINDS

#: How a place stands among others of its name: as its kind says; as a village of which not even the population is
#: known, a name that tells the tagger nothing; or behind every city and site, as a brook or a hill does.
ORDINARY, UNKNOWN, OBSCURE = range(3)
#: Rank and strength of what is obscure: `gazetteer_files.readings` gives a site 5 and 3.
_OBSCURE_RANK, _OBSCURE_STRENGTH = 5, 2
#: Two points of one thing lie this near each other even if it is small.
_SAME_KM = 10.0
_KM_OF_DEGREE = 111.2
_BATCH = 100_000


class Places:
    """Rows of the place table. Starts with those of the project's own tables."""

    def __init__(self, base: Table, work: Path) -> None:
        self.base_ids, self.own = base.ids, len(base.ids)
        self.kind, self.lat, self.lon, self.country = base.kind, base.lat, base.lon, base.country
        self.population, self.radius = base.population, base.radius
        self.standing = array("b", bytes(self.own))
        self.geonameid = array("i", bytes(4 * self.own))
        self.codes: dict[str, int] = {}
        self._code1, self._code2 = array("i", [-1]) * self.own, array("i", [-1]) * self.own
        self.area_rows: dict[str, int] = {}
        self._shown = (work / "shown.txt").open("w+", encoding="utf-8", newline="\n")
        self._shown.writelines(f"{name}\n" for name in base.names)
        self._english_rows, self._english_score = array("i"), array("b")
        self._english_ends, self._english = array("q", [0]), bytearray()

    def __len__(self) -> int:
        return len(self.kind)

    def add(
        self, geonameid: int, shown: str, kind: str, lat: float, lon: float, country: int, radius: float,
        population: int = 0, admin1: str = "", admin2: str = "", standing: int = ORDINARY,
    ) -> int:  # fmt: skip
        """Add a row and return its number; `admin1` and `admin2` are codes of areas, "" for none."""
        row = len(self.kind)
        self.geonameid.append(geonameid)
        self._shown.write(f"{shown}\n")
        self.kind.append(KIND_NUMBER[kind])
        self.lat.append(lat)
        self.lon.append(lon)
        self.country.append(country)
        self.radius.append(radius)
        self.population.append(population)
        self.standing.append(standing)
        codes = self.codes
        self._code1.append(codes.setdefault(admin1, len(codes)) if admin1 else -1)
        self._code2.append(codes.setdefault(admin2, len(codes)) if admin2 else -1)
        return row

    def show_as(self, row: int, name: str, score: int) -> None:
        """Show a row under another name; of several the highest score wins, of equal ones the first."""
        self._english_rows.append(row)
        self._english_score.append(score)
        self._english += name.encode("utf-8")
        self._english_ends.append(len(self._english))

    def add_missing_areas(self, names: dict[str, tuple[str, int]], number: dict[str, int]) -> list[tuple[int, str]]:
        """
        Add the areas that cities refer to and the dump does not hold, in the middle of these cities.

        `names` has (name, GeoNames id) by code, `number` counts the countries. Returns the new rows and their names.
        """
        missing = [code for code in self.codes if code not in self.area_rows and code in names]
        number_of = {self.codes[code]: code for code in missing}
        added = []
        cities = self._cities()
        for level in [np.array(self._code1), np.array(self._code2)]:
            used = np.flatnonzero(cities & np.isin(level, list(number_of)))
            weight = np.sqrt(np.asarray(self.population)[used] + 1.0)
            size = len(self.codes)
            total = np.bincount(level[used], weight, size)
            lat = np.bincount(level[used], weight * np.asarray(self.lat)[used], size)
            lon = np.bincount(level[used], weight * np.asarray(self.lon)[used], size)
            for at in np.flatnonzero(total).tolist():
                code = number_of[at]
                name, geonameid = names[code]
                country, outer = code.split(".")[0], ".".join(code.split(".")[:2])
                row = self.add(
                    geonameid, name, "admin2" if code.count(".") > 1 else "admin1", lat[at] / total[at],
                    lon[at] / total[at], number.get(country, -1), 0.0, 0, outer,
                )  # fmt: skip
                self.area_rows[code] = row
                added.append((row, name))
        return added

    def _cities(self) -> np.ndarray:
        return np.array(self.kind) == KIND_NUMBER["city"]

    def settle(self) -> tuple[np.ndarray, np.ndarray]:
        """
        Return columns admin1 and admin2 as rows, -1 for none, and give each area a radius and a population.

        The radius holds four fifths of its cities, 8 to 1,200 km; 15 km with one city and 20 km with none.
        """
        row_of_code = np.full(len(self.codes) + 1, -1, dtype=np.int32)  # the last is that of no code
        for code, row in self.area_rows.items():
            if code in self.codes:
                row_of_code[self.codes[code]] = row
        admin1, admin2 = row_of_code[np.array(self._code1)], row_of_code[np.array(self._code2)]
        admin2[admin2 == np.arange(len(self))] = -1
        areas = np.array(sorted(set(self.area_rows.values())), dtype=np.int64)
        cities = self._cities()
        # views of the arrays, so that what is written here stays
        lat, lon = np.frombuffer(self.lat, np.float32), np.frombuffer(self.lon, np.float32)
        radius, population = np.frombuffer(self.radius, np.float32), np.frombuffer(self.population, np.int64)
        for level in (admin2, admin1):
            inside = np.flatnonzero(cities & (level >= 0))
            area = level[inside]
            east = (lon[inside] - lon[area] + 180.0) % 360.0 - 180.0
            spread = _KM_OF_DEGREE * np.hypot(lat[inside] - lat[area], east * np.cos(np.radians(lat[area])))
            order = np.lexsort((spread, area))
            found, first, count = np.unique(area[order], return_index=True, return_counts=True)
            size = np.clip(spread[order][first + (0.8 * (count - 1)).astype(np.int64)], 8.0, 1200.0)
            own = found >= self.own  # what features.csv gives a size keeps it
            radius[found[own]] = np.where(count > 1, size, 15.0)[own]
            people = np.bincount(area, population[inside], len(self)) if len(area) else np.zeros(len(self))
            empty = found[population[found] == 0]
            population[empty] = people[empty].astype(np.int64)
        bare = areas[radius[areas] == 0]
        radius[bare] = 20.0
        return admin1, admin2

    def readings(self) -> Readings:
        """Return how each row stands among the meanings of a name."""
        read = readings(np.asarray(self.kind), np.asarray(self.population))
        standing = np.array(self.standing)
        read.rank[standing == OBSCURE] = np.maximum(read.rank[standing == OBSCURE], _OBSCURE_RANK)
        read.strength[standing == OBSCURE] = _OBSCURE_STRENGTH
        read.code[standing == UNKNOWN] = CODES.index("")
        read.strength[standing == UNKNOWN] = 0
        return read

    def write_strings(self, work: Path) -> None:
        """Write the names that readers see, and the ids of the places."""
        self._shown.seek(0)
        self._write_column(work, "place_name", self._best_names())
        self._write_column(work, "place_id", self._ids())
        self.close()

    def close(self) -> None:
        self._shown.close()

    def _write_column(self, work: Path, name: str, values: Iterator[str]) -> None:
        column, batch = StringsWriter(work, name), []
        for value in values:
            batch.append(value)
            if len(batch) == _BATCH:
                column.extend(batch)
                batch.clear()
        column.extend(batch)
        column.close()

    def _best_names(self) -> Iterator[str]:
        rows, score = np.array(self._english_rows), np.array(self._english_score)
        order = np.lexsort((-score.astype(np.int16), rows))  # stable: of equal scores the first
        best = iter(order[np.unique(rows[order], return_index=True)[1]].tolist())
        at = next(best, None)
        for row, line in enumerate(self._shown):
            if at is not None and self._english_rows[at] == row:
                yield self._english[self._english_ends[at] : self._english_ends[at + 1]].decode("utf-8")
                at = next(best, None)
            else:
                yield line[:-1]

    def _ids(self) -> Iterator[str]:
        yield from self.base_ids
        for row in range(self.own, len(self)):
            yield f"geonames:{self.geonameid[row]}"


class Twins:
    """Finds the row of the project's own tables that is the same thing as a place of the dump."""

    def __init__(self, base: Table) -> None:
        self._base = base
        self._rows: dict[str, list[int]] = defaultdict(list)
        for key, row in zip(base.keys, base.key_rows, strict=True):
            if KINDS[base.kind[row]] != "country":
                self._rows[key].append(row)

    def find(self, kind: str, lat: float, lon: float, keys: Iterable[str]) -> int | None:
        """
        Return the nearest row of the same name and family of kinds within that row's radius (at least 10 km).

        Cities, quarters and camps are each their own family: the camp is not the town that it is called after.
        """
        best, nearest = None, math.inf
        for key in keys:
            for row in self._rows.get(key, ()):
                other = KINDS[self._base.kind[row]]
                if other != kind and (FAMILY_OF_KIND[other] != FAMILY_OF_KIND[kind] or FAMILY_OF_KIND[kind] == "city"):
                    continue
                away = _distance(lat, lon, self._base.lat[row], self._base.lon[row])
                if away < nearest and away <= max(self._base.radius[row], _SAME_KM):
                    best, nearest = row, away
        return best


def _distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    east = ((other_lon - lon + 180.0) % 360.0 - 180.0) * math.cos(math.radians((lat + other_lat) / 2))
    return _KM_OF_DEGREE * math.hypot(other_lat - lat, east)
