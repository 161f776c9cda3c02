"""
The panel beside the map: the selected place with its excerpts, or the article that is open.

Texts of articles are shown as HTML made by `text.marked`, or as Markdown labels made by `text.label`; addresses are
links only if `text.safe_url` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app import article, beside, mending, mention, state, tab_state, text
from dashboard.app.languages import panel_words, words
from dashboard.app.resources import Asker
from dashboard.model import NO_FILTERS, Place
from dashboard.store import queries

PAGE_SIZE = 10
TOP_PLACES = 8
#: Actors that are offered beside the sentences of a place.
MOST_BESIDE = 4
#: Corrections that are told one by one of a place that they leave without a sentence.
MOST_SAID = 5


def show(ask: Asker, view: state.View, chosen: Place | None, places: pd.DataFrame) -> None:
    """Draw the panel."""
    if view.article:
        found = ask(queries.article_view, view.article, view.place)
        if found is not None:
            open_card = ask(queries.actor_card, view.filters, view.actor) if view.actor else None
            back = open_card.name if open_card else chosen.name if chosen else ""
            article.show(ask, found, back)
            return
    mention.said_and_done(ask)
    if chosen is None:
        _invitation(places)
    else:
        _place(ask, view, chosen, places)


# --------------------------------------------------------------------------------------------- nothing is selected


def _invitation(places: pd.DataFrame) -> None:
    if places.empty:
        st.html(text.titled(panel_words.NO_PLACE, panel_words.NO_PLACE_ABOUT))
        return
    st.html(text.titled(panel_words.CHOOSE, panel_words.CHOOSE_ABOUT))
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
        st.button(panel_words.CLEAR, icon=":material/close:", icon_position="right", key="clear-place", type="tertiary",
                  on_click=state.clear_place)  # fmt: skip
    about = text.joined([words.whereabouts_of(chosen)])
    if page.total_mentions:
        articles = int(places.loc[places["place_id"] == chosen.place_id, "articles"].sum())
        about = text.joined([words.whereabouts_of(chosen), panel_words.mentions_in(page.total_mentions, articles)])
        st.html(f'<p class="about">{about}</p>')
        folded(page)
    else:
        st.html(f'<p class="about">{about}</p>')
        _why_nothing(ask, view, chosen)
        return
    # a country is not named beside itself
    named = [mark for each in page.excerpts for mark in each.marks if mark.id != chosen.place_id]
    beside.actors(panel_words.NAMED_BESIDE, named, MOST_BESIDE)
    cards(page.excerpts, chosen)
    pages(page, view)


def _why_nothing(ask: Asker, view: state.View, chosen: Place) -> None:
    """Say why no sentence is left of a place: what readers said of its names, with the way back, or the filters."""
    unfiltered = ask(queries.excerpts, replace(NO_FILTERS, roles=()), chosen.place_id, 1, 1).total_mentions
    said = [entry for entry in ask(queries.corrections).itertuples() if _took_from(entry, chosen)]
    if said and (not unfiltered or view.filters == NO_FILTERS):
        st.html(f'<p class="gone">{text.escape(panel_words.SAID_OTHERWISE)}</p>')
        others = [entry for entry in said if entry.id != tab_state.mended()]  # that one stands above
        for number, entry in enumerate(others[:MOST_SAID]):
            mending.put_right(entry, f"lost-done-took-{number}")
        if len(others) > MOST_SAID:
            st.html(f'<p class="about">{text.escape(panel_words.and_more(len(others) - MOST_SAID))}</p>')
        return
    if view.filters == NO_FILTERS:
        st.html(f'<p class="gone">{text.escape(panel_words.NOT_MEANT)}</p>')
        return
    st.html(f'<p class="gone">{text.escape(panel_words.GONE)}</p>')
    st.button(panel_words.RESET, key="panel-reset", on_click=state.reset)


def _took_from(entry: Any, chosen: Place) -> bool:
    """Tell whether a correction changes mentions so that they no longer stand for the place itself."""
    if entry.was != chosen.place_id or not entry.mentions:
        return False
    if entry.says == "place":
        return bool(entry.place_id != chosen.place_id)
    return entry.says == "not_a_place" or (entry.says == "role" and entry.role not in NO_FILTERS.roles)


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
                st.link_button(panel_words.OPEN_SOURCE, address, type="tertiary", key=f"source-{number}")
            st.button(
                panel_words.SHOW_IN_ARTICLE,
                key=f"read-{number}",
                type="tertiary",
                on_click=state.open_article,
                args=(excerpt.article_id,),
            )
            if not again:
                beside.copies(excerpt.also, excerpt.source, str(number))
            if chosen is not None:
                mend = mention.ways(excerpt, chosen, str(number))
        if chosen is not None:
            mention.form(excerpt, chosen, mend)


def card(excerpt: queries.Excerpt, *, again: bool) -> str:
    """Return an excerpt as HTML: date, outlet, title, and the sentence with its names marked."""
    head = ""
    if not again:
        line = text.joined([words.day(excerpt.published), excerpt.source])
        head = f'<p class="line">{line}</p>'
        if excerpt.sentence > 0:
            head += f'<p class="title" dir="auto">{text.escape(excerpt.title)}</p>'
    said = text.marked(excerpt.text, excerpt.marks)
    as_title = " head" if excerpt.sentence == 0 else ""
    more = " more" if again else ""
    return f'<article class="card{more}">{head}<p class="said{as_title}" dir="auto">{said}</p></article>'
