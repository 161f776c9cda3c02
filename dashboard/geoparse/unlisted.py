"""
Find persons and organisations that a text names and the catalogue does not know: *unlisted* actors.

A person is a title before a name of two parts or more ("Gen. Omar Tahan"), or a given name and a surname; a surname
alone counts after the full name. An organisation is a name that ends in what it is ("Nahr Rescue Committee") or begins
with it ("University of Basra"). Precision goes before recall: who is missed can be added to the catalogue, who is no
actor only makes noise. Two mentions of one name are one actor, `unlisted:<folded name>`, whatever the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dashboard.geoparse.document import CONNECTORS, Document
from dashboard.geoparse.text import fold_name
from dashboard.model import Actor

#: What an unlisted actor's id begins with.
PREFIX = "unlisted:"

#: Before a full name: it is a person's, whatever the name.
_TITLES = frozenset(
    "mr mr. mrs mrs. ms ms. dr dr. prof. gen gen. col col. lt. sgt. capt. maj. brig. adm. rev. sen. rep. gov. general "
    "colonel captain major lieutenant sergeant admiral commander brigadier professor doctor sheikh sheikha imam "
    "ayatollah bishop archbishop cardinal rabbi father sister judge justice senator congressman congresswoman governor "
    "mayor ambassador prince princess lord lady sir dame spokesman spokeswoman spokesperson minister president premier "
    "chancellor secretary director chairman chairwoman lawyer activist journalist analyst economist officer inspector "
    "deputy lawmaker envoy negotiator".split()
)
#: Parts of a name that may be in lower case, or that stand before another part.
_PARTICLES = frozenset("al el bin ibn ben bint abu abd abdul de del da di du la le van von der den ter dos mac".split())
_ENDS_IN = frozenset(
    "front brigade brigades battalion movement party organization organisation association union federation "
    "confederation council committee commission agency authority ministry institute foundation company corporation "
    "corp corp. inc inc. ltd ltd. co. plc llc bank group society network university league alliance coalition bureau "
    "tankers shipping logistics airlines airways holding holdings syndicate trust initiative observatory "
    "consortium".split()
)
#: These begin a name when "of", "for", "to", "on" follows.
_BEGINS_WITH = frozenset(
    "ministry university department bank union front organization organisation association institute center centre "
    "council committee commission society alliance federation league coalition campaign foundation office party "
    "movement friends".split()
)
_AFTER_HEAD = frozenset("of for to on against".split())
_INSIDE = frozenset("of for and the &".split())
#: Capitalised words that no name of a person or an organisation has at its edge.
_NO_NAMES = frozenset(
    "the a an and but or in on at to from of for by with as if when while after before since until this that these "
    "those he she it they we i you his her their its our my your who what where why how there here not no yes so then "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december north south east west northern southern eastern western central new old many some all "
    "both each every several most more last next earlier later meanwhile however according also one two three first "
    "second third man woman people police officials street road avenue county city town state park school high river "
    "lake mount mountain island bay beach bridge hill hills valley highway route district village hospital church "
    "mosque airport square center centre building court house hall game cup day week month year god christmas easter "
    "islam muslim christian jewish catholic internet english war act bill law treaty agreement report "
    "parkway creek accord accords homestead service claus lane drive plaza boulevard".split()
)
#: Given names that are words first.
_WORDS = frozenset(
    "will may grant mark bill frank rose hope faith grace joy art drew chase dean rich rob sue gene pat ray dale dawn "
    "eve summer autumn rain sky star king prince duke earl major judge bishop pope general golden royal grand victory "
    "liberty freedom charity mercy justice peace page price young long short little white black brown green "
    "gray".split()
)
_DIRECTIONS = frozenset("north south east west northern southern eastern western central".split())
_COMMON = 5  # zipf frequency, 0-8, of a word that is no name
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class UnlistedSpan:
    """A name of an unlisted actor: tokens `first` to `last`, included."""

    first: int
    last: int
    actor: Actor
    confidence: float


#: Returns (zipf frequency, is a given name, is a surname) of a folded word.
Word = Callable[[str], tuple[int, bool, bool]]


def find_unlisted(document: Document, actors: set[int], places: set[int], word: Word) -> list[UnlistedSpan]:
    """
    Return the unlisted actors of a document, in order.

    `actors` are the tokens that name a known actor, `places` those that name a place: an organisation may have one in
    its name, a person has none.
    """
    out: list[UnlistedSpan] = []
    people: dict[str, Actor | None] = {}  # surname -> who, None where two share it
    used = actors | places
    for run_first, run_last in long_runs(document):
        for first, last, kind in _names(document, run_first, run_last, actors, used, word):
            name = _surface(document, first, last)
            key = fold_name(name).strip().replace(" ", "-")
            actor = Actor(PREFIX + key, name, kind)
            out.append(UnlistedSpan(first, last, actor, 0.6))
            used.update(range(first, last + 1))
            if kind == "person":
                surname = document.folded[last]
                known = people.get(surname, actor)
                people[surname] = actor if known is not None and known.actor_id == actor.actor_id else None
    if people:
        out.extend(_surnames(document, people, used))
    return sorted(out, key=lambda span: span.first)


def long_runs(document: Document) -> Iterator[tuple[int, int]]:
    """
    Yield first and last token of the capitalised runs (see `document`) of two tokens or more, in order.

    The full stop of an initial is inside: "Eugene C. Haddad".
    """
    texts, lower, paragraphs, first, last = document.texts, document.lower, document.paragraphs, -1, -9
    for at in document.heads:
        gap = at - last
        joined = gap <= 3 and (
            gap == 1
            or all(lower[k] in CONNECTORS for k in range(last + 1, at))
            or gap == 2 and texts[last + 1] == "." and len(texts[last]) == 1 and last > first >= 0
        )  # fmt: skip
        if not joined or at in paragraphs:
            if last > first >= 0:
                yield first, last
            first = at
        last = at
    if last > first >= 0:
        yield first, last


def _names(
    document: Document, first: int, last: int, actors: set[int], used: set[int], word: Word
) -> Iterator[tuple[int, int, Literal["person", "organisation"]]]:
    """Yield the names in a run of capitalised words, organisations before persons."""
    done: set[int] = set()
    for start, end in _organisations(document, first, last):
        if end - start == 1 and word(document.folded[start])[0] >= _COMMON:
            continue  # "Foreign Ministry", "Green Party": whose, it does not say
        if actors.isdisjoint(range(start, end + 1)) and done.isdisjoint(range(start, end + 1)):
            done.update(range(start, end + 1))
            yield start, end, "organisation"
    at = first
    while at < last:
        end = _person(document, at, last, word)
        span = range(at, end + 1)
        if end > at and used.isdisjoint(span) and done.isdisjoint(span):
            yield at, end, "person"
            at = end
        at += 1


def _person(document: Document, at: int, last: int, word: Word) -> int:
    """Return the last token of a person's full name that starts at a token; -1 if none does."""
    texts, lower, folded = document.texts, document.lower, document.folded
    titled = at > 0 and lower[at - 1] in _TITLES and not (at > 1 and lower[at - 1] in ("general", "major", "deputy"))
    if not titled and (not word(folded[at])[1] or folded[at] in _WORDS):
        return -1
    if not _is_part(document, at) or lower[at] in _TITLES:
        return -1
    end, parts, k = at, int(lower[at] not in _PARTICLES), at + 1
    while k <= last and parts < 5:
        text = texts[k]
        if text == "-" or lower[k] in _PARTICLES and text.islower():
            k += 1
            continue
        if len(text) <= 2 and text[0].isupper() and text.rstrip(".").isalpha() and k < last:  # an initial
            k += 1
            if k <= last and texts[k] == ".":
                k += 1
            continue
        if not _is_part(document, k):
            break
        end, parts, k = k, parts + (lower[k] not in _PARTICLES), k + 1
    if parts < 2 or parts > 4 or lower[end] in _ENDS_IN or (end < last and _goes_on(document, end)):
        return -1
    tail_zipf, _, tail_surname = word(folded[end])
    if not tail_surname and (tail_zipf >= _COMMON or folded[end] in document.lower_words):
        return -1
    return end


