"""
Find actors in an article: states, armed groups, parties, persons, organisations of the catalogue, under every name.

Names of the catalogue are matched at word boundaries, the longest first, in the case they are written in ("IS" is not
"is"). A surname counts after its full name was seen. States come from the places stage: a demonym ("Iranian
officials"), a metonym ("Tehran rejected") and a country's name that is not merely where something happened are
mentions of that state.

Reads `data/actors.csv` and `data/countries.csv`; writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress, count
from pathlib import Path
from typing import Protocol

from dashboard.geoparse.actor_checks import SHARED_OFFICES
from dashboard.geoparse.actor_rows import IN_CONTEXT, ActorRow
from dashboard.geoparse.actor_spellings import Spellings
from dashboard.geoparse.actor_table import open_table
from dashboard.geoparse.document import SENTENCE_ENDS, TITLES, Document
from dashboard.geoparse.offices import Held, Offices, split_title
from dashboard.geoparse.tables import read_table, split_names
from dashboard.geoparse.text import fold, kept_fold_name, name_parts
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
#: What a state's army is called: its commander is "the Lebanese army chief".
_ARMIES = ("Armed Forces", "Army", "Defense Forces", "Defence Forces", "Defense Force", "military", "Military")
#: In so many tokens the second word of a name must follow the first: only hyphens and the like stand between.
_GAP = 4
#: After a full name a word this rare (`Gazetteer.word`) is one more name, of another person.
_RARE = 1
#: Of these each country has its own.
_NATIONAL = (("red", "cross"), ("red", "crescent"))
_PARTICLES = frozenset("al el bin ibn abu de van von der ben".split())


@dataclass(frozen=True, slots=True)
class ActorSpan:
    """An actor's name in a text: tokens `first` to `last` (included), who, how sure, and by which rule."""

    first: int
    last: int
    actor: Actor
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class _Alias:
    """One name of an actor in tokens. `upper` asks for capitals throughout, `capital` for its own.

    `plus` asks for a "+" after it, `in_context` for a sign elsewhere in the article that this actor is meant.
    """

    parts: tuple[str, ...]
    actor: Actor
    upper: bool
    capital: tuple[bool, ...]
    plus: bool
    in_context: bool


def _alias(actor: Actor, name: str) -> _Alias:
    in_context = name.startswith(IN_CONTEXT)
    name = name.removeprefix(IN_CONTEXT)
    parts = name_parts(name)
    upper = len(parts) == 1 and name.isupper() and len(name) <= 6 and name.isascii()
    capital = tuple(text[0].isupper() for _, text in parts)
    return _Alias(tuple(folded for folded, _ in parts), actor, upper, capital, name.endswith("+"), in_context)


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
        #: First part of a name -> the names that begin so, and whose they are.
        self._by_first: dict[str, list[tuple[Actor, str]]] = defaultdict(list)
        #: The same of the first parts that a text had, made ready: second part ("" for names of one) -> longest first.
        self._ready: dict[str, dict[str, list[_Alias]]] = {}
        #: First parts of names that are written with a small letter.
        self._small_firsts: set[str] = set()
        rows = list(rows)
        for actor, row in zip(_with_all_wholes(rows), rows, strict=True):
            self.actors[actor.actor_id] = actor
            for name in row.names:
                parts = name_parts(name.removeprefix(IN_CONTEXT))
                if parts:
                    self._by_first[parts[0][0]].append((actor, name))
                    if not parts[0][1][0].isupper():
                        self._small_firsts.add(parts[0][0])
        self._word = word
        self._state_words = {
            code: frozenset(fold(name) for name in names if name.isalpha())
            for code, names in (state_names or {}).items()
        }
        self._all_state_words = frozenset().union(*self._state_words.values())
        self._offices = _offices(rows, self.actors, state_names or {})
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

    def _aliases(self, first: str) -> dict[str, list[_Alias]]:
        """Return the names that begin with a part, by their second part; made when first asked for: few ever are."""
        ready = self._ready.get(first)
        if ready is None:
            ready = defaultdict(list)
            for actor, name in self._by_first[first]:
                alias = _alias(actor, name)
                ready[alias.parts[1] if len(alias.parts) > 1 else ""].append(alias)
            for aliases in ready.values():
                aliases.sort(key=lambda alias: (-len(alias.parts), not alias.plus))
            self._ready[first] = ready  # whole: other threads may read
        return ready

    def find(self, document: Document) -> list[ActorSpan]:
        """Return the actors that a document names, in order; spans do not overlap, the longest name wins."""
        out: list[ActorSpan] = []
        unsure: list[ActorSpan] = []
        folded, by_first, after = document.folded, self._by_first, 0
        texts, small = document.texts, self._small_firsts
        for first in compress(count(), map(by_first.__contains__, folded)):
            if first < after or texts[first][0].islower() and folded[first] not in small:
                continue  # inside of a longer name, or no name: "said" is no Said Jalili
            aliases = self._aliases(folded[first])
            second = next((word for word in folded[first + 1 : first + _GAP] if word), "")
            if second not in aliases and "" not in aliases:
                continue
            for alias in (*aliases.get(second, ()), *aliases.get("", ())):
                at = _words_at(folded, first, alias.parts)
                if at and self._stands(document, alias, at) and not self._is_a_branch(document, alias, first):
                    span = ActorSpan(first, at[-1], alias.actor, 0.95, "alias")
                    if alias.in_context:
                        unsure.append(replace(span, confidence=0.8, rule="context"))
                    elif not self._is_of_another_name(document, span):
                        out.append(span)
                    after = at[-1] + 1
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

    @staticmethod
    def _stands(document: Document, alias: _Alias, at: list[int]) -> bool:
        """Tell whether the tokens of an alias are written as it is: its capitals, nothing but hyphens between."""
        texts = document.texts
        if alias.plus and document.lower[at[-1] + 1 : at[-1] + 2] != ["+"]:
            return False
        if alias.upper and not texts[at[0]].replace(".", "").isupper():
            return False
        for n, (token, capital) in enumerate(zip(at, alias.capital, strict=True)):
            if capital and texts[token][0].islower():
                return False
            if n and any(texts[k] not in "-–'" for k in range(at[n - 1] + 1, token)):
                return False
        return True

    def _is_a_branch(self, document: Document, alias: _Alias, first: int) -> bool:
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


