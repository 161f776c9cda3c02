"""
From what an article names to who is meant: mentions of the catalogue's actors, of states behind demonyms, metonyms and
country names, of office holders, and of actors that the catalogue does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dashboard.geoparse.actor_spans import ActorSpan, tokens_in
from dashboard.geoparse.actors import Catalogue
from dashboard.geoparse.document import Document
from dashboard.geoparse.state_actors import LIKE_PEOPLE, acts, is_language, is_of_a_body, like_a_person, untagged
from dashboard.geoparse.text import sentence_index
from dashboard.geoparse.unlisted import find_unlisted
from dashboard.model import Actor, ActorMention, Mention, Place


class Tokens(NamedTuple):
    """First and last token of a span."""

    first: int
    last: int


#: The actor whose name a token belongs to. Names do not overlap: asking by token keeps time in step with length.
NamedAt = dict[int, ActorSpan]


def by_token(named: Sequence[ActorSpan]) -> NamedAt:
    return {token: actor for actor in named for token in range(actor.first, actor.last + 1)}


def around_of(span: Tokens, named_at: NamedAt) -> ActorSpan | None:
    """Return the actor whose name holds all of a span."""
    actor = named_at.get(span.first)
    return actor if actor is not None and span.last <= actor.last else None


def inside_person(span: Tokens, named_at: NamedAt) -> bool:
    actor = around_of(span, named_at)
    return actor is not None and actor.actor.type == "person"


def actor_mentions(
    catalogue: Catalogue, word: Callable[[str], tuple[int, bool, bool]], document: Document, whole: str,
    mentions: list[Mention], spans: list[Tokens], senses: list[float], named_at: NamedAt, offices: list[ActorSpan],
    shift: int, starts: list[int],
) -> list[ActorMention]:  # fmt: skip
    """
    Return the actors of the catalogue and the states that demonyms, metonyms and country names stand for, in order.

    `word` is `Gazetteer.word`; `mentions`, `spans` and `senses` belong together; `shift` is where the text begins in
    `whole`, behind the title, and `starts` are those of its sentences.
    """
    found = list(dict.fromkeys(named_at.values()))
    countries = {span.actor.country_code for span in found if span.actor.country_code}
    countries.update(
        mention.place.country_code
        for mention in mentions
        if mention.place and mention.place.country_code and mention.surface.casefold() not in LIKE_PEOPLE
    )
    for mention, span, sense in zip(mentions, spans, senses, strict=True):
        seat = catalogue.at_seat(mention.surface) if mention.role == "metonym" else None
        if seat is not None:
            found.append(ActorSpan(*span, seat, round(sense, 2), "metonym"))
            continue
        state = _state(catalogue, mention.place)
        if state is None or mention.place is None:
            continue
        around = around_of(span, named_at)
        if around is not None and around.actor.type != "person":
            continue
        if mention.role == "demonym":
            if mention.place.kind == "country" and not (
                is_language(document, *span) or is_of_a_body(document, span.last)
            ):
                found.append(ActorSpan(*span, state, 0.9, "demonym"))
        elif mention.place.kind == "country" and mention.role in ("location", "metonym"):
            if acts(document, *span, sense) and not like_a_person(document, *span, countries):
                found.append(ActorSpan(*span, state, round(0.6 + 0.35 * sense, 2), "country"))
    known = set(named_at)
    for at, name in untagged(document, known | tokens_in(spans)):
        found.append(ActorSpan(at, at, catalogue.states[LIKE_PEOPLE[name][0]], 0.6, "country"))
    if offices:  # the longest name wins: in "the US president" it is the president who acts
        within = tokens_in(offices)
        found = [span for span in found if span.first not in within] + offices
        known |= within
    places = tokens_in([span for span, mention in zip(spans, mentions, strict=True) if mention.place is not None])
    found += [
        ActorSpan(each.first, each.last, each.actor, each.confidence, "unlisted")
        for each in find_unlisted(document, known, places, word)
    ]
    found.sort(key=lambda span: (span.first, -span.last))
    out = []
    for actor in found:
        start, end = document.starts[actor.first], document.ends[actor.last]
        in_title = start < shift
        at = 0 if in_title else shift
        out.append(
            ActorMention(
                field="title" if in_title else "text",
                start=start - at,
                end=end - at,
                surface=whole[start:end],
                sentence=0 if in_title else sentence_index(starts, start - at),
                actor=actor.actor,
                confidence=actor.confidence,
                rule=actor.rule,
            )
        )
    return out


def _state(catalogue: Catalogue, place: Place | None) -> Actor | None:
    return catalogue.states.get(place.country_code) if place and place.country_code else None
