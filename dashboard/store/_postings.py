"""
Take the words of new articles into the index: `fulltext` says what the two tables hold and asks them.

The texts are split at white space first, and of the pieces only the distinct ones are folded, once for all stretches:
folding is dear. Then one sort of 64-bit numbers (word, article, position) makes the postings of a stretch. Rows are as
few as stretches are long, and a search reads a row a word and a stretch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.store._lent import Held

#: Characters of the texts that are split at a time. With more, lists of numbers would be larger than what the C library
#: gives out again (32 MB), and the system would have to make each anew, which takes longer than to fill it.
BLOCK_CHARACTERS = 8_000_000
#: Words of a stretch; each takes 8 bytes until the stretch is stored, and some 16 for a moment then.
STRETCH_WORDS = 12_000_000
#: Articles of a stretch: two bytes say which one.
STRETCH_ARTICLES = 65_536
#: Distinct pieces whose words are kept; with more, they are forgotten and looked up again.
MOST_PIECES = 1_000_000
#: Bits of a position in an article; what follows the millionth word of an article is not found.
POSITION_BITS = 20
_SPOT_BITS = 16 + POSITION_BITS
#: Numbers that are worked on at a time, for the same reason as BLOCK_CHARACTERS.
_SLICE = 1_000_000

#: Rows that are stored at a time: fewer than DuckDB's row groups have, or it writes them twice and the file stays big.
_STORED_ROWS = 100_000

#: The bytes of a text with small letters and blanks for all of ASCII that folding changes; the others stay.
PLAIN = bytes(
    byte if byte > 127 else ord(chr(byte).lower()) if chr(byte).isalnum() else ord(" ") for byte in range(256)
)

_ADD_WORDS = """
INSERT INTO words
SELECT word, row_number() OVER (ORDER BY word) + (SELECT coalesce(max(word_no), 0) FROM words)
FROM found_words WHERE word NOT IN (SELECT word FROM words)
"""
_NUMBERS = "SELECT f.nth, w.word_no FROM found_words f JOIN words w USING (word)"


def add(cursor: duckdb.DuckDBPyConnection) -> None:
    """
    Take in the articles of `fresh`, which the index has just taken in; inside the caller's transaction.

    Two threads: one splits a block while the other, which alone uses the cursor, counts and stores the one before.
    """
    sizes = cursor.execute(
        "SELECT article_no, length(text) FROM articles WHERE article_no IN (SELECT article_no FROM fresh) ORDER BY 1"
    ).fetchall()
    with contextlib.closing(Held(cursor)) as held, ThreadPoolExecutor(1, "words") as splitting:
        pieces, stretch = _Pieces(cursor, held), _Stretch()
        last: Future[_Block] | None = None
        for after, until in _blocks(sizes):
            read = cursor.sql(
                "SELECT article_no, title || ' ' || text AS said FROM articles WHERE article_no BETWEEN ? AND ?",
                params=[after + 1, until],
            ).to_arrow_table()
            following = splitting.submit(_split, after + 1, read)
            del read
            if last is not None:
                _take(cursor, held, pieces, stretch, last.result())
            last = following
        if last is not None:
            _take(cursor, held, pieces, stretch, last.result())
            _store(cursor, held, stretch.rows())


def _take(cursor: duckdb.DuckDBPyConnection, held: Held, pieces: _Pieces, stretch: _Stretch, block: _Block) -> None:
    """Put a block into a stretch, and what is there already into the index if that is full."""
    packed = pieces.packed(block)
    if not stretch.takes(packed, block):
        _store(cursor, held, stretch.rows())
    stretch.put(packed, block.first)


def _blocks(sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the articles as (after, up to and with), so many characters and article numbers at a time."""
    start, characters = (sizes[0][0] - 1 if sizes else 0), 0
    for at, (number, size) in enumerate(sizes):
        characters += size
        following = sizes[at + 1][0] if at + 1 < len(sizes) else None
        if characters >= BLOCK_CHARACTERS or following is None or following - start > STRETCH_ARTICLES:
            yield start, number
            start, characters = number, 0


