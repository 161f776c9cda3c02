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
#: Odd 64-bit numbers for a slot, and for a group of words and a word in it.
_SLOT, _GROUP, _WORD = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64
).view(np.int64)  # fmt: skip


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
        keys, numbers = _keys_of(features)
        self._table = KeyTable(keys.view(np.uint64), numbers)
        self._weights = np.array(weights)
        #: Bits that hold the number of a weight.
        self._bits = len(weights).bit_length()
        self._words = words
        groups = [[hash(f"{n}{group}") for n, group in enumerate(g, 1)] for g in words.divisions]
        self._groups = _GROUP * np.array(groups)

    def scores(self, features: Sequence[Features]) -> np.ndarray:
        """Return, for each of some names, the log odds that it does not mean the place itself."""
        plain = [feature for each in features for feature in each.plain]
        worded = [value for each in features for value in each.worded]
        slots, words = worded[::2], worded[1::2]
        keys = np.empty(len(plain) + 4 * len(slots), dtype=np.int64)
        keys[: len(plain)] = _hashes(plain)
        of_words = keys[len(plain) :].reshape(4, -1)
        of_words[0] = _WORD * _hashes(words)
        of_words[1:] = self._groups[self._words.numbers(words)].T
        of_words += _SLOT * _hashes(slots)
        names = np.arange(len(features)) << self._bits
        plain_names = names.repeat([len(each.plain) for each in features])
        word_names = names.repeat([len(each.worded) // 2 for each in features])
        both = np.concatenate([plain_names, word_names, word_names, word_names, word_names])
        both |= self._table.find(keys.view(np.uint64))
        both.sort()
        weights = self._weights.take(both & (1 << self._bits) - 1)
        # two words of one group around a name weigh as one
        weights[1:] *= both[1:] != both[:-1]
        return np.bincount(both >> self._bits, weights, len(features))


def _keys_of(features: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the keys under which features are found, and the number from 1 of the feature that each leads to.

    What `expand` made is found by the hashes of its slot and its word or group: no string is made to ask for it. A word
    in a slot ("v=rejected") looks as a plain feature does ("rel=subj"), so that both have both keys.
    """
    keys = _hashes(features)
    # a word may hold either sign, a group neither
    groups = [n for n, feature in enumerate(features) if "~" in feature and "=" not in feature]
    parts = [features[n].rpartition("~") for n in groups]
    keys[groups] = _SLOT * _hashes([slot for slot, _, _ in parts]) + _GROUP * _hashes([group for _, _, group in parts])
    words = [n for n, feature in enumerate(features) if "=" in feature]
    parts = [features[n].partition("=") for n in words]
    of_words = _SLOT * _hashes([slot for slot, _, _ in parts]) + _WORD * _hashes([word for _, _, word in parts])
    return np.concatenate([keys, of_words]), np.array([*range(len(features)), *words]) + 1
