"""
Find toponyms and demonyms in a text: a linear-chain CRF over capitalised runs, with gazetteer features.

A *run* goes from a capitalised token to the last capitalised token that is joined to it by at most two connectors
("of", "the", "-", ...). Only runs are tagged, so text without capitals costs nothing. After tagging, the probabilities
of each surface form are averaged over the article: a name that is surely a place in one sentence is one in the next.

Recognises only; `resolve` places. Reads a gazetteer and a model file, writes nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

from dashboard.errors import ModelError
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.text import Token, fold, tokenize

LABELS = ("O", "B-P", "I-P", "B-D", "I-D")

_PARAGRAPH = re.compile(r"\n\s*\n")
#: Lower-cased tokens that may stand inside a name.
CONNECTORS = frozenset(
    "of the de al el la le les du des del della da do dos das di van von der den ter bin ibn ben and y e & - – "
    "'s ’s on upon sur am an and ash as ar at ad az ed".split()
)
_ARTICLES = frozenset("al el an ar as ash at ad az ed en".split())
_TITLES = frozenset(
    "mr. mrs. ms. dr. gov. sen. rep. gen. col. lt. sgt. capt. cmdr. maj. rev. prof. president minister senator "
    "governor judge mayor king queen prince princess sheikh sir lord lady chancellor general colonel captain "
    "officer coach spokesman spokeswoman director secretary chairman ceo attorney ambassador pope bishop imam "
    "ayatollah".split()
)
_CUES = frozenset("in at from near of to across around into outside inside toward towards through between off".split())

# Smoothing over the article (the recipe's figures): from this mean probability on a surface form is a place ...
_PLACE_FROM = 0.40
# ... then its occurrences are added down to this probability; otherwise those under the second figure are dropped.
_ADD_FROM, _KEEP_FROM = 0.05, 0.75

#: A word of this zipf frequency plus one (`Gazetteer.word`) is common: "over", "against", "officials".
_COMMON_FROM = 5


@dataclass(frozen=True, slots=True)
class Toponym:
    """A recognised name: its span in code points, whether it is a demonym, and the tagger's probability."""

    start: int
    end: int
    surface: str
    demonym: bool
    probability: float


class Run(NamedTuple):
    """Tokens `first` to `last` (included) that are tagged together."""

    first: int
    last: int


def is_capital(text: str) -> bool:
    """Tell whether a token starts with a capital letter."""
    return text[:1].isupper()


def runs(document: Document) -> Iterator[Run]:
    """Yield the capitalised runs of a text, in order; they do not overlap and do not go over the end of a paragraph."""
    tokens, paragraphs = document.tokens, document.paragraphs
    i, count = 0, len(tokens)
    while i < count:
        text = tokens[i].text
        if not (text[0].isupper() or _is_article(tokens, i)):
            i += 1
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
        i = last + 1


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

    __slots__ = ("before", "counts", "folded", "lower", "lower_words", "paragraphs", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)
        starts = [match.end() for match in _PARAGRAPH.finditer(text)]
        self.paragraphs = {bisect_left(self.tokens, start, key=_start) for start in starts}
        self.folded = [fold(token.text) for token in self.tokens]
        self.lower = [token.text.lower() for token in self.tokens]
        self.lower_words: set[str] = set()
        self.before: dict[str, set[str]] = defaultdict(set)
        self.counts: dict[str, int] = defaultdict(int)
        previous = ""
        for token, folded, lower in zip(self.tokens, self.folded, self.lower, strict=True):
            if token.text == lower:
                self.lower_words.add(lower)
            elif token.text[0].isupper():
                self.counts[folded] += 1
                if previous in _CUES:
                    self.before[folded].add(previous)
                elif previous in _TITLES:
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


def matches(document: Document, run: Run, gazetteer: Gazetteer) -> list[tuple[str, int, int]]:
    """
    Return (code, place in the match, length of the match) for each token of a run; ("", 0, 0) outside of names.

    Names are matched from the left, longest first; hyphens inside a name count as nothing.
    """
    first, last = run
    out: list[tuple[str, int, int]] = [("", 0, 0)] * (last - first + 1)
    folded = document.folded
    i = first
    while i <= last:
        if not folded[i]:
            i += 1
            continue
        stop = min(last + 1, i + 7)
        found = gazetteer.match("".join(part + " " for part in folded[i:stop] if part))
        if found is None:
            i += 1
            continue
        j, parts = i, 0
        while parts < found.parts:
            if folded[j]:
                parts += 1
            j += 1
        code = gazetteer.code(found.name_id)
        for k in range(i, j):
            out[k - first] = (code, k - i, j - i)
        i = j
    return out


#: Given name, surname -> feature.
_PERSON = {(False, False): "", (True, False): "g", (False, True): "s", (True, True): "gs"}


def _shape(text: str) -> str:
    if text.isupper():
        return "X" if len(text) == 1 else "XX" if len(text) < 4 else "XXX"
    if text[0].isupper():
        return "Xx" if text[1:].islower() or len(text) == 1 else "XxX"
    if text[0].isdigit():
        return "d"
    return "x" if text[0].islower() else "."


