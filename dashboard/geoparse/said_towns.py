"""
Read what the text itself says is a town: "Corning is a small town in", "the town of Corning".

Whoever describes a place says so in these words. Pure functions on text and its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dashboard.geoparse.document import Document

TOWN = (
    "(?:city|town|village|hamlet|municipality|commune|suburb|community|settlement|parish|township|borough|district|"
    "county|province|governorate|prefecture|department|port|seaport|resort|stronghold|capital|seat|"
    "neighbou?rhood|quarter|camp|oasis|crossing)"
)
_IS_A = r"(?:,| is| was) (?:an?|the|one of the) (?:[\w-]+ ){0,4}"
#: Between a name and what says where it lies: " is a small town in ", ", a city of 30,000 people in the north of ".
IS_A_TOWN_IN = re.compile(
    rf"{_IS_A}{TOWN}s?(?: and (?:[\w-]+ ){{0,2}}{TOWN})?(?: [\w,.'’-]+){{0,8}}? (?:in|of) (?:[a-z-]+ ){{0,6}}"
)
#: Between a name and a demonym, and after that: "Hama is a" "Syrian" "city".
IS_A, THEN_TOWN = re.compile(_IS_A), re.compile(rf" (?:[a-z-]+ ){{0,2}}{TOWN}\b")
#: Between what says where a town lies and its name: "Kansas town of", "Syria's northern port of".
TOWN_OF = re.compile(rf"(?:['’]s)? (?:[a-z-]+ ){{0,3}}{TOWN} of (?:the )?")

#: The words that stand for nothing else: there is a capital of culture, a seat of government and a port of call.
_ONLY_TOWNS = "city|town|village|hamlet|municipality|commune|suburb|settlement|township"
_AFTER = re.compile(
    rf" (?:is|was) (?:an?|the) (?:[\w-]+ ){{0,4}}?(?:{_ONLY_TOWNS})(?: and [\w-]+)? "
    r"(?:in|on|of|near|located|situated)\b"
)
_TOWNS = tuple(f" {word}" for word in _ONLY_TOWNS.split("|"))
_OF = re.compile(r" of (?=[^\W\d_a-z])")
#: A name has so many words at most.
_LONGEST = 4


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
