"""
Tables for lists, searches and exports: what was found and where, and what taking a filter away would give.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.model import Filters
from dashboard.store import fulltext
from dashboard.store._facts import Names, Numbers, there
from dashboard.store._filters import active, bindable, drop, folded, label, where, words_of
from dashboard.store._selection import selection_of
from dashboard.store._slices import counted
from dashboard.store.index import Index


@dataclass(frozen=True, slots=True)
class SearchResults:
    """
    What answers to a search, in all of the index; `mentions` count under the filters, so 0 says "filtered away".

    places: place_id, name, kind, country, admin1, mentions. actors: actor_id, name, type, mentions. articles:
    article_id, title, source, published (datetime64), mentions. Each by mentions descending, then by name or newest;
    articles of which the title answers come before those of which the text does.
    """

    places: pd.DataFrame
    actors: pd.DataFrame
    articles: pd.DataFrame


def search(
    index: Index, filters: Filters, text: str, limit: int = 10, places: Sequence[str] = (), actors: Sequence[str] = ()
) -> SearchResults:
    """
    Return the places, actors and articles in whose name, title or text every word of `text` starts a word.

    `places` and `actors` are the ids of more that are called so: the index knows one name of each.
    """
    selection = selection_of(index, filters)
    facts = selection.facts
    with contextlib.closing(index.cursor()) as cursor:
        words = folded(cursor, text)
        named = _answering(cursor, "places", "place", words, places, len(facts.places.row))
        who = _answering(cursor, "actors", "actor", words, actors, len(facts.actors.row))
        titled = _answering(cursor, "articles", "article", words, (), len(facts.there))
        saying = fulltext.articles_with(cursor, words_of(text), facts.words)
        seen = selection.visible()
        mentioned = there(facts.pair_place[seen[facts.pair_article]], len(facts.places.row))
        by_title = there(titled, len(seen))
        both = by_title if saying is None else by_title | there(saying[saying < len(seen)], len(seen))
        articles = np.flatnonzero(both & seen)
        counts = selection.by_article()[articles]
        above_all_texts = by_title[articles] * (counts.max(initial=0) + 1)
        first = _foremost(above_all_texts + counts, facts.rank[articles], limit)
        hits = _article_rows(cursor, articles[first], "article_id, heading AS title, coalesce(source, '') AS source, "
                             "published", mentions=counts[first])  # fmt: skip
    beside = np.zeros(len(facts.actors.row), dtype=np.int64)
    if len(who):
        beside = selection.by_actor()[0]
    return SearchResults(
        _best(facts.places, named[mentioned[named]], selection.by_place(), limit)
        [["place_id", "name", "kind", "country", "admin1", "mentions"]],
        _best(facts.actors, who, beside, limit, listed=True)[["actor_id", "name", "type", "mentions"]],
        hits,
    )  # fmt: skip


def _answering(
    cursor: duckdb.DuckDBPyConnection, table: str, what: str, words: Sequence[str], ids: Sequence[str], size: int
) -> Numbers:
    """Return the numbers below `size` of what a table calls so, and of the `ids`."""
    column = "folded_heading" if table == "articles" else "folded"
    matching = " AND ".join(f"contains({column}, ?)" for _ in words) or "false"
    sql = f"SELECT {what}_no FROM {table} WHERE ({matching}) OR {what}_id IN (SELECT unnest(?::VARCHAR[]))"
    found = cursor.execute(sql, [*words, list(ids)]).fetchnumpy()[f"{what}_no"]
    return found[found < size]


def _foremost(scores: Numbers, ranks: Numbers, limit: int) -> Numbers:
    """Return where the highest scores stand, highest first, of equals the lowest rank; sorts no more than it must."""
    near = np.arange(len(scores))
    if len(scores) > limit:
        near = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    return near[np.lexsort((ranks[near], -scores[near]))[:limit]]


def _best(names: Names, numbers: Numbers, counts: Numbers, limit: int, *, listed: bool = False) -> pd.DataFrame:
    """Return the rows of some places or actors with their mentions, most first, then by name."""
    rows = names.row[numbers]
    rows = np.sort(rows[rows >= 0])
    if listed:
        rows = rows[names.frame["listed"].to_numpy(dtype=bool)[rows]]
    mentions = counts[names.number[rows]]
    first = np.argsort(-mentions, kind="stable")[:limit]
    return names.frame.take(rows[first]).assign(mentions=mentions[first]).reset_index(drop=True)


def _article_rows(cursor: duckdb.DuckDBPyConnection, numbers: Numbers, columns: str, **counts: Numbers) -> pd.DataFrame:
    """Return columns of some articles and what was counted of each, in that order; without those that are gone."""
    wanted = {"article_no": numbers.astype(np.int32), "nth": np.arange(len(numbers)), **counts}
    cursor.register("wanted", pa.table(wanted))
    try:
        return cursor.execute(
            f"SELECT {', '.join([columns, *counts])} FROM wanted w JOIN articles a USING (article_no) ORDER BY w.nth"
        ).df()
    finally:
        cursor.unregister("wanted")


def held(index: Index, articles: tuple[str, ...]) -> int:
    """Return how many of some articles (by `article_id`) are there."""
    sql = "SELECT count(*) FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"
    return int(_rows(index, sql, [[bindable(each) for each in articles]])[0][0])


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
    selection = selection_of(index, filters)
    rows = []
    for facet, value in active(filters):
        left = selection_of(index, drop(filters, facet, value)).count() if value else selection.count(facet)
        rows.append((facet, value, label(index.cursor(), filters, facet, value), left))
    rows.sort(key=lambda row: -row[3])
    return pd.DataFrame(rows, columns=["facet", "value", "label", "mentions"])


def articles(index: Index, filters: Filters, limit: int | None = None) -> pd.DataFrame:
    """
    Return the articles with a mention that the filters leave, newest first, undated last.

    Columns: article_id, title, source, author, url, published (datetime64), language, mentions, places.
    """
    selection = selection_of(index, filters)
    facts, counts = selection.facts, selection.by_article()
    numbers = np.flatnonzero(counts)
    numbers = numbers[np.argsort(facts.rank[numbers])][:limit]
    places = counted(facts.pair_article, selection.pairs(), len(counts))
    with contextlib.closing(index.cursor()) as cursor:
        return _article_rows(
            cursor, numbers,
            "article_id, heading AS title, coalesce(source, '') AS source, coalesce(author, '') AS author, "
            "coalesce(url, '') AS url, published, coalesce(language, '') AS language",
            mentions=counts[numbers], places=places[numbers],
        )  # fmt: skip


def mentions(index: Index, filters: Filters, *, around: int = 0) -> pd.DataFrame:
    """
    Return every mention that the filters leave with its sentence, newest article first, then in reading order.

    Columns: article_id, title, source, author, url, published (datetime64), place_id, place, kind, country_code,
    country, admin1, lat, lon, name (what the text says), role, confidence, field, start, end, sentence, excerpt,
    actors (names, in that sentence, joined by "; "). With `around`, also prefix and suffix: up to so many code points
    of its field before and after the mention.
    """
    condition, values = where(index.cursor(), filters)
    field = "CASE WHEN k.field = 'title' THEN a.title ELSE a.text END"
    beside = f""",
               substring({field}, greatest(k.start - {int(around)}, 0) + 1, least(k.start, {int(around)})) AS prefix,
               substring({field}, k.stop + 1, {int(around)}) AS suffix
        """
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT m.* FROM mentions m WHERE {condition}),
             named AS (
                SELECT s.sentence_key, string_agg(a.name, '; ' ORDER BY a.name) AS actors
                FROM sentence_actors s JOIN actors a USING (actor_no)
                WHERE a.listed AND s.sentence_key IN (SELECT sentence_key FROM kept) GROUP BY s.sentence_key)
        SELECT a.article_id, a.heading AS title, coalesce(a.source, '') AS source, coalesce(a.author, '') AS author,
               coalesce(a.url, '') AS url, a.published, p.place_id, p.name AS place, p.kind,
               coalesce(p.country_code, '') AS country_code,
               coalesce(p.country, '') AS country, coalesce(p.admin1, '') AS admin1, p.lat, p.lon, k.surface AS name,
               k.role, k.confidence, k.field, k.start, k.stop AS "end", k.sentence,
               CASE WHEN k.sentence = 0 THEN a.title ELSE substring(a.text, a.sentences[k.sentence].start + 1,
                    a.sentences[k.sentence].stop - a.sentences[k.sentence].start) END AS excerpt,
               coalesce(n.actors, '') AS actors{beside if around else ""}
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
