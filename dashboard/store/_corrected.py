"""
Corrections in the index: which mentions they change, and how each can be changed back.

Three tables of their own: `corrections` holds what is in force, in the ledger's order, `corrected` the mentions that
are changed as the archive has them, each with the entries that changed it, and `reached` which entries of one article
or mention found what they speak of: of the others the text was changed, and they wait until it comes back. So a new
correction, or one taken back, touches only the mentions of its name: they are put back as they were, and what is in
force is applied again.

Which mentions an entry changes:

    name     all of that name (whatever its case and accents) that are not placed, or were put where `was` says
    article  the same, in one article
    mention  that one, wherever it was put; when the text was changed it is looked for by its sentence, then by its
             offsets, then as the nth mention of its name

The narrower one wins, then the later one. Where a name is and how it is meant are two questions, each answered by
itself; that it is right where it is answers the first. Everything runs inside the transaction of the caller.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import duckdb

from dashboard.store.corrections import Correction, to_row

#: What stands in `evidence` of a mention that a reader placed.
BY_HAND = "placed_by_hand"
#: Behind the others, of one that a reader looked at and found right.
CHECKED = "checked_by_reader"
#: Behind these, of one of which a reader said how it is meant.
MEANT_BY_HAND = "meant_by_hand"

CREATE = """
CREATE TABLE corrections (seq INTEGER, id VARCHAR, line VARCHAR, at_us BIGINT, applies_to VARCHAR, name VARCHAR,
    key VARCHAR, was VARCHAR, article_id VARCHAR, field VARCHAR, start INTEGER, stop INTEGER, excerpt VARCHAR,
    excerpt_start INTEGER, nth INTEGER, says VARCHAR, role VARCHAR, origin VARCHAR, place_id VARCHAR, place VARCHAR,
    kind VARCHAR, lat DOUBLE, lon DOUBLE, country_code VARCHAR, country VARCHAR, admin1 VARCHAR, radius_km DOUBLE,
    population BIGINT);
CREATE TABLE corrected AS SELECT *, ''::VARCHAR AS key, ''::VARCHAR AS place_entry, ''::VARCHAR AS role_entry
    FROM mentions LIMIT 0;
CREATE TABLE reached (id VARCHAR, key VARCHAR, article_no INTEGER);
"""
TABLES = ("corrected", "corrections", "reached")

#: The columns of `corrections` as the ledger's rows name them.
_COLUMNS = {
    "id": "id", "applies_to": "applies_to", "name": "name", "was": "was", "article_id": "article_id", "field": "field",
    "start": "start", "stop": "end", "excerpt": "excerpt", "excerpt_start": "excerpt_start", "nth": "nth",
    "says": "says", "role": "role", "origin": "origin", "place_id": "place_id", "place": "place", "kind": "kind",
    "lat": "lat", "lon": "lon", "country_code": "country_code", "country": "country", "admin1": "admin1",
    "radius_km": "radius_km", "population": "population",
}  # fmt: skip

_OF_NAMES = "key IN (SELECT unnest($keys))"

_PUT_BACK = f"""
CREATE OR REPLACE TEMP TABLE back AS SELECT * FROM corrected WHERE {_OF_NAMES};
DELETE FROM mentions WHERE rowid IN (
    SELECT m.rowid FROM mentions m JOIN back b
    ON m.article_no = b.article_no AND m.field = b.field AND m.start = b.start AND m.stop = b.stop);
INSERT INTO mentions SELECT * EXCLUDE (key, place_entry, role_entry) FROM back;
DELETE FROM corrected WHERE {_OF_NAMES};
DELETE FROM reached WHERE {_OF_NAMES};
DROP TABLE back;
"""

_PLACES = f"""
INSERT INTO places
SELECT row_number() OVER (ORDER BY place_id) + (SELECT coalesce(max(place_no), 0) FROM places), place_id, place, kind,
       lat, lon, country_code, country, admin1, radius_km, population, ' ' || fold(place)
