"""
What there is to read: the sentences of a place, and whole articles, with everything found in them marked.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import Article, Candidate, Filters, Place
from dashboard.store._facts import SENTENCE_BITS, Numbers
from dashboard.store._filters import bindable, where
from dashboard.store._marks import Mark, marks_in, relative
from dashboard.store._selection import Selection, selection_of
from dashboard.store.index import Index


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
    """Return the newest sentences that mention any place under the filters, at most `most`, as one page."""
    selection = selection_of(index, filters)
    sentences, mentions = np.unique(selection.facts.placed.sentence[selection.kept()], return_counts=True)
    return page_of(index, selection, selection.facts.sentences[sentences], mentions, 1, most)


def page_of(
    index: Index, selection: Selection, keys: Numbers, mentions: Numbers, page: int, page_size: int, *,
    place_id: str = "", actors: Sequence[str] = (),
) -> ExcerptPage:  # fmt: skip
    """
    Return one page of some sentences, by their keys in ascending order; `mentions` says how many count in each.

    Newest first, undated last. What is named of the place and the actors is marked as selected.
    """
    if page < 1 or page_size < 1:
        raise QueryError(f"page {page} of {page_size}: both count from 1")
    total = len(keys)
    pages = math.ceil(total / page_size)
    if not total:
        return ExcerptPage(0, 0, 1, 0, ())
    at = min(page, pages)
    newest = np.argsort(selection.facts.rank[keys >> SENTENCE_BITS], kind="stable")
    shown = keys[newest[(at - 1) * page_size : at * page_size]].tolist()
    filters = selection.filters
    surest = _surest(index, filters, place_id, shown) if place_id else dict.fromkeys(shown, OF_NO_PLACE)
    made = sentences_of(index, shown, surest, place_id=place_id, roles=filters.roles, actors=actors)
    return ExcerptPage(int(mentions.sum()), total, at, pages, made)


#: Role, confidence, evidence and runners-up of a mention.
Surest = tuple[str, float, tuple[str, ...], tuple[Candidate, ...]]
#: What stands for them in a sentence that is not shown for a place.
OF_NO_PLACE: Surest = ("", 0.0, (), ())


def sentences_of(
    index: Index, keys: Sequence[int], surest: Mapping[int, Surest], *, place_id: str = "", roles: Sequence[str] = (),
    actors: Sequence[str] = (),
) -> tuple[Excerpt, ...]:  # fmt: skip
    """Return sentences by their keys, in order, without those that are gone; `surest` is by key too."""
    texts = _sentences(index, keys)
    marks = marks_in(index, sorted({key >> SENTENCE_BITS for key in keys}), keys, actors)
    made = []
    for key in keys:
        if key not in texts or key not in surest:  # its article was analysed again this moment
            continue
        article_id, heading, source, url, published, text, start = texts[key]
        beside = relative(
            marks.get(key, ()), offset=start, length=len(text), place_id=place_id, roles=roles, actors=actors
        )
        sentence = key % (1 << SENTENCE_BITS)
        made.append(Excerpt(article_id, heading, source, url, published, sentence, text, beside, *surest[key]))
    return tuple(made)


def _sentences(index: Index, keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return, by sentence key: article_id, heading, source, url, published, the sentence, its start in its field."""
    numbers = sorted({key >> SENTENCE_BITS for key in keys})
    rows = _rows(
        index,
        f"""
        SELECT article_no, article_id, heading, coalesce(source, ''), coalesce(url, ''), published, title, text,
               sentences
        FROM articles WHERE article_no IN ({", ".join("?" * len(numbers))})
        """,
        numbers,
    )
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


def _surest(index: Index, filters: Filters, place_id: str, keys: Sequence[int]) -> dict[int, Surest]:
    """Return role, confidence, evidence and runners-up of the surest mention of a place in each of some sentences."""
    number = _row(index, "SELECT place_no FROM places WHERE place_id = ?", [place_id])
    wanted, numbers = set(keys), sorted({key >> SENTENCE_BITS for key in keys})
    rows = _rows(
        index,
        f"""
        SELECT sentence_key, role, confidence, evidence, runners_up, start, place_no FROM mentions
        WHERE article_no IN ({", ".join("?" * len(numbers))})
        """,
        numbers,
    )
    kept = [
        row for row in rows
        if number and row[6] == number[0] and row[0] in wanted and row[2] >= filters.min_confidence
        and (not filters.roles or row[1] in filters.roles)
    ]  # fmt: skip
    return {
        key: (role, confidence, tuple(evidence or ()), candidates_of(runners_up))
        for key, role, confidence, evidence, runners_up, *_ in sorted(kept, key=lambda row: (row[2], -row[5]))
    }


def article_view(index: Index, article_id: str, place_id: str = "") -> ArticleView | None:
    """Return an article with everything found in it, whatever the filters; None if the index does not hold it."""
    found = _row(index, "SELECT article_no FROM articles WHERE article_id = ?", [bindable(article_id)])
    row = found and _row(
        index,
        """
        SELECT article_no, title, text, source, url, published, language, heading, sentences, notes
        FROM articles WHERE article_no = ?
        """,
        found,
    )
    if not row:
        return None
    number, title, text, source, url, published, language, heading, sentences, notes = row
    marks = [mark for of_sentence in marks_in(index, [number]).values() for mark in of_sentence]
    return ArticleView(
        article=Article(article_id, title, text, source, url, published, language),
        heading=heading,
        title_marks=relative([m for m in marks if m[1] == "title"], length=len(title), place_id=place_id),
        text_marks=relative([m for m in marks if m[1] == "text"], length=len(text), place_id=place_id),
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
        WHERE m.place_no = (SELECT place_no FROM places WHERE place_id = ?) AND a.listed AND {condition}
        GROUP BY ALL ORDER BY mentions DESC, a.name, a.actor_id LIMIT ?
        """,
        [bindable(place_id), *values, limit],
    )


def candidates_of(runners_up: str | None) -> tuple[Candidate, ...]:
    """Return the runners-up of a mention as the index keeps them, in JSON; None has none."""
    return tuple(Candidate(Place(**each["place"]), each["score"]) for each in json.loads(runners_up or "[]"))


def _frame(index: Index, sql: str, values: Sequence[Any]) -> pd.DataFrame:
    return index.cursor().execute(sql, list(values)).df()


def _rows(index: Index, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return index.cursor().execute(sql, list(values)).fetchall()


def _row(index: Index, sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    return index.cursor().execute(sql, list(values)).fetchone()
