"""
Two periods side by side: which places are named in more or fewer of their articles. Pure but for what it counts.

A period with more articles has more of everything, so places are compared by the share of a period's articles that name
them. `dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

import numpy as np
import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import Filters
from dashboard.store._facts import Numbers
from dashboard.store._selection import Selection, selection_of
from dashboard.store._slices import counted
from dashboard.store.index import Index

Change = Literal["appeared", "rose", "same", "fell", "vanished"]
CHANGES: tuple[Change, ...] = get_args(Change)
#: First and last day.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    The places of two periods, with how many articles the filters leave of each period.

    `places` has the columns of `place_counts` up to population, and before, after (articles that name the place),
    mentions_before, mentions_after, change; the largest differences first, then by name. `found` is how many places
    there are, of which `places` may hold the first only.
    """

    places: pd.DataFrame
    articles_before: int
    articles_after: int
    found: int


def compare(index: Index, filters: Filters, before: Span, after: Span, most: int = 1000) -> Comparison:
    """
    Return how places differ between two periods, under all filters but the dates. Undated articles are in neither.

    A place rose or fell if at least one article more or fewer names it than if both periods named it in the same share
    of their articles; otherwise it is the same. One that only one period names appeared or vanished.

    Raises QueryError for a period that ends before it begins.
    """
    for first, last in (before, after):
        if first > last:
            raise QueryError(f"a period cannot last from {first} to {last}")
    early, late = (
        selection_of(index, replace(filters, since=first, until=last, keep_undated=False))
        for first, last in (before, after)
    )
    facts = late.facts
    if early.facts is not facts:  # the index changed between the two
        early = selection_of(index, early.filters)
    articles = [_articles_by_place(each) for each in (early, late)]
    totals = [int(np.count_nonzero(each.by_article())) for each in (early, late)]
    number = facts.places.number
    b, a = (counts[number] for counts in articles)
    there = np.flatnonzero((b > 0) | (a > 0))
    b, a = b[there], a[there]
    even = (b + a) * (totals[1] / max(1, sum(totals)))
    more = a - even
    change = np.select(
        [(b == 0) & (totals[0] > 0), (a == 0) & (totals[1] > 0), more >= 1, more <= -1],
        ["appeared", "vanished", "rose", "fell"],
        "same",
    )  # fmt: skip
    order = np.argsort(-np.abs(more), kind="stable")[:most]
    rows = there[order]
    frame = facts.places.frame.take(rows).assign(
        before=b[order],
        after=a[order],
        mentions_before=early.by_place()[number[rows]],
        mentions_after=late.by_place()[number[rows]],
        change=change[order],
    ).reset_index(drop=True)  # fmt: skip
    return Comparison(frame, totals[0], totals[1], len(there))


def _articles_by_place(selection: Selection) -> Numbers:
    return counted(selection.facts.pair_place, selection.pairs(), len(selection.facts.places.row))
