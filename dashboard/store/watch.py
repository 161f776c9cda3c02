"""
New articles while the page is open: a thread takes them into the index, and each reader sees them when they ask to.

A `Watch` looks at the archive's folder (one listing; nothing else while it stays the same) and has the index refresh
itself. An `Edition` is the index as one reader has it: the articles that were there when they opened the page or last
asked for what is new. What they look at does not change under them, however many readers are on other editions; an
article of theirs that was analysed again shows its new analysis at once, as does a correction. An edition holds nothing
open: it is a number, under which the queries see the tables through two views.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import duckdb

from dashboard.store._facts import Facts
from dashboard.store.index import Horizon, Index

#: Seconds between two looks; after a failure each wait is twice as long as the one before, up to the second number.
EVERY_SECONDS, AT_MOST_SECONDS = 2.0, 60.0


class Watch:
    """Refreshes an index when one of some folders or files changes."""

    def __init__(self, index: Index, paths: Sequence[Path], *, every: float = EVERY_SECONDS) -> None:
        self._index = index
        self._paths = tuple(paths)
        self._every = every
        self._seen: tuple[object, ...] | None = None  # so that the first look takes in what came since the index opened
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> Watch:
        """Begin, in a thread that ends with the process."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the thread; when this returns nothing of it uses the index any more."""
        self._stop.set()
        self._thread.join()

    def once(self) -> bool:
        """Look once; true if something had changed, and the content of the index with it."""
        there = self._look()
        if there == self._seen:
            return False
        changed = self._index.refresh()
        self._seen = there
        return changed

    def _run(self) -> None:
        wait = self._every
        while not self._stop.wait(wait):
            try:
                self.once()
                wait = self._every
            except Exception:  # a thread has no one above it to tell, and must go on
                logging.getLogger(__name__).exception("new articles could not be taken in; trying again")
                wait = min(wait * 2, AT_MOST_SECONDS)

    def _look(self) -> tuple[object, ...]:
        """Return what changes when a file comes, goes or grows; nothing is opened."""
        found: list[object] = []
        for path in self._paths:
            try:
                found.append(
                    sorted(os.listdir(path)) if path.is_dir() else (path.stat().st_mtime_ns, path.stat().st_size)
                )
            except OSError:
                found.append(None)
        return tuple(found)


class Edition:
    """What a query takes for an index: the same, up to a horizon."""

    def __init__(self, index: Index, horizon: Horizon) -> None:
        self._index = index
        self.horizon = horizon

    @property
    def version(self) -> str:
        """Changes when what is seen through this edition may have."""
        return f"{self._index.version}-{self.horizon.last}"

    @property
    def waiting(self) -> int:
        """Return how many articles have come since; 0 where the index was made anew, for then the edition is over."""
        if self._over or self._index.reaches <= self.horizon.last:
            return 0
        row = self._index.cursor().execute(
            "SELECT count(*) FROM articles WHERE article_no > ? AND arrived > ?", [self.horizon.last] * 2
        ).fetchone()  # fmt: skip
        return row[0] if row else 0

    @property
    def _over(self) -> bool:
        return self.horizon.generation != self._index.horizon.generation

    def facts(self) -> Facts:
        """Return what the index counts with, beyond the horizon too."""
        return self._index.facts()

    def until(self, facts: Facts) -> int:
        """Return the article number up to which a reader of this edition sees such facts."""
        return self.horizon.last if self.horizon.generation == facts.generation else facts.last

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """
        Return a cursor whose tables `articles` and `mentions` end at the horizon.

        They do so even when nothing lies beyond it yet: a refresh may become visible before the cursor is used.
        """
        cursor = self._index.cursor()
        last = self.horizon.last
        if self._over:
            return cursor
        again = "SELECT article_no FROM articles WHERE article_no > ? AND arrived <= ? ORDER BY 1"
        numbers = [str(int(row[0])) for row in cursor.execute(again, [last, last]).fetchall()]
        kept = f"article_no <= {int(last)}" + (f" OR article_no IN ({', '.join(numbers)})" if numbers else "")
        row = cursor.execute("SELECT current_database()").fetchone()
        name = str(row[0] if row else "").replace('"', '""')
        for table in ("articles", "mentions"):
            cursor.execute(f'CREATE TEMP VIEW {table} AS SELECT * FROM "{name}".main.{table} WHERE {kept}')
        return cursor
