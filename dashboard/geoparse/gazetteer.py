"""
The embedded gazetteer: names to places, read from memory-mapped files that processes share.

`gazetteer_build` makes the files; this module only reads them. A name leads to its entries, each a row of the place
table with a *quality*: the place's main name, another name, a derived variant, or a demonym. Coordinates are WGS 84
decimal degrees, (lat, lon).

    names.marisa            trie of folded names; the key's id is its row in the two arrays below. A large gazetteer
                            deals its names out to several (names.1.marisa ...), whose ids follow on each other
    offsets.npy codes.npy   where the entries of a name start; what the tagger is told of it
    entries.npy quality.npy rows of the place table, best first, and the entry's quality
    place_*.npy *.strings   columns of the place table
    words.marisa words.npy  how common a word is (wordfreq), and whether persons are called so
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import marisa_trie
import numpy as np

from dashboard.errors import GazetteerError
from dashboard.geoparse.respelling import forms
from dashboard.geoparse.text import fold_name
from dashboard.model import KINDS, Place

#: Raised whenever the files change their meaning; an older build is refused and built again.
FORMAT = 4

#: Quality of an entry, best first.
#: An unlike name is another name that shares few letters with the main one: "Berea" for Aleppo.
MAIN_NAME, OTHER_NAME, DERIVED_NAME, ABBREVIATION, DEMONYM, UNLIKE_NAME = range(6)

#: What the tagger is told of a name, by code. Cities carry a bucket of their population.
CODES = ("", "country", "admin1", "admin2", "feature", "demonym", "abbr", "site") + tuple(f"city{n}" for n in range(6))

#: `Gazetteer.homes` looks at this many things that a name can mean; "San Antonio" has hundreds.
_HOMES = 40

KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


class Entry(NamedTuple):
    """One thing that a name can mean: a row of the place table, and how the name belongs to it."""

    row: int
    quality: int


class Match(NamedTuple):
    """The longest name that starts at a token: how many lookup parts it takes, and its id."""

    parts: int
    name_id: int


def _column(path: Path) -> np.ndarray:
    """Open an array memory-mapped, as a plain array: numpy's memmap type makes each access three times slower."""
    return np.load(path, mmap_mode="r").view(np.ndarray)


class Strings:
    """A column of strings in one file: offsets and UTF-8 bytes, memory-mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self._offsets = _column(folder / f"{name}.offsets.npy")
        self._bytes = np.memmap(folder / f"{name}.strings", dtype=np.uint8, mode="r").view(np.ndarray)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        return self._bytes[self._offsets[row] : self._offsets[row + 1]].tobytes().decode("utf-8")


def trie_path(folder: Path, number: int) -> Path:
    """Return the file of the names' first trie (0), or of a further one."""
    return folder / (f"names.{number}.marisa" if number else "names.marisa")


def shard_of(key: str, shards: int) -> int:
    """Return the number of the trie that holds a key; names with the same first word are in the same."""
    return crc32(key.partition(" ")[0].encode("utf-8", "replace")) % shards


