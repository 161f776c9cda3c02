"""
Files of articles -> files of analysed articles, one for one, at local paths or at any address that fsspec knows.

A file of articles (Parquet or JSON lines, as `sources` reads them) becomes one Parquet file of the archive's columns,
in the same order. Its name says what it was made of: a hash of address and content of its input, and of the analyser's
version; so it is written once, whoever asks again. It appears whole: locally by a rename, elsewhere as object stores
write. What was refused is kept in its metadata, so that it is known also when the file was there already. An archive
takes such files in as if it had analysed their articles itself (`taken`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.errors import SourceError, WorkerError
from dashboard.model import Article
from dashboard.settings import Limits
from dashboard.sources import Columns, Received, Refusal, read_stream
from dashboard.store.archive import ABANDONED_AFTER
from dashboard.store.schema import SCHEMA
from dashboard.workers.batches import (
    BATCH_ARTICLES,
    BATCH_CHARACTERS,
    Analyse,
    Analysed,
    Batch,
    Outcome,
    Taken,
    analyse_batch,
    refusal,
)

#: Endings of files that are taken from a folder.
ENDINGS = (".parquet", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
#: What is installed for addresses, and for Dask.
REQUIREMENTS = "dashboard/workers/requirements.txt"

_REFUSED = b"dashboard_refused"
_ROWS = 256


def filesystem(url: str) -> tuple[Any, str]:
    """Return fsspec's file system of a path or address, and the path in it; raises WorkerError where it is missing."""
    try:
        import fsspec

        return fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise WorkerError(f"{url}: {error}; install what reads it: pip install -r {REQUIREMENTS}") from error
    except ValueError as error:
        raise SourceError(f"{url}: {error}") from error


def files_of(url: str, endings: tuple[str, ...] = ENDINGS) -> list[str]:
    """Return the addresses of the files in a folder, sorted, or that of a file; raises SourceError if there is none."""
    fs, path = filesystem(url)
    if not fs.exists(path):
        raise SourceError(f"{url}: there is nothing; check the address")
    if not fs.isdir(path):
        return [url]
    found = sorted(each for each in fs.find(path) if each.lower().endswith(endings))
    kept = [each for each in found if not any(part.startswith((".", "_")) for part in each[len(path) :].split("/"))]
    return [each if "://" not in url else fs.unstrip_protocol(each) for each in kept]


