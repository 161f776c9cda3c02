"""
Read from the tables of the index what it counts with (`_facts`), at once or what is new.

What there is one of an article, a place or an actor is read whole each time; mentions, which are most of it, only where
their articles are new. Nothing is written.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

import duckdb
import numpy as np

from dashboard.model import ROLES
from dashboard.store import _vocabulary
from dashboard.store._by_number import ByNumber
from dashboard.store._facts import (
    NO_DAY,
    SENTENCE_BITS,
    Beside,
    Facts,
    Mentions,
    Names,
    Numbers,
    distinct,
    key_of,
    parted,
)
from dashboard.store._vocabulary import Vocabulary

_Columns = TypeVar("_Columns", Mentions, Beside)


def load(cursor: duckdb.DuckDBPyConnection, generation: int) -> Facts:
    """Read everything; about a second for 2 million mentions."""
    nothing = np.zeros(0, dtype=np.int32)
    no_mentions = Mentions(nothing, nothing, nothing, nothing.astype(np.uint8), np.zeros(0), nothing, nothing)
    empty = Facts(
        generation=generation, roles=ROLES, sentences=np.zeros(0, dtype=np.int64), placed=no_mentions,
        lost=no_mentions, pair_place=nothing, pair_article=nothing, spellings=(), spelled=nothing, words=Vocabulary(),
        beside=Beside(nothing, nothing, nothing, nothing, nothing), at_place=ByNumber(nothing, nothing),
        sentences_naming=ByNumber(nothing, nothing), articles_naming=ByNumber(nothing, nothing), **_small(cursor),
    )  # fmt: skip
    return _with_mentions(cursor, empty, after=0)


def grown(cursor: duckdb.DuckDBPyConnection, facts: Facts) -> Facts:
    """Return the facts with the articles after their last one; what they hold already must not have changed."""
    return _with_mentions(cursor, replace(facts, **_small(cursor)), after=facts.last)


def _small(cursor: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Read what there is one of an article, a place or an actor."""
    outlets = cursor.execute("SELECT DISTINCT coalesce(source, '') FROM articles ORDER BY 1").fetchall()
    rows = cursor.execute(
        """
        WITH outlets AS (SELECT source, row_number() OVER (ORDER BY source) - 1 AS outlet
                         FROM (SELECT DISTINCT coalesce(source, '') AS source FROM articles))
        SELECT a.article_no, a.arrived, coalesce(date_diff('day', DATE '1970-01-01', a.published), ?)::INTEGER AS day,
               o.outlet::INTEGER AS outlet,
               (row_number() OVER (ORDER BY a.published DESC NULLS LAST, a.article_id) - 1)::INTEGER AS rank,
               coalesce(c.report, 0) AS report
        FROM articles a JOIN outlets o ON o.source = coalesce(a.source, '') LEFT JOIN copies c USING (article_no)
        """,
        [NO_DAY],
    ).fetchnumpy()
    number = rows["article_no"]
    last = int(number.max(initial=0))

    def by_number(values: Numbers, otherwise: int = 0) -> Numbers:
        found = np.full(last + 1, otherwise, dtype=np.int32)
        found[number] = values
        return found

    there = np.zeros(last + 1, dtype=bool)
    there[number] = True
    places = cursor.execute(
        """
        SELECT place_id, name, kind, coalesce(country_code, '') AS country_code, coalesce(country, '') AS country,
               coalesce(admin1, '') AS admin1, lat, lon, radius_km, population, place_no
        FROM places ORDER BY name, place_id
        """
    ).df()
    actors = cursor.execute(
        """
        SELECT actor_id, name, type, coalesce(country_code, '') AS country_code, listed, affiliation, actor_no
        FROM actors ORDER BY name, actor_id
        """
    ).df()
    return {
        "last": last,
        "there": there,
        "arrived": by_number(rows["arrived"]),
        "day": by_number(rows["day"], NO_DAY),
        "outlet": by_number(rows["outlet"]),
        "outlets": tuple(row[0] for row in outlets),
        "rank": by_number(rows["rank"]),
        "report": by_number(rows["report"]),
        "places": Names(places.drop(columns="place_no"), places["place_no"].to_numpy(np.int32)),
        "actors": Names(actors.drop(columns="actor_no"), actors["actor_no"].to_numpy(np.int32)),
    }


