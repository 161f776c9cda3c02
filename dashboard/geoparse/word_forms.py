"""
What the tagger is told of a word by itself, worked out once for each form of a word and kept as numbers.

Values are strings that are numbered as they are met (`Values`), so that an article is a table of numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dashboard.geoparse.document import TITLES, word_form
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.words import Words

#: What stands for a column without a value.
ABSENT = 0
#: What is kept of each word form, by column of `Forms.table`.
OF_A_FORM = (
    "folded", "lower", "last3", "last4", "shape", "zipf", "person", "coarse", "middle", "fine", "dotted", "title",
    "one",
)  # fmt: skip
FORM = {name: number for number, name in enumerate(OF_A_FORM)}
#: What stands before the first and after the last token of a document; no token is written so.
BEFORE, AFTER = "<s>", "</s>"

_BITS = 0xFFFFFFFFFFFFFFFF
#: Given name, surname -> value.
_PERSON = {(False, False): "", (True, False): "g", (False, True): "s", (True, True): "gs"}


class Values(dict[str, int]):
    """String -> its number, given when it is first met; `hashes` holds the string's hash by number."""

    def __init__(self) -> None:
        super().__init__()
        self.strings = [""]
        self.hashes = np.zeros(4096, dtype=np.uint64)

    def __missing__(self, value: str) -> int:
        self[value] = number = len(self.strings)
        self.strings.append(value)
        if number == len(self.hashes):
            self.hashes = np.concatenate([self.hashes, np.zeros_like(self.hashes)])
        self.hashes[number] = hash_of(value)
        return number


def hash_of(value: str) -> int:
    """Return 64 bits of a string, never 0: that is no value."""
    return (hash(value) & _BITS) or 1


class Facts(NamedTuple):
    """What is asked of a word form for each token: its row, whether persons are called so, what it joins or ends."""

    row: int
    person: int
    lists: bool
    joins: bool
    ends: bool


class Forms(dict[str, Facts]):
    """Word form -> its facts; `table` holds the numbers of `OF_A_FORM` by row, ABSENT where it has none."""

    def __init__(self, values: Values, words: Words, gazetteer: Gazetteer) -> None:
        super().__init__()
        self._values, self._words, self._gazetteer = values, words, gazetteer
        self.table = np.zeros((2048, len(OF_A_FORM)), dtype=np.int64)
        self[BEFORE] = self._add(BEFORE, BEFORE, BEFORE, "<", ends=True)
        self[AFTER] = self._add(AFTER, AFTER, AFTER, ">", ends=False)

    def __missing__(self, text: str) -> Facts:
        lower, folded, _ = word_form(text)
        self[text] = facts = self._add(text, lower, folded, _shape(text), ends=lower in '.!?:;"“”)')
        return facts

    def _add(self, text: str, lower: str, folded: str, shape: str, ends: bool) -> Facts:
        row = len(self)
        if row == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        values, one = self._values, self._values["1"]
        zipf, person = self._gazetteer.word(folded)[0], values[_PERSON[self._gazetteer.taught(folded)]]
        self.table[row] = [
            values[folded], values[lower], values[lower[-3:]], values[lower[-4:]], values[shape],
            values[str(zipf)], person, *(values[group] for group in self._words.groups(lower)),
            one if "." in text and len(text) > 1 else ABSENT, one if lower in TITLES else ABSENT, one,
        ]  # fmt: skip
        return Facts(row, person, lower in (",", "(", "-"), lower in (",", "and", "-"), ends)


def _shape(text: str) -> str:
    if text.isupper():
        return "X" if len(text) == 1 else "XX" if len(text) < 4 else "XXX"
    if text[0].isupper():
        return "Xx" if text[1:].islower() or len(text) == 1 else "XxX"
    if text[0].isdigit():
        return "d"
    return "x" if text[0].islower() else "."
