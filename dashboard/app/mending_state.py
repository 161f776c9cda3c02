"""
What one reader has gone through of the names that are not sure, what came of a file of corrections,
and which point is asked for on the map.

Beside `state` and `tab_state`, the only module that writes session state; widget callbacks alike.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from dashboard.app.putting import Subject


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


# --------------------------------------------------------------------------------------------------- a click on the map


@dataclass(frozen=True, slots=True)
class Picking:
    """
    A point that the map is asked for: what it puts right, and the widgets that hold the point, of which kind the place
    is and how far that holds; `at` is (lat, lon) of the last click.
    """

    subject: Subject
    point: str
    kind: str
    scope: str
    at: tuple[float, float] | None = None


def ask_on_map(subject: Subject, point: str, kind: str, scope: str) -> None:
    """Have the next click on the map say where a name is, for these widgets of its form."""
    st.session_state["picking"] = Picking(subject, point, kind, scope)


def picking() -> Picking | None:
    """Return what the map is asked for; None where a click chooses a place."""
    return st.session_state.get("picking")


def stop_picking() -> None:
    """Have clicks on the map choose places again."""
    st.session_state["picking"] = None


def take_picked(key: str) -> bool:
    """
    Take what the map component `key` reports, if it is a point or that none is wanted; false for a click on a place.

    The point goes into the widget that it was asked for, where it can still be changed.
    """
    said, asked = _said(key), picking()
    if asked is not None and said.get("cancelled"):
        stop_picking()
    elif asked is not None and said.get("picked"):
        with contextlib.suppress(TypeError, ValueError):  # it comes from a browser
            lat, lon = (round(float(each), 4) for each in said["picked"])
            st.session_state[asked.point] = f"{lat}, {lon}"
            st.session_state["picking"] = replace(asked, at=(lat, lon))
    return bool(said.get("cancelled") or said.get("picked"))


def was_kept(key: str) -> bool:
    """Tell whether the map component `key` reports that the point is the right one."""
    return bool(_said(key).get("kept"))


def _said(key: str) -> Mapping[str, Any]:
    value = st.session_state.get(key) or {}
    return (value.get("last_active_drawing") or {}).get("properties") or {}


def form_is_drawn(point: str) -> None:
    """Note that the form with the widget `point` is on this page."""
    st.session_state["picking_for"] = point


def stop_picking_without_form() -> bool:
    """Stop, at the end of a run that drew no such form; true if there was something to stop."""
    drawn, asked = st.session_state.pop("picking_for", ""), picking()
    if asked is None or asked.point == drawn:
        return False
    stop_picking()
    return True
