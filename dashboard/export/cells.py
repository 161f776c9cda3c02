"""
CSV: UTF-8 with a header, and no cell that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import re
from typing import Any, BinaryIO

import pandas as pd

from dashboard.export.rows import as_text, rows_of

#: What a spreadsheet takes for the start of a formula; the wide ones are those of East Asian keyboards, and Excel takes
#: them. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
#: What spreadsheets pass over before one: white space, quotation marks, what has no width, control signs.
_PASSED_OVER = re.compile(
    "[\\s\"'\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]*+"
)
_CELL_ENDS = "\t\r\n"
#: One that is set to semicolons does not heed the quotation marks of commas: there, a cell begins within ours.
_INSIDE = re.compile(f"[;{_CELL_ENDS}]{_PASSED_OVER.pattern}")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def neutral(value: Any) -> Any:
    """
    Return a cell that no spreadsheet takes for a formula; a number, also one written as text, stays as it is.

    An apostrophe goes before a text that starts like a formula, also behind quotation marks and blanks, and before what
    starts like one after a semicolon, tab or line end, where a spreadsheet of another language begins a cell.
    """
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return "'" * _begins_like_a_formula(value, 0) + _INSIDE.sub(_with_apostrophe, value)


def original(cell: str) -> str:
    """Return the text of which `neutral` made a cell."""
    marked = cell.startswith("'") and _begins_like_a_formula(cell, 1)
    return _INSIDE.sub(_without_apostrophe, cell[marked:])


def write_csv(table: pd.DataFrame, out: BinaryIO) -> None:
    """Write a header and one line a row; what is unknown is an empty cell."""
    with as_text(out) as text:
        writer = csv.writer(text, lineterminator="\n")
        # before Python 3.13, a carriage return alone is not quoted, and ends the row for whoever reads it
        quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(table.columns)
        for row in rows_of(table):
            cells = ["" if value is None else neutral(value) for value in row]
            (quoting if any("\r" in cell for cell in cells if isinstance(cell, str)) else writer).writerow(cells)


def _begins_like_a_formula(text: str, start: int) -> bool:
    passed = _PASSED_OVER.match(text, start)
    at = passed.end() if passed else start
    return _is_formula(text, at) or any(sign in text[start:at] for sign in _CELL_ENDS)


def _is_formula(text: str, at: int) -> bool:
    return at < len(text) and text[at] in _FORMULA


def _with_apostrophe(found: re.Match[str]) -> str:
    return found[0] + "'" * _is_formula(found.string, found.end())


def _without_apostrophe(found: re.Match[str]) -> str:
    return found[0].removesuffix("'") if _is_formula(found.string, found.end()) else found[0]
