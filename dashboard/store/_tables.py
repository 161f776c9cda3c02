"""
Tables for lists, searches and exports: what was found and where, and what taking a filter away would give.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.model import Filters
from dashboard.store._counts import Selection
from dashboard.store._filters import active, bindable, check, drop, folded, label, scope, where
from dashboard.store.index import Index


@dataclass(frozen=True, slots=True)
class SearchResults:
    """
    What answers to a search, in all of the index; `mentions` count under the filters, so 0 says "filtered away".

    places: place_id, name, kind, country, admin1, mentions. actors: actor_id, name, type, mentions. articles:
    article_id, title, source, published (datetime64), mentions. Each by mentions descending, then by name or newest.
    """

    places: pd.DataFrame
    actors: pd.DataFrame
    articles: pd.DataFrame


def search(index: Index, filters: Filters, text: str, limit: int = 10) -> SearchResults:
    """Return the places, actors and article titles in which every word of `text` starts a word."""
    words = folded(index.cursor(), text)
    matching = " AND ".join("contains(f.{0}, ?)" for _ in words) or "false"
    _, table, key = scope(filters)
    with Selection(index, filters, kept=True) as selection:
        places = selection.frame(
            f"""
            SELECT f.place_id, f.name, f.kind, coalesce(f.country, '') AS country, coalesce(f.admin1, '') AS admin1,
                   count(s.place_no) AS mentions
            FROM places f LEFT JOIN (SELECT place_no FROM selection WHERE missed = 0) s USING (place_no)
            WHERE {matching.format("folded")} AND f.place_no IN (SELECT place_no FROM mentions)
            GROUP BY ALL ORDER BY mentions DESC, f.name, f.place_id LIMIT ?
            """,
            [*words, limit],
        )
        actors = selection.frame(
            f"""
            WITH found AS (SELECT f.* FROM actors f WHERE f.listed AND {matching.format("folded")})
            SELECT f.actor_id, f.name, f.type, count(s.place_no) AS mentions
            FROM found f LEFT JOIN {table} USING (actor_no)
                 LEFT JOIN (SELECT {key}, place_no FROM selection WHERE missed = 0) s USING ({key})
            GROUP BY ALL ORDER BY mentions DESC, f.name, f.actor_id LIMIT ?
            """,
            [*words, limit],
        )
        articles = selection.frame(
            f"""
            SELECT f.article_id, f.heading AS title, coalesce(f.source, '') AS source, f.published,
                   count(s.place_no) AS mentions
            FROM articles f LEFT JOIN (SELECT article_no, place_no FROM selection WHERE missed = 0) s
                 USING (article_no)
            WHERE {matching.format("folded_heading")}
            GROUP BY ALL ORDER BY mentions DESC, f.published DESC NULLS LAST, f.article_id LIMIT ?
            """,
            [*words, limit],
        )
    return SearchResults(places, actors, articles)


def actor_ids(index: Index, name: str) -> list[str]:
    """Return the actors that an id or a name, whatever its case and accents, stands for; none if it is unknown."""
    sql = (
        "SELECT actor_id FROM actors WHERE actor_id = ? OR trim(folded) = fold(?) ORDER BY actor_id = ? DESC, actor_id"
    )
    return [row[0] for row in _rows(index, sql, [bindable(name)] * 3)]


def country_codes(index: Index, name: str) -> list[str]:
    """Return the countries that a code or a name, whatever its case and accents, stands for; none if it is unknown."""
    sql = """
        SELECT DISTINCT country_code FROM places
        WHERE country_code IS NOT NULL AND (country_code = upper(?) OR fold(country) = fold(?)) ORDER BY 1
        """
    return [row[0] for row in _rows(index, sql, [bindable(name)] * 2)]


def droppable(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return what taking away each active filter would give: facet, value, label, mentions; the most helpful first.

    `drop(filters, facet, value)` makes those filters. `value` is "" where the whole facet goes; with `actor_match`
    "all", each chosen actor can go by itself. `label` says the filter in words. Roles count as active when they are not
    the usual ones, and are then widened to all of them.
    """
    check(filters)
    rows = []
    for facet, value in active(filters):
        condition, values = where(drop(filters, facet, value))
        counted = _row(index, f"SELECT count(*) FROM mentions m WHERE {condition}", values)
        rows.append((facet, value, label(index.cursor(), filters, facet, value), counted[0] if counted else 0))
    rows.sort(key=lambda row: -row[3])
    return pd.DataFrame(rows, columns=["facet", "value", "label", "mentions"])


def articles(index: Index, filters: Filters, limit: int | None = None) -> pd.DataFrame:
    """
    Return the articles with a mention that the filters leave, newest first, undated last.

    Columns: article_id, title, source, url, published (datetime64), language, mentions, places.
    """
    condition, values = where(filters)
    return _frame(
        index,
        f"""
        WITH counted AS (
            SELECT m.article_no, count(*) AS mentions, count(DISTINCT m.place_no) AS places
            FROM mentions m WHERE {condition} GROUP BY m.article_no)
        SELECT a.article_id, a.heading AS title, coalesce(a.source, '') AS source, coalesce(a.url, '') AS url,
               a.published, coalesce(a.language, '') AS language, c.mentions, c.places
        FROM counted c JOIN articles a USING (article_no)
        ORDER BY a.published DESC NULLS LAST, a.article_id LIMIT ?
        """,
        [*values, limit if limit is not None else 2**62],
    )


def mentions(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return every mention that the filters leave with its sentence, newest article first, then in reading order.

    Columns: article_id, title, source, url, published (datetime64), place_id, place, kind, country_code, country,
    admin1, lat, lon, name (what the text says), role, confidence, field, start, end, sentence, excerpt, actors (names,
    in that sentence, joined by "; ").
    """
    condition, values = where(filters)
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT m.* FROM mentions m WHERE {condition}),
             named AS (
                SELECT s.sentence_key, string_agg(a.name, '; ' ORDER BY a.name) AS actors
                FROM sentence_actors s JOIN actors a USING (actor_no)
                WHERE a.listed AND s.sentence_key IN (SELECT sentence_key FROM kept) GROUP BY s.sentence_key)
        SELECT a.article_id, a.heading AS title, coalesce(a.source, '') AS source, coalesce(a.url, '') AS url,
               a.published, p.place_id, p.name AS place, p.kind, coalesce(p.country_code, '') AS country_code,
               coalesce(p.country, '') AS country, coalesce(p.admin1, '') AS admin1, p.lat, p.lon, k.surface AS name,
               k.role, k.confidence, k.field, k.start, k.stop AS "end", k.sentence,
               CASE WHEN k.sentence = 0 THEN a.title ELSE substring(a.text, a.sentences[k.sentence].start + 1,
                    a.sentences[k.sentence].stop - a.sentences[k.sentence].start) END AS excerpt,
               coalesce(n.actors, '') AS actors
        FROM kept k JOIN articles a USING (article_no) JOIN places p USING (place_no)
             LEFT JOIN named n USING (sentence_key)
        ORDER BY a.published DESC NULLS LAST, a.article_id, k.sentence, k.start
        """,
        values,
    )


def _frame(index: Index, sql: str, values: Sequence[Any]) -> pd.DataFrame:
    return index.cursor().execute(sql, list(values)).df()


def _rows(index: Index, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return index.cursor().execute(sql, list(values)).fetchall()


def _row(index: Index, sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    return index.cursor().execute(sql, list(values)).fetchone()
