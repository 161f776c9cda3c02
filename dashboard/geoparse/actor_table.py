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
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.actor_checks import check_affiliations, check_holders, check_ids, check_names
from dashboard.geoparse.actor_rows import ActorRow, Problem, raw_rows, read_row
from dashboard.geoparse.tables import read_table

#: Problems that an error names; `python -m dashboard actors check` names all.
SHOWN_PROBLEMS = 3


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
    raw, problems = raw_rows(path)
    rows = []
    for line, cells in raw:
        row = read_row(path, line, cells, countries, problems)
        if row is not None:
            rows.append(row)
    every = [*base, *rows]
    check_ids(every, problems)
    check_names(every, countries, problems)
    check_affiliations(every, countries, problems)
    check_holders(every, path, problems)
    return rows, sorted(problems, key=lambda problem: problem.line)