FROM (SELECT * FROM corrections WHERE says = 'place' AND {_OF_NAMES}
      QUALIFY row_number() OVER (PARTITION BY place_id ORDER BY seq DESC) = 1)
WHERE place_id NOT IN (SELECT place_id FROM places);
"""

# Which entries speak of which mentions.
_HIT = f"""
CREATE OR REPLACE TEMP TABLE hits AS
WITH rules AS (
    SELECT c.*, a.article_no, p.place_no AS was_no,
           CASE c.applies_to WHEN 'mention' THEN 2 WHEN 'article' THEN 1 ELSE 0 END AS narrow
    FROM corrections c LEFT JOIN articles a USING (article_id) LEFT JOIN places p ON p.place_id = c.was
    WHERE c.{_OF_NAMES} AND key <> ''),
beside AS (
    SELECT m.rowid AS row, r.seq, abs(m.start - r.start) AS moved, m.start = r.start AND m.stop = r.stop AS here,
           m.start - coalesce(a.sentences[m.sentence].start, 0) = r.start - r.excerpt_start
           AND r.excerpt = CASE WHEN m.sentence = 0 THEN a.title ELSE
               substring(a.text, a.sentences[m.sentence].start + 1,
                         a.sentences[m.sentence].stop - a.sentences[m.sentence].start) END AS said,
           row_number() OVER (PARTITION BY r.seq ORDER BY m.start) = r.nth AS nth
    FROM mentions m JOIN rules r ON m.article_no = r.article_no AND m.field = r.field
         JOIN articles a ON a.article_no = m.article_no
    WHERE m.article_no > $after AND r.applies_to = 'mention' AND fold(m.surface) = r.key),
meant AS (
    SELECT row, seq FROM beside WHERE said OR here OR nth
    QUALIFY row_number() OVER (
        PARTITION BY seq ORDER BY coalesce(said, false) DESC, here DESC, coalesce(nth, false) DESC, moved, row) = 1)
SELECT m.rowid AS row, r.* FROM mentions m JOIN rules r ON m.unplaced = r.key
WHERE m.article_no > $after AND (r.applies_to = 'name' OR r.applies_to = 'article' AND r.article_no = m.article_no)
UNION ALL
SELECT m.rowid AS row, r.* FROM mentions m JOIN rules r ON m.place_no = r.was_no
WHERE m.article_no > $after AND fold(m.surface) = r.key
      AND (r.applies_to = 'name' OR r.applies_to = 'article' AND r.article_no = m.article_no)
UNION ALL
SELECT row, r.* FROM meant JOIN rules r USING (seq);
INSERT INTO reached SELECT DISTINCT id, key, article_no FROM hits WHERE applies_to <> 'name';
"""

# One row for each mention that is changed: the entry that says where it is, and the one that says how it is meant.
_DECIDE = """
CREATE OR REPLACE TEMP TABLE decided AS
WITH best AS (
    SELECT row, says = 'role' AS of_role, arg_max(hits, narrow * 1000000000 + seq) AS hit FROM hits GROUP BY ALL)
SELECT row, any_value(hit.key) AS key, any_value(hit) FILTER (WHERE NOT of_role) AS placing,
       any_value(hit) FILTER (WHERE of_role) AS meaning
FROM best GROUP BY row;
DROP TABLE hits;
"""

# What decided where a mention is.
_EVIDENCE = f"""
    CASE WHEN p.place_no IS NOT NULL THEN ['{BY_HAND}']
         WHEN d.placing.says = 'confirmed' AND m.place_no IS NOT NULL
         THEN list_append(coalesce(m.evidence, []::VARCHAR[]), '{CHECKED}') ELSE m.evidence END
