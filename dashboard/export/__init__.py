r"""
What the filters leave, as files for other programs. Reads the index, writes bytes to a stream.

- CSV is UTF-8 with a header. A cell of text that starts with `=`, `+`, `-`, `@`, a tab or a line end gets a leading
  apostrophe, so that no spreadsheet runs it (`neutral` says all of it); `original` takes it away again, and nothing
  else. Numbers stay numbers.
- JSON lines hold one object a line; what is unknown is null. GeoJSON holds points in its own order, (lon, lat), WGS 84.
  In both, as in annotations, `<`, `>` and `&` are written as `\u003c` and so on: the same JSON, and no markup where a
  page includes it.
- GeoParquet, KML and W3C Web Annotations: see the modules of these names.
- Dates are ISO 8601 days.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Literal, get_args

import pandas as pd

from dashboard.errors import QueryError
from dashboard.export.annotations import AROUND, write_annotations
from dashboard.export.cells import neutral, original, write_csv
from dashboard.export.geojson import write_geojson, write_json_lines
from dashboard.export.geoparquet import write_geoparquet
from dashboard.export.kml import write_kml
from dashboard.model import Filters
from dashboard.store import queries
from dashboard.store.index import Index

What = Literal["places", "mentions", "articles", "actors", "actor-mentions", "links"]
WHATS: tuple[What, ...] = get_args(What)

Format = Literal["csv", "jsonl", "geojson", "geoparquet", "kml", "annotations"]
FORMATS: tuple[Format, ...] = get_args(Format)

#: What the files of a format are called at their end, and their media type.
ENDINGS: dict[Format, tuple[str, str]] = {
    "csv": (".csv", "text/csv"),
    "jsonl": (".jsonl", "application/jsonl"),
    "geojson": (".geojson", "application/geo+json"),
    "geoparquet": (".parquet", "application/vnd.apache.parquet"),
    "kml": (".kml", "application/vnd.google-earth.kml+xml"),
    "annotations": (".jsonld", 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'),
}

_TABLES: dict[What, Callable[[Index, Filters], pd.DataFrame]] = {
    "places": queries.place_counts,
    "mentions": queries.mentions,
    "articles": queries.articles,
    "actors": queries.actors,
    "actor-mentions": queries.actor_mentions,
    "links": queries.links,
}

_WRITERS: dict[Format, Callable[[pd.DataFrame, BinaryIO], None]] = {
    "csv": write_csv,
    "jsonl": write_json_lines,
    "geojson": write_geojson,
    "geoparquet": write_geoparquet,
    "kml": write_kml,
    "annotations": write_annotations,
}

#: What has a place, so that a map's format can hold it.
_PLACED: tuple[What, ...] = ("places", "mentions", "links")
_OF_MAPS: dict[Format, str] = {"geojson": "GeoJSON", "geoparquet": "GeoParquet", "kml": "KML"}


def export(index: Index, filters: Filters, what: What, form: Format, out: BinaryIO) -> int:
    """
    Write what the filters leave and return the number of rows.

    Raises QueryError for filters that mean nothing, and for a format that cannot hold what was asked (`check`).
    """
    check(what, form)
    around = form == "annotations"
    table = queries.mentions(index, filters, around=AROUND) if around else _TABLES[what](index, filters)
    _WRITERS[form](table, out)
    return len(table)


def check(what: What, form: Format) -> None:
    """Raise QueryError, saying what to ask for, where a format cannot hold what was asked."""
    if what not in _TABLES or form not in FORMATS:
        raise QueryError(f"{what} as {form}: export one of {', '.join(WHATS)} as one of {', '.join(FORMATS)}")
    if form in _OF_MAPS and what not in _PLACED:
        name = _OF_MAPS[form]
        raise QueryError(f"{what} have no coordinates; export places, mentions or links as {name}, or {what} as CSV")
    if form == "annotations" and what != "mentions":
        raise QueryError(f"annotations are of mentions; export mentions as annotations, or {what} as CSV")


__all__ = ["ENDINGS", "FORMATS", "WHATS", "Format", "What", "check", "export", "neutral", "original"]
