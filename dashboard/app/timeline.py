"""
Bars of mentions over time below the map, with the undated ones counted beside them.

Heights are shares of the tallest bar; what the date filter leaves out is grey. Dragging across bars sets the dates, and
"Play" moves a span of days through them; the date fields of the filters do the same without a mouse.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.app import frames, state, text
from dashboard.app.languages import time_words, words
from dashboard.model import Filters
from dashboard.store import queries

#: More bars than these would be thinner than a pixel: neighbours are drawn as one.
MOST_DRAWN = 180
KEY = "timeline"
#: The date fields of the filters take days between these.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def show(timeline: queries.Timeline, filters: Filters) -> None:
    """Draw the bars; without a dated article, a line of words."""
    made = parts(timeline)
    if not made["bars"]:
        st.html(f'<p class="timeline-words">{text.escape(made["undated"] or time_words.NO_DATES)}</p>')
        return
    days = [day.isoformat() if day else None for day in (filters.since, filters.until)]
    said = words.capital(words.span(filters.since, filters.until))
    frames.timeline(made, *days, said=said, key=KEY, on_change=_chosen)


def _chosen() -> None:
    """Keep the days that the reader dragged across or that are being played; anything else is ignored."""
    told = st.session_state.get(KEY)
    if not isinstance(told, dict):
        return
    try:
        since, until = (_day(told[name]) for name in ("since", "until"))
    except (KeyError, TypeError, ValueError):
        return
    if not (since and until and since > until):
        state.set_days(since, until)


def _day(said: Any) -> date | None:
    """Return a day that was told; beyond what the date fields take, there is no bound on that side."""
    day = None if said is None else date.fromisoformat(said)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def parts(timeline: queries.Timeline) -> dict[str, Any]:
    """
    Return what is drawn: "bars" as (first day, last day, height in per cent, whether the dates keep it, its words),
    "ticks" as (per cent from the left, word), "undated" and "summary" as words.
    """
    undated = timeline.undated_mentions
    beside = time_words.undated(undated) if undated else ""
    bars = [
        (start.date(), int(count), bool(on))
        for start, count, on in timeline.bars.itertuples(index=False, name=None)
    ]  # fmt: skip
    if not bars:
        return {"bars": [], "ticks": [], "undated": beside, "summary": ""}
    together = -(-len(bars) // MOST_DRAWN)
    groups = [bars[at : at + together] for at in range(0, len(bars), together)]
    tallest = max(sum(bar[1] for bar in group) for group in groups) or 1
    drawn = []
    for group in groups:
        count = sum(bar[1] for bar in group)
        height = 0 if not count else max(4, round(100 * count / tallest))
        first, last = group[0][0], _last_day(group[-1][0], timeline.step)
        name = _name(group[0][0], group[-1][0], timeline.step)
        title = f"{name}: {words.counted(count, 'mention')}"
        drawn.append((first.isoformat(), last.isoformat(), height, any(bar[2] for bar in group), title))
    return {
        "bars": drawn,
        "ticks": [(round(100 * at / len(groups), 2), name) for at, name in _ticks([group[0][0] for group in groups])],
        "undated": f"+ {beside}" if beside else "",
        "summary": time_words.summary(bars[0][0], bars[-1][0]),
    }


def _last_day(start: date, step: queries.Step) -> date:
    try:
        if step == "month":
            return start.replace(day=monthrange(start.year, start.month)[1])
        return start + timedelta(days=6 if step == "week" else 0)
    except OverflowError:  # the calendar ends
        return date.max


def _name(first: date, last: date, step: queries.Step) -> str:
    if step == "month":
        return words.month(first) if first == last else f"{words.month(first)} – {words.month(last)}"
    if step == "week":
        return words.span(first, _last_day(last, step))
    return words.span(first, last)


def _ticks(starts: list[date], most: int = 7) -> list[tuple[int, str]]:
    """Return (position, word) where a month begins, at most `most` of them; days if it is all one month."""
    first_of_month = [i for i, start in enumerate(starts) if i == 0 or start.month != starts[i - 1].month]
    if len(first_of_month) < 2:
        return [(0, words.day(starts[0]))]
    if len(first_of_month) > 2 and first_of_month[1] < len(starts) / most:
        first_of_month = first_of_month[1:]  # two words would stand in each other's place
    step = -(-len(first_of_month) // most)
    return [(i, words.month(starts[i])) for i in first_of_month[::step] if i < len(starts) * 0.94]
