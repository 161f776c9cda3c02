"""
Text as the geoparser sees it: tokens, the form that names are looked up in, and sentences.

Offsets are Unicode code points into the string that was given, half open. Nothing here knows what a place is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, compress
from typing import NamedTuple

import sentencex

# Abbreviations that keep their full stop: without it "St. Louis", "Calif." or "Gov. Brown" would fall apart.
_ABBREVIATIONS = frozenset(
    "St Ste Mt Ft Pt Mr Mrs Ms Dr Gov Sen Rep Gen Col Lt Sgt Capt Cmdr Maj Brig Adm Rev Hon Prof Pres Supt Jr Sr Esq "
    "Co Corp Inc Ltd Bros Ave Blvd Rd Hwy Dept Univ No Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La "
    "Mass Md Mich Minn Miss Mo Mont Neb Nebr Nev Okla Ore Oreg Pa Penn Penna Tenn Tex Va Vt Wash Wis Wisc Wyo Ont Que "
    "Sask Man Alta Vic Qld Tas Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split()
)
#: A lone letter and a full stop before these is a direction: "N. Korea", "W. Va."; elsewhere it is mostly an initial.
_DIRECTIONS = frozenset("NSEW")
#: The token that the two are then, in lower case.
ABBREVIATED_DIRECTIONS = frozenset(f"{letter.lower()}." for letter in _DIRECTIONS)
_AFTER_DIRECTION = frozenset(
    "Korea Korean Koreans Sudan Sudanese Africa African Africans Ireland Irish Macedonia Ossetia Cyprus Timor "
    "Gaza Lebanon Syria Iraq Yemen Darfur Kordofan Kivu Waziristan Sinai Jerusalem Bank Kurdistan Caucasus Germany "
    "German Europe European America American Asia Asian Atlantic Pacific Carolina Dakota Virginia Va Yorkshire Indies "
    "Australia Sumatra Java Papua London Belfast Hollywood Lansing Orange".split()
)
_WORD = r"(?:[A-Za-z0-9]++[^\W_]*+|[^\W_]++)"
# in one group, as `split` needs it; the first line takes nine tokens of ten and asks least
_TOKEN = re.compile(
    r"([A-Za-z0-9]++(?![^\W_]|\.|['’ʼ‘`])"
    r"|[A-Z]\.(?:[A-Z]\.)+(?:[A-Z]\b)?"  # U.S., U.A.E., N.S.W.
    r"|[A-Z][a-z]?\.(?:[A-Z][a-z]{0,3}\.)+"  # W.Va., Ph.D.
    r"|[A-Z]\.[A-Z]\b(?!\.)"  # U.S
    rf"|{_WORD}(?:['’ʼ‘`](?![sS]\b){_WORD})*"  # words, with the apostrophe of Sana'a or N'Djamena inside
    r"|['’]s\b"
    r"|[^\w\s])"
)
_MARKS = {ord(c): None for c in "'’ʼ‘`ʻʿʾ׳״ـ\u200c\u200d\u200e\u200f\u061c"}
#: Letters that decompose to nothing useful, and Arabic and Persian letters that writers use for one another.
_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ؤ": "و", "ئ": "ي",
    }
)  # fmt: skip
_EXPANSIONS = {
    "st.": "saint", "st": "saint", "ste.": "sainte", "mt.": "mount", "mt": "mount", "ft.": "fort", "ft": "fort",
    "n.": "north", "s.": "south", "e.": "east", "w.": "west", "&": "and",
}  # fmt: skip


_LINE_IN_CAPITALS = re.compile(r"^[^a-z\n]*[A-Z]{2}[^a-z\n]*$", re.MULTILINE)
_SMALL_WORDS = frozenset("THE AND FOR AS IN ON AT TO OF BY A AN IS WITH FROM BUT OR NOT AFTER OVER INTO HAS".split())


def lower_capitals(text: str) -> str:
    """
    Return a text of the same length in which lines all in capitals, of three words or more, are in title case.

    Capitals say nothing there, and a tagger that learned from running text would take each word for an acronym.
    Words of up to three letters stay as they are ("UN", "US"), small words become lower case.
    """

    def line(match: re.Match[str]) -> str:
        words = re.split(r"(\W+)", match[0])
        if len(words) < 5:
            return match[0]
        return "".join(
            w.lower() if w in _SMALL_WORDS else w[0] + w[1:].lower() if len(w) > 3 and w.isascii() else w for w in words
        )

    return _LINE_IN_CAPITALS.sub(line, text)


class Token(NamedTuple):
    """One token with its span."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text in order; white space is dropped, every other code point is in at most one token."""
    return list(map(Token, *split(text)))


