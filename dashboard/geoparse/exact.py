"""
Find toponyms by their exact names, for languages that the tagger was not trained on (Arabic, Persian, Hebrew, French
and all others but English) and for texts all in lower case, in which it sees no name.

Without capitals every word could be a name, so only names of countries, first-order areas, features and cities of
20,000 inhabitants and more count, of three letters at least; in Latin letters, of single words only countries, cities
of a million and what is neither a usual word nor a person's name ("nice", "victoria"). Clitics that Arabic and Hebrew
write together with a name ("و", "ב") are stripped where the whole word is no name.
"""

from __future__ import annotations

import re
from string import ascii_letters

from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.toponyms import Toponym

_LETTER = re.compile(r"[^\W\d_]")
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
_ASCII_LETTERS = ascii_letters.encode("ascii")
_CLITICS = frozenset("وفبلكبוהבלמשכ")
#: Arabic for "and that", "for that" and the like, which also are how Van is spelled.
_NO_NAMES = frozenset("وان فان لان بان كان".split())
_CODES = frozenset({"country", "admin1", "feature", "city3", "city4", "city5"})
_LONGEST = 4
#: In a text without capitals, a single word of this zipf frequency plus one (`Gazetteer.word`) is taken for a word.
_USUAL_FROM = 5
#: What an exact match is worth as the tagger's probability: no model has looked at the sentence.
_PROBABILITY = 0.8


def is_other_script(text: str) -> bool:
    """Tell whether most letters of a text belong to no alphabet that the tagger knows (it learned Latin letters)."""
    sample = text[:4000]
    if sample.isascii():
        return False
    plain = sample.encode("ascii", "ignore")
    if 2 * (len(plain) - len(plain.translate(None, _ASCII_LETTERS))) >= len(sample):
        return False  # without counting the others, which takes a hundred times as long
    letters = len(_LETTER.findall(sample))
    return letters > 2 * len(_LATIN_LETTER.findall(sample))


def find_exact(text: str, document: Document, gazetteer: Gazetteer, capitals: bool = False) -> list[Toponym]:
    """
    Return the names of a text that the gazetteer holds as they stand, longest first from the left.

    With `capitals` a name begins with one, as in French or Turkish.
    """
    out: list[Toponym] = []
    folded, starts, ends = document.folded, document.starts, document.ends
    i = 0
    while i < len(starts):
        if capitals and not document.texts[i][0].isupper():
            i += 1
            continue
        found = _match(folded[i : i + _LONGEST], gazetteer)
        skip = 0
        while not found and skip < 2 and len(folded[i]) > 3 + skip and folded[i][skip] in _CLITICS:
            skip += 1
            found = _match([folded[i][skip:], *folded[i + 1 : i + _LONGEST]], gazetteer)
        if found:
            start, end = starts[i] + skip, ends[i + found - 1]
            out.append(Toponym(start, end, text[start:end], False, _PROBABILITY))
        i += max(1, found)
    return out


def _match(parts: list[str], gazetteer: Gazetteer) -> int:
    """Return how many of the folded tokens, from the first, make a name that counts; 0 for none."""
    usable = []
    for part in parts:
        if not part:
            break
        usable.append(part)
    for size in range(len(usable), 0, -1):
        key = "".join(part + " " for part in usable[:size])
        if len(key) < 4 or size == 1 and usable[0] in _NO_NAMES:
            return 0
        name = gazetteer.key_id(key)
        if name is not None and (code := gazetteer.code(name)) in _CODES:
            if size > 1 or not usable[0].isascii() or code in ("country", "city5") or _is_rare(usable[0], gazetteer):
                return size
    return 0


def _is_rare(word: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a word in Latin letters is neither a usual one nor what persons are called."""
    zipf, given, surname = gazetteer.word(word)
    return zipf < _USUAL_FROM and not given and not surname
