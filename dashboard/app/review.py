"""
The tab of names to check: one at a time, with keys for right, next and undo; below, all that was put right, each with
its way back, and as a file.

Names, places and excerpts are shown through `text.escape` and `text.label` only.
"""

from __future__ import annotations

import io

import streamlit as st

from dashboard.app import (
    acts,
    gate,
    mending,
    mending_state,
    mention,
    putting,
    reader,
    resources,
    state,
    tab_state,
    text,
)
from dashboard.app.languages import mending_words, review_words, words
from dashboard.app.mending_state import Queue
from dashboard.app.resources import Asker
from dashboard.errors import DashboardError
from dashboard.export import corrections as corrections_file
from dashboard.model import Filters
from dashboard.store import queries
from dashboard.store.corrections import Ledger
from dashboard.store.index import Index

#: Rows of the queue that are asked for; who settled them gets the next ones.
MOST = 100
#: Corrections on one page.
ROWS = 12


def show(ask: Asker, view: state.View) -> None:
    """Draw the tab."""
    found = ask(_doubts, view.filters)
    if said := tab_state.said():
        st.error(text.label(said, most=400))
    with st.container(key="review", gap="small"):
        if found.names:
            st.html(
                f'<p class="lost-head"><b>{text.escape(review_words.head(found.names, found.mentions))}</b> '
                f"{text.escape(review_words.ONE_DECISION)}</p>"
            )
            _item(ask, view, found)
        else:
            left = review_words.NOTHING_LEFT if mending_state.settled() else review_words.NOTHING
            st.html(f'<p class="about">{text.escape(left)}</p>')
            _keys(ask, None, "", Queue(), 0, [])
    _put_right(ask)
    if gate.may_change():
        _file()


def _doubts(index: Index, filters: Filters) -> queries.Doubts:
    return queries.doubts(index, filters, MOST)


# ---------------------------------------------------------------------------------------------------------- one of them


def _item(ask: Asker, view: state.View, found: queries.Doubts) -> None:
    rows = list(zip(found.rows["key"].tolist(), found.rows["place_id"].tolist(), strict=True))
    asked = mending_state.queue()
    pinned = (asked.key, asked.place_id)
    at = rows.index(pinned) if pinned in rows else min(asked.at, len(rows) - 1)
    where = Queue(*rows[at], at, asked.number if pinned == rows[at] else 1)
    doubt = ask(queries.doubt, view.filters, where.key, where.place_id, where.number)
    if doubt is None:
        return
    place = doubt.place
    about = text.joined([_lower(words.whereabouts_of(place)), review_words.put_at(doubt.mentions, doubt.articles)])
    st.html(
        f'<p class="line">{text.escape(review_words.position(at + 1, found.names))}</p>'
        f'<h3 class="doubt"><b dir="auto">{text.escape(doubt.name[:120])}</b> '
        f"<span>{text.escape(mending_words.IS_PUT_AT)}</span> "
        f'<b dir="auto">{text.escape(place.name[:120])}</b><span>{words.COMMA}{about}</span></h3>'
        f"{reader.card(doubt.excerpt, again=False)}"
    )
    with st.container(key="links-doubt", horizontal=True, gap="small"):
        st.button(mending_words.SHOW_IN_ARTICLE, key="doubt-read", type="tertiary", on_click=state.open_article,
                  args=(doubt.excerpt.article_id,))  # fmt: skip
        st.button(mending_words.SHOW_ON_MAP, key="doubt-show", type="tertiary", on_click=mending.show_place,
                  args=(place.place_id, place.lat, place.lon))  # fmt: skip
        with st.popover(mending_words.WHY, type="tertiary", key="doubt-why"):
            mention.why(doubt.excerpt, place)
        if doubt.mentions > 1:
            st.button(review_words.next_sentence(doubt.number, doubt.mentions), key="doubt-next", type="tertiary",
                      on_click=mending_state.turn_doubt, args=(where, doubt.number % doubt.mentions + 1))  # fmt: skip
    suffix = state.suffix(where.key, where.place_id)
    subject = putting.of_doubt(doubt, where)
    if not gate.may_change():
        _keys(ask, None, "", where, len(rows), rows)
        return
    scope = mending.how_far("doubt", suffix, review_words.reach(doubt.name))
    _keys(ask, subject, scope, where, len(rows), rows)
    mending.ways(subject, "doubt", suffix, scope, title=review_words.NOT_RIGHT)


