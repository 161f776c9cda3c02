"""
The words of the index in memory, sorted, so that those that begin alike are found without asking the database.

About 15 bytes a word. Words are only ever added, with higher numbers than those before: a vocabulary of a moment ago
lacks words of articles that nobody saw then.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: New words stand apart until they are more than this share of the others: to sort all of them takes a while.
APART = 0.1


@dataclass(frozen=True)
class _Part:
    """Words in the order of their UTF-8 bytes, and the number of each."""

    words: pa.Array
    number: np.ndarray

    def starting(self, beginning: str) -> np.ndarray:
        def cut(word: pa.StringScalar) -> str:
            return str(word.as_py())[: len(beginning)]

        first = bisect_left(self.words, beginning, key=cut)
        return self.number[first : bisect_right(self.words, beginning, lo=first, key=cut)]

    def being(self, word: str) -> np.ndarray:
        at = bisect_left(self.words, word, key=pa.StringScalar.as_py)
        there = at < len(self.words) and self.words[at].as_py() == word
        return self.number[at : at + there]

    def with_(self, words: pa.Array, number: np.ndarray) -> _Part:
        words, number = pa.concat_arrays([self.words, words]), np.concatenate([self.number, number])
        order = pc.sort_indices(words)
        return _Part(words.take(order), number[order.to_numpy()])


_NOTHING = _Part(pa.array([], pa.string()), np.zeros(0, dtype=np.int32))


@dataclass(frozen=True)
class Vocabulary:
    """All words up to the number `last`: `most` of them, and apart those that came `later`."""

    most: _Part = _NOTHING
    later: _Part = _NOTHING
    last: int = 0

    def starting(self, beginning: str) -> np.ndarray:
        """Return the numbers of the words that begin so."""
        return np.concatenate([self.most.starting(beginning), self.later.starting(beginning)])

    def being(self, word: str) -> np.ndarray:
        """Return the number of a word; nothing if there is no such word."""
        return np.concatenate([self.most.being(word), self.later.being(word)])


def grown(cursor: duckdb.DuckDBPyConnection, known: Vocabulary) -> Vocabulary:
    """Return a vocabulary with the words that have come since; of an empty one, with all words."""
    new = cursor.sql("SELECT word, word_no FROM words WHERE word_no > ?", params=[known.last]).to_arrow_table()
    if not len(new):
        return known
    words, number = new["word"].combine_chunks(), new["word_no"].to_numpy().astype(np.int32)
    last = int(number.max())
    if len(known.later.words) + len(words) > APART * len(known.most.words):
        later = known.later
        words, number = pa.concat_arrays([later.words, words]), np.concatenate([later.number, number])
        return Vocabulary(known.most.with_(words, number), _NOTHING, last)
    return Vocabulary(known.most, known.later.with_(words, number), last)
