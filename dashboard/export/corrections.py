"""
`corrections.csv`: what readers put right, out of one installation and into another.

One row an entry of the ledger, those that take others back too, with who and when; columns as in `store.corrections`.
A row keeps its id, so what comes in twice counts once. `read` takes a file whole or not at all; what its rows speak of
need not be stored here: such corrections wait, and `waiting` says which, by line, and why.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pandas as pd

from dashboard.errors import LedgerError
from dashboard.export.cells import original, write_csv
from dashboard.store import queries
from dashboard.store.corrections import Correction, Entry, Ledger, Undo, from_row, to_row
from dashboard.store.index import Index

COLUMNS = (
    "id", "at", "by", "undoes", "applies_to", "name", "was", "article_id", "field", "start", "end", "excerpt",
    "excerpt_start", "nth", "says", "place_id", "place", "kind", "country_code", "country", "admin1", "lat", "lon",
    "radius_km", "population", "role", "origin",
)  # fmt: skip
_WHOLE = frozenset(("start", "end", "excerpt_start", "nth", "population"))
_NUMBERS = frozenset(("lat", "lon", "radius_km"))
NOTHING_DONE = "nothing of the file was taken in"

#: Why a correction changes nothing here, by `queries.corrections`' column `lost`, or else.
REASONS = {
    "article": "its article is not stored here",
    "mention": "its article is stored with another text, and what it corrects is not in it",
    "name": "no stored article has this name there, or another correction stands before it",
    "undo": "what it takes back is not here",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and the line of the file on which its row begins, from 1."""

    line: int
    entry: Entry


def write(entries: Iterable[Entry], out: BinaryIO) -> int:
    """Write entries, oldest first, as CSV without formulas; return how many."""
    rows = [to_row(each) for each in entries]
    write_csv(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object), out)
    return len(rows)


def read(data: bytes, file: str) -> tuple[Row, ...]:
    """
    Return the rows of a file by the name `file`.

    Raises LedgerError, naming file and line, at the first thing that `write` would not have written: another encoding,
    a column that is missing, a row of another length, a value that is none. Columns that are not known are passed over.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _broken(file, line, "it is not UTF-8; save it as CSV UTF-8") from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        header = next(lines, [])
        if missing := [name for name in COLUMNS if name not in header]:
            raise ValueError(f"the first row has no column {', '.join(missing)}; keep those of the exported file")
        found = []
        begins = lines.line_num + 1
        for cells in lines:
            if any(cells):
                if len(cells) != len(header):
                    raise ValueError(f"it has {len(cells)} cells, and the first row {len(header)}")
                row = {name: _value(name, cell) for name, cell in zip(header, cells, strict=True) if cell}
                found.append(Row(begins, from_row(row)))
            begins = lines.line_num + 1
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise _broken(file, begins, said) from error
    return tuple(found)


def _value(name: str, cell: str) -> Any:
    if name not in _WHOLE and name not in _NUMBERS:
        return original(cell)
    try:
        return int(cell) if name in _WHOLE else float(cell)
    except ValueError as error:
        raise ValueError(f"{name} {cell[:80]!r} is not a number") from error


def _broken(file: str, line: int, said: str) -> LedgerError:
    return LedgerError(f"{file}:{line}: {said}; {NOTHING_DONE}")


def take_in(ledger: Ledger, rows: Sequence[Row]) -> int:
    """
    Add what a ledger does not hold yet, all of it or nothing, and return how many entries that were.

    Raises LedgerError as `Ledger.add` does.
    """
    held = {entry.id for entry in ledger.read().entries}
    new = {row.entry.id: row.entry for row in reversed(rows) if row.entry.id not in held}
    ledger.add(*reversed(new.values()))
    return len(new)


def waiting(index: Index, ledger: Ledger, rows: Iterable[Row]) -> list[tuple[int, str]]:
    """Return (line, why) of the rows that are in force and change nothing in an index that has taken them in."""
    held = {entry.id for entry in ledger.read().entries}
    why = {
        str(row.id): REASONS[str(row.lost) or "name"]
        for row in queries.corrections(index).itertuples()
        if row.lost or (row.applies_to == "name" and not row.mentions)
    }
    return [
        (row.line, why.get(row.entry.id) or REASONS["undo"])
        for row in rows
        if (isinstance(row.entry, Correction) and row.entry.id in why)
        or (isinstance(row.entry, Undo) and row.entry.undoes not in held)
    ]
