"""
Mentions over time: from counts by day to bars of a day, a week or a month. Pure.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import Filters

Step = Literal["day", "week", "month"]
STEPS: tuple[Step, ...] = get_args(Step)

#: A timeline with more bars than this leaves out the empty ones (one article dated 1001 must not make 12,000 bars).
MOST_BARS = 1000
#: Without a step: bars of days up to this many days from first to last, of weeks up to that many, then months.
DAYS_UP_TO, WEEKS_UP_TO = 62, 730


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


def timeline_of(days: Mapping[date | None, int], filters: Filters, step: Step | None = None) -> Timeline:
    """Return the timeline of mentions by day; those under None are undated. Raises QueryError for an unknown step."""
    if step is not None and step not in STEPS:
        raise QueryError(f"step {step!r} is none of {', '.join(STEPS)}")
    dated = {day: count for day, count in days.items() if day is not None}
    extent = (max(dated) - min(dated)).days if dated else 0
    chosen: Step = step or ("day" if extent <= DAYS_UP_TO else "week" if extent <= WEEKS_UP_TO else "month")
    counts: dict[date, int] = {}
    for day, count in dated.items():
        start = _start_of(day, chosen)
        counts[start] = counts.get(start, 0) + count
    return Timeline(chosen, _bars(counts, filters, chosen), days.get(None, 0))


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
