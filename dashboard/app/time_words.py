"""
What the page says of time, beside `words`: plain text, to be said in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.app.words import counted, day

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


def undated(mentions: int) -> str:
    """Return "14 mentions undated"."""
    return f"{counted(mentions, 'mention')} undated"


def summary(first: date, last: date) -> str:
    """Say which time the bars show."""
    return f"Mentions from {day(first)} to {day(last)}"
