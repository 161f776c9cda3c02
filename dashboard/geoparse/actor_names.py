"""
The names of a catalogue's actors in a text: at word boundaries, the longest first, in the case they are written in.

Names are made ready when a text first has how they begin: few ever are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count

from dashboard.geoparse.actor_rows import IN_CONTEXT
from dashboard.geoparse.document import Document
from dashboard.geoparse.text import name_parts
from dashboard.model import Actor

#: In so many tokens the second word of a name must follow the first: only hyphens and the like stand between.
_GAP = 4


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of an actor in tokens. `upper` asks for capitals throughout, `capital` for its own.

    `plus` asks for a "+" after it, `in_context` for a sign elsewhere in the article that this actor is meant.
    """

    parts: tuple[str, ...]
    actor: Actor
    upper: bool
    capital: tuple[bool, ...]
    plus: bool
    in_context: bool


def _alias(actor: Actor, name: str) -> Alias:
    in_context = name.startswith(IN_CONTEXT)
    name = name.removeprefix(IN_CONTEXT)
    parts = name_parts(name)
    upper = len(parts) == 1 and name.isupper() and len(name) <= 6 and name.isascii()
    capital = tuple(text[0].isupper() for _, text in parts)
    return Alias(tuple(folded for folded, _ in parts), actor, upper, capital, name.endswith("+"), in_context)


class Names:
    """Names -> actors; add all of them first."""

    def __init__(self) -> None:
        #: First part of a name -> the names that begin so, and whose they are.
        self._by_first: dict[str, list[tuple[Actor, str]]] = defaultdict(list)
        #: The same of the first parts that a text had, made ready: second part ("" for names of one) -> longest first.
        self._ready: dict[str, dict[str, list[Alias]]] = {}
        #: First parts of names that are written with a small letter.
        self._small_firsts: set[str] = set()

    def add(self, actor: Actor, name: str) -> None:
        """Take in a name as the catalogue writes it."""
        parts = name_parts(name.removeprefix(IN_CONTEXT))
        if parts:
            self._by_first[parts[0][0]].append((actor, name))
            if not parts[0][1][0].isupper():
                self._small_firsts.add(parts[0][0])

    def firsts(self, document: Document) -> Iterator[int]:
        """Yield the tokens that a name can begin with, in order; "said" is no Said Jalili."""
        texts, folded, small = document.texts, document.folded, self._small_firsts
        for first in compress(count(), map(self._by_first.__contains__, folded)):
            if not texts[first][0].islower() or folded[first] in small:
                yield first

    def at(self, document: Document, first: int) -> Iterator[tuple[Alias, int]]:
        """Yield the names that stand at a token where one can begin, the longest first, with their last tokens."""
        folded = document.folded
        aliases = self._aliases(folded[first])
        second = next((word for word in folded[first + 1 : first + _GAP] if word), "")
        for alias in (*aliases.get(second, ()), *aliases.get("", ())):
            at = _words_at(folded, first, alias.parts)
            if at and _stands(document, alias, at):
                yield alias, at[-1]

    def _aliases(self, first: str) -> dict[str, list[Alias]]:
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


def _stands(document: Document, alias: Alias, at: list[int]) -> bool:
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
