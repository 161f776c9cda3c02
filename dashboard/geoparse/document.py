"""
A text made ready for tagging: its tokens, their lookup forms, its capitalised runs, and what it says elsewhere.

A *run* goes from a capitalised token to the last capitalised token that is joined to it by at most two connectors
("of", "the", "-", ...), inside one paragraph. Knows no gazetteer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from dashboard.geoparse.text import Token, fold, split

_PARAGRAPH = re.compile(r"\n\s*\n")
#: Lower-cased tokens that may stand inside a name.
CONNECTORS = frozenset(
    "of the de al el la le les los las du des del della da do dos das di van von der den ter bin ibn ben and y e & - – "
    "'s ’s on upon sur am an and ash as ar at ad az ed ez es er esh".split()
)
_ARTICLES = frozenset("al el an ar as ash at ad az ed en ez es er esh".split())
TITLES = frozenset(
    "mr. mrs. ms. dr. gov. sen. rep. gen. col. lt. sgt. capt. cmdr. maj. rev. prof. mr mrs ms dr gov sen rep gen "
    "col lt sgt capt cmdr maj rev prof president minister senator "
    "governor judge mayor king queen prince princess sheikh sir lord lady chancellor general colonel captain "
    "officer coach spokesman spokeswoman director secretary chairman ceo attorney ambassador pope bishop imam "
    "ayatollah".split()
)
#: What is noted of a name that follows such a word.
_CUES = {
    **dict.fromkeys(TITLES, "title"),
    **{
        word: word
        for word in "in at from near of to across around into outside inside toward towards through between off , "
        .split()
    },
}  # fmt: skip


class Run(NamedTuple):
    """Tokens `first` to `last` (included) that are tagged together."""

    first: int
    last: int


#: What a word form is to a run: it ends it, may stand inside, or belongs to it. Capitals without a small letter ("𝐀")
#: start none.
OTHER, CONNECTOR, CASELESS, CAPITAL = range(4)
#: Word forms that are kept ready; an article has some hundreds.
_KEPT = 50_000


class _Forms(dict[str, tuple[str, str, int]]):
    """Word form -> (in lower case, folded, what it is to a run), worked out once; forgets all when it is full."""

    def __missing__(self, text: str) -> tuple[str, str, int]:
        lower, folded = text.lower(), fold(text)
        if text[0].isupper():
            step = CASELESS if text == lower else CAPITAL
        else:
            step = CONNECTOR if lower in CONNECTORS else OTHER
        if len(self) >= _KEPT:
            self.clear()
        # one object for equal strings: they are compared and hashed over and over
        self[text] = found = (lower, lower if folded == lower else folded, step)
        return found


_FORMS = _Forms()


def word_form(text: str) -> tuple[str, str, int]:
    """Return a word form in lower case, folded, and what it is to a run."""
    return _FORMS[text]


def runs(document: Document) -> Iterator[Run]:
    """Yield the capitalised runs of a text, in order; they do not overlap and do not go over the end of a paragraph."""
    texts, steps, paragraphs = document.texts, document.steps, document.paragraphs
    count, last = len(steps), -1
    for i in document.heads:
        if i <= last:
            continue
        last, j, gap = i, i + 1, 0
        while j < count and j not in paragraphs:
            step = steps[j]
            if step >= CASELESS:
                last, gap = j, 0
            elif step and (gap < 2 or texts[j] == "-"):  # "Deir-ez-Zor"
                gap += 1
            else:
                break
            j += 1
        yield Run(i, last)


_DASHES = frozenset("- – —".split())
#: How many tokens may stand before the dash of a dateline: "TEL AVIV, Israel (Sample Wire) -".
_DATELINE = 9


def dateline_tokens(document: Document, first: int) -> list[tuple[int, str]]:
    """
    Return the tokens of the dateline that starts with the run at token `first`, each with its kind; [] if none does.

    "C" is one in capitals, which may follow any sentence ("Two held. BASRA - Police"); "t" one in title case at the
    head of a paragraph ("Muscat, Oman - Talks"); "s" what stands in capitals at the head of a paragraph and may be one
    that lost its dash ("AUSTIN, Texas A man").
    """
    texts, starts, ends = document.texts, document.starts, document.ends
    heads_paragraph = first == 0 or first in document.paragraphs
    shouted = len(texts[first]) > 1 and texts[first].isupper()
    if not heads_paragraph and not (shouted and texts[first - 1] in SENTENCE_ENDS):
        return []
    bracket = False
    for at in range(first, min(first + _DATELINE, len(texts))):
        text = texts[at]
        if text in _DASHES and (starts[at] > ends[at - 1] or text != "-"):
            return [(token, "C" if shouted else "t") for token in range(first, at)]
        bracket = (bracket or text == "(") and text != ")"
        if not (bracket or text in _IN_DATELINE or text[0].isupper() or text[0].isdigit()):
            break
    if not heads_paragraph or not shouted:
        return []
    last = first
    while last + 1 < len(texts) and (texts[last + 1].isupper() or texts[last + 1] in ".'’"):
        last += 1
    goes_on = last + 1 < len(texts) and texts[last + 1] != "."
    return [(token, "s") for token in range(first, last + 1)] if goes_on else []


SENTENCE_ENDS = frozenset('. ! ? " ” )'.split())
_IN_DATELINE = frozenset(", . / ' ’ ) 's ’s al el de the of".split())


class Document:
    """A tokenised text with what its features need: folded tokens and what the article says elsewhere."""

    __slots__ = (
        "_tokens", "before", "counts", "ends", "folded", "heads", "lower", "lower_words", "paragraphs", "starts",
        "steps", "texts",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.texts, self.starts, self.ends = split(text)
        self._tokens: list[Token] | None = None
        self.paragraphs = {bisect_left(self.starts, match.end()) for match in _PARAGRAPH.finditer(text)}
        found = list(map(_FORMS.__getitem__, self.texts))
        self.lower, self.folded, self.steps = map(list, zip(*found, strict=True)) if found else ([], [], [])
        #: The words that occur in lower case; others stand among them, which no lower-cased word is equal to.
        self.lower_words = set(self.texts)
        self.before: dict[str, set[str]] = defaultdict(set)
        capitals = [at for at, step in enumerate(self.steps) if step == CAPITAL]
        self.counts = Counter([self.folded[at] for at in capitals])
        for at in capitals:
            cue = _CUES.get(self.lower[at - 1]) if at else None
            if cue is not None:
                self.before[self.folded[at]].add(cue)
        #: Tokens that a run can start with.
        self.heads = capitals
        if "-" in self.lower_words and not self.lower_words.isdisjoint(_ARTICLES):
            articles = [at for at, text in enumerate(self.texts) if text in _ARTICLES and self.is_article(at)]
            self.heads = sorted(capitals + articles)

    @property
    def tokens(self) -> list[Token]:
        """The tokens as objects, for where speed does not matter."""
        if self._tokens is None:
            self._tokens = list(map(Token, self.texts, self.starts, self.ends))
        return self._tokens

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last token of a span that starts inside a token."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = first
        while last + 1 < len(self.starts) and self.starts[last + 1] < end:
            last += 1
        return first, last

    def is_article(self, at: int) -> bool:
        """Tell whether a token is the lower-case article of a name, as in "al-Hudaydah"."""
        texts = self.texts
        return (
            0 <= at < len(texts) - 2
            and texts[at] in _ARTICLES
            and texts[at + 1] == "-"
            and texts[at + 2][0].isupper()
            and self.ends[at] == self.starts[at + 1]
        )
