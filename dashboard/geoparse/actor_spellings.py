"""
Persons and groups of the catalogue under spellings that it does not hold, and holders of offices by their last name.

News agencies write "Bachar al-Assad", "Abdel Fattah al-Sissi", "Hayat Tahrir al-Cham". A name of two parts or more
whose form (`respelling.person_form`) only one actor has is that actor's. A last name alone, "Mubarak" in December 2008,
is that of the one person of the catalogue who is called so and is in office on the article's day, or was within the
year, if the article names that person's state and nobody else of that name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from dashboard.geoparse.actor_rows import IN_CONTEXT, ActorRow
from dashboard.geoparse.document import SENTENCE_ENDS, TITLES, Document
from dashboard.geoparse.respelling import person_form
from dashboard.geoparse.text import name_parts
from dashboard.geoparse.unlisted import Word, long_runs
from dashboard.model import Actor

#: Whose names are transliterated; others' are words of a language.
_TYPES = frozenset(("person", "armed_group", "party"))
#: A form of fewer letters is shared by names that have nothing in common.
_LEAST_LETTERS = 7
#: A name has so many tokens at most, with its hyphens and articles.
_LONGEST = 8
#: A last name of fewer letters, or one that is as common a word as this (`Gazetteer.word`), says nothing alone.
_LEAST_SURNAME, _COMMON = 4, 5
#: A word at the start of a sentence that is this common is no given name: "Afterwards Mubarak".
_USUAL = 4
#: So long after the end of an office its holder still is who is meant.
_AFTER_OFFICE = timedelta(days=366)


class Spellings:
    """Forms of names -> actors. Read only."""

    def __init__(self, rows: Sequence[ActorRow], actors: dict[str, Actor]) -> None:
        self._by_form: dict[str, Actor | None] = {}  # None where two have it
        self._firsts: set[str] = set()
        self._held: dict[str, list[tuple[Actor, date, date]]] = defaultdict(list)
        for row in rows:
            actor = actors[row.actor.actor_id]
            if actor.type in _TYPES:
                for name in row.names:
                    if not name.startswith(IN_CONTEXT):
                        self._add(actor, [folded for folded, _ in name_parts(name)])
            if actor.type == "person" and row.tenures:
                surname = _form([folded for folded, _ in name_parts(actor.name)][-1:])
                for tenure in row.tenures:
                    self._held[surname].append((actor, tenure.start, tenure.end or date.max - _AFTER_OFFICE))

    def _add(self, actor: Actor, parts: list[str]) -> None:
        form = _form(parts)
        if len(parts) < 2 or len(form) < _LEAST_LETTERS or not person_form(parts[0]):
            return
        self._firsts.add(person_form(parts[0]))
        known = self._by_form.get(form, actor)
        self._by_form[form] = actor if known is not None and known.actor_id == actor.actor_id else None

    def find(self, document: Document, taken: set[int]) -> Iterator[tuple[int, int, Actor]]:
        """Yield (first token, last token, actor) of full names in other spellings; no token of one is `taken`."""
        texts, folded = document.texts, document.folded
        for run_first, run_last in long_runs(document):
            at = run_first
            while at < run_last:
                found = None
                if texts[at][0].isupper() and at not in taken and person_form(folded[at]) in self._firsts:
                    found = self._longest(document, at, min(run_last, at + _LONGEST), taken)
                if found is None:
                    at += 1
                    continue
                yield at, *found
                at = found[0] + 1

    def _longest(self, document: Document, first: int, last: int, taken: set[int]) -> tuple[int, Actor] | None:
        for end in range(last, first, -1):
            if not document.texts[end][0].isupper() or not taken.isdisjoint(range(first, end + 1)):
                continue
            actor = self._by_form.get(_form(document.folded[first : end + 1]))
            if actor is not None:
                return end, actor
        return None

    def in_office(
        self, document: Document, taken: set[int], day: date, word: Word, is_likely: Callable[[Actor], bool]
    ) -> Iterator[tuple[int, Actor]]:
        """Yield (token, actor) of last names that stand alone and mean who was in office on a day."""
        likely: dict[str, Actor | None] = {}
        for at in document.heads:
            surname = document.folded[at]
            if at in taken or len(surname) < _LEAST_SURNAME or not document.texts[at][0].isupper():
                continue
            if surname not in likely:
                likely[surname] = self._holder(document, surname, day, word, is_likely)
            actor = likely[surname]
            if actor is not None:
                yield at, actor

    def _holder(
        self, document: Document, surname: str, day: date, word: Word, is_likely: Callable[[Actor], bool]
    ) -> Actor | None:
        """Return the one likely person of a last name in office on a day, None where an article may mean another."""
        held = self._held.get(person_form(surname), ())
        people = {actor.actor_id: actor for actor, start, end in held if start <= day <= end + _AFTER_OFFICE}
        zipf = word(surname)[0]
        if not people or zipf >= _COMMON or surname in document.lower_words:
            return None
        if zipf >= _USUAL:  # a word, spelled like a name: "the Cape" is no Kaabi
            people = {key: actor for key, actor in people.items() if name_parts(actor.name)[-1][0] == surname}
        people = {actor_id: actor for actor_id, actor in people.items() if is_likely(actor)}
        if len(people) != 1:
            return None
        if any(_beside_a_name(document, at, word) for at, folded in enumerate(document.folded) if folded == surname):
            return None
        return next(iter(people.values()))


#: After a name's first part.
_GO_ON = frozenset("- al el bin ibn".split())


def _form(parts: Iterable[str]) -> str:
    return "".join(map(person_form, parts))


def _beside_a_name(document: Document, at: int, word: Word) -> bool:
    """Tell whether a name stands beside another capitalised word in its sentence: "Omar Bashir", "Bashir Street"."""
    texts = document.texts
    after = texts[at + 1] if at + 1 < len(texts) else ""
    if after[:1].isupper() or after in _GO_ON or after.isdigit():
        return True
    before = at - 1
    while before > 0 and (texts[before] == "-" or document.lower[before] in ("al", "el")):
        before -= 1
    if before < 0 or not texts[before][0].isupper() or document.lower[before] in TITLES:
        return False
    starts_sentence = before == 0 or texts[before - 1] in SENTENCE_ENDS
    return not (starts_sentence and word(document.folded[before])[0] >= _USUAL)
