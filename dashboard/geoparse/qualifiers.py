"""
Read where the text itself says that a place lies: "Tyre, Lebanon", "Hama in northern Syria", "Syria's Hama".

Pure functions on the candidates of names (`candidates.Name`) and the text between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.kind_groups import GROUP_OF_KIND, KIND_GROUPS
from dashboard.geoparse.toponyms import Toponym

if TYPE_CHECKING:
    from dashboard.geoparse.candidates import Name

#: So many code points may lie between a name and what says where it is.
_GAP = 24
_IN_WORDS = frozenset(
    "in the of northern southern eastern western central north south east west northeastern northwestern southeastern "
    "southwestern occupied neighbouring neighboring nearby".split()
)
#: A town of fewer people may share its name with one that no gazetteer has.
_SMALL_TOWN = 100_000
_WHOLE = frozenset((KIND_GROUPS["country"], KIND_GROUPS["admin1"]))
#: After these a name is where somebody is from, or what is spoken of, and what follows is where they are.
_MOVED = re.compile(r"\b(?:from|about|on|over|(?:people|residents|natives|refugees|families) of)\W+$")


def qualifiers(toponyms: Sequence[Toponym], names: Sequence[Name | None], text: str) -> dict[int, int]:
    """Return {toponym: the toponym that says where it lies}, where a candidate of the one lies in one of the other."""
    out: dict[int, int] = {}
    for n in range(len(toponyms) - 1):
        here, after = toponyms[n], toponyms[n + 1]
        inner, outer = names[n], names[n + 1]
        if inner is None or outer is None or after.start - here.end > _GAP:
            continue
        between = text[here.end : after.start].lower()
        if between in (", ", " (", ",") and not after.demonym and _may_lie_in(inner, outer):
            out[n] = n + 1
        elif between in ("'s ", "’s ") and _may_lie_in(outer, inner):
            out.setdefault(n + 1, n)
        elif between.startswith((" in ", ", in ", " of ")) and between.count(" ") < 5 and not after.demonym:
            words = between.replace(",", "").split()
            if all(word in _IN_WORDS for word in words) and _may_lie_in(inner, outer):
                out[n] = n + 1
    return out


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
        if inner is None or outer is None or text[here.end : after.start] not in (" in ", ", in "):
            continue
        whole = GROUP_OF_KIND[gazetteer.kind[outer.numbers[0]]] in _WHOLE
        towns = whole and all(_is_small_town(gazetteer, row) for row in inner.numbers)
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
