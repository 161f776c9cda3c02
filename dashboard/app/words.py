"""
Every word that the page says, in one place, so that it can be said in another language.

Nothing here knows of Streamlit or HTML: plain text in, plain text out. The words are the reader's; ids, column names
and the code's own terms have no place on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    "fit": "Fit to results",
    "size": "Size: mentions",
    "mention": "{n} mention",
    "mentions": "{n} mentions",
    "together_once": "mentioned together in 1 sentence",
    "together": "mentioned together in {n} sentences",
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

WITH_PARTS = "Include what is part of it"
AND_PARTS = " and its parts"
#: Of what is part of an actor, so many are told by name.
MOST_PARTS = 6
KEEP_ONLY = "Keep only this actor"
#: What a line between an actor and a place says, and all that it says.
TOGETHER = "mentioned together"
NOT_CAUSED = "That they stand in one sentence says nothing of why."

UNLISTED = "not in your catalogue"
#: Actors that the reader put into the catalogue in earlier visits.
ADDED_EARLIER = "Added here earlier"
READING_ANEW = "Reading its articles anew"

LOG_IN = "Log in"
LOG_OUT = "Log out"
LOG_IN_FIRST = "Log in to read. Who may read and who may change is decided by whoever keeps this installation."
LIST_IS_BROKEN = "The list of who may read cannot be read, so nobody is let in. Tell whoever keeps this installation."
MAY_NOT_CHANGE = "You may read here and not change anything. Ask whoever keeps this installation"
SHUT = "This server answers its own computer only. Its SECURITY.md says how it is opened to others.\n"
THIS_COMPUTER_ONLY = "It answers this computer only. SECURITY.md says how it is opened to others."
OPEN_TO_USERS = "It answers other computers, and lets in whom access.toml in its home names."
OPEN_TO_ALL = "IT ANSWERS EVERYBODY who can reach this computer, and everybody may read and change everything."

NO_OUTLET = "No outlet named"
NO_COUNTRY = "In no country (seas, regions)"
UNDATED = "Undated"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def not_on_the_list(address: str) -> str:
    """Say to somebody who logged in that they are not let in."""
    who = f"You are logged in as {address}, which is" if address else "Your login tells no address, so you are"
    return f"{who} not among those who may read here. Ask whoever keeps this installation."


def logged_in(address: str, may_change: bool) -> str:
    """Return "anna@example.org · may change", "ben@example.org · may read"."""
    return f"{address} · may {'read and change' if may_change else 'read'}"


def may_not_stand_open(address: str, variable: str, value: str) -> str:
    """Say why a server does not start."""
    return (
        f"Not started: at {address or 'every address of this computer'} others could read everything and change it. "
        "Let it listen at 127.0.0.1 (--server.address 127.0.0.1), or set up a login (SECURITY.md), or say that this is "
        f"wanted: {variable}={value}"
    )


LOGIN_LACKS_A_PACKAGE = 'Not started: a login is set up, and needs: pip install "streamlit[auth]"'


def number(count: int) -> str:
    """Return 12345 as 12,345."""
    return f"{count:,}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return "1 place", "21 places"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


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


def together(sentences: int) -> str:
    """Return "mentioned together in 3 sentences"."""
    return f"{TOGETHER} in {counted(sentences, 'sentence')}"


def not_together(one: str, other: str) -> str:
    """Say that no sentence names both under the filters."""
    return f"Under these filters no sentence names both {one} and {other}."


def part_of(wholes: Iterable[str]) -> str:
    """Return "part of Iran and Lebanon", or ""."""
    said = listed(wholes)
    return f"part of {said}" if said else ""


def with_parts(parts: Sequence[str]) -> str:
    """Return "Counted with 2 that are part of it: Quds Force and Revolutionary Guards", or ""."""
    if not parts:
        return ""
    shown = list(parts[:MOST_PARTS])
    if len(parts) > len(shown):
        shown.append(f"{number(len(parts) - len(shown))} more")
    return f"Counted with {number(len(parts))} that {'is' if len(parts) == 1 else 'are'} part of it: {listed(shown)}."


def office(title: str, since: str, until: str) -> str:
    """Return "President of Syria, since 29 Jan 2025", "Prime minister of Iraq, 2014 to Oct 2018"."""
    if not until:
        return f"{capital(title)}, since {coarse_day(since)}"
    return f"{capital(title)}, {coarse_day(since)} to {coarse_day(until)}"


def coarse_day(said: str) -> str:
    """Return "2014", "2014-05" or "2014-05-01" as a reader says it: "2014", "May 2014", "1 May 2014"."""
    match [int(part) for part in said.split("-")]:
        case [year, number_of_month]:
            return month(date(year, number_of_month, 1))
        case [year, number_of_month, number_of_day]:
            return day(date(year, number_of_month, number_of_day))
    return said


def office_source(publisher: str, title: str, consulted: date | None) -> str:
    """Say where the dates of an office come from or, while nobody has compared them, where they can be checked."""
    if consulted is None:
        return f"To check: {publisher}, {title}"
    return f"Source: {publisher}, {title}, consulted on {day(consulted)}"


NO_OFFICE_SOURCE = "No source named"


def not_listed(actors: int) -> str:
    """Return "14 persons and organisations are named that your catalogue of actors does not know."."""
    if actors == 1:
        return "1 person or organisation is named that your catalogue of actors does not know."
    return f"{number(actors)} persons and organisations are named that your catalogue of actors does not know."


def seen_often(mentions: int, articles: int) -> str:
    """Return "seen 41 times in 7 articles"."""
    return f"seen {'once' if mentions == 1 else f'{number(mentions)} times'} in {counted(articles, 'article')}"


def read_anew(articles: int, left: int) -> str:
    """Say how many articles were read anew after an actor was added, and how others are."""
    said = f"{counted(articles, 'article')} {'was' if articles == 1 else 'were'} read anew"
    return f"{said}; {number(left)} more are when you add them again" if left else said


def taken_in(articles: int, left: int) -> str:
    """Say that an actor is in the catalogue now, and what was read anew for it."""
    return f"is in your catalogue; {read_anew(articles, left)}"


def taken_out(articles: int, left: int) -> str:
    """Say that an actor is no longer in the catalogue, and what was read anew for it."""
    return f"is no longer in your catalogue; {read_anew(articles, left)}"


def what_removing_does(articles: int) -> str:
    """Say, after an actor's name, what taking it out of the catalogue does."""
    named = "the article that names it is" if articles == 1 else f"the {number(articles)} articles that name it are"
    again = f"{named} read anew, without it" if articles else "no article names it"
    return (
        "leaves your catalogue, and with it its card and its filter; its line is taken out of your file, and nothing "
        f"else in it changes; {again}. You can add it again."
    )


