"""
What a web page says of itself as schema.org JSON-LD: the fields of a NewsArticle. Pure; the page is a stranger's.

A page may hold several scripts, lists, a graph, and teasers of other articles beside its own: of those that are
articles the one that names the page's address counts, else the one with the longest text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from dashboard.sources.canonical import canonical_url
from dashboard.sources.identity import web_url

#: Objects of one page that are looked at, and how deep.
_MOST_OBJECTS, _MOST_DEPTH = 2000, 12
#: Authors of an article that are read.
MOST_AUTHORS = 20
_ARTICLE = re.compile(r"(Article|Posting)$")
_TAG = re.compile(r"<[^<>]{1,500}>")


def news_article(scripts: Iterable[str], address: str | None = None) -> dict[str, object]:
    """
    Return title, text, published, source, url, language and author (names), as far as the JSON-LD of a page tells them.

    `address` is that of the page, as far as it is known.
    """
    found = [each for script in scripts for each in _articles(script)]
    if not found:
        return {}
    here = canonical_url(address) if address else None

    def rank(article: dict[str, Any]) -> tuple[bool, int]:
        url = _address(article)
        return bool(url) and here is not None and canonical_url(url) == here, len(_text(article.get("articleBody")))

    article = max(found, key=rank)
    authors = _listed(article.get("author"))[:MOST_AUTHORS]
    fields = {
        "title": _text(article.get("headline")) or _text(article.get("name")),
        "text": _text(article.get("articleBody")),
        "published": _text(article.get("datePublished")),
        "source": _text(_first(article.get("publisher"), "name")),
        "url": _address(article),
        "language": _text(_first(article.get("inLanguage"), "alternateName")),
        "author": [name for each in authors if (name := _text(_first(each, "name")))],
    }
    return {field: value for field, value in fields.items() if value}


def _articles(script: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a script that are articles, whatever list or graph they lie in."""
    try:
        waiting: list[tuple[Any, int]] = [(json.loads(script.strip().rstrip(";"), strict=False), 0)]
    except (ValueError, RecursionError):
        return
    looked = 0
    while waiting and looked < _MOST_OBJECTS:
        value, depth = waiting.pop(0)
        looked += 1
        if isinstance(value, list) and depth < _MOST_DEPTH:
            waiting += [(each, depth + 1) for each in value[:_MOST_OBJECTS]]
        elif isinstance(value, dict):
            types = value.get("@type")
            if any(isinstance(each, str) and _ARTICLE.search(each) for each in _listed(types)):
                yield value
            elif depth < _MOST_DEPTH:
                waiting += [(value[key], depth + 1) for key in ("@graph", "mainEntity", "itemListElement", "item")
                            if key in value]  # fmt: skip


def _address(article: dict[str, Any]) -> str:
    for key in ("url", "mainEntityOfPage", "@id"):
        said = _first(article.get(key), "@id")
        if isinstance(said, str) and web_url(said):
            return said.strip()
    return ""


def _first(value: Any, key: str) -> Any:
    """Return a value, of an object what lies under `key`, and of a list its first."""
    value = next(iter(_listed(value)), None)
    return value.get(key) if isinstance(value, dict) else value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """Return a text without the markup and entities that some pages leave in it."""
    if not isinstance(value, str):
        return ""
    return html.unescape(_TAG.sub(" ", value) if "</" in value or "<br" in value else value).strip()
