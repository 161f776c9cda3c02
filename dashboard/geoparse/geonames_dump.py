"""
Read the files of GeoNames' dump, zipped or plain, line by line; memory does not grow with them.

    allCountries, XX.txt    19 columns a place (`DumpRow`)
    alternateNamesV2        up to 10 columns a name (`AlternateName`)
    admin1CodesASCII, admin2Codes   4 columns an area (`AdminCode`)

A line that is not of this shape is counted and the first are named (`Malformed`); a file of which most lines are not is
refused. Columns: https://download.geonames.org/export/dump/readme.txt. Coordinates are WGS 84 decimal degrees.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from dashboard.errors import SourceError

Progress = Callable[[str, float], None]

SITE = "https://download.geonames.org/export/dump/"
#: A line of the dump has at most some 12,000 characters; what is longer is no line of it.
LONGEST_LINE = 1_000_000
#: GeoNames counts its places from 1 and was at 13 million in 2025; more is no place of it.
HIGHEST_ID = 100_000_000
MOST_PEOPLE = 20_000_000_000
SHOWN_EXAMPLES = 5
#: After so many lines a file shows whether it is what it was given for.
_TRIAL = 100
_PROGRESS_EVERY = 50_000
#: Controls and bidirectional overrides, which a name has no use for and which can hide what it says.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

T = TypeVar("T")


class DumpRow(NamedTuple):
    """A place as the dump has it; `code` is class and code ("P.PPLC"), `aliases` are joined by commas."""

    geonameid: int
    name: str
    asciiname: str
    aliases: str
    lat: float
    lon: float
    code: str
    country: str
    admin1: str
    admin2: str
    population: int
    modified: str


class AlternateName(NamedTuple):
    """A name of a place with its language (ISO 639, or what GeoNames puts there: "link", "iata") and its marks."""

    geonameid: int
    language: str
    name: str
    preferred: bool
    short: bool
    colloquial: bool
    historic: bool


class AdminCode(NamedTuple):
    """An area's code ("US.TX", "US.TX.201"), English name and id."""

    code: str
    name: str
    geonameid: int


@dataclass
class Malformed:
    """Lines that could not be read: how many, and the first of them with file, line and reason."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, reason: str) -> None:
        self.count += 1
        if len(self.examples) < SHOWN_EXAMPLES:
            self.examples.append(f"{path.name}:{line}: {reason}")


class DumpFile:
    """One file of the dump. `checksum` is the CRC-32 of what was read of it, `line` the last line's number."""

    def __init__(self, path: Path, progress: Callable[[float], None] = lambda done: None) -> None:
        self.path = path
        self.checksum = self.line = 0
        self._progress = progress

    def rows(self, parse: Callable[[str], T], malformed: Malformed, needed: str) -> Iterator[T]:
        """
        Yield each line as `parse` reads it; a ValueError of `parse` makes the line malformed.

        Raises SourceError if the file cannot be read, is damaged, or is no `needed` at all.
        """
        good, bad, first = 0, 0, ""
        for number, raw in self._lines():
            try:
                if raw is None:
                    raise ValueError(f"longer than {LONGEST_LINE:,} bytes")
                row = parse(raw.decode("utf-8").rstrip("\r\n"))
            except ValueError as error:  # UnicodeDecodeError is one
                reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
                malformed.add(self.path, number, reason)
                bad, first = bad + 1, first or f"line {number}: {reason}"
            else:
                good += 1
                yield row
            if good + bad == _TRIAL and bad > good:
                break
        if bad > good or not good:
            raise SourceError(f"{self.path}: no {needed} ({first or 'it is empty'}); get it from {SITE}")

    def _lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield (number from 1, line); None for a line that is too long. Empty lines are passed over."""
        number, read = 0, 0
        try:
            stream, size = self._open()
            with stream:
                while raw := stream.readline(LONGEST_LINE):
                    self.line = number = number + 1
                    read += len(raw)
                    self.checksum = zlib.crc32(raw, self.checksum)
                    if number % _PROGRESS_EVERY == 0:
                        self._progress(min(1.0, read / size))
                    if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                        while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                            read += len(rest)
                        yield number, None
                    elif not raw.isspace():
                        yield number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise SourceError(f"{self.path}: damaged ({error}); get it again from {SITE}") from error
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be read ({error.strerror or error}); check the path") from error

    def _open(self) -> tuple[IO[bytes], int]:
        """Return the text as bytes, and its size; of a zip the text file that is neither readme nor language list."""
        with self.path.open("rb") as file:
            is_zip = file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")  # "PK" alone is Pakistan in the lists of areas
        if not is_zip:
            return self.path.open("rb", buffering=1 << 20), max(1, self.path.stat().st_size)
        archive = zipfile.ZipFile(self.path)
        inside = [
            each
            for each in archive.infolist()
            if each.filename.lower().endswith(".txt")
            and Path(each.filename).stem.lower() not in ("readme", "iso-languagecodes")
        ]
        if not inside:
            raise SourceError(f"{self.path}: no text file in this zip; get it again from {SITE}")
        member = max(inside, key=lambda each: (Path(each.filename).stem == self.path.stem, each.file_size))
        return io.BufferedReader(archive.open(member), 1 << 20), max(1, member.file_size)  # type: ignore[type-var]


def parse_place(line: str) -> DumpRow:
    """Return a line of allCountries; raises ValueError, saying what is wrong with it."""
    parts = line.split("\t")
    if len(parts) != 19:
        raise ValueError(f"{len(parts)} columns, not 19")
    lat, lon = _number(parts[4], "latitude"), _number(parts[5], "longitude")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"({lat}, {lon}) is no place on earth")
    name = clean(parts[1])
    if not name:
        raise ValueError("no name")
    population = parts[14] or "0"
    if not (population.isascii() and population.isdigit() and int(population[:20]) <= MOST_PEOPLE):
        raise ValueError(f"population {population[:40]!r} is no number of people")
    return DumpRow(
        _id(parts[0]), name, clean(parts[2]), parts[3], lat, lon, f"{parts[6]}.{parts[7]}", parts[8], parts[10],
        parts[11], int(population), parts[18],
    )  # fmt: skip


def parse_alternate_name(line: str) -> AlternateName:
    """Return a line of alternateNamesV2; raises ValueError, saying what is wrong with it."""
    parts = line.split("\t")
    if not 8 <= len(parts) <= 10:
        raise ValueError(f"{len(parts)} columns, not 8 to 10")
    name = clean(parts[3])
    if not name:
        raise ValueError("no name")
    return AlternateName(
        _id(parts[1]), parts[2], name, parts[4] == "1", parts[5] == "1", parts[6] == "1", parts[7] == "1"
    )


def parse_admin_code(line: str) -> AdminCode:
    """Return a line of admin1CodesASCII or admin2Codes; raises ValueError, saying what is wrong with it."""
    parts = line.split("\t")
    if len(parts) != 4:
        raise ValueError(f"{len(parts)} columns, not 4")
    if not 1 <= parts[0].count(".") <= 2 or not parts[1]:
        raise ValueError(f"{parts[0][:40]!r} is no code of an area with a name")
    return AdminCode(parts[0], clean(parts[1]), _id(parts[3]))


def clean(name: str) -> str:
    """Return a name without control characters and overrides of the writing direction."""
    return name if name.isprintable() else _CONTROLS.sub("", name).strip()


def _id(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) < 10 and 0 < int(value) <= HIGHEST_ID:
        return int(value)
    raise ValueError(f"{value[:40]!r} is no GeoNames id")


def _number(value: str, what: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise ValueError(f"{what} {value[:40]!r} is no number") from error
