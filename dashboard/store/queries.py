"""
Everything that the page asks of the index, and the only module that holds SQL for the page.

Each function takes the index and the filters and returns a pandas DataFrame or a small frozen object; nothing is
written. Values are bound, never pasted into SQL. Latitudes and longitudes are WGS 84 decimal degrees, radii kilometres,
offsets Unicode code points, half open. A text column never holds a null: what is unknown (the outlet of an article
without one, the country of a sea) is the empty string, and the empty string chosen in a filter means just that.

A *mention* below is a placed mention. Roles, dates, outlets and so on mean what `dashboard.model.Filters` says. A facet
counts under all filters but its own, so that its counts say what choosing a value would give; a chosen value is listed
even when nothing is left of it. `words` keeps articles in which every word starts a word of the title or the text,
whatever its case and accents; "words in quotes" must stand side by side.

Raises QueryError for a filter that no query can mean, such as an unknown role.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, get_args

import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import KINDS, ROLES, Article, Candidate, Filters, Place
from dashboard.store.index import Index

Step = Literal["day", "week", "month"]
STEPS: tuple[Step, ...] = get_args(Step)

#: A filter that `droppable` can name and `drop` can take away; the names are those of `Filters`.
Facet = Literal["actors", "countries", "dates", "outlets", "roles", "kinds", "min_confidence", "words"]
FACETS: tuple[Facet, ...] = get_args(Facet)

#: More words than this in one search are refused: nobody types them, and each one is a scan of the texts.
MOST_WORDS = 32
#: A timeline with more bars than this leaves out the empty ones (one article dated 1001 must not make 12,000 bars).
MOST_BARS = 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """
    The line above the map. `mentions_total` counts under no filter but the roles, `articles_total` the whole archive.

    `undated_articles` are those among `articles`. `unplaced_mentions` were recognised and not placed; they are counted
    under all filters but country, kind and confidence, which a name without a place cannot pass; `unplaced_names` are
    the distinct names among them.
    """

    mentions: int
    mentions_total: int
    places: int
    articles: int
    articles_total: int
    undated_articles: int
    unplaced_mentions: int
    unplaced_names: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    Mentions over time, under all filters but the dates.

    `bars` has the columns start (datetime64: first day of the bar; weeks start on Monday), mentions, and selected
    (whether the bar overlaps the date filter; all are when there is none). Empty bars between the first and the last
    are there with 0. `undated_mentions` belong to no bar.
    """

    step: Step
    bars: pd.DataFrame
    undated_mentions: int


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


# ---------------------------------------------------------------------------------------------------------- the page


def summary(index: Index, filters: Filters) -> Summary:
    """Return the counts of the line above the map."""
    where, values = _where(filters)
    bare, bare_values = _where(Filters(roles=filters.roles))
    lost, lost_values = _where(filters, without=("countries", "kinds", "min_confidence"), placed=False)
    row = _row(
        index,
        f"""
        WITH m AS (SELECT m.place_no, m.article_no, m.published FROM mentions m WHERE {where}),
             lost AS (SELECT m.surface FROM mentions m WHERE {lost})
        SELECT (SELECT count(*) FROM m),
               (SELECT count(*) FROM mentions m WHERE {bare}),
               (SELECT count(DISTINCT place_no) FROM m),
               (SELECT count(DISTINCT article_no) FROM m),
               (SELECT count(*) FROM articles),
               (SELECT count(DISTINCT article_no) FROM m WHERE published IS NULL),
               (SELECT count(*) FROM lost),
               (SELECT count(DISTINCT fold(surface)) FROM lost)
        """,
        values + lost_values + bare_values,
    )
    assert row is not None
    return Summary(*row)


