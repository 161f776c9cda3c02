"""
What a link says of the page, as readable parameters: `?actor=actor:hezbollah&country=LB&since=2024-10-01&place=...`.

A link may come from anyone. Each value is checked by itself: what is malformed or too long is left out and named, never
an error. Whether an id is one of this installation is checked elsewhere (`link`). Pure: knows neither Streamlit nor the
index. Views of the map are (lat, lon, zoom), WGS 84 decimal degrees and Leaflet's zoom.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboard.app.languages import NAMES
from dashboard.errors import QueryError
from dashboard.model import KINDS, NO_FILTERS, ROLES, Filters
from dashboard.store import queries

MapView = tuple[float, float, float]

#: Characters of a whole link's parameters, and of one value; values of one facet.
MOST_CHARACTERS = 8_000
MOST_OF_VALUE = 300
MOST_VALUES = 50
#: Excerpts have no more pages than this that anyone turns to.
MOST_PAGES = 100_000
#: Leaflet's zooms that the page's map knows.
ZOOMS = (2.0, 12.0)
TABS = ("places", "articles", "compare", "check", "not-placed", "unlisted")


@dataclass(frozen=True, slots=True)
class Address:
    """
    What a link says: the names and meanings are those of `state.View`; `tab` is one of TABS, "" the first.

    `before` and `after` are the periods that are compared, None for the usual ones; `language` is a code, "" for the
    installation's own.
    """

    filters: Filters = NO_FILTERS
    place: str = ""
    article: str = ""
    actor: str = ""
    beside: str = ""
    page: int = 1
    tab: str = ""
    tiles: bool = False
    search: str = ""
    at: MapView | None = None
    before: queries.Span | None = None
    after: queries.Span | None = None
    language: str = ""


#: parameter -> field of Filters, for those with several values.
_MANY = {"actor": "actors", "country": "countries", "outlet": "outlets", "role": "roles", "kind": "kinds"}
#: parameter -> field of Address, for ids and texts.
_TEXTS = {"place": "place", "article": "article", "card": "actor", "beside": "beside", "search": "search"}


def written(address: Address) -> dict[str, list[str]]:
    """Return an address as parameters with their values, what is usual left out."""
    filters = address.filters
    found: dict[str, list[str]] = {}
    for name, field in _MANY.items():
        values = getattr(filters, field)
        if set(values) != set(getattr(NO_FILTERS, field)):
            found[name] = list(values)
    if "role" in found and not found["role"]:
        found["role"] = list(ROLES)
    single: tuple[tuple[str, Any, Any, str], ...] = (
        ("match", filters.actor_match, "any", filters.actor_match),
        ("scope", filters.actor_scope, "sentence", filters.actor_scope),
        ("parts", filters.with_parts, False, "yes"),
        ("since", filters.since, None, filters.since.isoformat() if filters.since else ""),
        ("until", filters.until, None, filters.until.isoformat() if filters.until else ""),
        ("undated", filters.keep_undated, True, "no"),
        ("sure", filters.min_confidence, 0.0, f"{filters.min_confidence:.4g}"),
        ("words", filters.words, "", filters.words),
        *((name, getattr(address, field), "", getattr(address, field)) for name, field in _TEXTS.items()),
        ("page", address.page, 1, str(address.page)),
        ("tab", address.tab or "places", "places", address.tab),
        ("basemap", address.tiles, False, "osm"),
        ("before", address.before, None, _span_text(address.before)),
        ("after", address.after, None, _span_text(address.after)),
        ("lang", address.language, "", address.language),
        ("view", address.at, None, at_text(address.at) if address.at else ""),
    )
    return found | {name: [text] for name, value, usual, text in single if value != usual}


def query(address: Address) -> str:
    """Return an address as the part of a link after the question mark."""
    return urlencode(written(address), doseq=True, safe=":,/")


def at_text(at: MapView) -> str:
    """Return a view of the map as "33.89400,35.50200,6.25": a metre, and the zoom."""
    return f"{at[0]:.5f},{at[1]:.5f},{at[2]:.4g}"


def read_query(text: str) -> tuple[Address, tuple[str, ...]]:
    """Return `read` of the part of a link after the question mark."""
    if len(text) > MOST_CHARACTERS:
        return Address(), ("length",)
    return read(parse_qs(text, keep_blank_values=True, max_num_fields=None))


def read(given: Mapping[str, Sequence[str]]) -> tuple[Address, tuple[str, ...]]:
    """
    Return what parameters say, and the names of those that say nothing that can be used, each once.

    A name that is no parameter of the page is "unknown"; parameters longer than any link are all left out, as "length".
    """
    if sum(len(name) + len(value) + 2 for name, values in given.items() for value in values) > MOST_CHARACTERS:
        return Address(), ("length",)
    reader = _Reader(given)
    filters = Filters(
        actors=reader.many("actor"),
        countries=reader.many("country", blank=True),
        outlets=reader.many("outlet", blank=True),
        roles=reader.many("role", known=ROLES) or NO_FILTERS.roles,  # type: ignore[arg-type]
        kinds=reader.many("kind", known=KINDS),
        actor_match=reader.one("match", _of("any", "all"), "any"),
        actor_scope=reader.one("scope", _of("sentence", "article"), "sentence"),
        with_parts=reader.one("parts", _of("yes", "no"), "no") == "yes",
        since=reader.one("since", _day, None),
        until=reader.one("until", _day, None),
        keep_undated=reader.one("undated", _of("yes", "no"), "yes") == "yes",
        min_confidence=reader.one("sure", _share, 0.0),
        words=reader.one("words", _words, ""),
    )
    if filters.since and filters.until and filters.since > filters.until:
        reader.dropped.append("until")
        filters = replace(filters, until=None)
    texts = {field: reader.one(name, _text, "") for name, field in _TEXTS.items()}
    address = Address(
        filters=filters,
        page=reader.one("page", _page, 1),
        tab=reader.one("tab", _of(*TABS), ""),
        tiles=reader.one("basemap", _of("osm", "own"), "own") == "osm",
        at=reader.one("view", _at, None),
        before=reader.one("before", _span, None),
        after=reader.one("after", _span, None),
        language=reader.one("lang", _of(*NAMES), ""),
        **texts,
    )
    return address, tuple(dict.fromkeys([*reader.dropped, *(["unknown"] if reader.unknown() else [])]))


class _Reader:
    """Takes parameters one by one, and keeps the names of those that could not be used."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self._given = given
        self._known: set[str] = set()
        self.dropped: list[str] = []

    def one(self, name: str, meant: Callable[[str], Any], usual: Any) -> Any:
        """Return what the one value of a parameter means; of several, nobody knows which."""
        self._known.add(name)
        values = self._given.get(name, ())
        if not values:
            return usual
        try:
            (value,) = values
            return meant(_bounded(value))
        except (ValueError, QueryError):
            self.dropped.append(name)
            return usual

    def many(self, name: str, *, known: Iterable[str] = (), blank: bool = False) -> tuple[str, ...]:
        """Return the values of a parameter, each once: of `known`, if there are any; a blank one only where it says."""
        self._known.add(name)
        meant = _of(*known) if known else (lambda value: value) if blank else _text
        found: list[str] = []
        for value in self._given.get(name, ()):
            try:
                found.append(meant(_bounded(value)))
            except (ValueError, QueryError):
                self.dropped.append(name)
        found = list(dict.fromkeys(found))
        if len(found) > MOST_VALUES:
            self.dropped.append(name)
        return tuple(found[:MOST_VALUES])

    def unknown(self) -> bool:
        """Tell whether anything was given that was never asked for; what Streamlit itself knows does not count."""
        return bool(set(self._given) - self._known - {"embed", "embed_options"})


