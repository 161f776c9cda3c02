"""
What many workers gain, and what 100 million articles would take: `python -m tests.bench.cluster [--articles 3000]`.

Ingests the same articles into an empty archive by turns: one process, a pool of two (`--workers`), and a Dask cluster
of as many processes of this machine; the best of `--rounds`. The articles are the sample's, each a number of times with
another first line. Seconds are of the whole command, with its start; the workers of Dask are there already.

Prints speed-up, articles a second, processor time an article (its surplus over one process is the overhead) and that of
the start, told apart by a run over a tenth of the articles, the most memory that a worker took, and what a million
articles cost at a price of a core-hour; then the plan for 100 million, each number derived from those; the size of an
article on the disk is that of the sample alone, where no text is there twice. Says how busy the machine was: on a busy
one the seconds say little, and processor time is too high.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from dashboard.settings import Limits, load_settings
from dashboard.sources import read_sources
from dashboard.store.archive import Archive
from dashboard.store.index import Index

ROOT = Path(__file__).resolve().parents[2]
PLANNED, PLANNED_WORKERS, PART_ARTICLES = 100_000_000, 128, 50_000


@dataclass
class Run:
    """
    Seconds and processor seconds of an ingest, the most memory of one of its workers in bytes, and the processor
    seconds of the same over a tenth of the articles.
    """

    seconds: float
    processor: float
    memory: int = 0
    tenth: float = float("inf")

    def each(self, articles: int) -> float:
        """Return the processor seconds of an article, without those of the start."""
        return (self.processor - self.tenth) / (articles - articles // 10)


def write_parts(folder: Path, articles: int, parts: int) -> int:
    """Write the articles as JSON lines into so many files; return their characters."""
    sample = [item.article for item in read_sources([ROOT / "data" / "sample"], Limits()) if hasattr(item, "article")]
    files: list[list[str]] = [[] for _ in range(parts)]
    characters = 0
    for n in range(articles):
        one = sample[n % len(sample)]
        text = f"Report {n} of the day.\n{one.text}"
        characters += len(text)
        row = {"title": one.title, "text": text, "source": one.source, "published": str(one.published or "")}
        files[n * parts // articles].append(json.dumps(row))
    for n, lines in enumerate(files):
        (folder / f"{n:03}.jsonl").write_text("\n".join(lines))
    return characters


@contextmanager
def watched(run: Run, workers: list[psutil.Process] | None = None) -> Iterator[None]:
    """Note the most memory that one worker takes while the block runs: of some processes, or of the grandchildren."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            for each in workers or psutil.Process().children(recursive=True):
                try:
                    if workers or "dashboard.workers.worker" in each.cmdline():
                        run.memory = max(run.memory, each.memory_info().rss)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def by_command(home: Path, source: Path, *arguments: str) -> Run:
    environ = {**os.environ, "DASHBOARD_HOME": str(home)}
    run, before = Run(0, 0), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with watched(run):
        subprocess.run([sys.executable, "-m", "dashboard", "ingest", str(source), *arguments], cwd=ROOT, env=environ,
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    run.seconds = time.perf_counter() - began
    run.processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return run


def by_dask(home: Path, source: Path, workers: int) -> Run:
    from distributed import LocalCluster

    os.environ["DASHBOARD_HOME"] = str(home.parent / "worker-home")
    with LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                      silence_logs=50) as cluster:  # fmt: skip
        processes = [psutil.Process(each.process.pid) for each in cluster.workers.values()]
        spent = sum(sum(each.cpu_times()[:2]) for each in processes)
        watching = Run(0, 0)
        with watched(watching, processes):
            run = by_command(home, source, "--dask", cluster.scheduler_address)
        run.processor += sum(sum(each.cpu_times()[:2]) for each in processes) - spent
        run.memory = watching.memory
    return run


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    options.add_argument("--articles", type=int, default=3000)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--price", type=float, default=0.05, help="US dollars of a core-hour")
    given = options.parse_args()
    load = os.getloadavg()[0]
    print(
        f"{given.articles:,} articles, the best of {given.rounds}, on {os.cpu_count()} cores; load before: {load:.1f}"
    )

    folder = Path(tempfile.mkdtemp())
    try:
        tenth, whole = folder / "tenth", folder / "whole"
        for each, count in ((tenth, given.articles // 10), (whole, given.articles)):
            each.mkdir()
            characters = write_parts(each, count, parts=8 * given.workers)
        ways = {
            "one process": lambda home, source: by_command(home, source, "--workers", "1"),
            f"pool of {given.workers}": lambda home, source: by_command(home, source, "--workers", str(given.workers)),
            f"Dask, {given.workers} workers": lambda home, source: by_dask(home, source, given.workers),
        }
        best: dict[str, Run] = {}
        for turn in range(given.rounds):
            for number, (name, way) in enumerate(ways.items()):
                home = folder / f"home-{turn}-{number}"
                start = way(folder / f"start-{turn}-{number}", tenth)
                run = way(home, whole)
                known = best.get(name, run)
                best[name] = Run(min(known.seconds, run.seconds), min(known.processor, run.processor),
                                 max(known.memory, run.memory), min(known.tenth, start.processor))  # fmt: skip
                kept = home
        by_command(folder / "sample", ROOT / "data" / "sample")
        say(given, best, characters / given.articles, folder / "sample", kept)
    finally:
        shutil.rmtree(folder)


def say(given: argparse.Namespace, best: dict[str, Run], characters: float, sample: Path, home: Path) -> None:
    one = best["one process"]
    print(f"{'':16}{'seconds':>9}{'speed-up':>10}{'articles/s':>12}{'ms/article':>12}{'overhead':>10}{'start s':>9}"
          f"{'MB a worker':>13}{'$ a million':>13}")  # fmt: skip
    for name, run in best.items():
        each = run.each(given.articles)
        memory = f"{run.memory / 1e6:.0f}" if run.memory else "-"
        print(f"{name:16}{run.seconds:9.1f}{one.seconds / run.seconds:10.2f}{given.articles / run.seconds:12.0f}"
              f"{each * 1000:12.2f}{each / one.each(given.articles) - 1:10.0%}"
              f"{run.processor - each * given.articles:9.1f}{memory:>13}"
              f"{each * 1e6 / 3600 * given.price:13.2f}")  # fmt: skip
    print(f"ms/article and start s are processor time; load after: {os.getloadavg()[0]:.1f}")
    dask = list(best.values())[-1]
    hours = dask.each(given.articles) * PLANNED / 3600
    once = Archive(sample / "archive")
    archive = sum(path.stat().st_size for path in once.files()) / len(once.stored())
    settings = replace(load_settings(), home=home)
    Index.open(settings).close()
    index = settings.index.stat().st_size / given.articles
    tracemalloc.start()
    known = once.stored()
    memory_each = tracemalloc.get_traced_memory()[0] / len(known)
    parts = PLANNED // PART_ARTICLES
    print(
        f"\nFor {PLANNED:,} articles of {characters:,.0f} characters, as these:\n"
        f"  files of articles   {parts:,} of {PART_ARTICLES:,} articles, {characters * PART_ARTICLES / 1e6:,.0f} MB of "
        f"text each; {hours / parts * 60:.0f} minutes of one worker each\n"
        f"  worker-hours        {hours:,.0f} ({dask.each(given.articles) * 1000:.2f} ms of processor time each)\n"
        f"  hours               {hours / PLANNED_WORKERS:.1f} with {PLANNED_WORKERS} workers of one core and "
        f"{dask.memory / 1e6:.0f} MB\n"
        f"  cost                {hours * given.price:,.0f} dollars at {given.price} a core-hour\n"
        f"  disk                {archive * PLANNED / 1e12:.2f} TB of analysed files ({archive / 1e3:.1f} kB each)\n"
        f"  one archive of all  {memory_each * PLANNED / 1e9:,.0f} GB of memory for an ingest to know what is there "
        f"({memory_each:.0f} bytes each)\n"
        f"  index               {index * PLANNED / 1e12:.2f} TB on one machine ({index / 1e3:.1f} kB each, and more: "
        "texts repeat here)"
    )


if __name__ == "__main__":
    main()
