"""
What is highlighted in a text: the places and actors that stand in some articles or sentences, and where.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.store.index import Index


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


def marks_in(
    index: Index, numbers: Sequence[int], keys: Sequence[int] | None = None, actors: Sequence[str] = ()
) -> dict[int, list[RawMark]]:
    """
    Return what stands in some articles, or in some sentences of theirs, places and actors alike, by sentence.

    Actors that are not in the catalogue only if asked for.
    """
    few, wanted = f"article_no IN ({', '.join('?' * len(numbers))})", None if keys is None else set(keys)
    found: dict[int, list[RawMark]] = {}

    def names(table: str, number: str, columns: str, numbers: set[int]) -> dict[int, tuple[Any, ...]]:
        sql = f"SELECT {number}, {columns} FROM {table} WHERE {number} IN ({', '.join('?' * len(numbers))})"
        return {row[0]: row[1:] for row in _rows(index, sql, list(numbers))} if numbers else {}

    said = "sentence_key, field, start, stop, {} FROM {} WHERE {}"
    rows = _rows(index, f"SELECT {said.format('place_no, surface, role, confidence', 'mentions', few)}", numbers)
    rows = [row for row in rows if wanted is None or row[0] in wanted]
    places = names("places", "place_no", "name, place_id", {row[4] for row in rows if row[4] is not None})
    for key, field, start, stop, number, surface, role, confidence in rows:
        name, identity = places.get(number, (surface, ""))
        found.setdefault(key, []).append((key, field, start, stop, "place", name, identity, role, confidence))
    rows = _rows(index, f"SELECT {said.format('actor_no, confidence', 'actor_mentions', few)}", numbers)
    rows = [row for row in rows if wanted is None or row[0] in wanted]
    known = names("actors", "actor_no", "name, actor_id, type, listed", {row[4] for row in rows})
    for key, field, start, stop, number, confidence in rows:
        name, identity, kind, listed = known.get(number, ("", "", "", False))
        if listed or identity in actors:
            found.setdefault(key, []).append((key, field, start, stop, "actor", name, identity, kind, confidence))
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


def _rows(index: Index, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return index.cursor().execute(sql, list(values)).fetchall()
