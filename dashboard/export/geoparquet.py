"""
GeoParquet 1.1: a Parquet file whose column `geometry` holds points as WKB, (lon, lat), WGS 84 (OGC:CRS84).

The other columns are those of the table, days as dates, and null where something is unknown.
https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

#: Well-known binary of a point: the order of bytes (1: little-endian), the type (1: a point), x, y.
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])


def write_geoparquet(table: pd.DataFrame, out: BinaryIO) -> None:
    """Write one row a row; `lat` and `lon` become its geometry, which is the last column."""
    lons, lats = table["lon"].to_numpy(np.float64), table["lat"].to_numpy(np.float64)
    kept = [name for name in table.columns if name not in ("lat", "lon")]
    made = pa.table({**{name: _column(table[name]) for name in kept}, "geometry": _points(lons, lats)})
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if len(table):
        about["bbox"] = [float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    pq.write_table(made.replace_schema_metadata({"geo": json.dumps(geo)}), out, compression="zstd")


def _points(lons: np.ndarray[Any, Any], lats: np.ndarray[Any, Any]) -> pa.Array:
    points = np.zeros(len(lons), dtype=_POINT)
    points["order"], points["type"], points["x"], points["y"] = 1, 1, lons, lats
    ends = np.arange(len(points) + 1, dtype=np.int32) * np.int32(_POINT.itemsize)  # good for 100 million points
    return pa.Array.from_buffers(
        pa.binary(), len(points), [None, pa.py_buffer(ends.tobytes()), pa.py_buffer(points.tobytes())]
    )


def _column(values: pd.Series) -> pa.Array:
    if pd.api.types.is_datetime64_any_dtype(values):
        return pa.Array.from_pandas(values).cast(pa.timestamp("us")).cast(pa.date32())
    if pd.api.types.is_numeric_dtype(values):
        return pa.Array.from_pandas(values)
    return pa.array([None if pd.isna(value) or value == "" else str(value) for value in values], pa.string())
