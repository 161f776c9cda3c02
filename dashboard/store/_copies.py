"""
Which articles of the index are copies of one report, kept in step by each refresh.

    prints          print_no, print        each text once, whatever white space and case it has
    article_prints  article_no, print_no   the texts of the articles; too short ones have none
    print_bands     band, print_no         where texts that are alike meet
    near_prints     one, other             the texts that are copies of each other, `one` < `other`
    copies          article_no, report     the articles that have a copy, with the number of their report

A new text is compared with texts before it that share a band: of each band with the first ones, of all of them with
those that share most. So the work for a text is bounded, also for forms that thousands follow, and each refresh looks
at what is new only; a rebuild compares the same. Copies of copies are of one report. Runs inside the transaction of the
caller, which holds the table `fresh` of `_loading`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from dashboard.store._fingerprints import BANDS, COMPARED_CHARACTERS, Report, fingerprints, same_report, unpacked
from dashboard.store._lent import Held

CREATE = """
CREATE TABLE prints (print_no INTEGER, print UBIGINT);
CREATE TABLE article_prints (article_no INTEGER, print_no INTEGER);
CREATE TABLE print_bands (band UINTEGER, print_no INTEGER);
CREATE TABLE near_prints (one INTEGER, other INTEGER);
CREATE TABLE copies (article_no INTEGER, report INTEGER);
"""
TABLES = ("prints", "article_prints", "print_bands", "near_prints", "copies")

#: Texts of a band with which later ones are compared, and texts that one is compared with in all.
FIRST_IN_BAND, MOST_COMPARED = 30, 12
#: Articles whose fingerprints are taken in, pairs that are made, and pairs that are compared at a time; bound memory.
CHUNK_ARTICLES, CHUNK_PAIRS, PAIRS_OF_TEXTS = 50_000, 4_000_000, 2_000
#: Articles that came without a fingerprint, or with one of another version, that are read at a time.
CHUNK_TEXTS = 2_000

_FORGET = """
CREATE OR REPLACE TEMP TABLE dead AS
SELECT DISTINCT print_no FROM article_prints WHERE article_no IN (SELECT replaces FROM fresh);
DELETE FROM article_prints WHERE article_no IN (SELECT replaces FROM fresh);
DELETE FROM dead WHERE print_no IN (SELECT print_no FROM article_prints);
DELETE FROM prints WHERE print_no IN (SELECT print_no FROM dead);
DELETE FROM print_bands WHERE print_no IN (SELECT print_no FROM dead);
DELETE FROM near_prints WHERE one IN (SELECT print_no FROM dead) OR other IN (SELECT print_no FROM dead);
DROP TABLE dead;
"""

_TAKE_IN = """
CREATE OR REPLACE TEMP TABLE new_prints AS
SELECT row_number() OVER (ORDER BY nth) + (SELECT coalesce(max(print_no), 0) FROM prints) AS print_no, print, nth
FROM (SELECT print, min(nth) AS nth FROM found_prints GROUP BY print) WHERE print NOT IN (SELECT print FROM prints);
INSERT INTO prints SELECT print_no, print FROM new_prints ORDER BY print_no;
INSERT INTO article_prints SELECT f.article_no, p.print_no FROM found_prints f JOIN prints p USING (print);
INSERT INTO print_bands SELECT b.band, n.print_no FROM found_bands b JOIN new_prints n USING (nth);
DROP TABLE new_prints;
"""

_CHANGED = """
DELETE FROM copies WHERE NOT EXISTS (
    SELECT 1 FROM found_copies f WHERE f.article_no = copies.article_no AND f.report = copies.report);
INSERT INTO copies SELECT * FROM found_copies f WHERE NOT EXISTS (
    SELECT 1 FROM copies c WHERE c.article_no = f.article_no);
