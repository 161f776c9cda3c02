"""
The panel beside the map: the selected place with its excerpts, or the article that is open.

Texts of articles are shown as HTML made by `text.marked`, or as Markdown labels made by `text.label`; addresses are
links only if `text.safe_url` says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.app import article, beside, gate, mending, putting, state, tab_state, text, words
from dashboard.app.resources import Asker
from dashboard.model import Place
from dashboard.store import queries

PAGE_SIZE = 10
TOP_PLACES = 8
#: Actors that are offered beside the sentences of a place.
MOST_BESIDE = 4


def show(ask: Asker, view: state.View, chosen: Place | None, places: pd.DataFrame) -> None:
    """Draw the panel."""
    if view.article:
        found = ask(queries.article_view, view.article, view.place)
        if found is not None:
            open_card = ask(queries.actor_card, view.filters, view.actor) if view.actor else None
            back = open_card.name if open_card else chosen.name if chosen else ""
            article.show(ask, found, back)
            return
    _said_and_done(ask)
    if chosen is None:
        _invitation(places)
    else:
        _place(ask, view, chosen, places)


# --------------------------------------------------------------------------------------------- nothing is selected


def _invitation(places: pd.DataFrame) -> None:
    if places.empty:
        st.html('<h2 class="place-name">No place</h2><p class="about">Nothing is left to choose from.</p>')
        return
    st.html(
        '<h2 class="place-name">Choose a place</h2>'
        '<p class="about">Click one on the map to read the sentences that name it, or start with the most '
        "mentioned:</p>"
    )
    with st.container(key="rows-top", gap=None):
        for row in places.head(TOP_PLACES).itertuples():
            st.button(
                f"{text.label(str(row.name), most=40)} :gray[{words.number(int(row.mentions))}]",
                key=f"top-{row.place_id}",
                type="tertiary",
                width="stretch",
                on_click=state.choose_place,
                args=(str(row.place_id),),
            )


# ------------------------------------------------------------------------------------------------ a place is selected


def _place(ask: Asker, view: state.View, chosen: Place, places: pd.DataFrame) -> None:
    page = ask(queries.excerpts, view.filters, chosen.place_id, view.page, PAGE_SIZE)
    with st.container(key="place-head", horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        st.html(f'<h2 class="place-name">{text.escape(chosen.name)}</h2>')
        st.button("Clear", icon=":material/close:", icon_position="right", key="clear-place", type="tertiary",
                  on_click=state.clear_place)  # fmt: skip
    about = words.whereabouts_of(chosen)
    if page.total_mentions:
        articles = int(places.loc[places["place_id"] == chosen.place_id, "articles"].sum())
        about += f" · {words.counted(page.total_mentions, 'mention')} in {words.counted(articles, 'article')}"
        st.html(f'<p class="about">{text.escape(about)}</p>')
        folded(page)
    else:
        st.html(
            f'<p class="about">{text.escape(about)}</p>'
            '<p class="gone">Not among the results any more: the filters leave no mention of it. It stays selected, '
            "so that you can change them and see.</p>"
        )
        st.button("Reset filters", key="panel-reset", on_click=state.reset)
        return
    # a country is not named beside itself
    named = [mark for each in page.excerpts for mark in each.marks if mark.id != chosen.place_id]
    beside.actors("Named beside it here", named, MOST_BESIDE)
    cards(page.excerpts, chosen)
    pages(page, view)


def _said_and_done(ask: Asker) -> None:
    """Draw what this reader put right last, with the way back, and why it could not be done if it could not."""
    if tab_state.wrong() and (said := tab_state.said()):
        st.error(text.label(said, most=400))
    if mended := tab_state.mended():
        for entry in ask(queries.corrections).itertuples():
            if entry.id == mended:
                mending.put_right(entry, "mended")


def cards(excerpts: Sequence[queries.Excerpt], chosen: Place | None = None) -> None:
    """Draw sentences below each other, those of one article under one head."""
    before = ""
    for number, excerpt in enumerate(excerpts):
        _card(excerpt, chosen, number, again=excerpt.article_id == before)
        before = excerpt.article_id


def folded(page: queries.ExcerptPage) -> None:
    """Say what of the counted is not listed, if anything."""
    if page.folded:
        st.html(f'<p class="about folded">{text.escape(words.folded(page.folded_articles))}</p>')


def pages(page: queries.ExcerptPage, view: state.View) -> None:
    """Draw the way to the other pages of sentences, if there are any."""
    if page.pages < 2:
        return
    # the key is the list's own: another place, or other filters, start at their own page
    of = (view.place, view.filters, view.actor, view.beside)
    key = f"excerpt-page-{state.suffix(repr(of))}"
    st.pagination(page.pages, key=key, default=page.page, max_visible_pages=5, on_change=state.turn_page, args=(key,))


def _card(excerpt: queries.Excerpt, chosen: Place | None, number: int, *, again: bool) -> None:
    """Draw one sentence; another one of the article above (`again`) does without its head."""
    mend = ""
    with st.container(key=f"card-{number}", gap=None):
        st.html(card(excerpt, again=again))
        with st.container(key=f"links-{number}", horizontal=True, gap="small"):
            address = text.safe_url(excerpt.url)
            if address and not again:
                st.link_button("Open source", address, type="tertiary", key=f"source-{number}")
            st.button(
                "Show in article",
                key=f"read-{number}",
                type="tertiary",
                on_click=state.open_article,
                args=(excerpt.article_id,),
            )
            if not again:
                beside.copies(excerpt.also, excerpt.source, str(number))
            if chosen is not None:
                with st.popover("Why here?", type="tertiary", key=f"why-{number}"):
                    why(excerpt, chosen)
                if gate.may_change() and excerpt.surface:
                    mend = state.suffix(excerpt.article_id, str(excerpt.sentence), str(excerpt.start), chosen.place_id)
                    opened = tab_state.wrong() == mend
                    st.button("Close" if opened else words.WRONG_PLACE, key=f"wrong-{number}", type="tertiary",
                              on_click=tab_state.open_wrong, args=("" if opened else mend,))  # fmt: skip
        if chosen is not None and mend and tab_state.wrong() == mend:
            with st.container(key="mend", gap="small"):
                mending.form(putting.of_mention(excerpt, chosen), "mend", mend, words.reach_of(excerpt.surface))


def card(excerpt: queries.Excerpt, *, again: bool) -> str:
    """Return an excerpt as HTML: date, outlet, title, and the sentence with its names marked."""
    head = ""
    if not again:
        line = " · ".join(part for part in (words.day(excerpt.published), excerpt.source) if part)
        head = f'<p class="line">{text.escape(line)}</p>'
        if excerpt.sentence > 0:
            head += f'<p class="title" dir="auto">{text.escape(excerpt.title)}</p>'
    said = text.marked(excerpt.text, excerpt.marks)
    as_title = " head" if excerpt.sentence == 0 else ""
    more = " more" if again else ""
    return f'<article class="card{more}">{head}<p class="said{as_title}" dir="auto">{said}</p></article>'


def _how_sure(excerpt: queries.Excerpt) -> str:
    if excerpt.evidence == (queries.BY_HAND,):
        return "<b>Placed by hand</b>: a reader put it here."
    if queries.CHECKED in excerpt.evidence:
        return "<b>Checked</b>: a reader found it right."
    sure = words.capital(words.sureness(excerpt.confidence))
    return f"<b>{text.escape(sure)}</b>: right {text.escape(words.shares(excerpt.confidence))} times, as such names go."


def why(excerpt: queries.Excerpt, chosen: Place) -> None:
    """Say what decided, how sure that is, and which other places it could have been."""
    where = ", ".join(part for part in (chosen.name, chosen.admin1, chosen.country) if part)
    role = words.ROLES.get(excerpt.role, "")  # type: ignore[call-overload]
    parts = [
        f'<p class="why-head">{text.escape(where)}</p>',
        f'<p class="why-line">{_how_sure(excerpt)} {text.escape(role)}.</p>',
    ]
    if excerpt.evidence != (queries.BY_HAND,) and (evidence := words.evidence(excerpt.evidence)):
        said = "".join(f"<li>{text.escape(line)}</li>" for line in evidence)
        parts.append(f'<p class="why-sub">What decided</p><ul>{said}</ul>')
    if excerpt.runners_up:
        rows = []
        for candidate in excerpt.runners_up:
            other = candidate.place
            about = words.whereabouts_of(other)
            rows.append(f"<li>{text.escape(other.name)}, {text.escape(about[:1].lower() + about[1:])}</li>")
        parts.append(f'<p class="why-sub">It could also have been</p><ul>{"".join(rows)}</ul>')
    st.html(f'<div class="why">{"".join(parts)}</div>')
