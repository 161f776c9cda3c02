"""
Articles from tables: CSV, TSV, JSON lines, and a JSON array or object. One row or line at a time, in bounded memory.

A row that cannot be read is refused with its file and line, and the next one is read. Lines count from 1; a row of a
CSV that spans several lines, because a quoted cell does, has the number of its first.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, TextIO

from dashboard.settings import Limits
from dashboard.sources.columns import GUESSED, Columns
from dashboard.sources.encoding import decoded, encoding_of, guess, is_utf8, lines_of_another
from dashboard.sources.fields import clean, received
from dashboard.sources.json_pieces import CUT, MOST_VALUES, array_elements, too_many_values
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal
from dashboard.sources.rows import numbered_rows

#: A line of JSON may take this many bytes for each character that an article may have ("\\u1234" is six, and there are
#: other fields), a row of a CSV or another piece of JSON this many characters; and some.
_BYTES_PER_CHARACTER, _CHARACTERS_PER_CHARACTER = 60, 20

_NO_TEXT = ("not text that can be read", "save it as UTF-8 text")
#: The list of articles in the answer of a news service, as in {"status": "ok", "articles": [...]}.
_WRAPPED = re.compile(r'\A\s*\{[^{}\[\]]*?"(articles|stories|results|documents|items)"\s*:\s*(?=\[)')


def read_json_lines(
    name: str, stream: BinaryIO, limits: Limits, columns: Columns = GUESSED
) -> Iterator[Received | Refusal]:
    """Yield the article of each line of a JSON lines stream; blank lines are passed over."""
    wide = stream.seekable() and stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if stream.seekable():
        stream.seek(0)
    if wide and encoding_of(stream) is not None:
        lines: Iterator[bytes] = (line.encode() for line in io.TextIOWrapper(stream, "utf-16", newline="\n"))
    else:
        lines = _bounded_lines(stream, limits.article_characters * _BYTES_PER_CHARACTER + 65_536)
    found, other = False, None
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        found = True
        if not line.endswith(b"\n") and len(line) > limits.article_characters * _BYTES_PER_CHARACTER:
            reason = f"a line of over {len(line):,} bytes"
            yield Refusal(name, number, reason, "split it into articles", _raw(line))
            continue
        if other is None and not is_utf8(line):
            other = guess(lines_of_another(stream) if stream.seekable() else line)
        text = None if b"\x00" in line else decoded(line, other)
        if text is None:
            yield Refusal(name, number, *_NO_TEXT, _raw(line))
            continue
        yield _from_json(text, name, number, limits, columns)
    if not found:
        yield Refusal(name, None, "the file is empty", "put one article as a JSON object on each line")


def read_json(name: str, stream: BinaryIO, limits: Limits, columns: Columns = GUESSED) -> Iterator[Received | Refusal]:
    """
    Yield the articles of a .json file: JSON lines, an array of objects, one object over several lines, or the answer
    of a news service, whose array stands under "articles" or the like.
    """
    first = stream.readline(1 << 20)
    stream.seek(0)
    if _is_object(first):
        yield from read_json_lines(name, stream, limits, columns)
        return
    encoding = encoding_of(stream)
    if encoding is None:
        yield Refusal(name, None, *_NO_TEXT, _raw(stream.read(RAW_CHARACTERS)))
        return
    limit = _CHARACTERS_PER_CHARACTER * limits.article_characters + 65_536
    text = io.TextIOWrapper(stream, encoding)
    start = text.read(limit).removeprefix("\ufeff")
    if not start.strip():
        yield Refusal(name, None, "the file is empty", "put articles as JSON objects into it")
    elif start.lstrip().startswith("[") or _WRAPPED.match(start):
        del start
        text.seek(0)
        yield from _array(text, name, limit, limits, columns)
    elif start.lstrip().startswith("{") and "}\n{" not in start:
        if text.read(1):
            remedy = "save it as JSON lines, one article a line, which has no limit"
            yield Refusal(
                name, None, f"over {limit:,} characters in one piece of JSON", remedy, clean(start[:RAW_CHARACTERS])
            )
        else:
            yield _from_json(start, name, 1, limits, columns)
    else:
        del start
        text.detach().seek(0)
        yield from read_json_lines(name, stream, limits, columns)


def read_csv(name: str, stream: BinaryIO, limits: Limits, columns: Columns = GUESSED) -> Iterator[Received | Refusal]:
    """
    Yield the article of each row; the first row names the columns.

    They are parted by commas, or by semicolons or tabs where the first row has these and no comma.
    """
    yield from _separated(name, stream, limits, columns, None)


def read_tsv(name: str, stream: BinaryIO, limits: Limits, columns: Columns = GUESSED) -> Iterator[Received | Refusal]:
    """Yield the article of each row of a table whose columns are parted by tabs; the first row names them."""
    yield from _separated(name, stream, limits, columns, "\t")


def _separated(
    name: str, stream: BinaryIO, limits: Limits, columns: Columns, separator: str | None
) -> Iterator[Received | Refusal]:
    encoding = encoding_of(stream)
    if encoding is None:
        yield Refusal(name, None, *_NO_TEXT, _raw(stream.read(RAW_CHARACTERS)))
        return
    limit = _CHARACTERS_PER_CHARACTER * limits.article_characters + 65_536
    csv.field_size_limit(limit)  # the module's own limit, the only one it has
    separator = separator or _separator(stream, encoding)
    text = io.TextIOWrapper(stream, encoding, newline="")
    rows = numbered_rows(text, limit, separator)
    header: list[str] | None = None
    for number, row in rows:
        if isinstance(row, csv.Error):
            yield Refusal(name, number, f"the row cannot be read ({row})", "check the quotes of this row")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if header is None:
            header = [cell.strip() for cell in row]
            if refusal := unusable_header(name, number, header, columns):
                yield refusal
                return
            continue
        if len(row) > len(header):
            yield Refusal(name, number, f"{len(row)} cells where the first row has {len(header)}",
                          "put cells that hold a comma into quotes", clean(",".join(row))[:RAW_CHARACTERS])  # fmt: skip
            continue
        cells = row + [""] * (len(header) - len(row))
        yield received(dict(zip(header, cells, strict=True)), name, number, limits, columns)
    if header is None:
        yield Refusal(
            name, None, "the file is empty", 'put a first row with the column names into it, "text" among them'
        )


def unusable_header(name: str, line: int | None, header: Sequence[str], columns: Columns) -> Refusal | None:
    """Return the refusal of a whole table whose columns give no article, None if they do."""
    lacking = columns.lacking(header)
    if not lacking:
        return None
    named = ", ".join(repr(clean(cell)) for cell in header[:12])
    remedy = (
        'name the columns in the first row: "text", and id, title, published, source, author, url; or say which column '
    )
    remedy += "holds the text, as in --column text=body"
    mapped = columns.among(header)
    return Refusal(name, line, f"{lacking} (there are {named})", remedy, clean(",".join(header))[:RAW_CHARACTERS],
                   mapped=mapped)  # fmt: skip


def _separator(stream: BinaryIO, encoding: str) -> str:
    first = stream.read(1 << 16)
    stream.seek(0)
    line = first.decode(encoding, errors="ignore").lstrip().partition("\n")[0]
    return "," if "," in line else max(";\t|", key=line.count) if re.search(r"[;\t|]", line) else ","


def _from_json(text: str, name: str, line: int, limits: Limits, columns: Columns) -> Received | Refusal:
    if too_many_values(text):
        reason = f"more than {MOST_VALUES:,} values in one piece of JSON"
        return Refusal(name, line, reason, "give title, text and so on as plain fields", clean(text[:RAW_CHARACTERS]))
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        reason = "the JSON is cut off" if cut else f"not JSON ({error.msg}, character {error.pos + 1})"
        return Refusal(name, line, reason, "give one whole JSON object", clean(text[:RAW_CHARACTERS]))
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a number of too many digits"
        return Refusal(name, line, reason, "give title, text and so on as plain fields", clean(text[:RAW_CHARACTERS]))
    return _from_value(value, text, name, line, limits, columns)


def _from_value(value: object, text: str, name: str, line: int, limits: Limits, columns: Columns) -> Received | Refusal:
    if not isinstance(value, dict):
        remedy = 'give an object such as {"title": "...", "text": "..."}'
        return Refusal(name, line, "not a JSON object", remedy, clean(text[:RAW_CHARACTERS]))
    return received(value, name, line, limits, columns)


def _array(text: TextIO, name: str, limit: int, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the articles of a JSON array one by one, so that a cut one loses only its end."""
    for each in array_elements(text, limit):
        if each.problem == CUT:
            yield Refusal(name, each.line, "the array is cut off", "check that the end of the file is there")
        elif each.problem:
            reason = f"the array cannot be read from here on ({each.problem})"
            yield Refusal(name, each.line, reason, "mend it, or save as JSON lines", clean(each.raw))
        else:
            yield _from_value(each.value, each.raw, name, each.line, limits, columns)


def _is_object(line: bytes) -> bool:
    text = decoded(line.removeprefix(b"\xef\xbb\xbf"))
    try:
        return text is not None and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _bounded_lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """Yield lines; of one that is longer than the limit only its beginning, without a line end."""
    while line := stream.readline(limit):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)


def _raw(data: bytes) -> str:
    return data[:RAW_CHARACTERS].decode("ascii", errors="backslashreplace")
