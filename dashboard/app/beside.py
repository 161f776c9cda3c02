"""What stands beside an excerpt or an article: the outlets that print the same report, the actors that are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import streamlit as st

from dashboard.app import state, text
from dashboard.app.languages import panel_words, words
from dashboard.store import queries

#: Copies of a report that are listed; longer names of outlets are cut.
MOST_COPIES = 30
LONGEST_OUTLET = 80


def copies(found: Sequence[queries.Copy], source: str, key: str) -> None:
    """Draw a way to the other articles that print a report, if there are any."""
    if not found:
        return
    outlets = {copy.source for copy in found} - {source, ""}
    label = words.also_in(len(found), len(outlets))
    with st.popover(label, type="tertiary", key=f"also-{key}", on_change="rerun") as listed:
        if not listed.open:
            return
        st.html(f'<p class="copies-head">{text.escape(words.SAME_REPORT)}</p>')
        for number, copy in enumerate(found[:MOST_COPIES]):
            _copy(copy, f"{key}-{number}")
        if len(found) > MOST_COPIES:
            st.html(f'<p class="about">{text.escape(panel_words.and_more(len(found) - MOST_COPIES))}</p>')


def _copy(copy: queries.Copy, key: str) -> None:
    outlet = copy.source[:LONGEST_OUTLET] or words.NO_OUTLET
    with st.container(key=f"copied-{key}", gap=None):
        st.html(
            f'<p class="line"><b dir="auto">{text.escape(outlet)}</b> · {text.joined([words.day(copy.published)])}</p>'
            f'<p class="copied" dir="auto">{text.escape(copy.title)}</p>'
        )
        with st.container(key=f"links-copy-{key}", horizontal=True, gap="small"):
            if address := text.safe_url(copy.url):
                st.link_button(panel_words.OPEN_SOURCE, address, type="tertiary", key=f"copy-source-{key}")
            st.button(panel_words.SHOW_IN_ARTICLE, key=f"copy-read-{key}", type="tertiary", on_click=state.open_article,
                      args=(copy.article_id,))  # fmt: skip


def actors(title: str, marks: Iterable[queries.Mark], most: int) -> None:
    """Draw the actors that are marked, the most frequent first, each a way to its card."""
    said = Counter((mark.id, mark.name) for mark in marks if mark.kind == "actor")
    if not said:
        return
    with st.container(key="links-actors", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="line">{text.escape(title)}</p>')
        for number, ((actor_id, name), _) in enumerate(said.most_common(most)):
            st.button(text.label(name, most=32), key=f"actor-{number}", type="tertiary", on_click=state.open_actor,
                      args=(actor_id,))  # fmt: skip
