"""
Lists of actors, beside whom each is named and where, and their links to places.

A link says that an actor and a place are named in the same sentence, or in the same article; it says nothing of why.
Where one actor is asked about and the filters take in what is part of it, its links and company do so as well.
Actors whose id begins with "unlisted:" are not in the catalogue, and stand apart. `dashboard.store.queries` is the door
to all of this.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.model import Filters
from dashboard.store._facts import SENTENCE_BITS
from dashboard.store._families import THESE, ids_of, meant_by, numbers_of
from dashboard.store._filters import bindable, where
from dashboard.store._loading import SENTENCES_OF_AN_ARTICLE
from dashboard.store._reading import ExcerptPage, page_of
from dashboard.store._selection import selection_of
from dashboard.store.index import Index

#: Names of an actor that a row of a table shows.
_SHOWN_NAMES = 10
_EXCERPT = """CASE WHEN x.sentence = 0 THEN a.title ELSE substring(a.text, a.sentences[x.sentence].start + 1,
                    a.sentences[x.sentence].stop - a.sentences[x.sentence].start) END"""


def actors(index: Index, filters: Filters, limit: int | None = None) -> pd.DataFrame:
    """
    Return the actors of the catalogue in the articles with a mention that the filters leave, by mentions descending.

    Columns: actor_id, name, type, country_code, affiliation (ids, joined by "; "), mentions (of the actor), inferred
    (those by an office), articles, first_seen, last_seen (datetime64), names (as the texts say, the most frequent
    first, joined by "; ").
    """
    return _actors(index, filters, "f.listed", limit)


def unlisted_actors(index: Index, filters: Filters, limit: int | None = None) -> pd.DataFrame:
    """Return the persons and organisations that the catalogue does not know, as `actors` returns the others."""
    return _actors(index, filters, "NOT f.listed", limit)


def _actors(index: Index, filters: Filters, which: str, limit: int | None) -> pd.DataFrame:
    condition, values = where(index.cursor(), filters)
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT DISTINCT m.article_no, m.published FROM mentions m WHERE {condition}),
             said AS (
                SELECT x.actor_no, x.surface, x.rule, x.article_no, k.published
                FROM actor_mentions x JOIN kept k USING (article_no) JOIN actors f USING (actor_no) WHERE {which}),
             counted AS (
                SELECT actor_no, count(*) AS mentions, count(*) FILTER (WHERE rule = 'office') AS inferred,
                       count(DISTINCT article_no) AS articles, min(published) AS first_seen, max(published) AS last_seen
                FROM said GROUP BY actor_no),
             called AS (
                SELECT actor_no, string_agg(surface, '; ' ORDER BY often DESC, surface) AS names
                FROM (SELECT actor_no, surface, count(*) AS often,
                             row_number() OVER (PARTITION BY actor_no ORDER BY count(*) DESC, surface) AS rank
                      FROM said GROUP BY actor_no, surface)
                WHERE rank <= {_SHOWN_NAMES}
                GROUP BY actor_no)
        SELECT f.actor_id, f.name, f.type, coalesce(f.country_code, '') AS country_code,
               coalesce(array_to_string(f.affiliation, '; '), '') AS affiliation, c.mentions, c.inferred, c.articles,
               c.first_seen, c.last_seen, d.names
        FROM counted c JOIN called d USING (actor_no) JOIN actors f USING (actor_no)
        ORDER BY c.mentions DESC, f.name, f.actor_id LIMIT ?
        """,
        [*values, _all(limit)],
    )


