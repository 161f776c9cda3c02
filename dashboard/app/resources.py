"""
What every session of this server shares: settings, the open index, answers of the index.

Each is made once and kept; nothing here draws. Answers are kept by (content of the index, question), at most
`MOST_ANSWERS` of them, and must be treated as read-only.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

from dashboard.settings import Settings, load_settings
from dashboard.store.index import Index

Answer = TypeVar("Answer")

MOST_ANSWERS = 512


class Asker:
    """Asks the index, and remembers. One for all sessions: two readers with the same filters ask once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Changes when the content of the index does."""
        return self.index.version

    def __call__(self, question: Callable[..., Answer], *of: Hashable) -> Answer:
        """Return `question(index, *of)`, from memory where the index has not changed since."""
        key = (self.index.version, question.__name__, of)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = question(self.index, *of)
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        return answer


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this installation."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def asker() -> Asker:
    """Return the one that asks the index, opened on the first call."""
    return Asker(Index.open(settings()))
