"""
What every session of this server shares: settings, the open index, the watch over new articles, answers of the index.

Each is made once and kept; nothing here draws. Answers must be treated as read-only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

from dashboard.app.answers import Answers
from dashboard.settings import Settings, load_settings
from dashboard.store.index import Horizon, Index
from dashboard.store.watch import Edition, Watch

Answer = TypeVar("Answer")

#: The index that `asker` opened; None before that. For those who must not wait until it is open.
opened: Index | None = None


class Asker:
    """Asks one edition of the index, and remembers. Two readers with the same edition and filters ask once."""

    def __init__(self, index: Index, answers: Answers, horizon: Horizon | None = None) -> None:
        self.index = index
        self._answers = answers
        self._horizon = horizon

    @property
    def edition(self) -> Edition:
        """What is asked: up to the horizon or, without one, all that there is."""
        return Edition(self.index, self._horizon or self.index.horizon)

    @property
    def version(self) -> str:
        """Changes when the content of the edition may have."""
        return self.edition.version

    def __call__(self, question: Callable[..., Answer], *of: Hashable) -> Answer:
        """
        Return `question(edition, *of)`, from memory where the index has not changed since.

        An answer that was computed while a refresh became visible is given, and not kept.
        """
        edition = self.edition
        version, settled = edition.version, self.index.settled
        key = (version, question.__module__, question.__name__, of)
        return self._answers.get(
            key,
            lambda: question(edition, *of),
            keep=lambda: settled and self.index.settled and edition.version == version,
        )


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this installation."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def _answers() -> Answers:
    return Answers(settings().limits.answers_mb * 1_000_000)


@st.cache_resource(show_spinner=False)
def asker() -> Asker:
    """
    Return the one that asks all of the index, opened, and watched from then on, on the first call.

    What is counted with is read in the background: who asks before it is there waits for the rest only.
    """
    global opened
    opened = index = Index.open(settings())
    threading.Thread(target=index.facts, name="facts", daemon=True).start()
    Watch(index, [settings().archive, settings().corrections]).start()
    return Asker(index, _answers())


def asker_of(horizon: Horizon) -> Asker:
    """Return the one that asks the edition of a reader."""
    return Asker(asker().index, _answers(), horizon)
