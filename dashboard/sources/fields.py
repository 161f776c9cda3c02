"""
From the fields of an input, named and typed as strangers do, to an `Article`. Pure: opens nothing.

Text is kept code point for code point, so that offsets into it are offsets into the input's. What would break later
stages is replaced one for one: NUL and lone surrogates by U+FFFD; line endings of old systems become blanks and "\\n"
of the same length ("\\r\\n" is " \\n"). In a title, any line break or tab is a blank.

A date that cannot be read, or an address that is not http or https, does not refuse an article: it is left out with a
note. A missing or empty text does; but where an input has no place for a text at all, and a title and an address, as
lists of stories have, the headline is the text, with a note: the page itself, once it is read, replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from dashboard.model import Article
from dashboard.settings import Limits
from dashboard.sources.columns import GUESSED, Columns
from dashboard.sources.identity import article_id, web_url
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal

#: Names of an article that are kept, and characters of all of them together.
MOST_AUTHORS, AUTHOR_CHARACTERS = 10, 200

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"[\r\n]+")
_TITLE_BREAKS = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")


def received(
    fields: Mapping[str, object], file: str, line: int, limits: Limits, columns: Columns | None = None
) -> Received | Refusal:
    """
    Return the article that some fields make, or a refusal that names the field and says what to do.

    `columns` says which of them hold what; with it, what comes back tells what became of each.
    """
    mapped = (columns or GUESSED).among(fields)
    given = {field: _first(fields, names) for field, names in mapped.fields.items()}
    told = mapped if columns is not None else None
    raw = str(given.get("text") or dict(fields))[:RAW_CHARACTERS]

    def refused(reason: str, remedy: str) -> Refusal:
        return Refusal(file, line, reason, remedy, clean(raw), mapped=told)

    text, title = given.get("text"), given.get("title")
    url = _named(given.get("url"))
    notes: list[str] = []
    if "text" not in mapped.fields and isinstance(title, str) and isinstance(url, str) and web_url(url):
        text, title = title, None
        notes.append("Only the headline is here: the input has no text.")
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
    published, note = day(given.get("published"))
    notes += [note] if note else []
    address = web_url(url) if isinstance(url, str) else None
    if url is not None and address is None:
        notes.append(f"The address {clean(str(url)[:RAW_CHARACTERS])!r} is not http or https: left out.")
    language, outlet = given.get("language"), _named(given.get("source"))
    language = language if isinstance(language, str) else None
    source = " ".join(clean(str(outlet)).split()) if outlet is not None else ""
    article = Article(
        article_id="",
        title=_TITLE_BREAKS.sub(" ", clean(title or "")),
        text=clean(text),
        source=source or None,
        url=address,
        published=published,
        language=language.strip().lower() if language and _LANGUAGE.match(language.strip()) else None,
        author=_author(given.get("author")),
    )
    article = replace(article, article_id=article_id(article.title, article.text, article.url))
    return Received(article, file, line, given.get("id"), tuple(notes), mapped=told)


def clean(text: str) -> str:
    """Return a text of the same length that every later stage can hold."""
    text = _BROKEN.sub("\ufffd", text)
    return _LINE_BREAKS.sub(_breaks, text) if "\r" in text else text


def day(value: object) -> tuple[date | None, str]:
    """
    Return the calendar day of an ISO 8601 or RFC 2822 date, in its own time zone, and a note if it is none.

    Whole numbers are days as GDELT writes them, YYYYMMDD with or without HHMMSS. Nothing, or an empty text, is undated
    without a note.
    """
    if value is None or value == "":
        return None, ""
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, date):
        return value, ""
    said = str(value).strip()
    if said.isascii() and said.isdigit() and len(said) == 14:
        said = said[:8]
    if (isinstance(value, str) or len(said) == 8) and len(said) <= 64 and said.isascii():
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


def _named(value: object) -> object:
    """Return the name of a thing that is given as an object, as schema.org and news services do; else the value."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("url")
    return None if value == "" else value


def _author(value: object) -> str | None:
    """Return who wrote an article as one line; several, however they are listed, stand apart with "; "."""
    names: list[str] = []
    for each in value if isinstance(value, list | tuple) else [value]:
        name = _named(each)
        said = " ".join(clean(name).split()) if isinstance(name, str) else ""
        if said and not web_url(said) and said not in names:
            names.append(said)
    more = ["…"] if len(names) > MOST_AUTHORS else []
    found = "; ".join(names[:MOST_AUTHORS] + more)
    return (found if len(found) <= AUTHOR_CHARACTERS else found[: AUTHOR_CHARACTERS - 1].rstrip() + "…") or None


def _breaks(run: re.Match[str]) -> str:
    """Return as many characters, ending in as many "\\n" as the run has lines."""
    lines = len(re.findall(r"\r\n|\r|\n", run[0]))
    return " " * (len(run[0]) - lines) + "\n" * lines


def _type(value: object) -> str:
    names = {bool: "true or false", int: "number", float: "number", list: "list", dict: "object"}
    return names.get(type(value), type(value).__name__)
