"""
Add an actor of a reader's own to the catalogue, and take it out again: a row of `actors.csv` in the installation's
home.

What others wrote into that file stays as it is, to the byte: other rows, their order, comments, columns of their own.
The name may come from a hostile article: it is one line of plain text, no cell that a spreadsheet would take for a
formula, and the row is checked with all others before the file is replaced, whole or not at all.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import itertools
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.actor_checks import name_key
from dashboard.geoparse.actor_rows import COLUMNS, IN_CONTEXT, TYPES, ActorRow, Record, records
from dashboard.geoparse.actor_table import check, country_names, open_table, own_path, sound
from dashboard.geoparse.tables import split_names
from dashboard.geoparse.text import fold_name

LONGEST_NAME = 120
#: What the ids of such rows begin with: no id of the catalogue that comes with the program does.
PREFIX = "own-"
#: What a row that `add_own` wrote holds.
WRITTEN = ("id", "name", "type", "aliases", "country")
_FORMULA = "=+-@"
_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class OwnActor:
    """
    An actor of a reader's own: id, names as they stand in the file, and its line there.

    `by_hand` is true for a row that `add_own` did not write, or that has been written on since: only its author takes
    it out.
    """

    actor_id: str
    name: str
    type: str
    country: str
    line: int
    by_hand: bool


def plain_name(name: str) -> str:
    """
    Return a name as the catalogue may hold it: one line, without control signs.

    Raises DataFileError, saying what to change, for what no actor can be called.
    """
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in name)
    shown = "".join(sign for sign in shown if unicodedata.category(sign) != "Cf" or sign in "\u200c\u200d")
    plain = " ".join(shown.split())
    if not any(sign.isalnum() for sign in plain):
        raise DataFileError("a name has at least one letter or digit; write it out")
    if len(plain) > LONGEST_NAME:
        raise DataFileError(f"a name of {len(plain)} characters is too long; use at most {LONGEST_NAME}")
    if plain[0] in _FORMULA or plain.startswith(IN_CONTEXT):
        raise DataFileError(f"a name cannot begin with {plain[0]!r}, which programs read as an order; leave it out")
    if "|" in plain:
        raise DataFileError("a name cannot hold the sign '|', which stands between names; leave it out")
    return plain


def add_own(data: Path, home: Path, *, name: str, kind: str, country: str = "", said: str = "") -> str:
    """
    Append an actor to the catalogue of a reader's own, and return its id. `country` is an ISO 3166-1 code or "".

    `said` is what articles call it: another name of it, if the reader gave it one of their own.

    Raises DataFileError, saying why and what to change, for a row that the catalogue would refuse, if what stands in
    the file already is broken, and if it cannot be written; the file is then as it was.
    """
    plain = plain_name(name)
    alias = plain_name(said) if said.strip() else plain
    if kind not in TYPES:
        raise DataFileError(f"{kind!r} is no type of actor; use one of {', '.join(TYPES)}")
    if kind == "government_body" and not country:
        raise DataFileError("a government body belongs to a country; choose it")
    own = own_path(home)
    countries = country_names(data / "countries.csv")
    base = tuple(row for row in open_table(data, home).rows if row.path != own)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _alone(home):
            there = sound(own, countries, base) if own.exists() else ()
            _refuse_known((plain, alias), (*base, *there), own)
            before = _read(own) if own.exists() else ",".join(COLUMNS) + "\n"
            short = _free_id(plain, {row.actor.actor_id.removeprefix("actor:") for row in there})
            row = {"id": short, "name": plain, "type": kind, "country": country}
            if alias != plain:
                row["aliases"] = alias
            _replace(own, _with_row(before, row), lambda written: _refuse_broken(written, countries, base))
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{own}: cannot be written ({error}); nothing was added") from error
    return f"actor:{short}"


def own_actors(home: Path) -> tuple[OwnActor, ...]:
    """
    Return the actors of a reader's own in the order of their file, broken rows left out; () without a file.

    Raises DataFileError if the file cannot be read at all.
    """
    own = own_path(home)
    try:
        return tuple(actor for actor, _, _ in _listed(_read(own))) if own.exists() else ()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{own}: cannot be read ({error}); save it as UTF-8") from error


def remove_own(home: Path, actor_id: str) -> str:
    """
    Take an actor that `add_own` added out of the catalogue again, and return its name.

    Nothing else in the file changes; it need not be sound, so that a row which breaks it can be taken out.

    Raises DataFileError, saying why and what to do, for a row that is not there, that was written by hand or that
    another is part of, and if the file cannot be written; it is then as it was.
    """
    own, short = own_path(home), actor_id.removeprefix("actor:")
    try:
        with _alone(home):
            before = _read(own) if own.exists() else ""
            there = list(_listed(before))
            found = next(((actor, record) for actor, record, _ in there if actor.actor_id == actor_id), None)
            if found is None:
                raise DataFileError(f"{short!r} is not in {own} any more; nothing was removed")
            actor, record = found
            if actor.by_hand:
                raise DataFileError(f"{own}:{actor.line}: written by hand; take the line out there")
            for other, _, wholes in there:
                if short in wholes:
                    raise DataFileError(f"{own}:{other.line}: {other.name} is part of it; change that line first")
            lines = list(io.StringIO(before, newline=""))
            _replace(own, "".join(lines[: record.first - 1] + lines[record.last :]), lambda written: None)
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{own}: cannot be written ({error}); nothing was removed") from error
    return actor.name


def _read(own: Path) -> str:
    """Return what a file holds, a byte order mark and line ends included."""
    return own.read_bytes().decode("utf-8")


def _records(content: str) -> Iterator[Record]:
    return records(io.StringIO(content.removeprefix("\ufeff"), newline=""))


def _listed(content: str) -> Iterator[tuple[OwnActor, Record, list[str]]]:
    """Yield each actor of a file with its record and the ids that it is part of."""
    found = _records(content)
    head = next(found, None)
    if head is None or not set(COLUMNS) <= set(head.cells):
        return
    for record in found:
        if len(record.cells) == len(head.cells):
            cells = {column: cell.strip() for column, cell in zip(head.cells, record.cells, strict=True)}
            written_on = any(cell for column, cell in cells.items() if column not in WRITTEN)
            by_hand = written_on or not cells["id"].startswith(PREFIX) or len(split_names(cells["aliases"])) > 1
            said = (f"actor:{cells['id']}", cells["name"], cells["type"], cells["country"])
            wholes = [part.strip() for part in cells["affiliation"].split(";")]
            yield OwnActor(*said, record.first, by_hand), record, wholes


def _free_id(name: str, taken: set[str]) -> str:
    """Return an id made of a name, of its digest where it has no Latin letter; no other row has it."""
    word = _NO_WORD.sub("-", fold_name(name)).strip("-")[:60].strip("-")
    base = PREFIX + (word or hashlib.sha256(name.encode()).hexdigest()[:12])
    numbered = (f"{base}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([base], numbered) if each not in taken)


def _with_row(before: str, row: dict[str, str]) -> str:
    """Return a table with one row more, in the order of its own columns."""
    header = next(_records(before)).cells
    added = io.StringIO()
    csv.writer(added, lineterminator="\n").writerow([row.get(column, "") for column in header])
    return before + ("" if before.endswith("\n") else "\n") + added.getvalue()


def _refuse_broken(written: Path, countries: dict[str, str], base: Sequence[ActorRow]) -> None:
    _, problems = check(written, countries, base)
    if problems:
        raise DataFileError(f"{problems[0].wrong}; {problems[0].remedy}")


def _refuse_known(names: Sequence[str], rows: Sequence[ActorRow], own: Path) -> None:
    """Refuse a name that the catalogue has; the page shows what is said, so that no folder of the server is in it."""
    held = {name_key(name): row for row in rows for name in row.names}
    for name in names:
        row = held.get(name_key(name))
        if row is not None:
            file = f"your own {own.name}" if row.path == own else row.path.name
            raise DataFileError(
                f"the name {name!r} is also that of {row.actor.name}, line {row.line} of {file}; if it is the same, "
                "have its articles read again; if not, write the name out"
            )


def _replace(path: Path, content: str, refuse: Callable[[Path], None]) -> None:
    """Put a file in another's place once `refuse` has let it pass; it is on the disk when this returns."""
    writing = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(writing, "w", encoding="utf-8", newline="") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        refuse(writing)
        os.replace(writing, path)
    finally:
        writing.unlink(missing_ok=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep other writers of the same home waiting."""
    with open(home / ".actors.lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        yield
