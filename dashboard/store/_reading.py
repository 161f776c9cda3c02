"""
What there is to read: the sentences of a place, and whole articles, with everything found in them marked.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import NO_FILTERS, Article, Candidate, Filters, Place
from dashboard.store._elsewhere import Copy, copies_of, shown_once
from dashboard.store._facts import SENTENCE_BITS, Numbers
from dashboard.store._filters import bindable, where
from dashboard.store._marks import Mark, Said, marks_in, relative, said_in
from dashboard.store._selection import Selection, selection_of
from dashboard.store.index import Index


@dataclass(frozen=True, slots=True)
class Excerpt:
    """
    One sentence of one article that mentions the place. `sentence` 0 is the title, the text starts at 1.

    `title` is what to show: the article's title or, for an article without one, its first words. `marks` are relative
    to `text`, sorted by start, and may overlap. `role`, `confidence`, `evidence`, `runners_up` and `surface` are those
    of the surest mention of the place in this sentence, which stands from `start` to `end` of the title or the text;
    the sentence begins at `begins` there. `also` are the other articles that print the same report.
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
    surface: str
    start: int
    end: int
    begins: int
    also: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class ExcerptPage:
    """
    A page of excerpts, `page` from 1; a page past the end is the last one. `pages` is 0 without excerpts.

    A report that several articles print is shown once: `total_mentions` counts all mentions, `total_excerpts` what is
    shown, `folded` the sentences that are not because they stand in `folded_articles` copies.
    """

    total_mentions: int
    total_excerpts: int
    page: int
    pages: int
    excerpts: tuple[Excerpt, ...]
    folded: int = 0
    folded_articles: int = 0


@dataclass(frozen=True, slots=True)
class ArticleView:
    """
    A whole article to read. `heading` is its title or its first words; marks are relative to `title` and `text`; `also`
    are the other articles that print the same report.
    """

    article: Article
    heading: str
    title_marks: tuple[Mark, ...]
    text_marks: tuple[Mark, ...]
    sentences: tuple[tuple[int, int], ...]
    notes: tuple[str, ...]
    also: tuple[Copy, ...] = ()


def excerpts(index: Index, filters: Filters, place_id: str, page: int = 1, page_size: int = 10) -> ExcerptPage:
    """
    Return one page of the sentences that mention a place under the filters, newest first, undated last.

    Only the sentences are read, not the articles. A place that is unknown or filtered away has no excerpts.
    """
    selection = selection_of(index, filters)
    placed = selection.facts.placed
    sentences, mentions = np.unique(placed.sentence[selection.of_place(bindable(place_id))], return_counts=True)
    return page_of(index, selection, selection.facts.sentences[sentences], mentions, page, page_size, place_id=place_id)


def all_excerpts(index: Index, filters: Filters, most: int) -> ExcerptPage:
    """
    Return the newest sentences that mention any place under the filters, at most `most`, as one page.

    Of copies too: one of them may name a place that another has cut.
    """
    selection = selection_of(index, filters)
    sentences, mentions = np.unique(selection.facts.placed.sentence[selection.kept()], return_counts=True)
    return page_of(index, selection, selection.facts.sentences[sentences], mentions, 1, most, once=False)


def page_of(
    index: Index, selection: Selection, keys: Numbers, mentions: Numbers, page: int, page_size: int, *,
    place_id: str = "", actors: Sequence[str] = (), once: bool = True,
) -> ExcerptPage:  # fmt: skip
    """
    Return one page of some sentences, by their keys in ascending order; `mentions` says how many count in each.

    Newest first, undated last; of copies of one report one is shown if `once`. What is named of the place and the
    actors is marked as selected.
    """
    if page < 1 or page_size < 1:
        raise QueryError(f"page {page} of {page_size}: both count from 1")
    kept = shown_once(selection.facts, keys) if once else np.ones(len(keys), dtype=bool)
    folded = int((~kept).sum()), len(np.unique(keys[~kept] >> SENTENCE_BITS))
    keys = keys[kept]
    total = len(keys)
    pages = math.ceil(total / page_size)
    if not total:
        return ExcerptPage(0, 0, 1, 0, ())
    at = min(page, pages)
    newest = np.argsort(selection.facts.rank[keys >> SENTENCE_BITS], kind="stable")
    shown = keys[newest[(at - 1) * page_size : at * page_size]].tolist()
    made = sentences_of(index, shown, place_id=place_id, filters=selection.filters, actors=actors)
    return ExcerptPage(int(mentions.sum()), total, at, pages, made, *folded)


