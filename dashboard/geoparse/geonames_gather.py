"""
Gather places and their names from the files of a GeoNames dump.

Kept are the codes of `data/geonames_kinds.csv`. A place that the project's own tables have already
(`geonames_places.Twins`) is not added; its names go to the row that is there. Coordinates are WGS 84 decimal degrees.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dashboard.errors import DataFileError
from dashboard.geoparse.gazetteer import ABBREVIATION, DERIVED_NAME, KIND_NUMBER, MAIN_NAME, OTHER_NAME
from dashboard.geoparse.gazetteer_files import LONGEST_KEY, Table
from dashboard.geoparse.gazetteer_names import (
    ARABIC_ARTICLES,
    ARABIC_COUNTRIES,
    RESPELLED,
    WORD_FROM,
    english_area_name,
    plain_name,
    short_area_names,
)
from dashboard.geoparse.gazetteer_spill import NameSpill
from dashboard.geoparse.geonames_dump import (
    AlternateName,
    DumpFile,
    DumpRow,
    Malformed,
    parse_admin_code,
    parse_alternate_name,
    parse_place,
)
from dashboard.geoparse.geonames_places import OBSCURE, ORDINARY, UNKNOWN, Places, Twins
from dashboard.geoparse.tables import read_table
from dashboard.geoparse.text import fold_name
from dashboard.model import FAMILY_OF_KIND

#: What GeoNames puts where a language stands, and is no name of a place.
_NO_NAMES = frozenset("link wkdt post iata icao faac tcid unlc phon piny nuts".split())
#: What a place is shown under, best last: an English name, the preferred one, an area's in the list of areas.
_ENGLISH, _PREFERRED, _AREA = 1, 2, 3
_SEATS = ("P.PPLA", "P.PPLC", "P.PPLG")
_BATCH = 100_000


class Kind(NamedTuple):
    """What a feature code is here. `named_only`: kept only with another name, of a million brooks the known ones."""

    kind: str
    radius: float
    named_only: bool


def read_kinds(path: Path) -> dict[str, Kind]:
    """Read which feature codes are kept and as what. Raises DataFileError with file and line."""
    kinds = {}
    for line, record in read_table(path):
        if record["kind"] not in FAMILY_OF_KIND:
            raise DataFileError(f"{path}:{line}: kind {record['kind']!r} is not one of {', '.join(FAMILY_OF_KIND)}")
        kinds[record["code"]] = Kind(record["kind"], float(record["radius_km"]), record["named_only"] == "1")
    return kinds


class Gatherer:
    """Reads the files one after the other: areas' codes first, then places, then their other names."""

    def __init__(
        self, base: Table, work: Path, kinds: dict[str, Kind], number: dict[str, int], english: dict[int, str],
        frequencies: dict[str, float], watched: Iterable[str], *, min_population: int = 0, names_apart: bool = False,
    ) -> None:  # fmt: skip
        """
        Start from the project's own rows; `number` counts the countries, `english` overrules shown names.

        `watched` are folded names whose rows the caller will ask for. With `names_apart` the other names come from a
        file of their own, and the places' lines are not searched for them.
        """
        self.places, self.spill = Places(base, work), NameSpill(work / "names")
        self.malformed = Malformed()
        self.watched: dict[str, list[tuple[int, int]]] = {key: [] for key in watched}
        self.areas: dict[str, tuple[str, int]] = {}  # code -> name, GeoNames id
        self.rows = self.merged = 0
        self.modified = ""
        self._twins = Twins(base)
        self._kinds, self._number, self._english, self._frequencies = kinds, number, english, frequencies
        self._min_population, self._names_apart = min_population, names_apart
        self._arabic = frozenset(number[code] for code in ARABIC_COUNTRIES if code in number)
        self._respelled = frozenset(number[code] for code in RESPELLED if code in number)
        self._ids, self._id_rows = array("i"), array("i")
        for key, row, quality in zip(base.keys, base.key_rows, base.key_quality, strict=True):
            self.add_key(key, row, quality)

    def add_key(self, key: str, row: int, quality: int) -> None:
        """Let a folded name lead to a row."""
        if key and len(key) <= LONGEST_KEY:
            self.spill.add(key, row, quality)
            if key in self.watched:
                self.watched[key].append((row, quality))

    def add_name(self, row: int, name: str, quality: int, key: str | None = None) -> None:
        """
        Let a name lead to a row, and what texts make of it: "Muscat" of "Muscat Governorate", "Hudaydah" of
        "al-Hudaydah". `key` is the folded name, for whom that knows it: folding is half of a build's time.
        """
        key = fold_name(name) if key is None else key
        self.add_key(key, row, quality)
        kind = self.places.kind[row]
        if kind == KIND_NUMBER["city"]:
            if key.startswith(ARABIC_ARTICLES) and self.places.country[row] in self._arabic:
                bare = key.split(" ", 1)[1]
                if len(bare) > 4:
                    self.add_key(bare, row, DERIVED_NAME)
        elif kind in (KIND_NUMBER["admin1"], KIND_NUMBER["admin2"]):
            for short in short_area_names(name):
                self.add_key(fold_name(short), row, DERIVED_NAME)

    def read_areas(self, file: DumpFile) -> None:
        """Read admin1CodesASCII or admin2Codes."""
        for area in file.rows(parse_admin_code, self.malformed, "list of areas"):
            self.areas[area.code] = (area.name, area.geonameid)

    def read_places(self, file: DumpFile) -> None:
        """Read allCountries or a file of one country."""
        seen = bytearray()
        for place in file.rows(parse_place, self.malformed, "GeoNames dump"):
            self.rows += 1
            byte, bit = place.geonameid >> 3, 1 << (place.geonameid & 7)
            if byte >= len(seen):
                seen.extend(bytes(byte + 1_000_000 - len(seen)))
            if seen[byte] & bit:
                self.malformed.add(file.path, file.line, f"place {place.geonameid} is there twice")
                continue
            seen[byte] |= bit
            if place.modified > self.modified and len(place.modified) == 10:
                self.modified = place.modified
            if kind := self._kinds.get(place.code):
                self._add_place(place, kind)

    def _add_place(self, place: DumpRow, kind: Kind) -> None:
        seat = place.code.startswith(_SEATS)
        if place.code.startswith("P.") and not seat and place.population < self._min_population:
            return
        if kind.named_only and not place.aliases:
            return
        area, code1, code2 = _codes(place)
        standing = ORDINARY if area or seat else OBSCURE
        if kind.kind == "city" and not seat:
            standing = ORDINARY if place.population else UNKNOWN
        if standing != ORDINARY and self._frequencies.get(place.name.lower(), 0.0) >= WORD_FROM:
            return  # "The", "Police": a hamlet is not worth a pin on every such word
        aliases = place.aliases.split(",") if place.aliases else []
        own_names = [place.name, place.asciiname] if place.asciiname not in ("", place.name) else [place.name]
        keys = {fold_name(name): name for name in reversed(own_names)}
        alike = map(fold_name, aliases) if FAMILY_OF_KIND[kind.kind] in ("water", "land") else ()
        row = self._twins.find(kind.kind, place.lat, place.lon, (*keys, *alike))
        quality = MAIN_NAME if row is None else OTHER_NAME
        if row is None:
            radius = kind.radius
            if kind.kind == "city":
                radius = min(30.0, max(1.5, 0.01 * math.sqrt(place.population)))
            row = self.places.add(
                place.geonameid, self._shown(place, aliases, kind.kind), kind.kind, place.lat, place.lon,
                self._number.get(place.country, -1), radius, place.population, code1, code2, standing,
            )  # fmt: skip
        else:
            self.merged += 1
        self._ids.append(place.geonameid)
        self._id_rows.append(row)
        for key, name in keys.items():
            self.add_name(row, name, quality, key)
        if place.geonameid in self._english:
            self.add_name(row, self._english[place.geonameid], quality)
        if area:
            self.places.area_rows.setdefault(area, row)
            if area in self.areas:
                self.add_name(row, self.areas[area][0], quality)
                self._show(row, place.geonameid, self.areas[area][0], _AREA)
        if not self._names_apart:
            for alias in aliases:
                if not (len(alias) < 5 and alias.isascii() and alias.isupper()):  # LON, EGLL: codes, not names
                    self._add_alias(row, alias, OTHER_NAME)

    def _add_alias(self, row: int, alias: str, quality: int) -> None:
        """Add another name unless it is a common word, an accident of transliteration."""
        if (len(alias) > 2 or not alias.isascii()) and self._frequencies.get(alias.lower(), 0.0) < WORD_FROM:
            self.add_name(row, alias, quality)

    def _shown(self, place: DumpRow, aliases: list[str], kind: str) -> str:
        if place.geonameid in self._english:
            return self._english[place.geonameid]
        if place.country not in RESPELLED:
            return place.name
        return english_area_name(place.name, aliases) if kind.startswith("admin") else plain_name(place.name)

    def _show(self, row: int, geonameid: int, name: str, score: int) -> None:
        if geonameid not in self._english and row >= self.places.own:
            self.places.show_as(row, name, score)

    def read_alternate_names(self, file: DumpFile) -> None:
        """Read alternateNamesV2; names of places that were not kept are passed over."""
        ids = np.array(self._ids, dtype=np.int32)
        order = np.argsort(ids, kind="stable").astype(np.int32)
        ids, rows = ids[order], np.array(self._id_rows, dtype=np.int32)[order]
        if not len(ids):
            return
        batch: list[AlternateName] = []

        def take() -> None:
            wanted = np.array([each.geonameid for each in batch], dtype=np.int32)
            at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
            for number in np.flatnonzero(ids[at] == wanted).tolist():
                self._add_alternate(int(rows[at[number]]), batch[number])
            batch.clear()

        for name in file.rows(parse_alternate_name, self.malformed, "list of alternate names"):
            if name.language not in _NO_NAMES:
                batch.append(name)
                if len(batch) == _BATCH:
                    take()
        take()
        self._ids, self._id_rows = array("i"), array("i")  # a hundred megabytes of a whole dump

    def _add_alternate(self, row: int, given: AlternateName) -> None:
        name = given.name
        if given.language == "abbr":
            if len(name) > 2 and name.isupper():
                self.add_key(fold_name(name), row, ABBREVIATION)
            return
        today = not (given.historic or given.colloquial)
        if given.language == "en" and today:
            if given.preferred:
                self._show(row, given.geonameid, name, _PREFERRED)
                self._add_alias(row, name, MAIN_NAME)
                return
            if self.places.country[row] in self._respelled:
                self._show(row, given.geonameid, name, _ENGLISH)
        self._add_alias(row, name, DERIVED_NAME if given.historic else OTHER_NAME)


def _codes(place: DumpRow) -> tuple[str, str, str]:
    """Return (the area's own code or "", code of the first-order area that it lies in, of the second-order one)."""
    country = place.country
    first = f"{country}.{place.admin1}" if country and place.admin1 not in ("", "00") else ""
    second = f"{first}.{place.admin2}" if first and place.admin2 not in ("", "00") else ""
    own = {"A.ADM1": first, "A.ADM2": second}.get(place.code, "")
    return own, first, second