def _bounded(value: str) -> str:
    value.encode()  # half a pair of surrogates is no text
    if len(value) > MOST_OF_VALUE or any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
        raise ValueError("too long, or a control character")
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("blank")
    return value


def _of(*known: str) -> Callable[[str], str]:
    def meant(value: str) -> str:
        if value not in known:
            raise ValueError("none of those known")
        return value

    return meant


def _day(value: str) -> date:
    if len(value) != 10:
        raise ValueError("a day is written 2024-10-28")
    day = date.fromisoformat(value)
    if not 1900 <= day.year <= 2100:  # what the date fields take
        raise ValueError("out of the calendar of the page")
    return day


def _span(value: str) -> queries.Span:
    since, until = (_day(part) for part in value.split(","))
    if since > until:
        raise ValueError("it ends before it begins")
    return since, until


def _span_text(span: queries.Span | None) -> str:
    return ",".join(day.isoformat() for day in span) if span else ""


def _number(value: str, least: float, most: float) -> float:
    number = float(value) if value.isascii() and len(value) <= 24 else math.nan
    if not least <= number <= most:
        raise ValueError("out of range")
    return number


def _share(value: str) -> float:
    return _number(value, 0, 1)


def _page(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise ValueError("no page")
    return int(_number(value, 1, MOST_PAGES))


def _words(value: str) -> str:
    queries.check(Filters(words=_text(value)))
    return value


def _at(value: str) -> MapView:
    lat, lon, zoom = value.split(",")
    return _number(lat, -85, 85), _number(lon, -200, 200), _number(zoom, *ZOOMS)
