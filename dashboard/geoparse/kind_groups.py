"""
Groups of kinds of places, and the words beside a name that say one: "Aleppo province", "the city of Homs", "Daraa and
Sweida provinces".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.geoparse.toponyms import Toponym
from dashboard.model import FAMILY_OF_KIND, KINDS

KIND_GROUPS = {
    "country": 0, "continent": 1, "admin1": 2, "admin2": 3, "city": 4, "neighbourhood": 5, "territory": 6, "region": 6,
}  # fmt: skip
_WATER, _LAND, _SITE = 7, 8, 9
#: The groups of countries and first-order areas.
WHOLE = frozenset((KIND_GROUPS["country"], KIND_GROUPS["admin1"]))
#: How many there are.
GROUPS = 10
GROUP_OF_KIND = np.array(
    [
        KIND_GROUPS.get(kind, {"water": _WATER, "land": _LAND, "site": _SITE, "city": 5}.get(FAMILY_OF_KIND[kind], 6))
        for kind in KINDS
    ]
)

#: Words that name the kind of what stands before or after them.
_KIND_WORDS = {
    "county": (3,), "district": (3, 2), "parish": (3,), "province": (2,), "governorate": (2,), "state": (2,),
    "region": (2, 6), "city": (4,), "town": (4,), "village": (4,), "suburb": (4, 5), "neighborhood": (5, 4),
    "neighbourhood": (5, 4), "capital": (4,), "port": (4, 9), "river": (7,), "sea": (7,), "lake": (7,), "strait": (7,),
    "gulf": (7,), "island": (8,), "mountains": (8,), "desert": (8,), "airport": (9,), "base": (9,), "camp": (5,),
    "crossing": (9,), "republic": (0,), "metro": (4,), "borough": (5, 4), "residents": (4,), "prefecture": (2,),
}  # fmt: skip

_PLURAL_KIND_WORDS = {
    f"{word[:-1]}ies" if word.endswith("ty") else f"{word}es" if word.endswith("sh") else f"{word}s": groups
    for word, groups in _KIND_WORDS.items()
    if word[-1] != "s" and word not in ("residents", "republic", "capital", "metro")
}
#: What a name ends in that is one of a building behind "the": White House is a town of Tennessee, too.
_BUILDINGS = ("House", "Palace", "Castle", "Tower", "Pentagon", "Kremlin")
#: Between the names of a list.
BETWEEN_LISTED = frozenset((", ", " and ", ", and ", " or ", ", or ", " & ", "/"))


def kind_words(toponyms: Sequence[Toponym], text: str) -> list[set[int]]:
    """
    Return for each toponym the kind groups that the word after it, or "the city of" before it, speaks for.

    A word in the plural speaks for all names of a list: "Daraa, Sweida and Quneitra provinces", "the states of Colorado
    and Washington".
    """
    out: list[set[int]] = [set() for _ in toponyms]
    run = 0  # where the list that a toponym belongs to starts
    of_all: set[int] = set()
    for n, toponym in enumerate(toponyms):
        if n and text[toponyms[n - 1].end : toponym.start] not in BETWEEN_LISTED:
            run, of_all = n, set()
        start, end = toponym.start, toponym.end
        before = text[max(0, start - 24) : start].lower().split()
        if len(before) > 1 and before[-1] == "of":
            out[n].update(_KIND_WORDS.get(before[-2], ()))
            of_all.update(_PLURAL_KIND_WORDS.get(before[-2], ()))
        elif before and before[-1] in ("city", "town", "village", "province", "capital", "camp"):
            out[n].update(_KIND_WORDS[before[-1]])
        elif before and before[-1] == "the" and toponym.surface.endswith(_BUILDINGS):
            out[n].add(_SITE)
        out[n] |= of_all
        after = text[end : end + 16].split()
        if after and text[end : end + 1] == " ":
            word = after[0].strip(".,;:").lower()
            out[n].update(_KIND_WORDS.get(word, ()))
            for member in range(run, n + 1) if run < n else ():
                out[member].update(_PLURAL_KIND_WORDS.get(word, ()))
    return out
