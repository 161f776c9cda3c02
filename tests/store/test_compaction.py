"""Many small archive files become few, and no reader can tell: not after a kill, not in the middle of it."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.errors import ArchiveError
from dashboard.model import NO_FILTERS
from dashboard.pipeline import ingest
from dashboard.settings import load_settings
from dashboard.sources import read_sources
from dashboard.store import compaction, queries
from dashboard.store.archive import Archive
from dashboard.store.compaction import Compaction, compact
from dashboard.store.index import Index
from tests.builders import NOON, analysed, reader

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def archive(tmp_path):
    """Five files; the article "a" was analysed in three of them."""
    archive = Archive(tmp_path / "home" / "archive")
    archive.write([analysed("a", "First *Rome/rome*."), analysed("b", "*Beirut/beirut* with *Hamas/@hamas*.")])
    archive.write([analysed("a", "Third *Muscat/muscat*.", at=NOON + timedelta(2), analyser="test 3")])
    archive.write([analysed("a", "Second *Rome/rome*.", at=NOON + timedelta(1), analyser="test 2")])
    archive.write([analysed("c", "*Tehran/tehran* and *Foo/?*.")])
    archive.write([analysed("d", "*Baalbek/baalbek*.")])
    return archive


def content(archive):
    return {each.article.article_id: each for each in archive.read()}


def test_few_files_hold_the_newest_analysis_of_each_article(archive):
    before = content(archive)
    assert compact(archive) == Compaction(before=5, after=1, rows=4, dropped=2)
    assert len(archive.files()) == 1
    assert content(archive) == before and before["a"].article.text == "Third Muscat."


def test_what_was_ever_stored_is_remembered_so_that_an_old_version_is_not_new(archive):
    before = archive.stored()
    compact(archive)
    archive.write([analysed("e", "*Rome/rome*.")])
    compact(archive)
    after = archive.stored()
    assert {key: after[key] for key in before} == before and len(before["a"].versions) == 3


def test_one_file_or_none_is_left_alone(tmp_path):
    archive = Archive(tmp_path / "none")
    assert compact(archive) == Compaction()
    archive.write([analysed("a", "*Rome/rome*.")])
    there = archive.files()
    assert compact(archive) == Compaction() and archive.files() == there


def test_a_large_file_is_left_alone(archive, monkeypatch):
    large = archive.files()[0]
    monkeypatch.setattr(compaction, "LARGE_BYTES", large.stat().st_size)
    compact(archive)
    assert large in archive.files()


def test_a_damaged_file_stays_as_it_is(archive):
    damaged = archive.files()[-1]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    compact(archive)
    assert damaged.exists() and len(archive.files()) == 2
    assert len(content_of_sound(archive)) == 3


def content_of_sound(archive):
    return list(archive.read([]))


#: Each ends the process by a kill, at a moment of the work.
MOMENTS = {
    "while the new file is written": "pyarrow.parquet.ParquetWriter.write_table",
    "before it has its name": "os.replace",
    "when it has its name": "dashboard.store.archive._sync_folder",
    "before it is checked": "dashboard.store.archive.Archive.verify:6",
    "before the first file goes": "pathlib.Path.unlink:2",
    "between two files that go": "pathlib.Path.unlink:4",
}
_KILLED = """
import importlib, os, signal, sys
import dashboard.store.compaction
from dashboard.store.archive import Archive
from pathlib import Path
where, _, count = sys.argv[2].partition(":")
owner, name = where.rsplit(".", 1)
try:
    owner = importlib.import_module(owner)
except ImportError:
    module, cls = owner.rsplit(".", 1)
    owner = getattr(importlib.import_module(module), cls)
