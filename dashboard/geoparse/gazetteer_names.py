"""
Forms of a place's name: what English news write for what GeoNames writes. Pure functions; opens no file.
"""

from __future__ import annotations

import re
import unicodedata

ARABIC_ARTICLES = ("al ", "el ", "ad ", "ar ", "as ", "ash ", "at ", "an ", "az ")
ARABIC_COUNTRIES = frozenset("AE BH DZ EG EH IQ JO KW LB LY MA OM PS QA SA SD SY TN YE".split())
#: An alias of a city that is as common a word as this ("the", "police") is an accident of transliteration.
WORD_FROM = 1e-4
#: A village that is called like a word as common as this ("Accident", "Cotton") is found more often where it is not.
COMMON_WORD_FROM = 1e-5
#: Inhabitants of a village of `us_places.csv`, of which only the name is known; GeoNames' cities begin at 500.
VILLAGE_POPULATION = 200
#: Countries whose names reach English texts in many spellings, of which GeoNames' first is seldom the one in use.
RESPELLED = ARABIC_COUNTRIES | frozenset("AF AM AZ DJ ER ET GE IL IR KM MR SO SS TD".split())
#: Words that GeoNames adds to areas and that texts often drop.
_AREA_WORDS = (
    "governorate", "province", "county", "district", "prefecture", "region", "state", "oblast", "parish", "department",
    "municipality", "muhafazah", "canton", "krai",
    "kray", "raion", "okrug", "sheng", "oblysy", "voivodeship", "borough", "division", "emirate",
)  # fmt: skip


#: Words that say a direction; alone they name no town and no area.
COMPASS = frozenset(
    "north south east west northern southern eastern western central center centre northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern".split()
)
_SPACED = re.compile(r"\b(north|south)(east|west)(ern)?\b")


def spaced_compass(key: str) -> str | None:
    """Return "south east asia" for "southeast asia", which the British write "South-east Asia"; None for others."""
    if "theast" not in key and "thwest" not in key:  # most names, of two million
        return None
    spaced = _SPACED.sub(r"\1 \2\3", key)
    return spaced if spaced != key else None


def plain_name(name: str) -> str:
    """Return a name without the marks of scholarly transliteration, which no newsroom writes: "Al Ḩudaydah"."""
    folded = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_MARKS)


def is_unlike(alias: str, letters: set[str]) -> bool:
    """Tell whether a name in Latin letters shares fewer than half of its letters with the main name's `letters`."""
    if not alias.isascii():
        return False
    own = set(alias.lower()) | {" "}
    return 2 * len(own & letters) < len(own | letters)


_MARKS = {ord(c): None for c in "‘’ʻʼʿʾ`"}
_LETTERS = str.maketrans("ıİđĐłŁøØ", "iIdDlLoO")


def english_area_name(name: str, aliases: list[str]) -> str:
    """Return "South" for "Al Janūb" with the alias "South Governorate", else the name without its marks."""
    for alias in aliases:
        words = alias.split()
        if alias.isascii() and len(words) > 1 and words[-1] in ("Governorate", "Province") and words[0].istitle():
            return " ".join(words[:-1])
    return plain_name(name)


def short_area_names(name: str) -> list[str]:
    """Return "Muscat" for "Muscat Governorate", "Tyrol" for "State of Tyrol"; [] when there is nothing to drop."""
    words = name.split()
    if len(words) > 1 and words[-1].lower() in _AREA_WORDS:
        return [" ".join(words[:-1])]
    if len(words) > 1 and words[0] == "Respublika":
        return [" ".join(words[1:])]
    if len(words) > 2 and words[0].lower() in _AREA_WORDS and words[1].lower() == "of":
        return [" ".join(words[2:])]
    return []
