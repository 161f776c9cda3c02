"""
Articles that are plain text or Markdown, one a file.

Of a plain text, the first line is the title if it is shorter than 200 characters, does not end in a period, and an
empty line follows; Markdown may name its title, source, published, url and language in a front matter between two lines
of `---`, or its title in a first line that starts with `# `. An article without a title keeps an empty one: what to
show instead, its first words, is up to the page, so that no name is counted twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from dashboard.settings import Limits
from dashboard.sources.columns import Columns
from dashboard.sources.encoding import encoding_of
from dashboard.sources.fields import received
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal

#: A first line as long as this is a paragraph and no title.
TITLE_CHARACTERS = 200

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<lines>.*?)^(---|\.\.\.)[ \t]*(\n|\Z)", re.DOTALL | re.MULTILINE)


def read_plain(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of a file of plain text or Markdown."""
    text = _whole(name, stream, limits)
    yield text if isinstance(text, Refusal) else received(titled(text), name, 1, limits)


def read_markdown(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of a file of plain text or Markdown."""
    text = _whole(name, stream, limits)
    if isinstance(text, Refusal):
        yield text
        return
    fields: dict[str, object] = {}
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :].lstrip("\n")
        pairs = [line.partition(":") for line in front["lines"].splitlines()]
        fields = {key.strip().lower(): _unquoted(value.strip()) for key, _, value in pairs}
    first, _, rest = text.lstrip("\n").partition("\n")
    heading = first[2:].strip().rstrip("#").strip() if first.startswith("# ") else ""
    if heading and fields.get("title") in (None, "", heading):
        fields["title"] = heading
        text = rest.lstrip("\n")
    fields["text"] = text
    yield received(fields, name, 1, limits)


def _whole(name: str, stream: BinaryIO, limits: Limits) -> str | Refusal:
    """Return all of a text, its line ends being "\\n", or why there is none."""
    start = stream.read(RAW_CHARACTERS)
    if not start.strip():
        rest = stream.read(1 << 16).strip()
        if not rest:
            return Refusal(name, None, "the file is empty", "put an article into it, or leave it out")
    stream.seek(0, os.SEEK_END)
    if stream.tell() > min(limits.file_bytes, 4 * limits.article_characters):
        reason = f"{stream.tell():,} bytes, over the limit of {limits.article_characters:,} characters an article"
        return Refusal(name, None, reason, "split it into articles")
    encoding = encoding_of(stream)
    if encoding is None:
        raw = start.decode("ascii", errors="backslashreplace")
        return Refusal(name, None, "not text that can be read", "save it as UTF-8 text", raw)
    return stream.read().decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def titled(text: str) -> dict[str, object]:
    """Split a plain text into title and text, as the head of this module says."""
    lines = text.replace("\r\n", "\n").lstrip().split("\n", 2)
    title = lines[0].strip()
    if len(lines) < 3 or lines[1].strip() or not lines[2].strip():
        return {"text": text}
    if len(title) >= TITLE_CHARACTERS or title.endswith("."):
        return {"text": text}
    return {"title": title, "text": lines[2].lstrip("\n")}


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
