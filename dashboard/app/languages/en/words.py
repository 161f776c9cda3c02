"""
What the page says everywhere: numbers, days, kinds of places and actors, how a name is meant, why it is where it is.

Nothing here or in the modules beside it knows of Streamlit or HTML: plain text in, plain text out. The words are the
reader's; ids, column names and the code's own terms have no place on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dashboard.model import ActorType, Filters, Place, Role

PAGE_TITLE = "{region} · places in the news"
SEARCH = "Search places, actors, words"
ADD = "Add articles"
RESET = "Reset"
FILTERS = "Filters"

ATTRIBUTION = "Borders are not a statement · Natural Earth · GeoNames"
ATTRIBUTION_TILES = "Borders are not a statement · © OpenStreetMap contributors · GeoNames"
MAP_WORDS = {
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "fit": "Fit to results",
    "size": "Size: mentions",
    "mention": "{n} mention",
    "mentions": "{n} mentions",
    "together_once": "mentioned together in 1 sentence",
    "together": "mentioned together in {n} sentences",
    "map": "Map of places",
    "keys": "N, P: next, previous place · Enter: choose · Esc: leave place · Arrows, +, −: move, zoom",
    "in_view": "{i} of {n} in view",
    "none_in_view": "No place in view",
    "between": ", ",
}
LEGEND: Mapping[str, str] = {
    "city": "town",
    "site": "site",
    "water": "water",
    "area": "region",
    "country": "country",
}

KINDS: Mapping[str, str] = {
    "country": "country", "admin1": "province", "admin2": "district", "region": "region", "territory": "territory",
    "continent": "continent", "ocean": "ocean", "sea": "sea", "gulf": "gulf", "bay": "bay", "strait": "strait",
    "channel": "channel", "canal": "canal", "river": "river", "lake": "lake", "waterfall": "waterfall",
    "mountains": "mountains", "mountain": "mountain", "volcano": "volcano", "desert": "desert", "valley": "valley",
    "plain": "plain", "plateau": "plateau", "peninsula": "peninsula", "cape": "cape", "island": "island",
    "islands": "islands", "city": "city", "neighbourhood": "neighbourhood", "camp": "camp", "crossing": "crossing",
    "base": "military base", "nuclear_site": "nuclear site", "oil_site": "oil or gas site", "port": "port",
    "airport": "airport", "dam": "dam", "heritage_site": "heritage site", "border": "border", "facility": "facility",
}  # fmt: skip

ROLES: Mapping[Role, str] = {
    "location": "Where it happened",
    "dateline": "Reported from",
    "metonym": "Stands for a government",
    "demonym": "Names a people",
    "name_part": "Part of another name",
}
#: What stands, small, beside a marked name.
ROLE_LABELS: Mapping[str, str] = {
    "location": "place",
    "dateline": "reported from",
    "metonym": "government",
    "demonym": "people",
    "name_part": "in a name",
}
ACTOR_LABEL = "actor"
NOT_PLACED_LABEL = "not placed"

#: The sidebar's groups of actors, in order; each actor type is in exactly one.
ACTOR_GROUPS: Mapping[str, tuple[ActorType, ...]] = {
    "States": ("state",),
    "Armed groups": ("armed_group",),
    "People": ("person",),
    "Organisations": (
        "igo", "government_body", "party", "ngo", "company", "religious_body", "ethnic_group", "media",
        "organisation", "unlisted",
    ),
}  # fmt: skip

ACTOR_TYPES: Mapping[ActorType, str] = {
    "state": "state", "government_body": "government body", "armed_group": "armed group", "party": "party",
    "person": "person", "igo": "international organisation", "ngo": "aid or civil group", "company": "company",
    "religious_body": "religious body", "ethnic_group": "people", "media": "news outlet",
    "organisation": "organisation", "unlisted": "other",
}  # fmt: skip


#: Why a correction does not apply now, by `queries.corrections`' column `lost`.
LOST_CORRECTIONS: Mapping[str, str] = {
    "article": "changes nothing now: its article is not stored",
    "mention": "changes nothing now: the article was changed, and this is not in it any more",
}

NO_OUTLET = "No outlet named"
SAME_REPORT = "The same report, as far as the words tell"
NO_COUNTRY = "In no country (seas, regions)"
UNDATED = "Undated"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


#: Between the parts of a list or of a place's name.
COMMA = ", "


def number(count: int) -> str:
    """Return 12345 as 12,345."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return "1 place", "21 places"; another language has a table of the nouns that are counted."""
    many = "entries" if noun == "entry" else noun + "s"
    return f"{number(count)} {noun if count == 1 else many}"


