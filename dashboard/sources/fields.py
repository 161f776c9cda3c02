"""
From the fields of an input, named and typed as strangers do, to an `Article`. Pure: opens nothing.

Text is kept code point for code point, so that offsets into it are offsets into the input's. What would break later
stages is replaced one for one: NUL and lone surrogates by U+FFFD; line endings of old systems become blanks and "\\n"
of the same length ("\\r\\n" is " \\n"). In a title, any line break or tab is a blank.

A date that cannot be read, or an address that is not http or https, does not refuse an article: it is left out with a
note. A missing or empty text does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from dashboard.model import Article
from dashboard.settings import Limits
from dashboard.sources.identity import article_id, web_url
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal

#: The names that each field goes by in tables and JSON, best first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "text": ("text", "body", "content"),
    "published": ("published", "date", "published_at"),
    "source": ("source", "outlet"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"[\r\n]+")
_TITLE_BREAKS = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")


def received(fields: Mapping[str, object], file: str, line: int, limits: Limits) -> Received | Refusal:
    """Return the article that some fields make, or a refusal that names the field and says what to do."""
    given = {field: _first(fields, names) for field, names in NAMES.items()}
    raw = str(given["text"] or dict(fields))[:RAW_CHARACTERS]

    def refused(reason: str, remedy: str) -> Refusal:
        return Refusal(file, line, reason, remedy, clean(raw))

    text, title = given["text"], given["title"]
    if text is None or text == "":
        return refused("no text", 'give the article\'s words in "text"')
    if not isinstance(text, str):
        return refused(f'"text" is a {_type(text)}', 'give the article\'s words as a string in "text"')
    if title is not None and not isinstance(title, str):
        return refused(f'"title" is a {_type(title)}', 'give "title" as a string or leave it out')
    if not text.strip():
        return refused("no text", 'give the article\'s words in "text"')
    if len(text) > limits.article_characters:
        return refused(
            f"a text of {len(text):,} characters, over the limit of {limits.article_characters:,}",
            "split it into articles",
        )
    notes: list[str] = []
    published, note = day(given["published"])
    notes += [note] if note else []
    url = None
    if given["url"] not in (None, ""):
        url = web_url(given["url"]) if isinstance(given["url"], str) else None
        if url is None:
            notes.append(f"The address {clean(str(given['url'])[:RAW_CHARACTERS])!r} is not http or https: left out.")
    language = given["language"] if isinstance(given["language"], str) else None
    source = " ".join(clean(str(given["source"])).split()) if given["source"] is not None else ""
    article = Article(
        article_id="",
        title=_TITLE_BREAKS.sub(" ", clean(title or "")),
        text=clean(text),
        source=source or None,
        url=url,
        published=published,
        language=language.strip().lower() if language and _LANGUAGE.match(language.strip()) else None,
    )
    article = replace(article, article_id=article_id(article.title, article.text, article.url))
    return Received(article, file, line, fields.get("id"), tuple(notes))


def clean(text: str) -> str:
    """Return a text of the same length that every later stage can hold."""
    text = _BROKEN.sub("\ufffd", text)
    return _LINE_BREAKS.sub(_breaks, text) if "\r" in text else text


def day(value: object) -> tuple[date | None, str]:
    """
    Return the calendar day of an ISO 8601 or RFC 2822 date, in its own time zone, and a note if it is none.

    Nothing, or an empty text, is undated without a note.
    """
    if value is None or value == "":
        return None, ""
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, date):
        return value, ""
    said = str(value).strip()
    if isinstance(value, str) and len(said) <= 64 and said.isascii():
        for parse in (date.fromisoformat, datetime.fromisoformat, parsedate_to_datetime):
            try:
                found = parse(said)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            return (found.date() if isinstance(found, datetime) else found), ""
    return None, f"The date {clean(said[:RAW_CHARACTERS])!r} cannot be read: kept as undated."


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> object:
    for name in names:
        if fields.get(name) not in (None, ""):
            return fields[name]
    return None


def _breaks(run: re.Match[str]) -> str:
    """Return as many characters, ending in as many "\\n" as the run has lines."""
    lines = len(re.findall(r"\r\n|\r|\n", run[0]))
    return " " * (len(run[0]) - lines) + "\n" * lines


def _type(value: object) -> str:
    names = {bool: "true or false", int: "number", float: "number", list: "list", dict: "object"}
    return names.get(type(value), type(value).__name__)