def run_features(
    document: Document, run: Run, codes: dict[int, tuple[str, int, int]], gazetteer: Gazetteer
) -> list[list[str]]:
    """
    Return the CRF's features for each token of a run.

    `codes` holds what `matches` found, for the tokens of all runs of the text by token number.
    """
    tokens, lower, folded = document.tokens, document.lower, document.folded
    count, none = len(tokens), ("", 0, 0)
    first, last = run
    length = last - first + 1
    word = gazetteer.word
    out = []
    for i in range(first, last + 1):
        text, low, fol = tokens[i].text, lower[i], folded[i]
        code, at, size = codes.get(i, none)
        zipf, given, surname = word(fol)
        previous = lower[i - 1] if i else "<s>"
        following = lower[i + 1] if i + 1 < count else "</s>"
        previous2 = lower[i - 2] if i > 1 else "<s>"
        following2 = lower[i + 2] if i + 2 < count else "</s>"
        code_before = codes.get(i - 1, none)[0]
        code_after = codes.get(i + 1, none)[0]
        code_after2 = codes.get(i + 2, none)[0] if following in (",", "(", "-") else ""
        code_before2 = codes.get(i - 2, none)[0] if previous in (",", "and", "-") else ""
        position = "B" if at == 0 else "E" if at == size - 1 else "I"
        own = f"{code}/{position}{min(size, 3)}" if code else "-"
        shape_before = _shape(tokens[i - 1].text) if i else "<"
        shape_after = _shape(tokens[i + 1].text) if i + 1 < count else ">"
        starts = i == 0 or previous in '.!?:;"“”)' or tokens[i - 1].end + 1 < tokens[i].start
        shape = _shape(text)
        person = _PERSON[given, surname]
        person_before = _PERSON[word(folded[i - 1])[1:]] if i > first else "<"
        person_after = _PERSON[word(folded[i + 1])[1:]] if i < last else ">"
        features = [
            "b",
            "w=" + fol,
            "p3=" + low[:3],
            "s3=" + low[-3:],
            "s4=" + low[-4:],
            "sh=" + shape,
            f"z={zipf}",
            "c=" + own,
            f"cz={own}{zipf}",
            "ps=" + person,
            "cp=" + own + person,
            "pa=" + code + person + person_after + code_after,
            "pb=" + person_before + code_before + code + person,
            "-1=" + previous,
            "+1=" + following,
            "-2=" + previous2 + "|" + previous,
            "+2=" + following + "|" + following2,
            "-2w=" + previous2,
            "+2w=" + following2,
            "s-1=" + shape_before,
            "s+1=" + shape_after,
            "sx=" + shape_before + shape + shape_after,
            "c-1=" + code_before,
            "c+1=" + code_after,
            "cc-1=" + own + "<" + code_before,
            "cc+1=" + own + ">" + code_after,
            "co-1=" + own + "<" + previous,
            "co+1=" + own + ">" + following,
            f"r={min(i - first, 3)}{min(last - i, 3)}",
            f"cr={code}{min(i - first, 2)}{min(last - i, 2)}",
            f"l={min(length, 5)}",
            f"n={min(document.counts[fol], 4)}",
        ]
        if code_after2:
            features.append("cc+2=" + own + following + code_after2)
        if code_before2:
            features.append("cc-2=" + own + previous + code_before2)
        if starts:
            features.append("S")
            features.append("Sc=" + own)
            features.append(f"Sz={zipf}")
        if low in document.lower_words:
            features.append("lo")
            features.append("lc=" + own)
        if "." in text and len(text) > 1:
            features.append("ab")
        if previous in _TITLES:
            features.append("ti")
        if i - first and last >= i:
            features.append("f=" + lower[first])
        if last > i:
            features.append("L=" + lower[last])
        for cue in document.before.get(fol, ()):
            features.append("e=" + cue)
            features.append("ec=" + cue + own)
        out.append(features)
    return out


def featurize(document: Document, gazetteer: Gazetteer) -> tuple[list[Run], list[list[list[str]]]]:
    """
    Return the runs of a document and the features of each of their tokens.

    A single very common word that no place is called ("The", at the start of a sentence) is no run.
    """
    found = [run for run in runs(document) if run.first < run.last or not _is_common(document, run, gazetteer)]
    _note_persons(document, found, gazetteer)
    codes: dict[int, tuple[str, int, int]] = {}
    for run in found:
        for offset, match in enumerate(matches(document, run, gazetteer)):
            if match[2]:
                codes[run.first + offset] = match
    return found, [run_features(document, run, codes, gazetteer) for run in found]


def _note_persons(document: Document, found: list[Run], gazetteer: Gazetteer) -> None:
    """Note for "Georgia" that the article has a Georgia Stevens, for "Stevens" likewise: a cue wherever they stand."""
    tokens, folded = document.tokens, document.folded
    for first, last in found:
        for i in range(first, last):
            if tokens[i].text[0].isupper() and tokens[i + 1].text[0].isupper():
                if gazetteer.word(folded[i])[1] and gazetteer.word(folded[i + 1])[2]:
                    document.before[folded[i]].add("given")
                    document.before[folded[i + 1]].add("surname")


