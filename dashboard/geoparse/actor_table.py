"""
Read the actor catalogue, `data/actors.csv`, and say what is wrong with it, line by line.

A catalogue with any problem is refused as a whole: half a catalogue would find half of the actors and nobody would
notice. `open_table` then falls back on the copy of the last sound one that an ingest put into the installation's home
(`keep`), and says so. Actors of a reader's own stand in `actors.csv` of that home, with the same columns: they come on
top, and may repeat no name and no id of the others.

Offices are `TITLE START/END`, with ISO dates that may be as coarse as a year; END is empty while in office. A line that
begins with "#" is a comment.
"""

from __future__ import annotations

import contextlib
import csv
import os
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.tables import read_table, split_names
from dashboard.geoparse.text import fold_name
from dashboard.model import ACTOR_TYPES, Actor

COLUMNS = (
    "id", "name", "type", "aliases", "country", "affiliation", "offices", "designations", "wikidata", "description",
)  # fmt: skip
#: What an actor of the catalogue can be; "organisation" is said of those that it does not know.
TYPES = tuple(kind for kind in ACTOR_TYPES if kind not in ("organisation", "unlisted"))
#: Before an alias: it counts only where the article shows otherwise that this actor, or its state, is in it.
IN_CONTEXT = "~"
#: Problems that an error names; `python -m dashboard actors check` names all.
SHOWN_PROBLEMS = 3

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_OFFICE = re.compile(rf"(?P<title>\S.*?)\s+(?P<start>{_DAY})/(?P<end>{_DAY})?")
_DESIGNATION = re.compile(rf"\S.* {_DAY}\b.*\(.+\)")
_WIKIDATA = re.compile(r"(?:Q[1-9]\d*)?")
#: Titles that begin so are held by several people at once.
SHARED_OFFICES = ("deputy ", "ambassador at large ", "spokes")


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


@dataclass(frozen=True, slots=True)
class ActorTable:
    """
    A sound catalogue, the files that it was read from, and "" or sentences for the reader if these are not the ones.
    """

    rows: tuple[ActorRow, ...]
    path: Path
    note: str = ""
    own: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files whose rows these are."""
        return (self.path,) if self.own is None else (self.path, self.own)


def open_table(data: Path, home: Path | None = None) -> ActorTable:
    """
    Return the catalogue of a folder of tables; while it is broken, the last sound one that `keep` put into `home`.

    With the actors of a reader's own in `home`, unless there is anything wrong with them: the note then says what.
    Raises DataFileError, naming the first problems with file and line, if it is broken and no sound one is kept.
    """
    countries = country_names(data / "countries.csv")
    table = _given(data, home, countries)
    own = own_path(home) if home else None
    if own is None or not own.exists():
        return table
    try:
        return replace(table, rows=(*table.rows, *sound(own, countries, table.rows)), own=own)
    except DataFileError as error:
        note = f"{error}. Until it is mended, the actors of that file are left out"
        return replace(table, note="; ".join(filter(None, (table.note, note))))


def _given(data: Path, home: Path | None, countries: dict[str, str]) -> ActorTable:
    path = data / "actors.csv"
    try:
        return ActorTable(sound(path, countries), path)
    except DataFileError as error:
        kept = _kept(home) if home else None
        if kept is None or not kept.exists():
            raise
        day = date.fromtimestamp(kept.stat().st_mtime).isoformat()
        note = f"{error}. Until it is mended, the last sound catalogue is used: {kept}, of {day}"
        return ActorTable(sound(kept, countries), kept, note)


def files(data: Path, home: Path) -> tuple[Path, ...]:
    """Return the files that `open_table` may read; what it returns changes only when one of them does."""
    return data / "actors.csv", data / "countries.csv", _kept(home), own_path(home)


def own_path(home: Path) -> Path:
    """Return where the actors of a reader's own stand; the file need not be there."""
    return home / "actors.csv"


def keep(data: Path, home: Path) -> None:
    """Copy the catalogue of a folder of tables into a home, whole or not at all, if it is sound and was changed."""
    path, kept = data / "actors.csv", _kept(home)
    with contextlib.suppress(DataFileError, OSError):  # without a copy only the fallback is lost
        content = path.read_bytes()
        if kept.exists() and kept.read_bytes() == content:
            return
        sound(path, country_names(data / "countries.csv"))
        kept.parent.mkdir(parents=True, exist_ok=True)
        writing = kept.with_name(f".{kept.name}.{os.getpid()}")
        writing.write_bytes(content)
        os.replace(writing, kept)


def _kept(home: Path) -> Path:
    return home / "actors.last-good.csv"


def sound(path: Path, countries: dict[str, str], base: Sequence[ActorRow] = ()) -> tuple[ActorRow, ...]:
    """Return the rows of a catalogue. Raises DataFileError, naming the first problems, if there is any."""
    rows, problems = check(path, countries, base)
    if problems:
        named = "; ".join(f"{path}:{p.line}: {p.wrong}; {p.remedy}" for p in problems[:SHOWN_PROBLEMS])
        more = len(problems) - SHOWN_PROBLEMS
        raise DataFileError(
            named + (f"; {more} more" if more > 0 else "") + "; to see all, run: python -m dashboard actors check"
        )
    return tuple(rows)


