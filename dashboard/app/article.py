"""
The article that is open: its text with all names marked, a small map of where it plays, and what leads on from it.

A place in the text is chosen by a click or a key, and a click on the map leads to where the text names that place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from dashboard.app import beside, frames, resources, small_map, state, tab_state, text
from dashboard.app.languages import panel_words, words
from dashboard.app.resources import Asker
from dashboard.model import Place
from dashboard.store import queries

#: Actors that are offered below an article.
MOST_ACTORS = 12
#: Places on the small map of an article, and the kinds that would make it a map of the world.
SPOTS = 12
WIDE_KINDS = frozenset({"country", "continent", "ocean"})


def show(ask: Asker, found: queries.ArticleView, back_to: str) -> None:
    """Draw the article, with the way back to what was there before."""
    back = panel_words.back_to(text.label(back_to, most=40)) if back_to else panel_words.BACK_TO_PLACES
    st.button(back, icon=":material/arrow_back:", key="close-article", type="tertiary", on_click=state.close_article)
    article = found.article
    _mention(ask, article.article_id, _chosen(found))
    author = article.author and words.by(article.author)
    line = text.joined([words.day(article.published), article.source, author])
    heading = (
        text.marked(article.title, found.title_marks, live=("title", 0))
        if article.title.strip()
        else text.escape(found.heading)
    )
    notes = "".join(f'<p class="note" dir="auto">{text.escape(note)}</p>' for note in found.notes)
    with st.container(key="article", gap="small"):
        st.html(
            f'<article class="whole"><p class="line">{line}</p>'
            f'<h2 class="headline" dir="auto">{heading}</h2>{notes}{_small_map(ask, found)}{body(found)}</article>'
        )
        address = text.safe_url(article.url)
        with st.container(key="links-article", horizontal=True, gap="small"):
            if address:
                st.link_button(panel_words.OPEN_SOURCE, address, type="tertiary", key="article-source")
            beside.copies(found.also, article.source or "", "article")
        if article.url and not address:
            st.html(f'<p class="line">{text.escape(panel_words.NO_LINK)} <bdi>{text.escape(article.url)}</bdi></p>')
        beside.actors(panel_words.ACTORS_IN_IT, (*found.title_marks, *found.text_marks), MOST_ACTORS)
    frames.marks(article.article_id, _chosen(found), tab_state.point_at_mention)


def _mention(ask: Asker, article_id: str, place_id: str) -> None:
    """Draw what can be asked of the chosen name, or of the first that names the chosen place, and what was done."""
    chosen = ask(queries.place, place_id) if place_id else None
    excerpt = (
        ask(queries.mention, article_id, place_id, *tab_state.mention_of(article_id, place_id)) if chosen else None
    )
    bar = st.container(key="mention", gap=None)  # always: what follows would be made anew if this came and went
    said = tab_state.has_said_in(article_id)
    if excerpt is None and not said:
        return
    from dashboard.app import mention  # not at the top: `page` imports this before it draws the map

    with bar:
        if said:
            mention.said_and_done(ask)
        if chosen is None or excerpt is None:
            return
        with st.container(key="mention-ways", horizontal=True, vertical_alignment="center", gap="small"):
            name = "" if chosen.name.casefold() == excerpt.surface.casefold() else chosen.name
            about = text.joined([name, words.whereabouts_of(chosen)])
            st.html(f'<p class="line"><b dir="auto">{text.escape(excerpt.surface[:120])}</b> · {about}</p>')
            mend = mention.ways(excerpt, chosen, "mention")
        mention.form(excerpt, chosen, mend)


def settle(ask: Asker, view: state.View) -> state.View:
    """Return the view of this run: a place that was clicked on the map closes an open article that does not name it."""
    if not state.was_clicked() or not view.article:
        return view
    found = ask(queries.article_view, view.article, view.place)
    if found is not None and _chosen(found):
        return view
    state.close_article()
    return state.view()


def _chosen(found: queries.ArticleView) -> str:
    return next((mark.id for mark in (*found.title_marks, *found.text_marks) if mark.selected), "")


def _small_map(ask: Asker, found: queries.ArticleView) -> str:
    """
    Return a small map of where the article plays; "" without a place.

    Countries are on it only where no other place is, and what lies outside of the region only if most of it does: a
    capital named in passing would make it a map of the world.
    """
    marks = [mark for mark in (*found.title_marks, *found.text_marks)
             if mark.kind == "place" and mark.id and mark.role in ("location", "dateline")]  # fmt: skip
    chosen = {mark.id for mark in marks if mark.selected}
    counted = Counter(mark.id for mark in marks).most_common()
    places = [place for place_id, _ in counted if (place := ask(queries.place, place_id)) is not None]
    south, west, north, east = resources.settings().region.box
    inside = [place for place in places if south <= place.lat <= north and west <= place.lon <= east]
    near = inside if len(inside) * 2 >= len(places) else places
    shown = [place for place in near if place.kind not in WIDE_KINDS] or near
    shown += [place for place in places if place.place_id in chosen and place not in shown]
    spots = [
        small_map.Spot(place.lat, place.lon, place.name, place.place_id in chosen) for place in _first(shown, chosen)
    ]
    if not spots:
        return ""
    about = words.small_map([spot.name for spot in spots])
    return small_map.picture(spots, resources.settings().data / "basemap", about)


def _first(places: Sequence[Place], chosen: set[str]) -> list[Place]:
    """Return as many places as a small map has room for, the chosen one in any case."""
    return sorted(places, key=lambda place: place.place_id not in chosen)[:SPOTS]


def body(found: queries.ArticleView) -> str:
    """Return the text of an article as paragraphs of HTML, with all its places and actors marked."""
    whole = found.article.text
    paragraphs = []
    for piece in re.finditer(r"[^\n]+", whole):
        start, end = piece.span()
        inside = [
            queries.Mark(mark.start - start, mark.end - start, mark.kind, mark.name, mark.id, mark.role,
                         mark.selected, mark.confidence)
            for mark in found.text_marks
            if start <= mark.start and mark.end <= end
        ]  # fmt: skip
        if piece.group().strip():
            paragraphs.append(
                f'<p class="said" dir="auto">{text.marked(piece.group(), inside, live=("text", start))}</p>'
            )
    return "".join(paragraphs)
