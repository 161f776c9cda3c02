"""
Measure the store at the size of a year of news and print one table: `python -m tests.bench.scale`.

Makes an archive (`tests.bench.corpus`; kept and used again with --home), compacts it, builds the index in a process of
its own, asks every query warm under several sets of filters, and adds 100 articles under a reader. "Warm" is the
database's memory and the columns that counts are made of; what filters left is forgotten before each question.
--articles 20000 is a quick run, --articles 1000000 ten million mentions. Milliseconds are of the clock, or of the
processor with --cpu (all threads of this process together, the thing to compare on a machine that others use);
targets: issue 5.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.model import NO_FILTERS, Filters
from dashboard.settings import Settings, load_settings
from dashboard.store import compaction, fulltext, queries
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from dashboard.store.watch import Edition
from tests.bench.corpus import Corpus, Size

REFRESHED = 100
#: Up to this many mentions the issue's first row of queries holds, from there on the second.
SMALL_MENTIONS = 2_000_000
#: What the children print: seconds on the clock, seconds of the processor, peak of the resident memory in MB.
_OPEN = """
import resource, sys, time
from dataclasses import replace
from pathlib import Path
from dashboard.settings import load_settings
from dashboard.store.index import Index
began = time.perf_counter()
with Index.open(replace(load_settings({}), home=Path(sys.argv[1]))) as index:
    took = time.perf_counter() - began
    assert not index.note and not index.damaged
print(took, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def opened_apart(home: Path) -> tuple[float, float, float]:
    """Open or build the index in another process, as the app does, and return what it took."""
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", _OPEN, str(home)], env=environ, check=True, capture_output=True, text=True
    )
    seconds, processor, peak = map(float, run.stdout.split())
    return seconds, processor, peak


def filter_sets(index: Index) -> dict[str, Filters]:
    """Return sets of filters as readers make them, of what this archive holds."""
    actors = tuple(queries.actor_facet(index, NO_FILTERS)["actor_id"][:40])
    outlets = tuple(queries.outlet_facet(index, NO_FILTERS)["outlet"])
    words = frequent_words(index)
    half = {"since": date(2024, 3, 1), "until": date(2024, 5, 31)}
    return {
        "nothing": NO_FILTERS,
        "an actor": Filters(actors=actors[2:3]),
        "two actors, same article": Filters(actors=(actors[5], actors[9]), actor_match="all", actor_scope="article"),
        "three months, two countries": Filters(countries=("LB", "IR"), **half),
        "an outlet, every role": Filters(outlets=outlets[1:2], roles=("location", "dateline", "metonym", "demonym")),
        "cities, sure": Filters(kinds=("city",), min_confidence=0.8),
        "a word": Filters(words=words[200]),
        "words, three months, an actor": Filters(words=f"{words[30]} {words[300]}", actors=actors[:3], **half),
    }


def frequent_words(index: Index) -> list[str]:
    """Return the words of the archive, those of most articles first."""
    sql = """
        SELECT word FROM words JOIN postings USING (word_no) WHERE length(word) > 3
        GROUP BY word ORDER BY sum(octet_length(articles)) DESC, word LIMIT 1000
        """
    return [row[0] for row in index.cursor().execute(sql).fetchall()]


def searches(index: Index) -> list[str]:
    """Return texts that readers search for: frequent and rare words, a beginning, several words, a name of two."""
    words = frequent_words(index)
    rare = index.cursor().execute("SELECT word FROM words ORDER BY hash(word) LIMIT 3").fetchall()
    names = index.cursor().execute("SELECT name FROM places WHERE contains(name, ' ') ORDER BY place_no LIMIT 2")
    return [
        words[0], words[50], words[400][:4], f"{words[100]} {words[500]}", *(row[0] for row in rare),
        *(f'"{row[0]}"' for row in names.fetchall()), "no such word",
    ]  # fmt: skip


class Table:
    """Rows that are printed as they come."""

    def __init__(self, *, cpu: bool) -> None:
        self.clock: Callable[[], float] = time.process_time if cpu else time.perf_counter
        print(f"{'what':<58}{'median':>12}{'p95':>12}   to reach", flush=True)

    def row(self, what: str, median: str, p95: str = "", wanted: str = "") -> None:
        print(f"{what:<58}{median:>12}{p95:>12}   {wanted}", flush=True)

    def queries(
        self, what: str, index: Index, asked: Sequence[Callable[[], Any]], repetitions: int, wanted: str
    ) -> None:
        """Ask each once unmeasured, then measure; no answer may come from one before it."""
        times = []
        for ask in asked:
            ask()
            for _ in range(repetitions):
                index.facts().recent.clear()
                began = self.clock()
                ask()
                times.append((self.clock() - began) * 1000)
        ranked = sorted(times)
        p95 = ranked[math.ceil(len(ranked) * 0.95) - 1]
        self.row(what, f"{statistics.median(times):.0f} ms", f"{p95:.0f} ms", wanted)


