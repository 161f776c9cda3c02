"""
Which actors count as one: an actor by itself, or with all that is part of it, directly or through others.

Actors are known by their id outside of the index and by their number inside. `dashboard.store.queries` is the door to
all of this.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.model import Filters
from dashboard.store._filters import FAMILY, bindable
from dashboard.store.index import Index

#: A list of numbers of actors, bound as one value.
THESE = "SELECT unnest(?::INTEGER[])"


def parts(index: Index, actor_id: str) -> list[str]:
    """Return the ids of the actors of the index that are part of one, directly or through others."""
    sql = f"SELECT actor_id FROM actors WHERE actor_no IN ({FAMILY}) AND actor_id <> ? ORDER BY actor_id"
    return [row[0] for row in index.cursor().execute(sql, [bindable(actor_id), actor_id]).fetchall()]


def meant_by(index: Index, filters: Filters, actor_id: str, without: str = "") -> list[int]:
    """Return the numbers of the actors that count as one under the filters, but not that of the id `without`."""
    if not filters.with_parts:
        return numbers_of(index, actor_id)
    sql = f"SELECT actor_no FROM actors WHERE actor_no IN ({FAMILY}) AND actor_id <> ? ORDER BY actor_no"
    return [row[0] for row in index.cursor().execute(sql, [bindable(actor_id), bindable(without)]).fetchall()]


def numbers_of(index: Index, actor_id: str) -> list[int]:
    """Return the number of an actor by itself; [] of one that the index has not."""
    sql = "SELECT actor_no FROM actors WHERE actor_id = ?"
    return [row[0] for row in index.cursor().execute(sql, [bindable(actor_id)]).fetchall()]


def ids_of(index: Index, numbers: Sequence[int]) -> list[str]:
    """Return the ids of actors by their numbers, in the order of these."""
    sql = f"SELECT actor_id FROM actors WHERE actor_no IN ({THESE}) ORDER BY actor_no"
    return [row[0] for row in index.cursor().execute(sql, [list(numbers)]).fetchall()]
