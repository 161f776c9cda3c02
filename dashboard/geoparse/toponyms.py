"""
Find toponyms and demonyms in a text: a linear-chain CRF over capitalised runs, with gazetteer features.

Runs are of `document`, features of `features`. Only runs are tagged, so text without capitals costs nothing. After
tagging, the probabilities of each surface form are averaged over the article: a name that is surely a place in one
sentence is one in the next.

Recognises only; `resolve` places. Reads a gazetteer and a model file, writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from dashboard.errors import ModelError
from dashboard.geoparse.document import Document, Run
from dashboard.geoparse.features import featurize
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.words import Words

# Smoothing over the article (the recipe's figures): from this mean probability on a surface form is a place ...
_PLACE_FROM = 0.40
# ... then its occurrences are added down to this probability; otherwise those under the second figure are dropped.
_ADD_FROM, _KEEP_FROM = 0.05, 0.75


@dataclass(frozen=True, slots=True)
class Toponym:
    """A recognised name: its span in code points, whether it is a demonym, and the tagger's probability."""

    start: int
    end: int
    surface: str
    demonym: bool
    probability: float


class Tagger:
    """The trained CRF. Not safe to share between threads: each thread opens its own (4 ms)."""

    def __init__(self, model: Path, gazetteer: Gazetteer, words: Words) -> None:
        """Open a model file. Raises ModelError if it is missing or no CRFsuite model."""
        if not model.is_file():
            raise ModelError(f"{model}: no such file; restore it, or run: python -m dashboard train FOLDER")
        self._tagger = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(model))
        except ValueError as error:
            raise ModelError(f"{model}: no CRFsuite model ({error}); restore it, or train again") from error
        self._gazetteer, self._words = gazetteer, words
        labels = set(self._tagger.labels())
        self._place_labels = [label for label in ("B-P", "I-P") if label in labels]
        self._demonym_labels = [label for label in ("B-D", "I-D") if label in labels]

    def find(self, text: str, document: Document | None = None) -> list[Toponym]:
        """Return the toponyms and demonyms of a text in order; spans do not overlap and slice to their surface."""
        document = document or Document(text)
        found, features = featurize(document, self._gazetteer, self._words)
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