class Surest(NamedTuple):
    """What an excerpt says of one mention; without anything, of a sentence that is not shown for a place."""

    role: str = ""
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()
    runners_up: tuple[Candidate, ...] = ()
    surface: str = ""
    start: int = 0
    end: int = 0


OF_NO_PLACE = Surest()


def sentences_of(
    index: Index, keys: Sequence[int], surest: Surest = OF_NO_PLACE, *, place_id: str = "",
    filters: Filters = NO_FILTERS, actors: Sequence[str] = (),
) -> tuple[Excerpt, ...]:  # fmt: skip
    """
    Return sentences by their keys, in order, without those that are gone.

    With a place, each for its surest mention of that place that has the role and the confidence of the filters, and
    not at all without one; `surest` stands in each otherwise.
    """
    facts, numbers = index.facts(), sorted({key >> SENTENCE_BITS for key in keys})
    with contextlib.closing(index.cursor()) as cursor:
        texts = _sentences(cursor, numbers, keys)
        said = said_in(cursor, numbers)
        marks = marks_in(facts, cursor, said, set(keys), actors)
        also = copies_of(cursor, [each for each in numbers if each > facts.last or facts.report[each]])
    of_key = _surest(said, facts.places.of_id.get(place_id), filters) if place_id else dict.fromkeys(keys, surest)
    made = []
    for key in keys:
        if key not in texts or key not in of_key:  # its article was analysed again this moment
            continue
        article_id, heading, source, url, published, text, start = texts[key]
        beside = relative(
            marks.get(key, ()), offset=start, length=len(text), place_id=place_id, roles=filters.roles, actors=actors
        )
        sentence = key % (1 << SENTENCE_BITS)
        copies = also.get(key >> SENTENCE_BITS, ())
        made.append(
            Excerpt(article_id, heading, source, url, published, sentence, text, beside, *of_key[key], start, copies)
        )
    return tuple(made)


def _sentences(
    cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int], keys: Sequence[int]
) -> dict[int, tuple[Any, ...]]:
    """Return, by sentence key: article_id, heading, source, url, published, the sentence, its start in its field."""
    rows = cursor.execute(
        f"""
        SELECT article_no, article_id, heading, coalesce(source, ''), coalesce(url, ''), published, title, text,
               sentences
        FROM articles WHERE article_no IN ({", ".join("?" * len(numbers))})
        """,
        list(numbers),
    ).fetchall()
    articles = {row[0]: row[1:] for row in rows}
    found: dict[int, tuple[Any, ...]] = {}
    for key in keys:
        number, sentence = divmod(key, 1 << SENTENCE_BITS)
        if number in articles:
            *about, title, text, spans = articles[number]
            span = spans[sentence - 1] if sentence else {"start": 0, "stop": len(title)}
            said = (text if sentence else title)[span["start"] : span["stop"]]
            found[key] = (*about, said, span["start"])
    return found


def _surest(said: Said, place_no: int | None, filters: Filters) -> dict[int, Surest]:
    """Return the surest mention of a place in each sentence that has one."""
    surest: dict[int, tuple[float, int, tuple[Any, ...]]] = {}
    for row in said.mentions:
        key, _, start, _, number, _, role, confidence, *_ = row
        if number == place_no and confidence >= filters.min_confidence and role in (filters.roles or (role,)):
            surest[key] = max(surest.get(key, (-1.0, 0, ())), (confidence, -start, row), key=lambda each: each[:2])
    return {
        key: Surest(role, confidence, tuple(evidence or ()), candidates_of(runners_up), surface, start, stop)
        for key, (_, _, (_, _, start, stop, _, surface, role, confidence, evidence, runners_up)) in surest.items()
    }


