"""
The feeds of an OPML file, as feed readers export the lists of their subscriptions. Pure; the file is a stranger's.

A file that declares a document type is refused before it is parsed: entities come with one. https://opml.org/spec2.opml
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from xml.etree import ElementTree

from dashboard.sources.zipped import declares_type

#: Bytes of a list: one of a thousand feeds has a fiftieth of it.
MOST_BYTES = 10_000_000
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_xml(data: bytes) -> bool:
    """Tell whether bytes begin as XML does, in UTF-8 or UTF-16."""
    for mark in _BOMS:
        data = data.removeprefix(mark)
    return data[:1000].replace(b"\x00", b"").lstrip().startswith(b"<")


def listed(data: bytes) -> Iterator[tuple[str, str]]:
    """
    Yield address and name of each feed, in whatever folder it lies; "" for a feed without a name.

    Raises ValueError, saying why, for what is no OPML or must not be parsed.
    """
    if len(data) > MOST_BYTES:
        raise ValueError(f"over {MOST_BYTES:,} bytes, the limit")
    if declares_type(data[: 1 << 16]):
        raise ValueError("it declares a document type (DTD), or does not begin as XML; export the list anew")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError(f"no whole XML ({error})") from error
    if root.tag.lower() != "opml":
        raise ValueError(f"<{root.tag[:40]}> instead of <opml>")
    for outline in root.iter("outline"):
        said = {name.lower(): " ".join(value.split()) for name, value in outline.attrib.items()}
        if address := said.get("xmlurl"):
            yield address, said.get("title") or said.get("text") or ""
