"""
Read what the text itself says is a place: "Corning is a small town in", "the town of Corning", "Corning, California".

Whoever describes a place says so in these words. Pure functions on text, its tokens and a gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.names import WHERE

#: What a place is called that lies in an area, and what an area is called.
TOWN_WORDS = frozenset(
    "city town village hamlet municipality commune suburb community settlement parish township borough district "
    "subdistrict sub-district state county province governorate prefecture department region area port seaport resort "
    "stronghold capital seat neighbourhood neighborhood quarter camp oasis crossing".split()
)
TOWN = f"(?:{'|'.join(sorted(TOWN_WORDS))})"
_IS_A = r"(?:,| is| was) (?:an?|the|one of the) (?:[\w-]+ ){0,4}"
#: Between a name and what says where it lies: " is a small town in ", ", a city of 30,000 people in the north of ".
IS_A_TOWN_IN = re.compile(
    rf"{_IS_A}{TOWN}s?(?: and (?:[\w-]+ ){{0,2}}{TOWN})?(?: [\w,.'’-]+){{0,8}}? (?:in|of) (?:[a-z-]+ ){{0,6}}"
)
#: Between a name and a demonym, and after that: "Hama is a" "Syrian" "city".
IS_A, THEN_TOWN = re.compile(_IS_A), re.compile(rf" (?:[a-z-]+ ){{0,2}}{TOWN}\b")
#: Between what says where a town lies and its name: "Kansas town of", "Syria's northern port of", "Libya's capital,".
TOWN_OF = re.compile(rf"(?:['’]s)? (?:[a-z-]+ ){{0,3}}{TOWN}(?: of|,)? (?:the )?")

#: The words that stand for nothing else: there is a capital of culture, a seat of government and a port of call.
_ONLY_TOWNS = "city|town|village|hamlet|municipality|commune|suburb|settlement|township"
_AFTER = re.compile(
    rf" (?:is|was) (?:an?|the) (?:[\w-]+ ){{0,4}}?(?:{_ONLY_TOWNS})(?: and [\w-]+)? "
    r"(?:in|on|of|near|located|situated)\b"
)
_TOWNS = tuple(f" {word}" for word in _ONLY_TOWNS.split("|"))
_OF = re.compile(r" of (?=[^\W\d_a-z])")
#: Seats of power, whose names mostly stand for who holds them, and are places where somebody is at, or goes to, one.
_SEAT = re.compile(
    r"\b(?:at|outside|near|inside|around|past|behind|beside|opposite|in front of|(?:gates?|lawn|grounds|roof) of|"
    r"(?:returned|return|returning|back) to|arrive[sd]? at|arriving at|leaving|left|entered|stormed) the "
    r"(White House|Pentagon|Kremlin|U\.?S\.? Capitol|Knesset building)(?! ?['’-]?[A-Z])"
)
#: A name has so many words at most.
_LONGEST = 4
#: Of these codes (`Gazetteer.code`) is what may stand behind a name and a comma.
_AREAS = frozenset(("country", "admin1", "abbr"))


def said_places(
    text: str, document: Document, spans: Sequence[tuple[int, int, str]], gazetteer: Gazetteer
) -> list[tuple[int, int]]:
    """
    Return (first token, last token) of names that the text itself says are places, and that are no spans yet.

    `spans` are (first token, last token, "P" or "D") of the names that were found.
    """
    tagged = {token for first, last, _ in spans for token in range(first, last + 1)}
    out = []
    towns = said_towns(text, document, lambda name: gazetteer.name_id(name) is not None)
    for first, last in (*towns, *_seats(text, document), *_before_areas(text, document, spans, gazetteer)):
        tokens = range(first, last + 1)
        if tagged.isdisjoint(tokens):
            tagged.update(tokens)
            out.append((first, last))
    return out


def said_towns(text: str, document: Document, knows: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield (first token, last token) of what the text calls a town, where `knows` says that a place is called so."""
    for match in _AFTER.finditer(text):
        last, _ = document.tokens_of(match.start() - 1, match.start())
        spans = [(last - size, last) for size in range(_LONGEST - 1, -1, -1) if last >= size]
        yield from _longest(text, document, spans, knows)
    for match in _OF.finditer(text):
        if not text.endswith(_TOWNS, 0, match.start()):
            continue
        first, _ = document.tokens_of(match.end(), match.end() + 1)
        spans = [(first, first + size) for size in range(_LONGEST - 1, -1, -1) if first + size < len(document.texts)]
        yield from _longest(text, document, spans, knows)


def _seats(text: str, document: Document) -> Iterator[tuple[int, int]]:
    """Yield (first token, last token) of seats of power that are buildings here: "outside the White House"."""
    for match in _SEAT.finditer(text):
        yield document.tokens_of(match.start(1), match.end(1))


def _longest(
    text: str, document: Document, spans: list[tuple[int, int]], knows: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Yield the first of the spans that is a known name with capitals."""
    for first, last in spans:
        if document.texts[first][0].isupper() and document.texts[last][0].isupper():
            name = text[document.starts[first] : document.ends[last]]
            if "\n" not in name and knows(name):
                yield first, last
                return


def _before_areas(
    text: str, document: Document, spans: Sequence[tuple[int, int, str]], gazetteer: Gazetteer
) -> Iterator[tuple[int, int]]:
    """Yield the names before an area that holds a place called so: "High Point, North Carolina"."""
    for first, last, kind in spans:
        of_somebody = document.lower[last + 1 : last + 2] in (["'s"], ["’s"])  # "said Joly, Canada's minister"
        if kind != "P" or first < 2 or document.texts[first - 1] != "," or of_somebody:
            continue
        area = gazetteer.name_id(text[document.starts[first] : document.ends[last]])
        if area is None or gazetteer.code(area) not in _AREAS:
            continue
        country, admin1 = gazetteer.home(area)
        end = first - 2
        for begin in range(max(0, end + 1 - _LONGEST), end + 1):
            name = _name(text, document, begin, end, gazetteer)
            if name is None:
                continue
            countries, areas = gazetteer.homes(name)
            if admin1 in areas or gazetteer.code(area) == "country" and country in countries:
                yield begin, end
                break


def _name(text: str, document: Document, first: int, last: int, gazetteer: Gazetteer) -> int | None:
    """Return the id of a name with capitals; None if no place has it, or it may be the last of a person's names."""
    if not document.texts[first][0].isupper() or not document.texts[last][0].isupper():
        return None
    if first == last > 0 and first not in document.paragraphs:
        _, given, surname = gazetteer.word(document.folded[last])
        after_name = document.texts[first - 1][0].isupper()
        if after_name or (given or surname) and document.lower[first - 1] not in WHERE:
            return None
    return gazetteer.name_id(text[document.starts[first] : document.ends[last]])
