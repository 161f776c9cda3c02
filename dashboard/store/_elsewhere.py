"""
Where else a report was printed, and which of its copies a list of sentences shows.

`dashboard.store.queries` is the door to this; which articles are copies is told by `_copies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from dashboard.store._facts import NO_DAY, SENTENCE_BITS, Facts, Numbers


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that prints the same report; `title` is what to show, "" stands for what is not known."""

    article_id: str
    title: str
    source: str
    url: str
    published: date | None


def shown_once(facts: Facts, keys: Numbers) -> Numbers:
    """
    Return a mask of the sentences, by keys, that are left when of each report one article is shown.

    That is the one with the most of these sentences, then the earliest, then the first by id: whatever else there is.
    """
    articles = keys >> SENTENCE_BITS
    report = facts.report[articles]
    copied = np.flatnonzero(report)
    if not len(copied):
        return np.ones(len(keys), dtype=bool)
    article, sentences = np.unique(articles[copied], return_counts=True)
    day = np.where(facts.day[article] == NO_DAY, np.iinfo(np.int32).max, facts.day[article])
    order = np.lexsort((facts.rank[article], day, -sentences, facts.report[article]))
    article = article[order]
    first = np.append(True, np.diff(facts.report[article]) != 0)
    return (report == 0) | np.isin(articles, article[first])


def copies_of(cursor: duckdb.DuckDBPyConnection, articles: Sequence[int]) -> dict[int, tuple[Copy, ...]]:
    """Return, by article number, the other articles of its report that the reader sees, by outlet and day."""
    if not articles:
        return {}
    pairs = cursor.execute(
        f"""
        SELECT c.article_no, o.article_no FROM copies c JOIN copies o USING (report)
        WHERE c.article_no IN ({", ".join("?" * len(articles))}) AND o.article_no <> c.article_no
        """,
        list(articles),
    ).fetchall()
    if not pairs:
        return {}
    others = sorted({other for _, other in pairs})
    rows = cursor.execute(
        f"""
        SELECT article_no, article_id, heading, coalesce(source, ''), coalesce(url, ''), published
        FROM articles WHERE article_no IN ({", ".join("?" * len(others))})
        """,
        others,
    ).fetchall()
    known = {number: Copy(*row) for number, *row in rows}
    found: dict[int, list[Copy]] = {}
    for article, other in pairs:
        if other in known:
            found.setdefault(article, []).append(known[other])
    return {
        article: tuple(sorted(each, key=lambda c: (not c.source, c.source, c.published or date.max, c.article_id)))
        for article, each in found.items()
    }
