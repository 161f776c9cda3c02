"""
The tables of the index and what fills them from archive files: set-based SQL, each column read once where it is needed.

`index` says what each table holds; it alone runs these, inside its transactions.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from dashboard.store import _copies, _corrected, _fingerprints, fulltext
from dashboard.store.schema import LATER

#: Goes up when a table changes or is filled differently; an index of another version is built anew.
INDEX_VERSION = 12

#: Characters of the text that stand in for a missing title.
HEADING_CHARACTERS = 80

#: A sentence's key is its article's number times this, and its own.
SENTENCES_OF_AN_ARTICLE = 8_388_608

TABLES = (
    "articles", "places", "actors", "mentions", "actor_mentions", "sentence_actors", "article_actors", "files",
    *_corrected.TABLES,
    *_copies.TABLES,
    *fulltext.TABLES,
)  # fmt: skip

_CREATE = f"""
-- strip_accents stops at a NUL
CREATE MACRO fold(x) AS trim(
    regexp_replace(lower(strip_accents(replace(x, chr(0), ' '))), '[^\\p{{L}}\\p{{N}}\\p{{M}}]+', ' ', 'g')
);
CREATE MACRO heading_of(title, text) AS CASE
    WHEN trim(title) <> '' THEN title
    WHEN length(text) <= {HEADING_CHARACTERS} THEN trim(regexp_replace(text, '\\s+', ' ', 'g'))
    ELSE regexp_replace(trim(regexp_replace(left(text, {HEADING_CHARACTERS}), '\\s+', ' ', 'g')), '\\s\\S*$', '') || '…'
END;
-- without the names of the columns: as objects they are twice as long, and half of the work of taking in a mention
CREATE MACRO runners_up_of(x) AS to_json(list_transform(x, lambda r: json_array(
    r.place.place_id, r.place.name, r.place.kind, r.place.lat, r.place.lon, r.place.country_code, r.place.country,
    r.place.admin1, r.place.radius_km, r.place.population, r.score)))::VARCHAR;
CREATE TABLE articles (article_no INTEGER, article_id VARCHAR, title VARCHAR, heading VARCHAR, text VARCHAR,
    source VARCHAR, url VARCHAR, published DATE, language VARCHAR, analyser VARCHAR, analysed_us BIGINT,
    sentences STRUCT(start INTEGER, stop INTEGER)[], notes VARCHAR[], folded_heading VARCHAR,
    arrived INTEGER, author VARCHAR);
CREATE TABLE places (place_no INTEGER, place_id VARCHAR, name VARCHAR, kind VARCHAR, lat DOUBLE, lon DOUBLE,
    country_code VARCHAR, country VARCHAR, admin1 VARCHAR, radius_km DOUBLE, population BIGINT, folded VARCHAR);
CREATE TABLE actors (actor_no INTEGER, actor_id VARCHAR, name VARCHAR, type VARCHAR, country_code VARCHAR,
    affiliation VARCHAR[], folded VARCHAR, listed BOOLEAN);
CREATE TABLE mentions (article_no INTEGER, sentence_key BIGINT, sentence INTEGER, field VARCHAR, start INTEGER,
    stop INTEGER, surface VARCHAR, role VARCHAR, place_no INTEGER, confidence DOUBLE, evidence VARCHAR[],
    runners_up VARCHAR, published DATE, source VARCHAR, unplaced VARCHAR);
CREATE TABLE actor_mentions (article_no INTEGER, sentence_key BIGINT, sentence INTEGER, field VARCHAR, start INTEGER,
    stop INTEGER, surface VARCHAR, actor_no INTEGER, confidence DOUBLE, rule VARCHAR);
