"""
What one reader puts right: names without a place or at the wrong one, and actors of no catalogue.

Beside `state`, the only module that writes session state; widget callbacks alike.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.app.state import close_actor, close_pair, drop, filters, point_at
from dashboard.model import Place


def open_unlisted(actor_id: str) -> None:
    """Open the form of an actor that the catalogue does not know, at its first sentence; "" closes it."""
    st.session_state["unlisted"] = actor_id
    st.session_state["removing"] = ""
    turn_unlisted_sentence(1)


def unlisted() -> tuple[str, int]:
    """Return whose form is open, or "", and which of its sentences is shown."""
    return st.session_state.get("unlisted", ""), st.session_state.get("unlisted_number", 1)


def turn_unlisted_sentence(number: int) -> None:
    """Show another sentence of the actor whose form is open."""
    st.session_state["unlisted_number"] = number


def unlisted_page() -> int:
    """Return which page of such actors is shown, from 1."""
    return int(st.session_state.get("unlisted_page", 1))


def turn_unlisted(key: str) -> None:
    """Show the page of such actors that a widget says."""
    st.session_state["unlisted_page"] = st.session_state[key]


def remember_listed(actor: Any) -> None:
    """Keep for the visit whom the reader put into the catalogue or took out; of one actor, the newest."""
    st.session_state["listed"] = (actor, *(each for each in listed() if each.actor_id != actor.actor_id))


def listed() -> tuple[Any, ...]:
    """Return whom the reader put into the catalogue or took out in this visit, newest first."""
    return st.session_state.get("listed", ())


def ask_to_remove(actor_id: str) -> None:
    """Have the reader told what removing an actor of their own does, with no form open beside; "" for no question."""
    open_unlisted("")
    st.session_state["removing"] = actor_id


def asked_to_remove() -> str:
    """Return the actor that the reader was asked about, or ""."""
    return str(st.session_state.get("removing", ""))


def forget_actor(actor_id: str) -> None:
    """Let go of an actor that is no more: as a filter, as the open card, beside another, as a question."""
    ask_to_remove("")
    if actor_id in filters().actors:
        drop("actors", actor_id)
    if st.session_state.get("beside") == actor_id:
        close_pair()
    if st.session_state.get("actor") == actor_id:
        close_actor()


def open_name(key: str) -> None:
    """Open a name that was not placed, at its first sentence; another one that is open closes."""
    st.session_state["lost"] = key
    turn_sentence(1)
    ask_about("")


def close_name() -> None:
    """Close the name that is open."""
    open_name("")


def turn_sentence(number: int) -> None:
    """Show another sentence of the open name."""
    st.session_state["lost_number"] = number


def lost_page() -> int:
    """Return which page of names without a place is shown, from 1."""
    return int(st.session_state.get("lost_page", 1))


def turn_lost(key: str) -> None:
    """Show the page of names that a widget says."""
    st.session_state["lost_page"] = st.session_state[key]


def remember_done(what: Any) -> None:
    """Keep a name that was put right in its row for the rest of the visit."""
    st.session_state["done"] = (*done(), what)


def done() -> tuple[Any, ...]:
    """Return what was put right in this visit, oldest first."""
    return st.session_state.get("done", ())


def open_wrong(key: str) -> None:
    """Open the form of a mention at the wrong place; another one that is open closes; "" closes it."""
    st.session_state["wrong"] = key


def wrong() -> str:
    """Return the key of the mention whose form is open, or ""."""
    return str(st.session_state.get("wrong", ""))


def point_at_mention(place_id: str, field: str, start: int) -> None:
    """Choose a name in the open article, and its place; the article stays open."""
    point_at(place_id)
    st.session_state["mention"] = (st.session_state.get("article", ""), place_id, field, start)
    open_wrong("")


def mention_of(article_id: str, place_id: str) -> tuple[str, int]:
    """Return field and start of the name of a place that was chosen in an article; ("", 0) for none."""
    *of, field, start = st.session_state.get("mention") or ("", "", "", 0)
    return (field, start) if of == [article_id, place_id] else ("", 0)


def remember_mended(correction: Any) -> None:
    """Keep which correction of a mention was the last in this visit."""
    st.session_state["mended"] = correction
    st.session_state["mended_in"] = st.session_state.get("article", "")
    st.session_state["undone"] = None


def mended() -> Any:
    """Return the last correction of a mention in this visit that was not undone, or None."""
    return st.session_state.get("mended")


def remember_undone() -> None:
    """Keep that the last correction of a mention was undone while the place that is selected now is shown."""
    st.session_state["undone"] = (mended(), st.session_state.get("place", ""))
    st.session_state["mended"] = None


def undone() -> Any:
    """Return the correction to say of that it was undone, or None: another place is selected, or another was made."""
    correction, place_id = st.session_state.get("undone") or (None, "")
    return correction if place_id == st.session_state.get("place", "") else None


def has_said_in(article_id: str) -> bool:
    """Tell whether there is something to say of a correction that was made, or failed, while an article is open."""
    if wrong() and st.session_state.get("said"):
        return True
    return bool(mended() or undone()) and st.session_state.get("mended_in") == article_id


def say(problem: str) -> None:
    """Have a problem shown by the next run."""
    st.session_state["said"] = problem


def said() -> str:
    """Return the problem to show, once."""
    return str(st.session_state.pop("said", ""))


def ask_about(name: str) -> None:
    """Have the reader told what asking about a name sends away; "" for no question."""
    st.session_state["asking"] = name


def asking_about() -> str:
    """Return the name that the reader is being told about."""
    return str(st.session_state.get("asking", ""))


def agree() -> None:
    """Remember for the visit that the reader was told, and ask in the next run."""
    st.session_state["told"] = st.session_state["agreed"] = True
    ask_about("")


def agreed_now() -> bool:
    """Tell, once, that the reader has just agreed."""
    return bool(st.session_state.pop("agreed", False))


def nominatim_told() -> bool:
    """Tell whether the reader was told what leaves this machine."""
    return bool(st.session_state.get("told", False))


def remember_answer(name: str, place: Place | None, problem: str) -> None:
    """Keep for the visit what a service answered about a name: a place, none, or why it could not be asked."""
    st.session_state["answers"] = {**st.session_state.get("answers", {}), name: (place, problem)}


def answer(name: str) -> tuple[Place | None, str] | None:
    """Return what was answered about a name; None if nothing was asked."""
    return st.session_state.get("answers", {}).get(name)
