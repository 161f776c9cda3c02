"""
Rows of a table as Python's own types, and streams of text over streams of bytes; what the formats have in common.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, TextIO

import pandas as pd


@contextlib.contextmanager
def as_text(out: BinaryIO) -> Iterator[TextIO]:
    """Write UTF-8 to a stream of bytes, which stays open; line ends stay as they are written."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    try:
        yield text
        text.flush()
    finally:
        text.detach()


def rows_of(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield rows of Python's own types: days as ISO text, what is missing as None."""
    columns = []
    for name in table.columns:
        values = table[name].tolist()
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            values = [None if pd.isna(value) else value.date().isoformat() for value in values]
        columns.append([_plain(value) for value in values])
    yield from zip(*columns, strict=True)


def objects_of(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield rows by column, the empty text, which stands for what is unknown, as None."""
    names = list(table.columns)
    for row in rows_of(table):
        yield {name: None if value == "" else value for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value
