"""
The entries of a feed: RSS and Atom by feedparser, JSON Feed by the reader here. The network is not touched.

An entry is one article: its full text if the feed has it, else its summary, which is noted. Feeds that declare a
document type are refused before they are parsed. What an entry lacks it has from its feed: outlet and language.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urljoin

from dashboard.settings import Limits
from dashboard.sources.columns import Columns
from dashboard.sources.encoding import decoded
from dashboard.sources.fields import day, received
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal
from dashboard.sources.zipped import declares_type

#: Entries of one feed that are read.
MOST_ENTRIES = 5000

_XML_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_ENCODING = re.compile(r"""\sencoding\s*=\s*["'][^"']{1,40}["']""")
_BLOCKS = ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "tr")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a feed gives it: `fields` as `received` wants them, `whole` if it has more than a summary."""

    fields: dict[str, object]
    number: int
    whole: bool


def is_feed(body: bytes) -> bool:
    """Tell whether bytes are a feed by how they begin, whatever their type is said to be."""
    start = _narrow(body[:4096]).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b"jsonfeed.org/version/" in start
    return start.startswith(b"<") and bool(_XML_FEED.search(start)) and b"<html" not in start[:1000].lower()


def read_feed(
    name: str, stream: Any, limits: Limits, columns: Columns, *, outlet: str = ""
) -> Iterator[Received | Refusal]:
    """Yield the article of each entry of a saved feed."""
    for entry in entries(name, stream.read(limits.page_bytes + 1), limits, outlet=outlet):
        yield entry if isinstance(entry, Refusal) else article_of_entry(name, entry, limits)


def article_of_entry(name: str, entry: Entry, limits: Limits) -> Received | Refusal:
    """Return the article of an entry."""
    item = received(entry.fields, name, entry.number, limits)
    if isinstance(item, Received) and not entry.whole and "text" in entry.fields:
        note = "Only the summary that the feed gives is here."
        return replace(item, notes=(*item.notes, note))
    return item


def entries(
    name: str, body: bytes, limits: Limits, *, address: str = "", outlet: str = ""
) -> Iterator[Entry | Refusal]:
    """
    Yield the entries of a feed's bytes, or why it cannot be read.

    `address` is where it was fetched, for links that are relative; `outlet` names it if its own title is not to.
    """
    raw = body[:RAW_CHARACTERS].decode("ascii", errors="backslashreplace")
    if len(body) > limits.page_bytes:
        yield Refusal(name, None, f"a feed of over {limits.page_bytes:,} bytes", "take a shorter one", raw)
        return
    start = _narrow(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if start.startswith(b"{"):
            found = _of_json(start, address, outlet)
        elif not is_feed(body):
            yield Refusal(name, None, "no feed (RSS, Atom or JSON Feed)", "give the feed's own address", raw)
            return
        elif declares_type(start[: 1 << 16]):
            reason = "a feed that declares a document type (DTD), or does not begin as XML"
            yield Refusal(name, None, reason, "ask its publisher for a plain one", raw)
            return
        else:
            found = _of_xml(start, address, outlet)
    except Exception as error:  # a stranger's feed: whatever trips over it must not stop the rest
        reason = f"a feed that cannot be read ({type(error).__name__}: {error})"[:300]
        yield Refusal(name, None, reason, "try again later, or tell its publisher", raw)
        return
    for number, each in enumerate(found, start=1):
        if number > MOST_ENTRIES:
            reason = f"a feed of over {MOST_ENTRIES:,} entries; the rest is left out"
            yield Refusal(name, number, reason, "take a shorter one")
            return
        try:
            yield _entry(each, number)
        except Exception as error:
            yield Refusal(name, number, f"an entry that cannot be read ({type(error).__name__})", "tell its publisher")


def text_of(markup: str) -> str:
    """Return the words of a piece of HTML, its blocks apart; what is no markup is returned as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    import lxml.html

    tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    for each in list(tree.iter("script", "style")):
        each.drop_tree()
    for each in tree.iter(*_BLOCKS):
        each.tail = "\n" + (each.tail or "")
        each.text = "\n" + (each.text or "") if each.tag != "br" else each.text
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n\n".join(line for line in lines if line)


def _narrow(body: bytes) -> bytes:
    """Return a feed in UTF-16 as UTF-8, which is what is looked at; any other as it is."""
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    text = body[: len(body) // 2 * 2].decode("utf-16", errors="replace")
    return _ENCODING.sub("", text, count=1).encode("utf-8", errors="replace")


def _entry(given: dict[str, Any], number: int) -> Entry:
    """Return an entry of the texts that were found; of what may be its text, the longest."""
    texts = [text_of(each) for each in given.pop("texts") if isinstance(each, str)]
    summary = given.pop("summary", None)
    said = text_of(summary) if isinstance(summary, str) else ""
    text = max(texts, key=len, default="")
    whole = len(text) > len(said)
    fields = {key: value for key, value in given.items() if value}
    fields["title"] = " ".join(text_of(str(given.get("title") or "")).split())
    if whole or said:
        fields["text"] = text if whole else said
    return Entry(fields, number, whole)


def _of_xml(body: bytes, address: str, outlet: str) -> list[dict[str, Any]]:
    import feedparser  # a fifth of a second to load

    feed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": address} if address else None)
    found = []
    for each in feed.entries[: MOST_ENTRIES + 1]:
        said = each.get("published") or each.get("updated") or ""
        parsed = each.get("published_parsed") or each.get("updated_parsed")
        published = said if day(said)[0] or not parsed else date(*parsed[:3])
        link = each.get("link") or (each.get("id") if str(each.get("id", "")).startswith("http") else "")
        found.append(
            {
                "title": each.get("title"),
                "texts": [content.get("value") for content in each.get("content", ())],
                "summary": each.get("summary"),
                "published": published,
                "url": urljoin(address, link) if link else "",
                "source": outlet or (each.get("source") or {}).get("title") or feed.feed.get("title"),
                "language": each.get("language") or feed.feed.get("language"),
                "author": [a.get("name") for a in each.get("authors", ())] or each.get("author"),
                "id": each.get("id"),
            }
        )
    return found


def _of_json(body: bytes, address: str, outlet: str) -> list[dict[str, Any]]:
    """Return the items of a JSON Feed, https://jsonfeed.org/version/1.1."""
    feed = json.loads(decoded(body) or "")
    if "jsonfeed.org/version/" not in str(feed.get("version")) or not isinstance(feed.get("items"), list):
        raise ValueError("it is no JSON Feed")
    found: list[dict[str, Any]] = []
    for each in feed["items"][: MOST_ENTRIES + 1]:
        if not isinstance(each, dict):
            found.append({})
            continue
        link = each.get("url") or each.get("external_url") or ""
        plain = each.get("content_text")
        found.append(
            {
                "title": each.get("title"),
                "texts": [each.get("content_html"), plain.replace("&", "&amp;").replace("<", "&lt;")
                          if isinstance(plain, str) else None],
                "summary": each.get("summary"),
                "published": each.get("date_published") or each.get("date_modified"),
                "url": urljoin(address, link) if isinstance(link, str) and link else "",
                "source": outlet or feed.get("title"),
                "language": each.get("language") or feed.get("language"),
                "author": each.get("authors") or each.get("author") or feed.get("authors") or feed.get("author"),
                "id": each.get("id"),
            }
        )  # fmt: skip
    return found