def _is_part(document: Document, at: int) -> bool:
    """Tell whether a token can be a part of a person's name."""
    text = document.texts[at]
    return (
        len(text) > 1
        and text[0].isupper()
        and not text.isupper()
        and text.replace("'", "").replace("’", "").isalpha()
        and document.lower[at] not in _NO_NAMES
    )


def _goes_on(document: Document, end: int) -> bool:
    """Tell whether a capitalised word follows that makes a name that of a thing: "Hassan Omar Street"."""
    after = document.texts[end + 1]
    return after[0].isupper() and document.lower[end + 1] in _NO_NAMES | _ENDS_IN


def _organisations(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the organisations in a run: those that begin with what they are, then the others."""
    texts, lower = document.texts, document.lower
    k = first
    while k <= last:
        head = lower[k] in _BEGINS_WITH and texts[k][0].isupper()
        if head and k + 2 <= last and lower[k + 1] in _AFTER_HEAD and lower[k + 2] not in _NO_NAMES - {"the"}:
            end = k + 1
            while end < last and (texts[end + 1][0].isupper() or lower[end + 1] in _INSIDE):
                if lower[end + 1] == "and" and end + 2 <= last and lower[end + 2] in _INSIDE:
                    break
                end += 1
            while lower[end] in _INSIDE:
                end -= 1
            if end >= k + 2 and end - k < _LONGEST:
                yield _with_adjectives(document, first, k), end
                k = end
        elif lower[k] in _ENDS_IN and texts[k][0].isupper() and k > first:
            start = k
            while start > first and (
                texts[start - 1][0].isupper()
                and texts[start - 1].isalpha()
                or lower[start - 1] in ("and", "&", "of", "for", "-", "al")
            ):
                start -= 1
            while start < k and (
                lower[start] in _INSIDE or lower[start] in _NO_NAMES - _DIRECTIONS or not texts[start].isalpha()
            ):
                start += 1
            after = lower[k + 1] if k + 1 < len(lower) else ""
            if 1 <= k - start < _LONGEST and any(lower[n] not in _ENDS_IN for n in range(start, k)):
                if not (after in _AFTER_HEAD and k + 2 <= last):
                    yield start, k
        k += 1


def _with_adjectives(document: Document, first: int, head: int) -> int:
    """Return where the capitalised words before a head begin: "Iraqi Ministry of Water"."""
    start = head
    while start > first and document.texts[start - 1][0].isupper() and document.texts[start - 1].isalpha():
        start -= 1
    while start < head and document.lower[start] in _NO_NAMES:
        start += 1
    return start


def _surnames(document: Document, people: dict[str, Actor | None], used: set[int]) -> Iterable[UnlistedSpan]:
    texts = document.texts
    for at in document.heads:
        person = people.get(document.folded[at])
        if person is None or at in used:
            continue
        before = document.lower[at - 1] if at else ""
        if at and texts[at - 1][0].isupper() and before not in _TITLES and before not in _NO_NAMES:
            continue
        after = texts[at + 1] if at + 1 < len(texts) else ""
        if after[:1].isupper() and after.isalpha():
            continue
        yield UnlistedSpan(at, at, person, 0.5)


def _surface(document: Document, first: int, last: int) -> str:
    """Return the tokens of a name with single blanks, hyphens closed up."""
    parts = []
    for k in range(first, last + 1):
        parts.append((" " if k > first and document.starts[k] > document.ends[k - 1] else "") + document.texts[k])
    return "".join(parts)
