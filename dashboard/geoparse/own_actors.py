"""
Add an actor of a reader's own to the catalogue: a row of `actors.csv` in the installation's home.

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
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.actor_table import (
    COLUMNS,
    IN_CONTEXT,
    TYPES,
    ActorRow,
    check,
    country_names,
    open_table,
    own_path,
    sound,
)
from dashboard.geoparse.text import fold_name

LONGEST_NAME = 120
#: What the ids of such rows begin with: no id of the catalogue that comes with the program does.
PREFIX = "own-"
_FORMULA = "=+-@"
_NO_WORD = re.compile(r"[^a-z0-9]+")


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
            before = own.read_bytes().decode("utf-8-sig") if own.exists() else ",".join(COLUMNS) + "\n"
            short = _free_id(plain, {row.actor.actor_id.removeprefix("actor:") for row in there})
            row = {"id": short, "name": plain, "type": kind, "country": country}
            if alias != plain:
                row["aliases"] = alias
            _replace(own, _with_row(before, row), lambda written: _refuse_broken(written, countries, base))
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{own}: cannot be written ({error}); nothing was added") from error
    return f"actor:{short}"


def _free_id(name: str, taken: set[str]) -> str:
    """Return an id made of a name, of its digest where it has no Latin letter; no other row has it."""
    word = _NO_WORD.sub("-", fold_name(name)).strip("-")[:60].strip("-")
    base = PREFIX + (word or hashlib.sha256(name.encode()).hexdigest()[:12])
    numbered = (f"{base}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([base], numbered) if each not in taken)


def _with_row(before: str, row: dict[str, str]) -> str:
    """Return a table with one row more, in the order of its own columns."""
    header = next(csv.reader(io.StringIO(before)))
    added = io.StringIO()
    csv.writer(added, lineterminator="\n").writerow([row.get(column, "") for column in header])
    return before + ("" if before.endswith("\n") else "\n") + added.getvalue()


def _refuse_broken(written: Path, countries: dict[str, str], base: Sequence[ActorRow]) -> None:
    _, problems = check(written, countries, base)
    if problems:
        raise DataFileError(f"{problems[0].wrong}; {problems[0].remedy}")


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
