"""
What the queries must answer, the slow and obvious way: plain Python over the analysed articles, no table and no number.

And made-up articles to ask about: few places, actors, days and outlets, so that everything meets everything.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.model import Actor, AnalysedArticle, Filters, Mention
from dashboard.store import queries
from tests.builders import ACTORS, NOON, PLACES, analysed

LOST = ("Foo", "FOO", "foo", "Élan", "elan", "Qarya", "Al Qarya")
OUTLETS = ("Wire", "Daily", None)
WORDS = "talks were held again while ships left the harbour of".split()


def made_up(count: int, seed: int, *, first: int = 0, again: int = 0) -> list[AnalysedArticle]:
    """Return articles `first` to `first + count`, the same for the same seed; `again` is how often they were read."""
    made = []
    for number in range(first, first + count):
        dice = random.Random(f"{seed} {number} {again}")
        said = random.Random(f"{seed} {number}")  # the same article, whoever analyses it
        lines = []
        for _ in range(dice.randint(1, 5)):
            words = dice.choices(WORDS, k=4)
            for _ in range(dice.choice((0, 1, 1, 2, 3, 4))):
                words.insert(dice.randint(0, len(words)), _name(dice))
            lines.append(" ".join(words) + ".")
        made.append(
            analysed(
                f"{said.randrange(10**6):06d}-{number}",
                "\n".join(lines),
                _name(dice) if dice.random() < 0.3 else "",
                published=said.choice((None, *(str(date(2024, 10, 28) + timedelta(n)) for n in (0, 0, 3, 40)))),
                source=said.choice(OUTLETS),
                at=NOON + timedelta(hours=again),
                confidence=dice.choice((0.25, 0.5, 0.75, 0.875)),
            )
        )
    return made


def _name(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.15:
        return f"*{dice.choice(LOST)}/?*"
    if kind < 0.55:
        key = dice.choice(list(ACTORS))
        return f"*{ACTORS[key].name}/@{key}*"
    key = dice.choice(list(PLACES))
    role = dice.choice(("", "", "", ":dateline", ":metonym", ":demonym"))
    return f"*{PLACES[key].name}/{key}{role}*"


def fold(text: str) -> str:
    """Return a text in lower case without accents, each word after one blank."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()
    return " " + " ".join(re.findall(r"\w+", bare))


@dataclass(frozen=True)
class Said:
    """One mention, its article, and who is named beside it in its sentence and in its article."""

    article: AnalysedArticle
    mention: Mention
    in_sentence: frozenset[str]
    in_article: frozenset[str]


