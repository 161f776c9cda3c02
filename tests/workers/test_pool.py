"""A pool stores what one process stores; a worker that dies costs nothing, an article that kills costs only itself."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from dashboard.errors import ModelError, WorkerError
from dashboard.pipeline import ingest
from dashboard.settings import load_settings
from dashboard.sources import Quarantine, read_bytes
from dashboard.store.archive import Archive
from dashboard.workers import batches
from dashboard.workers.batches import Batch, Taken, in_process
from dashboard.workers.pool import AHEAD, Pool, default_workers
from tests.builders import analysed, reader
from tests.reliability import rows
from tests.workers import readers

#: Articles that are read by this process in these tests.
FEW = 60
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path):
    return replace(load_settings({}), home=tmp_path / "home")


@pytest.fixture
def elsewhere(tmp_path: Path):
    """An installation for what is compared with."""
    return replace(load_settings({}), home=tmp_path / "elsewhere")


@pytest.fixture(autouse=True)
def nobody_is_left():
    """No test may leave a process."""
    before = set(psutil.Process().children(recursive=True))
    yield
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [each for each in left if "dashboard.workers" in " ".join(each.cmdline())]


def news(count: int, **said: str) -> bytes:
    """Return JSON lines of different articles; `said` tells what some of them say besides: n12="stumble"."""
    lines = []
    for n in range(count):
        text = f"Talks number {n} in {('Rome', 'Muscat', 'Beirut')[n % 3]}.\nHamas left. {said.get(f'n{n}', '')}"
        lines.append(json.dumps({"text": text, "url": f"https://example.org/{n}"}))
    return "\n".join(lines).encode()


def take(data: bytes, settings, run=None):
    return ingest(read_bytes("a.jsonl", data), settings, reader(), run=run)


def stored(settings):
    return [each for each in Archive(settings.archive).read()]


def refused(settings):
    return [each.refusal for each in Quarantine(settings.quarantine).list()]


def pool(opening=readers.plain, size=2) -> Pool:
    return Pool(size, opening, reader(), few=FEW)


def test_a_pool_stores_what_one_process_stores_in_the_same_order(settings, elsewhere):
    lines = news(400, n30="I explode.", n301="I explode.").splitlines()
    lines[40:40] = [b"broken", lines[3], lines[30]]
    lines.insert(200, json.dumps({"text": "Mended, in Rome.", "url": "https://example.org/7"}).encode())
    lines.append(json.dumps({"text": "Undated \ud83d half.", "published": "soon"}).encode())
    data = b"\n".join(lines)
    one, many = take(data, elsewhere), take(data, settings, pool())
    assert replace(many, seconds=0) == replace(one, seconds=0)
    assert stored(settings) == stored(elsewhere) and refused(settings) == refused(elsewhere)
    assert [rows.of_file(Archive(settings.archive), path) for path in Archive(settings.archive).files()] == [
        rows.of_file(Archive(elsewhere.archive), path) for path in Archive(elsewhere.archive).files()
    ]
    again = take(data, settings, pool())
    assert (again.added, again.updated, again.refused) == (0, 0, one.refused)


def test_a_worker_that_dies_is_replaced_and_its_batch_tried_again(settings, elsewhere, tmp_path):
    take(news(300), elsewhere)
    report = take(news(300, n120="stumble"), settings, pool(partial(readers.hurt, tmp_path)))
    assert (report.added, report.refused) == (300, 0)
    assert (tmp_path / "stumbled").exists()
    assert [each.article.article_id for each in stored(settings)] == [
        each.article.article_id for each in stored(elsewhere)
    ]


def test_articles_that_kill_are_found_and_refused_and_their_neighbours_are_stored(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "BATCH_ARTICLES", 4)
    data = news(100, n40="poison", n42="poison", n99="poison")
    report = take(data, settings, pool(partial(readers.hurt, tmp_path)))
    assert (report.read, report.added, report.refused) == (100, 97, 3)
    assert len(started(tmp_path)) > 2
    assert [(each.line, each.reason) for each in refused(settings)] == [
        (n + 1, "the analysis ended the process that read it, twice (signal 9)") for n in (40, 42, 99)
    ]
    assert refused(settings)[0].raw.startswith("Talks number 40")


def test_an_idle_worker_that_dies_is_no_matter(settings, tmp_path):
    def killing(made):
        for batch, result in made:
            for path in tmp_path.glob("*.pid"):
                psutil.Process(int(path.stem)).kill()
                path.unlink()
            yield batch, result

    report = take(news(300), settings, lambda each: killing(pool(partial(readers.hurt, tmp_path))(each)))
    assert (report.added, report.refused) == (300, 0)


def test_few_articles_start_no_process(settings):
    assert take(news(FEW), settings, pool(readers.forbidden)).added == FEW
    assert take(news(300), settings, pool(readers.forbidden, size=1)).added == 300 - FEW
    assert take(news(310), settings, pool(readers.forbidden)).unchanged == 300


def test_where_an_article_is_known_to_kill_not_even_few_are_read_by_this_process(settings, tmp_path):
    run = Pool(2, partial(readers.hurt, tmp_path), reader(), few=0)
    assert take(news(5, n2="poison"), settings, run).added == 4


def test_an_analyser_that_cannot_be_opened_is_said(settings):
    with pytest.raises(ModelError, match="restore it"):
        take(news(200), settings, pool(readers.refuses))


def test_workers_that_die_at_once_are_given_up(settings):
    with pytest.raises(WorkerError, match="exit status 3.*the same again goes on"):
        take(news(200), settings, pool(readers.dies))


def test_workers_that_die_of_every_article_are_given_up_and_what_was_stored_stays(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.pipeline.BATCH_ARTICLES", 10)
    monkeypatch.setattr("dashboard.workers.crew.MOST_DEATHS", 6)
    data = news(200, **{f"n{n}": "poison" for n in range(100, 200)})
    with pytest.raises(WorkerError, match="signal 9"):
        take(data, settings, pool(partial(readers.hurt, tmp_path)))
    assert len(stored(settings)) >= 60


def test_workers_of_another_version_leave_the_work_to_this_process(settings, elsewhere):
    take(news(200), elsewhere)
    assert take(news(200), settings, pool(partial(readers.plain, "test 2"))).added == 200
    assert stored(settings) == stored(elsewhere)


def test_no_more_is_read_than_memory_holds_while_a_batch_takes_long(tmp_path):
    read, most = 0, 0

    def reading():
        nonlocal read
        for n in range(40):
            read += 1
            said = ("tarry, tarry" if n in (3, 20) else "", *[""] * 31)
            yield Batch([], [Taken(analysed("a", f"In *Rome/rome*. {each}").article, ()) for each in said])

    for given, _ in enumerate(pool(partial(readers.hurt, tmp_path))(reading())):
        most = max(most, read - given)
    assert given == 39 and most <= 2 * AHEAD


def test_what_comes_of_one_article_that_is_no_row_costs_only_itself():
    def analyse(article):
        made = reader()(article)
        return replace(made, notes=("\ud800",)) if "half" in article.text else made

    analyse.version = "test 1"
    taken = [Taken(analysed(key, text).article, ()) for key, text in (("a", "Rome."), ("b", "half"), ("c", "Muscat."))]
    ((_, made),) = in_process(analyse)([Batch([], taken)])
    assert ["UnicodeEncodeError" in each.error for each in made.outcomes] == [False, True, False]
    assert made.rows["article_id"].to_pylist() == ["a", "c"]


def test_a_machine_has_at_least_one_worker_and_no_more_than_cores():
    assert 1 <= default_workers() <= (os.cpu_count() or 1)


# ---------------------------------------------------------------------------------------- the process that is killed

_INGEST = """
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from dashboard import pipeline
from dashboard.settings import load_settings
from dashboard.sources import read_sources
from dashboard.workers.pool import Pool
from tests.builders import reader
from tests.workers import readers