def _keys(
    ask: Asker, subject: putting.Subject | None, scope: str, where: Queue, count: int, rows: list[tuple[str, str]]
) -> None:
    """Draw right, next and undo, and what the last decision was."""
    entries = {str(row.id): row for row in ask(queries.corrections).itertuples()}
    last = next((each for each in reversed(mending_state.settled()) if each.entry_id in entries), None)
    with st.container(key="doubt-keys", horizontal=True, vertical_alignment="center", gap="small"):
        if subject is not None:
            st.button(review_words.RIGHT, key="doubt-right", type="primary", shortcut="A",
                      on_click=putting.confirm, args=(subject, scope))  # fmt: skip
        if count:
            at = (where.at + 1) % count
            st.button(review_words.NEXT, key="doubt-skip", shortcut="N", disabled=count < 2,
                      on_click=mending_state.go_to, args=(Queue(*rows[at], at),))  # fmt: skip
        if last is not None:
            st.button(review_words.UNDO, key="doubt-undo", shortcut="U", on_click=_undo, args=(last,))
            st.html(f'<p class="lost-name done" role="status">{mending.sentence(entries[last.entry_id])}</p>')


def _undo(what: mending_state.Settled) -> None:
    putting.undo(what.entry_id)
    mending_state.take_back_settled(what)


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


# -------------------------------------------------------------------------------------------------- all, and as a file


def _put_right(ask: Asker) -> None:
    """Draw everything that was put right, by whomever and in whichever visit, the newest first."""
    right = ask(queries.corrections)
    if right.empty:
        return
    with st.container(key="put-right", gap="small"):
        st.html(f'<h3 class="facet">{text.escape(review_words.put_right(len(right)))}</h3>')
        rows, page, pages = st.container(key="put-right-rows", gap=None), 1, -(-len(right) // ROWS)
        if pages > 1:
            page = min(st.pagination(pages, key="put-right-pages", max_visible_pages=5), pages)
        with rows:
            for number, entry in enumerate(right.iloc[(page - 1) * ROWS : page * ROWS].itertuples()):
                mending.put_right(entry, f"lost-earlier-{number}")


def _file() -> None:
    with st.container(key="corrections-file", gap="small"):
        st.html(
            f'<h3 class="facet">{text.escape(review_words.FILE)}</h3>'
            f'<p class="line">{text.escape(review_words.FILE_ABOUT)}</p>'
        )
        with st.container(horizontal=True, gap="small"):
            st.download_button(review_words.DOWNLOAD, data=_made, file_name="corrections.csv", mime="text/csv",
                               key="corrections-out", icon=":material/download:", on_click="ignore")  # fmt: skip
            with st.popover(review_words.BRING_IN, key="corrections-in"):
                key = "corrections-in-file"
                file = st.file_uploader("corrections.csv", type=["csv"], key=key, label_visibility="collapsed")
                st.button(review_words.BRING_IN_NOW, key="corrections-in-now", type="primary", disabled=file is None,
                          on_click=_bring_in, args=(key,))  # fmt: skip
        if told := mending_state.brought_in():
            rows = "".join(f"<li>{text.escape(line[:400])}</li>" for line in told)
            st.html(f'<ul class="brought" role="status">{rows}</ul>')


def _made() -> bytes:
    """Return the file, made when its button is clicked."""
    out = io.BytesIO()
    corrections_file.write(Ledger(resources.settings().corrections).read().entries, out)
    return out.getvalue()


def _bring_in(key: str) -> None:
    """Take in the file of the widget `key`, whole or not at all, and have it told what came of it."""
    file = st.session_state.get(key)
    if file is None:
        return
    ledger = Ledger(resources.settings().corrections)
    try:
        gate.require_editor()
        rows = corrections_file.read(file.getvalue(), file.name)
        index = resources.asker().index
        with acts.whole():
            new = corrections_file.take_in(ledger, rows)
            index.refresh()
        left = corrections_file.waiting(index, ledger, rows)
        mending_state.remember_brought_in(review_words.taken_in(new, len(rows) - new, left))
    except DashboardError as error:
        mending_state.remember_brought_in([str(error)])
