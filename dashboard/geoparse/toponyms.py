"""
Find toponyms and demonyms in a text: a linear-chain CRF over capitalised runs, with gazetteer features.

Runs are of `document`, features of `features`. Only runs are tagged, so text without capitals costs nothing. After
tagging, the probabilities of each surface form are averaged over the article: a name that is surely a place in one
sentence is one in the next.

Recognises only; `resolve` places. Reads a gazetteer and a model file, writes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dashboard.geoparse.crf import Crf
from dashboard.geoparse.document import Document, Run
from dashboard.geoparse.features import Featurizer, attribute_keys
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.names import Persons
from dashboard.geoparse.said_places import said_places
from dashboard.geoparse.span_rules import Chosen, drop_no_places, tell_demonyms, with_directions
from dashboard.geoparse.token_scores import TokenScores
from dashboard.geoparse.words import Words

# Smoothing over the article (the recipe's figures): from this mean probability on a surface form is a place ...
_PLACE_FROM = 0.40
# ... then its occurrences are added down to this probability; otherwise those under the second figure are dropped.
_ADD_FROM, _KEEP_FROM = 0.05, 0.75

#: From this probability on a name is a place although the article calls a person so: measured on half of the training
#: articles and passages with a tagger of the other half, where it changes no corpus by more than .001.
_NO_PERSON_FROM = 0.8
_DASHES = "–—"
#: What a name seldom goes on after.
_BREAK = re.compile(rf"[\n{_DASHES}]")
#: The probability of a name that the text itself says is a place.
_SAID = 0.8


@dataclass(frozen=True, slots=True)
class Toponym:
    """A recognised name: its span in code points, whether it is a demonym, and the tagger's probability."""

    start: int
    end: int
    surface: str
    demonym: bool
    probability: float


