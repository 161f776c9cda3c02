"""
The elements of a JSON array one at a time, in bounded memory, and a bound on what one piece of JSON may hold.

Opens nothing: reads from the text that it is given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from dashboard.sources.received import RAW_CHARACTERS

#: Values in one article's JSON; each takes up to 200 bytes in memory, whatever it takes in the file.
MOST_VALUES = 500_000

#: What is wrong with an array that ends without a "]".
CUT = "cut off"

_CHUNK = 1 << 16
_BETWEEN = re.compile(r"[ \t\r\n,]*")


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an array, or `problem` with it, after which nothing of the array is read; `raw` is its start."""

    line: int
    raw: str
    value: object = None
    problem: str = ""


def too_many_values(text: str) -> bool:
    """Tell, without parsing it, whether a piece of JSON may hold more than `MOST_VALUES`."""
    return len(text) > MOST_VALUES and sum(map(text.count, ",[{")) > MOST_VALUES


def array_elements(text: TextIO, limit: int) -> Iterator[Element]:
    """Yield the elements of the array that begins with the first "[" of the text, none of over `limit` characters."""
    decoder = json.JSONDecoder()
    rest, at, line, ended = text.read(_CHUNK), 0, 1, False
    at = rest.find("[") + 1
    line += rest.count("\n", 0, at)
    while True:
        start, at = at, _BETWEEN.match(rest, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        line += rest.count("\n", start, at)
        if rest.startswith("]", at):
            return
        problem = ""
        try:
            if at < len(rest) and not (at == 0 and too_many_values(rest)):
                value, end = decoder.raw_decode(rest, at)
                if end < len(rest) or ended:
                    yield Element(line, rest[at : at + RAW_CHARACTERS], value)
                    line += rest.count("\n", at, end)
                    at = end
                    continue
            elif at < len(rest):
                problem = f"more than {MOST_VALUES:,} values in one element"
        except RecursionError:
            problem = "nested too deeply"
        except ValueError as error:
            if ended:
                problem = getattr(error, "msg", "a number of too many digits")
        if not problem and len(rest) - at >= limit:
            problem = f"no element ends within {limit:,} characters"
        if problem or ended:
            yield Element(line, rest[at : at + RAW_CHARACTERS], problem=problem or CUT)
            return
        chunk = text.read(min(max(_CHUNK, len(rest) - at), limit))
        ended = not chunk
        rest, at = rest[at:] + chunk, 0