class Names:
    """The folded names: one trie, or one for each share of the first words."""

    def __init__(self, folder: Path, sizes: list[int]) -> None:
        self._tries = []
        for number in range(len(sizes)):
            trie = marisa_trie.Trie()
            trie.mmap(str(trie_path(folder, number)))
            self._tries.append(trie)
        self._first_id = [0, *accumulate(sizes)][:-1]

    def get(self, key: str) -> int | None:
        """Return the id of a key; None if it is no name."""
        shard = shard_of(key, len(self._tries)) if len(self._tries) > 1 else 0
        found = self._tries[shard].get(key)
        return None if found is None else found + self._first_id[shard]

    def longest(self, key: str) -> Match | None:
        """Return the longest name that `key` (folded parts, each followed by a space) starts with."""
        shard = shard_of(key, len(self._tries)) if len(self._tries) > 1 else 0
        trie = self._tries[shard]
        found = trie.prefixes(key)
        if not found:
            return None
        longest = found[-1]
        return Match(longest.count(" "), trie[longest] + self._first_id[shard])

    def starting(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return up to `most` names that start with some letters, each with its id, in no order that means anything."""
        found: list[tuple[str, int]] = []
        for first_id, trie in zip(self._first_id, self._tries, strict=True):
            found += ((key, number + first_id) for key, number in islice(trie.iteritems(prefix), most - len(found)))
        return found


class Gazetteer:
    """Names to places. Open it with `Gazetteer.open`; it is read only and safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.meta: dict = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.version: str = self.meta["version"]
        self._names = Names(folder, self.meta.get("tries") or [self.meta["names"]])
        self._words = marisa_trie.Trie()
        self._words.mmap(str(folder / "words.marisa"))
        self._word_flags = _column(folder / "words.npy")
        self._offsets = _column(folder / "offsets.npy")
        self._codes = _column(folder / "codes.npy")
        self._entries = _column(folder / "entries.npy")
        self._quality = _column(folder / "quality.npy")
        self.lat = _column(folder / "place_lat.npy")
        self.lon = _column(folder / "place_lon.npy")
        self.kind = _column(folder / "place_kind.npy")
        self.country = _column(folder / "place_country.npy")
        self.admin1 = _column(folder / "place_admin1.npy")
        self.admin2 = _column(folder / "place_admin2.npy")
        self.population = _column(folder / "place_population.npy")
        self.capital = _column(folder / "place_capital.npy")
        self.curated = _column(folder / "place_curated.npy")  # of features.csv
        self.radius = _column(folder / "place_radius.npy")
        self._place_names = Strings(folder, "place_name")
        self._place_ids = Strings(folder, "place_id")
        self.country_codes: list[str] = self.meta["countries"]
        self._country_rows: list[int] = self.meta["country_rows"]
        self.row_of_country = dict(zip(self.country_codes, self._country_rows, strict=True))
        self.starting = self._names.starting
        self.match = lru_cache(maxsize=50_000)(self._names.longest)
        self.word = lru_cache(maxsize=50_000)(self._word)
        self.taught = lru_cache(maxsize=50_000)(self._taught)
        self.entries = lru_cache(maxsize=20_000)(self._entries_of)
        self.is_seat = lru_cache(maxsize=20_000)(self._is_seat)
        self.place = lru_cache(maxsize=20_000)(self._place)
        self.homes = lru_cache(maxsize=20_000)(self._homes)

    @classmethod
    def open(cls, folder: Path) -> Gazetteer:
        """
        Open a built gazetteer.

        Raises GazetteerError if it is not there, was built by another version, or a file of it cannot be read.
        """
        try:
            if (found := json.loads((folder / "meta.json").read_text(encoding="utf-8")).get("format")) != FORMAT:
                raise GazetteerError(
                    f"{folder}: built in format {found}, this version reads {FORMAT}; run: "
                    "python -m dashboard gazetteer build"
                )
            return cls(folder)
        except FileNotFoundError as error:
            raise GazetteerError(f"{folder}: no gazetteer here; run: python -m dashboard gazetteer build") from error
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            if isinstance(error, GazetteerError):
                raise
            raise GazetteerError(
                f"{folder}: cannot be read ({error}); run: python -m dashboard gazetteer build"
            ) from error

    def __len__(self) -> int:
        return len(self._place_names)

    def name_id(self, name: str) -> int | None:
        """Return the id of a name in any case and with or without diacritics; None if no place has it."""
        key = fold_name(name)
        return self._names.get(key) if key else None

    def key_id(self, key: str) -> int | None:
        """Return the id of a folded key; None if no place has it."""
        return self._names.get(key)

    def code(self, name_id: int) -> str:
        """Return what kind of thing a name mostly is, one of `CODES`."""
        return CODES[self._codes[name_id]]

    def _is_seat(self, name_id: int) -> bool:
        """Tell whether a national capital has this name."""
        return any(self.capital[entry.row] for entry in self.entries(name_id) if entry.quality != DEMONYM)

    def home(self, name_id: int) -> tuple[int, int]:
        """Return the numbers of the country and first-order area of what a name first means, -1 for none."""
        entries = self.entries(name_id)
        return (int(self.country[entries[0].row]), int(self.admin1[entries[0].row])) if entries else (-1, -1)

    def _homes(self, name_id: int) -> tuple[frozenset[int], frozenset[int]]:
        """Return the numbers of the countries and first-order areas of all that a name can mean but as a demonym."""
        rows = [entry.row for entry in self.entries(name_id)[:_HOMES] if entry.quality != DEMONYM]
        return frozenset(self.country[rows].tolist()) - {-1}, frozenset(self.admin1[rows].tolist()) - {-1}

    def _entries_of(self, name_id: int) -> tuple[Entry, ...]:
        """Return all that a name can mean, best first by kind, quality and population."""
        start, end = int(self._offsets[name_id]), int(self._offsets[name_id + 1])
        rows = self._entries[start:end].tolist()
        return tuple(map(Entry, rows, self._quality[start:end].tolist()))

    def _word(self, folded: str) -> tuple[int, bool, bool]:
        """Return (zipf frequency 0-8 of a lower-cased word, is a given name, is a surname)."""
        number = self._words.get(folded)
        if number is None:
            return 0, False, False
        flags = int(self._word_flags[number])
        return flags & 15, bool(flags & (16 | 64)), bool(flags & (32 | 128))

    def _taught(self, folded: str) -> tuple[bool, bool]:
        """
        Return (is a given name, is a surname) as far as the tagger is taught it.

        If all names of its training texts were known, it would rely on that, and fail where no table has a name.
        """
        number = self._words.get(folded)
        flags = 0 if number is None else int(self._word_flags[number])
        return bool(flags & 16), bool(flags & 32)

    def kind_of(self, row: int) -> str:
        """Return the kind of a place by its row."""
        return KINDS[self.kind[row]]

    def country_code_of(self, row: int) -> str | None:
        """Return the ISO 3166-1 alpha-2 code of a place's country, None for a sea or a continent."""
        number = int(self.country[row])
        return self.country_codes[number] if number >= 0 else None

    def _place(self, row: int) -> Place:
        """Return a row of the place table."""
        country = int(self.country[row])
        admin1 = int(self.admin1[row])
        return Place(
            place_id=self._place_ids[row],
            name=self._place_names[row],
            kind=self.kind_of(row),
            lat=round(float(self.lat[row]), 5),
            lon=round(float(self.lon[row]), 5),
            country_code=self.country_codes[country] if country >= 0 else None,
            country=self._place_names[self._country_rows[country]] if country >= 0 else None,
            admin1=self._place_names[admin1] if admin1 >= 0 and admin1 != row else None,
            radius_km=round(float(self.radius[row]), 1),
            population=int(self.population[row]),
        )

    def respelled_id(self, name: str) -> int | None:
        """Return the id of the form (`respelling`) of a name that places of the region have; None if none has it."""
        ids = (self.key_id(form) for form in forms(fold_name(name)))
        return next((name_id for name_id in ids if name_id is not None), None)

    def search(self, name: str, limit: int = 10) -> list[Place]:
        """
        Return up to `limit` places that have this name, in any case or script, best first; [] if none has it.

        Places of the region are found by other spellings too, where none has exactly this one.
        """
        name_id = self.name_id(name)
        if name_id is None:
            name_id = self.respelled_id(name)
        if name_id is None:
            return []
        return [self.place(row) for row in self.meanings(name_id)[:limit]]

    def meanings(self, name_id: int) -> list[int]:
        """Return the rows that a name can mean, best first; a city stands before the area that is called after it."""
        rows = list(dict.fromkeys(entry.row for entry in self.entries(name_id) if entry.quality != DEMONYM))
        places = set(rows)
        city = KIND_NUMBER["city"]
        first: dict[int, int] = {}
        for row in rows:
            if self.kind[row] == city:
                for area in (int(self.admin1[row]), int(self.admin2[row])):
                    if area in places:
                        first.setdefault(area, row)
        order: dict[int, None] = {}
        for row in rows:
            if row in first:
                order.setdefault(first[row])
            order.setdefault(row)
        return list(order)
