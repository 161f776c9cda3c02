"""
Views of the page that readers keep under a name: a ledger that only grows, beside that of corrections.

One file of JSON lines, each written whole under a lock that other processes wait for, and on the disk when `add` or
`remove` returns; a line that a crash cut off is passed over when reading. A line is either a view (id, at (UTC), by,
name, query) or the end of one (id, at, by, removes). `query` is what stands after the question mark of a link: text
from anyone, checked when it is opened.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.errors import LedgerError
from dashboard.store.appending import append

MOST_OF_NAME = 80
#: As long as a link may be, and some.
MOST_OF_QUERY = 8_500


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view: its name, the query of its link, and by whom it was kept ("" if that is not known), when (UTC)."""

    name: str
    query: str
    by: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Views:
    """The views of one file; the file is made by the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, view: NamedView) -> None:
        """
        Keep a view.

        Raises LedgerError for a name that another view has or that is blank or too long, and if it cannot be written.
        """
        row = _row(view)
        try:
            _view(row)
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerError(f"this view cannot be kept: {error}") from error
        self._append(row, unless_named=view.name)

    def remove(self, view_id: str, by: str = "") -> None:
        """Take a view away; one that is gone stays gone. Raises LedgerError if it cannot be written."""
        now = datetime.now(UTC).isoformat()
        self._append({"id": secrets.token_hex(8), "at": now, "by": by, "removes": view_id})

    def read(self) -> tuple[NamedView, ...]:
        """
        Return the views that are there, by name; none if there is no file. Lines that are neither are passed over.

        Raises LedgerError if the file is there and cannot be read.
        """
        try:
            return _views(self.path.read_bytes())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise LedgerError(f"{self.path}: cannot be read ({error.strerror})") from error

    def _append(self, row: Mapping[str, Any], unless_named: str = "") -> None:
        def allowed(before: bytes) -> None:
            if unless_named and any(_same(view.name, unless_named) for view in _views(before)):
                raise LedgerError(f"there is a view named {unless_named!r} already")

        try:
            append(self.path, json.dumps(row, ensure_ascii=False).encode() + b"\n", allowed=allowed)
        except OSError as error:
            raise LedgerError(f"{self.path}: cannot write ({error.strerror}); what was there is whole") from error


def _views(data: bytes) -> tuple[NamedView, ...]:
    found: dict[str, NamedView] = {}
    for line in data.split(b"\n"):
        try:
            row = json.loads(line)
            if "removes" in row:
                found.pop(_text(row, "removes", 64), None)
            else:
                view = _view(row)
                found.setdefault(view.id, view)
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return tuple(sorted(found.values(), key=lambda view: (view.name.casefold(), view.id)))


def _row(view: NamedView) -> dict[str, Any]:
    at = view.at.astimezone(UTC).isoformat()
    return {"id": view.id, "at": at, "by": view.by, "name": view.name, "query": view.query}


def _view(row: Mapping[str, Any]) -> NamedView:
    """Return the view of a row; raises ValueError, KeyError or TypeError for one that is none."""
    at = datetime.fromisoformat(_text(row, "at", 64))
    if at.tzinfo is None:
        raise ValueError("its time has no zone")
    name = _text(row, "name", MOST_OF_NAME)
    if not name.strip() or any(ord(sign) < 32 for sign in name):
        raise ValueError("a name has letters, and no control characters")
    query, by = _text(row, "query", MOST_OF_QUERY), _text(row, "by", 320)
    return NamedView(name=name, query=query, by=by, id=_text(row, "id", 64), at=at.astimezone(UTC))


def _text(row: Mapping[str, Any], name: str, most: int) -> str:
    value = row[name]
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"{name} is no text of up to {most} characters")
    value.encode()
    return value


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
