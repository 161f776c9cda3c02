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

import contextlib
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CREATE = """
CREATE TABLE words (word VARCHAR, word_no INTEGER);
CREATE TABLE postings (word_no INTEGER, articles INTEGER[], spots BIGINT[]);
"""
TABLES = ("words", "postings")

#: Characters of text that are split at a time; bounds memory at some twenty times this.
CHUNK_CHARACTERS = 16_000_000
#: Bits of a spot that say how many words stand before it; what follows the millionth word of an article is not found.
_BITS = 20

_ADD_WORDS = """
INSERT INTO words
SELECT word, row_number() OVER (ORDER BY word) + (SELECT coalesce(max(word_no), 0) FROM words)
FROM found_words WHERE word NOT IN (SELECT word FROM words)
"""
_NUMBERS = "SELECT f.nth, w.word_no FROM found_words f JOIN words w USING (word)"


@dataclass(frozen=True, slots=True)
class _Found:
    """The words of some articles, sorted, and of each word the articles that have it and its spots there."""

    words: pa.Array
    articles: pa.ListArray
    spots: pa.ListArray


def add(cursor: duckdb.DuckDBPyConnection) -> None:
    """
    Take in the articles of `fresh`, which the index has just taken in; inside the caller's transaction.

    Two threads, of which one reads and splits while the other counts and stores.
    """
    sizes = cursor.execute(
        "SELECT article_no, length(text) FROM articles WHERE article_no IN (SELECT article_no FROM fresh) ORDER BY 1"
    ).fetchall()
    with contextlib.closing(_Held(cursor)) as held, ThreadPoolExecutor(1, "words") as counting:
        last: Future[_Found | None] | None = None
        for after, until in _stretches(sizes):
            read = cursor.sql(
                "SELECT article_no, title || ' ' || text AS said FROM articles WHERE article_no BETWEEN ? AND ?",
                params=[after + 1, until],
            ).to_arrow_table()
            pieces = _pieces(cursor, held, read)
            del read
            if last is not None:
                _store(cursor, held, last.result())
            last = counting.submit(_count, pieces)
            del pieces
        if last is not None:
            _store(cursor, held, last.result())


