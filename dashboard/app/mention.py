"""
What can be asked of one mention of a place, wherever its sentence is read: why it was put there, and to put it right.

Texts, names and places are shown through `text.escape` and `text.label` only.
"""

from __future__ import annotations

import streamlit as st

from dashboard.app import gate, mending, putting, state, tab_state, text
from dashboard.app.languages import mending_words, panel_words, words
from dashboard.app.resources import Asker
from dashboard.model import Place
from dashboard.store import queries


def ways(excerpt: queries.Excerpt, chosen: Place, key: str) -> str:
    """Draw the ways to why a mention is where it is and to put it right; return what `form` asks for, "" for none."""
    with st.popover(panel_words.WHY, type="tertiary", key=f"why-{key}"):
        why(excerpt, chosen)
    if not gate.may_change() or not excerpt.surface:
        return ""
    mend = state.suffix(excerpt.article_id, str(excerpt.sentence), str(excerpt.start), chosen.place_id)
    opened = tab_state.wrong() == mend
    st.button(panel_words.CLOSE if opened else words.WRONG_PLACE, key=f"wrong-{key}", type="tertiary",
              on_click=tab_state.open_wrong, args=("" if opened else mend,))  # fmt: skip
    return mend


def form(excerpt: queries.Excerpt, chosen: Place, mend: str) -> None:
    """Draw the form that puts a mention right if it is the one that was opened."""
    if mend and tab_state.wrong() == mend:
        with st.container(key="mend", gap="small"):
            mending.form(putting.of_mention(excerpt, chosen), "mend", mend, words.reach_of(excerpt.surface))


def _how_sure(excerpt: queries.Excerpt) -> str:
    if queries.BY_HAND in excerpt.evidence:
        word, more = panel_words.BY_HAND
    elif queries.CHECKED in excerpt.evidence:
        word, more = panel_words.CHECKED
    else:
        sure = words.capital(words.sureness(excerpt.confidence))
        word, more = panel_words.how_sure(sure, words.shares(excerpt.confidence))
    return f"<b>{text.escape(word)}</b>{text.escape(more)}"


def why(excerpt: queries.Excerpt, chosen: Place) -> None:
    """Say what decided, how sure that is, and which other places it could have been."""
    where = words.COMMA.join(part for part in (chosen.name, chosen.admin1, chosen.country) if part)
    role = words.ROLES.get(excerpt.role, "")  # type: ignore[call-overload]
    if queries.MEANT_BY_HAND in excerpt.evidence:
        role = panel_words.meant_by_hand(role)
    parts = [
        f'<p class="why-head">{text.escape(where)}</p>',
        f'<p class="why-line">{_how_sure(excerpt)} {text.escape(role)}.</p>',
    ]
    if queries.BY_HAND not in excerpt.evidence and (evidence := words.evidence(excerpt.evidence)):
        said = "".join(f"<li>{text.escape(line)}</li>" for line in evidence)
        parts.append(f'<p class="why-sub">{text.escape(panel_words.DECIDED)}</p><ul>{said}</ul>')
    if excerpt.runners_up:
        rows = []
        for candidate in excerpt.runners_up:
            other = candidate.place
            about = words.whereabouts_of(other)
            rows.append(f"<li>{text.escape(other.name + words.COMMA + about[:1].lower() + about[1:])}</li>")
        parts.append(f'<p class="why-sub">{text.escape(panel_words.COULD_BE)}</p><ul>{"".join(rows)}</ul>')
    st.html(f'<div class="why">{"".join(parts)}</div>')


def said_and_done(ask: Asker) -> None:
    """Draw what this reader put right last, with the way back, and why it could not be done if it could not."""
    if tab_state.wrong() and (said := tab_state.said()):
        st.error(text.label(said, most=400))
    if mended := tab_state.mended():
        for entry in ask(queries.corrections).itertuples():
            if entry.id == mended.id:
                mending.put_right(entry, "mended")
    if undone := tab_state.undone():
        said = mending_words.undone(undone.name[:120])
        st.html(f'<p class="lost-name done" dir="auto" role="status">{text.escape(said)}</p>')