real, left = getattr(owner, name), [int(count or 1)]
def killing(*args, **kwargs):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
setattr(owner, name, killing)
dashboard.store.compaction.compact(Archive(Path(sys.argv[1])))
"""


_BEFORE = """
import sys
from dashboard.store.archive import Archive
from dashboard.store.compaction import compact
from pathlib import Path
print(compact(Archive(Path(sys.argv[1]))).before)
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_loses_nothing_and_the_next_compaction_finishes(archive, moment):
    before, stored = content(archive), archive.stored()
    killed = subprocess.run([sys.executable, "-c", _KILLED, archive.folder, MOMENTS[moment]], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert content(archive) == before and archive.stored() == stored
    compact(archive)
    assert content(archive) == before and archive.stored() == stored
    assert len(archive.files()) == 1


def test_two_at_once_do_the_work_once(archive):
    with compaction._alone(archive.folder) as alone:
        assert alone
        other = subprocess.run(
            [sys.executable, "-c", _BEFORE, archive.folder], cwd=ROOT, check=True, capture_output=True
        )
    assert other.stdout == b"0\n" and len(archive.files()) == 5


def test_the_index_keeps_its_rows_and_its_version(archive, settings):
    with Index.open(settings) as index:
        numbers = index.cursor().execute("SELECT article_no, article_id FROM articles ORDER BY 1").fetchall()
        version = index.version
        compact(archive)
        archive.write([analysed("e", "*Rome/rome*.")])
        compact(archive)
        assert index.refresh() is True and index.horizon.generation == 0
        assert index.cursor().execute("SELECT article_no, article_id FROM articles ORDER BY 1").fetchall() == [
            *numbers, (max(numbers)[0] + 1, "e")]  # fmt: skip
        archive.files()[0].rename(archive.files()[0].with_name("moved.parquet.away"))
        assert index.refresh() is True and queries.summary(index, NO_FILTERS).articles_total == 0
    assert version


def test_a_compaction_alone_changes_no_answer(archive, settings):
    with Index.open(settings) as index:
        before = index.version
        compact(archive)
        assert index.refresh() is False and index.version == before and index.horizon.generation == 0
    with Index.open(settings) as again:
        assert again.version == before and again.horizon.generation == 0


def test_readers_and_an_index_beside_it_never_miss_an_article(archive, settings):
    problems, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                if not {"a", "b", "c", "d"} <= set(archive.stored()) or not {"a", "b"} <= set(content(archive)):
                    problems.append("missing")
            except Exception as error:
                problems.append(error)

    with Index.open(settings) as index:
        thread = threading.Thread(target=read)
        thread.start()
        for n in range(12):
            archive.write([analysed(f"n{n}", "*Rome/rome*.")])
            compact(archive)
            index.refresh()
            assert queries.summary(index, NO_FILTERS).articles_total == 5 + n
        stop.set()
        thread.join()
        assert problems == [] and index.damaged == ()


def test_an_ingest_compacts_when_it_leaves_many_small_files(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.store.compaction.MOST_SMALL", 3)
    for n in range(4):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{n}.txt").write_text(f"News number {n} from Rome, where talks went on for long.")
        ingest(read_sources([tmp_path / "in"], settings.limits), settings, reader())
        assert len(Archive(settings.archive).files()) == (n + 1 if n < 3 else 1)
    assert len(content(Archive(settings.archive))) == 4


def test_the_command_says_what_it_did(archive, tmp_path):
    environ = {**os.environ, "DASHBOARD_HOME": str(tmp_path / "home")}
    for said in ("5 small files became 1: 4 analyses kept, 2 superseded.", "Nothing to do"):
        run = subprocess.run([sys.executable, "-m", "dashboard", "compact"], cwd=ROOT, env=environ, capture_output=True,
                             text=True, check=True)  # fmt: skip
        assert said in run.stdout


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "many", "²"])
def test_a_limit_that_is_no_number_is_named(said):
    with pytest.raises(ValueError, match="DASHBOARD_THREADS"):
        load_settings({"DASHBOARD_THREADS": said})
    assert load_settings({"DASHBOARD_THREADS": "4"}).limits.index_threads == 4


def test_articles_that_are_taken_out_are_gone_with_all_their_versions_and_nothing_else_is(archive, tmp_path):
    before = content(archive)
    with Index.in_memory(archive) as index:
        assert queries.held(index, ("a", "b", "nobody")) == 2
        assert compaction.without(archive, ["a", "nobody"]) == 3
        assert content(archive) == {key: each for key, each in before.items() if key != "a"}
        assert "a" not in archive.stored() and len(archive.files()) == 3
        assert index.refresh() and queries.held(index, ("a", "b")) == 1
        assert queries.place_counts(index, NO_FILTERS)["place_id"].tolist().count("muscat") == 0
    assert compaction.without(archive, ["a"]) == 0


def test_what_was_compacted_is_taken_out_too_and_an_index_notices(archive):
    with Index.in_memory(archive) as index:
        compact(archive)
        index.refresh()
        assert compaction.without(archive, ["a"]) == 1
        archive.write([analysed("e", "*Rome/rome*.")])
        compact(archive)
        assert index.refresh() and queries.held(index, ("a", "b", "e")) == 2


def test_taking_out_waits_for_nobody_and_leaves_damaged_files_alone(archive):
    damaged = archive.files()[-1]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with compaction._alone(archive.folder), pytest.raises(ArchiveError, match="try again"):
        compaction.without(archive, ["b"])
    assert compaction.without(archive, ["b"]) == 1 and damaged.exists()
