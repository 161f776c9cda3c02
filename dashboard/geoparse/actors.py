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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import DataFileError
from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer_build import read_table
from dashboard.geoparse.text import fold, fold_name, tokenize
from dashboard.model import ACTOR_TYPES, Actor

#: After these a country's name says where, not who.
_WHERE = frozenset(
    "in at near into inside outside across around throughout through from off within along over toward towards to "
    "onto via leaving left reached entering entered visiting visited".split()
)
#: Seats beside the capitals of countries.csv: institutions, and where governments or ministries sit in fact.
_OTHER_SEATS = {
    "Brussels": "actor:european-union", "Tel Aviv": "iso:IL", "Washington": "iso:US", "Gaza City": "iso:PS",
    "Benghazi": "iso:LY", "Tobruk": "iso:LY", "Aden": "iso:YE", "Port Sudan": "iso:SD", "Hargeisa": "iso:SO",
    "Kiev": "iso:UA", "The Hague": "iso:NL", "Sana'a": "iso:YE", "Riyad": "iso:SA", "Peking": "iso:CN",
}  # fmt: skip
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
    """One name of an actor as tokens; `upper` asks for capitals throughout, `capital` for those that the name has."""

    parts: tuple[str, ...]
    actor: Actor
    upper: bool
    capital: tuple[bool, ...]


class Catalogue:
    """All known actors and their names. Open it with `Catalogue.open`; read only."""

    def __init__(
        self,
        actors: Iterable[tuple[Actor, Sequence[str]]],
        states: dict[str, Actor],
        seats: dict[str, Actor] | None = None,
    ) -> None:
        self.states = states
        self._seats = seats or {}
        self.actors: dict[str, Actor] = {actor.actor_id: actor for actor in states.values()}
        # first part -> second part ("" for names of one part) -> names, longest first
        self._by_first: dict[str, dict[str, list[_Alias]]] = defaultdict(lambda: defaultdict(list))
        for actor, names in actors:
            self.actors[actor.actor_id] = actor
            for name in names:
                self._add(actor, name)
        for by_second in self._by_first.values():
            for aliases in by_second.values():
                aliases.sort(key=lambda alias: -len(alias.parts))

    @classmethod
    def open(cls, data: Path) -> Catalogue:
        """
        Read the catalogue from a folder of tables.

        Raises DataFileError, with file and line, for a row that cannot be used.
        """
        states = {
            row["country_code"]: Actor(f"iso:{row['country_code']}", row["name"], "state", row["country_code"])
            for _line, row in read_table(data / "countries.csv")
        }
        seats = {
            fold_name(row["capital"]): states[row["country_code"]]
            for _line, row in read_table(data / "countries.csv")
            if row["capital"]
        }
        actors = read_actors(data / "actors.csv")
        by_id = {actor.actor_id: actor for actor, _names in actors}
        for place, actor_id in _OTHER_SEATS.items():
            if actor := states.get(actor_id.removeprefix("iso:")) or by_id.get(actor_id):
                seats[fold_name(place)] = actor
        return cls(actors, states, seats)

    def at_seat(self, name: str) -> Actor | None:
        """Return who is meant when the name of a seat of government stands for an actor: "Tehran" is Iran."""
        return self._seats.get(fold_name(name))

    def _add(self, actor: Actor, name: str) -> None:
        tokens = [token.text for token in tokenize(name)]
        parts = [(fold(text), text) for text in tokens]
        parts = [(folded, text) for folded, text in parts if folded]
        if not parts:
            return
        upper = len(parts) == 1 and name.isupper() and len(name) <= 6 and name.isascii()
        capital = tuple(text[0].isupper() for _, text in parts)
        second = parts[1][0] if len(parts) > 1 else ""
        self._by_first[parts[0][0]][second].append(_Alias(tuple(f for f, _ in parts), actor, upper, capital))

    def find(self, document: Document) -> list[ActorSpan]:
        """Return the actors that a document names, in order; spans do not overlap, the longest name wins."""
        out: list[ActorSpan] = []
        at = [n for n, folded in enumerate(document.folded) if folded]
        words = [document.folded[n] for n in at]
        count, after = len(words), 0
        for i in [i for i, word in enumerate(words) if word in self._by_first]:
            if i < after:
                continue  # inside of a longer name
            aliases = self._by_first[words[i]]
            following = words[i + 1] if i + 1 < count else ""
            for alias in (*aliases.get(following, ()), *aliases.get("", ())):
                size = len(alias.parts)
                if tuple(words[i : i + size]) == alias.parts and self._stands(document, alias, at[i : i + size]):
                    out.append(ActorSpan(at[i], at[i + size - 1], alias.actor, 0.95, "alias"))
                    after = i + size
                    break
        out.extend(self._surnames(document, out))
        out.sort(key=lambda span: (span.first, -span.last))
        return out

    @staticmethod
    def _stands(document: Document, alias: _Alias, at: list[int]) -> bool:
        """Tell whether the tokens of an alias are written as it is: its capitals, nothing but hyphens between."""
        texts = document.texts
        if alias.upper and not texts[at[0]].replace(".", "").isupper():
            return False
        for n, (token, capital) in enumerate(zip(at, alias.capital, strict=True)):
            if capital and texts[token][0].islower():
                return False
            if n and any(texts[k] not in "-–'" for k in range(at[n - 1] + 1, token)):
                return False
        return True

    def _surnames(self, document: Document, found: list[ActorSpan]) -> list[ActorSpan]:
        """Return later mentions of a person by the last part of a full name that the document gave before."""
        surnames: dict[str, ActorSpan | None] = {}
        taken = {k for span in found for k in range(span.first, span.last + 1)}
        for span in found:
            if span.actor.type != "person" or span.last == span.first:
                continue
            surname = document.folded[span.last]
            if len(surname) < 3:
                continue
            known = surnames.get(surname, span)
            surnames[surname] = span if known is not None and known.actor == span.actor else None
        out = []
        if surnames:
            for k, folded in enumerate(document.folded):
                owner = surnames.get(folded)
                if owner is None or k in taken or k < owner.first or not document.texts[k][0].isupper():
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