def day(when: date | None) -> str:
    """Return "28 Oct 2024", or "Undated"."""
    return UNDATED if when is None else f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """Return "Oct 2024"."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def span(since: date | None, until: date | None) -> str:
    """Return a span of days as short as it can be said: "1 Oct – 31 Dec 2024", "since 1 Oct 2024"."""
    if since and until:
        if since == until:
            return day(since)
        first = day(since)
        if since.year == until.year:
            first = first.removesuffix(f" {since.year}")
        return f"{first} – {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}" if until else ""


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def kind(of: str) -> str:
    """Return the reader's noun for a kind of place."""
    return KINDS.get(of, of.replace("_", " "))


def capital(text: str) -> str:
    """Return a text with its first letter in upper case, and the rest as it is."""
    return text[:1].upper() + text[1:]


def whereabouts(of: str, *, name: str, admin1: str | None, country: str | None) -> str:
    """Return "City in Baalbek-Hermel, Lebanon", "Country", "Sea"."""
    around = [part for part in (admin1, country) if part and part != name]
    return capital(kind(of)) + (f" in {', '.join(around)}" if around and of != "country" else "")


def whereabouts_of(place: Place) -> str:
    """Return `whereabouts` of a place."""
    return whereabouts(place.kind, name=place.name, admin1=place.admin1, country=place.country)


OVER_TIME_ABOUT = "Dated mentions from the first day of the results to the last"
SAMPLE_ABOUT = (
    "These articles were written for this program, so that there is something to look at. One click takes them away; "
    "your own stay."
)
SAMPLE_READ, SAMPLE_GOES, SAMPLE_COMES = "Read the sample articles", "Taking them away", "Reading the sample articles"


def sample_chip(articles: int) -> str:
    """Return "72 sample articles"."""
    return counted(articles, "sample article")


def small_map(names: list[str]) -> str:
    """Return what a small map shows, for who does not see it."""
    return f"Map of places named here: {listed(names)}"


WRONG_PLACE = "Wrong place?"


def reach_of(name: str) -> dict[str, str]:
    """Return how far a reader's word about a mention may hold, the usual first."""
    short = name if len(name) <= 24 else name[:23] + "…"
    return {"article": "In this article", "mention": "Only here", "name": f"Wherever {short} was put here"}


def sureness(confidence: float) -> str:
    """Return a word for the probability that a name is placed right."""
    return "sure" if confidence >= 0.9 else "fairly sure" if confidence >= 0.7 else "unsure"


def shares(confidence: float) -> str:
    """Return a probability as the reader says it."""
    return f"{round(100 * confidence)} in 100"


def undated(articles: int) -> str:
    """Return "14 undated"."""
    return f"{number(articles)} undated"


def not_placed(names: int) -> str:
    """Return "14 names not placed"."""
    return f"{counted(names, 'name')} not placed"


def recognised(names: int) -> str:
    """Return "14 names were recognised and not placed."."""
    return f"{counted(names, 'name')} {'was' if names == 1 else 'were'} recognised and not placed."


#: What is wrong with typed coordinates.
COORDINATES_FORM = "Write latitude, then longitude, as in 33.89, 35.50"
BEYOND_THE_POLE = "Latitude comes first and lies between −90 and 90"
ROUND_THE_EARTH = "Longitude comes second and lies between −180 and 180"


CLICK_ON_THE_MAP = "Click on the map"
CANCEL = "Cancel"


def click_where(name: str, *, picked: bool) -> str:
    """Ask for a click on the map; once there is one, say how to go on."""
    if picked:
        return "Is it here? If not, click elsewhere. Esc cancels."
    return f"Click where {name[:60]} is. Esc cancels."


def near(town: Place, km: float) -> str:
    """Return "3 km from Zahlé, Lebanon"."""
    where = ", ".join(part for part in (town.name, town.country) if part)
    return f"In {where}" if km < 1 else f"{number(round(km))} km from {where}"