@dataclass(frozen=True, slots=True)
class _Block:
    """
    The pieces of some articles, one after the other in `code`, which counts in `pieces`; each of `article`, which
    counts from the number `first`, has `lengths` of them.
    """

    first: int
    article: np.ndarray
    lengths: np.ndarray
    code: np.ndarray
    pieces: list[str]


def _split(first: int, read: pa.Table) -> _Block:
    """Part texts at all of ASCII that is no letter and no digit; whatever else parts words is parted by folding."""
    pool = pa.system_memory_pool()  # which gives out again what the block before has left
    said = read["said"].combine_chunks()
    _, offsets, data = said.buffers()
    plain = pa.py_buffer(data.to_pybytes().translate(PLAIN) if data else b"")
    said = pa.StringArray.from_buffers(len(said), offsets, plain, offset=said.offset)
    parted = pc.ascii_split_whitespace(said, memory_pool=pool)
    coded = pc.dictionary_encode(parted.flatten(), memory_pool=pool)
    article = read["article_no"].to_numpy().astype(np.int64) - first
    lengths = np.diff(parted.offsets.to_numpy())
    return _Block(first, article, lengths, coded.indices.to_numpy(), coded.dictionary.to_pylist())


class _Pieces:
    """The words of each piece that was met: of number n there are `_counts[n]`, from `_begins[n]` on in `_words`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, held: Held) -> None:
        self._cursor = cursor
        self._held = held
        self._forget()

    def _forget(self) -> None:
        self._known: dict[str, int] = {}
        self._counts = self._begins = self._words = np.zeros(0, dtype=np.int32)

    def packed(self, block: _Block) -> np.ndarray:
        """Return the words of a block, each as one number: word, article, position."""
        piece = self._numbers(block.pieces)
        lengths, code, times = block.lengths, block.code, self._counts[piece][block.code]
        spots = np.cumsum(times, dtype=np.int64)
        ends = np.append(0, spots)[np.cumsum(lengths)]
        begins = np.append(0, ends[:-1])  # words of the block before each article
        spots -= times
        if (ends - begins).max(initial=0) > 1 << POSITION_BITS:
            times = np.where(spots + times - np.repeat(begins, lengths) > 1 << POSITION_BITS, 0, times)
        spots += np.repeat((block.article << POSITION_BITS) - begins, lengths)
        words = np.append(self._words, 0).astype(np.int64) << _SPOT_BITS  # a piece of no words may begin past the end
        found = words[self._begins[piece]][code]
        found |= spots
        if not len(times) or times.min() == times.max() == 1:
            return found
        several = np.flatnonzero(times > 1)
        more = times[several] - 1
        of = np.repeat(several, more)
        nth = np.arange(len(of)) - np.repeat(np.cumsum(more) - more, more) + 1
        further = words[self._begins[piece[code[of]]] + nth] | (spots[of] + nth)
        return np.concatenate([found[times > 0], further])

    def _numbers(self, pieces: list[str]) -> np.ndarray:
        """Return the number of each piece, after learning those that were not known."""
        if len(self._known) > MOST_PIECES:
            self._forget()
        found = np.fromiter(map(self._known.get, pieces, repeat(-1)), dtype=np.int32, count=len(pieces))
        new = np.flatnonzero(found < 0)
        if len(new):
            found[new] = np.arange(len(self._known), len(self._known) + len(new))
            self._learn([pieces[at] for at in new.tolist()])
        return found

    def _learn(self, pieces: list[str]) -> None:
        with self._held.of(found_pieces=pa.table({"piece": pieces, "number": np.arange(len(pieces))})):
            folded = self._cursor.sql("SELECT fold(piece) AS folded FROM found_pieces ORDER BY number")
            split = pc.split_pattern(folded.to_arrow_table()["folded"].combine_chunks(), " ")
        counts, words = pc.list_value_length(split).to_numpy().copy(), split.flatten()
        none = pc.equal(words, "")  # what has no letter and no digit splits into one empty word
        counts[pc.list_parent_indices(split).filter(none).to_numpy()] = 0
        coded = words.filter(pc.invert(none)).dictionary_encode()
        numbers = _numbered(self._cursor, self._held, coded.dictionary)
        self._known.update(zip(pieces, range(len(self._known), len(self._known) + len(pieces)), strict=True))
        self._counts = np.concatenate([self._counts, counts])
        self._begins = np.cumsum(self._counts, dtype=np.int32) - self._counts
        self._words = np.concatenate([self._words, numbers[coded.indices.to_numpy()]])


def _numbered(cursor: duckdb.DuckDBPyConnection, held: Held, words: pa.Array) -> np.ndarray:
    """Return the word_no of some words, after adding those that the index has not."""
    with held.of(found_words=pa.table({"word": words, "nth": np.arange(len(words))})):
        cursor.execute(_ADD_WORDS)
        known = cursor.execute(_NUMBERS).fetchnumpy()
    numbers = np.empty(len(words), dtype=np.int32)
    numbers[known["nth"]] = known["word_no"]
    return numbers


class _Stretch:
    """Packed words of neighbouring articles, in memory that is used again for the next stretch."""

    def __init__(self) -> None:
        self.size = 0
        self._first = 0
        self._packed = np.empty(STRETCH_WORDS, dtype=np.int64)
        self._word = np.empty(STRETCH_WORDS, dtype=np.int32)

    def takes(self, packed: np.ndarray, block: _Block) -> bool:
        """Say whether a block has room here; it always has where nothing is."""
        last = block.first + int(block.article.max(initial=0))
        fits = self.size + len(packed) <= len(self._packed) and last - self._first < STRETCH_ARTICLES
        return fits or not self.size

    def put(self, packed: np.ndarray, first: int) -> None:
        """Take in the words of a block whose articles count from `first`."""
        if not self.size:
            self._first = first
        packed += (first - self._first) << POSITION_BITS
        self._packed[self.size : self.size + len(packed)] = packed
        self.size += len(packed)

    def rows(self) -> pa.Table:
        """Return what is here as rows of `postings`, sorted by word, and begin anew."""
        packed, word = self._packed[: self.size], self._word[: self.size]
        packed.sort()
        article, position = np.empty(self.size, dtype=np.uint16), np.empty(self.size, dtype=np.uint32)
        for at in range(0, self.size, _SLICE):
            part = slice(at, at + _SLICE)
            word[part] = packed[part] >> _SPOT_BITS
            article[part] = packed[part] >> POSITION_BITS  # its last 16 bits
            position[part] = packed[part] & ((1 << POSITION_BITS) - 1)
        starts = np.flatnonzero(np.diff(word, prepend=-1))
        fresh = np.diff(article, prepend=0) != 0
        fresh[starts] = True
        spots = position.astype(np.uint16 if position.max(initial=0) < 1 << 15 else np.uint32)
        np.left_shift(spots, 1, out=spots)
        np.bitwise_or(spots, fresh, out=spots)
        ends = np.append(starts, self.size)
        self.size = 0
        return pa.table(
            {
                "word_no": word[starts],
                "first": np.full(len(starts), self._first, dtype=np.int32),
                "spot_bytes": np.full(len(starts), spots.itemsize, dtype=np.uint8),
                "articles": _blobs(article[fresh], np.append(0, np.cumsum(fresh, dtype=np.int32))[ends]),
                "spots": _blobs(spots, ends),
            }
        )


def _blobs(values: np.ndarray, ends: np.ndarray) -> pa.Array:
    """Return numbers as little-endian bytes, one text of bytes from each of `ends` to the next."""
    data = values.astype(values.dtype.newbyteorder("<"), copy=False)
    offsets = (ends * values.itemsize).astype(np.int32)
    return pa.Array.from_buffers(pa.binary(), len(ends) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def _store(cursor: duckdb.DuckDBPyConnection, held: Held, rows: pa.Table) -> None:
    for start in range(0, len(rows), _STORED_ROWS):
        with held.of(found_postings=rows.slice(start, _STORED_ROWS)):
            cursor.execute("INSERT INTO postings SELECT * FROM found_postings")
