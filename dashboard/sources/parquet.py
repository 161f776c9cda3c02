"""
Articles from Parquet: each row is one. Only the columns that hold a field are read, some rows at a time.

Rows count from 1. A file whose row groups unpack to more than `Limits.file_bytes` in these columns is refused, because
its writer decides what a reader must hold at once.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from dashboard.settings import Limits
from dashboard.sources.columns import Columns
from dashboard.sources.fields import received
from dashboard.sources.received import Received, Refusal
from dashboard.sources.tables import unusable_header

#: Rows that are held as Python objects at once: few, since each may be as long as an article may.
_ROWS = 16


def read_parquet(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of each row of a Parquet file."""
    import pyarrow.parquet  # half a second to load

    number = 0
    try:
        file = pyarrow.parquet.ParquetFile(stream)
        names = [str(each) for each in file.schema_arrow.names]
        if refusal := unusable_header(name, None, names, columns):
            yield refusal
            return
        wanted = list(dict.fromkeys(each for found in columns.among(names).fields.values() for each in found))
        if (largest := _largest_group(file, stream, wanted, limits.file_bytes)) > limits.file_bytes:
            reason = f"a row group that unpacks to {largest:,} bytes, over the limit of {limits.file_bytes:,}"
            yield Refusal(name, None, reason, "write it with smaller row groups, or as JSON lines")
            return
        for batch in file.iter_batches(batch_size=_ROWS, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield received({each: row.get(each) for each in names}, name, number, limits, columns)
    except GeneratorExit:
        raise
    except Exception as error:  # a stranger's file: whatever trips over it must not stop the rest
        what = "a Parquet file that cannot be read" if not number else f"it cannot be read from row {number + 1:,} on"
        reason = f"{what} ({type(error).__name__}: {error})"[:300]
        yield Refusal(name, number + 1 if number else None, reason, "write it anew, or as JSON lines")
        return
    if not number:
        yield Refusal(name, None, "the file is empty", "write a row for each article into it")


def _largest_group(file: Any, stream: BinaryIO, wanted: list[str], limit: int) -> int:
    """
    Return the bytes that the largest row group unpacks to: all of it, or the wanted columns where all is over `limit`.

    Raises ValueError where the metadata of columns is damaged, of which only another process may ask (`parquet_sizes`).
    """
    groups = (file.metadata.row_group(number).total_byte_size for number in range(file.metadata.num_row_groups))
    whole = max(groups, default=0)
    if whole <= limit:
        return whole
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        stream.seek(0)
        shutil.copyfileobj(stream, copy)
        copy.flush()
        asked = [sys.executable, str(Path(__file__).with_name("parquet_sizes.py")), copy.name, *wanted]
        answer = subprocess.run(asked, capture_output=True, check=False, text=True)
    if answer.returncode:
        raise ValueError("the sizes of its columns are damaged")
    return int(answer.stdout)
