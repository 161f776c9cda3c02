"""
Words of the articles, so that a search reads the places of its words and not the texts.

Two tables of the index, filled and refreshed in the transaction that takes the articles in (`_postings`), thrown away
with it:

    words       word, word_no            each word once, folded: in lower case, without accents
    postings    word_no, first, spot_bytes, articles, spots    where it stands: a row a word and a stretch of articles

`articles` and `spots` are little-endian numbers. Each of `articles` takes two bytes: article_no less `first`. Each
of `spots` takes `spot_bytes`: twice how many words of the article stand before it, and one more where the next article
begins. Rows of articles that were replaced stay and name articles that are gone: who asks compares them with
what is there. A word is a run of letters, digits and marks; title and text are one run of words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import reduce

import duckdb
import numpy as np

from dashboard.store._facts import there
from dashboard.store._postings import PLAIN, POSITION_BITS, add
from dashboard.store._vocabulary import Vocabulary

__all__ = ["CREATE", "TABLES", "add", "articles_with", "folded", "split"]

# bytes are not worth compressing again, and to try takes longer than to write them
CREATE = """
CREATE TABLE words (word VARCHAR, word_no INTEGER);
CREATE TABLE postings (word_no INTEGER, first INTEGER, spot_bytes UTINYINT,
    articles BLOB USING COMPRESSION uncompressed, spots BLOB USING COMPRESSION uncompressed);
"""
TABLES = ("words", "postings")


def split(text: str) -> list[str]:
    """Return the words of a text as they are written: what `fold` leaves of each is one word of the index."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return [word for word in spaced.split(" ") if any(unicodedata.category(c)[0] in "LN" for c in word)]


def articles_with(
    cursor: duckdb.DuckDBPyConnection, terms: Sequence[str], vocabulary: Vocabulary | None = None
) -> np.ndarray | None:
    """
    Return the numbers of the articles that have all terms, ascending; None if nothing is asked.

    A term is a word that starts a word, or words that stand side by side of which the last may go on. Words are looked
    up in `vocabulary` or, without one, in the database.
    """
    asked = [folded(cursor, words) for words in map(split, terms) if words]
    if not asked:
        return None

    def numbers(word: str, *, starts: bool) -> np.ndarray:
        if vocabulary is not None:
            return vocabulary.starting(word) if starts else vocabulary.being(word)
        same = "starts_with(word, ?)" if starts else "word = ?"
        return cursor.execute(f"SELECT word_no FROM words WHERE {same}", [word]).fetchnumpy()["word_no"]

    found = []
    for *words, last in asked:
        if not words:
            found.append(_articles(cursor, numbers(last, starts=True)))
            continue
        spots = [_spots(cursor, numbers(word, starts=False)) for word in words]
        spots.append(_spots(cursor, numbers(last, starts=True)))
        found.append(_side_by_side(spots) >> POSITION_BITS)
    size = 1 + max(int(each.max(initial=0)) for each in found)
    return np.flatnonzero(reduce(np.logical_and, [there(each, size) for each in found]))


def folded(cursor: duckdb.DuckDBPyConnection, texts: Sequence[str]) -> list[str]:
    """Return texts as the index has words, in lower case, without accents; it is asked only where that is not plain."""
    if not all(text.isascii() for text in texts):
        row = cursor.execute(f"SELECT {', '.join('fold(?)' for _ in texts)}", list(texts)).fetchone()
        return list(row or ())
    return [" ".join(text.encode().translate(PLAIN).decode().split()) for text in texts]


def _rows(cursor: duckdb.DuckDBPyConnection, columns: str, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Return columns of the postings of some words."""
    if not len(numbers):
        return cursor.execute(f"SELECT {columns} FROM postings LIMIT 0").fetchnumpy()
    low, high = int(numbers.min()), int(numbers.max())
    sql = f"SELECT {columns} FROM postings WHERE word_no BETWEEN ? AND ?"
    if high - low + 1 == len(numbers):  # as a rule: words are numbered in their order
        return cursor.execute(sql, [low, high]).fetchnumpy()
    these = "word_no IN (SELECT unnest(?::INTEGER[]))"
    return cursor.execute(f"{sql} AND {these}", [low, high, numbers.tolist()]).fetchnumpy()


def _articles(cursor: duckdb.DuckDBPyConnection, numbers: np.ndarray) -> np.ndarray:
    """Return the articles that have one of some words, perhaps several times."""
    rows = _rows(cursor, "first, articles", numbers)
    return _article_numbers(rows["first"], rows["articles"])


def _article_numbers(first: np.ndarray, blobs: np.ndarray) -> np.ndarray:
    found = np.frombuffer(b"".join(blobs), dtype="<u2").astype(np.int32)
    return found + np.repeat(first, _sizes(blobs, 2))


def _spots(cursor: duckdb.DuckDBPyConnection, numbers: np.ndarray) -> np.ndarray:
    """Return the spots of some words, ascending: article_no * 2^20 + how many words of the article stand before."""
    rows = _rows(cursor, "first, articles, spot_bytes, spots", numbers)
    found = []
    for width in (2, 4):
        chosen = np.flatnonzero(rows["spot_bytes"] == width)
        spots = np.frombuffer(b"".join(rows["spots"][chosen]), dtype=f"<u{width}").astype(np.int64)
        articles = _article_numbers(rows["first"][chosen], rows["articles"][chosen]).astype(np.int64)
        found.append((articles[np.cumsum(spots & 1) - 1] << POSITION_BITS) | (spots >> 1))
    spots = np.concatenate(found)
    spots.sort()
    return spots


def _sizes(blobs: np.ndarray, width: int) -> np.ndarray:
    return np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs)) // width


def _side_by_side(spots: Sequence[np.ndarray]) -> np.ndarray:
    """Return the spots of the first words after which the others stand, each one further."""
    begins = min(((each - nth, nth) for nth, each in enumerate(spots)), key=lambda each: len(each[0]))[0]
    for nth, each in enumerate(spots):
        at = np.searchsorted(each, begins + nth)
        begins = begins[(at < len(each)) & (each[np.minimum(at, len(each) - 1)] == begins + nth)] if len(each) else each
    return begins
