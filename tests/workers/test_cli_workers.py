"""`ingest --workers`: the real analyser in several processes, and Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dashboard.store.archive import Archive
from dashboard.workers.pool import FEW_ARTICLES
from tests.builders import NOON, analysed
from tests.test_cli import run

ROOT = Path(__file__).resolve().parents[2]


def command(settings, *arguments: object):
    environ = {**os.environ, "DASHBOARD_HOME": str(settings.home), "DASHBOARD_GAZETTEER": str(settings.gazetteer)}
    return {"args": [sys.executable, "-m", "dashboard", "ingest", *map(str, arguments)], "env": environ, "cwd": ROOT,
            "text": True}  # fmt: skip


def stored(settings):
    """Return all analyses in order, without the time when they were made: that is the clock's, not the article's."""
    return [replace(each, analysed_at=NOON) for each in Archive(settings.archive).read()]


def test_two_workers_store_the_rows_that_one_stores(settings, tmp_path):
    alone, more = replace(settings, home=tmp_path / "alone"), tmp_path / "more.jsonl"
    more.write_text("\n".join(json.dumps({"text": f"Talks number {n} in Rome."}) for n in range(FEW_ARTICLES)))
    said = [
        subprocess.run(
            **command(each, "data/sample", more, "--workers", workers), capture_output=True, check=True
        ).stdout
        for each, workers in ((alone, 1), (settings, 2))
    ]
    assert stored(settings) == stored(alone) and len(stored(settings)) == FEW_ARTICLES + 72
    assert said[0].partition("s:")[2] == said[1].partition("s:")[2]


def test_ctrl_c_leaves_a_sound_archive_and_no_process(settings, tmp_path):
    Archive(settings.archive).write([analysed("a", "In *Rome/rome*.")])
    line = "Talks were held in Rome, in Muscat and by the Red Sea, said Ali Hassan of Hezbollah. "
    with open(tmp_path / "news.jsonl", "w") as file:
        file.writelines(json.dumps({"text": f"{n}. " + line * 200}) + "\n" for n in range(300))
    process = subprocess.Popen(
        **command(settings, tmp_path / "news.jsonl", "--workers", 2), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        process_group=0,
    )  # fmt: skip
    ends = time.monotonic() + 60
    workers: list[psutil.Process] = []
    while len(workers) < 2 or min(each.cpu_times().user for each in workers) < 1.5:  # they have begun
        assert time.monotonic() < ends and process.poll() is None
        time.sleep(0.05)
        workers = psutil.Process(process.pid).children()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, errors = process.communicate(timeout=30)
    assert not psutil.wait_procs(workers, timeout=30)[1]
    assert process.returncode == 1 and errors.strip() == "Aborted!"
    archive = Archive(settings.archive)
    assert archive.sound_files() == (archive.files(), []) and archive.files()
    assert not list(archive.folder.glob(".*.writing"))


@pytest.mark.parametrize(
    "wrong",
    [
        ["--dask", "tcp://127.0.0.1:1"], ["a.jsonl", "--parts", "out"], ["--only-parts"],
        ["--parts", "out", "--only-parts"],
        ["a.jsonl", "--dask", "tcp://127.0.0.1:1", "--every", "15m"], ["a.jsonl", "--workers", "0"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(wrong):
    assert run("ingest", *wrong).exit_code == 2
