"""What the page says where names are put right: names without a place, wrong places, and what was done with them."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.app.languages.en.words import counted, number

WHICH = "Which place is it?"
WHERE_IT_HOLDS = "Where it holds"
SEARCH = "Search the gazetteer"
SEARCH_HINT = "Search the gazetteer, in any script"
BY_COORDINATES = "By coordinates"
ASK_NOMINATIM = "Ask Nominatim"
NOT_A_PLACE = "Not a place"
#: What a name can be, by its role.
HOW_MEANT = "Or is it meant otherwise?"
MEANINGS: Mapping[str, str] = {
    "location": "The place itself",
    "dateline": "Where it was reported from",
    "metonym": "A government, team or institution",
    "demonym": "A people",
    "name_part": "Part of another name",
}
IS_THE_PLACE = "It is the place itself"
NO_OTHER = (
    "The gazetteer has no other place of this name. Search for another spelling, click on the map, or give coordinates."
)
PLACE_HERE = "Place here"
OPENSTREETMAP = "OpenStreetMap"
COORDINATES = "Latitude, longitude"
WHAT_IT_IS = "What it is"
PLACE_IT_THERE = "Place it there"
SEND, NOT_NOW = "Send the name", "Not now"
SHOW, UNDO, CLOSE = "Show", "Undo", "Close"
SHOW_IN_ARTICLE, SHOW_ON_MAP, WHY = "Show in article", "Show on the map", "Why here?"

NONE_LEFT = "No name is left to place."
ALL_PLACED = "Every name of a place that was recognised is on the map."
UNLIKELY = "No place was likely enough. What you put right here holds for articles that come later, and can be undone."
PLACE_IT, READ_IT = "Place it", "Read it"
#: How far the place of a name that was not placed may hold, the usual first.
REACH: Mapping[str, str] = {"name": "In all articles", "article": "Only in this article"}

#: What a correction says, around the names that are set off.
IS_RIGHT_AT = "is right at"
IS_NO_PLACE = "is not a place"
IS_PUT_AT = "is put at"
IS = "is"
IN_ONE_ARTICLE = " in one article"


def asking(host: str) -> str:
    """Say that a service is being asked."""
    return f"Asking {host}"


def next_sentence(number: int, of: int) -> str:
    """Return "Next sentence (1 of 3)"."""
    return f"Next sentence ({number} of {of})"


def mentions_in(mentions: int, articles: int) -> str:
    """Return "3 mentions in 2 articles"; in one, the mentions alone."""
    said = counted(mentions, "mention")
    return f"{said} in {counted(articles, 'article')}" if articles > 1 else said


def earlier(count: int) -> str:
    """Return "Put right earlier · 4"."""
    return f"Put right earlier · {number(count)}"


def in_article(title: str) -> str:
    """Return where a correction holds, to stand behind what it says."""
    return f" in “{title}”"


def is_meant(role: str) -> str:
    """Say how a name is meant, by one of `MEANINGS`, in place of what was thought."""
    return f"is {role[:1].lower()}{role[1:]}"


def still_meant(role: str) -> str:
    """Say, behind where a name was placed, that it is no pin all the same, for its role."""
    return f"still “{role}”, so no pin unless you show those"


def at(lat: float, lon: float) -> str:
    """Return a point, to stand behind a place."""
    return f", at {lat:g}, {lon:g}"


def undone(name: str) -> str:
    """Say that a correction was taken back."""
    return f"Undone: “{name}” is as it was before."


def is_placed(where: str) -> str:
    """Say where a name was placed that is the place's own."""
    return f"is placed: {where}"
