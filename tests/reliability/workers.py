"""
Ingests in processes of their own that a test can kill. The program below imports everything once and forks a process
for each ingest, so that fifty of them cost the work of fifty ingests and not fifty times the loading of pyarrow.

    with Workers() as workers:
        worker = workers.ingest(home, source, batch=10)   # runs already; `begun` has been heard of it
        worker.kill()                                     # SIGKILL
        assert worker.wait() == -signal.SIGKILL

Articles are read by `sources`, analysed by `tests.builders.reader` and stored by `pipeline.ingest`, with fewer articles
in a file than usual: a kill then has many files to come between.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Worker:
    """One ingest; `pid` stays its own until `wait`, also when it has ended."""

    workers: Workers
    pid: int

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Return its exit status: below 0, the signal that ended it."""
        return self.workers.ask({"wait": self.pid})["status"]


class Workers:
    """The process that the ingests are forked from."""

    def __enter__(self) -> Workers:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.workers"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def ingest(self, home: Path, source: Path, *, batch: int) -> Worker:
        return Worker(self, self.ask({"home": str(home), "source": str(source), "batch": batch})["begun"])

    def ask(self, what: dict) -> dict:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> dict:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def _say(what: dict) -> None:
    os.write(1, (json.dumps(what) + "\n").encode())  # in one piece, whoever else writes


def _ingest(order: dict) -> None:
    from dashboard import pipeline
    from dashboard.settings import load_settings
    from dashboard.sources import read_sources
    from tests.builders import reader

    pipeline.BATCH_ARTICLES = order["batch"]
    settings = replace(load_settings({}), home=Path(order["home"]))
    _say({"begun": os.getpid()})
    pipeline.ingest(read_sources([order["source"]], settings.limits), settings, reader())


def _main() -> None:
    """Fork an ingest for each line that orders one; what takes long to load is loaded before."""
    for module in ("pandas", "dashboard.sources", "dashboard.pipeline", "dashboard.store.compaction", "tests.builders"):
        importlib.import_module(module)

    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _say({"status": os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])})
            continue
        if os.fork():
            continue
        status = 1
        try:
            _ingest(order)
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)


if __name__ == "__main__":
    _main()
