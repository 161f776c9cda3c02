"""
Answers of the index, kept for all readers together: by (version, question), bounded in bytes.

An answer that several readers ask for at once is computed once, and the others wait for it. An answer that alone would
fill a quarter of the room is given and not kept. Answers are shared: treat them as read-only. Draws nothing.
"""

from __future__ import annotations

import dataclasses
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

import pandas as pd

Answer = TypeVar("Answer")

#: What keeping an answer costs besides its content, in bytes.
OVERHEAD = 500


class Answers:
    """At most `most_bytes` of answers, the least recently used ones go first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._asked: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, compute: Callable[[], Answer], keep: Callable[[], bool] = lambda: True) -> Answer:
        """Return the answer under a key, computed if it is not there and kept if `keep` then says so."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            future = self._asked.get(key)
            mine = future is None
            if future is None:
                future = self._asked[key] = Future()
        if not mine:
            return future.result()
        try:
            answer = compute()
            size = size_of(answer) if keep() else None
        except BaseException as error:
            with self._lock:
                del self._asked[key]
            future.set_exception(error)
            raise
        with self._lock:
            del self._asked[key]
            if size is not None and size <= self.most_bytes // 4:
                self._kept[key] = answer, size
                self.bytes += size
                while self.bytes > self.most_bytes:
                    self.bytes -= self._kept.popitem(last=False)[1][1]
        future.set_result(answer)
        return answer


def size_of(answer: Any) -> int:
    """Return about how many bytes an answer holds; frames exactly, objects by what they are made of."""
    return OVERHEAD + _content(answer)


def _content(value: Any) -> int:
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return 64 + sum(_content(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, Mapping):
        return sys.getsizeof(value) + sum(_content(key) + _content(each) for key, each in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return sys.getsizeof(value) + sum(map(_content, value))
    return sys.getsizeof(value)
