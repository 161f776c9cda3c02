"""
Judge the sense of a place name: the place itself, or the government, team or institution that it stands for.

A logistic regression on how the name stands in its clause (`governors`), on the words around, and on what they are like
(`words`). A *worded* feature is a slot with a word in it ("verb of the subject" = "rejected"): it weighs as the word
and as each of its three groups, so that a verb that was never seen with a name weighs as those that it resembles.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dashboard.errors import ModelError
from dashboard.geoparse.governors import Bearing, Reader
from dashboard.geoparse.words import Words

#: So many words on either side, inside the sentence, are looked at.
_WINDOW = 8
#: So many (slot, word) weights are kept ready; an article uses some hundreds.
_KEPT = 200_000


class Features(NamedTuple):
    """What a sense is judged by: plain features, slots with words in them, and the words around, each counted once."""

    plain: list[str]
    worded: list[tuple[str, str]]
    around: list[tuple[str, str]]

    def expanded(self, words: Words) -> list[str]:
        """Return all as strings, each once, each worded feature as its word and its three groups."""
        out = list(self.plain)
        for slot, word in (*self.worded, *self.around):
            out += expand(slot, word, words)
        return list(dict.fromkeys(out))


def expand(slot: str, word: str, words: Words) -> list[str]:
    """Return the features of a word in a slot."""
    coarse, middle, fine = words.groups(word)
    return [f"{slot}={word}", f"{slot}~1{coarse}", f"{slot}~2{middle}", f"{slot}~3{fine}"]


def sense_features(reader: Reader, first: int, last: int, kind: str) -> Features:
    """Return the features of the name at tokens `first` to `last`; `kind` is of `roles.kind_of_name`."""
    bearing = reader.bearing(first, last)
    plain, worded = _of_bearing(reader, bearing, kind)
    _of_neighbours(reader, bearing, first, last, kind, plain, worded)
    around = []
    lower, stops = reader.document.lower, ".;:!?"
    for at in range(first - 1, max(-1, first - 1 - _WINDOW), -1):
        if lower[at] in stops:
            break
        around.append(("L", lower[at]))
    for at in range(last + 1, min(len(lower), last + 1 + _WINDOW)):
        if lower[at] in stops:
            break
        around.append(("R", lower[at]))
    return Features(plain, worded, around)


def _of_bearing(reader: Reader, b: Bearing, kind: str) -> tuple[list[str], list[tuple[str, str]]]:
    letter, word = reader.letter, reader.word
    relation, preposition, left = b.relation, b.preposition, b.left_letter
    after = letter(b.right)
    plain = [
        "b", "rel=" + relation, "relk=" + relation + kind, "rp=" + relation + preposition,
        "rpk=" + relation + preposition + kind, "lt=" + left, "rt=" + after, "lr=" + left + after,
        "Q=" + b.coordination, "Qr=" + b.coordination + relation, "ap=" + b.apposition,
        "llr=" + letter(b.left - 1) + left + after, "lrr=" + left + after + letter(b.right + 1),
    ]  # fmt: skip
    worded = []
    if b.bracket:
        plain.append("par")
    if preposition:
        plain.append("pht=" + preposition + b.governor_letter)
        worded += [("h", b.governor), ("h" + preposition, b.governor)]
        if b.governing_verb:
            worded += [("vb", b.governing_verb), ("vb" + preposition, b.governing_verb)]
        else:
            plain.append("novb" + preposition)
    else:
        worded.append(("hl" + relation, b.governor))
    if b.head and relation in ("poss", "nn"):
        plain += ["hns=" + b.head[-3:], "hp=" + preposition + relation]
        worded += [("hn", b.head), ("hn" + relation, b.head)]
        at = b.head_at + 1
        while letter(at) in "RA":
            at += 1
        if letter(at) in "VD":
            worded.append(("hnv", word(at)))
    if relation == "subj" or b.verb and left != "P":
        passive = b.verb_letter in "DE" and b.auxiliary not in ("", "to", "did", "does", "do")
        plain += [
            "vt=" + b.verb_letter, "va=" + b.auxiliary + b.verb_letter, "vs=" + b.verb[-3:],
            "vn=" + b.verb + " " + word(b.verb_at + 1), "vnt=" + letter(b.verb_at + 1) + b.verb_letter,
        ]  # fmt: skip
        worded += [("v", b.verb), ("v" + b.verb_letter + relation + ("p" if passive else ""), b.verb)]
        at = b.verb_at + 1
        while at < b.verb_at + 7 and letter(at) in "TJMR":
            at += 1
        if letter(at) in "NZ":
            worded.append(("vo", word(at)))
    elif b.verb:
        plain.append("pv=" + preposition + b.verb_letter)
        worded.append(("pv" + preposition, b.verb))
    if relation == "dash":
        worded.append(("dash", word(b.right + 1)))
    if b.auxiliary:
        plain.append("aux=" + relation + b.auxiliary)
    if b.own_preposition:
        plain.append("pp=" + b.own_preposition)
    return plain, worded


def _of_neighbours(
    reader: Reader, b: Bearing, first: int, last: int, kind: str, plain: list[str], worded: list[tuple[str, str]]
) -> None:
    """Add the words next to the name and next to what was stepped over."""
    word = reader.word
    before, after, governor, follower = word(first - 1), word(last + 1), word(b.left), word(b.right)
    plain += [
        "k=" + kind,
        "n=" + " ".join(reader.document.lower[first : last + 1]),
        "g=" + governor,
        "gk=" + governor + kind,
        "f=" + follower,
        "fk=" + follower + kind,
        "g2=" + word(b.left - 1) + " " + governor,
        "f2=" + follower + " " + word(b.right + 1),
        "gf=" + governor + "|" + follower,
    ]
    worded += [
        ("-1", before), ("-2", word(first - 2)), ("-3", word(first - 3)),
        ("+1", after), ("+2", word(last + 2)), ("+3", word(last + 3)),
        ("-2" + before, word(first - 2)), ("+1" + before, after),
    ]  # fmt: skip


class SenseModel:
    """The weights of the features. Opens a file of one feature and its weight a line, tab between."""

    def __init__(self, path: Path, words: Words) -> None:
        """Read the weights. Raises ModelError if the file is missing or of another shape."""
        if not path.is_file():
            raise ModelError(f"{path}: no such file; restore it, or run: python -m dashboard train FOLDER")
        weights: dict[str, float] = {}
        try:
            for line in path.read_text(encoding="utf-8").splitlines():
                feature, weight = line.split("\t")
                weights[feature] = float(weight)
        except ValueError as error:
            raise ModelError(f"{path}: not a list of weights ({error}); restore it, or train again") from error
        self._weights = weights
        self._words = words
        self._ready: dict[tuple[str, str], float] = {}
        self._ready_around: dict[tuple[str, str], dict[str, float]] = {}

    def score(self, features: Features) -> float:
        """Return the log odds that the name does not mean the place itself."""
        get, ready = self._weights.get, self._ready
        total = 0.0
        for feature in features.plain:
            total += get(feature, 0.0)
        for pair in features.worded:
            weight = ready.get(pair)
            if weight is None:
                if len(ready) >= _KEPT:
                    ready.clear()
                weight = ready[pair] = sum(get(feature, 0.0) for feature in expand(*pair, self._words))
            total += weight
        # two words of one group weigh as one
        once: dict[str, float] = {}
        for pair in features.around:
            weights = self._ready_around.get(pair)
            if weights is None:
                weights = self._weights_around(pair)
            once.update(weights)
        return total + sum(once.values())

    def _weights_around(self, pair: tuple[str, str]) -> dict[str, float]:
        """Return the weights of a word around the name, by feature, and keep them ready."""
        if len(self._ready_around) >= _KEPT // 10:
            self._ready_around.clear()
        found = {f: self._weights[f] for f in expand(*pair, self._words) if f in self._weights}
        self._ready_around[pair] = found
        return found
