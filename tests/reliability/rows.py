"""What an archive and an index hold, as values that can be compared: rows, whatever files and numbers they have."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from dashboard.model import AnalysedArticle
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from dashboard.store.schema import SCHEMA, from_row

_QUESTIONS = (
    """SELECT article_id, title, heading, text, source, url, published, language, analyser, analysed_us, sentences,
       notes FROM articles""",
    """SELECT article_id, m.sentence, field, start, stop, surface, role, place_id, m.confidence, evidence, m.published,
       m.source, unplaced FROM mentions m JOIN articles USING (article_no) LEFT JOIN places USING (place_no)""",
    """SELECT article_id, m.sentence, field, start, stop, surface, actor_id, confidence, rule
       FROM actor_mentions m JOIN articles USING (article_no) JOIN actors USING (actor_no)""",
    """SELECT article_id, actor_id FROM article_actors JOIN articles USING (article_no) JOIN actors USING (actor_no)""",
    "SELECT * EXCLUDE (place_no) FROM places",
    "SELECT * EXCLUDE (actor_no) FROM actors",
    "SELECT count(*) FROM sentence_actors",
)


def of_archive(archive: Archive) -> dict[str, AnalysedArticle]:
    """Return the newest analysis of each article; raises ArchiveError if any file is damaged."""
    rows = list(archive.read())
    found = {each.article.article_id: each for each in rows}
    assert len(found) == len(rows), "an article twice"
    return found


def of_file(archive: Archive, path: Path) -> list[AnalysedArticle]:
    """Return every analysis of one archive file; raises ArchiveError if it is damaged."""
    archive.verify(path)
    return [from_row(row) for row in pq.read_table(path, columns=SCHEMA.names).to_pylist()]


def of_index(index: Index) -> list[list[str]]:
    """Return the rows of every table, each with ids instead of numbers, sorted."""
    cursor = index.cursor()
    return [sorted(map(repr, cursor.execute(question).fetchall())) for question in _QUESTIONS]
