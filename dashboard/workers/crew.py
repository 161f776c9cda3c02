"""
The processes of a pool: started when there is work, fed with pieces of batches, replaced when they die.

Each has one socket to this process, and no other process has an end of it: when this one ends, they see it closed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from multiprocessing import connection

import pyarrow as pa

from dashboard.errors import DashboardError, WorkerError
from dashboard.workers.batches import Analyse, Analysed, Outcome, analyse_batch
from dashboard.workers.pieces import Job, Piece

#: Pieces that a worker has at a time: while it sends one back, it begins with the other.
IN_HAND = 2
#: Deaths in a row, without one piece analysed between them, after which it is not the articles' fault; one before the
#: worker was ready, which no article can be blamed for, counts for several.
MOST_DEATHS, UNREADY = 24, 8


class _Worker:
    """One process, and the pieces that it has, the one that it works on first."""

    def __init__(self, opening: Callable[[], Analyse]) -> None:
        self.link, other = multiprocessing.Pipe()
        self.pieces: deque[Piece] = deque()
        self.ready = False
        path = os.pathsep.join(each or os.getcwd() for each in sys.path)
        command = [sys.executable, "-m", "dashboard.workers.worker", str(other.fileno())]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[other.fileno()],
                # one worker a core: no threads of its own; and Ctrl-C on the terminal is for the one who started it
                env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                process_group=0,
            )  # fmt: skip
        finally:
            other.close()
        self.send(opening)

    def send(self, what: object) -> None:
        """Send an order; if the worker has died, that is heard when it is listened to."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.link.send(what)

    def hear(self) -> str | Exception | Analysed:
        """Return the version or the error that comes first, then what comes of pieces; raises EOFError after death."""
        try:
            said = self.link.recv()
            if not isinstance(said, list):
                return said
            outcomes: list[Outcome] = said
            return Analysed(outcomes, pa.ipc.open_stream(self.link.recv_bytes()).read_all())
        except ConnectionResetError as error:
            raise EOFError from error

    def end(self) -> str:
        """End the process, which has nothing to lose, and return how it ended."""
        self.link.close()
        self._process.kill()
        status = self._process.wait()
        return f"signal {-status}" if status < 0 else f"exit status {status}"


class Crew:
    """At most `size` workers, and what is to be done; raises as `Pool` says."""

    def __init__(self, size: int, opening: Callable[[], Analyse], here: Analyse) -> None:
        self._size = size
        self._opening = opening
        self._here = here
        self._alone = False
        self._workers: list[_Worker] = []
        self._todo: deque[Piece] = deque()
        self._deaths = 0

    def take(self, job: Job) -> None:
        if not job.done:
            self._todo.append(Piece(job, 0, len(job.batch.taken)))

    def go_on(self, *, wait: bool) -> None:
        """Hand out what is to be done and take what has been done; with `wait`, something must have come of it."""
        self._hand_out()
        links = {each.link: each for each in self._workers}
        for link in connection.wait(list(links), None if wait and links else 0):
            if not self._alone:
                self._hear(links[link])  # type: ignore[index]
        self._hand_out()

    def end(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _hand_out(self) -> None:
        while self._alone and self._todo:
            piece = self._todo.popleft()
            piece.settle(analyse_batch(piece.taken, self._here))
        while self._todo and len(self._workers) < self._size:
            try:
                self._workers.append(_Worker(self._opening))
            except OSError as error:
                if not self._workers:
                    raise WorkerError(f"no worker can be started ({error.strerror}); try --workers 1") from error
                self._size = len(self._workers)
        for in_hand in range(IN_HAND):  # all have one before any has two
            for worker in self._workers:
                if self._todo and worker.ready and len(worker.pieces) == in_hand:
                    worker.pieces.append(self._todo.popleft())
                    worker.send(worker.pieces[-1].taken)

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.hear()
        except EOFError:
            self._bury(worker)
            return
        if isinstance(said, Analysed):
            self._deaths = 0
            worker.pieces.popleft().settle(said)
        elif isinstance(said, DashboardError):
            raise said
        elif said == self._here.version:
            worker.ready = True
        else:  # the tables have changed since this process read them, and one archive file has one analyser
            self._alone = True
            self._todo.extendleft(reversed([piece for each in self._workers for piece in each.pieces]))
            self.end()

    def _bury(self, worker: _Worker) -> None:
        how = worker.end()
        self._workers.remove(worker)
        self._deaths += 1 if worker.ready else UNREADY
        if self._deaths > MOST_DEATHS:
            raise WorkerError(
                f"workers die one after the other (the last by {how}): is there enough memory? Try fewer, or --workers "
                "1; what is stored stays, and the same again goes on from there"
            )
        again = list(worker.pieces)
        if again:  # a worker that died before it was ready has none
            again[:1] = again[0].after_death(how)
        self._todo.extendleft(reversed(again))
