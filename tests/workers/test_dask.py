"""A Dask cluster stores what one process stores, also when a busy worker is killed; what is written stays done."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType

import dask
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import LocalCluster

from dashboard.errors import SourceError, WorkerError
from dashboard.geoparse.analyse import Analyser
from dashboard.pipeline import ingest
from dashboard.settings import Limits
from dashboard.sources import Columns, Quarantine, read_sources
from dashboard.store.archive import Archive
from dashboard.workers.on_dask import analyse_on
from dashboard.workers.partitions import analyse_file, files_of, taken
from dashboard.workers.pool import Pool
from tests.builders import NOON, reader
from tests.workers import readers
from tests.workers.test_pool import news

ROOT = Path(__file__).resolve().parents[2]
LIMITS, COLUMNS = Limits(), Columns()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, gazetteer_folder):
    """Two worker processes of this machine, whose settings are those of an installation of their own."""
    home = tmp_path_factory.mktemp("worker-home")
    config = {"distributed.scheduler.allowed-failures": 1, "distributed.admin.tick.interval": "1h"}
    with pytest.MonkeyPatch.context() as patched, dask.config.set(config):
        # a process that is started runs `__main__` again; Streamlit's tests leave a script there that is gone by now
        patched.setitem(sys.modules, "__main__", ModuleType("__main__"))
        patched.setenv("DASHBOARD_HOME", str(home))
        patched.setenv("DASHBOARD_GAZETTEER", str(gazetteer_folder))
        with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None,
                          silence_logs=50) as made:  # fmt: skip
            yield made


@pytest.fixture
def parts(tmp_path) -> Path:
    """A folder of files of articles: the sample's, a version of one of them, broken lines, and a Parquet file."""
    folder = tmp_path / "in"
    folder.mkdir()
    items = list(read_sources([ROOT / "data" / "sample"], LIMITS))
    rows = [
        {"title": a.title, "text": a.text, "source": a.source, "url": a.url, "published": str(a.published or "")}
        for a in (each.article for each in items)
    ]
    for n in range(4):
        lines = [json.dumps(row) for row in rows[n * 15 : n * 15 + 15]]
        lines[7:7] = ["broken", json.dumps({**rows[3], "text": f"Mended {n}, in Rome."}), lines[2]]
        (folder / f"{n}.jsonl").write_text("\n".join(lines))
    pq.write_table(pa.Table.from_pylist(rows[60:]), folder / "4.parquet")
    (folder / "_SUCCESS").write_text("")
    return folder


def stored(settings):
    """Return all analyses in order, but for when they were made, and what was refused."""
    refused = [replace(each.refusal, origin="") for each in Quarantine(settings.quarantine).list()]
    return [replace(each, analysed_at=NOON) for each in Archive(settings.archive).read()], refused


def take(files, count, settings, analyse):
    return ingest([], settings, analyse, run=lambda _: taken(files, analyse.version, count))


def test_one_process_a_pool_and_a_cluster_store_the_same(settings, tmp_path, cluster, parts, analyser):
    alone, pooled = (replace(settings, home=tmp_path / name) for name in ("alone", "pooled"))
    urls = files_of(str(parts))
    one = ingest(read_sources(urls, LIMITS), alone, analyser)
    ingest(read_sources(urls, LIMITS), pooled, analyser, run=Pool(2, partial(Analyser.open, settings), analyser, few=0))
    assert (one.read, one.refused) == (80, 4)
    environ = {**os.environ, "DASHBOARD_HOME": str(settings.home), "DASHBOARD_GAZETTEER": str(settings.gazetteer)}
    command = [sys.executable, "-m", "dashboard", "ingest", str(parts), "--dask", cluster.scheduler_address]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and f"{one.added:,} added, {one.updated:,} updated" in done.stdout, done.stderr
    assert stored(pooled) == stored(alone)
    assert stored(settings) == stored(alone)


def test_a_busy_worker_that_is_killed_costs_nothing(settings, tmp_path, cluster):
    folder = tmp_path / "in"
    folder.mkdir()
    lines = news(240, n70="stumble").splitlines()
    for n in range(6):
        (folder / f"{n}.jsonl").write_bytes(b"\n".join(lines[n * 40 : n * 40 + 40]))
    alone = replace(settings, home=tmp_path / "alone")
    urls = files_of(str(folder))
    ingest(read_sources(urls, LIMITS), alone, reader())
    opening = partial(readers.hurt, tmp_path)
    made = analyse_on(cluster.scheduler_address, urls, str(tmp_path / "out"), "test 1", LIMITS, COLUMNS, opening)
    report = take(made, len(urls), settings, reader())
    assert (tmp_path / "stumbled").exists() and report.added == 240
    assert stored(settings) == stored(alone)
    assert len(list((tmp_path / "out").glob("*.parquet"))) == 6


def test_a_file_that_kills_its_workers_is_refused_and_the_others_are_done(settings, tmp_path, cluster):
    for n, said in enumerate(("", "poison", "")):
        (tmp_path / f"{n}.jsonl").write_bytes(news(3, n1=said))
    opening = partial(readers.hurt, tmp_path)
    made = list(analyse_on(cluster.scheduler_address, files_of(str(tmp_path)), str(tmp_path / "out"), "test 1", LIMITS,
                           COLUMNS, opening))  # fmt: skip
    assert [isinstance(each, str) for each in made] == [True, False, True]
    assert "1.jsonl: the workers that read it died" in str(made[1])