class Tagger:
    """The trained CRF. Not safe to share between threads."""

    def __init__(self, model: Path, gazetteer: Gazetteer, words: Words) -> None:
        """Open a model file. Raises ModelError if it is missing or no CRFsuite model."""
        self._crf = Crf(model, attribute_keys)
        self._gazetteer, self._words = gazetteer, words
        self._featurizer = Featurizer(gazetteer, words)
        self._scores = TokenScores(self._crf, self._featurizer)
        numbers = {label: number for number, label in enumerate(self._crf.labels)}
        self._outside = numbers.get("O", -1)
        self._place_labels = [numbers[label] for label in ("B-P", "I-P") if label in numbers]
        self._demonym_labels = [numbers[label] for label in ("B-D", "I-D") if label in numbers]

    def find(self, text: str, document: Document | None = None) -> list[Toponym]:
        """Return the toponyms and demonyms of a text in order; spans do not overlap and slice to their surface."""
        document = document or Document(text)
        encoded = self._featurizer.encode(document)
        scores = self._scores(encoded)
        found = encoded.runs
        best = self._crf.best(scores, [last + 1 - first for first, last in found])
        spans: list[tuple[int, int, str]] = []
        at, rows = 0, []
        for first, last in found:
            labels = best[at : at + last + 1 - first]
            if labels.count(self._outside) < len(labels):
                spans += _spans([self._crf.labels[number] for number in labels], first)
            rows.append(at)
            at += len(labels)
        said = said_places(text, document, spans, self._gazetteer)
        spans += [(first, last, "P") for first, last in said]
        # probabilities are needed of runs with a span, and where the first token of one stands in another run
        folded = document.folded
        heads = {folded[first] for first, _, _ in spans}
        asked = [n for n, (first, last) in enumerate(found) if not heads.isdisjoint(folded[first : last + 1])]
        places, demonyms = self._probabilities(scores, [found[n] for n in asked], [rows[n] for n in asked])
        for first, last in said:
            places.update((token, max(_SAID, places.get(token, 0.0))) for token in range(first, last + 1))
        chosen: Chosen = {}
        for first, last, kind in spans:
            of_tokens = demonyms if kind == "D" else places
            total = sum(of_tokens[token] for token in range(first, last + 1))
            chosen[first, last] = (kind == "D", total / (last + 1 - first))
        _smooth(document, places, chosen, encoded.persons)
        if encoded.persons.surnames:
            self._drop_persons(document, encoded.persons, chosen)
        drop_no_places(document, chosen)
        with_directions(document, chosen)
        self._join_demonyms(text, document, chosen)
        self._split(text, document, chosen)
        tell_demonyms(document, chosen, self._words)
        out = []
        for (first, last), (demonym, probability) in sorted(chosen.items()):
            if document.texts[first] == "-":  # "-Sham" of "al-Sham"
                first += -1 if document.is_article(first - 1) else 1
            if first > last:
                continue
            start, end = document.starts[first], document.ends[last]
            if end - start == 1 and text[start].isascii():
                continue  # villages of Taiwan and France have such names, texts have initials
            out.append(Toponym(start, end, text[start:end], demonym, probability))
        return out

    def _split(self, text: str, document: Document, chosen: Chosen) -> None:
        """
        Take names apart, in place, that a dash or the end of a line joins to one that nobody knows: "the Sinjar – Tal
        Afar road", not "Deir" and, on the next line, "ez-Zor".
        """
        starts, ends = document.starts, document.ends
        for first, last in list(chosen):
            cuts = [k for k in range(first + 1, last + 1) if _BREAK.search(text, ends[k - 1], starts[k] + 1)]
            if not cuts or self._gazetteer.name_id(text[starts[first] : ends[last]]) is not None:
                continue
            parts = []
            for begin, end in zip([first, *cuts], [*cuts, last + 1], strict=True):
                begin += text[starts[begin]] in _DASHES
                if begin < end:
                    parts.append((begin, end - 1))
            if any(self._gazetteer.name_id(text[starts[begin] : ends[end]]) is not None for begin, end in parts):
                found = chosen.pop((first, last))
                chosen.update(dict.fromkeys(parts, found))

    def _join_demonyms(self, text: str, document: Document, chosen: Chosen) -> None:
        """Let the word before a demonym belong to it, in place, where both are one: "North Korean", not "Korean"."""
        gazetteer, starts, ends = self._gazetteer, document.starts, document.ends
        lasts = {last for _, last in chosen}
        for (first, last), (_, probability) in list(chosen.items()):
            for start in (first - 1, first):
                if start < 0 or start < first and start in lasts:
                    continue
                name = gazetteer.name_id(text[starts[start] : ends[last]])
                if name is not None and document.texts[start][0].isupper() and gazetteer.code(name) == "demonym":
                    del chosen[first, last]
                    chosen[start, last] = (True, probability)
                    break

    def _drop_persons(self, document: Document, persons: Persons, chosen: Chosen) -> None:
        """
        Drop what the article calls persons by, in place: last names after given names, and elsewhere the names of
        countries ("Jordan" of Michael Jordan) and those of which the tagger has doubts.
        """
        gazetteer = self._gazetteer
        last_names = {document.folded[token] for token in persons.surnames}
        others = [
            document.folded[first : last + 1] for first, last in chosen if document.folded[first] not in persons.words
        ]
        keys = [gazetteer.key_id("".join(f"{part} " for part in parts if part)) for parts in others]
        countries = {gazetteer.home(key)[0] for key in keys if key is not None}
        for (first, last), (demonym, probability) in list(chosen.items()):
            word = document.folded[first]
            if first < last or demonym:
                continue
            if first in persons.surnames and (first - 1, first - 1) not in chosen:
                del chosen[first, last]
            elif word in persons.words:
                if document.lower[first - 1 : first] == ["of"] and first + 1 not in persons.surnames:
                    continue  # "the University of Jordan", not "the team of Jordan Ayew"
                name = gazetteer.key_id(word + " ")
                is_country = name is not None and gazetteer.code(name) == "country"
                # an article that names Israel Katz and Israelis, or Haifa, is about the country as well
                if name is not None and is_country and word not in last_names and gazetteer.home(name)[0] in countries:
                    continue
                if probability < _NO_PERSON_FROM or is_country:
                    del chosen[first, last]

    def _probabilities(
        self, scores: np.ndarray, asked: Sequence[Run], rows: Sequence[int]
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Return each token's probability to be in a place, and in a demonym; at `rows` the runs' scores start."""
        if not asked:
            return {}, {}
        lengths = [last + 1 - first for first, last in asked]
        tokens = [token for first, last in asked for token in range(first, last + 1)]
        own = [row + k for row, length in zip(rows, lengths, strict=True) for k in range(length)]
        marginals = self._crf.marginals(scores[own], lengths)
        places = marginals[:, self._place_labels].sum(axis=1).tolist()
        demonyms = marginals[:, self._demonym_labels].sum(axis=1).tolist()
        return dict(zip(tokens, places, strict=True)), dict(zip(tokens, demonyms, strict=True))


def _spans(labels: Sequence[str], first: int) -> Iterator[tuple[int, int, str]]:
    """Yield (first token, last token, "P" or "D") of the spans of a run that starts at token `first`."""
    i, size = 0, len(labels)
    while i < size:
        if labels[i] == "O":
            i += 1
            continue
        kind, j = labels[i][2:], i + 1
        while j < size and labels[j] == "I-" + kind:
            j += 1
        yield first + i, first + j - 1, kind
        i = j


def _smooth(document: Document, places: dict[int, float], chosen: Chosen, persons: Persons) -> None:
    """
    Make the occurrences of each form agree over the article, in place (see the head of the module).

    The given name of a person who is named in full says nothing of the others: "Jordan Henderson" of Jordan's team.
    """
    folded = document.folded
    positions: dict[str, list[int]] = defaultdict(list)
    for token in places:
        positions[folded[token]].append(token)
    forms = {tuple(folded[first : last + 1]) for (first, last), (demonym, _) in chosen.items() if not demonym}
    taken = {token for first, last in chosen for token in range(first, last + 1)}
    for form in sorted(forms, key=len, reverse=True):
        size = len(form)
        occurrences = [
            at
            for at in positions[form[0]]
            if tuple(folded[at : at + size]) == form and at + size - 1 in places and at + size not in persons.surnames
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
