"""
Articles from files, folders, uploads and pasted text. Opens files for reading only; the network is not touched.

A file with an ending below is read as its format says. Folders are walked in sorted order; hidden files are passed
over, and so is the folder of pictures and scripts that a browser puts beside a saved page. Of a plain text, the first
line is the title if it is shorter than 200 characters, does not end in a period, and an empty line follows; Markdown
may name its title, source, published, url and language in a front matter between two lines of `---`, or its title in a
first line that starts with `# `. An article without a title keeps an empty one: what to show instead, its first words,
is up to the page, so that no name is counted twice.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dashboard.settings import Limits
from dashboard.sources.columns import GUESSED, Columns, Mapped
from dashboard.sources.encoding import encoding_of
from dashboard.sources.fields import received
from dashboard.sources.office import read_docx, read_xlsx
from dashboard.sources.pages import read_page
from dashboard.sources.parquet import read_parquet
from dashboard.sources.pdf import read_pdf
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal
from dashboard.sources.tables import read_csv, read_json, read_json_lines, read_tsv

#: A first line as long as this is a paragraph and no title.
TITLE_CHARACTERS = 200

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<lines>.*?)^(---|\.\.\.)[ \t]*(\n|\Z)", re.DOTALL | re.MULTILINE)


def read_sources(
    paths: Iterable[Path | str], limits: Limits, columns: Columns = GUESSED
) -> Iterator[Received | Refusal]:
    """
    Yield every article of some files and folders, and a refusal for whatever is not read. `columns` are for tables.

    Raises nothing for a path that is missing or cannot be opened: that is a refusal too, and the next one is read.
    """
    files = [file for path in paths for file in _walk(Path(path))]
    sizes = [_size(file) for file in files]
    total = max(sum(sizes), 1)
    before = 0
    for file, size in zip(files, sizes, strict=True):
        for item, read in _read_file(file, limits, columns):
            yield replace(item, done=min((before + min(read, size)) / total, 1.0))
        before += size


def read_bytes(
    name: str, data: bytes, limits: Limits | None = None, columns: Columns = GUESSED
) -> Iterator[Received | Refusal]:
    """Yield the articles of an uploaded file; its name says the format."""
    yield from _read(name, io.BytesIO(data), limits or Limits(), columns)


def columns_of(name: str, data: bytes, limits: Limits | None = None) -> Mapped | None:
    """Return the columns of an uploaded table and what they are guessed to hold; None for what is no table."""
    first = next(read_bytes(name, data, limits), None)
    return first.mapped if first is not None else None


def read_text(text: str, title: str = "", limits: Limits | None = None) -> Received | Refusal:
    """Return the article of a pasted text; without a title, its first line may be one."""
    fields: dict[str, object] = {"title": title.strip(), "text": text}
    if not title.strip():
        fields = _titled(text)
    return received(fields, "pasted text", 1, limits or Limits())


def _read_file(file: Path, limits: Limits, columns: Columns) -> Iterator[tuple[Received | Refusal, int]]:
    try:
        with open(file, "rb") as stream:
            for item in _read(str(file), stream, limits, columns):
                yield item, 0 if stream.closed else stream.tell()
    except OSError as error:
        yield Refusal(str(file), None, f"cannot be opened ({error.strerror})", "check the path and its permissions"), 0


def _read(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    reader = FORMATS.get(Path(name).suffix.lower())
    if reader is None:
        known = ", ".join(FORMATS)
        yield Refusal(name, None, "not a format that is read", f"save it as one of {known}")
        return
    yield from reader(name, stream, limits, columns)


def _walk(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        pages = {Path(each).stem for each in files if each.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(each for each in folders if not each.startswith(".") and not _of_page(each, pages))
        yield from (Path(folder) / each for each in sorted(files) if not each.startswith("."))


def _of_page(folder: str, pages: set[str]) -> bool:
    """Tell whether a folder holds the pictures and scripts of a saved page beside it: "Talks_files", "Talks.files"."""
    return folder.endswith(("_files", ".files")) and folder[:-6] in pages


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _plain(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    text = _whole(name, stream, limits)
    yield text if isinstance(text, Refusal) else received(_titled(text), name, 1, limits)


def _markdown(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
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


def _titled(text: str) -> dict[str, object]:
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


Reader = Callable[[str, BinaryIO, Limits, Columns], Iterator[Received | Refusal]]

#: What reads a file, by its ending in lower case.
FORMATS: dict[str, Reader] = {
    ".txt": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".tab": read_tsv,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".mhtml": read_page,
    ".mht": read_page,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
}
