"""
What the index counts with: its mentions as columns of numbers in memory, without a text of an article.

Read from the tables of the index once and kept in step by each refresh, which only reads what is new. A filter then is
a look-up in a small table a mention, a count one pass over a column, an order of magnitude cheaper than the joins and
hashes of SQL. About 75 bytes a mention: 0.15 GB for 2 million, besides what the database is allowed.

Numbers are those of the index (`article_no`, `place_no`, `actor_no`), and positions in what is said of each: at 0
stands nothing. Sentences that hold a mention are numbered 0, 1, 2, ... in the order of their keys; so are the pairs
(article, place) and (article, actor) that occur. Days are counted from 1970-01-01, confidences are 0 to 1. Everything
is read-only; nothing is ever changed in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.store._by_number import ByNumber
from dashboard.store._recent import Recent
from dashboard.store._vocabulary import Vocabulary

#: A sentence's key is its article's number times two to the power of this, and its own number.
SENTENCE_BITS = 23
#: The day of an article without one.
NO_DAY = np.iinfo(np.int32).min

#: What the selections that were made last may hold besides, in bytes: a page asks for one of them several times.
RECENT_BYTES = 64_000_000

Numbers = np.ndarray


@dataclass(frozen=True)
class Mentions:
    """
    Mentions in the order of their sentences; each column has one entry a mention.

    `place` is 0 for a name without a place; `role` counts in `Facts.roles`; `pair` is that of article and place, -1
    without a place; `spelling` counts in `Facts.spellings`, -1 with a place.
    """

    article: Numbers
    sentence: Numbers
    place: Numbers
    role: Numbers
    confidence: Numbers
    pair: Numbers
    spelling: Numbers

    def __len__(self) -> int:
        return len(self.article)

    def of(self, chosen: Numbers) -> Mentions:
        """Return some of them, by positions or a mask."""
        return Mentions(*(getattr(self, field.name)[chosen] for field in fields(self)))


@dataclass(frozen=True)
class Beside:
    """
    Who is named where: `sentence` and `actor`, one entry a pair that occurs in a sentence with a mention, and `pair`,
    the position of its article and actor in `of_article` and `of_actor`, which hold every article.
    """

    sentence: Numbers
    actor: Numbers
    pair: Numbers
    of_article: Numbers
    of_actor: Numbers


@dataclass(frozen=True)
class Names:
    """
    Places or actors in words: `frame` is sorted by name, then id; `number` says whose row it is, `row` the reverse
    (-1 for numbers that are not in use).
    """

    frame: pd.DataFrame
    number: Numbers

    @cached_property
    def row(self) -> Numbers:
        found = np.full(int(self.number.max(initial=0)) + 1, -1, dtype=np.int32)
        found[self.number] = np.arange(len(self.number), dtype=np.int32)
        return found

    @cached_property
    def of_id(self) -> dict[str, int]:
        """The number of each id."""
        return dict(zip(self.frame.iloc[:, 0], self.number.tolist(), strict=True))

    def column(self, name: str) -> list[Any]:
        """Return a column as plain values, by row."""
        return self.frame[name].tolist()


@dataclass(frozen=True)
class Facts:
    """
    All of an index of one generation (see `index.Horizon`) up to the article number `last`.

    By article: `there` (is there such an article?), `arrived`, `day` (NO_DAY without one), `outlet` (counts in
    `outlets`), `rank` (0 is the newest; undated last, then by id), `report` (the same for copies of one report, 0 for
    an article without a copy). `sentences` are keys. `places` has the columns of
    `queries.place_counts`, `actors` actor_id, name, type, country_code, listed, affiliation.
    `spellings` are (folded, as written), `spelled` the position of each among all folded ones. `words` are those of the
    texts. By number: `at_place` are the positions in `placed` of a place's mentions, `sentences_naming` and
    `articles_naming` the sentences and articles of `beside` that name an actor.
    """

    generation: int
    last: int
    there: Numbers
    arrived: Numbers
    day: Numbers
    outlet: Numbers
    outlets: tuple[str, ...]
    rank: Numbers
    report: Numbers
    roles: tuple[str, ...]
    sentences: Numbers
    placed: Mentions
    lost: Mentions
    pair_place: Numbers
    pair_article: Numbers
    beside: Beside
    places: Names
    actors: Names
    spellings: tuple[tuple[str, str], ...]
    spelled: Numbers
    words: Vocabulary
    at_place: ByNumber
    sentences_naming: ByNumber
    articles_naming: ByNumber

    @cached_property
    def recent(self) -> Recent[Any]:
        """The selections that were made last of these facts."""
        return Recent(RECENT_BYTES)

    @cached_property
    def role_totals(self) -> Numbers:
        """How many placed mentions there are of each role, by its position in `roles`."""
        return np.bincount(self.placed.role, minlength=len(self.roles))

    @cached_property
    def of_place(self) -> dict[str, tuple[Numbers, tuple[str, ...]]]:
        """For "kind" and "country_code": the position of each place's value, by place number, and the values."""
        made = {}
        for column in ("kind", "country_code"):
            codes, values = pd.factorize(self.places.frame[column])
            by_number = np.zeros(len(self.places.row), dtype=np.int32)
            by_number[self.places.number] = codes
            made[column] = by_number, tuple(values)
        return made

    @cached_property
    def countries(self) -> dict[str, str]:
        """The name of each country code that a place has."""
        return dict(zip(self.places.column("country_code"), self.places.column("country"), strict=True))

    @cached_property
    def parts(self) -> dict[str, list[int]]:
        """The numbers of the actors that name an id in their affiliation, by that id."""
        found: dict[str, list[int]] = {}
        for number, wholes in zip(self.actors.number.tolist(), self.actors.column("affiliation"), strict=True):
            for whole in () if wholes is None else wholes:
                found.setdefault(whole, []).append(number)
        return found

    def family(self, actor_id: str) -> list[int]:
        """Return the numbers of an actor, if somebody names it, and of all that is part of it, also through others."""
        ids = self.actors.column("actor_id")
        found: dict[int, None] = {}
        wanted, seen = [actor_id], {actor_id}
        itself = self.actors.of_id.get(actor_id)
        if itself is not None:
            found[itself] = None
        while wanted:
            for number in self.parts.get(wanted.pop(), ()):
                found[number] = None
                part = ids[self.actors.row[number]]
                if part not in seen:
                    seen.add(part)
                    wanted.append(part)
        return list(found)

    @cached_property
    def beside_with_parts(self) -> Beside:
        """`beside`, where an actor is also named by what is part of it; each pair once."""
        wholes = [(part, number) for whole in self.parts for part in self.family(whole)
                  if (number := self.actors.of_id.get(whole)) is not None and number != part]  # fmt: skip
        said = self.beside
        sentence, actor = _with_wholes(said.sentence, said.actor, wholes)
        of_article, of_actor = _with_wholes(said.of_article, said.of_actor, wholes)
        pair = np.searchsorted(key_of(of_article, of_actor), key_of(self.article_of(sentence), actor)).astype(np.int32)
        return Beside(sentence, actor, pair, of_article, of_actor)

    def article_of(self, sentences: Numbers) -> Numbers:
        """Return the article numbers of sentences."""
        return (self.sentences[sentences] >> SENTENCE_BITS).astype(np.int32)

    @cached_property
    def spelling_order(self) -> Numbers:
        """The place of each spelling among all, by what is written: what decides between two that are as frequent."""
        written = sorted(range(len(self.spellings)), key=lambda at: self.spellings[at][::-1])
        order = np.empty(len(written), dtype=np.int64)
        order[written] = np.arange(len(written))
        return order


def key_of(of: Numbers, beside: Numbers) -> Numbers:
    """Return two columns of numbers as one that sorts as they do."""
    return (of.astype(np.int64) << 32) | beside


def parted(keys: Numbers) -> tuple[Numbers, Numbers]:
    """Return the two columns of `key_of`."""
    return (keys >> 32).astype(np.int32), (keys & (2**32 - 1)).astype(np.int32)


def distinct(values: Numbers) -> Numbers:
    """Return sorted values, each once: `np.unique` hashes, which takes ten times as long."""
    ranked = np.sort(values)
    return ranked[np.concatenate([[True], ranked[1:] != ranked[:-1]])] if len(ranked) else ranked


def there(values: Numbers, size: int) -> Numbers:
    """Return whether each number below `size` is among some values."""
    found = np.zeros(size, dtype=bool)
    found[values] = True
    return found


def _with_wholes(of: Numbers, actor: Numbers, wholes: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    """Return pairs and those of (part, whole) besides, sorted, each once."""
    found = [key_of(of, actor)]
    for part, whole in wholes:
        named = of[actor == part]
        found.append(key_of(named, np.full(len(named), whole)))
    pairs = distinct(np.concatenate(found))
    return parted(pairs)
