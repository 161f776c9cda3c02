"""
A full disk: said with what to do, nothing that was written is damaged, and the same again goes on after space is made.

A small tmpfs where one can be mounted; everywhere a limit on the size of files, which makes writes fail alike.
"""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.errors import IndexFileError, LedgerError
from dashboard.model import NO_FILTERS
from dashboard.settings import Settings, load_settings
from dashboard.sources import Quarantine
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger
from dashboard.store.index import Index
from tests.builders import analysed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no tmpfs can be mounted here; the limit on file sizes is tested all the same")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def run(settings: Settings, *arguments: object, file_bytes: int | None = None):
    """Run the program, with a limit on the size of the files that it writes."""

    def limit() -> None:
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))

    environ = {**os.environ, "DASHBOARD_HOME": str(settings.home), "DASHBOARD_GAZETTEER": str(settings.gazetteer)}
    command = [sys.executable, "-m", "dashboard", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, preexec_fn=limit)


def said(result) -> str:
    assert "Traceback" not in result.stderr, result.stderr
    return result.stderr


def noise(characters: int, seed: int) -> str:
    return random.Random(seed).randbytes(characters // 2).hex()


def write_articles(path: Path, count: int) -> None:
    """Write short articles that do not compress."""
    path.write_text("".join(json.dumps({"text": f"In Rome. {noise(300, n)}"}) + "\n" for n in range(count)))


def test_an_ingest_onto_a_full_disk_goes_on_when_there_is_room(settings, small_disk, tmp_path):
    settings = replace(settings, home=small_disk / "home")
    write_articles(tmp_path / "one.jsonl", 1)
    write_articles(tmp_path / "news.jsonl", 1101)
    assert run(settings, "ingest", tmp_path / "one.jsonl").returncode == 0
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 170_000))

    full = run(settings, "ingest", tmp_path / "news.jsonl")
    assert full.returncode == 2
    assert "No space left on device" in said(full) and "make room" in said(full)
    archive = Archive(settings.archive)
    assert archive.sound_files()[1] == [] and len(list(archive.read())) == 501
    assert not list(archive.folder.glob(".*.writing"))

    ballast.unlink()
    again = run(settings, "ingest", tmp_path / "news.jsonl")
    assert again.returncode == 0 and "600 added, 0 updated, 501 unchanged" in again.stdout
    assert len(list(archive.read())) == 1101


def test_an_ingest_whose_file_cannot_be_written_whole_leaves_nothing_of_it(settings, tmp_path):
    write_articles(tmp_path / "news.jsonl", 20)
    full = run(settings, "ingest", tmp_path / "news.jsonl", file_bytes=4096)
    assert full.returncode == 2 and "File too large" in said(full) and "make room" in said(full)
    assert list(settings.archive.iterdir()) == []
    assert run(settings, "ingest", tmp_path / "news.jsonl").returncode == 0


def test_a_quarantine_that_cannot_be_written_stays_whole(settings, tmp_path):
    (tmp_path / "first.jsonl").write_text("broken\n" * 3)
    run(settings, "ingest", tmp_path / "first.jsonl")
    (tmp_path / "news.jsonl").write_text("".join(f"broken {noise(150, n)}\n" for n in range(400)) + '{"text": "Rome."}')
    before = settings.quarantine.read_bytes()

    full = run(settings, "ingest", tmp_path / "news.jsonl", file_bytes=60_000)
    assert full.returncode == 2 and f"{settings.quarantine}: cannot write" in said(full) and "make room" in said(full)
    assert settings.quarantine.read_bytes() == before

    again = run(settings, "ingest", tmp_path / "news.jsonl")
    assert again.returncode == 1 and "1 articles read" in again.stdout
    assert len(Quarantine(settings.quarantine).list()) == 403


def test_a_compaction_without_room_keeps_every_file(settings):
    archive = Archive(settings.archive)
    for n in range(4):
        archive.write([analysed(f"a{n}", f"In *Rome/rome*. {noise(20_000, n)}")])
    before = archive.files()
    full = run(settings, "compact", file_bytes=30_000)
    assert full.returncode == 2 and "make room" in said(full)
    assert archive.files() == before and not list(archive.folder.glob(".*.writing"))
    assert run(settings, "compact").returncode == 0 and len(list(archive.read())) == 4


