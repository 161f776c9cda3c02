"""
KML 2.2: one placemark a row, as Google Earth, QGIS and others open it. Points are lon,lat, WGS 84.

A text of an article is text and nothing else. In `ExtendedData`, where programs look, it is as it was. The balloon of
Google Earth reads a `description` as HTML and puts fields in for `$[...]`: there, every sign that could mean either is
escaped once more. What XML cannot hold, such as NUL, becomes U+FFFD.
https://docs.ogc.org/is/07-147r2/07-147r2.html
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import pandas as pd

from dashboard.export.rows import objects_of
from dashboard.links import safe_url

KML = "http://www.opengis.net/kml/2.2"
ATOM = "http://www.w3.org/2005/Atom"
_ICON_COLOUR = "ff2b39c0"  # aabbggrr: the accent of the page

#: What XML 1.0 has no way to write. https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_kml(table: pd.DataFrame, out: BinaryIO) -> None:
    """Write one placemark a row of places, mentions or links: its name, its day, its link, all of its columns."""
    xml = XMLGenerator(out, encoding="UTF-8", short_empty_elements=True)
    xml.startDocument()
    _open(xml, "kml", {"xmlns": KML, "xmlns:atom": ATOM})
    _open(xml, "Document")
    _open(xml, "Style", {"id": "place"})
    _open(xml, "IconStyle")
    _leaf(xml, "color", _ICON_COLOUR)
    xml.endElement("IconStyle")
    xml.endElement("Style")
    for row in objects_of(table):
        _placemark(xml, row)
    xml.endElement("Document")
    xml.endElement("kml")
    xml.endDocument()


def _placemark(xml: XMLGenerator, row: Mapping[str, Any]) -> None:
    _open(xml, "Placemark")
    _leaf(xml, "name", _name(row))
    link = safe_url(row.get("url"))
    if link:
        _open(xml, "atom:link", {"href": link})
        xml.endElement("atom:link")
    _leaf(xml, "description", "<br>".join(_as_html(line) for line in _told(row)))
    if row.get("published"):
        _open(xml, "TimeStamp")
        _leaf(xml, "when", row["published"])
        xml.endElement("TimeStamp")
    _leaf(xml, "styleUrl", "#place")
    _open(xml, "ExtendedData")
    for name, value in row.items():
        if value is not None and name not in ("lat", "lon") and (name != "url" or link):
            _open(xml, "Data", {"name": name})
            _leaf(xml, "value", str(value))
            xml.endElement("Data")
    xml.endElement("ExtendedData")
    _open(xml, "Point")
    _leaf(xml, "coordinates", f"{row['lon']!r},{row['lat']!r}")
    xml.endElement("Point")
    xml.endElement("Placemark")


def _name(row: Mapping[str, Any]) -> str:
    return " · ".join(str(row[name]) for name in ("place", "actor") if row.get(name)) or str(row.get("name") or "")


def _told(row: Mapping[str, Any]) -> list[str]:
    """Return what a balloon says: the sentence and where it stands or, of a place, how often it is mentioned."""
    if row.get("excerpt"):
        source = " · ".join(str(row[name]) for name in ("title", "source", "author", "published") if row.get(name))
        return [str(row["excerpt"]), source, safe_url(row.get("url"))]
    where = ", ".join(str(row[name]) for name in ("kind", "admin1", "country") if row.get(name))
    counted = " · ".join(f"{row[name]} {name}" for name in ("mentions", "sentences", "articles") if row.get(name))
    return [where, counted]


def _as_html(line: str) -> str:
    """Return text as the HTML of a description, which no `$[...]` in it fills in."""
    return html.escape(line, quote=True).replace("$", "&#36;")


def _open(xml: XMLGenerator, name: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
    xml.startElement(name, AttributesImpl(dict(attributes)))


def _leaf(xml: XMLGenerator, name: str, text: str) -> None:
    _open(xml, name)
    xml.characters(_NO_XML.sub("\ufffd", text))
    xml.endElement(name)
