r"""
What the filters leave, as files for other programs: CSV, JSON lines, GeoJSON. Reads the index, writes to a stream.

- CSV is UTF-8 with a header. A cell of text that starts with `=`, `+`, `-`, `@`, a tab or a line end gets a leading
  apostrophe, so that no spreadsheet runs it (`neutral` says all of it); `original` takes it away again, and nothing
  else. Numbers stay numbers.
- JSON lines hold one object a line; what is unknown is null. GeoJSON holds points in its own order, (lon, lat), WGS 84.
  In both, `<`, `>` and `&` are written as `\u003c` and so on: the same JSON, and no markup where a page includes it.
- Dates are ISO 8601 days.
"""

from __future__ import annotations

import csv
import json
import math
import re
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

#: What a spreadsheet takes for the start of a formula; the wide ones are those of East Asian keyboards, and Excel takes
#: them. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
#: What spreadsheets pass over before one: white space, quotation marks, what has no width, control signs.
_PASSED_OVER = re.compile(
    "[\\s\"'\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]*+"
)
_CELL_ENDS = "\t\r\n"
#: One that is set to semicolons does not heed the quotation marks of commas: there, a cell begins within ours.
_INSIDE = re.compile(f"[;{_CELL_ENDS}]{_PASSED_OVER.pattern}")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
#: What HTML reads as markup, and JavaScript as a line end.
_MARKUP = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


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
    """
    Return a cell that no spreadsheet takes for a formula; a number, also one written as text, stays as it is.

    An apostrophe goes before a text that starts like a formula, also behind quotation marks and blanks, and before what
    starts like one after a semicolon, tab or line end, where a spreadsheet of another language begins a cell.
    """
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return "'" * _begins_like_a_formula(value, 0) + _INSIDE.sub(_with_apostrophe, value)


def original(cell: str) -> str:
    """Return the text of which `neutral` made a cell."""
    marked = cell.startswith("'") and _begins_like_a_formula(cell, 1)
    return _INSIDE.sub(_without_apostrophe, cell[marked:])


def _begins_like_a_formula(text: str, start: int) -> bool:
    passed = _PASSED_OVER.match(text, start)
    at = passed.end() if passed else start
    return _is_formula(text, at) or any(sign in text[start:at] for sign in _CELL_ENDS)


def _is_formula(text: str, at: int) -> bool:
    return at < len(text) and text[at] in _FORMULA


def _with_apostrophe(found: re.Match[str]) -> str:
    return found[0] + "'" * _is_formula(found.string, found.end())


def _without_apostrophe(found: re.Match[str]) -> str:
    return found[0].removesuffix("'") if _is_formula(found.string, found.end()) else found[0]


def _write_csv(table: pd.DataFrame, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    # before Python 3.13, a carriage return alone is not quoted, and ends the row for whoever reads it
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(table.columns)
    for row in _rows(table):
        cells = ["" if value is None else neutral(value) for value in row]
        (quoting if any("\r" in cell for cell in cells if isinstance(cell, str)) else writer).writerow(cells)


def _write_json_lines(table: pd.DataFrame, out: TextIO) -> None:
    for row in _rows(table):
        out.write(_json(_object(table, row)) + "\n")


def _write_geojson(table: pd.DataFrame, out: TextIO) -> None:
    out.write('{"type": "FeatureCollection", "features": [')
    for number, row in enumerate(_rows(table)):
        properties = _object(table, row)
        point = [properties.pop("lon"), properties.pop("lat")]
        feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": properties}
        out.write((",\n" if number else "\n") + _json(feature))
    out.write("\n]}\n")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_MARKUP)


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
