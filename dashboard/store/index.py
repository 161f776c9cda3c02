"""
The index: a DuckDB database made from the archive and the corrections, for the page to ask. Throw it away and it is
built again.

`Index.open` opens the file that settings name and brings it up to these two; a missing, damaged or older one is built
beside it and renamed. One process owns the file. Where another one holds it, the index is built in memory and `note`
says so; ingesting processes only ever add archive files and need no index. Readers take a cursor each and are never
blocked: a refresh is one transaction, and they see the rows from before it until it is done.

Tables (numbers instead of ids, so that joins and counts are over integers):

    articles        article_no, article_id, title, heading, text, source, url, published, language, analyser,
                    analysed_us, sentences, notes, folded_heading, arrived, author
    places          place_no, the columns of `model.Place`, folded          (the location table)
    actors          actor_no, the columns of `model.Actor`, folded, listed (is it in the catalogue?)
    mentions        article_no, sentence_key, sentence, field, start, stop, surface, role, place_no or null,
                    confidence, evidence, runners_up (JSON: lists, or null), published, source, unplaced (the
                    folded surface of what has no place)
    actor_mentions  article_no, sentence_key, sentence, field, start, stop, surface, actor_no, confidence, rule
    sentence_actors sentence_key, actor_no     article_actors  article_no, actor_no     (each pair once)
    corrections, corrected      what readers put right: `store._corrected`
    words, postings the words of the texts: `store.fulltext`
    copies          article_no, report: the articles that are copies of one report, and how they are known: `_copies`
    files           name, bytes: the archive files that are in        meta  key, value

`heading` is the title or, without one, the first words of the text. `folded` is in lower case, without accents, every
word after one space. `sentence_key` is article_no * 2^23 + sentence. Numbers only go up; `arrived` is the number that
an article had when it was new, before it was analysed again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import duckdb

from dashboard.errors import ArchiveError, IndexFileError, LedgerError
from dashboard.settings import Limits, Settings
from dashboard.store import _corrected, _facts_reading, compaction
from dashboard.store._database import checkpoint, config, is_full, is_lock, restrict, wal
from dashboard.store._facts import Facts
from dashboard.store._loading import LOOK_UPS, SWEEP, create, empty, load, version
from dashboard.store.archive import LOOKS, Archive
from dashboard.store.corrections import Correction, Ledger

#: The log of changes is merged into the file when it has this many bytes.
CHECKPOINT_BYTES = 16_000_000
#: An unfinished build older than this, in seconds, was left by a process that died.
ABANDONED_AFTER = 3600


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far an index goes: the last article number, and how often it was made anew since it was opened."""

    generation: int
    last: int