def measure_queries(index: Index, table: Table, repetitions: int, size: Size) -> None:
    each = "p95 200 ms" if size.mentions <= SMALL_MENTIONS else "p95 800 ms"
    began = table.clock()
    index.facts()
    table.row("reading what is counted with, once", f"{table.clock() - began:.1f} s")
    sets = list(filter_sets(index).values())
    asked: dict[str, Callable[[Filters], Any]] = {
        "page": lambda filters: queries.page(index, filters),
        "place counts": lambda filters: queries.place_counts(index, filters),
        "summary": lambda filters: queries.summary(index, filters),
        "facet: actors": lambda filters: queries.actor_facet(index, filters),
        "facet: countries": lambda filters: queries.country_facet(index, filters),
        "facet: outlets": lambda filters: queries.outlet_facet(index, filters),
        "facet: roles": lambda filters: queries.role_facet(index, filters),
        "facet: kinds": lambda filters: queries.kind_facet(index, filters),
        "timeline": lambda filters: queries.timeline(index, filters),
        "articles": lambda filters: queries.articles(index, filters, 200),
        "unplaced": lambda filters: queries.unplaced(index, filters),
        "names to check": lambda filters: queries.doubts(index, filters),
        "droppable": lambda filters: queries.droppable(index, filters),
    }  # fmt: skip
    for what, ask in asked.items():
        table.queries(what, index, [lambda f=filters, a=ask: a(f) for filters in sets], repetitions, each)
    ranked = list(queries.place_counts(index, NO_FILTERS)["place_id"])
    some = [ranked[n] for n in (0, 10, 100, 1000) if n < len(ranked)]
    table.queries(
        "excerpts page", index,
        [lambda f=filters, p=place: queries.excerpts(index, f, p) for place in some for filters in sets],
        repetitions, "50 ms",
    )  # fmt: skip
    typed = searches(index)
    table.queries("text search", index, [lambda t=text: matching(index, t) for text in typed], repetitions, "50 ms")
    table.queries(
        "search box", index, [lambda t=text: queries.search(index, NO_FILTERS, t) for text in typed], repetitions, each
    )


def matching(index: Index, text: str) -> int:
    """Return how many articles a search finds: the search alone, without what the page makes of it."""
    from dashboard.store._filters import words_of

    numbers = fulltext.articles_with(index.cursor(), words_of(text), index.facts().words)
    return len(index.facts().there) - 1 if numbers is None else len(numbers)


def measure_refresh(index: Index, corpus: Corpus, archive: Archive, first: int, table: Table) -> None:
    """Add articles under a reader that never stops asking, on an edition and on everything in turn."""
    sets = list(filter_sets(index).values())[1:4]
    alone, beside, refreshing, stop = [], [], threading.Event(), threading.Event()
    edition = Edition(index, index.horizon)

    def read() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            busy = refreshing.is_set()
            began = time.perf_counter()
            queries.place_counts(index if number % 2 else edition, sets[number % len(sets)])  # type: ignore[arg-type]
            (beside if busy or refreshing.is_set() else alone).append(time.perf_counter() - began)

    reader = threading.Thread(target=read)
    reader.start()
    seconds = []
    for _ in range(3):
        time.sleep(3)
        for _ in corpus.write(archive, first=first, count=REFRESHED):
            pass
        first += REFRESHED
        refreshing.set()
        began = time.perf_counter()
        index.refresh()
        seconds.append(time.perf_counter() - began)
        refreshing.clear()
    stop.set()
    reader.join()
    waiting = edition.waiting
    assert waiting == 3 * REFRESHED, waiting
    table.row(
        f"refresh after {REFRESHED} new articles, beside a reader", f"{statistics.median(seconds):.2f} s", "", "2 s"
    )
    blocked = max(beside, default=0.0) - statistics.median(alone)
    table.row("a reader's longest wait for that, beyond the usual", f"{blocked * 1000:.0f} ms", "", "300 ms")


def measure(settings: Settings, size: Size, *, seed: int, repetitions: int, cpu: bool) -> None:
    archive = Archive(settings.archive)
    made = time.perf_counter()
    corpus = Corpus(size, seed)
    if not archive.files():
        for _ in corpus.write(archive):
            pass
    counted = f"{size.articles:,} articles, {size.mentions:,} mentions, {size.actor_mentions:,} actor mentions"
    print(f"{counted}, made or found in {time.perf_counter() - made:.0f} s")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    table = Table(cpu=cpu)
    began = time.perf_counter()
    done = compaction.compact(archive)
    table.row(f"compaction of {done.before} files into {done.after}", f"{time.perf_counter() - began:.1f} s")
    if not settings.index.exists():
        seconds, processor, peak = opened_apart(settings.home)
        table.row("index build from the archive", f"{seconds:.1f} s", "", "60 s")
        table.row("  processor seconds of it, all threads", f"{processor:.1f} s")
        table.row("  peak of its memory", f"{peak:,.0f} MB", "", "2,000 MB")
        table.row("  size of the index", f"{settings.index.stat().st_size / 1e6:,.0f} MB")
    seconds, _, peak = opened_apart(settings.home)
    table.row("opening the index again", f"{seconds:.2f} s")
    with Index.open(settings) as index:
        measure_queries(index, table, repetitions, size)
        count = index.cursor().execute("SELECT count(*) FROM articles").fetchone()
        measure_refresh(index, corpus, archive, count[0] if count else 0, table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.row("peak of memory while asking", f"{peak:,.0f} MB")
    print(f"\nload of the machine at the end {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument(
        "--mentions", type=int, help="in all; ten an article without it; actor mentions are 2.5 times as many"
    )
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--cpu", action="store_true", help="milliseconds of the processor instead of the clock")
    parser.add_argument(
        "--home", type=Path, help="where to make the archive, or where it is; a temporary folder without it"
    )
    given = parser.parse_args()
    mentions = given.mentions or 10 * given.articles
    size = Size(articles=given.articles, mentions=mentions, actor_mentions=mentions * 5 // 2)
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings({}), home=given.home or Path(folder))
        measure(settings, size, seed=given.seed, repetitions=given.repetitions, cpu=given.cpu)


if __name__ == "__main__":
    main()