"""


def update(cursor: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    """
    Take in the articles of `fresh`, which the index has just taken in, and forget those that they replace.

    `rows` are their article_no and fingerprint, which may be null.
    """
    for statement in _FORGET.split(";\n"):
        cursor.execute(statement)
    ((before,),) = cursor.execute("SELECT coalesce(max(print_no), 0) FROM prints").fetchall()
    with contextlib.closing(Held(cursor)) as held:
        for start in range(0, len(rows), CHUNK_ARTICLES):
            some = rows.slice(start, CHUNK_ARTICLES)
            numbers = some.column(0).to_numpy()
            _take_in(cursor, held, numbers, some.column(1).to_pylist())
    for one, other in _candidates(cursor, before):
        _compare(cursor, one, other)
    _number_reports(cursor)


def _take_in(cursor: duckdb.DuckDBPyConnection, held: Held, numbers: np.ndarray, made: list[bytes | None]) -> None:
    lacking = np.flatnonzero(~unpacked(made)[0])
    for start in range(0, len(lacking), CHUNK_TEXTS):
        at = lacking[start : start + CHUNK_TEXTS].tolist()
        texts = _texts(cursor, numbers[at].tolist())
        for place, found in zip(at, fingerprints(*zip(*(texts[numbers[n]] for n in at), strict=True)), strict=True):
            made[place] = found
    _, prints, long, bands = unpacked(made)
    nth = np.flatnonzero(prints).astype(np.int32)
    with held.of(
        found_prints=pa.table({"article_no": numbers[nth], "print": prints[nth], "nth": nth}),
        found_bands=pa.table({"nth": np.repeat(long.astype(np.int32), BANDS), "band": bands.ravel()}),
    ):
        for statement in _TAKE_IN.split(";\n"):
            cursor.execute(statement)


def _candidates(cursor: duckdb.DuckDBPyConnection, before: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the pairs to compare of each text with a number above one: an earlier text, and it."""
    shared = "WHERE band IN (SELECT band FROM print_bands WHERE print_no > ?)" if before else ""
    rows = cursor.execute(f"SELECT band, print_no FROM print_bands {shared}", [before] if before else None).fetchnumpy()
    met = np.asarray(rows["band"]).astype(np.int64) << 32
    met |= rows["print_no"]
    del rows
    met.sort()
    met = met[np.append(True, met[1:] != met[:-1])] if len(met) else met
    band = met >> 32
    fresh = np.append(True, band[1:] != band[:-1]) if len(met) else np.zeros(0, bool)
    start = np.flatnonzero(fresh)[np.cumsum(fresh) - 1] if len(met) else met
    rank = np.arange(len(met)) - start
    number = met & 0xFFFFFFFF
    at = np.flatnonzero((rank > 0) & (number > before))
    at = at[np.argsort(number[at], kind="stable")]
    partners = np.minimum(rank[at], FIRST_IN_BAND)
    ends = np.cumsum(partners)
    cut = 0
    while cut < len(at):
        until = int(np.searchsorted(ends, (ends[cut - 1] if cut else 0) + CHUNK_PAIRS, side="right"))
        until = max(until, cut + 1)
        until = int(np.searchsorted(number[at], number[at[until - 1]], side="right"))  # all bands of a text together
        some, times = at[cut:until], partners[cut:until]
        first = np.repeat(start[some], times) + np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        pairs, count = np.unique(np.repeat(number[some] << 32, times) | number[first], return_counts=True)
        other = pairs >> 32
        order = np.lexsort((-count, other))
        other, one = other[order], (pairs & 0xFFFFFFFF)[order]
        fresh = np.append(True, other[1:] != other[:-1])
        place = np.arange(len(other)) - np.flatnonzero(fresh)[np.cumsum(fresh) - 1]
        chosen = place < MOST_COMPARED
        yield one[chosen], other[chosen]
        cut = until


def _compare(cursor: duckdb.DuckDBPyConnection, one: np.ndarray, other: np.ndarray) -> None:
    """Keep the pairs of texts that are copies."""
    found = []
    for at in range(0, len(one), PAIRS_OF_TEXTS):
        pairs = list(zip(one[at : at + PAIRS_OF_TEXTS].tolist(), other[at : at + PAIRS_OF_TEXTS].tolist(), strict=True))
        article = _articles(cursor, sorted({number for pair in pairs for number in pair}))
        texts = _texts(cursor, sorted(article.values()))
        read = dict(zip(article, Report.of([texts[each][1] for each in article.values()]), strict=True))
        found += [pair for pair in pairs if same_report(read[pair[0]], read[pair[1]])]
    if found:
        columns = np.array(found, dtype=np.int32).T
        cursor.execute(
            "INSERT INTO near_prints SELECT unnest(?::INTEGER[]), unnest(?::INTEGER[])",
            [columns[0].tolist(), columns[1].tolist()],
        )


def _articles(cursor: duckdb.DuckDBPyConnection, prints: Sequence[int]) -> dict[int, int]:
    """Return an article of each print, the first."""
    sql = f"SELECT print_no, min(article_no) FROM article_prints WHERE print_no IN ({_values(prints)}) GROUP BY ALL"
    return dict(cursor.execute(sql).fetchall())


def _texts(cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return title and text of some articles, as far as they are compared."""
    rows = cursor.execute(
        f"SELECT article_no, title, left(text, {COMPARED_CHARACTERS}) FROM articles "
        f"WHERE article_no IN ({_values(numbers)})"
    ).fetchall()
    return {number: (title, text) for number, title, text in rows}


def _values(numbers: Sequence[int]) -> str:
    """Return numbers as they stand in SQL: a join with a list of them would read every text there is."""
    return ", ".join(str(int(number)) for number in numbers) or "NULL"


def _number_reports(cursor: duckdb.DuckDBPyConnection) -> None:
    """Number the reports by their first article, and write down what that changes."""
    pairs = cursor.execute("SELECT one, other FROM near_prints").fetchnumpy()
    of = cursor.execute(
        """
        SELECT article_no, print_no FROM article_prints
        WHERE print_no IN (SELECT one FROM near_prints UNION ALL SELECT other FROM near_prints
                           UNION ALL SELECT print_no FROM article_prints GROUP BY print_no HAVING count(*) > 1)
        """
    ).fetchnumpy()
    group = together(of["print_no"], pairs["one"], pairs["other"])
    order = np.lexsort((of["article_no"], group))
    article, group = of["article_no"][order], group[order]
    first = np.append(True, group[1:] != group[:-1]) if len(group) else np.zeros(0, dtype=bool)
    report = article[np.flatnonzero(first)[np.cumsum(first) - 1]] if len(group) else article
    table = pa.table({"article_no": article.astype(np.int32), "report": report.astype(np.int32)})
    with contextlib.closing(Held(cursor)) as held, held.of(found_copies=table):
        for statement in _CHANGED.split(";\n"):
            cursor.execute(statement)


def together(members: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """
    Return a number for each member, the same for those that pairs connect, also through others.

    `one` and `other` hold the pairs; members may come several times.
    """
    known, at = np.unique(members, return_inverse=True)
    first, second = np.searchsorted(known, one), np.searchsorted(known, other)
    group = np.arange(len(known))
    while True:
        least = np.minimum(group[first], group[second])
        before = group.copy()
        np.minimum.at(group, first, least)
        np.minimum.at(group, second, least)
        group = group[group]
        if np.array_equal(group, before):
            return group[at]