def test_workers_of_another_version_are_an_error(tmp_path, cluster):
    (tmp_path / "a.jsonl").write_bytes(news(3))
    made = analyse_on(cluster.scheduler_address, [str(tmp_path / "a.jsonl")], str(tmp_path), "test 1", LIMITS, COLUMNS,
                      partial(readers.plain, "test 2"))  # fmt: skip
    with pytest.raises(WorkerError, match="of version test 2, this is test 1: give every machine"):
        list(made)


def test_nobody_at_the_address_is_said(tmp_path):
    brief = dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    with brief, pytest.raises(WorkerError, match="no scheduler answers"):
        list(analyse_on("tcp://127.0.0.1:1", ["a.jsonl"], str(tmp_path), "test 1", LIMITS, COLUMNS))


# ------------------------------------------------------------------------------------------------ files, anywhere


@pytest.fixture(params=["local", "memory"])
def place(request, tmp_path):
    """A folder at a local path, and one in fsspec's memory."""
    if request.param == "local":
        (tmp_path / "place").mkdir()
        return str(tmp_path / "place")
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    fs.mkdir("/place")
    return "memory://place"


def put(url: str, data: bytes) -> None:
    with fsspec.open(url, "wb") as file:
        file.write(data)


def test_a_file_is_analysed_once_and_again_when_it_or_the_analyser_changes(place):
    put(f"{place}/a.jsonl", news(70))

    def made(analyse):
        return analyse_file(f"{place}/a.jsonl", f"{place}/out", analyse, LIMITS, COLUMNS)

    def forbidden(article):
        raise AssertionError("it was analysed before")

    forbidden.version = "test 1"
    first = made(reader())
    assert made(forbidden) == first and len(files_of(f"{place}/out", (".parquet",))) == 1
    assert made(reader("test 2")) != first
    put(f"{place}/a.jsonl", news(71))
    assert made(reader()) != first
    assert len(files_of(f"{place}/out", (".parquet",))) == 3


def test_what_was_refused_is_known_also_when_it_is_taken_in_again(place, settings):
    lines = news(40, n5="I explode.").splitlines()
    put(f"{place}/a.jsonl", b"\n".join([*lines[:3], b"broken", *lines[3:]]))
    file = analyse_file(f"{place}/a.jsonl", f"{place}/out", reader(), LIMITS, COLUMNS)
    for _ in range(2):
        report = take([file], 1, settings, reader())
        assert [(each.line, each.reason.split(" (")[0]) for each in report.refusals] == [
            (4, "not JSON"), (7, "the analysis failed"),
        ]  # fmt: skip
    assert (report.read, report.unchanged) == (39, 39)


def test_a_failure_leaves_no_half_a_file(place, monkeypatch):
    put(f"{place}/a.jsonl", news(70))
    monkeypatch.setattr("dashboard.workers.partitions.analyse_batch", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        analyse_file(f"{place}/a.jsonl", f"{place}/out", reader(), LIMITS, COLUMNS)
    fs, path = fsspec.core.url_to_fs(place)
    assert [each for each in fs.find(path) if not each.endswith("a.jsonl")] == []


def test_files_of_another_version_and_damaged_ones_are_refused(place, settings):
    put(f"{place}/a.jsonl", news(5))
    put(f"{place}/out/z.parquet", b"no Parquet file")
    analyse_file(f"{place}/a.jsonl", f"{place}/out", reader("test 2"), LIMITS, COLUMNS)
    files = files_of(f"{place}/out", (".parquet",))
    report = take(files, 2, settings, reader())
    assert (report.read, report.refused) == (0, 2)
    assert "analysed by version test 2, this is test 1" in str(report.refusals[0])
    assert "cannot be taken in" in str(report.refusals[1])


def test_what_a_cluster_wrote_is_taken_in_by_a_command(tmp_path, settings, analyser, monkeypatch):
    from tests.test_cli import run

    monkeypatch.setenv("DASHBOARD_HOME", str(settings.home))
    monkeypatch.setenv("DASHBOARD_GAZETTEER", str(settings.gazetteer))
    (tmp_path / "a.jsonl").write_bytes(news(5))
    analyse_file(str(tmp_path / "a.jsonl"), str(tmp_path / "out"), analyser, LIMITS, COLUMNS)
    done = run("ingest", "--parts", tmp_path / "out")
    assert done.exit_code == 0 and "5 articles read" in done.stdout and "5 added" in done.stdout
    assert "5 unchanged" in run("ingest", "--parts", tmp_path / "out").stdout


def test_a_place_where_nothing_is_and_an_unknown_kind_of_address_are_said(tmp_path):
    with pytest.raises(SourceError, match="there is nothing"):
        files_of(str(tmp_path / "none"))
    with pytest.raises(SourceError, match="nosuch"):
        files_of("nosuch://a/b")
    with pytest.raises(WorkerError, match="dashboard/workers/requirements.txt"):
        files_of("s3://bucket/news")


def test_without_dask_the_file_to_install_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkerError, match="pip install -r dashboard/workers/requirements.txt"):
        list(analyse_on("tcp://127.0.0.1:1", ["a.jsonl"], str(tmp_path), "test 1", LIMITS, COLUMNS))