pipeline.BATCH_ARTICLES = 10
home, source = Path(sys.argv[1]), sys.argv[2]
settings = replace(load_settings({}), home=home)
pool = Pool(2, partial(readers.hurt, home.parent), reader(), few=60)
pipeline.ingest(read_sources([source], settings.limits), settings, reader(), run=pool)
"""


def until(said, seconds=60.0):
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def started(folder: Path) -> set[int]:
    return {int(path.stem) for path in folder.glob("*.pid")}


def test_a_killed_ingest_leaves_nobody_and_the_same_again_gives_the_rest(settings, elsewhere, tmp_path):
    """Killed while both workers are in the middle of an article, and later."""
    source = tmp_path / "news.jsonl"
    source.write_bytes(news(400, n35="tarry", n66="tarry", n100="tarry", n300="tarry"))
    take(source.read_bytes(), elsewhere)
    command = [sys.executable, "-c", _INGEST, str(settings.home), str(source)]
    for files in (0, 8):
        before = started(tmp_path)
        process = subprocess.Popen(command, cwd=ROOT)
        until(lambda before=before: len(started(tmp_path) - before) == 2)
        until(lambda files=files: len(Archive(settings.archive).files()) >= files)
        process.kill()
        process.wait()
        until(lambda: not [each for each in started(tmp_path) if psutil.pid_exists(each)])
        wanted = {each.article.article_id: each for each in stored(elsewhere)}
        for each in stored(settings):
            assert each == wanted[each.article.article_id]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    assert rows.of_archive(Archive(settings.archive)) == rows.of_archive(Archive(elsewhere.archive))