class _Span(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def tokens_in(spans: Iterable[_Span]) -> set[int]:
    """Return all tokens of some spans."""
    return {token for span in spans for token in range(span.first, span.last + 1)}


def _words_at(folded: Sequence[str], first: int, parts: Sequence[str]) -> list[int]:
    """Return the tokens of a name that starts at a token, what has no folded form left out; [] if it does not."""
    at, k = [], first
    for part in parts:
        while k < len(folded) and not folded[k]:
            k += 1
        if k == len(folded) or folded[k] != part:
            return []
        at.append(k)
        k += 1
    return at


_TITLES = frozenset(
    "president minister mr mr. mrs. ms. dr. gen. general king prince sheikh ayatollah premier secretary ambassador "
    "chancellor emir sultan judge sen. rep. gov. said for and when while but after before as if with".split()
)


#: After "Department of State" and the like they make it another body, of another government.
_BRANCHES = frozenset(
    "health hospital hospitals parks police revenue lands police security services service treasurer university "
    "college library libraries museum museums canada australia".split()
)


def _with_all_wholes(rows: Sequence[ActorRow]) -> list[Actor]:
    """Return the rows' actors with all that they are part of, not only directly: the nearest first."""
    direct = {row.actor.actor_id: row.actor.affiliation for row in rows}
    out = []
    for row in rows:
        wholes = list(row.actor.affiliation)
        for whole in wholes:  # grows while it is read
            wholes.extend(each for each in direct.get(whole, ()) if each not in wholes)
        further = len(wholes) > len(row.actor.affiliation)
        out.append(replace(row.actor, affiliation=tuple(wholes)) if further else row.actor)
    return out


def _offices(
    rows: Sequence[ActorRow], actors: Mapping[str, Actor], state_names: Mapping[str, Sequence[str]]
) -> Offices:
    """Return the offices of a catalogue, each with its owner, as far as the catalogue knows it."""
    known = {kept_fold_name(name): f"iso:{code}" for code, names in state_names.items() for name in names}
    names = {row.actor.actor_id: row.names for row in rows if row.actor.type != "person"}
    known |= {kept_fold_name(name): actor_id for actor_id, each in names.items() for name in each}
    names |= {f"iso:{code}": tuple(each) for code, each in state_names.items()}
    bodies = {
        row.actor.actor_id: next(parent for parent in row.actor.affiliation if parent.startswith("iso:"))
        for row in rows
        if row.actor.type == "government_body" and any(a.startswith("iso:") for a in row.actor.affiliation)
    }
    held = []
    for row in rows:
        for tenure in row.tenures:
            office = split_title(tenure.title, lambda name: known.get(kept_fold_name(name)))
            if office and not tenure.title.startswith(SHARED_OFFICES):
                held.append(Held(*office, actors[row.actor.actor_id], tenure.start, tenure.end))
    armies = {row.actor.actor_id for row in rows if row.actor.name.endswith(_ARMIES)}
    return Offices(held, lambda owner: names.get(owner, ()), bodies, armies)
