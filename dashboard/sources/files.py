"""
Articles from files, folders, uploads and pasted text. Opens files for reading only; the network is not touched.

A file with an ending below is read as its format says; of a zip each member is, and of a .gz what it packs. Folders are
walked in sorted order; hidden files are passed over, and so is the folder of pictures and scripts that a browser puts
beside a saved page.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from dashboard.settings import Limits
from dashboard.sources.columns import GUESSED, Columns, Mapped
from dashboard.sources.fields import received
from dashboard.sources.plain import read_markdown, read_plain, titled
from dashboard.sources.received import Received, Refusal
from dashboard.sources.tables import read_csv, read_json, read_json_lines, read_tsv

#: Endings of archives, whose members are read each as what it is.
PACKED = (".zip", ".gz")


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
            yield replace(item, done=min((before + min(read, size)) / total, 1.0), origin=str(file.absolute()))
        before += size


def read_bytes(
    name: str, data: bytes, limits: Limits | None = None, columns: Columns = GUESSED
) -> Iterator[Received | Refusal]:
    """Yield the articles of an uploaded file; its name says the format."""
    yield from _read(name, io.BytesIO(data), limits or Limits(), columns)


def read_stream(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the articles of an open file that can be sought in, wherever it lies; its name says the format."""
    yield from _read(name, stream, limits, columns)


def columns_of(name: str, data: bytes, limits: Limits | None = None) -> Mapped | None:
    """Return the columns of an uploaded table and what they are guessed to hold; None for what is no table."""
    first = next(read_bytes(name, data, limits), None)
    return first.mapped if first is not None else None


def read_text(text: str, title: str = "", limits: Limits | None = None) -> Received | Refusal:
    """Return the article of a pasted text; without a title, its first line may be one."""
    fields: dict[str, object] = {"title": title.strip(), "text": text}
    if not title.strip():
        fields = titled(text)
    return received(fields, "pasted text", 1, limits or Limits())


def _read_file(file: Path, limits: Limits, columns: Columns) -> Iterator[tuple[Received | Refusal, int]]:
    try:
        with open(file, "rb") as stream:
            for item in _read(str(file), stream, limits, columns):
                yield item, 0 if stream.closed else stream.tell()
    except OSError as error:
        yield Refusal(str(file), None, f"cannot be opened ({error.strerror})", "check the path and its permissions"), 0


def _read(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    if Path(name).suffix.lower() not in PACKED:
        yield from _read_as(Path(name).suffix, name, stream, limits, columns)
        return
    from dashboard.sources.archives import unpacked

    for member in unpacked(name, stream, limits):
        if isinstance(member, Refusal):
            yield member
        else:
            yield from _read_as(member.suffix, member.name, member.stream, limits, columns)


def _read_as(
    suffix: str, name: str, stream: BinaryIO, limits: Limits, columns: Columns
) -> Iterator[Received | Refusal]:
    reader = FORMATS.get(suffix.lower())
    if reader is None:
        known = ", ".join([*FORMATS, *PACKED])
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


Reader = Callable[[str, BinaryIO, Limits, Columns], Iterator[Received | Refusal]]


def _when_needed(module: str, reader: str) -> Reader:
    """Return a reader whose module is loaded with the first file that it reads: most installations need few."""

    def read(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
        of_module: Reader = getattr(import_module(f"dashboard.sources.{module}"), reader)
        yield from of_module(name, stream, limits, columns)

    return read


_page, _feed = _when_needed("pages", "read_page"), _when_needed("feeds", "read_feed")

#: What reads a file, by its ending in lower case.
FORMATS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".tab": read_tsv,
    ".html": _page,
    ".htm": _page,
    ".xhtml": _page,
    ".mhtml": _page,
    ".mht": _page,
    ".pdf": _when_needed("pdf", "read_pdf"),
    ".rss": _feed,
    ".atom": _feed,
    ".xml": _feed,
    ".docx": _when_needed("office", "read_docx"),
    ".xlsx": _when_needed("office", "read_xlsx"),
    ".parquet": _when_needed("parquet", "read_parquet"),
}