def sweep(folder: str) -> None:
    """Take away unfinished files that killed workers left in a local folder."""
    out, root = filesystem(folder)
    if "file" in out.protocol:
        for path in Path(root).glob(".*.writing"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                    path.unlink()


def analyse_file(url: str, folder: str, analyse: Analyse, limits: Limits, columns: Columns) -> str:
    """
    Analyse a file of articles into a folder and return the address of what was written, now or before.

    Memory holds a batch at a time. Raises OSError, or what the file system raises, if one of them cannot be reached.
    """
    fs, path = filesystem(url)
    out, root = filesystem(folder)
    with fs.open(path, "rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
    made_of = json.dumps([url, content, sorted(columns.given), analyse.version])
    name = hashlib.sha256(made_of.encode()).hexdigest()[:16] + ".parquet"
    target = f"{root.rstrip('/')}/{name}"
    if not out.exists(target):
        local = "file" in out.protocol
        if local:
            Path(root).mkdir(parents=True, exist_ok=True)
        temporary = Path(root if local else tempfile.gettempdir()) / f".{name}.{secrets.token_hex(4)}.writing"
        try:
            # buffered here: a file of fsspec has no `readline` of at most so many bytes
            with fs.open(path, "rb") as raw, io.BufferedReader(raw) as stream:
                _write(temporary, _read(url, stream, limits, columns), analyse)
            if local:
                os.replace(temporary, target)
            else:
                out.put_file(str(temporary), target)
        finally:
            temporary.unlink(missing_ok=True)
    return f"{folder.rstrip('/')}/{name}"


def _read(url: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    origin = str(Path(url).absolute()) if "://" not in url else url
    for item in read_stream(url, stream, limits, columns):
        yield replace(item, origin=origin)


def _write(path: Path, items: Iterable[Received | Refusal], analyse: Analyse) -> None:
    """Write what comes of some items, flushed to the disk."""
    refused: list[Refusal] = []
    waiting: list[Received] = []
    with open(path, "xb") as file:
        with pq.ParquetWriter(file, SCHEMA, compression="zstd", write_page_checksum=True) as writer:

            def flush() -> None:
                made = analyse_batch([Taken(each.article, each.notes) for each in waiting], analyse)
                if len(made.rows):
                    writer.write_table(made.rows)
                pairs = zip(waiting, made.outcomes, strict=True)
                refused.extend(refusal(item, outcome.error) for item, outcome in pairs if outcome.error)
                waiting.clear()

            characters = 0
            for item in items:
                if isinstance(item, Refusal):
                    flush()  # what was refused stays in the order of the file
                    refused.append(item)
                    characters = 0
                    continue
                waiting.append(item)
                characters += len(item.article.text)
                if len(waiting) >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS:
                    flush()
                    characters = 0
            flush()
            writer.add_key_value_metadata({_REFUSED: json.dumps([_plain(each) for each in refused]).encode()})
        file.flush()
        os.fsync(file.fileno())


def taken(files: Iterable[str | Refusal], version: str, count: int) -> Generator[tuple[Batch, Analysed], None, None]:
    """
    Yield what analysed files hold as `batches.Run` does, for `pipeline.ingest` to store; `count` is how many there are.

    A file by another version than this analyser's is refused, as is one that cannot be read.
    """
    for number, file in enumerate(files, start=1):
        if isinstance(file, Refusal):
            yield _refused([file])
            continue
        fs, path = filesystem(file)
        try:
            with fs.open(path, "rb") as stream, pq.ParquetFile(stream, page_checksum_verification=True) as parquet:
                for rows in parquet.iter_batches(_ROWS, columns=SCHEMA.names):
                    table = pa.Table.from_batches([rows]).cast(SCHEMA)
                    others = set(pc.unique(table["analyser"]).to_pylist()) - {version}
                    if others:
                        raise ValueError(f"analysed by version {min(others)}, this is {version}")
                    yield _batch(table, file, number / count)
                yield _refused(json.loads((parquet.metadata.metadata or {}).get(_REFUSED, b"[]")))
        except (OSError, ValueError, pa.ArrowException) as error:
            reason = f"its analysis cannot be taken in ({error})"[:300]
            yield _refused([Refusal(file, None, reason, "remove it, and have its articles analysed again")])


def _batch(table: pa.Table, file: str, done: float) -> tuple[Batch, Analysed]:
    names = ("article_id", "title", "text", "source", "url", "published", "language", "author")
    rows = table.select([*names, "content", "analysed_at"]).to_pylist()
    mentions = table["mentions"].combine_chunks()
    places = pc.struct_field(pc.list_flatten(mentions), ["place", "place_id"]).to_pylist()
    counts = pc.list_value_length(mentions).to_pylist()
    batch, outcomes, at = Batch(), [], 0
    for row, count in zip(rows, counts, strict=True):
        article = Article(**{each: row[each] for each in names})
        batch.items.append((Received(article, file, done=done), row["content"]))
        found = tuple(each for each in places[at : at + count] if each is not None)
        outcomes.append(Outcome("", row["analysed_at"].astimezone(UTC), found, count - len(found)))
        at += count
    return batch, Analysed(outcomes, table)


def _refused(refused: Iterable[Refusal | dict[str, Any]]) -> tuple[Batch, Analysed]:
    each = [(one if isinstance(one, Refusal) else Refusal(**one), None) for one in refused]
    return Batch(items=[*each]), Analysed([], SCHEMA.empty_table())


def _plain(refused: Refusal) -> dict[str, Any]:
    names = ("file", "line", "reason", "remedy", "raw", "origin")
    return {name: getattr(refused, name) for name in names}
