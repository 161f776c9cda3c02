"""
What comes out of reading: an article as it was received, or a refusal that says what could not be read and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.model import Article
from dashboard.sources.columns import Mapped

#: Characters of a refused input that are kept to recognise it by.
RAW_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Received:
    """
    An article that was read, and where: `line` is that of its first character, counting from 1.

    `given_id` is the input's own `id`, whatever JSON value it is, or None. `notes` say what was left out of it, such as
    a date that is none. `done` is the share of all the input that has been read with it, 0 to 1. `mapped` tells which
    columns it came from, if it is a row of a table. `origin` is the address or path to read it at again, "" if it is
    nowhere, as a pasted text is.
    """

    article: Article
    file: str
    line: int = 1
    given_id: object = None
    notes: tuple[str, ...] = ()
    done: float = 1.0
    mapped: Mapped | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    Something that could not be read. `line` is None where it is the whole file; `remedy` says what to do about it.

    `raw` is how the refused input starts, for recognising it; never show it as markup. `origin` as in `Received`.
    """

    file: str
    line: int | None
    reason: str
    remedy: str
    raw: str = ""
    done: float = 1.0
    mapped: Mapped | None = None
    origin: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.reason}; {self.remedy}"
