"""
What readers put right: a ledger that only grows, applied when the index is built. The archive never changes.

One file of JSON lines. A line is written whole, under a lock that other processes wait for, and is on the disk when
`add` returns; a line that a crash cut off is passed over when reading, and the next one starts on a line of its own. To
take a correction back, an entry is added that names it; that entry can be taken back as well. Of two lines with one id
the first counts, so ledgers can be joined by `cat`.

A line is flat, so that it can be a row of a table as it stands. What does not apply is left out:

    id, at (UTC), by                                  every entry; by is who, if they said so
    undoes                                            the id that is taken back; such an entry holds nothing else
    applies_to, name, was                             "mention", "article" or "name"; what the text says; the place_id
                                                      that the analysis gave it, or null
    article_id, field, start, end, excerpt,           the article; of a mention also where it stands, its sentence,
    excerpt_start, nth                                where that starts, and that it is the nth mention of its name
                                                      there, so that it is found when the text was changed
    says                                              "place", "not_a_place", "role", or "confirmed": it is right
    place_id, place, kind, country_code, country,     says "place": the row of the location table
    admin1, lat, lon, radius_km, population
    role                                              says "role"
    origin                                            "gazetteer", "map", "nominatim", "by hand"

Coordinates are WGS 84 decimal degrees, (lat, lon). Which mentions an entry changes is said in `store._corrected`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from dashboard.errors import LedgerError
from dashboard.model import FAMILY_OF_KIND, ROLES, Field, Place, Role
from dashboard.store.appending import append

AppliesTo = Literal["mention", "article", "name"]
Says = Literal["place", "not_a_place", "role", "confirmed"]
Origin = Literal["gazetteer", "map", "nominatim", "by hand"]

#: Longer texts than this are no name, no id and no sentence that a reader corrected.
MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Spot:
    """
    Where a corrected mention stands. `excerpt` is its sentence, which starts at `excerpt_start`, "" if it is not known;
    it is the `nth` mention of its name in the field, from 1, 0 if that is not known. `queries.spot` fills both.
    """

    field: Field
    start: int
    end: int
    excerpt: str = ""
    excerpt_start: int = 0
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """
    What a reader said of a name: where it is (`place`), that it is none, how it is meant (`role`), or that it is right
    where the analysis put it ("confirmed").

    `was` is the `place_id` that the analysis gave the mention that the reader looked at, "" for none.
    """

    applies_to: AppliesTo
    name: str
    says: Says
    origin: Origin
    place: Place | None = None
    role: Role | None = None
    article_id: str = ""
    spot: Spot | None = None
    was: str = ""
    by: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the entry with the id `undoes`."""

    undoes: str
    by: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


