"""
The words of the project as types: what flows from stage to stage, with columns, types and units.

Coordinates are WGS 84 decimal degrees, always (lat, lon). Offsets are Unicode code points, half open: for every mention
`text_of(article, mention.field)[mention.start:mention.end] == mention.surface`. Imports nothing of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, get_args

Role = Literal["location", "dateline", "metonym", "demonym", "name_part"]
ROLES: tuple[Role, ...] = get_args(Role)

Field = Literal["title", "text"]

ActorType = Literal[
    "state", "government_body", "armed_group", "party", "person", "igo", "ngo", "company", "religious_body",
    "ethnic_group", "media", "organisation", "unlisted",
]  # fmt: skip
ACTOR_TYPES: tuple[ActorType, ...] = get_args(ActorType)

#: Kinds of place, from the largest family to the smallest. The map draws a family, the words name the kind.
KIND_FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "country": ("country",),
        "area": ("admin1", "admin2", "region", "territory", "continent"),
        "water": ("ocean", "sea", "gulf", "bay", "strait", "channel", "canal", "river", "lake", "waterfall"),
        "land": (
            "mountains", "mountain", "volcano", "desert", "valley", "plain", "plateau", "peninsula", "cape", "island",
            "islands",
        ),
        "city": ("city", "neighbourhood", "camp"),
        "site": (
            "crossing", "base", "nuclear_site", "oil_site", "port", "airport", "dam", "heritage_site", "border",
            "facility",
        ),
    }
)  # fmt: skip
KINDS: tuple[str, ...] = tuple(kind for kinds in KIND_FAMILIES.values() for kind in kinds)
FAMILY_OF_KIND: Mapping[str, str] = MappingProxyType(
    {k: family for family, kinds in KIND_FAMILIES.items() for k in kinds}
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a source gave it. `published` is a calendar day or None: undated is a state, not an error."""

    article_id: str
    title: str
    text: str
    source: str | None = None
    url: str | None = None
    published: date | None = None
    language: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the location table. `radius_km` is about half its extent: a city is a dot, a sea is not."""

    place_id: str
    name: str
    kind: str
    lat: float
    lon: float
    country_code: str | None = None
    country: str | None = None
    admin1: str | None = None
    radius_km: float = 5.0
    population: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name could have meant, with the share of the probability that it got, 0 to 1."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Mention:
    """
    One occurrence of a toponym. `place` is None when the name was recognised and not placed.

    `sentence` counts the sentences of the article: 0 is the title, the text starts at 1. `confidence` is the
    probability that `place` lies within 161 km of what was meant. `evidence` names the rules and features that
    decided, strongest first; `runners_up` holds up to three other candidates.
    """

    field: Field
    start: int
    end: int
    surface: str
    sentence: int
    role: Role
    place: Place | None
    confidence: float
    evidence: tuple[str, ...] = ()
    runners_up: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """
    One row of the actor catalogue. `affiliation` holds the ids of the actors that this one is part of.

    An id that begins with "unlisted:" is of a person or organisation that a text names and the catalogue does not know.
    """

    actor_id: str
    name: str
    type: ActorType
    country_code: str | None = None
    affiliation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One occurrence of an actor's name. `rule` says how it was found: alias, surname, office, demonym, ..."""

    field: Field
    start: int
    end: int
    surface: str
    sentence: int
    actor: Actor
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """
    An article with what was found in it, the unit of the archive.

    `sentences[i]` is the span of text sentence `i + 1`, in code points of `article.text`. `notes` are for the reader:
    what was left out and why. `analyser` is the version that made this; of two analyses of the same `article_id`
    the newest `analysed_at` (UTC) wins.
    """

    article: Article
    mentions: tuple[Mention, ...]
    actors: tuple[ActorMention, ...]
    sentences: tuple[tuple[int, int], ...]
    analyser: str
    analysed_at: datetime
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What a reader asked to see. Empty means no restriction. OR inside a facet, AND across facets.

    `actor_match` "any" or "all" of `actors`; `actor_scope` "sentence" keeps mentions whose own sentence names the
    actor, "article" those whose article does; `with_parts` takes what is part of an actor for it. Undated articles pass
    `since`/`until` while `keep_undated` is true.
    """

    actors: tuple[str, ...] = ()
    actor_match: Literal["any", "all"] = "any"
    actor_scope: Literal["sentence", "article"] = "sentence"
    with_parts: bool = False
    countries: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    keep_undated: bool = True
    outlets: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("location", "dateline")
    kinds: tuple[str, ...] = ()
    min_confidence: float = 0.0
    words: str = ""


def text_of(article: Article, of: Field) -> str:
    """Return the field that an offset counts in."""
    return article.title if of == "title" else article.text


NO_FILTERS = Filters()

__all__ = [
    "ACTOR_TYPES", "FAMILY_OF_KIND", "KINDS", "KIND_FAMILIES", "NO_FILTERS", "ROLES", "Actor", "ActorMention",
    "ActorType", "AnalysedArticle", "Article", "Candidate", "Field", "Filters", "Mention", "Place", "Role",
    "text_of",
]  # fmt: skip
