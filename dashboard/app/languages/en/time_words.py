"""
What the page says of time, beside `words`: plain text, to be said in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.app.languages.en.words import counted, day, number, span
from dashboard.store.queries import Change, Span

NO_DATES = "No dates to show"
#: What the timeline's own script says.
TIMELINE_WORDS: Mapping[str, str] = {
    "play": "Play",
    "pause": "Pause",
    "next": "Next",
    "play_about": "Move a span of days through time, step by step",
    "next_about": "Move the span of days one step on",
    "all": "All dates",
    "brush": "Drag across the bars to keep these days",
}


#: How a place changed from one period to the other, in the legend's order, and with the map's sign in the table.
CHANGES: Mapping[Change, str] = {
    "appeared": "appeared", "rose": "rose", "same": "about the same", "fell": "fell", "vanished": "vanished",
}  # fmt: skip
SIGNS: Mapping[Change, str] = {"appeared": "✚", "rose": "▲", "same": "●", "fell": "▼", "vanished": "✕"}
#: What the map says in place of `words.MAP_WORDS` while it compares.
MAP_WORDS: Mapping[str, str] = {
    "size": "Size: articles, the larger number",
    "mention": "{n} article in one period",
    "mentions": "{n} articles in one period",
}
EARLIER = "Earlier period"
LATER = "Later period"
NOTHING = "No dated article is left to compare under these filters."
EMPTY = "No place is named in either period under these filters."
TAKE = "Table as CSV"
HOW = (
    "Numbers are articles that name the place. A place rose or fell if at least one article more or fewer names it "
    "than if both periods named it in the same share of their articles: small numbers say little."
)


def compared(before: Span, after: Span, articles_before: int, articles_after: int) -> str:
    """Say how many articles each period has."""
    return (
        f"{span(*before)}: {counted(articles_before, 'article')}. "
        f"{span(*after)}: {counted(articles_after, 'article')}. Undated articles are in neither."
    )


def first_of(shown: int, found: int) -> str:
    """Say that only the first places are shown."""
    return f"The {number(shown)} largest differences of {number(found)}."


def undated(mentions: int) -> str:
    """Return "14 mentions undated"."""
    return f"{counted(mentions, 'mention')} undated"


def summary(first: date, last: date) -> str:
    """Say which time the bars show."""
    return f"Mentions from {day(first)} to {day(last)}"
