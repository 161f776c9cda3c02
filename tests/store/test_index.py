"""The index follows the archive, survives damage and company, and lets no query out of its box."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest

from dashboard.model import NO_FILTERS
from dashboard.settings import Limits
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import NOON, analysed

ROME = analysed("a", "Talks in *Rome/rome* with *Hamas/@hamas*.")
MUSCAT = analysed("b", "Talks in *Muscat/muscat*.")


def places(index):
    return list(queries.place_counts(index, NO_FILTERS)["name"])


def test_an_empty_installation_has_an_empty_index(settings):
    with Index.open(settings) as index:
        assert queries.summary(index, NO_FILTERS).articles_total == 0
        assert places(index) == []
    assert settings.index.exists() and index.note == ""


def test_opening_again_takes_the_file_and_what_came_since(settings):
    archive = Archive(settings.archive)
    archive.write([ROME])
    Index.open(settings).close()
    built = settings.index.stat().st_ino
    archive.write([MUSCAT])
    with Index.open(settings) as index:
        assert places(index) == ["Muscat", "Rome"]
    assert settings.index.stat().st_ino == built


def test_refreshing_takes_in_new_files_and_changes_the_version(settings):
    archive = Archive(settings.archive)
    archive.write([ROME])
    with Index.open(settings) as index:
        before = index.version
        assert index.refresh() is False and index.version == before
        archive.write([MUSCAT])
        assert index.refresh() is True and index.version != before
        assert places(index) == ["Muscat", "Rome"]


def test_a_newer_analysis_replaces_the_older_and_what_only_that_named_goes(settings):
    archive = Archive(settings.archive)
    archive.write([ROME, MUSCAT])
    with Index.open(settings) as index:
        archive.write([analysed("a", "Talks in *Beirut/beirut* with *Iran/@iran*.", at=NOON + timedelta(seconds=1))])
        index.refresh()
        assert places(index) == ["Beirut", "Muscat"]
        assert list(queries.actor_facet(index, NO_FILTERS)["name"]) == ["Iran"]
        assert queries.place(index, "geonames:3169070") is None
        assert queries.summary(index, NO_FILTERS).articles_total == 2


def test_an_older_analysis_that_comes_late_changes_nothing(settings):
    archive = Archive(settings.archive)
    archive.write([replace(ROME, analysed_at=NOON + timedelta(days=1))])
    with Index.open(settings) as index:
        archive.write([analysed("a", "Talks in *Beirut/beirut*.")])
        index.refresh()
        assert places(index) == ["Rome"]


def test_refreshing_and_building_anew_give_the_same(settings):
    archive = Archive(settings.archive)
    archive.write([ROME, MUSCAT])
    with Index.open(settings) as grown:
        archive.write([analysed("a", "In *Baalbek/baalbek* and *Foo/?*.", at=NOON + timedelta(days=1))])
        archive.write([analysed("c", "*Rome/rome*, *Rome/rome*.", "*Iran/@iran*")])
        grown.refresh()
        anew = Index.in_memory(archive)
        assert grown.version == anew.version
        for question in (queries.place_counts, queries.actor_facet, queries.mentions, queries.unplaced):
            assert question(grown, NO_FILTERS).equals(question(anew, NO_FILTERS))


def test_a_file_that_was_taken_away_is_forgotten(settings):
    archive = Archive(settings.archive)
    gone = archive.write([ROME])
    archive.write([MUSCAT])
    with Index.open(settings) as index:
        gone.unlink()
        assert index.refresh() is True
        assert places(index) == ["Muscat"]


def test_a_damaged_archive_file_is_named_and_the_rest_is_served(settings):
    archive = Archive(settings.archive)
    damaged = archive.write([ROME])
    archive.write([MUSCAT])
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with Index.open(settings) as index:
        assert places(index) == ["Muscat"]
        assert damaged.name in str(index.damaged[0])
        damaged.write_bytes(whole)
        index.refresh()
        assert places(index) == ["Muscat", "Rome"] and index.damaged == ()


@pytest.mark.parametrize("content", [b"", b"no database" * 999], ids=["empty", "noise"])
def test_a_damaged_index_is_built_again(settings, content):
    Archive(settings.archive).write([ROME])
    settings.index.write_bytes(content)
    with Index.open(settings) as index:
        assert places(index) == ["Rome"] and index.note == ""


def test_an_index_of_another_version_is_built_again(settings):
    Archive(settings.archive).write([ROME])
    with duckdb.connect(str(settings.index)) as other:
        other.execute("CREATE TABLE meta AS SELECT 'version' AS key, '0' AS value; CREATE TABLE left_over AS SELECT 1")
    with Index.open(settings) as index:
        assert places(index) == ["Rome"]
        assert ("left_over",) not in index.cursor().execute("SHOW TABLES").fetchall()


def test_a_build_leaves_no_other_files(settings):
    Archive(settings.archive).write([ROME])
    Index.open(settings).close()
    assert sorted(path.name for path in settings.home.iterdir()) == ["archive", "index.duckdb"]


def test_where_another_process_has_the_file_open_it_is_built_in_memory_and_says_so(settings):
    Archive(settings.archive).write([ROME])
    Index.open(settings).close()
    hold = f"import duckdb; c = duckdb.connect({str(settings.index)!r}); print(1, flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        holder.stdout.readline()
        with Index.open(settings) as index:
            assert places(index) == ["Rome"]
            assert "another process" in index.note
    finally:
        holder.communicate(b"\n")
    with Index.open(settings) as index:
        assert index.note == ""


def test_a_query_cannot_leave_the_index(settings, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with Index.open(settings) as index:
        for attempt in (
            f"SELECT * FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.duckdb'}'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                index.cursor().execute(attempt)


def test_a_folder_with_a_quote_in_its_name_works(settings):
    settings = replace(settings, home=settings.home / "it's here")
    Archive(settings.archive).write([ROME])
    with Index.open(settings) as index:
        assert places(index) == ["Rome"]


def test_the_limits_of_memory_and_threads_are_set(settings):
    with Index.open(replace(settings, limits=Limits(index_memory_mb=300, index_threads=1))) as index:
        row = index.cursor().execute("SELECT current_setting('memory_limit'), current_setting('threads')").fetchone()
    assert row == ("286.1 MiB", 1)


def test_readers_in_many_threads_are_not_disturbed_by_refreshes(settings):
    archive = Archive(settings.archive)
    archive.write([ROME])
    problems, counts = [], []
    stop = threading.Event()
    with Index.open(settings) as index:

        def read():
            while not stop.is_set():
                try:
                    counts.append(len(queries.page(index, NO_FILTERS).places))
                except Exception as error:
                    problems.append(error)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for n in range(10):
            archive.write([analysed(f"n{n}", "*Beirut/beirut*.")])
            index.refresh()
        stop.set()
        for reader in readers:
            reader.join()
    assert problems == [] and set(counts) <= {1, 2} and counts


def test_a_file_that_disappears_while_it_is_read_leaves_the_index_as_it_was(settings, monkeypatch):
    archive = Archive(settings.archive)
    archive.write([ROME])
    with Index.open(settings) as index:
        lost = archive.write([MUSCAT])
        first = iter([[lost]])
        sound = index._archive.sound_files
        monkeypatch.setattr(
            index._archive,
            "sound_files",
            lambda paths: (lost.unlink(), (next(first), []))[1] if lost.exists() else sound(paths),
        )
        assert index.refresh() is False
        assert places(index) == ["Rome"]


def test_an_article_without_a_title_has_its_first_words_as_heading(index_of):
    index = index_of(
        analysed("long", "The *Houthis/?* said\nthat a ship was struck off Hodeidah and that more would follow soon."),
        analysed("short", "  Short\ttext.  "),
        analysed("titled", "Text.", "A title"),
    )
    rows = index.cursor().execute("SELECT article_id, heading FROM articles ORDER BY 1").fetchall()
    assert dict(rows) == {
        "long": "The Houthis said that a ship was struck off Hodeidah and that more would…",
        "short": "Short text.",
        "titled": "A title",
    }
