"""
Make few archive files of many small ones: a folder of hundreds reads several times slower than one of ten.

A new file is written whole beside the old ones, under the archive's own rules (temporary name, fsync, rename, digest in
the name), read back and checked; only then the old ones go. So a kill at any point leaves every article there, some of
them twice for a while, which changes no answer: the same analysis twice is one. The next compaction takes away what was
left. Files that are damaged, of another program or large already are left alone. One process compacts at a time; others
may read and add files meanwhile.

A compacted file holds the newest analysis of each article among its files. Its metadata names every file that it stands
for, by which an index that has those knows that nothing went away (`stands_for`); the column `superseded` keeps which
versions of the article were stored before, so that an ingest does not take an old one for new.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import ArchiveError
from dashboard.store.archive import NAMED, Archive, rows_of
from dashboard.store.schema import SCHEMA, SUPERSEDED, completed

#: A file of at least this many bytes is large: it is read as it is.
LARGE_BYTES = 32_000_000
#: More small files than this are compacted after an ingest.
MOST_SMALL = 16
#: Rows that are in memory at a time.
BATCH_ROWS = 512

_STANDS_FOR = b"dashboard_stands_for"
_LOCK = ".compacting"


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was done: `before` small files became `after`; `rows` analyses are kept, `dropped` were superseded."""

    before: int = 0
    after: int = 0
    rows: int = 0
    dropped: int = 0


def stands_for(path: Path) -> frozenset[str]:
    """Return the names of the files that a compacted file replaces, the replaced ones of those included."""
    listed = (pq.read_metadata(path).metadata or {}).get(_STANDS_FOR)
    return frozenset(json.loads(listed)) if listed else frozenset()


def small_files(archive: Archive) -> list[Path]:
    """Return the files that a compaction would take, oldest first."""
    found = []
    for path in archive.files():
        with contextlib.suppress(FileNotFoundError):
            if NAMED.match(path.name) and path.stat().st_size < LARGE_BYTES:
                found.append(path)
    return found


def compact(archive: Archive, *, most_small: int = 1) -> Compaction:
    """
    Compact the archive if it has more than `most_small` small files.

    Does nothing while another process compacts. Raises ArchiveError if a file cannot be written; nothing is lost then.
    """
    if len(small_files(archive)) <= most_small:
        return Compaction()
    with _alone(archive.folder) as alone:
        if not alone:
            return Compaction()
        _sweep(archive)
        small, _ = archive.sound_files(small_files(archive))
        if len(small) <= most_small:
            return Compaction()
        after, rows, dropped = 0, 0, 0
        for group in _groups(small):
            kept, gone = _merge(archive, group)
            after, rows, dropped = after + 1, rows + kept, dropped + gone
        return Compaction(len(small), after, rows, dropped)


