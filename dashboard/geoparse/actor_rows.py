"""
The rows of an actor catalogue: what a line of `actors.csv` says, and what is wrong with it by itself.

Offices are `TITLE START/END`, with ISO dates that may be as coarse as a year; END is empty while in office. A line that
begins with "#" is a comment. What rows have wrong with each other is told by `actor_checks`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.tables import split_names
from dashboard.model import ACTOR_TYPES, Actor

COLUMNS = (
    "id", "name", "type", "aliases", "country", "affiliation", "offices", "designations", "wikidata", "description",
)  # fmt: skip
#: What an actor of the catalogue can be; "organisation" is said of those that it does not know.
TYPES = tuple(kind for kind in ACTOR_TYPES if kind not in ("organisation", "unlisted"))
#: Before an alias: it counts only where the article shows otherwise that this actor, or its state, is in it.
IN_CONTEXT = "~"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_OFFICE = re.compile(rf"(?P<title>\S.*?)\s+(?P<start>{_DAY})/(?P<end>{_DAY})?")
_DESIGNATION = re.compile(rf"\S.* {_DAY}\b.*\(.+\)")
_WIKIDATA = re.compile(r"(?:Q[1-9]\d*)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line of the catalogue, and what to do."""

    line: int
    wrong: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record of a CSV, its `first` and `last` line, from 1; or what is `broken` about it."""

    first: int
    last: int
    cells: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """
    A time in office: from `start` on, until `end`, that day not included; None while it lasts.

    Of a coarse date only what is sure counts: from 2014 means from the last day of 2014, until 2019 the first of 2019.
    `said` are the two dates as the catalogue writes them: 2014, 2014-05, 2014-05-01, or "" for an end to come.
    """

    title: str
    start: date
    end: date | None
    said: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One row: the actor, all its names, the main one first, its offices; and the file and line where it stands."""

    line: int
    actor: Actor
    names: tuple[str, ...]
    tenures: tuple[Tenure, ...]
    description: str = ""
    path: Path = Path()


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield the records of a CSV, first its header, from its lines with their ends; no comments and no empty lines."""
    at_start = True

    def uncommented() -> Iterator[str]:
        nonlocal at_start
        for line in lines:
            comment, at_start = at_start and line.startswith("#"), False
            yield "\n" if comment else line

    reader = csv.reader(uncommented(), strict=True)
    while True:
        first, at_start = reader.line_num + 1, True
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(first, reader.line_num, (), str(error))
        else:
            if cells:
                yield Record(first, reader.line_num, tuple(cells))


def raw_rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Return (line, cells) of each whole row, and what is wrong with the others."""
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = records(file)
            head = next(found, Record(1, 1, ()))
            missing = [column for column in COLUMNS if column not in head.cells]
            if missing:
                wrong = f"no column {', '.join(missing)}"
                return [], [Problem(head.first, wrong, f"the first line is: {','.join(COLUMNS)}")]
            for record in found:
                if record.broken:
                    remedy = 'put a cell with commas in "...", and write " as ""'
                    problems.append(Problem(record.first, f"a broken row ({record.broken})", remedy))
                elif len(record.cells) == len(head.cells):
                    rows.append((record.first, dict(zip(head.cells, map(str.strip, record.cells), strict=True))))
                else:
                    wrong = f"{len(record.cells)} cells where the header has {len(head.cells)}"
                    problems.append(Problem(record.first, wrong, 'put a cell with commas in "..."'))
    except FileNotFoundError as error:
        raise DataFileError(f"{path}:1: no such file; restore it from the repository") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}:1: not UTF-8 ({error}); save it as UTF-8") from error
    return rows, problems


def read_row(
    path: Path, line: int, cells: dict[str, str], countries: Container[str], problems: list[Problem]
) -> ActorRow | None:
    """Return a row, or None if it names nobody of a known type; note what else is wrong with it."""

    def wrong(what: str, remedy: str) -> None:
        problems.append(Problem(line, what, remedy))

    actor_id, name, kind, country = cells["id"], cells["name"], cells["type"], cells["country"]
    if not actor_id or not name:
        wrong("id and name must not be empty", "give both, or take the row out")
        return None
    if not _ID.fullmatch(actor_id):
        wrong(f"id {actor_id!r}", "use a-z, 0-9 and single hyphens")
    if kind not in TYPES:
        wrong(f"type {kind!r} is not one of {', '.join(TYPES)}", "use one of these")
        return None
    if country and country not in countries:
        wrong(f"country {country!r} is not in countries.csv", "use its ISO 3166-1 code, such as LB")
    if not country and kind == "government_body":
        wrong(f"no country for the government body {actor_id!r}", "give its ISO 3166-1 code, such as LB")
    if not _WIKIDATA.fullmatch(cells["wikidata"]):
        wrong(f"wikidata {cells['wikidata']!r}", "give an id such as Q38799, or nothing")
    for each in _parts(cells["designations"]):
        if not _DESIGNATION.fullmatch(each):
            wrong(f"designation {each!r}", "write what, by whom, since when and, in brackets, the source")
    affiliation = tuple(
        part if part.startswith("iso:") else f"actor:{part}" for part in _parts(cells["affiliation"])
    )  # fmt: skip
    names = [name, *split_names(cells["aliases"])]
    if len(set(names)) < len(names):
        for alias in sorted({each for each in names if names.count(each) > 1}):
            wrong(f"the name {alias!r} stands twice in the row", "take one out")
    actor = Actor(f"actor:{actor_id}", name, kind, country or None, affiliation)  # type: ignore[arg-type]
    return ActorRow(line, actor, tuple(dict.fromkeys(names)), tuple(_tenures(cells["offices"], wrong)),
                    cells["description"], path)  # fmt: skip


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _tenures(cell: str, wrong) -> Iterable[Tenure]:
    for each in _parts(cell):
        match = _OFFICE.fullmatch(each)
        if match is None:
            wrong(f"office {each!r}", "write TITLE START/END, such as: president of Syria 2025-01-29/")
            continue
        try:
            start, end = _last_day(match["start"]), _first_day(match["end"]) if match["end"] else None
        except ValueError as error:
            wrong(f"office {each!r} has a date that is none ({error})", "write it like 2025-01-29")
            continue
        if end is not None and end < _first_day(match["start"]):
            wrong(f"office {each!r} ends before it starts", "write START/END")
            continue
        yield Tenure(match["title"], start, end, (match["start"], match["end"] or ""))


def _first_day(text: str) -> date:
    year, month, day = (int(part) for part in (text + "-01-01").split("-")[:3])
    return date(year, month, day)


def _last_day(text: str) -> date:
    first = _first_day(text)
    if len(text) == 4:
        return date(first.year, 12, 31)
    if len(text) == 7:
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first
