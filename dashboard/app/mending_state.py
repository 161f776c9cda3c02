"""
What one reader has gone through of the names that are not sure, and what came of a file of corrections.

Beside `state` and `tab_state`, the only module that writes session state; widget callbacks alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st


@dataclass(frozen=True, slots=True)
class Queue:
    """
    Where a reader is in the queue: at the name `key` put at `place_id`, shown by its mention `number`; without them, or
    when they are settled, at the row `at`, from 0.
    """

    key: str = ""
    place_id: str = ""
    at: int = 0
    number: int = 1


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision of this visit: the id of its entry, and where in the queue it was made."""

    entry_id: str
    where: Queue


def queue() -> Queue:
    """Return where this reader is in the queue."""
    found = st.session_state.get("queue")
    return found if isinstance(found, Queue) else Queue()


def go_to(where: Queue) -> None:
    """Go to an item of the queue."""
    st.session_state["queue"] = where


def turn_doubt(where: Queue, number: int) -> None:
    """Show another mention of an item of the queue."""
    go_to(replace(where, number=number))


def settled() -> tuple[Settled, ...]:
    """Return what this visit settled in the queue and did not take back, oldest first."""
    return st.session_state.get("settled", ())


def remember_settled(what: Settled) -> None:
    """Keep a decision, and go on to what comes into its row."""
    st.session_state["settled"] = (*settled(), what)
    go_to(Queue(at=what.where.at))


def take_back_settled(what: Settled) -> None:
    """Forget a decision, and go back to where it was made."""
    st.session_state["settled"] = tuple(each for each in settled() if each != what)
    go_to(what.where)


def remember_brought_in(told: Sequence[str]) -> None:
    """Keep what came of a file of corrections for the visit."""
    st.session_state["brought_in"] = tuple(told)


def brought_in() -> tuple[str, ...]:
    """Return what came of the last file of corrections, a line each."""
    return st.session_state.get("brought_in", ())