def actor_mentions(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return every mention of an actor of the catalogue in the articles with a mention that the filters leave.

    Newest article first, then in reading order. Columns: article_id, title, source, author, url, published
    (datetime64), actor_id, actor, type, country_code, name (what the text says), rule, confidence, field, start, end,
    sentence, excerpt.
    """
    condition, values = where(index.cursor(), filters)
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT DISTINCT m.article_no FROM mentions m WHERE {condition})
        SELECT a.article_id, a.heading AS title, coalesce(a.source, '') AS source, coalesce(a.author, '') AS author,
               coalesce(a.url, '') AS url, a.published, f.actor_id, f.name AS actor, f.type,
               coalesce(f.country_code, '') AS country_code, x.surface AS name, x.rule, x.confidence,
               x.field, x.start, x.stop AS "end", x.sentence, {_EXCERPT} AS excerpt
        FROM actor_mentions x JOIN kept USING (article_no) JOIN articles a USING (article_no)
             JOIN actors f USING (actor_no)
        WHERE f.listed
        ORDER BY a.published DESC NULLS LAST, a.article_id, x.sentence, x.start, f.actor_id
        """,
        values,
    )


def links(index: Index, filters: Filters, actor_id: str = "", limit: int | None = None) -> pd.DataFrame:
    """
    Return the places and actors of the catalogue that are named together, of the mentions that the filters leave.

    One row a pair, of one actor or all, by sentences, then articles descending. Columns: place_id, place, kind,
    country_code, lat, lon, actor_id, actor, type, mentions (of the place, in sentences that name the actor too),
    sentences (that name both), articles (that name both, wherever), first_seen, last_seen (datetime64, of these
    articles). Of all actors each is counted by itself, whatever the filters take for it.
    """
    condition, values = where(index.cursor(), filters)
    wanted, once, bound = "SELECT actor_no, actor_no AS whole_no FROM actors WHERE listed", "", []
    if actor_id:
        wanted = f"SELECT n.actor_no, w.actor_no FROM ({THESE}) n(actor_no), actors w WHERE w.actor_id = ?"
        once, bound = "DISTINCT", [meant_by(index, filters, actor_id), actor_id]
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT m.article_no, m.sentence_key, m.place_no, m.published FROM mentions m WHERE {condition}),
             wanted(actor_no, whole_no) AS ({wanted}),
             spoken AS (SELECT {once} sentence_key, whole_no AS actor_no FROM sentence_actors
                        JOIN wanted USING (actor_no)),
             told AS (SELECT {once} article_no, whole_no AS actor_no FROM article_actors JOIN wanted USING (actor_no)),
             beside AS (
                SELECT k.place_no, s.actor_no, count(*) AS mentions, count(DISTINCT k.sentence_key) AS sentences
                FROM kept k JOIN spoken s USING (sentence_key) GROUP BY ALL),
             together AS (
                SELECT k.place_no, s.actor_no, count(*) AS articles, min(k.published) AS first_seen,
                       max(k.published) AS last_seen
                FROM (SELECT DISTINCT article_no, place_no, published FROM kept) k
                     JOIN told s USING (article_no) GROUP BY ALL)
        SELECT p.place_id, p.name AS place, p.kind, coalesce(p.country_code, '') AS country_code, p.lat, p.lon,
               f.actor_id, f.name AS actor, f.type, coalesce(b.mentions, 0) AS mentions,
               coalesce(b.sentences, 0) AS sentences, t.articles, t.first_seen, t.last_seen
        FROM together t LEFT JOIN beside b USING (place_no, actor_no) JOIN places p USING (place_no)
             JOIN actors f USING (actor_no)
        ORDER BY sentences DESC, t.articles DESC, p.name, f.name, p.place_id, f.actor_id LIMIT ?
        """,
        [*values, *bound, _all(limit)],
    )


def sentences_with(
    index: Index, filters: Filters, actor_id: str, place_id: str = "", other_id: str = "", page: int = 1,
    page_size: int = 10,
) -> ExcerptPage:  # fmt: skip
    """
    Return one page of the sentences that name an actor, listed or not, newest first, undated last.

    With a place, those that name it too, by a mention that the filters leave; with another actor, those that name both,
    in articles that the filters leave. `total_mentions` counts the place's mentions; without a place, sentences. The
    other actor is meant by itself, also where it is part of the first.
    """
    selection = selection_of(index, filters)
    facts = selection.facts
    meant = meant_by(index, filters, actor_id, without=other_id)
    marked = [*ids_of(index, meant), *([bindable(other_id)] if other_id else [])]
    spoken = f"SELECT sentence_key FROM sentence_actors WHERE actor_no IN ({THESE})"
    others = [numbers_of(index, other_id)] if other_id and not place_id else []
    with contextlib.closing(index.cursor()) as cursor:
        said = f"SELECT DISTINCT sentence_key FROM ({' INTERSECT '.join([spoken] * (1 + len(others)))})"
        found = np.sort(cursor.execute(said, [meant, *others]).fetchnumpy()["sentence_key"])
    if place_id:
        sentences, mentions = np.unique(facts.placed.sentence[selection.of_place(place_id)], return_counts=True)
        keys = facts.sentences[sentences]
        both = np.isin(keys, found)
        return page_of(index, selection, keys[both], mentions[both], page, page_size, place_id=place_id, actors=marked)
    found = found[found >> SENTENCE_BITS < len(facts.there)]
    keys = found[selection.by_article()[found >> SENTENCE_BITS] > 0]
    return page_of(index, selection, keys, np.ones(len(keys), dtype=np.int64), page, page_size, actors=marked)


def co_mentions(index: Index, filters: Filters, actor_id: str, limit: int | None = None) -> pd.DataFrame:
    """
    Return the actors of the catalogue that are named together with one, in articles that the filters leave.

    By sentences, then articles descending. Columns: actor_id, name, type, country_code, sentences (that name both),
    articles (that name both, wherever).
    """
    condition, values = where(index.cursor(), filters)
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT DISTINCT m.article_no FROM mentions m WHERE {condition}),
             chosen(actor_no) AS ({THESE}),
             here AS (SELECT DISTINCT article_no
                      FROM article_actors JOIN kept USING (article_no) JOIN chosen USING (actor_no)),
             spoken AS (SELECT DISTINCT sentence_key FROM sentence_actors JOIN chosen USING (actor_no)
                        WHERE sentence_key // {SENTENCES_OF_AN_ARTICLE} IN (SELECT article_no FROM here)),
             beside AS (SELECT actor_no, count(*) AS sentences
                        FROM sentence_actors JOIN spoken USING (sentence_key) GROUP BY actor_no),
             together AS (SELECT actor_no, count(*) AS articles
                          FROM article_actors JOIN here USING (article_no) GROUP BY actor_no)
        SELECT f.actor_id, f.name, f.type, coalesce(f.country_code, '') AS country_code,
               coalesce(b.sentences, 0) AS sentences, t.articles
        FROM together t LEFT JOIN beside b USING (actor_no) JOIN actors f USING (actor_no)
        WHERE f.listed AND f.actor_no NOT IN (SELECT actor_no FROM chosen)
        ORDER BY sentences DESC, t.articles DESC, f.name, f.actor_id LIMIT ?
        """,
        [*values, meant_by(index, filters, actor_id), _all(limit)],
    )


def articles_naming(index: Index, actor_id: str, limit: int) -> list[str]:
    """Return the ids of the articles that name an actor, listed or not, whatever the filters, the newest first."""
    sql = """
        SELECT a.article_id FROM article_actors JOIN actors f USING (actor_no) JOIN articles a USING (article_no)
        WHERE f.actor_id = ? ORDER BY a.published DESC NULLS LAST, a.article_id LIMIT ?
        """
    return [row[0] for row in index.cursor().execute(sql, [bindable(actor_id), limit]).fetchall()]


def _all(limit: int | None) -> int:
    return limit if limit is not None else 2**62


def _frame(index: Index, sql: str, values: Sequence[Any]) -> pd.DataFrame:
    return index.cursor().execute(sql, list(values)).df()
