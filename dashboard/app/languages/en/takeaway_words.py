"""
What the page and the brief say of what is taken away, beside `words`: plain text, to be said in another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from dashboard.app.languages.en import words
from dashboard.app.languages.en.actor_words import AND_PARTS
from dashboard.export import Format
from dashboard.model import Filters

TAKE_AWAY = "Take away"
HOLDS = "The files hold what the filters leave, and only that:"
NOTHING = "No mention passes the filters, so there is nothing to take away. Drop one of them first."
NO_FORMULAS = "Cells that a spreadsheet would run as a formula start with an apostrophe."
BRIEF = "Brief"
BRIEF_ABOUT = (
    "One page with the map, the numbered sentences and their links. It opens in any browser, without a network."
)
BRIEF_BUTTON = "Web page"
MENTIONS = "Mentions"
MENTIONS_ABOUT = "A row for each mention: its sentence, place, article and outlet."
PLACES = "Places"
PLACES_ABOUT = "A row for each place, with its mentions and articles counted."
FORMATS: Mapping[Format, str] = {
    "csv": "CSV", "geojson": "GeoJSON", "geoparquet": "GeoParquet", "kml": "KML", "annotations": "Web Annotations",
}  # fmt: skip

TITLE = "{region}: places in the news"
MADE = "Brief of {day}"
ALL_FILTERS = "Filters"
PNG = "Save the map as PNG"
SHOW_ALL = "Show all excerpts"
MAP = "Map of the places below"
PLACE_INDEX = "Places, and the numbers of their excerpts"
EXCERPTS = "Excerpts"
OPEN = "Opens the article at its outlet"
ONE_PLACE = "{n} of these excerpts name {place}"
ONE_PLACE_ONCE = "One of these excerpts names {place}"
SOURCES = (
    "Places: GeoNames, CC BY 4.0. Base map: Natural Earth, public domain; its borders are not a statement. The "
    "sentences belong to their outlets. Places were found by a program, which errs: check before you quote."
)
ALONE = "This page asks no other computer for anything; only a link that you follow does."


def counts(mentions: int, places: int, articles: int) -> str:
    """Return "38 mentions of 21 places in 17 articles"."""
    return (
        f"{words.counted(mentions, 'mention')} of {words.counted(places, 'place')} "
        f"in {words.counted(articles, 'article')}"
    )


def excerpts(shown: int, total: int) -> str:
    """Return "38 excerpts, newest first"; where there are more, say how many and where to get them."""
    if shown == total:
        return f"{words.counted(total, 'excerpt')}, newest first"
    return (
        f"The newest {words.number(shown)} of {words.counted(total, 'excerpt')}; map and counts are of all. "
        "The file of mentions holds every one."
    )


def more_numbers(count: int) -> str:
    """Return "and 12 more"."""
    return f"and {words.number(count)} more"


def filters(chosen: Filters, *, actors: Iterable[str], countries: Iterable[str]) -> list[tuple[str, str]]:
    """
    Return (what is filtered, to what) for each filter that is set, and always how names are meant.

    `actors` and `countries` are the names of those chosen, in order.
    """
    found: list[tuple[str, str]] = []
    if chosen.actors:
        parts = AND_PARTS if chosen.with_parts else ""
        named = words.listed([name + parts for name in actors], "and" if chosen.actor_match == "all" else "or")
        found.append(("Actors", f"{named}, in the same {chosen.actor_scope}"))
    if chosen.countries:
        found.append(("Countries", words.listed([name or words.NO_COUNTRY for name in countries], "or")))
    if chosen.since or chosen.until or not chosen.keep_undated:
        undated = "or undated" if chosen.keep_undated else ""
        found.append(("Published", ", ".join(part for part in (words.date_chip(chosen), undated) if part)))
    if chosen.outlets:
        found.append(("Outlets", words.listed([name or words.NO_OUTLET for name in chosen.outlets], "or")))
    if chosen.kinds:
        found.append(("Kinds of place", words.listed([words.kind(kind) for kind in chosen.kinds], "or")))
    if chosen.words.strip():
        found.append(("Words", f"“{chosen.words.strip()}”"))
    if chosen.min_confidence:
        found.append(("Placed right", f"in at least {words.shares(chosen.min_confidence)} cases"))
    return [*found, ("Places named as", words.roles(chosen.roles))]


def file_name(region: str, what: str, ending: str, today: date) -> str:
    """Return "middle-east-places-2025-01-31.csv", of letters, digits, hyphens and a dot only."""
    plain = re.sub("[^a-z0-9]+", "-", region.lower()).strip("-")
    return "-".join(part for part in (plain, what, today.isoformat()) if part) + ending