class Plain:
    """Answers about some articles, of which none is there twice."""

    def __init__(self, articles: Iterable[AnalysedArticle]) -> None:
        self.articles = list(articles)
        self.actors: dict[str, Actor] = {a.actor.actor_id: a.actor for each in self.articles for a in each.actors}
        self.said = [each for article in self.articles for each in _said(article)]

    def wholes(self, actor_id: str) -> set[str]:
        """Return an actor and the ids of all that it is part of, directly or through others that somebody names."""
        found, wanted = {actor_id}, [actor_id]
        while wanted:
            actor = self.actors.get(wanted.pop())
            more = [each for each in (actor.affiliation if actor else ()) if each not in found]
            found.update(more)
            wanted += more
        return found

    def beside(self, said: Said, filters: Filters) -> frozenset[str]:
        """Return the actors beside a mention, as the filters take them; also wholes that nobody names themselves."""
        named = said.in_sentence if filters.actor_scope == "sentence" else said.in_article
        return frozenset().union(*map(self.wholes, named)) if filters.with_parts else named

    def missed(self, said: Said, filters: Filters) -> set[str]:
        """Return the facets that a mention does not pass; a name without a place has no country, kind, confidence."""
        article, mention, chosen = said.article.article, said.mention, set(filters.actors)
        beside = self.beside(said, filters)
        day, place = article.published, mention.place
        passed = {
            "actors": not chosen or (chosen <= beside if filters.actor_match == "all" else bool(chosen & beside)),
            "countries": place is None or not filters.countries or (place.country_code or "") in filters.countries,
            "kinds": place is None or not filters.kinds or place.kind in filters.kinds,
            "min_confidence": place is None or mention.confidence >= filters.min_confidence,
            "roles": not filters.roles or mention.role in filters.roles,
            "outlets": not filters.outlets or (article.source or "") in filters.outlets,
            "dates": filters.keep_undated if day is None else (
                (filters.since or day) <= day <= (filters.until or day)),
            "words": all(" " + fold(word).strip() in fold(f"{article.title} {article.text}")
                         for word in filters.words.split()),
        }  # fmt: skip
        return {facet for facet, fine in passed.items() if not fine}

    def answering(self, text: str) -> tuple[list[str], list[str]]:
        """
        Return the articles whose title, or first words without one, has all words of a text, and those only whose whole
        text has.
        """
        words = [" " + fold(word).strip() for word in text.split()]
        titled, said = [], []
        for each in (one.article for one in self.articles):
            first = each.text if len(each.text) <= 80 else " ".join(each.text[:80].split()[:-1])
            if all(word in fold(each.title or first) for word in words):
                titled.append(each.article_id)
            elif all(word in fold(f"{each.title} {each.text}") for word in words):
                said.append(each.article_id)
        return titled, said

    def kept(self, filters: Filters, facet: str = "", *, placed: bool = True) -> list[Said]:
        """Return the mentions that miss nothing but, at most, this facet."""
        return [
            each for each in self.said
            if (each.mention.place is not None) == placed and self.missed(each, filters) <= {facet}
        ]  # fmt: skip

    # ----------------------------------------------------------------------------------------------- the page's parts

    def summary(self, filters: Filters) -> queries.Summary:
        kept, lost = self.kept(filters), self.kept(filters, placed=False)
        articles = {each.article.article.article_id: each.article.article for each in kept}
        return queries.Summary(
            mentions=len(kept),
            mentions_total=len(self.kept(Filters(roles=filters.roles))),
            places=len({each.mention.place for each in kept}),
            articles=len(articles),
            articles_total=len(self.articles),
            undated_articles=sum(article.published is None for article in articles.values()),
            unplaced_mentions=len(lost),
            unplaced_names=len({fold(each.mention.surface) for each in lost}),
        )

    def places(self, filters: Filters) -> list[tuple[Any, ...]]:
        """Return (place_id, name, kind, country_code, mentions, articles, confidence) in order."""
        rows = []
        for place, kept in _by(self.kept(filters), lambda each: each.mention.place).items():
            sure = round(sum(each.mention.confidence for each in kept) / len(kept), 4)
            rows.append((place.place_id, place.name, place.kind, place.country_code or "", len(kept), _articles(kept),
                         sure))  # fmt: skip
        return sorted(rows, key=lambda row: (-row[4], row[1], row[0]))

    def actor_rows(self, filters: Filters) -> list[tuple[Any, ...]]:
        """Return (actor_id, name, type, country_code, mentions, articles) in order."""
        facet = "" if filters.actor_match == "all" else "actors"
        kept: dict[str, list[Said]] = {}
        for each in self.kept(filters, facet):
            for actor in self.beside(each, filters) & self.actors.keys():
                kept.setdefault(actor, []).append(each)
        rows = [
            (actor.actor_id, actor.name, actor.type, actor.country_code or "", len(those), _articles(those))
            for actor, those in ((self.actors[actor_id], those) for actor_id, those in kept.items())
            if not actor.actor_id.startswith("unlisted:") or actor.actor_id in filters.actors
        ]
        for actor_id in dict.fromkeys(filters.actors):
            if actor_id not in kept:
                actor = self.actors.get(actor_id, Actor(actor_id, actor_id, "unlisted"))
                rows.append((actor_id, actor.name, actor.type, actor.country_code or "", 0, 0))
        return sorted(rows, key=lambda row: (-row[4], row[1], row[0]))

    def countries(self, filters: Filters) -> list[tuple[str, str, int]]:
        names = {place.country_code or "": place.country or "" for place in PLACES.values()}
        counted = self._facet(filters, "countries", lambda each: each.mention.place.country_code or "")
        there = {each.mention.place.country_code for each in self.said if each.mention.place}
        rows = [(code, names[code] if code in there else code, count) for code, count in counted]
        return sorted(rows, key=lambda row: (-row[2], row[1]))

    def outlets(self, filters: Filters) -> list[tuple[str, int]]:
        return self._facet(filters, "outlets", lambda each: each.article.article.source or "")

    def roles(self, filters: Filters) -> list[tuple[str, int]]:
        return self._facet(filters, "roles", lambda each: each.mention.role)

    def kinds(self, filters: Filters) -> list[tuple[str, int]]:
        return self._facet(filters, "kinds", lambda each: each.mention.place.kind)

    def days(self, filters: Filters) -> dict[date | None, int]:
        return Counter(each.article.article.published for each in self.kept(filters, "dates"))

    def _facet(self, filters: Filters, facet: str, value: Callable[[Said], str]) -> list[tuple[str, int]]:
        counted = Counter(map(value, self.kept(filters, facet)))
        counted.update(dict.fromkeys(getattr(filters, facet), 0))
        return sorted(counted.items(), key=lambda row: (-row[1], row[0]))

    # ------------------------------------------------------------------------------------------------------ the others

    def article_rows(self, filters: Filters) -> list[tuple[str, int, int]]:
        """Return (article_id, mentions, places), newest first."""
        grouped = _by(self.kept(filters), lambda each: each.article.article.article_id)
        rows = [(kept[0].article, len(kept), len({each.mention.place for each in kept})) for kept in grouped.values()]
        return [(made.article.article_id, *counts) for made, *counts in sorted(rows, key=lambda row: _age(row[0]))]

    def unplaced(self, filters: Filters) -> list[tuple[str, int, int, str]]:
        """Return (surface, mentions, articles, key) in order."""
        rows = []
        for key, kept in _by(self.kept(filters, placed=False), lambda each: fold(each.mention.surface)[1:]).items():
            spelled = Counter(each.mention.surface for each in kept)
            surface = min(spelled, key=lambda each: (-spelled[each], each))
            rows.append((surface, len(kept), _articles(kept), key))
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def sentences(self, filters: Filters, place_id: str) -> list[tuple[str, int]]:
        """Return (article_id, sentence) of the sentences that mention a place, newest first."""
        kept = [each for each in self.kept(filters) if each.mention.place.place_id == place_id]
        found = {(each.article.article.article_id, each.mention.sentence): each.article for each in kept}
        return sorted(found, key=lambda hit: (*_age(found[hit]), hit[1]))

    def counts(self, filters: Filters) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Return the mentions of each place, beside each actor itself (not its parts) and of each article, by id."""
        kept = self.kept(filters)
        named = (each.in_sentence if filters.actor_scope == "sentence" else each.in_article for each in kept)
        return (
            Counter(each.mention.place.place_id for each in kept),
            Counter(actor for those in named for actor in those),
            Counter(each.article.article.article_id for each in kept),
        )


def _said(made: AnalysedArticle) -> Iterator[Said]:
    everyone = frozenset(each.actor.actor_id for each in made.actors)
    for mention in made.mentions:
        beside = frozenset(each.actor.actor_id for each in made.actors if each.sentence == mention.sentence)
        yield Said(made, mention, beside, everyone)


def _by(kept: Sequence[Said], key: Callable[[Said], Any]) -> dict[Any, list[Said]]:
    grouped: dict[Any, list[Said]] = {}
    for each in kept:
        grouped.setdefault(key(each), []).append(each)
    return grouped


def _articles(kept: Sequence[Said]) -> int:
    return len({each.article.article.article_id for each in kept})


def _age(made: AnalysedArticle) -> tuple[bool, int, str]:
    """Return what sorts articles: the newest first, the undated last."""
    day = made.article.published
    return day is None, -day.toordinal() if day else 0, made.article.article_id
