"""
A text made ready for tagging: its tokens, their lookup forms, its capitalised runs, and what it says elsewhere.

A *run* goes from a capitalised token to the last capitalised token that is joined to it by at most two connectors
("of", "the", "-", ...), inside one paragraph. Knows no gazetteer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dashboard.geoparse.text import Token, fold, tokenize

_PARAGRAPH = re.compile(r"\n\s*\n")
#: Lower-cased tokens that may stand inside a name.
CONNECTORS = frozenset(
    "of the de al el la le les du des del della da do dos das di van von der den ter bin ibn ben and y e & - – "
    "'s ’s on upon sur am an and ash as ar at ad az ed".split()
)
_ARTICLES = frozenset("al el an ar as ash at ad az ed en".split())
TITLES = frozenset(
    "mr. mrs. ms. dr. gov. sen. rep. gen. col. lt. sgt. capt. cmdr. maj. rev. prof. president minister senator "
    "governor judge mayor king queen prince princess sheikh sir lord lady chancellor general colonel captain "
    "officer coach spokesman spokeswoman director secretary chairman ceo attorney ambassador pope bishop imam "
    "ayatollah".split()
)
_CUES = frozenset("in at from near of to across around into outside inside toward towards through between off".split())


class Run(NamedTuple):
    """Tokens `first` to `last` (included) that are tagged together."""

    first: int
    last: int


def runs(document: Document) -> Iterator[Run]:
    """Yield the capitalised runs of a text, in order; they do not overlap and do not go over the end of a paragraph."""
    tokens, paragraphs = document.tokens, document.paragraphs
    count, last = len(tokens), -1
    for i in document.heads:
        if i <= last:
            continue
        last, j, gap = i, i + 1, 0
        while j < count and j not in paragraphs:
            text = tokens[j].text
            if text[0].isupper():
                last, gap = j, 0
            elif gap < 2 and text.lower() in CONNECTORS:
                gap += 1
            else:
                break
            j += 1
        yield Run(i, last)


def _is_article(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a token is the lower-case article of a name, as in "al-Hudaydah"."""
    return (
        tokens[i].text in _ARTICLES
        and i + 2 < len(tokens)
        and tokens[i + 1].text == "-"
        and tokens[i + 2].text[0].isupper()
        and tokens[i].end == tokens[i + 1].start
    )


class Document:
    """A tokenised text with what its features need: folded tokens and what the article says elsewhere."""

    __slots__ = ("before", "counts", "folded", "heads", "lower", "lower_words", "paragraphs", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)
        starts = [match.end() for match in _PARAGRAPH.finditer(text)]
        self.paragraphs = {bisect_left(self.tokens, start, key=_start) for start in starts}
        self.folded = [fold(token.text) for token in self.tokens]
        self.lower = [token.text.lower() for token in self.tokens]
        self.lower_words: set[str] = set()
        self.before: dict[str, set[str]] = defaultdict(set)
        self.counts: dict[str, int] = defaultdict(int)
        #: Tokens that a run can start with.
        self.heads: list[int] = []
        previous = ""
        for number, (token, folded, lower) in enumerate(zip(self.tokens, self.folded, self.lower, strict=True)):
            if token.text == lower:
                self.lower_words.add(lower)
                if lower in _ARTICLES and _is_article(self.tokens, number):
                    self.heads.append(number)
            elif token.text[0].isupper():
                self.heads.append(number)
                self.counts[folded] += 1
                if previous in _CUES:
                    self.before[folded].add(previous)
                elif previous in TITLES:
                    self.before[folded].add("title")
                elif previous == ",":
                    self.before[folded].add(",")
            previous = lower

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last token of a span that starts inside a token."""
        first = max(0, bisect_right(self.tokens, start, key=_start) - 1)
        last = first
        while last + 1 < len(self.tokens) and self.tokens[last + 1].start < end:
            last += 1
        return first, last


def _start(token: Token) -> int:
    return token.start
