"""
The archive for other engines: a folder of Parquet files parted by the month of publication, as Hive does it.

    by-month/month=2024-10/part-0.parquet
    by-month/month=__HIVE_DEFAULT_PARTITION__/part-0.parquet     undated articles: their month is null

DuckDB, pandas, Spark, Trino and others read `month` as a column and open only the folders that a query needs. Each
article is there once, in its newest analysis, with the columns of `store.schema`; corrections are not applied. The
folder is written beside its place and put there whole: who reads it sees the one from before or the new one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from dashboard.errors import ArchiveError
from dashboard.store.archive import Archive
from dashboard.store.schema import SCHEMA

#: Rows that are written together at least and at most, and rows of a file.
LEAST_ROWS, MOST_ROWS, FILE_ROWS = 256, 4096, 65_536
#: Months that are being written at once; bounds memory where the archive is not in the order of its days.
OPEN_FILES = 32

_MONTH = pa.field("month", pa.string())


@dataclass(frozen=True, slots=True)
class Partitions:
    """What was written; undated articles count as a month of their own."""

    articles: int
    months: int
    files: int


def write_partitions(archive: Archive, folder: Path, damaged: list[ArchiveError] | None = None) -> Partitions:
    """
    Write the archive to a folder, in bounded memory; `damaged` as in `Archive.read`.

    A folder of partitions from before is replaced. Raises ArchiveError if there is another thing in its place, or if it
    cannot be written; then what was there before is whole.
    """
    if folder.exists() and not _is_ours(folder):
        raise ArchiveError(f"{folder}: holds something else than partitions; name a folder that is empty or not there")
    beside = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.writing"
    articles = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal articles
        for table in archive.tables(damaged):
            articles += len(table)
            month = pc.strftime(table["published"].cast(pa.timestamp("s")), format="%Y-%m")
            yield from table.append_column(_MONTH, month).to_batches()

    try:
        beside.mkdir(parents=True)
        ds.write_dataset(
            pa.RecordBatchReader.from_batches(SCHEMA.append(_MONTH), batches()), beside, format="parquet",
            partitioning=ds.partitioning(pa.schema([_MONTH]), flavor="hive"),
            file_options=ds.ParquetFileFormat().make_write_options(compression="zstd", write_page_checksum=True),
            basename_template="part-{i}.parquet", max_open_files=OPEN_FILES, max_rows_per_file=FILE_ROWS,
            min_rows_per_group=LEAST_ROWS, max_rows_per_group=MOST_ROWS, use_threads=False,
        )  # fmt: skip
        done = Partitions(articles, len(list(beside.iterdir())), len(list(beside.rglob("*.parquet"))))
        _put(beside, folder)
    except OSError as error:
        raise ArchiveError(
            f"{folder}: cannot be written ({error.strerror or error}); make room, or the folder writable, and do the "
            "same again; the archive and what was there before are whole"
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return done


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and all(each.name.startswith("month=") for each in folder.iterdir())


def _put(beside: Path, folder: Path) -> None:
    """Put a folder in the place of another."""
    before = beside.with_suffix(".before")
    with contextlib.suppress(FileNotFoundError):
        os.rename(folder, before)
    try:
        os.rename(beside, folder)
    except OSError:
        with contextlib.suppress(OSError):
            os.rename(before, folder)
        raise
    shutil.rmtree(before, ignore_errors=True)