def test_a_long_log_of_changes_is_not_merged_into_an_index_on_a_full_disk(small_disk, monkeypatch):
    """DuckDB would let nobody read on after it failed."""
    settings = replace(load_settings({}), home=small_disk / "home")
    archive = Archive(settings.archive)
    log = settings.index.with_name(settings.index.name + ".wal")
    ballast = small_disk / "ballast"
    with Index.open(settings) as index:
        for n in range(6):
            archive.write([analysed(f"{n}-{k}", f"In *Muscat/muscat*. {noise(1000, k)}") for k in range(150)])
            index.refresh()
        long = log.stat().st_size
        monkeypatch.setattr("dashboard.store.index.CHECKPOINT_BYTES", long // 2)
        archive.write([analysed("last", "In *Rome/rome*.")])
        ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 100_000))
        assert index.refresh() is True
        assert queries.summary(index, NO_FILTERS).articles == 901 and log.stat().st_size > long
        ballast.unlink()
        archive.write([analysed("one more", "In *Rome/rome*.")])
        assert index.refresh() is True
        assert not log.exists() or log.stat().st_size < long


def in_a_small_process(work: str, home: Path) -> None:
    """Run a function of this module in a process of its own, whose limits it may change."""
    program = f"from pathlib import Path; from tests.reliability.test_full_disk import *; {work}(Path({str(home)!r}))"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def limit(file_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))


def index_without_room(home: Path) -> None:
    settings = replace(load_settings({}), home=home)
    archive = Archive(settings.archive)
    archive.write([analysed("a", "Talks in *Rome/rome*.")])
    with Index.open(settings) as index:
        archive.write([analysed(f"b{n}", f"In *Muscat/muscat*. {noise(2000, n)}") for n in range(1500)])
        limit(settings.index.stat().st_size + 100_000)
        for _ in range(2):
            with pytest.raises(IndexFileError, match="make room"):
                index.refresh()
            assert list(queries.place_counts(index, NO_FILTERS)["name"]) == ["Rome"]
            assert index.settled and index.reaches == index.horizon.last
            assert [type(each) for each in index.damaged] == [IndexFileError]
        limit(resource.RLIM_INFINITY)
        assert index.refresh() is True and index.damaged == ()
        assert queries.summary(index, NO_FILTERS).articles == 1501
    with Index.open(settings) as index:
        assert index.note == "" and queries.summary(index, NO_FILTERS).articles == 1501


def index_built_without_room(home: Path) -> None:
    settings = replace(load_settings({}), home=home)
    Archive(settings.archive).write([analysed("a", "Talks in *Rome/rome*.")])
    limit(100_000)
    with Index.open(settings) as index:
        assert queries.summary(index, NO_FILTERS).articles == 1
        assert "built in memory" in index.note and "cannot be written" in index.note
    assert [path.name for path in home.iterdir()] == ["archive"]
    limit(resource.RLIM_INFINITY)
    with Index.open(settings) as index:
        assert index.note == "" and settings.index.exists()


def ledger_without_room(home: Path) -> None:
    ledger = Ledger(home / "corrections.jsonl")
    ledger.add(Correction("name", "Foo", "not_a_place", "by hand"))
    before = ledger.path.read_bytes()
    limit(len(before) + 100)
    with pytest.raises(LedgerError, match="make room"):
        ledger.add(*(Correction("name", f"Bar {n}", "not_a_place", "by hand") for n in range(3)))
    assert ledger.path.read_bytes() == before
    limit(resource.RLIM_INFINITY)
    ledger.add(Correction("name", "Bar", "not_a_place", "by hand"))
    assert [each.name for each in ledger.read().active] == ["Foo", "Bar"] and not ledger.read().passed_over


@pytest.mark.parametrize("work", ["index_without_room", "index_built_without_room", "ledger_without_room"])
def test_what_cannot_grow_keeps_what_it_holds_and_goes_on_later(tmp_path, work):
    in_a_small_process(work, tmp_path / "home")