def _is_common(document: Document, run: Run, gazetteer: Gazetteer) -> bool:
    folded = document.folded[run.first]
    return gazetteer.word(folded)[0] >= _COMMON_FROM and gazetteer.match(folded + " ") is None


class Tagger:
    """The trained CRF. Not safe to share between threads: each thread opens its own (4 ms)."""

    def __init__(self, model: Path, gazetteer: Gazetteer) -> None:
        """Open a model file. Raises ModelError if it is missing or no CRFsuite model."""
        if not model.is_file():
            raise ModelError(f"{model}: no such file; restore it, or run: python -m dashboard train FOLDER")
        self._tagger = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(model))
        except ValueError as error:
            raise ModelError(f"{model}: no CRFsuite model ({error}); restore it, or train again") from error
        self._gazetteer = gazetteer
        labels = set(self._tagger.labels())
        self._place_labels = [label for label in ("B-P", "I-P") if label in labels]
        self._demonym_labels = [label for label in ("B-D", "I-D") if label in labels]

    def find(self, text: str, document: Document | None = None) -> list[Toponym]:
        """Return the toponyms and demonyms of a text in order; spans do not overlap and slice to their surface."""
        document = document or Document(text)
        found, features = featurize(document, self._gazetteer)
        places: dict[int, float] = {}
        chosen: dict[tuple[int, int], tuple[bool, float]] = {}
        without = [
            (run, sequence)
            for run, sequence in zip(found, features, strict=True)
            if not self._tag(run, sequence, places, chosen)
        ]
        self._probe(document, without, places, chosen)
        _smooth(document, places, chosen)
        out = []
        for (first, last), (demonym, probability) in sorted(chosen.items()):
            start, end = document.tokens[first].start, document.tokens[last].end
            out.append(Toponym(start, end, text[start:end], demonym, probability))
        return out

    def _tag(
        self,
        run: Run,
        sequence: list[list[str]],
        places: dict[int, float],
        chosen: dict[tuple[int, int], tuple[bool, float]],
    ) -> bool:
        """
        Tag one run: note each token's probability of being in a place, and the spans of the best labelling.

        Returns False, with nothing noted, if the best labelling has no span.
        """
        tagger, first = self._tagger, run.first
        labels = tagger.tag(sequence)
        if all(label == "O" for label in labels):
            return False
        marginal = tagger.marginal
        for k in range(len(labels)):
            places[first + k] = sum(marginal(label, k) for label in self._place_labels)
        i, size = 0, len(labels)
        while i < size:
            if labels[i] == "O":
                i += 1
                continue
            kind = labels[i][2:]
            j = i + 1
            while j < size and labels[j] == "I-" + kind:
                j += 1
            if kind == "D":
                total = sum(marginal(label, k) for k in range(i, j) for label in self._demonym_labels)
                probability = total / (j - i)
            else:
                probability = sum(places[first + k] for k in range(i, j)) / (j - i)
            chosen[first + i, first + j - 1] = (kind == "D", probability)
            i = j
        return True

    def _probe(
        self,
        document: Document,
        without: list[tuple[Run, list[list[str]]]],
        places: dict[int, float],
        chosen: dict[tuple[int, int], tuple[bool, float]],
    ) -> None:
        """Note the probabilities of runs without a span, where they hold the first token of a span found elsewhere."""
        folded, tagger = document.folded, self._tagger
        heads = {folded[first] for first, _ in chosen}
        for run, sequence in without:
            if heads.isdisjoint(folded[run.first : run.last + 1]):
                continue
            tagger.set(sequence)
            for k in range(len(sequence)):
                places[run.first + k] = sum(tagger.marginal(label, k) for label in self._place_labels)


def _smooth(document: Document, places: dict[int, float], chosen: dict[tuple[int, int], tuple[bool, float]]) -> None:
    """Make the occurrences of each form agree over the article, in place (see the head of the module)."""
    folded = document.folded
    positions: dict[str, list[int]] = defaultdict(list)
    for token in places:
        positions[folded[token]].append(token)
    forms = {tuple(folded[first : last + 1]) for (first, last), (demonym, _) in chosen.items() if not demonym}
    taken = {token for first, last in chosen for token in range(first, last + 1)}
    for form in sorted(forms, key=len, reverse=True):
        size = len(form)
        occurrences = [
            at for at in positions[form[0]] if tuple(folded[at : at + size]) == form and at + size - 1 in places
        ]
        if len(occurrences) < 2:
            continue
        mean = {at: sum(places[at + k] for k in range(size) if at + k in places) / size for at in occurrences}
        average = sum(mean.values()) / len(mean)
        for at in occurrences:
            span = (at, at + size - 1)
            if average >= _PLACE_FROM:
                if mean[at] >= _ADD_FROM and not any(at + k in taken for k in range(size)):
                    chosen[span] = (False, mean[at])
                    taken.update(range(at, at + size))
            elif span in chosen and not chosen[span][0] and chosen[span][1] < _KEEP_FROM:
                del chosen[span]
                taken.difference_update(range(at, at + size))
