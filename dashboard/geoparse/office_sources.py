"""
Where the dates of an office can be checked: `data/office_sources.csv`, and what is wrong with it, line by line.

A line names offices as the catalogue of actors does, joined by "|"; `ROLE of *` is that role of any country. It covers
the times in office that began in `from` or later and ended in `to` or before; without a `to`, those that last as well.
The first line that covers a time in office is its source; without one, the source is missing and said to be.
`consulted` is the day on which somebody compared the dates with the source, and empty until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.actor_rows import ActorRow, Problem, Tenure, records
from dashboard.geoparse.tables import split_names

COLUMNS = ("offices", "from", "to", "source", "publisher", "covers", "consulted")
#: Stands for the name of any country.
ANY = "*"


@dataclass(frozen=True, slots=True)
class OfficeSource:
    """One line: the offices, in lower case, the years it is good for (`until` None: to this day), and the source."""

    line: int
    offices: tuple[str, ...]
    since: int
    until: int | None
    title: str
    publisher: str
    covers: str
    consulted: date | None


@dataclass(frozen=True, slots=True)
class Unsourced:
    """An office with times in office that no line covers: how many, and the lines of their persons."""

    title: str
    times: int
    lines: tuple[int, ...]


class OfficeSources:
    """The lines of one file, to be asked about times in office. Read only."""

    def __init__(self, lines: Sequence[OfficeSource], countries: Iterable[str]) -> None:
        """`countries` are the names of countries that `ROLE of *` is good for."""
        self.lines = tuple(lines)
        self._countries = frozenset(name.casefold() for name in countries)
        self._of: dict[str, list[OfficeSource]] = {}
        for each in lines:
            for office in each.offices:
                self._of.setdefault(office, []).append(each)

    def of(self, tenure: Tenure) -> OfficeSource | None:
        """Return the first line that covers a time in office, in the order of the file; None without one."""
        found = [each for name in self._names(tenure.title) for each in self._of.get(name, ()) if _covers(each, tenure)]
        return min(found, key=lambda each: each.line, default=None)

    def known(self, titles: Iterable[str]) -> set[str]:
        """Return all names that lines may call these offices by."""
        return {name for title in titles for name in self._names(title)}

    def missing(self, rows: Iterable[ActorRow]) -> list[Unsourced]:
        """Return the offices of a catalogue with a time in office that no line covers, the most times first."""
        found: dict[str, list[int]] = {}
        for row in rows:
            for tenure in row.tenures:
                if self.of(tenure) is None:
                    found.setdefault(tenure.title, []).append(row.line)
        made = [Unsourced(title, len(at), tuple(sorted(set(at)))) for title, at in found.items()]
        return sorted(made, key=lambda each: (-each.times, each.title))

    def _names(self, title: str) -> list[str]:
        folded = title.casefold()
        role, _, owner = folded.rpartition(" of ")
        anywhere = owner.removeprefix("the ") in self._countries or owner in self._countries
        return [folded, f"{role} of {ANY}"] if role and anywhere else [folded]


def _covers(source: OfficeSource, tenure: Tenure) -> bool:
    ended = source.until is None or (tenure.end is not None and tenure.end.year <= source.until)
    return tenure.start.year >= source.since and ended


def read(path: Path, titles: Collection[str], countries: Collection[str]) -> tuple[OfficeSources, list[Problem]]:
    """
    Return the lines of a file that can be used, and what is wrong with it, by line; no lines without the file.

    `titles` are the offices of the catalogue: a line that names another one is of no use to anybody.
    Raises DataFileError if the file cannot be read at all.
    """
    lines: list[OfficeSource] = []
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = records(file)
            head = next(found, None)
            if head is None or head.cells != COLUMNS:
                return OfficeSources((), countries), [
                    Problem(1, "another header", f"the first line is: {','.join(COLUMNS)}")
                ]
            for record in found:
                if record.broken or len(record.cells) != len(COLUMNS):
                    wrong = record.broken or f"{len(record.cells)} cells where the header has {len(COLUMNS)}"
                    problems.append(Problem(record.first, f"a broken row ({wrong})", 'put a cell with commas in "..."'))
                    continue
                cells = dict(zip(COLUMNS, (cell.strip() for cell in record.cells), strict=True))
                source = _source(record.first, cells, problems)
                if source is not None:
                    lines.append(source)
    except FileNotFoundError:
        return OfficeSources((), countries), []
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}:1: not UTF-8 ({error}); save it as UTF-8") from error
    sources = OfficeSources(lines, countries)
    known = sources.known(titles)
    for each in lines:
        for office in each.offices:
            if office not in known:
                remedy = "write it as the catalogue does, or take it out"
                problems.append(Problem(each.line, f"nobody in the catalogue holds the office {office!r}", remedy))
    return sources, sorted(problems, key=lambda problem: problem.line)


def _source(line: int, cells: dict[str, str], problems: list[Problem]) -> OfficeSource | None:
    """Return a line, or None if it says nothing that can be used; note what is wrong with it."""
    offices = tuple(name.casefold() for name in split_names(cells["offices"]))
    if not offices or not cells["source"] or not cells["publisher"]:
        problems.append(Problem(line, "offices, source and publisher must not be empty", "give all three"))
        return None
    try:
        since, until = int(cells["from"]), int(cells["to"]) if cells["to"] else None
        consulted = date.fromisoformat(cells["consulted"]) if cells["consulted"] else None
    except ValueError as error:
        problems.append(Problem(line, f"no year or no day ({error})", "write years like 1948 and days like 2025-01-29"))
        return None
    if until is not None and until < since:
        problems.append(Problem(line, f"from {since} to {until}", "write the earlier year first"))
        return None
    return OfficeSource(line, offices, since, until, cells["source"], cells["publisher"], cells["covers"], consulted)