def country_names(path: Path) -> dict[str, str]:
    """Return the name of each country by its code."""
    return {row["country_code"]: row["name"] for _line, row in read_table(path)}


def check(path: Path, countries: dict[str, str], base: Sequence[ActorRow] = ()) -> tuple[list[ActorRow], list[Problem]]:
    """
    Return the rows of a catalogue that can be read, and all problems, by line.

    `base` are sound rows that they come on top of; what the two have wrong with each other is told of these here.
    Raises DataFileError if the file as a whole cannot be read: it is missing, or not UTF-8.
    """
    raw, problems = _raw_rows(path)
    rows = []
    for line, cells in raw:
        row = _row(path, line, cells, countries, problems)
        if row is not None:
            rows.append(row)
    every = [*base, *rows]
    _check_ids(every, problems)
    _check_names(every, countries, problems)
    _check_affiliations(every, countries, problems)
    _check_holders(every, path, problems)
    return rows, sorted(problems, key=lambda problem: problem.line)


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


def _raw_rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
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


def _row(
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


def _where(row: ActorRow, other: ActorRow) -> str:
    """Return where a row stands, as it is said of `other`."""
    return f"line {row.line}" if row.path == other.path else f"{row.actor.name}, line {row.line} of {row.path}"


def _check_ids(rows: Sequence[ActorRow], problems: list[Problem]) -> None:
    seen: dict[str, ActorRow] = {}
    for row in rows:
        first = seen.setdefault(row.actor.actor_id, row)
        if first is not row:
            short = row.actor.actor_id.removeprefix("actor:")
            problems.append(Problem(row.line, f"id {short!r} stands in {_where(first, row)} already", "rename one"))


def name_key(name: str) -> str:
    """Return what two names share that no text can tell apart; "OPEC+" is not "OPEC"."""
    return fold_name(name.removeprefix(IN_CONTEXT)) + ("+" if name.endswith("+") else "")


def _check_names(rows: Sequence[ActorRow], countries: dict[str, str], problems: list[Problem]) -> None:
    states = {fold_name(name): f"the country {code}" for code, name in countries.items()}
    seen: dict[str, ActorRow] = {}
    for row in rows:
        for name in row.names:
            key = name_key(name)
            if not key.strip():
                problems.append(Problem(row.line, f"the name {name!r} has no letter and no digit", "take it out"))
                continue
            first = seen.setdefault(key, row)
            owner, where = first.actor.actor_id, _where(first, row)
            if key in states:
                owner, where = "", states[key]
            if owner != row.actor.actor_id:
                problems.append(
                    Problem(row.line, f"the name {name!r} is also that of {where}", "leave it to one, or write it out")
                )


def _check_affiliations(rows: Sequence[ActorRow], countries: Container[str], problems: list[Problem]) -> None:
    parents = {row.actor.actor_id: row.actor.affiliation for row in rows}
    told: set[frozenset[str]] = set()
    for row in rows:
        for parent in row.actor.affiliation:
            if parent.startswith("iso:") and parent[4:] not in countries:
                problems.append(Problem(row.line, f"affiliation {parent!r} is no country", "use a code such as iso:LB"))
            elif parent.startswith("actor:") and parent not in parents:
                short = parent.removeprefix("actor:")
                problems.append(
                    Problem(row.line, f"affiliation {short!r} is no id of this file", "use an id, or iso:XX")
                )
        cycle = _cycle(row.actor.actor_id, parents)
        if cycle and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            said = " -> ".join(each.removeprefix("actor:") for each in cycle)
            problems.append(Problem(row.line, f"affiliation goes in a circle: {said}", "take one of the links out"))


def _cycle(start: str, parents: dict[str, tuple[str, ...]]) -> list[str]:
    """Return a way from an actor through its affiliations back to itself; [] if there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for parent in parents.get(way[-1], ()):
            if parent == start:
                return [*way, start]
            if parent not in seen:
                seen.add(parent)
                ways.append([*way, parent])
    return []


def _check_holders(rows: Sequence[ActorRow], path: Path, problems: list[Problem]) -> None:
    """Note two holders of one office at one time, of a row in `path`: nobody could then say who was meant."""
    held: dict[str, list[tuple[date, date, ActorRow]]] = defaultdict(list)
    for row in rows:
        for tenure in row.tenures:
            if not tenure.title.startswith(SHARED_OFFICES):
                held[tenure.title.casefold()].append((tenure.start, tenure.end or date.max, row))
    for title, tenures in held.items():
        tenures.sort(key=lambda each: (each[0], each[1]))
        latest: tuple[date, date, ActorRow] | None = None
        for each in tenures:
            if latest is not None and each[0] < min(latest[1], each[1]):
                told, other = (each[2], latest[2]) if each[2].path == path else (latest[2], each[2])
                where = f"{other.actor.name}, line {other.line}" if other.path == path else _where(other, told)
                wrong = f"{title!r} is also held by {where}, on {each[0]}"
                problems.append(Problem(told.line, wrong, "mend the dates, or give the offices different titles"))
            if latest is None or each[1] > latest[1]:
                latest = each