def place_counts(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return one row per place that the filters leave, by mentions descending, then by name.

    Columns: place_id, name, kind, country_code, country, admin1, lat, lon, radius_km, population, mentions, articles,
    confidence (the mean of its mentions).
    """
    where, values = _where(filters)
    return _frame(
        index,
        f"""
        WITH counted AS (
            SELECT m.place_no, count(*) AS mentions, count(DISTINCT m.article_no) AS articles,
                   avg(m.confidence) AS confidence
            FROM mentions m WHERE {where} GROUP BY m.place_no)
        SELECT p.place_id, p.name, p.kind, coalesce(p.country_code, '') AS country_code,
               coalesce(p.country, '') AS country, coalesce(p.admin1, '') AS admin1, p.lat, p.lon, p.radius_km,
               p.population, c.mentions, c.articles, c.confidence
        FROM counted c JOIN places p USING (place_no)
        ORDER BY c.mentions DESC, p.name, p.place_id
        """,
        values,
    )


def actor_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return actor_id, name, type, country_code, mentions, articles, by mentions descending, then by name.

    Counts are mentions of places in the sentences (or articles, by `actor_scope`) that name the actor. With
    `actor_match` "all" they are counted under the actors already chosen: what choosing this one as well would leave.
    """
    together = filters.actor_match == "all"
    where, values = _where(filters, without=() if together else ("actors",))
    key, table = ("sentence_key", "sentence_actors")
    if filters.actor_scope == "article":
        key, table = ("article_no", "article_actors")
    chosen = _in("actor_id", filters.actors)
    return _frame(
        index,
        f"""
        WITH m AS (SELECT m.{key} AS key, m.article_no, count(*) AS mentions
                   FROM mentions m WHERE {where} GROUP BY ALL),
             counted AS (
                SELECT a.actor_no, sum(m.mentions) AS mentions, count(DISTINCT m.article_no) AS articles
                FROM m JOIN {table} a ON a.{key} = m.key GROUP BY a.actor_no),
             known AS (
                SELECT a.actor_id, a.name, a.type, coalesce(a.country_code, '') AS country_code,
                       coalesce(c.mentions, 0)::BIGINT AS mentions, coalesce(c.articles, 0)::BIGINT AS articles
                FROM actors a LEFT JOIN counted c USING (actor_no) WHERE c.actor_no IS NOT NULL OR {chosen})
        SELECT * FROM known ORDER BY mentions DESC, name, actor_id
        """,
        values + list(filters.actors),
    ).pipe(_with_chosen, "actor_id", filters.actors, name="actor_id", type="unlisted")


def country_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return country_code, country, mentions, by mentions descending; "" is what lies in no country, such as a sea."""
    where, values = _where(filters, without=("countries",))
    return _frame(
        index,
        f"""
        WITH counted AS (SELECT m.place_no, count(*) AS mentions FROM mentions m WHERE {where} GROUP BY m.place_no)
        SELECT coalesce(p.country_code, '') AS country_code, coalesce(any_value(p.country), '') AS country,
               coalesce(sum(c.mentions), 0)::BIGINT AS mentions
        FROM places p LEFT JOIN counted c USING (place_no)
        WHERE c.place_no IS NOT NULL OR {_in("coalesce(p.country_code, '')", filters.countries)}
        GROUP BY 1 ORDER BY mentions DESC, country, country_code
        """,
        values + list(filters.countries),
    ).pipe(_with_chosen, "country_code", filters.countries, country="country_code")


def outlet_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return outlet, mentions, by mentions descending, then by name; "" stands for articles that name no outlet."""
    return _own_column_facet(index, filters, "m.source", "outlet", "outlets", filters.outlets)


def role_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return role, mentions, by mentions descending, then by name."""
    return _own_column_facet(index, filters, "m.role", "role", "roles", filters.roles)


def kind_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return kind, mentions, by mentions descending, then by name."""
    where, values = _where(filters, without=("kinds",))
    return _frame(
        index,
        f"""
        WITH counted AS (SELECT m.place_no, count(*) AS mentions FROM mentions m WHERE {where} GROUP BY m.place_no)
        SELECT p.kind, sum(c.mentions)::BIGINT AS mentions FROM counted c JOIN places p USING (place_no)
        GROUP BY p.kind ORDER BY mentions DESC, p.kind
        """,
        values,
    ).pipe(_with_chosen, "kind", filters.kinds)


def timeline(index: Index, filters: Filters, step: Step | None = None) -> Timeline:
    """
    Return mentions by day, week or month, counted under all filters but the dates.

    Without a step: days up to two months, weeks up to two years, months beyond. The bars say which are inside the date
    filter; undated mentions are counted apart whether the filter keeps them or not.
    """
    if step is not None and step not in STEPS:
        raise QueryError(f"step {step!r} is none of {', '.join(STEPS)}")
    where, values = _where(filters, without=("dates",))
    days: dict[date | None, int] = dict(
        _rows(index, f"SELECT m.published, count(*) FROM mentions m WHERE {where} GROUP BY m.published", values)
    )
    undated = days.pop(None, 0)
    dated = {day: count for day, count in days.items() if day is not None}
    if not dated:
        return Timeline(step or "day", _bars({}, filters, step or "day"), undated)
    extent = (max(dated) - min(dated)).days
    chosen: Step = step or ("day" if extent <= 62 else "week" if extent <= 730 else "month")
    counts: dict[date, int] = {}
    for day, count in dated.items():
        start = _start_of(day, chosen)
        counts[start] = counts.get(start, 0) + count
    return Timeline(chosen, _bars(counts, filters, chosen), undated)


def excerpts(index: Index, filters: Filters, place_id: str, page: int = 1, page_size: int = 10) -> ExcerptPage:
    """
    Return one page of the sentences that mention a place under the filters, newest first, undated last.

    Only the sentences are read, not the articles. A place that is unknown or filtered away has no excerpts.
    """
    if page < 1 or page_size < 1:
        raise QueryError(f"page {page} of {page_size}: both count from 1")
    where, values = _where(filters)
    found = _rows(
        index,
        f"""
        WITH hits AS (
            SELECT m.article_no, m.sentence_key, m.sentence, m.published, count(*) AS mentions,
                   arg_max({{'role': m.role, 'confidence': m.confidence, 'evidence': m.evidence,
                             'runners_up': m.runners_up}}, m.confidence) AS best
            FROM mentions m
            WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND {where}
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
        [_text(place_id), *values, page_size, page, page_size, page_size],
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
        [_text(article_id)],
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
        [_text(place_id)],
    )
    return None if row is None else Place(*row)


def place_actors(index: Index, filters: Filters, place_id: str, limit: int = 10) -> pd.DataFrame:
    """
    Return the actors named in the same sentences as a place, under the filters.

    Columns: actor_id, name, type, country_code, mentions (of the place, in sentences that name the actor), articles.
    """
    where, values = _where(filters)
    return _frame(
        index,
        f"""
        SELECT a.actor_id, a.name, a.type, coalesce(a.country_code, '') AS country_code, count(*) AS mentions,
               count(DISTINCT m.article_no) AS articles
        FROM mentions m JOIN sentence_actors s USING (sentence_key) JOIN actors a USING (actor_no)
        WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND {where}
        GROUP BY ALL ORDER BY mentions DESC, a.name, a.actor_id LIMIT ?
        """,
        [_text(place_id), *values, limit],
    )


def unplaced(index: Index, filters: Filters, limit: int = 1000) -> pd.DataFrame:
    """
    Return the names that were recognised and not placed: surface, mentions, articles, example_article_id.

    By mentions descending, then by name; spellings that differ in case or accents only are one row. Filters of country,
    kind and confidence do not apply: a name without a place has none of them.
    """
    where, values = _where(filters, without=("countries", "kinds", "min_confidence"), placed=False)
    return _frame(
        index,
        f"""
        WITH counted AS (
            SELECT mode(m.surface ORDER BY m.surface) AS surface, count(*) AS mentions,
                   count(DISTINCT m.article_no) AS articles, min(m.article_no) AS article_no
            FROM mentions m WHERE {where} GROUP BY fold(m.surface))
        SELECT c.surface, c.mentions, c.articles, a.article_id AS example_article_id
        FROM counted c JOIN articles a USING (article_no) ORDER BY c.mentions DESC, c.surface LIMIT ?
        """,
        [*values, limit],
    )


def search(index: Index, filters: Filters, text: str, limit: int = 10) -> SearchResults:
    """Return the places, actors and article titles in which every word of `text` starts a word."""
    words = _words(text)
    where, values = _where(filters)
    _, table, key = _scope(filters)

    def matching(column: str) -> str:
        return " AND ".join(f"contains({column}, ' ' || fold(?))" for _ in words) or "false"

    places = _frame(
        index,
        f"""
        WITH found AS (SELECT * FROM places WHERE {matching("folded")})
        SELECT f.place_id, f.name, f.kind, coalesce(f.country, '') AS country, coalesce(f.admin1, '') AS admin1,
               count(m.place_no) AS mentions
        FROM found f LEFT JOIN (SELECT m.place_no FROM mentions m WHERE {where}) m USING (place_no)
        GROUP BY ALL ORDER BY mentions DESC, f.name, f.place_id LIMIT ?
        """,
        [*words, *values, limit],
    )
    actors = _frame(
        index,
        f"""
        WITH found AS (SELECT * FROM actors WHERE {matching("folded")}),
             kept AS (SELECT m.{key}, count(*) AS mentions FROM mentions m WHERE {where} GROUP BY ALL)
        SELECT f.actor_id, f.name, f.type, coalesce(sum(k.mentions), 0)::BIGINT AS mentions
        FROM found f LEFT JOIN {table} USING (actor_no) LEFT JOIN kept k USING ({key})
        GROUP BY ALL ORDER BY mentions DESC, f.name, f.actor_id LIMIT ?
        """,
        [*words, *values, limit],
    )
    articles = _frame(
        index,
        f"""
        WITH found AS (SELECT * FROM articles WHERE {matching("' ' || fold(heading)")})
        SELECT f.article_id, f.heading AS title, coalesce(f.source, '') AS source, f.published,
               count(m.article_no) AS mentions
        FROM found f LEFT JOIN (SELECT m.article_no FROM mentions m WHERE {where}) m USING (article_no)
        GROUP BY ALL ORDER BY mentions DESC, f.published DESC NULLS LAST, f.article_id LIMIT ?
        """,
        [*words, *values, limit],
    )
    return SearchResults(places, actors, articles)


def droppable(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return what taking away each active filter would give: facet, value, label, mentions; the most helpful first.

    `drop(filters, facet, value)` makes those filters. `value` is "" where the whole facet goes; with `actor_match`
    "all", each chosen actor can go by itself. `label` says the filter in words. Roles count as active when they are not
    the usual ones, and are then widened to all of them.
    """
    rows = []
    for facet, value in _active(filters):
        where, values = _where(drop(filters, facet, value))
        counted = _row(index, f"SELECT count(*) FROM mentions m WHERE {where}", values)
        rows.append((facet, value, _label(index, filters, facet, value), counted[0] if counted else 0))
    rows.sort(key=lambda row: -row[3])
    return pd.DataFrame(rows, columns=["facet", "value", "label", "mentions"])


def drop(filters: Filters, facet: Facet, value: str = "") -> Filters:
    """Return the filters without one facet, or without one value of it."""
    match facet:
        case "actors":
            return replace(filters, actors=tuple(a for a in filters.actors if value and a != value))
        case "countries":
            return replace(filters, countries=tuple(c for c in filters.countries if value and c != value))
        case "outlets":
            return replace(filters, outlets=tuple(o for o in filters.outlets if value and o != value))
        case "kinds":
            return replace(filters, kinds=tuple(k for k in filters.kinds if value and k != value))
        case "roles":
            return replace(filters, roles=tuple(r for r in filters.roles if value and r != value) or ROLES)
        case "dates":
            return replace(filters, since=None, until=None, keep_undated=True)
        case "min_confidence":
            return replace(filters, min_confidence=0.0)
        case "words":
            return replace(filters, words="")
    raise QueryError(f"facet {facet!r} is none of {', '.join(FACETS)}")


def articles(index: Index, filters: Filters, limit: int | None = None) -> pd.DataFrame:
    """
    Return the articles with a mention that the filters leave, newest first, undated last.

    Columns: article_id, title, source, url, published (datetime64), language, mentions, places.
    """
    where, values = _where(filters)
    return _frame(
        index,
        f"""
        WITH counted AS (
            SELECT m.article_no, count(*) AS mentions, count(DISTINCT m.place_no) AS places
            FROM mentions m WHERE {where} GROUP BY m.article_no)
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
    where, values = _where(filters)
    return _frame(
        index,
        f"""
        WITH kept AS (SELECT m.* FROM mentions m WHERE {where}),
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


# ------------------------------------------------------------------------------------------------- filters as SQL


def check(filters: Filters) -> None:
    """Raise QueryError, naming the value, for filters that no query can mean."""
    for name, chosen, known in (("role", filters.roles, ROLES), ("kind", filters.kinds, KINDS)):
        for value in chosen:
            if value not in known:
                raise QueryError(f"{name} {value!r} is none of {', '.join(known)}")
    if filters.actor_match not in ("any", "all"):
        raise QueryError(f"actor_match {filters.actor_match!r} is neither any nor all")
    if filters.actor_scope not in ("sentence", "article"):
        raise QueryError(f"actor_scope {filters.actor_scope!r} is neither sentence nor article")
    for day in (filters.since, filters.until):
        if day is not None and not isinstance(day, date):
            raise QueryError(f"{day!r} is not a date")
    if not 0 <= filters.min_confidence <= 1:
        raise QueryError(f"confidence {filters.min_confidence!r} is not between 0 and 1")
    for value in (*filters.actors, *filters.countries, *filters.outlets):
        _text(value)
    _words(filters.words)


def _where(filters: Filters, *, without: Sequence[Facet] = (), placed: bool = True) -> tuple[str, list[Any]]:
    """Return a condition on `mentions m`, and its values in order, for all filters but those of some facets."""
    check(filters)
    conditions = ["m.place_no IS NOT NULL" if placed else "m.place_no IS NULL"]
    values: list[Any] = []

    def add(condition: str, *bound: Any) -> None:
        conditions.append(condition)
        values.extend(bound)

    if filters.roles and "roles" not in without:
        add(_in("m.role", filters.roles), *filters.roles)
    if filters.min_confidence > 0 and "min_confidence" not in without:
        add("m.confidence >= ?", filters.min_confidence)
    if filters.outlets and "outlets" not in without:
        add(_in("m.source", filters.outlets), *filters.outlets)
    for facet, column, chosen in (
        ("countries", "coalesce(country_code, '')", filters.countries),
        ("kinds", "kind", filters.kinds),
    ):
        if chosen and facet not in without:
            add(f"m.place_no IN (SELECT place_no FROM places WHERE {_in(column, chosen)})", *chosen)
    if "dates" not in without:
        dated = ["true"] if filters.keep_undated else ["m.published IS NOT NULL"]
        bounds: list[date] = []
        for operator, day in ((">=", filters.since), ("<=", filters.until)):
            if day is not None:
                dated.append(f"m.published {operator} ?")
                bounds.append(day)
        inside = " AND ".join(dated)
        add(f"(m.published IS NULL OR ({inside}))" if filters.keep_undated and bounds else f"({inside})", *bounds)
    if filters.actors and "actors" not in without:
        actors = tuple(dict.fromkeys(filters.actors))
        mention_key, table, key = _scope(filters)
        named = f"SELECT {key} FROM {table} JOIN actors USING (actor_no) WHERE {_in('actor_id', actors)}"
        if filters.actor_match == "all":
            add(f"{mention_key} IN ({named} GROUP BY {key} HAVING count(*) = ?)", *actors, len(actors))
        else:
            add(f"{mention_key} IN ({named})", *actors)
    words = _words(filters.words)
    if words and "words" not in without:
        found = " AND ".join("contains(folded, ' ' || fold(?))" for _ in words)
        add(f"m.article_no IN (SELECT article_no FROM articles WHERE {found})", *words)
    return " AND ".join(conditions), values


def _scope(filters: Filters) -> tuple[str, str, str]:
    """Return the mention's key, the table and its key that say which actors stand beside a mention."""
    if filters.actor_scope == "article":
        return "m.article_no", "article_actors", "article_no"
    return "m.sentence_key", "sentence_actors", "sentence_key"


def _in(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join('?' * len(values))})" if values else "false"


def _text(value: str) -> str:
    """Return a text that can be bound, or raise."""
    try:
        value.encode()
    except (AttributeError, UnicodeEncodeError):
        raise QueryError(f"{value!r} is not a text that can be looked for") from None
    return value


def _words(text: str) -> list[str]:
    """Split a search into words and quoted phrases; what has no letter and no digit is left out."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', _text(text))]
    words = [part for part in parts if any(character.isalnum() for character in part)]
    if len(words) > MOST_WORDS:
        raise QueryError(f"{len(words)} words are too many to look for; use at most {MOST_WORDS}")
    return words


def _active(filters: Filters) -> Iterable[tuple[Facet, str]]:
    if filters.actors:
        yield "actors", ""
        if filters.actor_match == "all" and len(filters.actors) > 1:
            yield from (("actors", actor) for actor in filters.actors)
    if filters.countries:
        yield "countries", ""
    if filters.since or filters.until or not filters.keep_undated:
        yield "dates", ""
    if filters.outlets:
        yield "outlets", ""
    if filters.roles and set(filters.roles) != set(ROLES) and set(filters.roles) != set(Filters().roles):
        yield "roles", ""
    if filters.kinds:
        yield "kinds", ""
    if filters.min_confidence > 0:
        yield "min_confidence", ""
    if _words(filters.words):
        yield "words", ""


def _label(index: Index, filters: Filters, facet: Facet, value: str) -> str:
    """Say an active filter in the reader's words."""
    match facet:
        case "actors":
            ids = (value,) if value else filters.actors
            sql = f"SELECT actor_id, name FROM actors WHERE {_in('actor_id', ids)}"
            names = dict(_rows(index, sql, list(ids)))
            return ", ".join(names.get(each, each) for each in ids)
        case "countries":
            sql = f"SELECT country_code, any_value(country) FROM places WHERE {_in('country_code', filters.countries)}"
            names = dict(_rows(index, sql + " GROUP BY 1", list(filters.countries)))
            return ", ".join(names.get(each) or each or "no country" for each in filters.countries)
        case "dates":
            since = filters.since.isoformat() if filters.since else ""
            until = filters.until.isoformat() if filters.until else ""
            span = f"{since} to {until}" if since and until else f"since {since}" if since else f"until {until}"
            return "dated articles only" if not since and not until else span
        case "outlets":
            return ", ".join(each or "no outlet" for each in filters.outlets)
        case "roles":
            return ", ".join(each.replace("_", " ") for each in filters.roles)
        case "kinds":
            return ", ".join(each.replace("_", " ") for each in filters.kinds)
        case "min_confidence":
            return f"confidence of at least {filters.min_confidence:.0%}"
        case "words":
            return filters.words


# ------------------------------------------------------------------------------------------------------- plumbing


def _own_column_facet(
    index: Index, filters: Filters, column: str, name: str, facet: Facet, chosen: Sequence[str]
) -> pd.DataFrame:
    where, values = _where(filters, without=(facet,))
    sql = f"SELECT {column} AS {name}, count(*) AS mentions FROM mentions m WHERE {where} GROUP BY 1"
    return _frame(index, f"{sql} ORDER BY mentions DESC, {name}", values).pipe(_with_chosen, name, chosen)


def _with_chosen(frame: pd.DataFrame, key: str, chosen: Sequence[str], **texts: str) -> pd.DataFrame:
    """Append chosen values that nothing is left of, with 0; a text column is the key itself or a fixed word."""
    missing = [value for value in dict.fromkeys(chosen) if value not in set(frame[key])]
    if not missing:
        return frame
    rows = []
    for value in missing:
        row: dict[str, Any] = {key: value}
        for column in frame.columns:
            if column != key:
                given = texts.get(column)
                row[column] = value if given == key else given if given is not None else _blank(frame, column)
        rows.append(row)
    added = pd.DataFrame(rows, columns=frame.columns).astype(frame.dtypes)
    return pd.concat([frame, added], ignore_index=True) if len(frame) else added


def _blank(frame: pd.DataFrame, column: str) -> Any:
    return 0 if pd.api.types.is_numeric_dtype(frame[column]) else ""


def _start_of(day: date, step: Step) -> date:
    if step == "month":
        return day.replace(day=1)
    if step == "week":
        return date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    return day


def _next(start: date, step: Step) -> date | None:
    """Return the first day of the next bar; None at the end of the calendar."""
    try:
        if step == "month":
            return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return start + timedelta(days=7 - start.weekday() if step == "week" else 1)
    except (ValueError, OverflowError):
        return None


def _bars(counts: dict[date, int], filters: Filters, step: Step) -> pd.DataFrame:
    filled: dict[date, int] = {}
    at: date | None = min(counts, default=None)
    last = max(counts, default=date.min)
    while at is not None and at <= last and len(filled) <= MOST_BARS:
        filled[at] = counts.get(at, 0)
        at = _next(at, step)
    if len(filled) > MOST_BARS:
        filled = dict(sorted(counts.items()))
    rows = []
    for start, count in filled.items():
        following = _next(start, step)
        ends_before = filters.since is not None and following is not None and following <= filters.since
        starts_after = filters.until is not None and start > filters.until
        rows.append((start, count, not ends_before and not starts_after))
    frame = pd.DataFrame(rows, columns=["start", "mentions", "selected"])
    return frame.astype({"start": "datetime64[s]", "mentions": "int64", "selected": "bool"})


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
