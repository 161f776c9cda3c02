"""
`ingest --every`: rounds of reading until somebody ends them, and the sign of life that `status` shows.

The sign is a small JSON file in the home folder, replaced as a whole: who reads, how often, what the last round came
to, and when the next one is due. Times are seconds since 1970, written as UTC for people.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.cli.reading import Reading
    from dashboard.pipeline import Analyse

#: A reader gives a sign of life at least so often; after three times that it is taken for dead.
BEAT_S = 20.0
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Every(click.ParamType):
    """An interval such as 90s, 15m, 2h or 1d, as seconds."""

    name = "interval"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        said = str(value).strip().lower()
        if len(said) < 2 or said[-1] not in _UNITS or not (said[:-1].isascii() and said[:-1].isdigit()):
            self.fail(f"{value!r} is no interval; say 90s, 15m, 2h or 1d", param, ctx)
        if not 0 < (seconds := float(said[:-1]) * _UNITS[said[-1]]) <= 366 * 86_400:
            self.fail(f"{value!r} is not between 1s and 366d", param, ctx)
        return seconds


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life; `state` is reading, waiting or ended."""

    pid: int
    every: float
    state: str
    beat_at: float
    rounds: int = 0
    last_at: float = 0.0
    said: str = ""
    next_at: float = 0.0


class Heartbeat:
    """The sign of life in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, sign: Sign) -> None:
        """Replace the sign; one that cannot be written stops nobody."""
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False, encoding="utf-8") as file:
                json.dump(asdict(sign), file)
            os.replace(file.name, self.path)

    def read(self) -> Sign | None:
        """Return the last sign, None if there is none that can be read."""
        try:
            return Sign(**json.loads(self.path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def in_words(self, now: float) -> list[str]:
        """Return lines for `status`: nothing if there never was a reader."""
        sign = self.read()
        if sign is None:
            return []
        how = f"every {_length(sign.every)}, process {sign.pid}"
        if sign.state == "ended":
            said = f"ended at {_when(sign.beat_at)} ({how})"
        elif now - sign.beat_at > 3 * BEAT_S:
            said = f"STOPPED without a word: last sign of life {_length(now - sign.beat_at)} ago ({how})"
        elif sign.state == "reading":
            said = f"reading now ({how})"
        else:
            said = f"waiting until {_when(sign.next_at)} ({how})"
        lines = [f"Reader      {said}"]
        if sign.rounds:
            lines.append(f"            round {sign.rounds:,} at {_when(sign.last_at)}: {sign.said}")
        return lines


def keep_reading(reading: Reading, analyser: Analyse, every: float, heartbeat: Heartbeat) -> None:
    """
    Read everything, wait until `every` seconds after the round began, and so on until Ctrl-C or a SIGTERM.

    A round that fails (a full disk, a damaged file) is told, and the next one comes all the same.
    """
    sign = Sign(os.getpid(), every, "reading", time.time())

    lock = threading.Lock()

    def beat(**changes: object) -> None:
        nonlocal sign
        with lock:
            sign = Sign(**{**asdict(sign), "beat_at": time.time(), **changes})
            heartbeat.write(sign)

    with _ended_by_signals():
        try:
            while True:
                began = time.time()
                beat(state="reading")
                try:
                    with _beating(beat):
                        report = reading.once(analyser)
                    said = f"{report.read:,} read, {report.added:,} added, {report.updated:,} updated, "
                    said += f"{report.refused:,} refused"
                except (DashboardError, OSError) as error:
                    said = f"failed: {error}"
                    click.echo(f"Error: {error}; the next round comes all the same.", err=True)
                due = began + every
                beat(state="waiting", rounds=sign.rounds + 1, last_at=began, said=said, next_at=due)
                while (left := due - time.time()) > 0:
                    time.sleep(min(left, BEAT_S))
                    beat()
        except KeyboardInterrupt:
            beat(state="ended")
            click.echo("Ended. What was stored stays; what was being read is read the next time.", err=True)


@contextlib.contextmanager
def _beating(beat: Callable[[], None]) -> Iterator[None]:
    """Beat while the block runs, also where it waits for a slow server."""
    done = threading.Event()

    def go_on() -> None:
        while not done.wait(BEAT_S):
            beat()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a SIGTERM, as service managers send, end the block like Ctrl-C does, also in a background job."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _length(seconds: float) -> str:
    for unit in ("d", "h", "m"):
        if seconds >= 2 * _UNITS[unit] or seconds == _UNITS[unit]:
            return f"{seconds / _UNITS[unit]:.0f} {unit}"
    return f"{seconds:.0f} s"
