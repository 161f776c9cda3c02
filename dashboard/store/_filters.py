"""
Filters as SQL conditions on `mentions m`, their check, and their words. Values are bound, never pasted.

Pure but for the names that `label` looks up and the articles that have words; `dashboard.store.queries` is the door to
all of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, get_args

import duckdb
import numpy as np

from dashboard.errors import QueryError
from dashboard.model import KINDS, ROLES, Filters
from dashboard.store import fulltext

#: A filter that `droppable` can name and `drop` can take away; the names are those of `Filters`.
Facet = Literal["actors", "countries", "dates", "outlets", "roles", "kinds", "min_confidence", "words"]
FACETS: tuple[Facet, ...] = get_args(Facet)

#: What a name without a place cannot have.
OF_A_PLACE: tuple[Facet, ...] = ("countries", "kinds", "min_confidence")

#: More words than this in one search are refused: nobody types them, and each one is a look-up.
MOST_WORDS = 32
#: Nor as many as this in quotes, taken together: the time that they take grows with their square.
MOST_QUOTED = 128

#: The numbers of an actor, whose id is bound, and of all that is part of it, directly or through others. It need not be
#: named itself; one that goes round in a circle ends.
FAMILY = """
    WITH RECURSIVE family(actor_id) AS (
        SELECT ?::VARCHAR
        UNION
        SELECT part.actor_id FROM (SELECT actor_id, unnest(affiliation) AS whole FROM actors) part
        JOIN family ON family.actor_id = part.whole)
    SELECT actor_no FROM actors JOIN family USING (actor_id)
    """

#: A condition and its values, in the order of its question marks.
Condition = tuple[str, list[Any]]


def check(filters: Filters) -> None:
    """Raise QueryError, naming the value, for filters that no query can mean."""
    for name, chosen, known in (("role", filters.roles, ROLES), ("kind", filters.kinds, KINDS)):
        for value in chosen:
            if value not in known:
                raise QueryError(f"{name} {value!r} is none of {', '.join(known)}")
    if filters.actor_match not in ("any", "all"):
        raise QueryError(f"actor_match {filters.actor_match!r} is neither any nor all")
    if filters.actor_scope not in ("sentence", "article"):
        raise QueryError(f"actor_scope {filters.actor_scope!r} is neither sentence nor article")
    for day in (filters.since, filters.until):
        if day is not None and not isinstance(day, date):
            raise QueryError(f"{day!r} is not a date")
    if not 0 <= filters.min_confidence <= 1:
        raise QueryError(f"confidence {filters.min_confidence!r} is not between 0 and 1")
    for value in (*filters.actors, *filters.countries, *filters.outlets):
        bindable(value)
    words_of(filters.words)


def conditions(cursor: duckdb.DuckDBPyConnection, filters: Filters) -> dict[Facet, Condition]:
    """Return the condition of each active facet; a place's columns are looked up by its number, words right now."""
    check(filters)
    found: dict[Facet, Condition] = {}
    if filters.actors:
        actors = list(dict.fromkeys(filters.actors))
        mention_key, table, key = scope(filters)
        named = f"SELECT {key} FROM {table} JOIN actors USING (actor_no) WHERE {one_of('actor_id', actors)}"
        if filters.with_parts:
            one = f"{mention_key} IN (SELECT {key} FROM {table} WHERE actor_no IN ({FAMILY}))"
            joined = " AND " if filters.actor_match == "all" else " OR "
            found["actors"] = f"({joined.join([one] * len(actors))})", [*actors]
        elif filters.actor_match == "all":
            found["actors"] = f"{mention_key} IN ({named} GROUP BY {key} HAVING count(*) = ?)", [*actors, len(actors)]
        else:
            found["actors"] = f"{mention_key} IN ({named})", [*actors]
    of_place: tuple[tuple[Facet, str, Sequence[str]], ...] = (
        ("countries", "coalesce(p.country_code, '')", filters.countries),
        ("kinds", "p.kind", filters.kinds),
    )
    for facet, column, chosen in of_place:
        if chosen:
            found[facet] = f"m.place_no IN (SELECT p.place_no FROM places p WHERE {one_of(column, chosen)})", [*chosen]
    if filters.since or filters.until or not filters.keep_undated:
        bounds = [(sign, day) for sign, day in ((">=", filters.since), ("<=", filters.until)) if day is not None]
        dated = " AND ".join(["m.published IS NOT NULL", *(f"m.published {sign} ?" for sign, _ in bounds)])
        undated = "m.published IS NULL OR " if filters.keep_undated else ""
        found["dates"] = f"({undated}({dated}))", [day for _, day in bounds]
    if filters.outlets:
        found["outlets"] = one_of("m.source", filters.outlets), [*filters.outlets]
    if filters.roles:
        found["roles"] = one_of("m.role", filters.roles), [*filters.roles]
    if filters.min_confidence > 0:
        found["min_confidence"] = "m.confidence >= ?", [filters.min_confidence]
    said = fulltext.articles_with(cursor, words_of(filters.words))
    if said is not None:
        found["words"] = _IN_BITS, _bits(said)
    return found


def where(
    cursor: duckdb.DuckDBPyConnection, filters: Filters, *, without: Sequence[Facet] = (), placed: bool = True
) -> Condition:
    """Return one condition on `mentions m` for all filters but those of some facets."""
    parts = ["m.place_no IS NOT NULL" if placed else "m.place_no IS NULL"]
    values: list[Any] = []
    for facet, (sql, bound) in conditions(cursor, filters).items():
        if facet not in without:
            parts.append(sql)
            values += bound
    return " AND ".join(parts), values


