"""
Read where the text itself says that a place lies: "Tyre, Lebanon", "Hama in northern Syria", "Syria's Hama".

Pure functions on the candidates of names (`candidates.Name`) and the text between them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.kind_groups import BETWEEN_LISTED, GROUP_OF_KIND, KIND_GROUPS, WHOLE
from dashboard.geoparse.said_places import IS_A, IS_A_TOWN_IN, THEN_TOWN, TOWN_OF, TOWN_WORDS
from dashboard.geoparse.toponyms import Toponym

if TYPE_CHECKING:
    from dashboard.geoparse.candidates import Name

#: So many code points may lie between a name and what says where it is; more in a sentence that says what it is.
_GAP, _LONG_GAP = 24, 90
#: After "is a town in", so many names that follow each other may say where: "in Foo Township, Adams County, Illinois".
_CHAIN = 3
_IN_WORDS = frozenset(
    "in the of northern southern eastern western central north south east west northeastern northwestern southeastern "
    "southwestern occupied neighbouring neighboring nearby".split()
)
#: So many names make a list: "Indiana, Pennsylvania" is a town, "Indiana, Pennsylvania and Ohio" are states.
_LIST = 3
#: A city of more people is not one of a list of towns in an area where a smaller place is called so.
_GREAT_CITY = 300_000
#: A town of fewer people may share its name with one that no gazetteer has.
_SMALL_TOWN = 100_000
#: After these a name is where somebody is from, or what is spoken of, and what follows is where they are.
_MOVED = re.compile(r"\b(?:from|about|on|over|(?:people|residents|natives|refugees|families) of)\W+$")

#: After these words stands another place of the name that the article is about.
_ANOTHER = re.compile(
    r"\b(?:named (?:after|for)|namesakes?|rather than|confused with|unlike|twin(?:ned)?|sister (?:city|cities|town)|"
    r"rival)\b[^.\n]*$"
)
_ANOTHER_GAP = 60


def is_another(toponym: Toponym, text: str) -> bool:
    """Tell whether a mention is of another place than the rest of the name: "named after Cuenca in Spain"."""
    return bool(_ANOTHER.search(text, max(0, toponym.start - _ANOTHER_GAP), toponym.start))


def lists_of_areas(toponyms: Sequence[Toponym], names: Sequence[Name | None], text: str) -> set[int]:
    """Return the names in lists of countries and first-order areas: "Indiana, Pennsylvania and Ohio" are states."""
    out: set[int] = set()
    first = 0
    for n in range(1, len(toponyms) + 1):
        gap = text[toponyms[n - 1].end : toponyms[n].start] if n < len(toponyms) else ""
        if gap in BETWEEN_LISTED:
            continue
        listed = range(first, n)
        if n - first >= _LIST and all((name := names[k]) is not None and name.is_whole for k in listed):
            if any(text[toponyms[k].end : toponyms[k + 1].start] != ", " for k in listed[:-1]):
                out.update(listed)
        first = n
    return out


def qualifiers(
    toponyms: Sequence[Toponym], names: Sequence[Name | None], text: str, gazetteer: Gazetteer, listed: Container[int]
) -> dict[int, int]:  # fmt: skip
    """
    Return {toponym: the toponym that says where it lies}, where a candidate of the one lies in one of the other.

    `listed` are those in lists of areas: none of them lies in the next.
    """
    out: dict[int, int] = {}
    for n in range(len(toponyms) - 1):
        here, after = toponyms[n], toponyms[n + 1]
        inner, outer = names[n], names[n + 1]
        if inner is None or n in listed and n + 1 in listed or after.start - here.end > _LONG_GAP:
            continue
        between = text[here.end : after.start].lower()
        if outer is not None and len(between) <= _GAP and _says_where(between, after) and _may_lie_in(inner, outer):
            out[n] = n + 1
        elif outer is not None and _says_whose(between, text, here.start) and _may_lie_in(outer, inner):
            out.setdefault(n + 1, n)
        elif not after.demonym and IS_A_TOWN_IN.fullmatch(between):
            for q in _chain(toponyms, n + 1, text):
                if (area := names[q]) is not None and _may_lie_in(inner, area):
                    out[n] = q
                    break
        elif outer is not None and IS_A.fullmatch(between) and THEN_TOWN.match(text, after.end):
            if _may_lie_in(inner, outer):
                out[n] = n + 1
    _spread(toponyms, names, text, gazetteer, out)
    return out


def _spread(
    toponyms: Sequence[Toponym], names: Sequence[Name | None], text: str, gazetteer: Gazetteer, out: dict[int, int]
) -> None:  # fmt: skip
    """Let what is said of the last of a list hold for all of it, in place: "Canton, Erie and Nekoma in Kansas"."""
    for n in range(len(toponyms) - 2, -1, -1):
        name, q = names[n], out.get(n + 1, 0)
        if (
            name is None
            or n in out
            or q <= n + 1
            or text[toponyms[n].end : toponyms[n + 1].start] not in BETWEEN_LISTED
        ):
            continue
        area = names[q]
        if area is None or " in " not in text[toponyms[q - 1].end : toponyms[q].start]:
            continue
        inside_it = inside(name, area) if name is not area else []
        if any(inside_it) and (inside_it[0] or gazetteer.population[name.numbers[0]] < _GREAT_CITY):
            out[n] = q


def _says_where(between: str, after: Toponym) -> bool:
    """Tell whether the words between two names say that the second is where the first lies."""
    if after.demonym:
        return False
    if between in (", ", " (", ","):
        return True
    words = between.replace(",", "").split()
    starts = between.startswith((" in ", ", in ", " of "))
    if len(words) > 1 and words[0] in TOWN_WORDS and words[1] == "in":  # "Longhua district in Fujian"
        starts, words = True, words[1:]
    return starts and len(words) < 5 and all(word in _IN_WORDS for word in words)


def _says_whose(between: str, text: str, start: int) -> bool:
    """Tell whether the words between two names, the first from `start`, say that it is where the second lies."""
    if between == ": ":  # "Yemen: Aden airport opens again", at the head of a line
        return not start or text[start - 1] == "\n"
    return between in ("'s ", "’s ") or bool(TOWN_OF.fullmatch(between))


def _chain(toponyms: Sequence[Toponym], first: int, text: str) -> Iterator[int]:
    """Yield a name and those that follow it with nothing but commas between."""
    yield first
    for n in range(first, min(first + _CHAIN, len(toponyms)) - 1):
        if text[toponyms[n].end : toponyms[n + 1].start] not in (", ", " (", " in "):
            return
        yield n + 1


def unknown_there(
    toponyms: Sequence[Toponym], names: Sequence[Name | None], text: str, gazetteer: Gazetteer
) -> list[int]:  # fmt: skip
    """
    Return the small towns that the text puts in a country or area where the gazetteer has none of that name.

    "Maga, in Nigeria's Kebbi", when all that is known are a Maga in Cameroon and others.
    """
    out = []
    for n in range(len(toponyms) - 1):
        here, after = toponyms[n], toponyms[n + 1]
        inner, outer = names[n], names[n + 1]
        between = text[here.end : after.start]
        abbreviated = between == ", " and after.surface.endswith(".")  # "St Arnaud, Vic."
        if inner is None or outer is None or not (abbreviated or between in (" in ", ", in ")):
            continue
        whole = GROUP_OF_KIND[gazetteer.kind[outer.numbers[0]]] in WHOLE
        towns = whole and (abbreviated or all(_is_small_town(gazetteer, row) for row in inner.numbers))
        if towns and not _may_lie_in(inner, outer) and not _MOVED.search(text, max(0, here.start - _GAP), here.start):
            out.append(n)
    return out


def _is_small_town(gazetteer: Gazetteer, row: int) -> bool:
    is_town = GROUP_OF_KIND[gazetteer.kind[row]] >= KIND_GROUPS["city"] and not gazetteer.curated[row]
    return bool(is_town and gazetteer.population[row] < _SMALL_TOWN)


def _may_lie_in(inner: Name, outer: Name) -> bool:
    """Tell whether some candidate of one name lies in a country or area that the other can mean."""
    return inner is not outer and any(inside(inner, outer))


def inside(inner: Name, outer: Name) -> list[bool]:
    """Tell for each inner row whether it lies in one of the outer rows (country, first-order or lower area)."""
    areas = set(outer.numbers)
    countries = {country for country, whole in zip(outer.country, outer.is_country, strict=True) if whole}
    return [
        (admin1 in areas or admin2 in areas or (country in countries and not whole)) and row not in areas
        for row, country, whole, (admin1, admin2) in zip(
            inner.numbers, inner.country, inner.is_country, inner.inside, strict=True
        )
    ]
