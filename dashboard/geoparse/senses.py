"""
Judge the sense of a place name: the place itself, or the government, team or institution that it stands for.

A logistic regression on how the name stands in its clause (`governors`), on the words around, and on what they are like
(`words`). A *worded* feature is a slot with a word in it ("verb of the subject" = "rejected"): it weighs as the word
and as each of its three groups, so that a verb that was never seen with a name weighs as those that it resembles.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dashboard.errors import ModelError
from dashboard.geoparse.crf import KeyTable
from dashboard.geoparse.governors import Bearing, Reader
from dashboard.geoparse.words import Words

#: So many words on either side, inside the sentence, are looked at.
_WINDOW = 8
#: Odd 64-bit numbers for a slot and for a group of words in it.
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64).view(np.int64)


class Features(NamedTuple):
    """
    What a sense is judged by, each counted once: plain features, and slots with words in them.

    `worded` is slot, word, slot, word ...: a list of pairs would cost twice the time to make.
    """

    plain: list[str]
    worded: list[str]

    def expanded(self, words: Words) -> list[str]:
        """Return all as strings, each once, each worded feature as its word and its three groups."""
        out = list(self.plain)
        for slot, word in zip(self.worded[::2], self.worded[1::2], strict=True):
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
    lower, stops = reader.document.lower, ".;:!?"
    for at in range(first - 1, max(-1, first - 1 - _WINDOW), -1):
        if lower[at] in stops:
            break
        worded += ("L", lower[at])
    for at in range(last + 1, min(len(lower), last + 1 + _WINDOW)):
        if lower[at] in stops:
            break
        worded += ("R", lower[at])
    return Features(plain, worded)


def _of_bearing(reader: Reader, b: Bearing, kind: str) -> tuple[list[str], list[str]]:
    letter, word = reader.letter, reader.word
    relation, preposition, left = b.relation, b.preposition, b.left_letter
    after = letter(b.right)
    plain = [
        "b", "rel=" + relation, "relk=" + relation + kind, "rp=" + relation + preposition,
        "rpk=" + relation + preposition + kind, "lt=" + left, "rt=" + after, "lr=" + left + after,
        "Q=" + b.coordination, "Qr=" + b.coordination + relation, "ap=" + b.apposition,
        "llr=" + letter(b.left - 1) + left + after, "lrr=" + left + after + letter(b.right + 1),
    ]  # fmt: skip
    worded: list[str] = []
    if b.bracket:
        plain.append("par")
    if preposition:
        plain.append("pht=" + preposition + b.governor_letter)
        worded += ("h", b.governor, "h" + preposition, b.governor)
        if b.governing_verb:
            worded += ("vb", b.governing_verb, "vb" + preposition, b.governing_verb)
        else:
            plain.append("novb" + preposition)
    else:
        worded += ("hl" + relation, b.governor)
    if b.head and relation in ("poss", "nn"):
        plain += ["hns=" + b.head[-3:], "hp=" + preposition + relation]
        worded += ("hn", b.head, "hn" + relation, b.head)
        at = b.head_at + 1
        while letter(at) in "RA":
            at += 1
        if letter(at) in "VD":
            worded += ("hnv", word(at))
    if relation == "subj" or b.verb and left != "P":
        passive = b.verb_letter in "DE" and b.auxiliary not in ("", "to", "did", "does", "do")
        plain += [
            "vt=" + b.verb_letter, "va=" + b.auxiliary + b.verb_letter, "vs=" + b.verb[-3:],
            "vn=" + b.verb + " " + word(b.verb_at + 1), "vnt=" + letter(b.verb_at + 1) + b.verb_letter,
        ]  # fmt: skip
        worded += ("v", b.verb, "v" + b.verb_letter + relation + ("p" if passive else ""), b.verb)
        at = b.verb_at + 1
        while at < b.verb_at + 7 and letter(at) in "TJMR":
            at += 1
        if letter(at) in "NZ":
            worded += ("vo", word(at))
    elif b.verb:
        plain.append("pv=" + preposition + b.verb_letter)
        worded += ("pv" + preposition, b.verb)
    if relation == "dash":
        worded += ("dash", word(b.right + 1))
    if b.auxiliary:
        plain.append("aux=" + relation + b.auxiliary)
    if b.own_preposition:
        plain.append("pp=" + b.own_preposition)
    return plain, worded


def _of_neighbours(
    reader: Reader, b: Bearing, first: int, last: int, kind: str, plain: list[str], worded: list[str]
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
    worded += (
        "-1", before, "-2", word(first - 2), "-3", word(first - 3),
        "+1", after, "+2", word(last + 2), "+3", word(last + 3),
        "-2" + before, word(first - 2), "+1" + before, after,
    )  # fmt: skip


def _hashes(values: Collection[str]) -> np.ndarray:
    return np.fromiter(map(hash, values), np.int64, len(values))


def _group_keys(slots: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the keys of groups in slots from the hashes of both; any other feature's key is its own hash."""
    return slots * _MULTIPLIERS[0] + groups * _MULTIPLIERS[1]


class SenseModel:
    """The weights of the features. Opens a file of one feature and its weight a line, tab between."""

    def __init__(self, path: Path, words: Words) -> None:
        """Read the weights. Raises ModelError if the file is missing or of another shape."""
        if not path.is_file():
            raise ModelError(f"{path}: no such file; restore it, or run: python -m dashboard train FOLDER")
        features, weights = [], [0.0]
        try:
            for line in path.read_text(encoding="utf-8").splitlines():
                feature, weight = line.split("\t")
                features.append(feature)
                weights.append(float(weight))
        except ValueError as error:
            raise ModelError(f"{path}: not a list of weights ({error}); restore it, or train again") from error
        keys = _hashes(features)
        # of `expand`: a word may hold either sign, a group neither
        rows = [n for n, feature in enumerate(features) if "~" in feature and "=" not in feature]
        parts = [features[n].rpartition("~") for n in rows]
        keys[rows] = _group_keys(_hashes([slot for slot, _, _ in parts]), _hashes([group for _, _, group in parts]))
        self._numbers = KeyTable(keys.view(np.uint64))
        self._weights = np.array(weights)
        self._words = words
        self._groups = np.array([[hash(f"{n}{group}") for n, group in enumerate(g, 1)] for g in words.divisions])

    def scores(self, features: Sequence[Features]) -> np.ndarray:
        """Return, for each of some names, the log odds that it does not mean the place itself."""
        plain = [feature for each in features for feature in each.plain]
        worded = [value for each in features for value in each.worded]
        slots, words = worded[::2], worded[1::2]
        plain += [f"{slot}={word}" for slot, word in zip(slots, words, strict=True)]
        groups = _group_keys(_hashes(slots)[:, None], self._groups[self._words.numbers(words)])
        numbers = self._numbers.find(np.concatenate([_hashes(plain), groups.ravel()]).view(np.uint64))
        names = np.arange(len(features))
        of_words = names.repeat([len(each.worded) // 2 for each in features])
        names = np.concatenate([names.repeat([len(each.plain) for each in features]), of_words, of_words.repeat(3)])
        both = np.sort(names * len(self._weights) + numbers)
        names, numbers = np.divmod(both, len(self._weights))
        weights = self._weights[numbers]
        # two words of one group around a name weigh as one
        weights[1:] *= both[1:] != both[:-1]
        return np.bincount(names, weights, len(features))
