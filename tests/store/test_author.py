"""Who wrote an article is kept, shown and taken away; archives from before there were authors are read as they are."""

from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq

from dashboard.model import NO_FILTERS
from dashboard.store import compaction, queries
from dashboard.store.archive import Archive
from dashboard.store.contract import content_hash
from dashboard.store.index import Index
from dashboard.store.schema import LATER, SCHEMA
from tests.builders import NOON, analysed

HOSTILE = "<img src=x onerror=alert(1)> & Sons"


def by(author, key="a", **said):
    made = analysed(key, "Talks in *Rome/rome* with *Hamas/@hamas*.", **said)
    return replace(made, article=replace(made.article, author=author))


def from_before(archive: Archive, *made) -> None:
    """Write a file as it was written before these columns came."""
    path = archive.write(made)
    table = pq.read_table(path).drop_columns(list(LATER))
    path.unlink()
    pq.write_table(table, archive.folder / "old.parquet")


def test_an_author_is_kept_and_comes_back(settings):
    archive = Archive(settings.archive)
    archive.write([by(HOSTILE), by(None, "b")])
    assert [each.article.author for each in archive.read()] == [HOSTILE, None]
    with Index.open(settings) as index:
        assert queries.article_view(index, "a").article.author == HOSTILE
        assert queries.article_view(index, "b").article.author is None
        assert sorted(queries.articles(index, NO_FILTERS)["author"]) == ["", HOSTILE]
        assert sorted(queries.mentions(index, NO_FILTERS)["author"]) == ["", HOSTILE]
        assert sorted(queries.actor_mentions(index, NO_FILTERS)["author"]) == ["", HOSTILE]


def test_an_archive_from_before_is_read_alone_and_beside_a_new_file_and_compacted(settings):
    archive = Archive(settings.archive)
    from_before(archive, by(None), by(None, "b"))
    assert not set(LATER) & set(pq.read_schema(archive.files()[0]).names)
    with Index.open(settings) as index:
        assert not index.damaged and list(queries.articles(index, NO_FILTERS)["author"]) == ["", ""]
        archive.write([by("Jane Doe", "b", at=NOON + timedelta(days=1))])
        index.refresh()
        assert queries.article_view(index, "b").article.author == "Jane Doe"
    assert {each.article.article_id: each.article.author for each in archive.read()} == {"a": None, "b": "Jane Doe"}


def test_compaction_gives_old_rows_the_columns(settings):
    archive = Archive(settings.archive)
    path = archive.write([by(None)])
    table = pq.read_table(path).drop_columns(list(LATER))
    path.unlink()
    temporary = archive.folder / ".old.writing"
    pq.write_table(table, temporary)
    archive.adopt(temporary)
    archive.write([by("Jane Doe", "b")])
    assert compaction.compact(archive).after == 1
    assert set(SCHEMA.names) <= set(pq.read_schema(archive.files()[0]).names)
    assert sorted(str(each.article.author) for each in archive.read()) == ["Jane Doe", "None"]


def test_an_article_without_an_author_is_the_version_that_it_was_before():
    article = by(None).article
    assert content_hash(article) == "902dcf2f03efbfff"
    assert content_hash(replace(article, author="Jane Doe")) != content_hash(article)
