"""
The record of what was analysed: a folder of Parquet files that are written once and never changed.

A file appears by an atomic rename after fsync, so an article is there whole or not at all, and any number of processes
may add files while others read. The same `article_id` twice: the newest `analysed_at` wins. A file's name starts with
the time it was written (UTC), so names sort by age, and ends with the first 16 hex digits of the SHA-256 of its bytes,
so a flipped bit is noticed:

    20250103T101500.123456Z-9f86d081884c7d65.parquet

Files of other names that have the same columns are read as well, and checked as far as they can be: each page by its
checksum, if it has one as ours have, and how the file begins and ends, but not its footer. Anything that reads Parquet
reads this folder. Small files become larger ones while others read (`store.compaction`): a file that goes away under a
reader is in another one, so the reader looks again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import ArchiveError
from dashboard.model import AnalysedArticle
from dashboard.store.contract import check
from dashboard.store.schema import ARCHIVE_VERSION, LATER, SCHEMA, SUPERSEDED, completed, from_row, to_table

#: Rows that are turned into objects at a time when reading; bounds memory.
READ_BATCH = 256
#: How often a reader looks again when files were compacted under it.
LOOKS = 5
#: An unfinished file older than this, in seconds, was left by a process that died: writing one takes moments.
ABANDONED_AFTER = 3600

_REMEDY = "restore it from a copy, or remove it and ingest its articles again; everything else is served meanwhile"

#: The names that this program gives; they can be checked, and compacted.
NAMED = re.compile(r"^\d{8}T\d{6}\.\d{6}Z-(?P<digest>[0-9a-f]{16})\.parquet$")


@dataclass(frozen=True, slots=True)
class Stored:
    """
    What the archive knows of an article without reading it: when its newest analysis was made and by what, and every
    version of it that was ever stored, as (content hash, analyser).
    """

    analysed_at: datetime
    analyser: str
    versions: frozenset[tuple[str, str]]


class Archive:
    """The archive in one folder; the folder is made by the first write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, analysed: Sequence[AnalysedArticle]) -> Path | None:
        """
        Add one file with these analyses and return it; None if there are none.

        Raises ArchiveError, naming the article or the folder, if one breaks the contract of `dashboard.model` or the
        file cannot be written; then nothing is added.
        """
        if not analysed:
            return None
        for each in analysed:
            try:
                check(each)
            except ValueError as error:
                raise ArchiveError(f"article {each.article.article_id} cannot be stored: {error}") from error
        try:
            table = to_table(analysed)
        except (pa.ArrowException, UnicodeEncodeError, OverflowError) as error:
            raise ArchiveError(f"{len(analysed)} articles cannot be stored: {error}") from error
        return self.write_rows(table)

    def write_rows(self, rows: pa.Table) -> Path:
        """Add one file with these rows of `SCHEMA`, which keep the contract, and return it; raises as `write` does."""
        buffer = io.BytesIO()
        pq.write_table(rows.combine_chunks(), buffer, compression="zstd", write_page_checksum=True)
        return self._put(buffer.getbuffer())

    def _put(self, data: memoryview) -> Path:
        written = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        target = self.folder / f"{written}-{_digest(data)}.parquet"
        temporary = self.folder / f".{written}-{secrets.token_hex(4)}.writing"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with open(temporary, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
            _sync_folder(self.folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise self.cannot_write(error) from error
        return target

    def adopt(self, temporary: Path) -> Path:
        """Give a file of this folder that was written whole its name, durably, and return it."""
        try:
            with open(temporary, "rb") as file:
                os.fsync(file.fileno())
            written = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
            target = self.folder / f"{written}-{_file_digest(temporary)}.parquet"
            os.replace(temporary, target)
            _sync_folder(self.folder)
        except OSError as error:
            raise self.cannot_write(error) from error
        return target

    def cannot_write(self, error: OSError) -> ArchiveError:
        """Return the error that says why a file could not be written, and what to do."""
        return ArchiveError(
            f"{self.folder}: cannot write ({error.strerror or error}); nothing was added by this, and what was stored "
            "before is whole; make room, or the folder writable, and do the same again: it goes on from there"
        )

    def sweep(self) -> None:
        """Take away unfinished files that killed processes left; those of processes at work stay."""
        for path in self.folder.glob(".*.writing"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                    path.unlink()

    def files(self) -> list[Path]:
        """Return the archive's files, oldest first; none if the folder does not exist."""
        return sorted(path for path in self.folder.glob("*.parquet") if not path.name.startswith("."))

    def fingerprint(self) -> str:
        """Return a digest of the names and sizes of the files; it changes when a file is added or taken away."""
        digest = hashlib.sha256()
        for path in self.files():
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        return digest.hexdigest()[:16]

    def verify(self, path: Path) -> None:
        """
        Raise ArchiveError, naming the file, if its bytes are not those that were written or are no archive rows.

        DuckDB checks nothing of this when it reads: whoever hands it a file calls this first.
        """
        named = NAMED.match(path.name)
        try:
            if named and _file_digest(path) != named["digest"]:
                raise ArchiveError(f"{path}: damaged, its bytes have changed since it was written; {_REMEDY}")
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                _check_schema(path, file.schema_arrow)
                if not named:
                    _check_pages(path, file)
        except (OSError, pa.ArrowException) as error:
            raise ArchiveError(f"{path}: not a readable archive file ({error}); {_REMEDY}") from error

    def sound_files(self, paths: Iterable[Path] | None = None) -> tuple[list[Path], list[ArchiveError]]:
        """Return the files that pass `verify`, oldest first, and an error for each that does not."""
        sound, damaged = [], []
        for path in self.files() if paths is None else paths:
            try:
                self.verify(path)
            except ArchiveError as error:
                if path.exists():  # else it was compacted meanwhile
                    damaged.append(error)
            else:
                sound.append(path)
        return sound, damaged

    def read(self, damaged: list[ArchiveError] | None = None) -> Iterator[AnalysedArticle]:
        """
        Yield the newest analysis of each article, oldest file first, a batch in memory at a time.

        With a list, damaged files are noted in it and passed over; without one the first of them raises ArchiveError.
        """
        for table in self.tables(damaged):
            for row in table.to_pylist():
                yield from_row(row)

    def tables(self, damaged: list[ArchiveError] | None = None) -> Iterator[pa.Table]:
        """Yield what `read` does as rows of `SCHEMA`, some at a time."""
        newest = {key: stored.analysed_at for key, stored in self.stored(damaged).items()}
        for _ in range(LOOKS):
            listed = self._passed(damaged, noted=True)
            for path in listed:
                with contextlib.suppress(FileNotFoundError), pq.ParquetFile(path) as file:
                    for batch in file.iter_batches(READ_BATCH, columns=SCHEMA.names):
                        keys, times = (batch.column(each).to_pylist() for each in ("article_id", "analysed_at"))
                        rows = []
                        for row, (key, at) in enumerate(zip(keys, times, strict=True)):
                            if newest.get(key) == at:
                                del newest[key]
                                rows.append(row)
                        if rows:
                            yield completed(pa.Table.from_batches([batch]).take(pa.array(rows)))
            if not newest or all(path.exists() for path in listed):
                return

    def stored(self, damaged: list[ArchiveError] | None = None) -> dict[str, Stored]:
        """Return what is stored of each article, by `article_id`; `damaged` as in `read`."""
        for _ in range(LOOKS):
            found: list[ArchiveError] = []
            with contextlib.suppress(FileNotFoundError):
                listed = self.files()
                stored = self._stored(None if damaged is None else found)
                if all(path.exists() for path in listed):
                    break
        else:
            raise ArchiveError(f"{self.folder}: its files change faster than they can be read; try again later")
        if damaged is not None:
            damaged.extend(found)
        return stored

    def _stored(self, damaged: list[ArchiveError] | None) -> dict[str, Stored]:
        newest: dict[str, tuple[datetime, str]] = {}
        versions: dict[str, set[tuple[str, str]]] = {}
        for path in self._passed(damaged):
            for row in rows_of(path):
                key, at, analyser = row["article_id"], row["analysed_at"], row["analyser"]
                known = versions.setdefault(key, set())
                known.add((row["content"], analyser))
                known.update((each["content"], each["analyser"]) for each in row["superseded"] or ())
                if key not in newest or at > newest[key][0]:
                    newest[key] = at, analyser
        return {key: Stored(at, analyser, frozenset(versions[key])) for key, (at, analyser) in newest.items()}

    def _passed(self, damaged: list[ArchiveError] | None, *, noted: bool = False) -> list[Path]:
        sound, errors = self.sound_files()
        if errors and damaged is None:
            raise errors[0]
        if damaged is not None and not noted:
            damaged.extend(errors)
        return sound


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return what a file says of its rows without their texts; `superseded` is None where there is no such column."""
    with pq.ParquetFile(path) as file:
        there = [SUPERSEDED.name] if SUPERSEDED.name in file.schema_arrow.names else []
        rows = file.read(columns=["article_id", "content", "analyser", "analysed_at", *there]).to_pylist()
    return [{SUPERSEDED.name: None, **row} for row in rows]


def _check_schema(path: Path, schema: pa.Schema) -> None:
    version = (schema.metadata or {}).get(b"dashboard_archive_version", str(ARCHIVE_VERSION).encode())
    if not version.isdigit() or int(version) > ARCHIVE_VERSION:
        raise ArchiveError(f"{path}: of archive version {version.decode(errors='replace')}, this program reads up to "
                           f"{ARCHIVE_VERSION}; update the program")  # fmt: skip
    missing = [name for name in SCHEMA.names if name not in schema.names and name not in LATER]
    if missing:
        raise ArchiveError(f"{path}: not an archive file, column {missing[0]!r} is missing; remove it from the folder")


def _check_pages(path: Path, file: pq.ParquetFile) -> None:
    """Read all of a file, which compares each page with its checksum, if it has one."""
    with open(path, "rb") as raw:
        if raw.read(4) != b"PAR1":
            raise OSError("its first bytes have changed")
    for _ in file.iter_batches(READ_BATCH):
        pass


def _digest(data: memoryview) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _file_digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; a no-op where folders cannot be opened."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
