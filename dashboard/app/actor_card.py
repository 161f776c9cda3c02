"""
The card of an actor in the panel, and the sentences that name it together with a place or with another actor.

That two are named together is all that is said: never why. Names, descriptions and sentences are shown through
`text.escape`, `text.marked` and `text.label` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app import catalogue, reader, state, text
from dashboard.app.languages import actor_words, desk_words, panel_words, words
from dashboard.app.resources import Asker
from dashboard.model import Place
from dashboard.store import queries

#: Rows of places and of actors that a card shows at once, and behind "more".
SHOWN = 6
MOST = 60
#: Times in office that a card shows at once, the newest.
SHOWN_OFFICES = 3
LONGEST_LABEL = 60
#: Names of an actor that a card tells.
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Beside:
    """Who or what is named together with an actor: a place's or an actor's id, its name, in how many sentences."""

    id: str
    name: str
    about: str
    sentences: int


def show(ask: Asker, view: state.View, chosen: Place | None) -> None:
    """Draw the card, or what the open actor shares with the chosen place or another actor."""
    card = ask(queries.actor_card, view.filters, view.actor)
    if card is None:
        st.html(text.titled(panel_words.NO_ACTOR, panel_words.NO_ACTOR_ABOUT))
        st.button(panel_words.CLOSE, key="close-actor", on_click=state.close_actor)
    elif chosen is not None:
        _pair(ask, view, card, chosen.name, place_id=chosen.place_id)
    elif view.beside and (other := ask(queries.actor_card, view.filters, view.beside)) is not None:
        _pair(ask, view, card, other.name, other_id=other.actor_id)
    else:
        _card(ask, view, card)


def lines(ask: Asker, view: state.View) -> dict[str, Any] | None:
    """
    Return what the map draws for the open actor: lines to the places that share a sentence with it.

    An actor has no position. The lines start at its country, and say which that is; one that has none brings out its
    places without a line.
    """
    card = ask(queries.actor_card, view.filters, view.actor)
    if card is None:
        return None
    found = ask(queries.links, view.filters, card.actor_id, MOST)
    to = [[each.id, each.sentences] for each in beside_places(found, card.actor_id)]
    start = None
    if point := catalogue.known().points.get(card.country_code):
        country = catalogue.country(card.country_code)
        label = card.name if card.name == country else f"{card.name} ({country})"
        start = {"lat": point[0], "lon": point[1], "country": card.country_code, "label": label[:LONGEST_LABEL]}
    return {"from": start, "to": to} if to else None


# --------------------------------------------------------------------------------------------------------- the card


def _card(ask: Asker, view: state.View, card: queries.ActorCard) -> None:
    with st.container(key="place-head", horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        st.html(f'<h2 class="place-name" dir="auto">{text.escape(card.name)}</h2>')
        st.button(panel_words.CLOSE, icon=":material/close:", icon_position="right", key="close-actor", type="tertiary",
                  on_click=state.close_actor)  # fmt: skip
    st.html(head(card, catalogue.description(card.actor_id), catalogue.country(card.country_code)))
    if not card.mentions:
        st.html(f'<p class="gone">{text.escape(panel_words.ACTOR_GONE)}</p>')
        st.button(panel_words.RESET, key="panel-reset", on_click=state.reset)
        return
    if view.filters.actors == (card.actor_id,):
        st.button(desk_words.DROP_FILTER, icon=":material/filter_alt_off:", key="keep-only", on_click=state.drop,
                  args=("actors", card.actor_id))  # fmt: skip
    else:
        st.button(actor_words.KEEP_ONLY, icon=":material/filter_alt:", key="keep-only", on_click=state.keep_only,
                  args=(card.actor_id,))  # fmt: skip
    if held := catalogue.offices(card.actor_id):
        _offices(held)
    st.html(f'<h3 class="facet">{text.escape(panel_words.NAMED_AS)}</h3><p class="names">{names(card)}</p>')
    places = ask(queries.links, view.filters, card.actor_id, MOST)
    _rows(panel_words.PLACES_TOGETHER, "places", beside_places(places, card.actor_id), state.choose_place)
    actors = ask(queries.co_mentions, view.filters, card.actor_id, MOST)
    _rows(panel_words.ACTORS_TOGETHER, "actors", beside_actors(actors), state.open_beside)


def _offices(held: Sequence[catalogue.Office]) -> None:
    st.html(f'<h3 class="facet">{text.escape(panel_words.OFFICES)}</h3>{offices(held[:SHOWN_OFFICES])}')
    if len(held) > SHOWN_OFFICES:
        more = st.expander(panel_words.earlier(len(held) - SHOWN_OFFICES), key="offices-more", on_change="rerun")
        if more.open:
            more.html(offices(held[SHOWN_OFFICES:]))


def head(card: queries.ActorCard, description: str, country: str) -> str:
    """Return what an actor is, what is known of it, and how often and when it is named, as HTML."""
    kind = words.capital(words.ACTOR_TYPES.get(card.type, ""))  # type: ignore[call-overload]
    unlisted = actor_words.UNLISTED if card.actor_id.startswith("unlisted:") else ""
    about = [kind, country if country != card.name else "", actor_words.part_of(card.part_of), unlisted]
    lines = [f'<p class="about">{text.joined(about)}</p>']
    if description:
        lines.append(f'<p class="described" dir="auto">{text.escape(description)}</p>')
    if card.mentions:
        count = panel_words.mentions_in(card.mentions, card.articles)
        inferred = actor_words.by_office(card.inferred)
        said = text.joined([count, inferred, actor_words.seen(card.first_seen, card.last_seen)])
        lines.append(f'<p class="about">{said}</p>')
    if parts := actor_words.with_parts([each[:LONGEST_LABEL] for each in card.parts]):
        lines.append(f'<p class="about with-parts" dir="auto">{text.escape(parts)}</p>')
    return "".join(lines)


def offices(held: Iterable[catalogue.Office]) -> str:
    """Return times in office, each with where its dates can be checked, as HTML."""
    rows = []
    for each in held:
        source, covers = actor_words.NO_OFFICE_SOURCE, ""
        if each.source is not None:
            source = actor_words.office_source(each.source.publisher, each.source.title, each.source.consulted)
            covers = each.source.covers
        said = actor_words.office(each.tenure.title, *each.tenure.said)
        rows.append(
            f'<li><span dir="auto">{text.escape(said)}</span>'
            f'<small dir="auto" title="{text.escape(covers)}">{text.escape(source)}</small></li>'
        )
    return f'<ul class="offices">{"".join(rows)}</ul>'


def names(card: queries.ActorCard) -> str:
    """Return what the articles call an actor, with counts, as HTML."""
    found = list(card.names.head(MOST_NAMES).itertuples(index=False))
    said = [
        f'<span dir="auto">{text.escape(str(surface)[:80])}</span>&nbsp;<b>{words.number(int(mentions))}</b>'
        for surface, mentions in found
    ]
    if len(card.names) > len(found):
        said.append(text.escape(desk_words.more(len(card.names) - len(found))))
    return " · ".join(said)


def beside_places(links: pd.DataFrame, actor_id: str) -> list[Beside]:
    """Return the places of `queries.links` that share a sentence with the actor; a state is not beside its country."""
    return [
        Beside(
            str(row.place_id),
            str(row.place),
            words.whereabouts(str(row.kind), name=str(row.place), admin1="", country=_country(str(row.country_code))),
            int(row.sentences),  # type: ignore[arg-type]
        )
        for row in links.itertuples()
        if row.sentences and row.place_id != actor_id
    ]


def _country(code: str) -> str:
    return catalogue.country(code) if code else ""


def beside_actors(actors: pd.DataFrame) -> list[Beside]:
    """Return the actors of `queries.co_mentions` that share a sentence with the actor."""
    return [
        Beside(str(row.actor_id), str(row.name), words.capital(words.ACTOR_TYPES.get(row.type, "")), int(row.sentences))  # type: ignore[call-overload,arg-type]
        for row in actors.itertuples()
        if row.sentences
    ]


def _rows(title: str, name: str, found: list[Beside], act: Callable[[str], None]) -> None:
    counted = text.escape(panel_words.IN_SENTENCES)
    st.html(f'<h3 class="facet tally-head"><span>{text.escape(title)}</span> <span>{counted}</span></h3>')
    if not found:
        st.html(f'<p class="about">{text.escape(panel_words.NONE_TOGETHER)}</p>')
        return
    with st.container(key=f"rows-beside-{name}", gap=None):
        _buttons(name, found[:SHOWN], act)
    if len(found) > SHOWN:
        more = st.expander(desk_words.more(len(found) - SHOWN), key=f"beside-more-{name}", on_change="rerun")
        if more.open:
            with more, st.container(key=f"rows-beside-more-{name}", gap=None):
                _buttons(name, found[SHOWN:], act)


def _buttons(name: str, found: Iterable[Beside], act: Callable[[str], None]) -> None:
    for each in found:
        st.button(
            f"{text.label(each.name, most=40)} :gray[{text.label(each.about)}] :gray[{words.number(each.sentences)}]",
            key=f"beside-{name}-{state.suffix(each.id)}",
            type="tertiary",
            width="stretch",
            on_click=act,
            args=(each.id,),
        )


# ---------------------------------------------------------------------------------------------- sentences that name two


def _pair(
    ask: Asker, view: state.View, card: queries.ActorCard, other: str, *, place_id: str = "", other_id: str = ""
) -> None:
    st.button(panel_words.back_to(text.label(card.name, most=40)), icon=":material/arrow_back:", key="close-pair",
              type="tertiary", on_click=state.close_pair)  # fmt: skip
    found = ask(queries.sentences_with, view.filters, card.actor_id, place_id, other_id, view.page, reader.PAGE_SIZE)
    name = card.name + (actor_words.AND_PARTS if card.parts else "")
    st.html(f'<h2 class="place-name" dir="auto">{text.escape(name)} · {text.escape(other)}</h2>')
    if found.total_excerpts:
        said = f"{words.capital(actor_words.together(found.total_excerpts + found.folded))}. {actor_words.NOT_CAUSED}"
        st.html(f'<p class="about">{text.escape(said)}</p>')
        reader.folded(found)
    else:
        st.html(f'<p class="gone">{text.escape(actor_words.not_together(name, other))}</p>')
    with st.container(key="links-pair", horizontal=True, gap="small"):
        if place_id:
            st.button(panel_words.all_sentences(text.label(other, most=40)), key="pair-all", type="tertiary",
                      on_click=state.show_place, args=(place_id,))  # fmt: skip
        else:
            st.button(desk_words.about_actor(text.label(other, most=40)), key="pair-other", type="tertiary",
                      on_click=state.open_actor, args=(other_id,))  # fmt: skip
    reader.cards(found.excerpts)
    reader.pages(found, view)