def _stretches(sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the articles as (after, up to and with), so many characters at a time."""
    start, characters = (sizes[0][0] - 1 if sizes else 0), 0
    for number, size in sizes:
        characters += size
        if characters >= CHUNK_CHARACTERS or number == sizes[-1][0]:
            yield start, number
            start, characters = number, 0


@dataclass(frozen=True, slots=True)
class _Pieces:
    """
    What white space parts, of some articles: `code` of each piece, `lengths` pieces an article, and of each code its
    words: `counts` of them, from `first` on, in `words` (coded) of `vocabulary`.
    """

    article: np.ndarray
    lengths: np.ndarray
    code: np.ndarray
    counts: np.ndarray
    first: np.ndarray
    words: np.ndarray
    vocabulary: pa.Array


def _pieces(cursor: duckdb.DuckDBPyConnection, held: _Held, read: pa.Table) -> _Pieces:
    parted = pc.utf8_split_whitespace(read["said"].combine_chunks())
    lengths = pc.list_value_length(parted).to_numpy()
    coded = parted.flatten().dictionary_encode()
    words, counts, first = _words_of_pieces(cursor, held, coded.dictionary)
    # numbered as they sort, so that what begins alike stands together
    order = pc.sort_indices(words.dictionary)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    return _Pieces(
        read["article_no"].to_numpy().astype(np.int64), lengths, coded.indices.to_numpy(), counts, first,
        rank[words.indices.to_numpy()], words.dictionary.take(order),
    )  # fmt: skip


def _count(pieces: _Pieces) -> _Found | None:
    times = pieces.counts[pieces.code]
    if len(times) and times.min() == times.max() == 1:
        word, of_article = pieces.words[pieces.first[pieces.code]], pieces.lengths
    else:
        ends = np.cumsum(times, dtype=np.int64)
        within = np.arange(ends[-1] if len(ends) else 0, dtype=np.int32)
        within += np.repeat((pieces.first[pieces.code] - ends + times).astype(np.int32), times)
        word = pieces.words[within]
        of_article = np.diff(np.append(0, ends)[np.append(0, np.cumsum(pieces.lengths))])
    if not len(word):
        return None
    begins = np.cumsum(of_article) - of_article
    order = np.arange(len(word), dtype=np.int64)
    spots = order + np.repeat((pieces.article << _BITS) - begins, of_article)
    if of_article.max() > 1 << _BITS:
        kept = order - np.repeat(begins, of_article) < 1 << _BITS
        word, spots = word[kept], spots[kept]
    # one sort of integers: word, then spot, packed into 64 bits
    base = int(spots.min())
    bits = int(spots.max() - base).bit_length()
    packed = word.astype(np.int64)
    packed <<= bits
    packed |= spots - base
    packed.sort()
    word = packed >> bits
    starts = np.flatnonzero(np.diff(word, prepend=-1))
    packed &= (1 << bits) - 1
    packed += base
    articles = (packed >> _BITS).astype(np.int32)
    fresh = np.diff(articles, prepend=-1) != 0
    fresh[starts] = True
    of_word = np.append(np.cumsum(fresh)[starts] - 1, np.count_nonzero(fresh))
    return _Found(
        pieces.vocabulary.take(pa.array(word[starts])),
        _lists(of_word, articles[fresh]),
        _lists(np.append(starts, len(packed)), packed),
    )


def _store(cursor: duckdb.DuckDBPyConnection, held: _Held, found: _Found | None) -> None:
    """Add words and postings, in the order of the words, so that few blocks hold what is asked for together."""
    if found is None:
        return
    with held.of(found_words=pa.table({"word": found.words, "nth": np.arange(len(found.words))})):
        cursor.execute(_ADD_WORDS)
        known = cursor.execute(_NUMBERS).fetchnumpy()
    numbers = np.empty(len(found.words), dtype=np.int32)
    numbers[known["nth"]] = known["word_no"]
    postings = pa.table({"word_no": numbers, "articles": found.articles, "spots": found.spots})
    with held.of(found_postings=postings):
        cursor.execute("INSERT INTO postings SELECT word_no, articles, spots FROM found_postings")


def _words_of_pieces(
    cursor: duckdb.DuckDBPyConnection, held: _Held, pieces: pa.Array
) -> tuple[pa.DictionaryArray, np.ndarray, np.ndarray]:
    """Return the words of all pieces one after the other, and of each piece how many it has and where they start."""
    with held.of(found_pieces=pa.table({"piece": pieces, "number": np.arange(len(pieces))})):
        folded = cursor.sql("SELECT fold(piece) AS folded FROM found_pieces ORDER BY number").to_arrow_table()
    split = pc.split_pattern(folded["folded"].combine_chunks(), " ")
    words = split.flatten()
    lengths = pc.list_value_length(split).to_numpy().astype(np.int32)
    first = np.cumsum(lengths, dtype=np.int32) - lengths
    empty = pc.equal(words, "").to_numpy(zero_copy_only=False)  # what has no letter splits into one empty word
    lengths = np.where(empty[first], 0, lengths) if len(first) else lengths
    return words.dictionary_encode(), lengths, first


class _Held:
    """
    Arrow tables that a cursor sees under fixed names, one content after the other.

    A table that is registered in a transaction stays in memory until its end, even when it is unregistered: registering
    each stretch anew would hold all of them. So what is registered, once, only lends what it holds at the moment.
    """

    class _Lent:
        table: pa.Table

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.table.__arrow_c_stream__(requested_schema)

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._lent: dict[str, _Held._Lent] = {}

    @contextlib.contextmanager
    def of(self, **named: pa.Table) -> Iterator[None]:
        """Let the cursor see these tables for as long as the block runs; of one name all have the same columns."""
        for name, table in named.items():
            lent = self._lent.get(name) or _Held._Lent()
            lent.table = table
            if name not in self._lent:
                self._cursor.register(name, lent)
                self._lent[name] = lent
        try:
            yield
        finally:
            for name, table in named.items():
                self._lent[name].table = table.schema.empty_table()

    def close(self) -> None:
        """Take the names away."""
        for name in self._lent:
            self._cursor.unregister(name)


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
    parts = articles_with_each(terms)
    if not parts:
        return None
    return " INTERSECT ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def articles_with_each(terms: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return a query for each term that has a word, as `articles_with` does for all; a number may come twice."""
    parts = []
    for term in terms:
        words = split(term)
        if len(words) == 1:
            parts.append((f"SELECT unnest(articles) AS article_no FROM postings WHERE {_STARTS}", words))
        elif words:
            parts.append((_side_by_side(len(words)), words))
    return parts


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
