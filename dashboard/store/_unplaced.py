"""
Names that were recognised and not placed, what they may mean, and what readers said of them.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard.model import Filters, Place
from dashboard.store._filters import OF_A_PLACE, bindable, where
from dashboard.store._reading import Excerpt, sentences_of
from dashboard.store.index import Index

#: Runners-up of all mentions of a name that are offered.
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class LostName:
    """
    One name without a place, in all articles that a filter leaves: how often it stands there, one sentence, and the
    places that the analysis thought of, the likeliest first. Sentence `number`, from 1, of `sentences`.
    """

    name: str
    mentions: int
    articles: int
    number: int
    sentences: int
    excerpt: Excerpt
    candidates: tuple[Place, ...]


def unplaced(index: Index, filters: Filters, limit: int = 1000) -> pd.DataFrame:
    """
    Return the names that were recognised and not placed: surface, mentions, articles, example_article_id, key.

    By mentions descending, then by name; spellings that differ in case or accents only are one row, and have one `key`.
    Filters of country, kind and confidence do not apply: a name without a place has none of them.
    """
    condition, values = where(filters, without=OF_A_PLACE, placed=False)
    sql = f"""
        WITH counted AS (
            SELECT mode(m.surface ORDER BY m.surface) AS surface, count(*) AS mentions,
                   count(DISTINCT m.article_no) AS articles, min(m.article_no) AS article_no, m.unplaced AS key
            FROM mentions m WHERE {condition} GROUP BY m.unplaced)
        SELECT c.surface, c.mentions, c.articles, a.article_id AS example_article_id, c.key
        FROM counted c JOIN articles a USING (article_no) ORDER BY c.mentions DESC, c.surface LIMIT ?
        """
    return index.cursor().execute(sql, [*values, limit]).df()


def lost_name(index: Index, filters: Filters, key: str, number: int = 1) -> LostName | None:
    """
    Return what is known of one name by its `key`, with one of its sentences, newest first; None if nothing is left.

    A number past the end is the last. What it may mean comes from all its mentions, whatever the filters.
    """
    condition, values = where(filters, without=OF_A_PLACE, placed=False)
    cursor = index.cursor()
    hits = cursor.execute(
        f"""
        WITH hits AS (
            SELECT m.article_no, m.sentence_key, m.sentence, m.published, count(*) AS mentions,
                   mode(m.surface ORDER BY m.surface) AS surface, min(m.role) AS role
            FROM mentions m WHERE m.unplaced = ? AND {condition} GROUP BY ALL)
        SELECT h.article_no, h.sentence_key, h.sentence, h.surface, h.role, h.mentions
        FROM hits h JOIN articles a USING (article_no)
        ORDER BY h.published DESC NULLS LAST, a.article_id, h.sentence
        """,
        [bindable(key), *values],
    ).fetchall()
    if not hits:
        return None
    at = min(max(number, 1), len(hits))
    article_no, sentence_key, sentence, surface, role, _ = hits[at - 1]
    (excerpt,) = sentences_of(index, [(article_no, sentence_key, sentence)], {sentence_key: (role, 0.0, (), ())})
    spelled = {
        row[0] for row in cursor.execute("SELECT DISTINCT surface FROM mentions WHERE unplaced = ?", [key]).fetchall()
    }
    marks = tuple(
        replace(mark, selected=mark.kind == "place" and not mark.id and mark.name in spelled) for mark in excerpt.marks
    )
    candidates = cursor.execute(
        """
        SELECT any_value(r.place) FROM (SELECT unnest(runners_up) AS r FROM mentions WHERE unplaced = ?)
        GROUP BY r.place.place_id ORDER BY sum(r.score) DESC, r.place.place_id LIMIT ?
        """,
        [key, MOST_CANDIDATES],
    ).fetchall()
    return LostName(
        name=surface,
        mentions=sum(hit[5] for hit in hits),
        articles=len({hit[0] for hit in hits}),
        number=at,
        sentences=len(hits),
        excerpt=replace(excerpt, marks=marks),
        candidates=tuple(Place(**row[0]) for row in candidates),
    )


def corrections(index: Index) -> pd.DataFrame:
    """
    Return what readers put right and did not take back, the newest first.

    Columns: id, at (UTC), applies_to, name, key, says, role, origin, place_id, place, kind, country, admin1, lat, lon,
    article (its heading), mentions and articles (that it changes now). What does not apply is "" or NaN.
    """
    return (
        index.cursor()
        .execute(
            """
        WITH changed AS (
            SELECT entry AS id, count(*) AS mentions, count(DISTINCT article_no) AS articles
            FROM (SELECT place_entry AS entry, article_no FROM corrected
                  UNION ALL SELECT role_entry, article_no FROM corrected)
            WHERE entry IS NOT NULL GROUP BY 1)
        SELECT c.id, make_timestamp(c.at_us) AS at, c.applies_to, c.name, c.key, c.says, coalesce(c.role, '') AS role,
               c.origin, coalesce(c.place_id, '') AS place_id, coalesce(c.place, '') AS place,
               coalesce(c.kind, '') AS kind, coalesce(c.country, '') AS country, coalesce(c.admin1, '') AS admin1,
               c.lat, c.lon, coalesce(a.heading, '') AS article, coalesce(h.mentions, 0) AS mentions,
               coalesce(h.articles, 0) AS articles
        FROM corrections c LEFT JOIN changed h USING (id) LEFT JOIN articles a USING (article_id)
        ORDER BY c.seq DESC
        """
        )
        .df()
    )
