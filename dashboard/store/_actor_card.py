"""
What is known of one actor: what it is called, how often and when, what it is part of and what is part of it.

Where the filters take in what is part of an actor, its card does so as well. `dashboard.store.queries` is the door to
all of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.model import Filters
from dashboard.store._families import THESE, meant_by
from dashboard.store._filters import bindable, where
from dashboard.store.index import Index


@dataclass(frozen=True, slots=True)
class ActorCard:
    """
    What is known of an actor under the filters. `names`: surface, mentions, the most frequent first.

    `part_of` are the names of the actors that it is part of, as far as the index has them; `inferred` counts the
    mentions by an office ("the US president"). `parts` are the names of what is part of it and counted with it here,
    the most mentioned first: none unless the filters take that in.
    """

    actor_id: str
    name: str
    type: str
    country_code: str
    part_of: tuple[str, ...]
    parts: tuple[str, ...]
    mentions: int
    inferred: int
    articles: int
    first_seen: date | None
    last_seen: date | None
    names: pd.DataFrame


def actor_card(index: Index, filters: Filters, actor_id: str) -> ActorCard | None:
    """Return what is known of an actor, listed or not; None if the index has none of that id."""
    row = _row(
        index,
        """
        SELECT name, type, coalesce(country_code, ''), affiliation, actor_no FROM actors WHERE actor_id = ?
        """,
        [bindable(actor_id)],
    )
    if row is None:
        return None
    name, kind, country_code, affiliation, number = row
    meant = meant_by(index, filters, actor_id)
    condition, values = where(index.cursor(), filters)
    kept = f"SELECT DISTINCT m.article_no, m.published FROM mentions m WHERE {condition}"
    counted = _row(
        index,
        f"""
        WITH kept AS ({kept})
        SELECT count(*), count(*) FILTER (WHERE x.rule = 'office'), count(DISTINCT x.article_no), min(k.published),
               max(k.published)
        FROM actor_mentions x JOIN kept k USING (article_no) WHERE x.actor_no IN ({THESE})
        """,
        [*values, meant],
    )
    names = _frame(
        index,
        f"""
        WITH kept AS ({kept})
        SELECT x.surface, count(*) AS mentions FROM actor_mentions x JOIN kept k USING (article_no)
        WHERE x.actor_no IN ({THESE}) GROUP BY ALL ORDER BY mentions DESC, x.surface
        """,
        [*values, meant],
    )
    parts: Sequence[str] = ()
    if others := [each for each in meant if each != number]:
        parts = _frame(
            index,
            f"""
            WITH kept AS ({kept})
            SELECT f.name FROM actor_mentions x JOIN kept k USING (article_no) JOIN actors f USING (actor_no)
            WHERE x.actor_no IN ({THESE}) GROUP BY f.actor_no, f.name ORDER BY count(*) DESC, f.name, f.actor_no
            """,
            [*values, others],
        )["name"].tolist()
    known = dict(
        index.cursor()
        .execute("SELECT actor_id, name FROM actors WHERE list_contains(?, actor_id)", [list(affiliation or ())])
        .fetchall()
    )
    part_of = tuple(known[each] for each in affiliation or () if each in known)
    assert counted is not None
    mentions, inferred, articles, first, last = counted
    return ActorCard(
        actor_id, name, kind, country_code, part_of, tuple(parts), mentions, inferred, articles, first, last, names
    )  # fmt: skip


def _frame(index: Index, sql: str, values: Sequence[Any]) -> pd.DataFrame:
    return index.cursor().execute(sql, list(values)).df()


def _row(index: Index, sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    return index.cursor().execute(sql, list(values)).fetchone()
