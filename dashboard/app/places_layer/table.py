"""
Which places the browsers hold already, so that a change sends row numbers and sizes and no names.

A table only grows: a place gets a row the first time that it is shown, in a part of its own with whatever else was new
then, and neither changes again. A place whose name or position changes is a new row. Knows nothing of Streamlit.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.app.places_layer.columns import Places, as_part, packed

#: A newcomer fetches every part of a table; after this many it starts again, with what is shown then as one part.
MOST_PARTS = 24


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table, as JSON text; `name` changes with its content."""

    name: str
    text: str


class PlaceTable:
    """
    The rows that were sent so far; one for all readers, safe to use from many threads.

    `publish` is told each new part, before anyone is sent a row of it, and returns how a browser gets it:
    `{"url": ...}` or `{"columns": ...}`.
    """

    def __init__(self, publish: Callable[[Part], dict[str, Any]], most_parts: int = MOST_PARTS) -> None:
        self._publish = publish
        self._most_parts = most_parts
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._id = secrets.token_hex(4)
        self._rows: dict[tuple[Any, ...], int] = {}
        self._parts: list[dict[str, Any]] = []

    def shown(self, places: Places) -> dict[str, Any]:
        """Return what makes a browser show these places and no others; keep it, and send it as often as you like."""
        keys = places.keys()
        with self._lock:
            rows = self._found(keys)
            if (rows < 0).any():
                if len(self._parts) >= self._most_parts:
                    self._start()
                self._add([key for key in keys if key not in self._rows])
                rows = self._found(keys)
            table = {"id": self._id, "parts": list(self._parts)}
        order = np.argsort(rows)
        return {
            "table": table,
            "rows": packed(np.diff(rows[order], prepend=0)),
            "sizes": packed(places.size[order]),
        }

    def _found(self, keys: list[tuple[Any, ...]]) -> npt.NDArray[np.int64]:
        """Return the row of each key, -1 for one that is not in the table."""
        return np.fromiter((self._rows.get(key, -1) for key in keys), dtype=np.int64, count=len(keys))

    def _add(self, keys: list[tuple[Any, ...]]) -> None:
        text = json.dumps(as_part(keys), ensure_ascii=False, separators=(",", ":"))
        self._parts.append(self._publish(Part(hashlib.sha256(text.encode()).hexdigest()[:16], text)))
        self._rows.update(zip(keys, range(len(self._rows), len(self._rows) + len(keys)), strict=True))
