"""
Words of the articles, so that a search reads the places of its words and not the texts.

Two tables of the index, filled and refreshed in the transaction that takes the articles in, thrown away with it:

    words       word, word_no            each word once, folded: in lower case, without accents
    postings    word_no, articles, spots     where it stands, one row a word and a stretch of articles; `articles` are
                                         article_no, `spots` are article_no * 2^20 + how many words stand before it

Both lists ascend, which packs them well. Rows of articles that were replaced stay and name articles that are gone:
who asks joins them with something that is there. A word is a run of letters, digits and marks; title and text are one
run of words. The texts are split at white space first and only the distinct pieces are folded: folding is most of the
work.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CREATE = """
CREATE TABLE words (word VARCHAR, word_no INTEGER);
CREATE TABLE postings (word_no INTEGER, articles INTEGER[], spots BIGINT[]);
"""
TABLES = ("words", "postings")

#: Characters of text that are split at a time; bounds memory at some ten times this.
CHUNK_CHARACTERS = 8_000_000
#: Bits of a spot that say how many words stand before it; what follows the millionth word of an article is not found.
_BITS = 20

_ADD_WORDS = """
INSERT INTO words
SELECT word, row_number() OVER (ORDER BY word) + (SELECT coalesce(max(word_no), 0) FROM words)
FROM found_words WHERE word NOT IN (SELECT word FROM words)
"""
_ADD_POSTINGS = "INSERT INTO postings SELECT word_no, articles, spots FROM found_words JOIN words USING (word)"


def add(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take in the articles of `fresh`, which the index has just taken in; inside the caller's transaction."""
    sizes = cursor.execute(
        "SELECT article_no, length(text) FROM articles WHERE article_no IN (SELECT article_no FROM fresh) ORDER BY 1"
    ).fetchall()
    start, characters = (sizes[0][0] - 1 if sizes else 0), 0
    for number, size in sizes:
        characters += size
        if characters >= CHUNK_CHARACTERS or number == sizes[-1][0]:
            _add_some(cursor, start, number)
            start, characters = number, 0


def _add_some(cursor: duckdb.DuckDBPyConnection, after: int, last: int) -> None:
    read = cursor.sql(
        "SELECT article_no, title || ' ' || text AS said FROM articles WHERE article_no > ? AND article_no <= ?",
        params=[after, last],
    ).to_arrow_table()
    pieces = pc.utf8_split_whitespace(read["said"].combine_chunks())
    of_article = np.repeat(read["article_no"].to_numpy().astype(np.int64), pc.list_value_length(pieces).to_numpy())
    coded = pieces.flatten().dictionary_encode()
    del read, pieces
    words, counts, first = _words_of_pieces(cursor, coded.dictionary)
    code = coded.indices.to_numpy()
    times = counts[code]
    of_article = np.repeat(of_article, times)
    if not len(of_article):
        return
    order = np.arange(len(of_article))
    within = order - np.repeat(np.cumsum(times) - times, times)
    word = words.indices.to_numpy()[np.repeat(first[code], times) + within]
    begins = np.flatnonzero(np.diff(of_article, prepend=-1))
    before = order - np.repeat(begins, np.diff(np.append(begins, len(order))))
    kept = before < 2**_BITS
    spots = (of_article[kept] << _BITS) | before[kept]
    # one sort of integers: word, then spot, packed into 64 bits
    base = spots.min()
    bits = int(spots.max() - base).bit_length()
    packed = np.sort((word[kept].astype(np.int64) << bits) | (spots - base))
    word, spots = packed >> bits, (packed & (2**bits - 1)) + base
    starts = np.flatnonzero(np.diff(word, prepend=-1))
    articles = spots >> _BITS
    fresh = np.diff(articles, prepend=-1) != 0
    fresh[starts] = True
    table = pa.table(
        {
            "word": words.dictionary.take(pa.array(word[starts])),
            "articles": _lists(np.append(np.cumsum(fresh)[starts] - 1, fresh.sum()), articles[fresh].astype(np.int32)),
            "spots": _lists(np.append(starts, len(spots)), spots),
        }
    )
    cursor.register("found_words", table)
    cursor.execute(_ADD_WORDS)
    cursor.execute(_ADD_POSTINGS)
    cursor.unregister("found_words")


def _words_of_pieces(
    cursor: duckdb.DuckDBPyConnection, pieces: pa.Array
) -> tuple[pa.DictionaryArray, np.ndarray, np.ndarray]:
    """Return the words of all pieces one after the other, and of each piece how many it has and where they start."""
    cursor.register("found_pieces", pa.table({"piece": pieces, "number": pa.array(np.arange(len(pieces)))}))
    folded = cursor.sql("SELECT fold(piece) AS folded FROM found_pieces ORDER BY number").to_arrow_table()
    cursor.unregister("found_pieces")
    split = pc.split_pattern(folded["folded"].combine_chunks(), " ")
    words = split.flatten()
    lengths = pc.list_value_length(split).to_numpy().astype(np.int64)
    first = np.cumsum(lengths) - lengths
    empty = pc.equal(words, "").to_numpy(zero_copy_only=False)  # what has no letter splits into one empty word
    lengths = np.where(empty[first], 0, lengths) if len(first) else lengths
    return words.dictionary_encode(), lengths, first


def _lists(offsets: np.ndarray, values: np.ndarray) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(values))


def split(text: str) -> list[str]:
    """Return the words of a text as they are written: what `fold` leaves of each is one word of the index."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return [word for word in spaced.split(" ") if any(unicodedata.category(c)[0] in "LN" for c in word)]


def articles_with(terms: Sequence[str]) -> tuple[str, list[str]] | None:
    """
    Return a query of the article numbers that have all terms, and its values; None if nothing is asked.

    A term is a word that starts a word, or words that stand side by side of which the last may go on.
    """
    parts: list[str] = []
    values: list[str] = []
    for term in terms:
        words = split(term)
        if len(words) == 1:
            parts.append(f"SELECT unnest(articles) AS article_no FROM postings WHERE {_STARTS}")
        elif words:
            parts.append(_side_by_side(len(words)))
        values += words
    if not parts:
        return None
    return " INTERSECT ".join(parts), values


_STARTS = "word_no IN (SELECT word_no FROM words WHERE starts_with(word, fold(?)))"
_IS = "word_no IN (SELECT word_no FROM words WHERE word = fold(?))"
#: More words side by side than this are counted instead of joined: a plan of a thousand joins is none.
_MOST_JOINED = 4


def _side_by_side(count: int) -> str:
    if count > _MOST_JOINED:
        asked = ", ".join(f"(fold(?), {n})" for n in range(count))
        return f"""
            SELECT (begins >> {_BITS})::INTEGER AS article_no FROM (
                SELECT unnest(p.spots) - a.nth AS begins FROM (VALUES {asked}) a(word, nth)
                JOIN words w ON w.word = a.word OR (a.nth = {count - 1} AND starts_with(w.word, a.word))
                JOIN postings p USING (word_no)) GROUP BY begins HAVING count(*) = {count}"""
    spots = [f"(SELECT unnest(spots) AS spot FROM postings WHERE {_IS})"] * (count - 1)
    spots.append(f"(SELECT unnest(spots) AS spot FROM postings WHERE {_STARTS})")
    joins = " ".join(f"SEMI JOIN {each} s{n} ON s{n}.spot = s0.spot + {n}" for n, each in enumerate(spots) if n)
    return f"SELECT (s0.spot >> {_BITS})::INTEGER AS article_no FROM {spots[0]} s0 {joins}"