class Index:
    """
    An open index. `note` is "" or a sentence for the reader about how it was opened; `damaged` holds an error for each
    archive file that could not be read, for a ledger of corrections that cannot be, and for a full disk; `version`
    changes when the content does; `seconds` is what opening took. `horizon` is how far it goes, `reaches` the last
    article number that a reader may meet already; `settled` is false for the moment in which a refresh becomes visible.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, archive: Archive, corrections: Ledger | None = None
    ) -> None:
        """Take over a connection whose tables exist; use `open` or `in_memory` instead."""
        self.note = ""
        self.damaged: tuple[ArchiveError | LedgerError | IndexFileError, ...] = ()
        self.version = ""
        self.seconds = 0.0
        self.horizon = Horizon(0, 0)
        self.reaches = 0
        self.settled = True
        self._connection = connection
        self._archive = archive
        self._corrections = corrections
        self._facts: Facts | None = None
        self._writing = threading.Lock()
        self._opening = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> Index:
        """Open or build the index of an installation, and bring it up to its archive."""
        started = time.perf_counter()
        archive = Archive(settings.archive)
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
            index = cls._existing(settings, archive) or cls._built(settings, archive)
        except (duckdb.Error, OSError, IndexFileError) as error:
            if isinstance(error, duckdb.Error) and not (isinstance(error, duckdb.IOException) or is_full(error)):
                raise
            reason = "another process has it open" if is_lock(error) else f"it cannot be written ({error})"
            if isinstance(error, IndexFileError):
                reason = str(error)
            index = cls.in_memory(archive, settings.limits, Ledger(settings.corrections))
            index.note = f"The index file was left alone because {reason}; this view is built in memory."
        index.seconds = time.perf_counter() - started
        return index

    @classmethod
    def in_memory(cls, archive: Archive, limits: Limits | None = None, corrections: Ledger | None = None) -> Index:
        """Build an index that lives as long as the object and locks no file; without a ledger, of the archive alone."""
        started = time.perf_counter()
        connection = duckdb.connect(":memory:", config=config(limits or Limits()))
        create(connection)
        index = cls(connection, archive, corrections)
        restrict(connection, archive.folder)
        index.refresh()
        connection.execute(LOOK_UPS)
        index.seconds = time.perf_counter() - started
        return index

    @classmethod
    def _existing(cls, settings: Settings, archive: Archive) -> Index | None:
        """Open the file if it is an index of this version; None if it must be built."""
        if not settings.index.exists():
            return None
        connection = None
        try:
            connection = duckdb.connect(str(settings.index), config=config(settings.limits))
            row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
            if row == (version(),):
                index = cls(connection, archive, Ledger(settings.corrections))
                restrict(connection, archive.folder)
                index.refresh()
                return index
        except duckdb.Error as error:
            if is_lock(error):
                raise
        except IndexFileError:
            if connection is not None:
                connection.close()
            raise
        if connection is not None:
            connection.close()
        return None

    @classmethod
    def _built(cls, settings: Settings, archive: Archive) -> Index:
        """Build the file beside its place and rename it, so that a kill leaves no half index."""
        for left in settings.home.glob(".index-*.building*"):
            if time.time() - left.stat().st_mtime > ABANDONED_AFTER:
                left.unlink(missing_ok=True)
        building = settings.home / f".index-{secrets.token_hex(4)}.building"
        try:
            connection = duckdb.connect(str(building), config=config(settings.limits))
            create(connection)
            index = cls(connection, archive, Ledger(settings.corrections))
            restrict(connection, archive.folder)
            index.refresh()
            connection.execute(LOOK_UPS)
            connection.execute("CHECKPOINT")
            connection.close()
            wal(settings.index).unlink(missing_ok=True)
            os.replace(building, settings.index)
        finally:
            building.unlink(missing_ok=True)
            wal(building).unlink(missing_ok=True)
        opened = cls._existing(settings, archive)
        if opened is None:
            raise OSError(f"{settings.index} cannot be opened after it was built")
        return opened

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of the caller's own; one each, in any thread."""
        with self._opening:
            return self._connection.cursor()

    def facts(self) -> Facts:
        """
        Return what is counted with: all mentions as numbers in memory, read when they are asked for the first time.

        A refresh replaces them as it becomes visible; who holds them keeps what they were.
        """
        facts = self._facts
        if facts is None:
            with self._writing, contextlib.closing(self.cursor()) as cursor:
                facts = self._facts = self._facts or _facts_reading.load(cursor, self.horizon.generation)
        return facts

    def until(self, facts: Facts) -> int:
        """Return the last article number: an index has no horizon, an `Edition` has."""
        return facts.last

    def refresh(self) -> bool:
        """
        Take in archive files and corrections that are new; True if the content changed.

        Files that disappeared make it load everything again. Damaged files are put into `damaged` and tried again the
        next time; the rest is served. A new correction touches the mentions of its name only. Readers keep the rows
        from before until this returns. Where files go away under it, it looks again: they were compacted, and the rows
        are in another file. Raises IndexFileError, which stays in `damaged` until the next time, if the disk is full;
        the rows from before are served.
        """
        for left in reversed(range(LOOKS)):
            there = self._archive.files()
            try:
                return self._refresh()
            except duckdb.Error as error:
                if is_full(error):
                    full = IndexFileError(
                        f"the index cannot be written ({str(error).splitlines()[0]}); no article is lost, and what "
                        "came before is shown; make room, and what is new appears by itself"
                    )
                    self.damaged = (*self.damaged, full)
                    raise full from error
                if not left or all(path.exists() for path in there):
                    raise
        raise AssertionError("unreachable")

    def _refresh(self) -> bool:
        with self._writing, contextlib.closing(self.cursor()) as cursor:
            known = dict(cursor.execute("SELECT name, bytes FROM files").fetchall())
            there = _sizes(self._archive)
            missing = {name for name, _ in set(known.items()) - {(path.name, size) for path, size in there.items()}}
            gone = compaction.really_gone(missing, (path for path in there if path.name not in known))
            wanted = [path for path in there if gone or path.name not in known]
            sound, damaged = self._archive.sound_files(wanted)
            active, unread = self._in_force()
            self.damaged = (*damaged, *unread)
            cursor.execute("BEGIN")
            try:
                if gone:
                    empty(cursor)
                last = _last(cursor)
                swept = load(cursor, sound)
                if missing:
                    cursor.execute("DELETE FROM files WHERE list_contains(?, name)", [sorted(missing)])
                if sound:
                    cursor.executemany("INSERT INTO files VALUES (?, ?)", [(path.name, there[path]) for path in sound])
                if active is not None:
                    swept |= _corrected.apply(cursor, active, after=last)
                if swept:
                    cursor.execute(SWEEP)
                self.reaches = _last(cursor)
                facts = self._followed(
                    cursor, anew=bool(swept or gone), generation=self.horizon.generation + bool(gone)
                )
                self.settled = False
                cursor.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.TransactionException):  # a commit that failed was rolled back
                    cursor.execute("ROLLBACK")
                self.reaches, self.settled = self.horizon.last, True
                raise
            self._facts = facts
            rows = cursor.execute(
                "SELECT count(*), bit_xor(hash(article_id, analysed_us)), sum(hash(article_id)) FROM articles"
            ).fetchall()
            rows += cursor.execute("SELECT id, line FROM corrections ORDER BY seq").fetchall()
            self.reaches = _last(cursor)
            self.horizon = Horizon(self.horizon.generation + bool(gone), self.reaches)
            checkpoint(cursor, CHECKPOINT_BYTES)
            before, self.version = self.version, hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
            self.settled = True
            return before != self.version

    def _followed(self, cursor: duckdb.DuckDBPyConnection, generation: int, *, anew: bool) -> Facts | None:
        """Return the facts as a refresh is about to leave them; None where nobody has asked for them."""
        facts = self._facts
        if facts is None:
            return None
        if anew:
            return _facts_reading.load(cursor, generation)
        return _facts_reading.grown(cursor, facts) if _last(cursor) > facts.last else facts

    def _in_force(self) -> tuple[tuple[Correction, ...] | None, list[LedgerError]]:
        """Return the corrections to apply; None, and why, if the ledger cannot be read: then those of before stay."""
        if self._corrections is None:
            return (), []
        try:
            return self._corrections.read().active, []
        except LedgerError as error:
            return None, [error]

    def close(self) -> None:
        """Close the database; cursors that are still open keep it until they are closed."""
        self._connection.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _last(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute("SELECT coalesce(max(article_no), 0) FROM articles").fetchone()
    return row[0] if row else 0


def _sizes(archive: Archive) -> dict[Path, int]:
    """Return the size in bytes of each archive file; one that is compacted meanwhile is left out."""
    found = {}
    for path in archive.files():
        with contextlib.suppress(FileNotFoundError):
            found[path] = path.stat().st_size
    return found