CREATE TABLE sentence_actors (sentence_key BIGINT, actor_no INTEGER);
CREATE TABLE article_actors (article_no INTEGER, actor_no INTEGER);
{fulltext.CREATE}
CREATE TABLE files (name VARCHAR, bytes BIGINT);
{_corrected.CREATE}
{_copies.CREATE}
CREATE TABLE meta (key VARCHAR, value VARCHAR);
"""

#: Look-ups of single rows, made after the first load: without them a few rows cost as much as their whole blocks.
LOOK_UPS = """
CREATE INDEX IF NOT EXISTS articles_by_number ON articles (article_no);
CREATE INDEX IF NOT EXISTS mentions_by_article ON mentions (article_no);
CREATE INDEX IF NOT EXISTS actor_mentions_by_article ON actor_mentions (article_no);
"""

# What is new in some archive files: the newest analysis of each article, unless the index has a newer one.
_FRESH = """
CREATE OR REPLACE TEMP TABLE fresh AS
WITH newest AS (
    SELECT article_id, filename, file_row_number, epoch_us(analysed_at) AS analysed_us
    FROM read_parquet($files, filename = true, file_row_number = true, union_by_name = true)
    QUALIFY row_number() OVER (
        PARTITION BY article_id ORDER BY analysed_at DESC, parse_filename(filename), file_row_number) = 1)
SELECT row_number() OVER (ORDER BY parse_filename(n.filename), n.file_row_number)
       + (SELECT coalesce(max(article_no), 0) FROM articles) AS article_no, n.*, a.article_no AS replaces,
       a.arrived
FROM newest n LEFT JOIN articles a USING (article_id)
WHERE a.article_no IS NULL OR a.analysed_us < n.analysed_us
"""

_REPLACE = f"""
DELETE FROM sentence_actors WHERE sentence_key // {SENTENCES_OF_AN_ARTICLE} IN (SELECT replaces FROM fresh);
DELETE FROM article_actors WHERE article_no IN (SELECT replaces FROM fresh);
DELETE FROM actor_mentions WHERE article_no IN (SELECT replaces FROM fresh);
DELETE FROM mentions WHERE article_no IN (SELECT replaces FROM fresh);
DELETE FROM articles WHERE article_no IN (SELECT replaces FROM fresh);
"""

_PARQUET = """
(SELECT f.article_no, f.analysed_us, f.arrived, r.* EXCLUDE (filename, file_row_number){later}
 FROM read_parquet($files, filename = true, file_row_number = true, union_by_name = true) r
 JOIN fresh f ON f.filename = r.filename AND f.file_row_number = r.file_row_number)
