"""
Find actors in an article: states, armed groups, parties, persons, organisations of the catalogue, under every name.

Names of the catalogue are matched at word boundaries, the longest first, in the case they are written in ("IS" is not
"is"). A surname counts after its full name was seen. States come from the places stage: a demonym ("Iranian
officials"), a metonym ("Tehran rejected") and a country's name that is not merely where something happened are
mentions of that state.

Reads `data/actors.csv` and `data/countries.csv`; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dashboard.geoparse.actor_names import Alias, Names
from dashboard.geoparse.actor_rows import ActorRow
from dashboard.geoparse.actor_spans import ActorSpan, tokens_in
from dashboard.geoparse.actor_spellings import Spellings
from dashboard.geoparse.actor_table import open_table
from dashboard.geoparse.actor_ties import offices_of, with_all_wholes
from dashboard.geoparse.document import SENTENCE_ENDS, TITLES, Document
from dashboard.geoparse.tables import read_table, split_names
from dashboard.geoparse.text import fold, kept_fold_name
from dashboard.geoparse.unlisted import Word
from dashboard.model import Actor

#: Seats beside the capitals of countries.csv: institutions, and where governments or ministries sit in fact.
_OTHER_SEATS = {
    "Brussels": "actor:european-union", "Tel Aviv": "iso:IL", "Washington": "iso:US", "Gaza City": "iso:PS",
    "Benghazi": "iso:LY", "Tobruk": "iso:LY", "Aden": "iso:YE", "Port Sudan": "iso:SD",
    "Hargeisa": "actor:somaliland-government", "Erbil": "actor:krg",
    "Kiev": "iso:UA", "The Hague": "iso:NL", "Sana'a": "iso:YE", "Riyad": "iso:SA", "Peking": "iso:CN",
}  # fmt: skip
#: After a person's name these make it that of a site or a body: "King Hussein Bridge".
_NAMED_AFTER = frozenset(
    "airport bridge avenue street road square hospital university mosque church school college foundation institute "
    "center centre library museum stadium prize award medal park dam port base tower hotel highway boulevard camp "
    "brigade brigades international library memorial museum plaza ballroom".split()
)
#: After a full name a word this rare (`Gazetteer.word`) is one more name, of another person.
_RARE = 1
#: Of these each country has its own.
_NATIONAL = (("red", "cross"), ("red", "crescent"))
_PARTICLES = frozenset("al el bin ibn abu de van von der ben".split())


def _usual(folded: str) -> tuple[int, bool, bool]:
    """Say of any word that it is common and nobody's name: without a gazetteer nothing is known of it."""
    return 8, False, False


