"""
The mentions that one set of filters leaves, and how many of them each place, article, sentence and actor has.

Every facet counts under the filters of the *other* facets, so each mention is marked with what it misses, one bit a
facet: it counts in a facet if it misses nothing else. Facts and selections are read-only, and shared between readers;
what a selection has counted once it keeps. `selection_of` keeps the last few selections, bounded in bytes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from dashboard.model import Filters
from dashboard.store import fulltext
from dashboard.store._by_number import ByNumber
from dashboard.store._facts import NO_DAY, Facts, Mentions, Numbers
from dashboard.store._filters import FACETS, Facet, check, words_of
from dashboard.store._slices import counted, positions, slices
from dashboard.store.index import Index

#: The bit of each facet in what a mention misses.
BIT: dict[Facet, int] = {facet: 1 << number for number, facet in enumerate(FACETS)}
#: All bits: what lies beyond the reader's horizon misses everything.
_ALL = 255
_EPOCH = date(1970, 1, 1)

#: A facet, or none.
_Reach = Literal["", "actors", "countries", "dates", "outlets", "roles", "kinds", "min_confidence", "words"]


class Selection:
    """
    The mentions of some facts that some filters leave, up to the article number `until` (see `index.Horizon`).

    Functions that take a facet count under all filters but that one; "" is none of them.
    """

    def __init__(self, facts: Facts, filters: Filters, until: int, said: Numbers | None) -> None:
        """Take, by article number, whether an article has the words of the filters; None without words."""
        self.facts = facts
        self.filters = filters
        self.until = until
        self._of_articles = self._missed_by_articles(said)
        self._of_places = self._missed_by_places()
        self._of_roles = self._missed_by_roles()
        self._of_sentences = self._missed_by_sentences()
        self._kept: dict[str, Numbers] = {}
        self._counted: dict[tuple[str, str], Numbers] = {}
        self._missed: Numbers | None = None

    @property
    def bytes(self) -> int:
        """About how much it holds in memory."""
        held = [self._missed, *self._kept.values(), *self._counted.values()]
        return sum(each.nbytes for each in held if each is not None)

    def count(self, facet: _Reach = "") -> int:
        """Return how many placed mentions are left."""
        return len(self.kept(facet))

    # ------------------------------------------------------------------------------------------- what a mention misses

    def missed(self, mentions: Mentions) -> Numbers:
        """Return the bits of the facets that each mention misses."""
        found = np.zeros(len(mentions), dtype=np.uint8)
        for table, column in (
            (self._of_articles, mentions.article),
            (self._of_places, mentions.place),
            (self._of_roles, mentions.role),
            (self._of_sentences, mentions.sentence),
        ):
            if table is not None:
                found |= table.take(column)
        if self.filters.min_confidence > 0:
            unsure = (mentions.confidence < self.filters.min_confidence) & (mentions.place > 0)
            found |= unsure.astype(np.uint8) << np.uint8(FACETS.index("min_confidence"))
        return found

    def kept(self, facet: _Reach = "") -> Numbers:
        """Return the positions of the placed mentions that are left."""
        facet = self._reach(facet)
        if facet not in self._kept:
            if self._missed is None:
                self._missed = self.missed(self.facts.placed)
            missed = self._missed if not facet else self._missed & np.uint8(_ALL ^ BIT[facet])
            self._kept[facet] = positions(missed)
        return self._kept[facet]

    def lost(self) -> Mentions:
        """Return the mentions without a place that are left: country, kind and confidence do not apply to them."""
        return self.facts.lost.of(self.missed(self.facts.lost) == 0)

    def of_place(self, place_id: str) -> Numbers:
        """Return the positions of the mentions of a place that are left."""
        found = self.facts.at_place.of(self.facts.places.of_id.get(place_id, -1))
        return found[self.missed(self.facts.placed.of(found)) == 0]

    def _reach(self, facet: _Reach) -> _Reach:
        """Return "" for a facet that filters nothing: then there is nothing to leave out."""
        active = {
            "actors": self.filters.actors,
            "countries": self.filters.countries,
            "dates": self.filters.since or self.filters.until or not self.filters.keep_undated,
            "outlets": self.filters.outlets,
            "roles": self.filters.roles,
            "kinds": self.filters.kinds,
            "min_confidence": self.filters.min_confidence > 0,
            "words": self.filters.words,
        }
        return facet if facet and active[facet] else ""

    # ---------------------------------------------------------------------------------------------------------- counts

    def by_place(self, facet: _Reach = "") -> Numbers:
        """Return the mentions of each place, by place number."""
        return self._count("place", self.facts.placed.place, len(self.facts.places.row), facet)

    def by_article(self, facet: _Reach = "") -> Numbers:
        """Return the mentions of each article, by article number."""
        return self._count("article", self.facts.placed.article, len(self.facts.there), facet)

    def by_role(self, facet: _Reach = "") -> Numbers:
        """Return the mentions of each role, by its position in `facts.roles`."""
        return self._count("role", self.facts.placed.role, len(self.facts.roles), facet)

    def _count(self, name: str, column: Numbers, size: int, facet: _Reach) -> Numbers:
        key = (name, self._reach(facet))
        if key not in self._counted:
            self._counted[key] = counted(column, self.kept(facet), size)
        return self._counted[key]

    def pairs(self) -> Numbers:
        """Return the pairs of article and place that are left."""
        found = np.zeros(len(self.facts.pair_place), dtype=bool)
        kept = self.kept()
        for part in slices(len(kept)):
            found[self.facts.placed.pair[kept[part]]] = True
        return np.flatnonzero(found)

    def by_actor(self, facet: _Reach = "", *, with_parts: bool = False) -> tuple[Numbers, Numbers]:
        """Return the mentions beside each actor, and the articles that hold them, by actor number."""
        facts, size = self.facts, len(self.facts.actors.row)
        beside = facts.beside_with_parts if with_parts else facts.beside
        if self.filters.actor_scope == "article":
            within, of_within, actor, pair = self.by_article(facet), beside.of_article, beside.of_actor, None
        else:
            within = counted(facts.placed.sentence, self.kept(facet), len(facts.sentences))
            of_within, actor, pair = beside.sentence, beside.actor, beside.pair
        mentions, articles = np.zeros(size), np.zeros(size, dtype=np.int64)
        there = np.zeros(len(beside.of_actor), dtype=bool)
        for part in slices(len(actor)):
            weights = within[of_within[part]]
            mentions += np.bincount(actor[part], weights=weights, minlength=size)
            if pair is None:
                there[part] = weights > 0
            else:
                there[pair[part][weights > 0]] = True
        for part in slices(len(there)):
            articles += np.bincount(beside.of_actor[part][there[part]], minlength=size)
        return mentions.astype(np.int64), articles

    def visible(self) -> Numbers:
        """Return, by article number, whether the reader sees it: it is there, and was when they last looked."""
        return self.facts.there & (self.facts.arrived <= self.until)

    # ------------------------------------------------------------------------------------------------ tables of filters

    def _missed_by_articles(self, said: Numbers | None) -> Numbers | None:
        filters, facts = self.filters, self.facts
        missed = np.zeros(len(facts.there), dtype=np.uint8)
        if filters.since or filters.until or not filters.keep_undated:
            first = _number(filters.since) if filters.since else NO_DAY + 1
            last = _number(filters.until) if filters.until else np.iinfo(np.int32).max
            outside = (facts.day < first) | (facts.day > last)
            missed[np.where(facts.day == NO_DAY, not filters.keep_undated, outside)] |= BIT["dates"]
        if filters.outlets:
            chosen = np.isin(facts.outlet, [at for at, name in enumerate(facts.outlets) if name in filters.outlets])
            missed[~chosen] |= BIT["outlets"]
        if said is not None:
            missed[~said] |= BIT["words"]
        if filters.actors and filters.actor_scope == "article":
            missed[~self._naming(facts.articles_naming, len(missed))] |= BIT["actors"]
        if self.until < facts.last:
            missed[~self.visible()] = _ALL
        return missed if missed.any() else None

    def _missed_by_places(self) -> Numbers | None:
        if not self.filters.countries and not self.filters.kinds:
            return None
        missed = np.zeros(len(self.facts.places.row), dtype=np.uint8)
        columns: tuple[tuple[Facet, str, Sequence[str]], ...] = (
            ("countries", "country_code", self.filters.countries),
            ("kinds", "kind", self.filters.kinds),
        )
        for facet, column, chosen in columns:
            if chosen:
                codes, values = self.facts.of_place[column]
                missed[~np.isin(codes, [at for at, value in enumerate(values) if value in chosen])] |= BIT[facet]
        missed[0] = 0  # what has no place
        return missed

    def _missed_by_roles(self) -> Numbers | None:
        if not self.filters.roles:
            return None
        bit = BIT["roles"]
        return np.array([0 if role in self.filters.roles else bit for role in self.facts.roles], dtype=np.uint8)

    def _missed_by_sentences(self) -> Numbers | None:
        if not self.filters.actors or self.filters.actor_scope == "article":
            return None
        named = self._naming(self.facts.sentences_naming, len(self.facts.sentences))
        return np.logical_not(named).view(np.uint8) * np.uint8(BIT["actors"])

    def _naming(self, by_actor: ByNumber, size: int) -> Numbers:
        """Return which of `size` sentences or articles name the actors of the filters: one of them, or all."""
        asked = [self._numbers_of(actor_id) for actor_id in dict.fromkeys(self.filters.actors)]
        if self.filters.actor_match != "all":
            asked = [[number for numbers in asked for number in numbers]]
        found = np.ones(size, dtype=bool)
        for numbers in asked:
            named = np.zeros(size, dtype=bool)
            for number in numbers:
                named[by_actor.of(number)] = True
            found &= named
        return found

    def _numbers_of(self, actor_id: str) -> list[int]:
        if self.filters.with_parts:
            return self.facts.family(actor_id)
        number = self.facts.actors.of_id.get(actor_id)
        return [] if number is None else [number]


def selection_of(index: Index, filters: Filters) -> Selection:
    """
    Return the mentions that filters leave of an index or an edition, kept from the last time or made.

    Raises QueryError for filters that no query can mean.
    """
    check(filters)
    facts = index.facts()
    until = min(index.until(facts), facts.last)

    def made() -> Selection:
        said: Numbers | None = None
        with contextlib.closing(index.cursor()) as cursor:
            numbers = fulltext.articles_with(cursor, words_of(filters.words), facts.words)
        if numbers is not None:
            said = np.zeros(len(facts.there), dtype=bool)
            said[numbers[numbers < len(said)]] = True
        return Selection(facts, filters, until, said)

    return facts.recent.get((until, filters), made)


def _number(day: date) -> int:
    return (day - _EPOCH).days


def day_of(number: int) -> date | None:
    """Return the day of a number of `Facts.day`."""
    return None if number == NO_DAY else _EPOCH + timedelta(days=number)
