"""
What is worth a second look: names that the analysis put somewhere without being sure, those with most mentions first.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import pandas as pd

from dashboard.model import Filters, Place
from dashboard.store._filters import bindable, where
from dashboard.store._reading import OF_MENTION, Excerpt, of_mention
from dashboard.store._reading import place as place_of
from dashboard.store.index import Index

#: A mention that is less sure than this is worth a look: what the page calls "unsure".
UNSURE = 0.7


@dataclass(frozen=True, slots=True)
class Doubts:
    """
    Unsure mentions that some filters leave: how many names at how many places they are (`names`), in all how many, and
    the first of these as rows.

    `rows` has surface (its most frequent spelling), key (folded), place_id, mentions: one row a name and a place.
    """

    names: int
    mentions: int
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Doubt:
    """
    A name at one place, and the sentence of one of its unsure mentions, newest first: mention `number`, from 1, of
    `mentions`.
    """

    name: str
    place: Place
    mentions: int
    articles: int
    number: int
    excerpt: Excerpt


def doubts(index: Index, filters: Filters, limit: int = 100) -> Doubts:
    """
    Return what one decision each would settle, those with most mentions first, then the least sure ones.

    What a reader placed or found right is sure. One pass over the unsure mentions: spellings are folded once each.
    """
    with contextlib.closing(index.cursor()) as cursor:
        condition, values = where(cursor, filters)
        found = cursor.execute(
            f"""
            WITH spelled AS (
                SELECT m.surface, m.place_no, count(*) AS mentions, sum(m.confidence) AS sure
                FROM mentions m WHERE m.confidence < ? AND {condition} GROUP BY ALL),
            folded AS (SELECT surface, fold(surface) AS key FROM (SELECT DISTINCT surface FROM spelled)),
            named AS (
                SELECT f.key, s.place_no, sum(s.mentions)::BIGINT AS mentions,
                       sum(s.sure) / sum(s.mentions) AS sure, arg_max(s.surface, (s.mentions, s.surface)) AS surface
                FROM spelled s JOIN folded f USING (surface) GROUP BY ALL)
            SELECT n.surface, n.key, p.place_id, n.mentions, count(*) OVER () AS names,
                   (sum(n.mentions) OVER ())::BIGINT AS of_all
            FROM named n JOIN places p USING (place_no)
            ORDER BY n.mentions DESC, n.sure, n.key, p.place_id LIMIT ?
            """,
            [UNSURE, *values, limit],
        ).df()
    names, mentions = (int(found[name].iloc[0]) if len(found) else 0 for name in ("names", "of_all"))
    return Doubts(names, mentions, found.drop(columns=["names", "of_all"]))


def doubt(index: Index, filters: Filters, key: str, place_id: str, number: int = 1) -> Doubt | None:
    """
    Return what is known of one name at one place; None if nothing unsure is left of it.

    A number past the end is the last.
    """
    chosen = place_of(index, place_id)
    with contextlib.closing(index.cursor()) as cursor:
        condition, values = where(cursor, filters)
        hits = cursor.execute(
            f"""
            SELECT m.article_no, m.field, m.start, m.stop
            FROM mentions m JOIN articles a USING (article_no)
            WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND m.confidence < ?
                  AND fold(m.surface) = ? AND {condition}
            ORDER BY m.published DESC NULLS LAST, a.article_id, m.sentence, m.start
            """,
            [bindable(place_id), UNSURE, bindable(key), *values],
        ).fetchall()
        at = min(max(number, 1), len(hits))
        row = cursor.execute(
            f"SELECT {OF_MENTION} FROM mentions WHERE article_no = ? AND field = ? AND start = ? AND stop = ?",
            [*hits[at - 1]] if hits else [-1, "", 0, 0],
        ).fetchone()
    excerpt = of_mention(index, row) if row else None
    if chosen is None or excerpt is None:
        return None
    articles = len({hit[0] for hit in hits})
    return Doubt(excerpt.surface, chosen, len(hits), articles, at, excerpt)