def nothing_like(typed: str) -> str:
    """Say that the gazetteer has no name like this one, and what to do."""
    if typed:
        return f"The gazetteer has no name like “{typed}”."
    return "The gazetteer has no name like it. Try another spelling, or give its coordinates."


def what_is_sent(name: str, host: str, user_agent: str) -> str:
    """Say before the first request what leaves this machine, and where it goes."""
    return (
        f"The name “{name}” leaves this computer, for {host}: the name only, no sentence and no article. The request "
        f"is signed “{user_agent}”. You are asked this once a visit."
    )


def could_not_ask(host: str) -> str:
    """Say that a service is out of reach, which says nothing of the name."""
    return f"{host} could not be asked. That says nothing about the name; try again later."


def not_known_to(host: str, name: str) -> str:
    """Say that a service was asked and knows no such place."""
    return f"{host} knows no place called “{name}”."


def by(author: str) -> str:
    """Name who wrote an article."""
    return f"by {author}"


def also_in(copies: int, outlets: int) -> str:
    """Say how many other articles print a report, and in how many other outlets: "Also in 9 outlets"."""
    if not outlets:
        return f"Also in {counted(copies, 'other article')}"
    said = f"Also in {counted(outlets, 'outlet')}"
    return said if copies == outlets else f"{said}, {counted(copies, 'article')}"


def folded(articles: int) -> str:
    """Say what a list of sentences leaves out, though the counts have it."""
    left = f"{counted(articles, 'more article')} {'is' if articles == 1 else 'are'}"
    return f"A report that several outlets print is shown once; {left} behind “Also in”."


def roles(chosen: Iterable[Role]) -> str:
    """Return the chosen ways of being meant as one phrase."""
    found = tuple(chosen)
    if not found or set(found) == set(ROLES):
        return "Every kind of mention"
    return capital(listed((ROLES[role].lower() for role in ROLES if role in found), "or"))


def date_chip(filters: Filters) -> str:
    """Return what the date filter says: "1 Oct – 31 Dec 2024, dated only"."""
    parts = [span(filters.since, filters.until), "" if filters.keep_undated else "dated only"]
    return capital(", ".join(part for part in parts if part))


#: What decided where a name belongs, in the reader's words, by the start of the code that geoparse gives.
EVIDENCE: Mapping[str, str] = {
    "log_population": "It has many inhabitants",
    "log_population_share": "It is much larger than other places of this name",
    "city_population": "It is a large city",
    "rank": "It is the best known place of this name",
    "group0": "Countries are usually meant by their name",
    "group1": "Continents are usually meant by their name",
    "group2": "Provinces of this name are often in the news",
    "group3": "A district of this name fits",
    "group4": "A town of this name fits",
    "group5": "A part of a town fits",
    "group6": "A region of this name fits",
    "group7": "A water of this name fits",
    "group8": "A mountain, valley or island of this name fits",
    "group9": "A site of this name fits",
    "main_name": "The text uses its usual name",
    "derived_name": "The text uses a form of its name",
    "abbreviation": "The text uses its abbreviation",
    "qualified": "The text says beside it where it lies",
    "kind_word": "The text says what kind of place it is",
    "home_region": "It lies in this region",
    "near_outlet": "It lies near the outlet's home",
    "near_20_max": "Places within a few kilometres are named, too",
    "near_60_sum": "Several places close by are named, too",
    "near_60_max": "A place close by is named, too",
    "near_250_sum": "Several places around it are named, too",
    "near_250_max": "A place around it is named, too",
    "same_country": "Other places in its country are named",
    "same_admin1": "Other places in its province are named",
    "named_country": "Its country is named",
    "named_admin1": "Its province is named",
    "holds_others": "Places that lie in it are named",
    "country_share": "Most other places lie in its country",
    "adjacent_near": "The name beside it lies close by",
    "spelled_otherwise": "The gazetteer spells it otherwise, in a country that the article names",
    "named_beside": "No table holds this name: it stands at the place that the text names beside it",
    "checked_by_reader": "A reader checked it",
    "only_candidate": "No other place of this name is known",
}


def evidence(codes: Iterable[str]) -> list[str]:
    """
    Return what decided in the reader's words, each once; a code that is not known here is left out.

    An unknown code says nothing to a reader; the code itself stays in what is exported.
    """
    return list(dict.fromkeys(EVIDENCE[code] for code in codes if code in EVIDENCE))