"""

_CHANGE = f"""
INSERT INTO corrected
SELECT m.*, d.key, d.placing.id, d.meaning.id FROM mentions m JOIN decided d ON d.row = m.rowid;
CREATE OR REPLACE TEMP TABLE changed AS
SELECT m.* REPLACE (
    coalesce(d.meaning.role, m.role) AS role,
    coalesce(p.place_no, m.place_no) AS place_no,
    CASE WHEN p.place_no IS NOT NULL OR d.placing.says = 'confirmed' AND m.place_no IS NOT NULL THEN 1.0
         ELSE m.confidence END AS confidence,
    CASE WHEN d.meaning.id IS NOT NULL THEN list_append(coalesce({_EVIDENCE}, []::VARCHAR[]), '{MEANT_BY_HAND}')
         ELSE {_EVIDENCE} END AS evidence,
    CASE WHEN p.place_no IS NULL THEN m.unplaced END AS unplaced)
FROM mentions m JOIN decided d ON d.row = m.rowid LEFT JOIN places p ON p.place_id = d.placing.place_id
WHERE coalesce(d.placing.says, '') <> 'not_a_place';
DELETE FROM mentions WHERE rowid IN (SELECT row FROM decided);
INSERT INTO mentions SELECT * FROM changed;
DROP TABLE decided;
DROP TABLE changed;
"""

_APPLY = _PLACES + _HIT + _DECIDE + _CHANGE


def apply(cursor: duckdb.DuckDBPyConnection, active: Sequence[Correction], *, after: int) -> bool:
    """
    Bring the index to what is in force; True if something had to be done.

    Only mentions of names whose corrections came or went are looked at, and those of articles whose number is greater
    than `after`, which are new in the index.
    """
    wanted = [(each.id, json.dumps(to_row(each), sort_keys=True)) for each in active]
    there = cursor.execute("SELECT id, line, key FROM corrections ORDER BY seq").fetchall()
    held = [(entry_id, line) for entry_id, line, _ in there]
    touched: set[str] = set()
    if wanted != held:
        gone, new = set(held) - set(wanted), set(wanted) - set(held)
        if [each for each in wanted if each not in new] != [each for each in held if each not in gone]:
            gone = set(held)  # another order is another answer
        touched = {key for entry_id, line, key in there if (entry_id, line) in gone}
        _replace(cursor, active, [line for _, line in wanted])
        there = cursor.execute("SELECT id, line, key FROM corrections").fetchall()
        touched |= {key for entry_id, line, key in there if (entry_id, line) in new}
    others = {key for _, _, key in there} - touched
    if touched:
        _run(cursor, _PUT_BACK, touched)
        _run(cursor, _APPLY, touched)
    if others and cursor.execute("SELECT 1 FROM articles WHERE article_no > ? LIMIT 1", [after]).fetchone():
        _run(cursor, _APPLY, others, after=after)
    return bool(touched)


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, keys: set[str], *, after: int = 0) -> None:
    for statement in filter(None, map(str.strip, sql.split(";\n"))):
        bound = {"keys": sorted(keys), "after": after}
        cursor.execute(statement, {name: value for name, value in bound.items() if f"${name}" in statement})


def forget_replaced(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop what is kept of articles that are about to be replaced (those of `fresh`)."""
    for table in ("corrected", "reached"):
        cursor.execute(f"DELETE FROM {table} WHERE article_no IN (SELECT replaces FROM fresh)")


def _replace(cursor: duckdb.DuckDBPyConnection, active: Sequence[Correction], lines: list[str]) -> None:
    cursor.execute("DELETE FROM corrections")
    if not active:
        return
    rows = [to_row(each) for each in active]
    columns: dict[str, list[Any]] = {name: [row.get(key) for row in rows] for name, key in _COLUMNS.items()}
    columns["was"] = [row.get("was") or "" for row in rows]
    columns |= {"line": lines, "seq": [*range(len(rows))]}
    columns["at_us"] = [round(each.at.timestamp() * 1_000_000) for each in active]
    names = list(columns)
    given = ", ".join(f"unnest(${name}) AS {name}" for name in names)
    cursor.execute(
        f"INSERT INTO corrections BY NAME SELECT *, fold(name) AS key FROM (SELECT {given})",
        columns,
    )
