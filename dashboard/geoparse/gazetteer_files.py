"""
Write the files that `gazetteer.Gazetteer` reads: the names in one trie or several, their entries, the place table.

Knows nothing of where places come from. Works in a folder that `replace_folder` then puts in the place of the old one,
so that a reader sees a whole gazetteer or none. Coordinates are WGS 84 decimal degrees, (lat, lon); radii kilometres.
"""

from __future__ import annotations

import math
import os
import shutil
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np

from dashboard.geoparse.gazetteer import ABBREVIATION, CODES, DEMONYM, KIND_NUMBER, MAIN_NAME, trie_path
from dashboard.geoparse.gazetteer_names import COMPASS, spaced_compass
from dashboard.geoparse.text import fold_name
from dashboard.model import FAMILY_OF_KIND

#: Order of kinds among the meanings of one name: countries, features and first-order areas outrank cities, or
#: "Levant" and "Gaza" end in the United States and Mozambique (trap 5 of the recipe).
RANK = {"country": 0, "continent": 1, "ocean": 1, "sea": 1, "gulf": 1, "strait": 1, "territory": 1, "admin1": 2}

#: Which reading of a name the tagger is told of when it has several: the strongest, that is country, demonym,
#: first-order area, feature, large city, lower area, small city, site.
STRENGTH = {
    "country": 15, "demonym": 14, "admin1": 13, "feature": 12, "abbr": 11, "city5": 10, "city4": 9, "city3": 8,
    "city2": 6, "admin2": 7, "city1": 5, "city0": 4, "site": 3,
}  # fmt: skip
#: The longest direction is "south western ", with the spaces of a key.
_LONGEST_COMPASS = 14
#: Names longer than this are no names.
LONGEST_KEY = 80


