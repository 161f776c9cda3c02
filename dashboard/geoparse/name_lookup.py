"""
By which name of the gazetteer a toponym is looked up: as it stands, written out, or without what does not belong to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.text import fold_name
from dashboard.geoparse.toponyms import Toponym

#: How much of the text before a toponym is looked at: ", ", "The " or "south-eastern "; and after it: " refugee camp".
_BEFORE, _AFTER = 15, 30
#: What a site is, in small letters after its name: "Jenin refugee camp", "Arash gas field", "Al-Hol and Roj camps".
_SITE = re.compile(
    r" ((?:(?:refugee|displacement|air|naval|military|border|oil|gas|nuclear|enrichment|international) )?"
    r"(?:camp|crossing|base|airport|dam|field|prison|hospital|refinery|plant|roundabout|square|bridge|port|island|"
    r"strait|desert|mountains|corridor|valley|heights|river))s?\b"
)
#: A part of the world before a continent: "north Africa", "South-east Asia" (of a country it says a part, no more).
_DIRECTION = re.compile(
    r"\b((?:(?:north|south)[ -]?(?:east|west)|north|south|east|west)(?:ern)?|central|mid|sub-saharan) $", re.IGNORECASE
)
_LEADING = frozenset(
    "the county north northern south southern east eastern west western central upper lower greater downtown "
    "northeast northwest southeast southwest northeastern northwestern southeastern southwestern mid inner outer old "
    "metro metropolitan occupied mainland al el ne nw se sw".split()
)
_TRAILING = (
    "city", "area", "strip", "region", "province", "governorate", "county", "state", "district", "border", "metro",
    "town", "village", "valley", "island", "islands", "university", "airport", "proper", "coast", "camp", "suburb",
    "suburbs",
)  # fmt: skip
_COMPASS = frozenset(("north", "south", "east", "west"))
_FIRST_SHORT = {"n": "north", "s": "south", "e": "east", "w": "west", "co": "county", "co.": "county"}
_LAST_SHORT = {
    "co": "county", "co.": "county", "cnty": "county", "twp": "township", "twp.": "township", "isl": "island",
    "mtn": "mountain", "mtns": "mountains", "pk": "park", "intl": "international", "univ": "university",
    "hts": "heights", "spgs": "springs", "penin": "peninsula",
}  # fmt: skip


class NameLookup:
    """Toponym -> the id of a name. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._found = lru_cache(maxsize=20_000)(self._find)

    def __call__(self, toponym: Toponym, text: str) -> int | None:
        """
        Return the id of the name that a toponym of a text is looked up by, None if the gazetteer holds none.

        Tried in order: with the direction before a continent ("north Africa"); with what it is behind it, where the
        table of features holds that ("Jenin camp"); as it stands; two capitals after a
        comma ("CA"); with "Co.", "Twp." and "W." written out; without "the", a direction or a demonym ("Danish
        Roskilde"); without what stands before "of" or after a name ("University of Basra", "Aleppo Citadel").
        """
        before, direction, site = text[max(0, toponym.start - _BEFORE) : toponym.start], None, None
        if not toponym.demonym:
            direction = _DIRECTION.search(before)
            site = _SITE.match(text[toponym.end : toponym.end + _AFTER])
        return self._found(
            toponym.surface, before.endswith(", "), before.endswith("The "), direction[1] if direction else "",
            site[1] if site else "",
        )  # fmt: skip

    def _find(self, surface: str, after_comma: bool, after_article: bool, direction: str, site: str) -> int | None:
        gazetteer = self._gazetteer
        key = fold_name(surface)
        if not key:
            return None
        if direction and self._is_continent(key):
            found = gazetteer.key_id(fold_name(direction) + key)
            if found is not None:
                return found
        for words in dict.fromkeys((site, site.rpartition(" ")[2])) if site else ():
            found = gazetteer.key_id(key + fold_name(words))
            if found is not None and gazetteer.curated[gazetteer.entries(found)[0].row]:
                return found
        if after_article:  # "The Hague" is another place than Hague
            found = gazetteer.key_id("the " + key)
            if found is not None:
                return found
        if after_comma and len(surface) == 2 and surface.isupper():
            found = gazetteer.key_id(", " + key)
            if found is not None:
                return found
        found = gazetteer.key_id(key)
        if found is not None:
            return found
        parts = _unabbreviated(key.split())
        for first in (parts[0], f"{parts[0]}ern") if parts[0] in _COMPASS else parts[:1]:  # "N. Ireland"
            found = gazetteer.key_id(" ".join([first, *parts[1:]]) + " ")
            if found is not None:
                return found
        while len(parts) > 1 and (parts[0] in _LEADING or self._is_demonym(parts[0])):
            parts = parts[1:]
            found = gazetteer.key_id(" ".join(parts) + " ")
            if found is not None:
                return found
        for trailing in _TRAILING:
            if len(parts) > 1 and parts[-1] == trailing:
                found = gazetteer.key_id(" ".join(parts[:-1]) + " ")
                if found is not None:
                    return found
        for joint in ("of", "in", "at"):
            if joint in parts[1:-1]:
                rest = parts[parts.index(joint) + 1 :]
                while rest and rest[0] in _LEADING:
                    rest = rest[1:]
                found = gazetteer.key_id(" ".join(rest) + " ") if rest else None
                if found is not None:
                    return found
        return None

    def _is_continent(self, key: str) -> bool:
        found = self._gazetteer.key_id(key)
        return found is not None and self._gazetteer.kind_of(self._gazetteer.entries(found)[0].row) == "continent"

    def _is_demonym(self, part: str) -> bool:
        found = self._gazetteer.key_id(part + " ")
        return found is not None and self._gazetteer.code(found) == "demonym"


def _unabbreviated(parts: list[str]) -> list[str]:
    """Return the folded parts of a name with its usual abbreviations written out: "Loudon Co.", "W. Columbia"."""
    if len(parts) < 2:
        return parts
    first, last = _FIRST_SHORT.get(parts[0], parts[0]), _LAST_SHORT.get(parts[-1], parts[-1])
    return [first, *parts[1:-1], last]