Entry = Correction | Undo


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of a ledger in order, and the numbers (from 1) of the lines that are none."""

    entries: tuple[Entry, ...] = ()
    passed_over: tuple[int, ...] = ()

    @property
    def active(self) -> tuple[Correction, ...]:
        """The corrections that were not taken back, oldest first."""
        return in_force(self.entries)


class Ledger:
    """The ledger in one file; the file is made by the first entry."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, *entries: Entry) -> None:
        """
        Append entries; they are on the disk when this returns.

        Raises LedgerError, naming the file, if it cannot be written, and for an entry that could not be read again.
        """
        lines = []
        for entry in entries:
            row = to_row(entry)
            try:
                from_row(row)
            except (ValueError, KeyError, TypeError) as error:
                raise LedgerError(f"this correction cannot be kept: {error}") from error
            lines.append(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
        if lines:
            self._append("".join(lines).encode())

    def _append(self, data: bytes) -> None:
        try:
            append(self.path, data)
        except OSError as error:
            raise LedgerError(
                f"{self.path}: cannot write ({error.strerror}); nothing was corrected, and what was before is whole; "
                "make room, or the file writable, and correct it again"
            ) from error

    def undo(self, entry_id: str, by: str = "") -> Undo:
        """Take an entry back, and return the entry that says so. Raises LedgerError as `add` does."""
        undo = Undo(entry_id, by)
        self.add(undo)
        return undo

    def read(self) -> Reading:
        """
        Return what the ledger holds; a file that does not exist holds nothing.

        Lines that are no entries are passed over and named. Raises LedgerError if the file is there and cannot be read.
        """
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return Reading()
        except OSError as error:
            raise LedgerError(f"{self.path}: cannot be read ({error.strerror}); no correction is applied") from error
        entries: dict[str, Entry] = {}
        passed_over = []
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                entry = from_row(json.loads(line))
                entries.setdefault(entry.id, entry)
            except (ValueError, KeyError, TypeError, RecursionError):
                passed_over.append(number)
        return Reading(tuple(entries.values()), tuple(passed_over))


def in_force(entries: Sequence[Entry]) -> tuple[Correction, ...]:
    """Return the corrections among some entries that no later entry takes back, oldest first."""
    taken_back: set[str] = set()
    kept: list[Correction] = []
    for entry in reversed(entries):
        if entry.id in taken_back:
            continue
        if isinstance(entry, Undo):
            taken_back.add(entry.undoes)
        else:
            kept.append(entry)
    return tuple(reversed(kept))


def to_row(entry: Entry) -> dict[str, Any]:
    """Return an entry as a flat row; what does not apply is left out."""
    row: dict[str, Any] = {"id": entry.id, "at": entry.at.astimezone(UTC).isoformat(), "by": entry.by or None}
    if isinstance(entry, Undo):
        return _filled({**row, "undoes": entry.undoes})
    row |= {
        "applies_to": entry.applies_to,
        "name": entry.name,
        "was": entry.was or None,
        "article_id": entry.article_id or None,
    }
    if entry.spot is not None:
        spot = entry.spot
        row |= {"field": spot.field, "start": spot.start, "end": spot.end}
        row |= {"excerpt": spot.excerpt or None, "excerpt_start": spot.excerpt_start if spot.excerpt else None}
        row["nth"] = spot.nth or None
    row["says"] = entry.says
    if entry.place is not None:
        place = entry.place
        row |= {
            "place_id": place.place_id,
            "place": place.name,
            "kind": place.kind,
            "country_code": place.country_code,
            "country": place.country,
            "admin1": place.admin1,
            "lat": place.lat,
            "lon": place.lon,
            "radius_km": place.radius_km,
            "population": place.population,
        }
    return _filled({**row, "role": entry.role, "origin": entry.origin})


def from_row(row: Mapping[str, Any]) -> Entry:
    """
    Return the entry of a row.

    Raises ValueError, KeyError or TypeError, saying what is wrong, for a row that is none: the file may come from
    anywhere.
    """
    if not isinstance(row, Mapping):
        raise ValueError("it is no row")
    entry_id, by = _text(row, "id"), _text(row, "by", optional=True)
    at = datetime.fromisoformat(_text(row, "at"))
    if at.tzinfo is None:
        raise ValueError(f"at {at} has no time zone")
    if row.get("undoes") is not None:
        return Undo(_text(row, "undoes"), by, entry_id, at.astimezone(UTC))
    applies_to, says = _one_of(row, "applies_to", get_args(AppliesTo)), _one_of(row, "says", get_args(Says))
    correction = Correction(
        applies_to=applies_to,
        name=_text(row, "name"),
        says=says,
        origin=_one_of(row, "origin", get_args(Origin)),
        place=_place(row) if says == "place" else None,
        role=_one_of(row, "role", ROLES) if says == "role" else None,
        article_id=_text(row, "article_id", optional=applies_to == "name"),
        was=_text(row, "was", optional=True),
        by=by,
        id=entry_id,
        at=at.astimezone(UTC),
    )
    return replace(correction, spot=_spot(row)) if applies_to == "mention" else correction


def _place(row: Mapping[str, Any]) -> Place:
    lat, lon = _number(row, "lat", -90, 90), _number(row, "lon", -180, 180)
    return Place(
        place_id=_text(row, "place_id"),
        name=_text(row, "place"),
        kind=_one_of(row, "kind", tuple(FAMILY_OF_KIND)),
        lat=lat,
        lon=lon,
        country_code=_text(row, "country_code", optional=True) or None,
        country=_text(row, "country", optional=True) or None,
        admin1=_text(row, "admin1", optional=True) or None,
        radius_km=_number(row, "radius_km", 0, 20_040) if row.get("radius_km") is not None else 5.0,
        population=int(_number(row, "population", 0, 1e11)) if row.get("population") is not None else 0,
    )


def _spot(row: Mapping[str, Any]) -> Spot:
    start, end = (int(_number(row, name, 0, 2**31 - 1)) for name in ("start", "end"))
    excerpt = _text(row, "excerpt", optional=True)
    return Spot(
        field=_one_of(row, "field", get_args(Field)),
        start=start,
        end=end,
        excerpt=excerpt,
        excerpt_start=int(_number(row, "excerpt_start", 0, 2**31 - 1)) if excerpt else 0,
        nth=int(_number(row, "nth", 1, 2**31 - 1)) if row.get("nth") is not None else 0,
    )


def _text(row: Mapping[str, Any], name: str, *, optional: bool = False) -> str:
    value = row.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not (value.strip() or optional) or len(value) > MOST_CHARACTERS:
        raise ValueError(f"{name} {str(value)[:80]!r} is not a text of 1 to {MOST_CHARACTERS:,} characters")
    if "\0" in value:
        raise ValueError(f"{name} holds a zero byte")
    value.encode()
    return value


def _number(row: Mapping[str, Any], name: str, least: float, most: float) -> float:
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"{name} {str(value)[:80]!r} is not a number from {least:g} to {most:g}")
    return float(value)


def _one_of(row: Mapping[str, Any], name: str, known: Iterable[Any]) -> Any:
    value = row.get(name)
    if value not in tuple(known):
        raise ValueError(f"{name} {str(value)[:80]!r} is none of {', '.join(known)}")
    return value


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
