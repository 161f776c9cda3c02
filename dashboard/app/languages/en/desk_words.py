"""
What the page says around the map: header, counts, chips, filters, search, tabs and tables, the first start.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.app.languages.en.words import counted, number

DROP_FILTER = "Drop this filter"
RESET_ALL = "Reset all filters"
CLOSE = "Close"
NOTHING_YET = "No articles yet"
NOTHING_YET_ABOUT = (
    "Add some: files you have (text, Markdown, JSON lines, CSV) or a text that you paste. Their places appear on the "
    "map, each with the sentences that name it. Nothing leaves this computer."
)
NOTHING_FOUND = "Nothing matches"
NOTHING_FOUND_ABOUT = "No mention passes all of these filters at once. Mentions that dropping one of them would leave:"

COUNTRIES = "Countries of places"
DATES = "Dates"
SINCE, UNTIL = "From", "To"
KEEP_UNDATED = "Keep undated"
OUTLETS = "Outlets"
ROLES = "How a place is meant"
MAP = "Map"
TILES = "OpenStreetMap"
TILES_ABOUT = "Loads map images from openstreetmap.org. Everything else on this page stays on this computer."
TYPE_A_NAME = "Type a name"
NAMED_WITH = "Places that are named with"
NAMED_WITH_MATCH: Mapping[str, str] = {"any": "any", "all": "all"}
IN_THE_SAME = "in the same"
NAMED_IN_THE_SAME = "Places that are named in the same"
SCOPES: Mapping[str, str] = {"sentence": "sentence", "article": "article"}

BELOW_THE_MAP = "Below the map"
#: The tabs below the map, by their names in addresses.
TABS: Mapping[str, str] = {
    "places": "Places", "articles": "Articles", "compare": "Compare", "check": "To check", "not-placed": "Not placed",
    "unlisted": "Unlisted actors",
}  # fmt: skip
#: Titles of the columns of tables.
COLUMNS: Mapping[str, str] = {
    "place": "Place", "where": "What and where", "mentions": "Mentions", "articles": "Articles", "course": "Over time",
    "sure": "How sure", "article": "Article", "outlet": "Outlet", "date": "Date", "places": "Places",
    "change": "Change", "before": "Earlier", "after": "Later", "difference": "Difference",
}  # fmt: skip
NO_PLACE_LEFT = "No place is left under these filters."
NO_ARTICLE_LEFT = "No article is left under these filters."
BY_KEYBOARD = "With the keyboard: arrow keys move, Shift and Space together choose the row."

FOUND_PLACES, FOUND_ACTORS, FOUND_ARTICLES = "Places", "Actors", "Articles"
NONE_FOUND = "None"

FIRST_START = "A first start prepares two things on this computer. It happens once."
#: The steps of a first start: what is done, and what for.
STEPS: Mapping[str, tuple[str, str]] = {
    "gazetteer": ("Building the gazetteer", "Names of some 300,000 places, once; under a minute."),
    "sample": ("Reading the sample articles", "So that there is something to look at."),
}
NOT_PREPARED = "This could not be prepared"
TRY_AGAIN = "Try again"


def mentions(left: int, total: int) -> str:
    """Return "38 of 412 mentions"; "412 mentions" where all are left."""
    return counted(left, "mention") if left == total else f"{number(left)} of {counted(total, 'mention')}"


def about_actor(name: str) -> str:
    """Name the way to an actor's card."""
    return f"About {name}"


def sure_at_least(confidence: float) -> str:
    """Say the filter by confidence."""
    return f"confidence of at least {confidence:.0%}"


def drop(what: str) -> str:
    """Name the way to drop a filter."""
    return f"Drop {what}"


def show_new(articles: int) -> str:
    """Return "3 new articles: show"."""
    return f"{counted(articles, 'new article')}: show"


def more(count: int) -> str:
    """Return "12 more"."""
    return f"{number(count)} more"


def first_places(shown: int, found: int) -> str:
    """Say that a table holds the first places only."""
    return f"The {number(shown)} most mentioned of {number(found)}. Search finds the others."


def keep_words(typed: str) -> str:
    """Name the way to keep the articles that hold some words."""
    return f"Keep only articles with “{typed}”"


def filter_by(name: str) -> str:
    """Name the way to filter by an actor, whose name stands beside and is only to hear: it comes as markup."""
    return f"Filter :gray[by {name}]"


def doing(step: str, what: str) -> str:
    """Return "Building the gazetteer: cities"."""
    return f"{STEPS[step][0]}: {what}"
