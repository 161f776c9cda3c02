"""
What the page says of links and of views with a name, beside `words`: plain text, to be said in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from dashboard.app.languages.en.words import capital, counted, day, listed

SHARE = "Share"
TITLE = "Share this view"
LINK_ABOUT = (
    "The link opens the page as you see it: filters, what is selected, the map where it stands. It holds no article; "
    "whoever opens it needs this installation, or one with the same articles."
)
LINK = "Link to this view"
COPY = "Copy link"
COPIED = "Copied"
NOT_COPIED = "Select it and copy"
FRAME = "Link"

SAVE_TITLE = "Keep it under a name"
NAME = "Name"
NAME_HINT = "Hezbollah in Lebanon, autumn 2024"
SAVE = "Save view"
SAVED_TITLE = "Saved views"
NONE_SAVED = "None yet. A saved view is there for everyone who uses this installation."
OPEN = "Open"
DELETE = "Delete"
UNDO = "Undo"
NO_NAME = "Give it a name first."
NAME_TOO_LONG = "A name has up to {most} characters."
TAKEN = "There is a view of this name. Delete it first, or take another name."
GONE = "This view is not there any more."

LEFT_OUT_LENGTH = "The link is too long to be one of this page, and was not used."
OUTSIDE = "The link shows OpenStreetMap, whose pictures come from openstreetmap.org; switch it off under Map."
CLOSE = "Close"

#: What a parameter of a link says, for the note about what could not be used.
PARAMETERS: Mapping[str, str] = {
    "actor": "an actor", "country": "a country", "outlet": "an outlet", "role": "how a place is meant",
    "kind": "a kind of place", "match": "how actors are joined", "scope": "where actors are named",
    "parts": "what is part of an actor", "since": "the first day", "until": "the last day",
    "undated": "undated articles", "sure": "how sure", "words": "words of the text", "place": "the place",
    "article": "the article", "card": "the actor whose card was open", "beside": "whom it is named beside",
    "search": "the search", "page": "the page of sentences", "tab": "the table", "basemap": "the base map",
    "before": "the earlier period", "after": "the later period",
    "lang": "the language", "view": "where the map stood", "unknown": "something that this page does not know",
}  # fmt: skip


def left_out(names: Iterable[str]) -> str:
    """Say what of a link could not be used here: "Not all of the link could be used here. Left out: the place."."""
    found = list(names)
    if "length" in found:
        return LEFT_OUT_LENGTH
    said = listed(dict.fromkeys(PARAMETERS[name] for name in found))
    return f"Not all of the link could be used here. Left out: {said}."


def made(by: str, at: datetime) -> str:
    """Say when a view was saved, and by whom if that is known."""
    return f"{day(at.date())}, {by}" if by else day(at.date())


def saved(name: str) -> str:
    """Say that a view was saved."""
    return f"“{name}” is saved."


def deleted(name: str) -> str:
    """Say that a view was deleted."""
    return f"“{name}” is deleted."


def more(count: int) -> str:
    """Say that there are more views than are shown."""
    return f"{capital(counted(count, 'older view'))} more."
