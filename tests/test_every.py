"""`ingest --every` keeps on reading, gives signs of life, and ends cleanly. With the real program, as a process."""

import json
import os
import signal
import subprocess
import sys
import time

import click
import pytest

from dashboard.cli.heartbeat import BEAT_S, Every, Heartbeat, Sign
from dashboard.store.archive import Archive
from tests.test_cli import run

NOW = 1_700_000_000.0


@pytest.mark.parametrize(("said", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400), (" 5M ", 300)])
def test_intervals(said, seconds):
    assert Every().convert(said, None, None) == seconds


@pytest.mark.parametrize("said", ["", "15", "m", "0s", "-5m", "1.5h", "15 minutes", "400d", "٥m"])
def test_what_is_no_interval_is_refused(said):
    with pytest.raises(click.BadParameter):
        Every().convert(said, None, None)


@pytest.mark.parametrize(
    ("state", "beat_at", "words"),
    [
        ("waiting", NOW - 5, "waiting until 2023-11-14 22:20 UTC (every 15 m, process 7)"),
        ("reading", NOW - 5, "reading now"),
        ("ended", NOW - 9000, "ended at 2023-11-14 19:43 UTC"),
        ("waiting", NOW - 3 * BEAT_S - 7140, "STOPPED without a word: last sign of life 2 h ago"),
    ],
)
def test_status_tells_how_the_reader_is(tmp_path, state, beat_at, words):
    heartbeat = Heartbeat(tmp_path / "heartbeat.json")
    heartbeat.write(Sign(7, 900.0, state, beat_at, 3, NOW - 60, "4 read, 4 added", NOW + 400))
    first, second = heartbeat.in_words(NOW)
    assert words in first and "round 3 at 2023-11-14 22:12 UTC: 4 read, 4 added" in second


def test_no_reader_and_a_broken_file_are_no_words(tmp_path):
    for text in ("{", "[]", '{"x": 1}'):
        (tmp_path / "heartbeat.json").write_text(text)
        assert Heartbeat(tmp_path / "heartbeat.json").in_words(NOW) == []
    assert Heartbeat(tmp_path / "none.json").in_words(NOW) == []


def until(said, seconds=90.0):
    end = time.monotonic() + seconds
    while not (found := said()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


def reading_on(folder) -> subprocess.Popen[str]:
    """Start an ingest of a folder that reads it every second."""
    command = [sys.executable, "-m", "dashboard", "ingest", str(folder), "--every", "1s"]
    return subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_what_comes_while_it_runs_is_read_and_it_ends_cleanly(tmp_path, monkeypatch, gazetteer_folder, ending):
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Talks were held in Rome.")
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    heartbeat, process = Heartbeat(home / "heartbeat.json"), reading_on(folder)
    try:
        until(lambda: (sign := heartbeat.read()) and sign.rounds)
        (folder / "b.txt").write_text("Rain fell in Muscat.")
        (folder / "c.jsonl").write_text("{")
        until(lambda: len(Archive(home / "archive").stored([])) == 2)
        until(lambda: (sign := heartbeat.read()) and "1 refused" in sign.said)
        assert f"every 1 s, process {process.pid}" in run("status").stdout
        process.send_signal(ending)
        out, errors = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    assert "1 added" in out and "Ended. What was stored stays" in errors and "Traceback" not in errors
    assert json.loads(heartbeat.path.read_text())["state"] == "ended"
    assert "Reader      ended at" in run("status").stdout


def test_a_round_that_fails_is_told_and_the_next_one_comes(tmp_path, monkeypatch, gazetteer_folder):
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    home.mkdir()
    (home / "archive").write_text("a file where the archive's folder is to be")
    (folder / "a.txt").write_text("Talks were held in Rome.")
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    heartbeat, process = Heartbeat(home / "heartbeat.json"), reading_on(folder)
    try:
        until(lambda: (sign := heartbeat.read()) and sign.rounds and "failed: " in sign.said)
        (home / "archive").unlink()
        until(lambda: (sign := heartbeat.read()) and "1 added" in sign.said)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0 and "the next round comes all the same" in errors
