"""
What is highlighted in a text: the places and actors that stand in some articles or sentences, and where.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from dashboard.store._facts import Facts, Names


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A highlighted stretch of a text: `text[start:end]` names a place or an actor.

    `name` and `id` are those of the place or the actor, `id` is "" for a name that was not placed (`name` is then what
    the text says). `role` is a place mention's role, or an actor's type. `selected` is true for the place and the
    actors asked about.
    """

    start: int
    end: int
    kind: Literal["place", "actor"]
    name: str
    id: str
    role: str
    selected: bool
    confidence: float


#: (key, field, start, end, kind, name, id, role, confidence) of one mark, as it comes from the index
RawMark = tuple[int, str, int, int, Literal["place", "actor"], str, str, str, float]


@dataclass(frozen=True, slots=True)
class Said:
    """
    What stands in some articles, in the rows of the index: `mentions` are (sentence_key, field, start, stop, place_no,
    surface, role, confidence, evidence, runners_up), `actors` (sentence_key, field, start, stop, actor_no, confidence).
    """

    mentions: list[tuple[Any, ...]]
    actors: list[tuple[Any, ...]]


def said_in(cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> Said:
    """Return what stands in the articles of some numbers."""
    few = f"WHERE article_no IN ({', '.join('?' * len(numbers))})"
    spot = "SELECT sentence_key, field, start, stop"
    columns = "place_no, surface, role, confidence, evidence, runners_up"
    return Said(
        cursor.execute(f"{spot}, {columns} FROM mentions {few}", list(numbers)).fetchall(),
        cursor.execute(f"{spot}, actor_no, confidence FROM actor_mentions {few}", list(numbers)).fetchall(),
    )


def marks_in(
    facts: Facts, cursor: duckdb.DuckDBPyConnection, said: Said, keys: Collection[int] | None = None,
    actors: Sequence[str] = (),
) -> dict[int, list[RawMark]]:  # fmt: skip
    """
    Return what is said, or what of it stands in some sentences, places and actors alike, by sentence.

    Actors that are not in the catalogue only if asked for.
    """
    found: dict[int, list[RawMark]] = {}
    mentions, named = ([row for row in rows if keys is None or row[0] in keys] for rows in (said.mentions, said.actors))
    places = _names(
        facts.places, cursor, "SELECT place_no, name, place_id FROM places WHERE place_no", ("name", "place_id"),
        {row[4] for row in mentions if row[4] is not None},
    )  # fmt: skip
    for key, field, start, stop, number, surface, role, confidence, *_ in mentions:
        name, identity = places.get(number, (surface, ""))
        found.setdefault(key, []).append((key, field, start, stop, "place", name, identity, role, confidence))
    known = _names(
        facts.actors, cursor, "SELECT actor_no, name, actor_id, type, listed FROM actors WHERE actor_no",
        ("name", "actor_id", "type", "listed"), {row[4] for row in named},
    )  # fmt: skip
    for key, field, start, stop, number, confidence in named:
        name, identity, kind, listed = known.get(number, ("", "", "", False))
        if listed or identity in actors:
            found.setdefault(key, []).append((key, field, start, stop, "actor", name, identity, kind, confidence))
    return found


def _names(
    names: Names, cursor: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[str], numbers: set[int]
) -> dict[int, tuple[Any, ...]]:
    """Return columns of some places or actors by number: from memory, or from the index if they came this moment."""
    wanted = [number for number in sorted(numbers) if number < len(names.row) and names.row[number] >= 0]
    rows = names.frame.take(names.row[wanted])[list(columns)].itertuples(index=False, name=None)
    found = dict(zip(wanted, rows, strict=True))
    if new := list(numbers - found.keys()):
        asked = cursor.execute(f"{sql} IN ({', '.join('?' * len(new))})", new).fetchall()
        found |= {row[0]: row[1:] for row in asked}
    return found


def relative(
    raw: Iterable[RawMark], *, length: int, offset: int = 0, place_id: str = "", roles: Sequence[str] = (),
    actors: Sequence[str] = (),
) -> tuple[Mark, ...]:  # fmt: skip
    """Shift marks to a stretch of the text that starts at `offset`, and sort them; longer ones first at one start."""
    marks = []
    for _, _, start, end, kind, name, identity, role, confidence in raw:
        if kind == "actor":
            chosen = identity in actors
        else:
            chosen = bool(place_id) and identity == place_id and (not roles or role in roles)
        first, last = max(start - offset, 0), min(end - offset, length)
        if first < last:
            marks.append(Mark(first, last, kind, name, identity, role, chosen, confidence))
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.id)))