def not_read_anew(removed: bool, why: str) -> str:
    """Say that the catalogue was changed, and that the articles could not be read anew."""
    done = "It is no longer in your catalogue" if removed else "It is in your catalogue now"
    return f"{done}, and its articles could not be read anew: {why}"


#: Of an actor of the reader's own.
NOT_NAMED = "named in no article"


def by_hand(actors: int) -> str:
    """Say that some actors of the reader's own are not the page's to remove."""
    if actors == 1:
        return "1 more was written by hand in your file of actors: it is taken out there."
    return f"{number(actors)} more were written by hand in your file of actors: they are taken out there."


def by_office(mentions: int) -> str:
    """Return "2 of them by office", for mentions such as "the US president"; or ""."""
    return f"{number(mentions)} of them by office" if mentions else ""


def seen(first: date | None, last: date | None) -> str:
    """Return "First seen 9 Jan 2024, last 6 Nov 2024"; "" for what stands in undated articles only."""
    if first is None or last is None:
        return ""
    return f"Seen on {day(first)}" if first == last else f"First seen {day(first)}, last {day(last)}"


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
    "only_candidate": "No other place of this name is known",
}


def evidence(codes: Iterable[str]) -> list[str]:
    """
    Return what decided in the reader's words, each once; a code that is not known here is left out.

    An unknown code says nothing to a reader; the code itself stays in what is exported.
    """
    return list(dict.fromkeys(EVIDENCE[code] for code in codes if code in EVIDENCE))
