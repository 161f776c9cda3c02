"""
JSON lines, and GeoJSON as RFC 7946 has it: one FeatureCollection of points, (lon, lat), WGS 84, without a `crs`.

A place's feature has the place's id as its `id`. No sign that means something to HTML is written as itself.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import pandas as pd

from dashboard.export.rows import as_text, objects_of

#: What HTML reads as markup, and JavaScript as a line end.
_MARKUP = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def as_json(value: Any) -> str:
    """Return one line of JSON without markup; raises ValueError for a number that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_MARKUP)


def write_json_lines(table: pd.DataFrame, out: BinaryIO) -> None:
    """Write one object a line."""
    with as_text(out) as text:
        for row in objects_of(table):
            text.write(as_json(row) + "\n")


def write_geojson(table: pd.DataFrame, out: BinaryIO) -> None:
    """Write one feature a row; `lat` and `lon` become its point, the other columns its properties."""
    of_places = "radius_km" in table.columns  # a row of another table is no place, though it has the id of one
    with as_text(out) as text:
        text.write('{"type": "FeatureCollection", "features": [')
        for number, properties in enumerate(objects_of(table)):
            point = [properties.pop("lon"), properties.pop("lat")]
            feature: dict[str, Any] = {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}}
            if of_places:
                feature["id"] = properties["place_id"]
            text.write((",\n" if number else "\n") + as_json({**feature, "properties": properties}))
        text.write("\n]}\n")