def _groups(small: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield neighbours in age that make a large file together, at least two each."""
    group: list[Path] = []
    size = 0
    for path in small:
        group.append(path)
        size += path.stat().st_size
        if size >= LARGE_BYTES * 5 // 4 and len(group) > 1:  # together they pack tighter, and must be large after it
            yield group
            group, size = [], 0
    if len(group) > 1:
        yield group


def without(archive: Archive, articles: Collection[str]) -> int:
    """
    Take articles (by `article_id`) out of the archive, with all their versions, and return how many files had some.

    Each file is written anew without them before it goes, so a kill loses nothing else; the same again finishes. An
    index that has the old files loads everything again. Damaged files are left alone. Raises ArchiveError if a file
    cannot be written, or if another process compacts.
    """
    unwanted = frozenset(articles)
    with _alone(archive.folder) as alone:
        if not alone:
            raise ArchiveError(f"{archive.folder}: another process compacts its files; try again in a moment")
        sound, _ = archive.sound_files()
        held = [path for path in sound if any(row["article_id"] in unwanted for row in rows_of(path))]
        for path in held:
            _merge(archive, [path], unwanted)
        return len(held)


def _merge(archive: Archive, paths: Sequence[Path], unwanted: frozenset[str] = frozenset()) -> tuple[int, int]:
    """
    Write one file of these, check it, take them away; return how many rows it has and how many were superseded.

    Without the `unwanted` articles it stands for no other file: an index must notice that something went away.
    """
    newest, versions, total = _versions(paths)
    newest = {key: at for key, at in newest.items() if key not in unwanted}
    if not newest:
        for path in paths:
            path.unlink(missing_ok=True)
        return 0, total
    names = [] if unwanted else sorted({path.name for path in paths}.union(*map(stands_for, paths)))
    schema = SCHEMA.append(SUPERSEDED)
    schema = schema.with_metadata({**(SCHEMA.metadata or {}), _STANDS_FOR: json.dumps(names).encode()})
    temporary = archive.folder / f".{secrets.token_hex(8)}.writing"
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd", write_page_checksum=True) as writer:
            for number, path in enumerate(paths):
                with pq.ParquetFile(path) as file:
                    row = 0
                    for batch in file.iter_batches(BATCH_ROWS, columns=SCHEMA.names):
                        ids = batch.column("article_id").to_pylist()
                        kept = [n for n, key in enumerate(ids) if newest.get(key) == (number, row + n)]
                        row += len(batch)
                        if kept:
                            writer.write_table(_kept(batch, kept, versions, schema))
        target = archive.adopt(temporary)
    except OSError as error:
        raise archive.cannot_write(error) from error
    finally:
        temporary.unlink(missing_ok=True)
    archive.verify(target)
    for path in paths:
        path.unlink(missing_ok=True)
    return len(newest), total - len(newest)


def _versions(paths: Sequence[Path]) -> tuple[dict[str, tuple[int, int]], dict[str, list[dict[str, str]]], int]:
    """Return where the newest analysis of each article is (file, row), all versions of it, and the number of rows."""
    newest: dict[str, tuple[int, int]] = {}
    at: dict[str, Any] = {}
    versions: dict[str, list[dict[str, str]]] = {}
    total = 0
    for number, path in enumerate(paths):
        for row, each in enumerate(rows_of(path)):
            key = each["article_id"]
            total += 1
            if key not in newest or each["analysed_at"] > at[key]:
                newest[key], at[key] = (number, row), each["analysed_at"]
            known = versions.setdefault(key, [])
            for version in ({"content": each["content"], "analyser": each["analyser"]}, *(each["superseded"] or ())):
                if version not in known:
                    known.append(version)
    return newest, versions, total


def _kept(
    batch: pa.RecordBatch, rows: Sequence[int], versions: dict[str, list[dict[str, str]]], schema: pa.Schema
) -> pa.Table:
    table = completed(pa.Table.from_batches([batch]).take(pa.array(rows)))
    own = zip(*(table[name].to_pylist() for name in ("article_id", "content", "analyser")), strict=True)
    superseded = [
        [each for each in versions[key] if each != {"content": content, "analyser": analyser}]
        for key, content, analyser in own
    ]
    return pa.Table.from_arrays([*table.columns, pa.array(superseded, SUPERSEDED.type)], names=schema.names).cast(
        schema
    )


def _sweep(archive: Archive) -> None:
    """Take away what a killed compaction left: files that another, sound one stands for."""
    there = {path.name: path for path in archive.files() if NAMED.match(path.name)}
    for path in list(there.values()):
        try:
            replaced = stands_for(path) & there.keys()
        except (OSError, pa.ArrowException):
            continue
        if replaced:
            try:
                archive.verify(path)
            except ArchiveError:
                continue
            for name in replaced:
                there[name].unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock for the block; false if another process has it. A kill lets go of it."""
    with open(folder / _LOCK, "ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def really_gone(gone: Iterable[str], new: Iterable[Path]) -> set[str]:
    """Return those of some vanished files that none of the new ones stands for."""
    left = set(gone)
    for path in new:
        if not left:
            break
        with contextlib.suppress(OSError, pa.ArrowException):
            left -= stands_for(path)
    return left