@dataclass
class Table:
    """The place table and the names while they grow."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    kind: array = field(default_factory=lambda: array("b"))
    lat: array = field(default_factory=lambda: array("f"))
    lon: array = field(default_factory=lambda: array("f"))
    country: array = field(default_factory=lambda: array("h"))
    admin1: array = field(default_factory=lambda: array("i"))
    admin2: array = field(default_factory=lambda: array("i"))
    population: array = field(default_factory=lambda: array("q"))
    radius: array = field(default_factory=lambda: array("f"))
    keys: list[str] = field(default_factory=list)
    key_rows: array = field(default_factory=lambda: array("i"))
    key_quality: array = field(default_factory=lambda: array("b"))

    def add(
        self, place_id: str, name: str, kind: str, lat: float, lon: float, country: int, radius: float,
        population: int = 0, admin1: int = -1, admin2: int = -1,
    ) -> int:  # fmt: skip
        row = len(self.ids)
        self.ids.append(place_id)
        self.names.append(name)
        self.kind.append(KIND_NUMBER[kind])
        self.lat.append(lat)
        self.lon.append(lon)
        self.country.append(country)
        self.admin1.append(admin1)
        self.admin2.append(admin2)
        self.population.append(population)
        self.radius.append(radius)
        self.name(row, name, MAIN_NAME)
        return row

    def name(self, row: int, name: str, quality: int) -> None:
        key = fold_name(name)
        if not key or len(key) > LONGEST_KEY:
            return
        if (
            len(key) <= _LONGEST_COMPASS
            and key.replace(" ", "") in COMPASS
            and not self.ids[row].startswith("feature:")
        ):
            return  # a governorate called "South" is not what "the south of Petra" means
        self._add_key(key, row, quality)
        spaced = spaced_compass(key)
        if spaced is not None:
            self._add_key(spaced, row, quality)

    def _add_key(self, key: str, row: int, quality: int) -> None:
        self.keys.append(key)
        self.key_rows.append(row)
        self.key_quality.append(quality)

    def keep_names(self, wanted: np.ndarray) -> None:
        """Drop the names that are not wanted, one truth value for each of `keys`."""
        self.keys = list(compress(self.keys, wanted.tolist()))
        self.key_rows = _array(self.key_rows, np.array(self.key_rows)[wanted])
        self.key_quality = _array(self.key_quality, np.array(self.key_quality)[wanted])

    def lead(self, into: dict[int, int]) -> None:
        """Let the names of some rows, and what lies in them, lead to other rows."""
        rows = np.arange(len(self.ids) + 1, dtype=np.int64)
        rows[-1] = -1  # for what lies in no area
        rows[list(into)] = list(into.values())
        self.key_rows, self.admin1, self.admin2 = (
            _array(column, rows[np.array(column)]) for column in (self.key_rows, self.admin1, self.admin2)
        )


def _array(like: array, values: np.ndarray) -> array:
    """Return values as an array of the same type as another one."""
    out = array(like.typecode)
    out.frombytes(values.astype(np.dtype(like.typecode)).tobytes())
    return out


@dataclass(frozen=True, slots=True)
class Readings:
    """For each row of the place table: its rank among the meanings of a name (0 best), its number in `CODES`, and how
    strongly that code stands against those of other places with the same name."""

    rank: np.ndarray
    code: np.ndarray
    strength: np.ndarray


def readings(kind: np.ndarray, population: np.ndarray) -> Readings:
    """Return what kind and population alone say of each place."""
    kinds = list(KIND_NUMBER)
    rank = [RANK.get(k, 4 if k in ("city", "admin2") else 5 if FAMILY_OF_KIND[k] == "site" else 3) for k in kinds]
    code_of_kind = [
        CODES.index(k) if k in ("country", "admin1", "admin2") else CODES.index("site") if FAMILY_OF_KIND[k] == "site"
        else CODES.index("city0") if k == "city" else CODES.index("feature")
        for k in kinds
    ]  # fmt: skip
    code = np.array(code_of_kind, dtype=np.uint8)[kind]
    cities = np.flatnonzero(code == CODES.index("city0"))
    buckets = np.digitize(population[cities], (1_000, 5_000, 20_000, 100_000, 1_000_000))
    code[cities] += buckets.astype(np.uint8)
    strength = np.array([STRENGTH.get(each, 0) for each in CODES], dtype=np.uint8)[code]
    return Readings(np.array(rank, dtype=np.uint8)[kind], code, strength)


class ArrayFile:
    """A one-dimensional .npy file that grows, so that no column need fit into memory."""

    def __init__(self, path: Path, dtype: Any) -> None:
        self._file = path.open("wb")
        self._dtype = np.dtype(dtype)
        self.length = 0
        self._header()

    def _header(self) -> None:
        descr = np.lib.format.dtype_to_descr(self._dtype)
        head = {"descr": descr, "fortran_order": False, "shape": (self.length,)}
        np.lib.format.write_array_header_1_0(self._file, head)  # numpy leaves room for the length to grow

    def append(self, values: np.ndarray) -> None:
        self._file.write(values.astype(self._dtype, copy=False).tobytes())
        self.length += len(values)

    def close(self) -> None:
        self._file.seek(0)
        self._header()
        self._file.close()


class NameWriter:
    """Writes names and entries, one trie after the other; the caller deals the names out (`gazetteer.shard_of`)."""

    def __init__(self, work: Path, read: Readings, population: np.ndarray) -> None:
        self._work, self._read, self._population = work, read, population
        self._offsets = ArrayFile(work / "offsets.npy", np.uint32)
        self._codes = ArrayFile(work / "codes.npy", np.uint8)
        self._entries = ArrayFile(work / "entries.npy", np.int32)
        self._quality = ArrayFile(work / "quality.npy", np.int8)
        self._offsets.append(np.zeros(1))
        self.sizes: list[int] = []

    @property
    def names(self) -> int:
        """How many distinct names were written."""
        return sum(self.sizes)

    def add(self, keys: Sequence[str], key_rows: array | np.ndarray, key_quality: array | np.ndarray) -> None:
        """Write one trie with the entries of its names: for each, the rows it can mean, best first."""
        trie = marisa_trie.Trie(keys)
        trie.save(str(trie_path(self._work, len(self.sizes))))
        ids = np.fromiter((trie[key] for key in keys), dtype=np.int64, count=len(keys))
        rows, quality = np.array(key_rows), np.array(key_quality)
        rank = self._read.rank[rows]
        order = np.lexsort((rows, -self._population[rows], quality, rank, quality == DEMONYM, ids))
        ids, rows, quality = ids[order], rows[order], quality[order]
        # one entry a name and place: the best quality, which the order put first
        _, first = np.unique(ids * len(self._read.rank) + rows, return_index=True)
        first.sort()
        ids, rows, quality = ids[first], rows[first], quality[first]
        counts = np.bincount(ids, minlength=len(trie))
        self._offsets.append(self._entries.length + np.cumsum(counts))
        self._entries.append(rows)
        self._quality.append(quality)
        self._codes.append(self._codes_of(ids, rows, quality, len(trie)))
        self.sizes.append(len(trie))

    def _codes_of(self, ids: np.ndarray, rows: np.ndarray, quality: np.ndarray, names: int) -> np.ndarray:
        """Return for each name the number in `CODES` of what it mostly is, read by the tagger as one feature."""
        codes, strength = self._read.code[rows], self._read.strength[rows]
        for special, code in ((ABBREVIATION, "abbr"), (DEMONYM, "demonym")):
            codes = np.where(quality == special, CODES.index(code), codes)
            strength = np.where(quality == special, STRENGTH[code], strength)
        order = np.lexsort((-strength.astype(np.int64), ids))
        best = np.zeros(names, dtype=np.uint8)
        named, first = np.unique(ids[order], return_index=True)
        best[named] = codes[order][first]
        return best

    def close(self) -> None:
        """Finish the arrays; call it once after the last trie."""
        for file in (self._offsets, self._codes, self._entries, self._quality):
            file.close()


class StringsWriter:
    """A column of strings, written row by row, as `gazetteer.Strings` reads it."""

    def __init__(self, work: Path, name: str) -> None:
        self._offsets = ArrayFile(work / f"{name}.offsets.npy", np.uint32)
        self._bytes = (work / f"{name}.strings").open("wb")
        self._offsets.append(np.zeros(1))
        self._end = 0

    def extend(self, values: Iterable[str]) -> None:
        encoded = [value.encode("utf-8") for value in values]
        self._bytes.write(b"".join(encoded))
        ends = self._end + np.cumsum([len(value) for value in encoded], dtype=np.int64)
        self._offsets.append(ends)
        self._end = int(ends[-1]) if len(ends) else self._end

    def close(self) -> None:
        self._offsets.close()
        self._bytes.close()


def write_strings(work: Path, name: str, values: Iterable[str]) -> None:
    """Write a column of strings."""
    column = StringsWriter(work, name)
    column.extend(values)
    column.close()


def write_columns(work: Path, columns: Any, **others: np.ndarray) -> None:
    """Write the numbers of the place table: `others`, the rest from `columns`, such as a `Table`. NaN becomes 0."""
    for name, dtype in (
        ("lat", np.float32), ("lon", np.float32), ("kind", np.int8), ("country", np.int16), ("admin1", np.int32),
        ("admin2", np.int32), ("population", np.int64), ("radius", np.float32),
    ):  # fmt: skip
        values = np.asarray(others[name] if name in others else getattr(columns, name), dtype=dtype)
        np.save(work / f"place_{name}.npy", np.nan_to_num(values) if values.dtype.kind == "f" else values)


def write_words(
    work: Path, frequencies: dict[str, float], persons: Iterable[dict[str, str]], further: Iterable[dict[str, str]]
) -> None:
    """
    Write how common each word is (zipf scale, 0-8, in four bits) and the flags given name and surname: of `persons`,
    which the tagger is taught, and of `further`, which it is not.
    """
    flags: dict[str, int] = {}
    for word, frequency in frequencies.items():
        if word.isalpha():
            flags[word] = max(0, min(15, round(math.log10(frequency) + 9)))
    for records, given, surname in ((persons, 16, 32), (further, 64, 128)):
        for record in records:
            flag = given * (record["given"] == "1") + surname * (record["surname"] == "1")
            flags[record["name"]] = flags.get(record["name"], 0) | flag
    trie = marisa_trie.Trie(flags)
    trie.save(str(work / "words.marisa"))
    values = np.zeros(len(trie), dtype=np.uint8)
    for word, flag in flags.items():
        values[trie[word]] = flag
    np.save(work / "words.npy", values)


def replace_folder(work: Path, target: Path) -> None:
    """Put a finished folder in the place of the old one."""
    os.chmod(work, 0o755)
    old = target.with_name(f".{target.name}-old-{os.getpid()}")
    if target.exists():
        os.rename(target, old)
    os.rename(work, target)
    shutil.rmtree(old, ignore_errors=True)
