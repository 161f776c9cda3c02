"""
Look a name up as a person types it: exactly, by its beginning, and spelled alike. For people who choose among answers.

Reads the gazetteer only. The analysis itself takes exact names; what is found here is offered and never taken alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from dashboard.geoparse.gazetteer import DEMONYM, Gazetteer
from dashboard.geoparse.text import fold_name
from dashboard.model import Place

#: Names that are looked at behind a beginning; a beginning that is more common says too little.
MOST_NAMES = 4000
#: Letters from the start that a name spelled alike must share, and how alike it must be, 0 to 1.
SHARED_LETTERS = 2
ALIKE = 0.83

#: Ways to write the Arabic article in Latin letters.
_ARTICLES = ("al", "el", "ash", "as", "ad", "an", "ar", "at", "az")


def look_up(gazetteer: Gazetteer, text: str, countries: Collection[str] = (), limit: int = 10) -> list[Place]:
    """
    Return up to `limit` places that a text may name, the likeliest first; [] if it is like no name.

    Exact names come first, in the gazetteer's order; then names that begin so, large places before small, and names
    spelled alike, both with those in `countries` (ISO 3166-1 alpha-2) first. "Tripoli, Lebanon" keeps to Lebanon.
    """
    name, *around = [part.strip() for part in text.split(",") if part.strip()] or [""]
    key = fold_name(name)
    if not key:
        return []
    rows, begun = _called(gazetteer, key)
    begun.sort(key=lambda row: -int(gazetteer.population[row]))
    alike = _meanings(gazetteer, _alike(gazetteer, key))
    for more in (begun, alike):
        rows += sorted(more, key=lambda row: gazetteer.country_code_of(row) not in countries)
    places = [gazetteer.place(row) for row in dict.fromkeys(rows)]
    for outer in around:
        wanted = fold_name(outer).rstrip()
        places = [p for p in places if any(fold_name(part or "").startswith(wanted) for part in (p.country, p.admin1))]
    return places[:limit]


def called(gazetteer: Gazetteer, text: str) -> list[str]:
    """
    Return the ids of the places of which a name, in any script, is a text or begins with it; where there are none, of
    those spelled alike. For a search among places that are there already: "Kiev" and "بيروت" find Kyiv and Beirut.
    """
    key = fold_name(text)
    if not key:
        return []
    exact, begun = _called(gazetteer, key)
    rows = [*exact, *begun] or _meanings(gazetteer, _alike(gazetteer, key))
    return [gazetteer.place(row).place_id for row in dict.fromkeys(rows)]


def _called(gazetteer: Gazetteer, key: str) -> tuple[list[int], list[int]]:
    """Return the places that are called so, and those of which a name begins so."""
    name_id = gazetteer.key_id(key)
    exact = _meanings(gazetteer, [] if name_id is None else [name_id])
    return exact, _meanings(gazetteer, _beginning(gazetteer, key))


def _meanings(gazetteer: Gazetteer, name_ids: Iterable[int]) -> list[int]:
    return [entry.row for each in name_ids for entry in gazetteer.entries(each) if entry.quality != DEMONYM]


def _beginning(gazetteer: Gazetteer, key: str) -> list[int]:
    """Return the ids of names that start with a key, whatever the article in it."""
    return [name_id for start in _spellings(key) for _, name_id in gazetteer.starting(start.rstrip(), MOST_NAMES // 20)]


def _alike(gazetteer: Gazetteer, key: str) -> list[int]:
    """Return the ids of names spelled much like a key, the most alike first."""
    if len(key) <= SHARED_LETTERS + 2:
        return []
    scored = []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(_sound(key))
    # names are cut off where too many start alike: the longer beginning has its own share
    for start in dict.fromkeys(
        each[:most] for each in _spellings(key) for most in (SHARED_LETTERS + 1, SHARED_LETTERS)
    ):
        for other, name_id in gazetteer.starting(start, MOST_NAMES):
            if abs(len(other) - len(key)) <= 3:
                matcher.set_seq1(_sound(other))
                if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                    if (ratio := matcher.ratio()) >= ALIKE:
                        scored.append((-ratio, name_id))
    return [name_id for _, name_id in sorted(set(scored))[:20]]


def _sound(key: str) -> str:
    """Return a key with the letters that transliterations exchange made one: "ziqim" is "zikim"."""
    for one, other in (("q", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "ay"), ("ai", "ay")):
        key = key.replace(one, other)
    return key.rstrip()


def _spellings(key: str) -> list[str]:
    """Return a key with its Arabic articles as they are, written otherwise, and left out at the start."""
    parts = key.split()
    articles = [n for n, part in enumerate(parts[:-1]) if part in _ARTICLES]
    ways = [parts]
    for article in ("al", "el"):
        ways.append([article if n in articles else part for n, part in enumerate(parts)])
        ways.append([article, *parts] if 0 not in articles else parts)
    if 0 in articles:
        ways.append(parts[1:])
    return list(dict.fromkeys(" ".join(way) + " " for way in ways))