#: Whether an article is one of a set that is bound, as `_bits` gives it: numbers one by one take seven times as long.
_IN_BITS = "CASE WHEN m.article_no < ? THEN get_bit(?::BIT, m.article_no) = 1 ELSE false END"


def _bits(numbers: np.ndarray) -> list[Any]:
    """Return ascending numbers as how many bits there are, and the bits."""
    bits = np.zeros(int(numbers[-1]) + 1 if len(numbers) else 1, dtype=np.uint8)
    bits[numbers] = 1
    return [len(bits), (bits + ord("0")).tobytes().decode()]


def scope(filters: Filters) -> tuple[str, str, str]:
    """Return the mention's key, the table and its key that say which actors stand beside a mention."""
    if filters.actor_scope == "article":
        return "m.article_no", "article_actors", "article_no"
    return "m.sentence_key", "sentence_actors", "sentence_key"


def one_of(column: str, values: Sequence[str]) -> str:
    """Return `column IN (?, ...)`; of no values, false."""
    return f"{column} IN ({', '.join('?' * len(values))})" if values else "false"


def bindable(value: str) -> str:
    """Return a text that can be bound, or raise."""
    try:
        value.encode()
    except (AttributeError, UnicodeEncodeError):
        raise QueryError(f"{value!r} is not a text that can be looked for") from None
    return value


def words_of(text: str) -> list[str]:
    """Split a search into words and quoted phrases; what has no letter and no digit is left out."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', bindable(text))]
    words = [part for part in parts if any(character.isalnum() for character in part)]
    if len(words) > MOST_WORDS:
        raise QueryError(f"{len(words)} words are too many to look for; use at most {MOST_WORDS}")
    quoted = sum(len(fulltext.split(part)) for part in words)
    if quoted > MOST_QUOTED:
        raise QueryError(f"{quoted} words in quotes are too many to look for; use at most {MOST_QUOTED}")
    return words


def drop(filters: Filters, facet: Facet, value: str = "") -> Filters:
    """Return the filters without one facet, or without one value of it."""
    match facet:
        case "actors":
            return replace(filters, actors=tuple(a for a in filters.actors if value and a != value))
        case "countries":
            return replace(filters, countries=tuple(c for c in filters.countries if value and c != value))
        case "outlets":
            return replace(filters, outlets=tuple(o for o in filters.outlets if value and o != value))
        case "kinds":
            return replace(filters, kinds=tuple(k for k in filters.kinds if value and k != value))
        case "roles":
            return replace(filters, roles=tuple(r for r in filters.roles if value and r != value) or ROLES)
        case "dates":
            return replace(filters, since=None, until=None, keep_undated=True)
        case "min_confidence":
            return replace(filters, min_confidence=0.0)
        case "words":
            return replace(filters, words="")
    raise QueryError(f"facet {facet!r} is none of {', '.join(FACETS)}")


def folded(cursor: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    """Return the words of a search as the index holds words: in lower case, without accents, after a blank."""
    return [" " + word for word in fulltext.folded(cursor, words_of(text)) if word]


def active(filters: Filters) -> Iterable[tuple[Facet, str]]:
    """Yield each active filter as a facet and, where one value can go by itself, the value."""
    if filters.actors:
        yield "actors", ""
        if filters.actor_match == "all" and len(filters.actors) > 1:
            yield from (("actors", actor) for actor in filters.actors)
    if filters.countries:
        yield "countries", ""
    if filters.since or filters.until or not filters.keep_undated:
        yield "dates", ""
    if filters.outlets:
        yield "outlets", ""
    if filters.roles and set(filters.roles) != set(ROLES) and set(filters.roles) != set(Filters().roles):
        yield "roles", ""
    if filters.kinds:
        yield "kinds", ""
    if filters.min_confidence > 0:
        yield "min_confidence", ""
    if words_of(filters.words):
        yield "words", ""


def label(cursor: duckdb.DuckDBPyConnection, filters: Filters, facet: Facet, value: str) -> str:
    """Say an active filter in the reader's words."""
    match facet:
        case "actors":
            ids = (value,) if value else filters.actors
            sql = f"SELECT actor_id, name FROM actors WHERE {one_of('actor_id', ids)}"
            names = dict(cursor.execute(sql, list(ids)).fetchall())
            return ", ".join(names.get(each, each) for each in ids)
        case "countries":
            chosen = one_of("country_code", filters.countries)
            sql = f"SELECT country_code, any_value(country) FROM places WHERE {chosen} GROUP BY 1"
            names = dict(cursor.execute(sql, list(filters.countries)).fetchall())
            return ", ".join(names.get(each) or each or "no country" for each in filters.countries)
        case "dates":
            since = filters.since.isoformat() if filters.since else ""
            until = filters.until.isoformat() if filters.until else ""
            span = f"{since} to {until}" if since and until else f"since {since}" if since else f"until {until}"
            return "dated articles only" if not since and not until else span
        case "outlets":
            return ", ".join(each or "no outlet" for each in filters.outlets)
        case "roles":
            return ", ".join(each.replace("_", " ") for each in filters.roles)
        case "kinds":
            return ", ".join(each.replace("_", " ") for each in filters.kinds)
        case "min_confidence":
            return f"confidence of at least {filters.min_confidence:.0%}"
        case "words":
            return filters.words
