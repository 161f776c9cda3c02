"""
Bars of mentions over time below the map, with the undated ones counted beside them.

Heights are shares of the tallest bar; what the date filter leaves out is grey.
"""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboard.app import text, words
from dashboard.store import queries

#: More bars than these would be thinner than a pixel: neighbours are drawn as one.
MOST_DRAWN = 180


def show(timeline: queries.Timeline) -> None:
    """Draw the bars."""
    st.html(drawn(timeline))


def drawn(timeline: queries.Timeline) -> str:
    """Return the timeline as HTML; without a dated article it is one line of words."""
    undated = timeline.undated_mentions
    beside = f"{words.counted(undated, 'mention')} undated" if undated else ""
    bars = [
        (start.date(), int(count), bool(on))
        for start, count, on in timeline.bars.itertuples(index=False, name=None)
    ]  # fmt: skip
    if not bars:
        return f'<p class="timeline-words">{text.escape(beside or "No dates to show")}</p>'
    together = -(-len(bars) // MOST_DRAWN)
    groups = [bars[at : at + together] for at in range(0, len(bars), together)]
    tallest = max(sum(bar[1] for bar in group) for group in groups) or 1
    pieces = []
    for group in groups:
        count = sum(bar[1] for bar in group)
        height = 0 if not count else max(4, round(100 * count / tallest))
        on = any(bar[2] for bar in group)
        title = f"{_name(group[0][0], group[-1][0], timeline.step)}: {words.counted(count, 'mention')}"
        pieces.append(f'<i class="{"on" if on else "off"}" style="height:{height}%" title="{text.escape(title)}"></i>')
    ticks = "".join(
        f'<span style="left:{100 * at / len(groups):.2f}%">{text.escape(name)}</span>'
        for at, name in _ticks([group[0][0] for group in groups])
    )
    note = f'<span class="beside">+ {text.escape(beside)}</span>' if beside else ""
    summary = f"Mentions from {words.day(bars[0][0])} to {words.day(bars[-1][0])}"
    return (
        f'<figure class="timeline" role="img" aria-label="{text.escape(summary)}"><div class="bars">{"".join(pieces)}'
        f'</div><figcaption><div class="ticks">{ticks}</div>{note}</figcaption></figure>'
    )


def _name(first: date, last: date, step: queries.Step) -> str:
    if step == "month":
        return words.month(first) if first == last else f"{words.month(first)} – {words.month(last)}"
    if step == "week":
        return words.span(first, last + timedelta(days=6))
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
