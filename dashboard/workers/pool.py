"""
Batches analysed by several processes of this machine, and given back in the order in which they came.

This process reads, hands out and writes; the others only analyse, so that everything that holds for an ingest by one
process (a kill, a full disk, two at once) holds for an ingest by many. At most `AHEAD` batches a worker are anywhere
between reading and writing: memory is bounded. A worker that dies is replaced and its batch tried again; a batch that
ends its worker twice is halved, and so on, until the one article is found: that one is refused. Workers end when this
process does, however it ends (`worker`).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from dashboard.workers.batches import Analyse, Analysed, Batch, in_process
from dashboard.workers.crew import Crew
from dashboard.workers.pieces import Job

#: Batches a worker that are being read, analysed or waiting for an earlier one.
AHEAD = 4
#: So few articles are not worth the two seconds of processor time that each worker takes to start, unless they come
#: slowly.
FEW_ARTICLES, FEW_SECONDS = 200, 2.0
#: What a worker may take: no more are started by default than half of the machine's memory holds.
WORKER_BYTES = 300_000_000


def default_workers() -> int:
    """Return how many workers this machine has cores and memory for; at least 1."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # a container's own limit; "max" is none
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return max(1, min(cores, memory // 2 // WORKER_BYTES))


class Pool:
    """
    What analyses batches with several processes, as `batches.in_process` does with this one; few are analysed here.

    `opening` makes the analyser in each worker and must be picklable; `here` is this process's own. Where a worker's
    turns out to be of another version, as after an edit of the actors' table, the rest is analysed here. `few` articles
    at most are analysed by this process: none where one is known to end it.
    """

    def __init__(self, workers: int, opening: Callable[[], Analyse], here: Analyse, *, few: int = FEW_ARTICLES) -> None:
        self._size = workers
        self._few = few
        self._opening = opening
        self._here = here

    def __call__(self, batches: Iterable[Batch]) -> Generator[tuple[Batch, Analysed], None, None]:
        """
        Yield each batch with what came of it, in order.

        Raises WorkerError if workers cannot be started or keep dying, and the DashboardError that keeps one from
        opening its analyser.
        """
        source, alone = iter(batches), in_process(self._here)
        if self._size == 1:
            yield from alone(source)
            return
        first: list[Batch] = []
        began = time.monotonic()
        for batch in source:
            if not first and not batch.taken:
                yield from alone([batch])
                began = time.monotonic()
                continue
            first.append(batch)
            articles = sum(len(each.taken) for each in first)
            slow = time.monotonic() - began > FEW_SECONDS
            if articles > self._few or slow or len(first) >= self._size * AHEAD:
                yield from self._spread(itertools.chain(first, source))
                return
        yield from alone(first)

    def _spread(self, batches: Iterable[Batch]) -> Generator[tuple[Batch, Analysed], None, None]:
        crew = Crew(self._size, self._opening, self._here)
        try:
            source, jobs, more = iter(batches), deque[Job](), True
            while more or jobs:
                if more and len(jobs) < self._size * AHEAD:
                    batch = next(source, None)
                    if batch is None:
                        more = False
                    else:
                        jobs.append(Job(batch))
                        crew.take(jobs[-1])
                must_wait = bool(jobs) and not jobs[0].done and (not more or len(jobs) >= self._size * AHEAD)
                crew.go_on(wait=must_wait)
                while jobs and jobs[0].done:
                    job = jobs.popleft()
                    yield job.batch, job.made()
        finally:
            crew.end()