class Catalogue:
    """All known actors and their names. Open it with `Catalogue.open`; read only."""

    def __init__(
        self,
        rows: Iterable[ActorRow],
        states: dict[str, Actor],
        seats: dict[str, Actor] | None = None,
        state_names: Mapping[str, Sequence[str]] | None = None,
        word: Word = _usual,
    ) -> None:
        """`state_names` holds the names and demonyms of each state, by its code; `word` is `Gazetteer.word`."""
        self.states = states
        #: "" or a sentence for the reader: the catalogue is broken, and which one is used instead.
        self.note = ""
        #: The files that were read.
        self.paths: tuple[Path, ...] = ()
        self._seats = seats or {}
        self.actors: dict[str, Actor] = {actor.actor_id: actor for actor in states.values()}
        self._names = Names()
        rows = list(rows)
        for actor, row in zip(with_all_wholes(rows), rows, strict=True):
            self.actors[actor.actor_id] = actor
            for name in row.names:
                self._names.add(actor, name)
        self._word = word
        self._state_words = {
            code: frozenset(fold(name) for name in names if name.isalpha())
            for code, names in (state_names or {}).items()
        }
        self._all_state_words = frozenset().union(*self._state_words.values())
        self._offices = offices_of(rows, self.actors, state_names or {})
        self._spellings = Spellings(rows, self.actors)

    @classmethod
    def open(cls, data: Path, home: Path | None = None, word: Word = _usual) -> Catalogue:
        """
        Read the catalogue from a folder of tables; while `actors.csv` is broken, the last sound one kept in `home`.

        Raises DataFileError, with file and line, for a row that cannot be used and nothing to use instead.
        """
        countries = [row for _line, row in read_table(data / "countries.csv")]
        states = {
            row["country_code"]: Actor(f"iso:{row['country_code']}", row["name"], "state", row["country_code"])
            for row in countries
        }
        names = {
            row["country_code"]: [row["name"], *split_names(row["aliases"]), *split_names(row["demonyms"])]
            for row in countries
        }
        seats = {kept_fold_name(row["capital"]): states[row["country_code"]] for row in countries if row["capital"]}
        table = open_table(data, home)
        by_id = {row.actor.actor_id: row.actor for row in table.rows}
        for place, actor_id in _OTHER_SEATS.items():
            if actor := states.get(actor_id.removeprefix("iso:")) or by_id.get(actor_id):
                seats[kept_fold_name(place)] = actor
        made = cls(table.rows, states, seats, names, word)
        made.note, made.paths = table.note, table.paths
        return made

    def at_seat(self, name: str) -> Actor | None:
        """Return who is meant when the name of a seat of government stands for an actor: "Tehran" is Iran."""
        return self._seats.get(kept_fold_name(name))

    def find(self, document: Document) -> list[ActorSpan]:
        """Return the actors that a document names, in order; spans do not overlap, the longest name wins."""
        out: list[ActorSpan] = []
        unsure: list[ActorSpan] = []
        after = 0
        for first in self._names.firsts(document):
            if first < after:
                continue  # inside of a longer name
            for alias, last in self._names.at(document, first):
                if not self._is_a_branch(document, alias, first):
                    span = ActorSpan(first, last, alias.actor, 0.95, "alias")
                    if alias.in_context:
                        unsure.append(replace(span, confidence=0.8, rule="context"))
                    elif not self._is_of_another_name(document, span):
                        out.append(span)
                    after = last + 1
                    break
        spelled = [
            ActorSpan(*found, 0.85, "alias") for found in self._spellings.find(document, tokens_in([*out, *unsure]))
        ]
        out.extend(span for span in spelled if not self._is_of_another_name(document, span))
        out.extend(span for span in unsure if self._is_likely(document, span.actor, out))
        out.extend(self._surnames(document, out, out))
        out.sort(key=lambda span: (span.first, -span.last))
        return out

    def office_holders(
        self, document: Document, named: Sequence[ActorSpan], places: set[int], day: date | None
    ) -> list[ActorSpan]:
        """
        Return the phrases that mean the holder of an office on a day ("the US president": `offices`), and the last
        names that do ("Mubarak" in 2008: `actor_spellings`).

        `named` are the actors that were found; `places` are the tokens of names that are not persons'.
        """
        people = [(span.first, span.last, span.actor) for span in named if span.actor.type == "person"]
        offices = [
            ActorSpan(span.first, span.last, span.actor, span.confidence, "office")
            for span in self._offices.find(document, people, day)
        ]
        out = offices + self._surnames(document, [*named, *offices], offices)
        if day is not None:
            found = [*named, *out]
            alone = self._spellings.in_office(
                document, places | tokens_in(found), day, self._word, lambda who: self._is_likely(document, who, found)
            )
            out += [ActorSpan(at, at, actor, 0.7, "context") for at, actor in alone]
        return out

    def _is_a_branch(self, document: Document, alias: Alias, first: int) -> bool:
        """
        Tell whether what stands before a name makes it another body: "Kenya Red Cross", and, of a name that counts in
        context only, any word of a longer name: "Iraqi National Congress".
        """
        before = document.texts[first - 1] if first else ""
        if not before[:1].isupper() or not before.isalpha() or document.lower[first - 1] in TITLES:
            return False
        of_a_state = document.folded[first - 1] in self._all_state_words
        if alias.parts in _NATIONAL:
            return of_a_state
        starts_sentence = first == 1 or document.texts[first - 2] in SENTENCE_ENDS
        return alias.in_context and alias.actor.type != "person" and not (of_a_state or starts_sentence)

    def _is_likely(self, document: Document, actor: Actor, found: Iterable[ActorSpan]) -> bool:
        """Tell whether an article names an actor otherwise, its state, one of the same state, or what it is part of."""
        code = actor.country_code
        if code and not self._state_words.get(code, frozenset()).isdisjoint(document.counts):
            return True
        ids = {actor.actor_id, *actor.affiliation}
        return any(
            span.actor.actor_id in ids
            or not ids.isdisjoint(span.actor.affiliation)
            or (code is not None and span.actor.country_code == code)
            for span in found
        )

    def _is_of_another_name(self, document: Document, span: ActorSpan) -> bool:
        """
        Tell whether a name is a part of another one: "Amal Haddad", "Dorothy Modi", "King Hussein Bridge", "Texas
        Department of State Health Services".
        """
        after = document.texts[span.last + 1] if span.last + 1 < len(document.texts) else ""
        goes_on = after[:1].isupper() and after.isalpha()
        if span.actor.type == "person":
            if goes_on and after.lower() in _NAMED_AFTER:
                return True
            if goes_on and span.first < span.last and self._word(document.folded[span.last + 1])[0] <= _RARE:
                return True  # "Mustafa Abdeljalil Zwai"
            before = document.texts[span.first - 1] if span.first else ""
            return (
                span.first == span.last
                and before[:1].isupper()
                and before.lower() not in _TITLES
                and self._word(document.folded[span.first - 1])[1]
            )
        if goes_on and span.last > span.first + 1 and document.lower[span.first + 1] == "of":
            return after.lower() in _BRANCHES
        return goes_on and span.first == span.last and self._word(document.folded[span.first])[1]

    @staticmethod
    def _surnames(
        document: Document, found: Sequence[ActorSpan], named: Iterable[ActorSpan]
    ) -> list[ActorSpan]:  # fmt: skip
        """
        Return later mentions of the persons of `named` by the last part of their full name, where nothing is `found`.

        The full name is what the document gave or, where it named an office, the catalogue's. A headline, the first
        paragraph, gives the surname of who is named in full below.
        """
        headline = min(document.paragraphs, default=0)
        surnames: dict[str, ActorSpan | None] = {}
        taken = tokens_in(found)
        for span in named:
            by_office = span.rule == "office"
            if span.actor.type != "person" or (span.last == span.first and not by_office):
                continue
            surname = fold(span.actor.name.split()[-1]) if by_office else document.folded[span.last]
            if len(surname) < 3:
                continue
            known = surnames.get(surname, span)
            surnames[surname] = span if known is not None and known.actor == span.actor else None
        out = []
        if surnames:
            for k, folded in enumerate(document.folded):
                owner = surnames.get(folded)
                if owner is None or k in taken or headline <= k < owner.first or not document.texts[k][0].isupper():
                    continue
                before = document.texts[k - 1] if k else ""
                if before[:1].isupper() and before.isalpha() and document.lower[k - 1] not in _PARTICLES | _TITLES:
                    continue  # another person of that name: "Sara Netanyahu"
                out.append(ActorSpan(k, k, owner.actor, 0.85, "surname"))
        return out


_TITLES = frozenset(
    "president minister mr mr. mrs. ms. dr. gen. general king prince sheikh ayatollah premier secretary ambassador "
    "chancellor emir sultan judge sen. rep. gov. said for and when while but after before as if with".split()
)


#: After "Department of State" and the like they make it another body, of another government.
_BRANCHES = frozenset(
    "health hospital hospitals parks police revenue lands police security services service treasurer university "
    "college library libraries museum museums canada australia".split()
)
