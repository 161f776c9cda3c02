"""What the server does before anyone has come, in a server of its own."""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dashboard.store.archive import Archive
from tests.browser.harness import PATIENCE, App, running


def _wait_for(what: Callable[[], object], app: App) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while not what():
        assert time.monotonic() < until, app.log()
        time.sleep(0.1)


def test_a_first_start_is_prepared_before_anyone_has_come(tmp_path: Path, gazetteer_folder: Path) -> None:
    home = tmp_path / "home"
    with running(home, gazetteer_folder) as app:
        _wait_for(lambda: Archive(home / "archive").files(), app)


def test_the_browser_is_opened_at_the_page(tmp_path: Path, gazetteer_folder: Path) -> None:
    asked = tmp_path / "asked"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{asked}"\n')
    browser.chmod(0o755)

    with running(
        tmp_path / "home", gazetteer_folder, BROWSER=f"{browser} %s", STREAMLIT_SERVER_HEADLESS="false"
    ) as app:
        _wait_for(asked.exists, app)

        assert asked.read_text().split() == [app.url + "/"]


def test_no_browser_is_opened_where_there_is_no_screen(tmp_path: Path, gazetteer_folder: Path) -> None:
    asked = tmp_path / "asked"
    home = tmp_path / "home"

    with running(home, gazetteer_folder, BROWSER=f"touch {asked} %s", STREAMLIT_SERVER_HEADLESS="true") as app:
        _wait_for(lambda: Archive(home / "archive").files(), app)

        assert not asked.exists()


def test_the_first_map_waits_for_little_of_the_program() -> None:
    code = "import sys; import dashboard.app.page; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    loaded = set(done.stdout.split())
    assert "dashboard.app.map" in loaded
    assert not loaded & {
        "dashboard.app.around", "dashboard.app.add", "dashboard.export", "dashboard.geoparse", "dashboard.pipeline",
        "dashboard.sources",
    }  # fmt: skip


def test_inspect_knows_who_asks_when_it_is_told_where_modules_lie() -> None:
    code = """
import inspect, os.path, sys
from dashboard.app import startup
from dashboard.app.places_layer import assets

startup._tell_where_modules_lie()
resolved = []
inspect.os.path.realpath = lambda path, real=os.path.realpath: resolved.append(path) or real(path)
assert inspect.getmodule(compile("x = 1", assets.__file__, "exec")) is assets
print(len(resolved), len(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    resolved, modules = map(int, done.stdout.split())
    assert resolved < modules / 10


def test_an_answer_is_sent_at_once(tmp_path: Path, gazetteer_folder: Path) -> None:
    """The body of an answer must not wait until its head is acknowledged, as it did on connections that are kept."""
    with running(tmp_path / "home", gazetteer_folder) as app:
        kept = http.client.HTTPConnection("127.0.0.1", app.port)
        on_new, on_kept = [], []
        for _ in range(15):
            new = http.client.HTTPConnection("127.0.0.1", app.port)
            on_new.append(_seconds(new))
            new.close()
            on_kept.append(_seconds(kept))
        kept.close()
        assert statistics.median(on_kept) < 3 * statistics.median(on_new)


def _seconds(connection: http.client.HTTPConnection) -> float:
    """Return how long a small file took; the system acknowledges at once what a new connection gets."""
    started = time.perf_counter()
    connection.request("GET", "/favicon.png")
    assert connection.getresponse().read()
    return time.perf_counter() - started