def _with_mentions(cursor: duckdb.DuckDBPyConnection, facts: Facts, *, after: int) -> Facts:
    """Return the facts with the mentions of the articles after one."""
    unknown = cursor.execute(
        "SELECT DISTINCT role FROM mentions WHERE article_no > ? AND NOT list_contains(?, role) ORDER BY 1",
        [after, list(facts.roles)],
    ).fetchall()
    roles = (*facts.roles, *(row[0] for row in unknown))
    columns = "sentence_key, (list_position($roles, role) - 1)::UTINYINT AS role, confidence"
    bound = {"roles": list(roles), "after": after}
    rows = cursor.execute(
        f"SELECT {columns}, place_no FROM mentions WHERE place_no IS NOT NULL AND article_no > $after", bound
    ).fetchnumpy()
    lost = cursor.execute(
        f"SELECT {columns}, unplaced, surface FROM mentions WHERE place_no IS NULL AND article_no > $after", bound
    ).fetchnumpy()
    keys = distinct(np.concatenate([rows["sentence_key"], lost["sentence_key"]]))
    first = len(facts.sentences)
    placed = _mentions(rows, keys, first)
    both = key_of(placed.article, placed.place)
    pairs = distinct(both)
    pair = np.searchsorted(pairs, both)
    placed = replace(placed, pair=(pair + len(facts.pair_place)).astype(np.int32))
    codes = {spelling: code for code, spelling in enumerate(facts.spellings)}
    written = zip(lost["unplaced"].tolist(), lost["surface"].tolist(), strict=True)
    lost["spelling"] = np.array([codes.setdefault(each, len(codes)) for each in written], dtype=np.int32)
    folded: dict[str, int] = {}
    spelled = np.array([folded.setdefault(each, len(folded)) for each, _ in codes], dtype=np.int32)
    placed = _joined(facts.placed, placed)
    beside = _joined(facts.beside, _beside(cursor, keys, first, len(facts.beside.of_actor), after))
    return replace(
        facts,
        roles=roles,
        sentences=np.concatenate([facts.sentences, keys]),
        placed=placed,
        lost=_joined(facts.lost, _mentions(lost, keys, first)),
        pair_article=np.concatenate([facts.pair_article, parted(pairs)[0]]),
        pair_place=np.concatenate([facts.pair_place, parted(pairs)[1]]),
        beside=beside,
        spellings=tuple(codes),
        spelled=spelled,
        words=_vocabulary.grown(cursor, facts.words),
        at_place=facts.at_place.grown(placed.place, np.arange(len(placed), dtype=np.int32)),
        sentences_naming=facts.sentences_naming.grown(beside.actor, beside.sentence),
        articles_naming=facts.articles_naming.grown(beside.of_actor, beside.of_article),
    )


def _mentions(rows: dict[str, Numbers], keys: Numbers, first: int) -> Mentions:
    """Return mentions sorted by sentence; the sentences are `keys`, numbered from `first`."""
    key = rows["sentence_key"]
    if len(key) and np.any(key[1:] < key[:-1]):
        order = np.argsort(key, kind="stable")
        rows = {name: column[order] for name, column in rows.items()}
        key = rows["sentence_key"]
    none = np.broadcast_to(np.int32(-1), key.shape)
    return Mentions(
        article=(key >> SENTENCE_BITS).astype(np.int32),
        sentence=(np.searchsorted(keys, key) + first).astype(np.int32),
        place=rows["place_no"].astype(np.int32) if "place_no" in rows else np.zeros(len(key), dtype=np.int32),
        role=rows["role"].astype(np.uint8),
        confidence=rows["confidence"].astype(np.float64),
        pair=none,
        spelling=rows.get("spelling", none),
    )


def _beside(cursor: duckdb.DuckDBPyConnection, keys: Numbers, first: int, first_pair: int, after: int) -> Beside:
    """Return who is named in the sentences `keys`, numbered from `first`, and in all articles after one."""
    pairs = cursor.execute("SELECT article_no, actor_no FROM article_actors WHERE article_no > ?", [after]).fetchnumpy()
    pair = np.sort(key_of(pairs["article_no"], pairs["actor_no"]))
    said = cursor.execute(
        """
        SELECT sentence_key, actor_no FROM sentence_actors
        WHERE sentence_key >= ? AND sentence_key IN (SELECT sentence_key FROM mentions WHERE article_no > ?)
        """,
        [(after + 1) << SENTENCE_BITS, after],
    ).fetchnumpy()
    sentence = np.searchsorted(keys, said["sentence_key"])
    order = np.argsort(sentence, kind="stable")
    sentence, actor = sentence[order], said["actor_no"][order].astype(np.int32)
    of = np.searchsorted(pair, key_of(said["sentence_key"][order] >> SENTENCE_BITS, actor))
    return Beside(
        sentence=(sentence + first).astype(np.int32),
        actor=actor,
        pair=(of + first_pair).astype(np.int32),
        of_article=parted(pair)[0],
        of_actor=parted(pair)[1],
    )


def _joined(these: _Columns, those: _Columns) -> _Columns:
    columns = ((getattr(these, field.name), getattr(those, field.name)) for field in fields(these))
    return type(these)(*(np.concatenate(each) if len(each[0]) else each[1] for each in columns))
