"""
Articles from office files: a .docx is one article, each row of a sheet of an .xlsx is one.

Checked before their readers see them (`zipped`). A sheet is read row by row; refusals name it as "file.xlsx#Sheet"
where there are several. The dates that office programs keep are of the file, not of the article, and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from dashboard.settings import Limits
from dashboard.sources.columns import Columns
from dashboard.sources.fields import received
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal
from dashboard.sources.tables import unusable_header
from dashboard.sources.zipped import UnusableZip, opened_office

#: Rows that a sheet may have, which is what spreadsheets can hold.
MOST_ROWS = 1_048_576
_TITLES = ("title", "heading 1")


def read_docx(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of a .docx: its paragraphs and tables in order; a title or first heading is the title."""
    try:
        opened_office(stream, limits)
        title, text = _words(stream)
    except UnusableZip as error:
        yield Refusal(name, None, *error.args)
        return
    except Exception as error:  # a stranger's file: whatever trips over it must not stop the rest
        yield Refusal(name, None, _said("a .docx that cannot be read", error), "save it anew, or paste its text")
        return
    if not text.strip():
        title, text = "", title
    if not text.strip():
        yield Refusal(name, None, "no words in it", "put an article into it, or leave it out")
        return
    yield received({"title": title, "text": text}, name, 1, limits)


def read_xlsx(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of each row of each sheet; the first row of a sheet that is not empty names its columns."""
    import openpyxl

    try:
        opened_office(stream, limits)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets
    except UnusableZip as error:
        yield Refusal(name, None, *error.args)
        return
    except Exception as error:
        yield Refusal(name, None, _said("an .xlsx that cannot be read", error), "save it anew, or as CSV")
        return
    found = False
    for sheet in sheets:
        where = name if len(sheets) == 1 else f"{name}#{sheet.title}"
        for item in _sheet(where, sheet, limits, columns):
            found = True
            yield item
    if not found:
        yield Refusal(
            name, None, "the file is empty", 'put a first row with the column names into it, "text" among them'
        )


def _sheet(where: str, sheet: Any, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    header: list[str] | None = None
    number = 0
    sheet.reset_dimensions()
    rows = iter(sheet.iter_rows(values_only=True))
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:
            reason = _said(f"the sheet cannot be read from row {number:,} on", error)
            yield Refusal(where, number, reason, "save it anew, or as CSV")
            return
        if number > MOST_ROWS:
            yield Refusal(where, number, f"a sheet of over {MOST_ROWS:,} rows", "save it anew, or as CSV")
            return
        cells = [_cell(value) for value in row]
        if not any(cell is not None for cell in cells):
            continue
        if header is None:
            header = ["" if cell is None else str(cell).strip() for cell in cells]
            if refusal := unusable_header(where, number, header, columns):
                yield refusal
                return
            continue
        over = [cell for cell in cells[len(header) :] if cell is not None]
        if over:
            raw = ", ".join(str(cell) for cell in cells)[:RAW_CHARACTERS]
            reason = f"cells beyond the {len(header)} columns that the first row names"
            yield Refusal(where, number, reason, "name all columns in the first row", raw)
            continue
        cells += [None] * (len(header) - len(cells))
        yield received(dict(zip(header, cells, strict=False)), where, number, limits, columns)


def _cell(value: object) -> object:
    """Return a cell's text, or its date; None if there is nothing in it."""
    if value is None or isinstance(value, date | datetime):
        return value
    return str(value) if str(value).strip() else None


def _words(stream: BinaryIO) -> tuple[str, str]:
    """Return title and text of a document."""
    import docx
    from docx.table import Table

    document = docx.Document(stream)
    title, parts = "", []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            parts += ["\t".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows]
            continue
        text = block.text.strip()
        style = (block.style.name or "").lower() if block.style is not None else ""
        if not title and not any(parts) and style in _TITLES:
            title = text
        else:
            parts.append(text)
    return title or str(document.core_properties.title or "").strip(), "\n\n".join(part for part in parts if part)


def _said(what: str, error: Exception) -> str:
    return f"{what} ({type(error).__name__}: {error})"[:300]