def split(text: str) -> tuple[list[str], list[int], list[int]]:
    """Return the tokens of a text as three lists of one length: what they are, their starts and their ends."""
    # gaps and tokens by turns, and the offsets where each ends: no step of this loops over tokens in Python
    parts = _TOKEN.split(text)
    ends = list(accumulate(map(len, parts)))
    texts, starts, ends = parts[1::2], ends[0:-1:2], ends[1::2]
    joined = []
    at = -1
    try:
        while True:
            at = texts.index(".", at + 1)
            if at and ends[at - 1] == starts[at]:
                before = texts[at - 1]
                if (
                    before in _ABBREVIATIONS
                    or before in _DIRECTIONS
                    and _AFTER_DIRECTION.issuperset(texts[at + 1 : at + 2])
                ):
                    joined.append(at)
    except ValueError:
        pass
    if joined:
        for at in joined:
            texts[at - 1] += "."
            ends[at - 1] = starts[at] + 1
        dropped = set(joined)
        kept = [at not in dropped for at in range(len(texts))]
        return list(compress(texts, kept)), list(compress(starts, kept)), list(compress(ends, kept))
    return texts, starts, ends


@lru_cache(maxsize=65_536)
def fold(token: str) -> str:
    """
    Return the form in which a token is looked up; "" for a token that names drop, such as a hyphen.

    Case, diacritics, apostrophes and Arabic spelling variants are folded. A lone abbreviation keeps its full stop
    ("Ga." is not "GA"), initials lose theirs ("U.S." is "us").
    """
    folded = token.casefold()
    if folded.isascii():
        if folded.isalnum():
            return _EXPANSIONS.get(folded, folded)
    else:
        folded = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
        folded = "".join(c for c in folded if not unicodedata.combining(c)).translate(_LETTERS)
    folded = folded.translate(_MARKS)
    if folded in _EXPANSIONS:
        return _EXPANSIONS[folded]
    if "." in folded and folded.count(".") > 1 or len(folded) == 3 and folded[1:2] == ".":
        folded = folded.replace(".", "")
    if not any(c.isalnum() for c in folded):
        return ""
    return folded


def fold_name(name: str) -> str:
    """
    Return the lookup key of a whole name: its folded tokens, each followed by one space ("" if nothing is left).

    The space at the end makes a prefix search in a trie stop at token boundaries only.
    """
    words = name.split()
    if not all(map(str.isalnum, words)):  # letters and digits only are words as they stand
        words = split(name)[0]
    return "".join([part + " " for part in map(fold, words) if part])


@lru_cache(maxsize=131_072)
def name_parts(name: str) -> tuple[tuple[str, str], ...]:
    """Return (folded, as written) of each part of a name, kept: a catalogue's names are asked for again and again."""
    words = name.split()
    if not all(map(str.isalnum, words)):
        words = split(name)[0]
    return tuple((folded, word) for folded, word in zip(map(fold, words), words, strict=True) if folded)


def kept_fold_name(name: str) -> str:
    """Return `fold_name(name)` by way of `name_parts`."""
    return "".join([folded + " " for folded, _ in name_parts(name)])


def sentence_spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """
    Return the spans of the sentences of a text, in order, without the white space around them.

    The splitter is `sentencex`; a line break always ends a sentence when an empty line follows. Sentences without a
    letter or digit are dropped.
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in sentencex.segment(language, text):
        found = text.find(piece, at)
        start = at if found < 0 else found
        end = start + len(piece)
        at = end
        for part_start, part_end in _split_at_breaks(text, start, end):
            part = text[part_start:part_end]
            if _SAYS.search(part):
                spans.append((part_end - len(part.lstrip()), part_start + len(part.rstrip())))
    return spans


_SAYS = re.compile(r"[^\W_]")
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?\"”’])\n")


def _split_at_breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a span at paragraph ends."""
    if text.find("\n", start, end) < 0:
        return [(start, end)]
    parts, last = [], start
    for match in _BREAK.finditer(text, start, end):
        parts.append((last, match.end()))
        last = match.end()
    parts.append((last, end))
    return parts


def sentence_index(starts: Sequence[int], at: int) -> int:
    """Return the number, from 1, of the sentence that an offset falls into; `starts` are the sentences' starts."""
    return max(1, bisect_right(starts, at))
