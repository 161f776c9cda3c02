"""
What the filters leave, as files for other programs: CSV, JSON lines, GeoJSON. Reads the index, writes to a stream.

- CSV is UTF-8 with a header. A cell of text that starts with `=`, `+`, `-`, `@`, a tab or a carriage return gets a
  leading apostrophe, so that no spreadsheet runs it; numbers stay numbers.
- JSON lines hold one object a line; what is unknown is null. GeoJSON holds points in its own order, (lon, lat), WGS 84.
- Dates are ISO 8601 days.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal, TextIO, get_args

import pandas as pd

from dashboard.errors import QueryError
from dashboard.model import Filters
from dashboard.store import queries
from dashboard.store.index import Index

What = Literal["places", "mentions", "articles", "actors", "actor-mentions", "links"]
WHATS: tuple[What, ...] = get_args(What)

Format = Literal["csv", "jsonl", "geojson"]
FORMATS: tuple[Format, ...] = get_args(Format)

_TABLES: dict[What, Callable[[Index, Filters], pd.DataFrame]] = {
    "places": queries.place_counts,
    "mentions": queries.mentions,
    "articles": queries.articles,
    "actors": queries.actors,
    "actor-mentions": queries.actor_mentions,
    "links": queries.links,
}

#: What has a place, so that GeoJSON can hold it.
_PLACED: tuple[What, ...] = ("places", "mentions", "links")

#: What a spreadsheet takes for the start of a formula. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export(index: Index, filters: Filters, what: What, form: Format, out: TextIO) -> int:
    """
    Write what the filters leave and return the number of rows.

    Raises QueryError for filters that mean nothing, and as GeoJSON for what has no place of its own.
    """
    if what not in _TABLES or form not in FORMATS:
        raise QueryError(f"{what} as {form}: export one of {', '.join(WHATS)} as one of {', '.join(FORMATS)}")
    if form == "geojson" and what not in _PLACED:
        raise QueryError(f"{what} have no coordinates; export places, mentions or links as GeoJSON, or {what} as CSV")
    table = _TABLES[what](index, filters)
    {"csv": _write_csv, "jsonl": _write_json_lines, "geojson": _write_geojson}[form](table, out)
    return len(table)


def neutral(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; a number, also one written as text, stays as it is."""
    if not isinstance(value, str) or not value.startswith(_FORMULA_STARTS):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value if value[0] in "+-" else "'" + value


def _write_csv(table: pd.DataFrame, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in _rows(table):
        writer.writerow(["" if value is None else neutral(value) for value in row])


def _write_json_lines(table: pd.DataFrame, out: TextIO) -> None:
    for row in _rows(table):
        out.write(json.dumps(_object(table, row), ensure_ascii=False) + "\n")


def _write_geojson(table: pd.DataFrame, out: TextIO) -> None:
    out.write('{"type": "FeatureCollection", "features": [')
    for number, row in enumerate(_rows(table)):
        properties = _object(table, row)
        point = [properties.pop("lon"), properties.pop("lat")]
        feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": properties}
        out.write((",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False))
    out.write("\n]}\n")


def _object(table: pd.DataFrame, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column: None if value == "" else value for column, value in zip(table.columns, row, strict=True)}


def _rows(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield rows of Python's own types: days as ISO text, what is missing as None."""
    columns = []
    for name in table.columns:
        values = table[name].tolist()
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            values = [None if pd.isna(value) else value.date().isoformat() for value in values]
        columns.append([_plain(value) for value in values])
    yield from zip(*columns, strict=True)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value
