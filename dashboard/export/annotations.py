"""
W3C Web Annotations of mentions, as JSON-LD: which place a stretch of an article names.

One AnnotationCollection with one page. The target of an annotation is the article, by its address or, without one that
can be opened, by a urn of its id; the stretch is told by position (Unicode code points, half open, in the article's
`field`: its title or its text, as they are stored) and by quotation with what stands around it. The bodies are the
place, with its id and its point (WGS 84 decimal degrees), and how it is meant. Ids are the same each time.
https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, BinaryIO
from urllib.parse import quote

import pandas as pd

from dashboard.export.geojson import as_json
from dashboard.export.rows import as_text, objects_of
from dashboard.links import safe_url

#: Code points of a quotation's prefix and suffix.
AROUND = 32

_URN = "urn:x-regional-map:"
_CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "schema": "http://schema.org/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "map": _URN,
        "identifier": "schema:identifier",
        "country": "schema:addressCountry",
        "lat": "geo:lat",
        "long": "geo:long",
        "field": "map:field",
        "confidence": "map:confidence",
    },
]
_GEONAMES = "geonames:"


def write_annotations(table: pd.DataFrame, out: BinaryIO) -> None:
    """Write mentions, as `queries.mentions` returns them with `around`."""
    keys = (table[name].tolist() for name in ("article_id", "field", "start", "end", "place_id"))
    ids = [_id(*key) for key in zip(*keys, strict=True)]
    collection = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, _URN + ' '.join(ids))}"
    head = {
        "@context": _CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": "Mentions of places in news articles",
        "total": len(table),
    }
    with as_text(out) as text:
        text.write(as_json(head)[:-1] + ', "first": ')
        page = {"id": f"{collection}#page-1", "type": "AnnotationPage", "partOf": collection, "startIndex": 0}
        text.write(as_json(page)[:-1] + ', "items": [')
        for number, (name, row) in enumerate(zip(ids, objects_of(table), strict=True)):
            text.write((",\n" if number else "\n") + as_json(_annotation(name, row)))
        text.write("\n]}}\n")


def _annotation(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    place = {
        "id": _place_iri(row["place_id"]),
        "type": "schema:Place",
        "identifier": row["place_id"],
        "label": row["place"],
        "country": row["country_code"],
        "lat": row["lat"],
        "long": row["lon"],
        "confidence": row["confidence"],
    }
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            {key: value for key, value in place.items() if value is not None},
            {"type": "TextualBody", "purpose": "classifying", "value": row["role"], "format": "text/plain"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": safe_url(row["url"]) or f"{_URN}article:{_part(row['article_id'])}",
            "field": row["field"],
            "selector": [
                {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]},
                {"type": "TextQuoteSelector", "exact": row["name"], "prefix": row["prefix"] or "",
                 "suffix": row["suffix"] or ""},
            ],
        },
    }  # fmt: skip


def _id(*key: Any) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, _URN + repr(tuple(str(each) for each in key)))}"


def _place_iri(place_id: str) -> str:
    """Return GeoNames' own address of a place of theirs, or a urn."""
    number = place_id.removeprefix(_GEONAMES)
    if place_id.startswith(_GEONAMES) and number.isascii() and number.isdigit():
        return f"https://sws.geonames.org/{number}/"
    return f"{_URN}place:{_part(place_id)}"


def _part(text: str) -> str:
    return quote(text, safe=":-._~")
