"""
The rows of a CSV, each with the number of its first line, in bounded memory.

A quote that somebody forgot to close would make the rows after it one long cell, up to the next quote. So a row of
several lines must be in order, its quotes closed where a cell ends; one that is not is refused by its first line alone,
and reading goes on at its second.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

#: Characters that are read again, in all, after rows out of order; beyond, such a row takes its lines with it.
READ_AGAIN = 50_000_000


def numbered_rows(text: TextIO, limit: int, delimiter: str = ",") -> Iterator[tuple[int, list[str] | csv.Error]]:
    """
    Yield (line, row or what is wrong with it); lines count from 1.

    No row is over `limit` characters; of a longer one the rest is passed over, up to where its quotes close.
    """
    lines = _Lines(text, limit)
    again = READ_AGAIN
    while line := lines.take():
        number = lines.number
        if not line.endswith(("\n", "\r")) and len(line) >= limit:
            lines.skip_line()
            yield number, csv.Error(f"over {limit:,} characters in one line")
            continue
        taken, row = _row(line, lines, limit, delimiter)
        if isinstance(row, csv.Error) and len(taken) > 1:
            size = sum(map(len, taken))
            if size >= limit:
                lines.skip_quoted()
                row = csv.Error(f"over {limit:,} characters in one row")
            elif size <= again:
                again -= size
                lines.give_back(taken[1:])
                row = csv.Error("a quote is not closed")
        yield number, row


def _row(line: str, lines: _Lines, limit: int, delimiter: str) -> tuple[list[str], list[str] | csv.Error]:
    """Return the lines of a row and its cells; one line may be less than in order, several may not."""
    taken = [line]
    size = len(line)

    def more() -> Iterator[str]:
        nonlocal size
        yield line
        while size < limit and (following := lines.take()):
            taken.append(following)
            size += len(following)
            yield following

    try:
        return taken, next(csv.reader(more(), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if len(taken) > 1:
            return taken, error
    except StopIteration:
        return taken, csv.Error("a quote is not closed")
    try:
        return taken, next(csv.reader([line], delimiter=delimiter))
    except csv.Error as error:
        return taken, error


class _Lines:
    """Lines of a text, of which some can be given back; `number` is that of the last one taken."""

    def __init__(self, text: TextIO, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._returned: deque[str] = deque()
        self.number = 0

    def take(self) -> str:
        """Return the next line or, of a line over the limit, its beginning; "" at the end."""
        line = self._returned.popleft() if self._returned else self._text.readline(self._limit)
        self.number += bool(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)

    def skip_line(self) -> None:
        """Pass over the rest of a line whose beginning was taken."""
        while (rest := self._text.readline(self._limit)) and not rest.endswith(("\n", "\r")):
            pass

    def skip_quoted(self) -> None:
        """Pass over the lines up to the one on which a quoted cell ends: the first with an odd number of quotes."""
        while (line := self.take()) and line.count('"') % 2 == 0:
            pass