def read_actors(path: Path) -> list[tuple[Actor, list[str]]]:
    """
    Return the actors of a catalogue file, each with all of its names.

    Raises DataFileError, with file and line, for an unknown type, an empty name or an id that stands twice.
    """
    out: list[tuple[Actor, list[str]]] = []
    seen: dict[str, int] = {}
    for line, row in read_table(path):
        actor_id, name, kind = row["id"].strip(), row["name"].strip(), row["type"].strip()
        if kind not in ACTOR_TYPES:
            raise DataFileError(f"{path}:{line}: type {kind!r} is not one of {', '.join(ACTOR_TYPES)}")
        if not actor_id or not name:
            raise DataFileError(f"{path}:{line}: id and name must not be empty")
        if actor_id in seen:
            raise DataFileError(f"{path}:{line}: id {actor_id!r} stands in line {seen[actor_id]} already")
        seen[actor_id] = line
        affiliation = tuple(
            part if part.startswith("iso:") else f"actor:{part}"
            for part in (part.strip() for part in row["affiliation"].split(";"))
            if part
        )
        actor = Actor(f"actor:{actor_id}", name, kind, row["country"].strip() or None, affiliation)  # type: ignore[arg-type]
        aliases = [alias.strip() for alias in row["aliases"].split("|") if alias.strip()]
        out.append((actor, list(dict.fromkeys([name, *aliases]))))
    return out


def acts(document: Document, first: int, last: int, sense: float) -> bool:
    """
    Tell whether a country's name is a mention of the state as an actor, not merely of where something happened.

    `sense` is the probability that the name is not meant as a place (`roles.RoleModel.metonymy`).
    """
    if sense > 0.35:
        return True
    at = first - 1
    while at >= 0 and document.lower[at] in (
        "the",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "and",
        ",",
    ):
        at -= 1
    return not (at >= 0 and document.lower[at] in _WHERE)
