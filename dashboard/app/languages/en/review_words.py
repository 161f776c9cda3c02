"""
Every word of the queue of names to check, and of corrections as a file. Plain text in, plain text out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.app.languages.en import words

NOTHING = "Every name on the map is placed surely, or was checked."
NOTHING_LEFT = "Nothing is left to check under these filters."
ONE_DECISION = (
    "The most frequent come first: one decision settles all mentions of a name at one place, unless you narrow it."
)
RIGHT, NEXT, UNDO = "It is right", "Next", "Undo"
NOT_RIGHT = "Not right? Which place is it?"
FILE = "Corrections as a file"
FILE_ABOUT = (
    "All that was put right here, with who and when. In another installation it holds for the same articles, and waits "
    "for those that are not there yet."
)
DOWNLOAD = "Download corrections.csv"
BRING_IN = "Bring in a corrections.csv"
BRING_IN_NOW = "Bring it in"
#: Rows that wait and are told one by one.
MOST_WAITING = 12


def put_right(corrections: int) -> str:
    """Return "Put right · 4"."""
    return f"Put right · {words.number(corrections)}"


def head(names: int, mentions: int) -> str:
    """Return "12 names in 40 mentions are placed without being sure."."""
    verb = "is" if names == 1 else "are"
    return f"{words.counted(names, 'name')} in {words.counted(mentions, 'mention')} {verb} placed without being sure."


def position(at: int, names: int) -> str:
    """Return "2 of 12"."""
    return f"{words.number(at)} of {words.number(names)}"


def put_at(mentions: int, articles: int) -> str:
    """Return "3 unsure mentions in 2 articles"."""
    return f"{words.counted(mentions, 'unsure mention')} in {words.counted(articles, 'article')}"


def reach(name: str) -> dict[str, str]:
    """Return how far a decision of the queue may hold, the farthest first."""
    found = words.reach_of(name)
    return {scope: found[scope] for scope in ("name", "article", "mention")}


def next_sentence(number: int, of: int) -> str:
    """Return "Another sentence (1 of 3)"."""
    return f"Another sentence ({number} of {of})"


def taken_in(new: int, known: int, waiting: Sequence[tuple[int, str]]) -> list[str]:
    """Return what came of a file that was brought in, a line each."""
    said = [f"{words.counted(new, 'entry')} taken in, {words.number(known)} were here already."]
    said += [f"Line {line} waits: {why}" for line, why in waiting[:MOST_WAITING]]
    if len(waiting) > MOST_WAITING:
        said.append(f"{words.number(len(waiting) - MOST_WAITING)} more lines wait.")
    return said


def by_whom(by: str, day: date, today: date) -> str:
    """Return "by mona@example.org, 3 Nov 2026"; of today, and without a login, as much as there is to say."""
    parts = [f"by {by}" if by else "", "" if day == today else words.day(day)]
    return ", ".join(part for part in parts if part)