#: The columns of a mention that `of_mention` takes, in its order.
OF_MENTION = "sentence_key, role, confidence, evidence, runners_up, surface, start, stop"


def of_mention(index: Index, row: Sequence[Any]) -> Excerpt | None:
    """Return the sentence of one mention (`OF_MENTION`), which alone is selected there; None if it is gone."""
    key, role, confidence, evidence, runners_up, surface, start, stop = row
    surest = Surest(role, confidence, tuple(evidence or ()), candidates_of(runners_up), surface, start, stop)
    made = sentences_of(index, [key], surest)
    if not made:  # its article was analysed again this moment
        return None
    (excerpt,) = made
    marks = (
        replace(mark, selected=mark.kind == "place" and mark.start == start - excerpt.begins) for mark in excerpt.marks
    )
    return replace(excerpt, marks=tuple(marks))


def mention(index: Index, article_id: str, place_id: str, field: str = "", start: int = 0) -> Excerpt | None:
    """
    Return the sentence of a mention of a place in an article, whatever the filters; None where it is not mentioned.

    It is the mention that begins at `start` of the field ("title" or "text") or, if that is none of this place, the
    first.
    """
    row = _row(
        index,
        f"""
        SELECT {OF_MENTION} FROM mentions
        WHERE article_no = (SELECT article_no FROM articles WHERE article_id = ?)
              AND place_no = (SELECT place_no FROM places WHERE place_id = ?)
        ORDER BY (field = ? AND start = ?) DESC, sentence_key, start LIMIT 1
        """,
        [bindable(article_id), bindable(place_id), bindable(field), start],
    )
    return of_mention(index, row) if row else None


def article_view(index: Index, article_id: str, place_id: str = "") -> ArticleView | None:
    """Return an article with everything found in it, whatever the filters; None if the index does not hold it."""
    found = _row(index, "SELECT article_no FROM articles WHERE article_id = ?", [bindable(article_id)])
    row = found and _row(
        index,
        """
        SELECT article_no, title, text, source, url, published, language, author, heading, sentences, notes
        FROM articles WHERE article_no = ?
        """,
        found,
    )
    if not row:
        return None
    number, title, text, source, url, published, language, author, heading, sentences, notes = row
    with contextlib.closing(index.cursor()) as cursor:
        of_sentences = marks_in(index.facts(), cursor, said_in(cursor, [number]))
        also = copies_of(cursor, [number])
    marks = [mark for of_sentence in of_sentences.values() for mark in of_sentence]
    return ArticleView(
        article=Article(article_id, title, text, source, url, published, language, author),
        heading=heading,
        title_marks=relative([m for m in marks if m[1] == "title"], length=len(title), place_id=place_id),
        text_marks=relative([m for m in marks if m[1] == "text"], length=len(text), place_id=place_id),
        sentences=tuple((span["start"], span["stop"]) for span in sentences),
        notes=tuple(notes),
        also=also.get(number, ()),
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
    condition, values = where(index.cursor(), filters)
    return _frame(
        index,
        f"""
        SELECT a.actor_id, a.name, a.type, coalesce(a.country_code, '') AS country_code, count(*) AS mentions,
               count(DISTINCT m.article_no) AS articles
        FROM mentions m JOIN sentence_actors s USING (sentence_key) JOIN actors a USING (actor_no)
        WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND a.listed AND {condition}
        GROUP BY ALL ORDER BY mentions DESC, a.name, a.actor_id LIMIT ?
        """,
        [bindable(place_id), *values, limit],
    )


def candidates_of(runners_up: str | None) -> tuple[Candidate, ...]:
    """Return the runners-up of a mention as the index keeps them (`_loading.CREATE`); None has none."""
    return tuple(Candidate(Place(*place), score) for *place, score in json.loads(runners_up or "[]"))


def _frame(index: Index, sql: str, values: Sequence[Any]) -> pd.DataFrame:
    return index.cursor().execute(sql, list(values)).df()


def _rows(index: Index, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return index.cursor().execute(sql, list(values)).fetchall()


def _row(index: Index, sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    return index.cursor().execute(sql, list(values)).fetchone()