"""

_KEY = f"article_no::BIGINT * {SENTENCES_OF_AN_ARTICLE} + x.sentence"

_LOAD = (
    """
    INSERT INTO articles
    SELECT article_no, article_id, title, heading_of(title, text), text, source, url, published, language, analyser,
           analysed_us, list_transform(sentences, lambda s: {'start': s.start, 'stop': s."end"}), notes,
           ' ' || fold(heading_of(title, text)), coalesce(arrived, article_no), author
    FROM $parquet
    """,
    """
    CREATE OR REPLACE TEMP TABLE found AS
    SELECT p.* FROM (
        SELECT arg_max(x.place, analysed_us) AS p
        FROM (SELECT analysed_us, unnest(mentions) AS x FROM $parquet)
        WHERE x.place IS NOT NULL GROUP BY x.place.place_id)
    """,
    """
    UPDATE places SET name = f.name, kind = f.kind, lat = f.lat, lon = f.lon, country_code = f.country_code,
        country = f.country, admin1 = f.admin1, radius_km = f.radius_km, population = f.population,
        folded = ' ' || fold(f.name)
    FROM found f WHERE places.place_id = f.place_id
    """,
    """
    INSERT INTO places
    SELECT row_number() OVER (ORDER BY place_id) + (SELECT coalesce(max(place_no), 0) FROM places), place_id, name,
           kind, lat, lon, country_code, country, admin1, radius_km, population, ' ' || fold(name)
    FROM found WHERE place_id NOT IN (SELECT place_id FROM places)
    """,
    """
    CREATE OR REPLACE TEMP TABLE found AS
    SELECT a.* FROM (
        SELECT arg_max(x.actor, analysed_us) AS a
        FROM (SELECT analysed_us, unnest(actors) AS x FROM $parquet) GROUP BY x.actor.actor_id)
    """,
    """
    UPDATE actors SET name = f.name, type = f.type, country_code = f.country_code, affiliation = f.affiliation,
        folded = ' ' || fold(f.name)
    FROM found f WHERE actors.actor_id = f.actor_id
    """,
    """
    INSERT INTO actors
    SELECT row_number() OVER (ORDER BY actor_id) + (SELECT coalesce(max(actor_no), 0) FROM actors), actor_id, name,
           type, country_code, affiliation, ' ' || fold(name), NOT starts_with(actor_id, 'unlisted:')
    FROM found WHERE actor_id NOT IN (SELECT actor_id FROM actors)
    """,
    f"""
    INSERT INTO mentions
    SELECT article_no, {_KEY}, x.sentence, x.field, x.start, x."end", x.surface, x.role, p.place_no, x.confidence,
           x.evidence, CASE WHEN len(x.runners_up) > 0 THEN runners_up_of(x.runners_up) END, published, source,
           CASE WHEN x.place IS NULL THEN fold(x.surface) END
    FROM (SELECT article_no, published, coalesce(source, '') AS source, unnest(mentions) AS x FROM $parquet)
         LEFT JOIN places p ON p.place_id = x.place.place_id
    """,
    f"""
    INSERT INTO actor_mentions
    SELECT article_no, {_KEY}, x.sentence, x.field, x.start, x."end", x.surface, a.actor_no, x.confidence, x.rule
    FROM (SELECT article_no, unnest(actors) AS x FROM $parquet) JOIN actors a ON a.actor_id = x.actor.actor_id
    """,
    """
    INSERT INTO sentence_actors
    SELECT DISTINCT sentence_key, actor_no FROM actor_mentions WHERE article_no IN (SELECT article_no FROM fresh)
    """,
    """
    INSERT INTO article_actors
    SELECT DISTINCT article_no, actor_no FROM actor_mentions WHERE article_no IN (SELECT article_no FROM fresh)
    """,
)

SWEEP = """
DELETE FROM places WHERE place_no NOT IN (
    SELECT place_no FROM mentions WHERE place_no IS NOT NULL
    UNION ALL SELECT place_no FROM corrected WHERE place_no IS NOT NULL);
DELETE FROM actors WHERE actor_no NOT IN (SELECT actor_no FROM actor_mentions);
"""


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, empty, of this version."""
    connection.execute(_CREATE)
    connection.execute("INSERT INTO meta VALUES ('version', ?)", [version()])


def version() -> str:
    """Return what an index must have been made by to be used as it is."""
    return f"{INDEX_VERSION}-{_fingerprints.version()}"


def empty(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take everything out of the tables."""
    for table in TABLES:
        cursor.execute(f"DELETE FROM {table}")


def _parquet(cursor: duckdb.DuckDBPyConnection, bound: dict[str, list[str]]) -> str:
    """Return what stands for the rows of `fresh`: columns that came after the files were written are null."""
    named = cursor.execute("SELECT name FROM parquet_schema($files)", bound).fetchall()
    lacking = set(LATER) - {row[0] for row in named}
    return _PARQUET.format(later="".join(f", NULL AS {name}" for name in sorted(lacking)))


def load(cursor: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> bool:
    """Add what some archive files hold, set-based; True if that replaced articles and may have left places alone."""
    bound = {"files": [str(path.resolve()) for path in files]}
    if not bound["files"]:
        return False
    cursor.execute(_FRESH, bound)
    replaced = cursor.execute("SELECT count(replaces), count(*) FROM fresh").fetchone()
    if replaced and replaced[0]:
        _corrected.forget_replaced(cursor)
        cursor.execute(_REPLACE)
    if replaced and replaced[1]:
        parquet = _parquet(cursor, bound)
        for statement in _LOAD:
            statement = statement.replace("$parquet", parquet)
            cursor.execute(statement, bound if "$files" in statement else None)
        fulltext.add(cursor)
        fingerprints = cursor.sql(f"SELECT article_no, fingerprint FROM {parquet} ORDER BY 1", params=bound)
        _copies.update(cursor, fingerprints.to_arrow_table())
    cursor.execute("DROP TABLE IF EXISTS fresh; DROP TABLE IF EXISTS found")
    return bool(replaced and replaced[0])
