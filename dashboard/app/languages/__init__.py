"""
The texts of the page in each of its languages, and which language is spoken where.

A language is a folder of modules with the same public names, so that each has its own grammar; `en` is the model, and
what another one lacks is said in English. The language belongs to a session. As many are served at once by one process,
texts are looked up when they are said: write `words.RESET`, never `from ... import RESET`, and keep none in a constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

#: Each language by its code, as it calls itself.
NAMES: Final[Mapping[str, str]] = {"en": "English", "ar": "العربية"}
ENGLISH = "en"
_RIGHT_TO_LEFT = frozenset({"ar"})
#: Key of the session's language in its state.
KEY = "language"

_spoken: ContextVar[str] = ContextVar("language")


def current() -> str:
    """Return the code of the language that is spoken here: the session's; English where there is no session."""
    if said := _spoken.get(""):
        return said
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    return str(st.session_state.get(KEY, ENGLISH))


def direction(language: str = "") -> str:
    """Return "ltr" or "rtl", as HTML calls the direction of a language; without one, of the one spoken here."""
    return "rtl" if (language or current()) in _RIGHT_TO_LEFT else "ltr"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in a block, whatever the session's is."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


class _Texts:
    """One module of the catalogue, in the language that is spoken when a name of it is asked for."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(_read(current(), self._module), name)
        except AttributeError:
            return getattr(_read(ENGLISH, self._module), name)


@cache
def _read(language: str, module: str) -> ModuleType:
    return import_module(f"{__name__}.{language}.{module}")


if TYPE_CHECKING:
    from dashboard.app.languages.en import (
        access_words,
        actor_words,
        add_words,
        desk_words,
        mending_words,
        panel_words,
        review_words,
        takeaway_words,
        time_words,
        view_words,
        words,
    )
else:
    access_words = _Texts("access_words")
    actor_words = _Texts("actor_words")
    add_words = _Texts("add_words")
    desk_words = _Texts("desk_words")
    mending_words = _Texts("mending_words")
    panel_words = _Texts("panel_words")
    review_words = _Texts("review_words")
    takeaway_words = _Texts("takeaway_words")
    time_words = _Texts("time_words")
    view_words = _Texts("view_words")
    words = _Texts("words")
