"""
What there is to read: excerpts, whole articles with their marks, and the tables that lists and exports are made of.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import Article, Candidate, Filters, Place
from dashboard.store._counts import Selection
from dashboard.store._filters import OF_A_PLACE, active, bindable, check, drop, folded, label, scope, where
from dashboard.store.index import Index


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A highlighted stretch of a text: `text[start:end]` names a place or an actor.

    `name` and `id` are those of the place or the actor, `id` is "" for a name that was not placed (`name` is then what
    the text says). `role` is a place mention's role, or an actor's type. `selected` is true for the place asked about.
    """

    start: int
    end: int
    kind: Literal["place", "actor"]
    name: str
    id: str
    role: str
    selected: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """
    One sentence of one article that mentions the place. `sentence` 0 is the title, the text starts at 1.

    `title` is what to show: the article's title or, for an article without one, its first words. `marks` are relative
    to `text`, sorted by start, and may overlap. `role`, `confidence`, `evidence` and `runners_up` are those of the
    surest mention of the place in this sentence.
    """

    article_id: str
    title: str
    source: str
    url: str
    published: date | None
    sentence: int
    text: str
    marks: tuple[Mark, ...]
    role: str
    confidence: float
    evidence: tuple[str, ...]
    runners_up: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ExcerptPage:
    """A page of excerpts, `page` from 1; a page past the end is the last one. `pages` is 0 without excerpts."""

    total_mentions: int
    total_excerpts: int
    page: int
    pages: int
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A whole article to read. `heading` is its title or its first words; marks are relative to `title` and `text`."""

    article: Article
    heading: str
    title_marks: tuple[Mark, ...]
    text_marks: tuple[Mark, ...]
    sentences: tuple[tuple[int, int], ...]
    notes: tuple[str, ...]


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


def excerpts(index: Index, filters: Filters, place_id: str, page: int = 1, page_size: int = 10) -> ExcerptPage:
    """
    Return one page of the sentences that mention a place under the filters, newest first, undated last.

    Only the sentences are read, not the articles. A place that is unknown or filtered away has no excerpts.
    """
    if page < 1 or page_size < 1:
        raise QueryError(f"page {page} of {page_size}: both count from 1")
    condition, values = where(filters)
    found = _rows(
        index,
        f"""
        WITH hits AS (
            SELECT m.article_no, m.sentence_key, m.sentence, m.published, count(*) AS mentions,
                   arg_max({{'role': m.role, 'confidence': m.confidence, 'evidence': m.evidence,
                             'runners_up': m.runners_up}}, m.confidence) AS best
            FROM mentions m
            WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND {condition}
            GROUP BY ALL),
        counted AS (SELECT *, count(*) OVER () AS total, sum(mentions) OVER ()::BIGINT AS all_mentions FROM hits),
        paged AS (
            SELECT c.*, a.article_id FROM counted c JOIN articles a USING (article_no)
            ORDER BY c.published DESC NULLS LAST, a.article_id, c.sentence
            LIMIT ? OFFSET (SELECT least(? - 1, (any_value(total) - 1) // ?) * ? FROM counted))
        SELECT p.total, p.all_mentions, p.sentence_key, p.sentence, p.article_id, a.heading, coalesce(a.source, ''),
               coalesce(a.url, ''), a.published, p.best,
               CASE WHEN p.sentence = 0 THEN a.title ELSE substring(a.text, a.sentences[p.sentence].start + 1,
                    a.sentences[p.sentence].stop - a.sentences[p.sentence].start) END,
               CASE WHEN p.sentence = 0 THEN 0 ELSE a.sentences[p.sentence].start END
        FROM paged p JOIN articles a USING (article_no)
        ORDER BY p.published DESC NULLS LAST, p.article_id, p.sentence
        """,
        [bindable(place_id), *values, page_size, page, page_size, page_size],
    )
    if not found:
        return ExcerptPage(0, 0, 1, 0, ())
    marks = _marks(index, "sentence_key", [row[2] for row in found])
    made = []
    for _, _, key, sentence, article_id, heading, source, url, published, best, text, start in found:
        made.append(
            Excerpt(
                article_id=article_id,
                title=heading,
                source=source,
                url=url,
                published=published,
                sentence=sentence,
                text=text,
                marks=_relative(
                    marks.get(key, ()), offset=start, length=len(text), place_id=place_id, roles=filters.roles
                ),
                role=best["role"],
                confidence=best["confidence"],
                evidence=tuple(best["evidence"] or ()),
                runners_up=tuple(_candidate(each) for each in best["runners_up"] or ()),
            )
        )
    total, mentions = found[0][0], found[0][1]
    pages = math.ceil(total / page_size)
    return ExcerptPage(mentions, total, min(page, pages), pages, tuple(made))


def article_view(index: Index, article_id: str, place_id: str = "") -> ArticleView | None:
    """Return an article with everything found in it, whatever the filters; None if the index does not hold it."""
    row = _row(
        index,
        """
        SELECT article_no, title, text, source, url, published, language, heading, sentences, notes
        FROM articles WHERE article_id = ?
        """,
        [bindable(article_id)],
    )
    if row is None:
        return None
    number, title, text, source, url, published, language, heading, sentences, notes = row
    marks = _marks(index, "article_no", [number]).get(number, ())
    return ArticleView(
        article=Article(article_id, title, text, source, url, published, language),
        heading=heading,
        title_marks=_relative([m for m in marks if m[1] == "title"], length=len(title), place_id=place_id),
        text_marks=_relative([m for m in marks if m[1] == "text"], length=len(text), place_id=place_id),
        sentences=tuple((span["start"], span["stop"]) for span in sentences),
        notes=tuple(notes),
    )


def place(index: Index, place_id: str) -> Place | None:
    """Return a place of the location table; None if no article mentions it."""
    row = _row(
        index,
        """
        SELECT place_id, name, kind, lat, lon, country_code, country, admin1, radius_km, population
        FROM places WHERE place_id = ?
        """,
        [bindable(place_id)],
    )
    return None if row is None else Place(*row)


def place_actors(index: Index, filters: Filters, place_id: str, limit: int = 10) -> pd.DataFrame:
    """
    Return the actors named in the same sentences as a place, under the filters.

    Columns: actor_id, name, type, country_code, mentions (of the place, in sentences that name the actor), articles.
    """
    condition, values = where(filters)
    return _frame(
        index,
        f"""
        SELECT a.actor_id, a.name, a.type, coalesce(a.country_code, '') AS country_code, count(*) AS mentions,
               count(DISTINCT m.article_no) AS articles
        FROM mentions m JOIN sentence_actors s USING (sentence_key) JOIN actors a USING (actor_no)
        WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND {condition}
        GROUP BY ALL ORDER BY mentions DESC, a.name, a.actor_id LIMIT ?
        """,
        [bindable(place_id), *values, limit],
    )


def unplaced(index: Index, filters: Filters, limit: int = 1000) -> pd.DataFrame:
    """
    Return the names that were recognised and not placed: surface, mentions, articles, example_article_id.

    By mentions descending, then by name; spellings that differ in case or accents only are one row. Filters of country,
    kind and confidence do not apply: a name without a place has none of them.
    """
    condition, values = where(filters, without=OF_A_PLACE, placed=False)
    return _frame(
        index,
        f"""
        WITH counted AS (
            SELECT mode(m.surface ORDER BY m.surface) AS surface, count(*) AS mentions,
                   count(DISTINCT m.article_no) AS articles, min(m.article_no) AS article_no
            FROM mentions m WHERE {condition} GROUP BY m.unplaced)
        SELECT c.surface, c.mentions, c.articles, a.article_id AS example_article_id
        FROM counted c JOIN articles a USING (article_no) ORDER BY c.mentions DESC, c.surface LIMIT ?
        """,
        [*values, limit],
    )


def search(index: Index, filters: Filters, text: str, limit: int = 10) -> SearchResults:
    """Return the places, actors and article titles in which every word of `text` starts a word."""
    words = folded(index.cursor(), text)
    matching = " AND ".join("contains(f.{0}, ?)" for _ in words) or "false"
    _, table, key = scope(filters)
    with Selection(index, filters) as selection:
        places = selection.frame(
            f"""
            SELECT f.place_id, f.name, f.kind, coalesce(f.country, '') AS country, coalesce(f.admin1, '') AS admin1,
                   count(s.place_no) AS mentions
            FROM places f LEFT JOIN (SELECT place_no FROM selection WHERE missed = 0) s USING (place_no)
            WHERE {matching.format("folded")} GROUP BY ALL ORDER BY mentions DESC, f.name, f.place_id LIMIT ?
            """,
            [*words, limit],
        )
        actors = selection.frame(
            f"""
            WITH found AS (SELECT f.* FROM actors f WHERE {matching.format("folded")})
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
                WHERE s.sentence_key IN (SELECT sentence_key FROM kept) GROUP BY s.sentence_key)
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


#: (key, field, start, end, kind, name, id, role, confidence) of one mark, as it comes from the index
_RawMark = tuple[int, str, int, int, Literal["place", "actor"], str, str, str, float]


def _marks(index: Index, key: Literal["sentence_key", "article_no"], keys: Sequence[int]) -> dict[int, list[_RawMark]]:
    """Return what stands in some sentences or articles, places and actors alike."""
    few = f"{key} IN ({', '.join('?' * len(keys))})"
    rows = _rows(
        index,
        f"""
        SELECT {key}, field, start, stop, 'place', coalesce(p.name, surface), coalesce(p.place_id, ''), role,
               confidence
        FROM mentions LEFT JOIN places p USING (place_no) WHERE {few}
        UNION ALL
        SELECT {key}, field, start, stop, 'actor', a.name, a.actor_id, a.type, confidence
        FROM actor_mentions JOIN actors a USING (actor_no) WHERE {few}
        """,
        [*keys, *keys],
    )
    found: dict[int, list[_RawMark]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _relative(
    raw: Iterable[_RawMark], *, length: int, offset: int = 0, place_id: str = "", roles: Sequence[str] = ()
) -> tuple[Mark, ...]:
    """Shift marks to a stretch of the text that starts at `offset`, and sort them; longer ones first at one start."""
    marks = []
    for _, _, start, end, kind, name, identity, role, confidence in raw:
        chosen = bool(place_id) and kind == "place" and identity == place_id and (not roles or role in roles)
        first, last = max(start - offset, 0), min(end - offset, length)
        if first < last:
            marks.append(Mark(first, last, kind, name, identity, role, chosen, confidence))
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.id)))


def _candidate(value: dict[str, Any]) -> Candidate:
    return Candidate(Place(**value["place"]), value["score"])


def _frame(index: Index, sql: str, values: Sequence[Any]) -> pd.DataFrame:
    return index.cursor().execute(sql, list(values)).df()


def _rows(index: Index, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return index.cursor().execute(sql, list(values)).fetchall()


def _row(index: Index, sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    return index.cursor().execute(sql, list(values)).fetchone()
