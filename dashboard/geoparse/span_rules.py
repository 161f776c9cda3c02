"""
What is no place although the tagger says so, and where a name begins: rules on the spans of one article.

Each changes the spans in place. Pure functions on a document's words.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.geoparse.document import Document
from dashboard.geoparse.text import ABBREVIATED_DIRECTIONS
from dashboard.geoparse.words import Words

#: Spans, (first token, last token), each with whether it is a demonym and its probability.
Chosen = dict[tuple[int, int], tuple[bool, float]]

#: Gods and planets that towns are called after, and what stands before them where they are meant.
_GODS = frozenset(
    "jupiter mars venus mercury saturn neptune apollo athena diana minerva juno bacchus ceres vulcan zeus hera hermes "
    "poseidon artemis aphrodite dionysus isis osiris horus amun baal ishtar mithras shiva vishnu krishna ganesh".split()
)
_OF_GODS = frozenset("temple temples god gods goddess goddesses shrine shrines sanctuary altar statue planet".split())
#: Titles that only persons have; "St." and "Dr." are of streets, too.
_OF_PERSONS = frozenset("mr mr. mrs mrs. ms ms.".split())
#: What makes "Americans" a people within the United States: nothing that such a name is told of happened there.
_PEOPLES = frozenset("native african afro asian arab hispanic".split())
_AMERICANS = frozenset(("american", "americans"))


def drop_no_places(document: Document, chosen: Chosen) -> None:
    """Drop gods and planets, persons with their title ("Ms. Hill") and peoples ("Native Americans"), in place."""
    lower = document.lower
    peoples: set[int] = set()
    for first, last in list(chosen):
        if lower[first] in _OF_PERSONS or first == last and _is_a_god(lower, first):
            del chosen[first, last]
        elif lower[last] in _AMERICANS:
            before = last - 1 - (lower[last - 1 : last] == ["-"])
            if before >= 0 and lower[before] in _PEOPLES:
                peoples.update((before, last))
    for span in [each for each in chosen if not peoples.isdisjoint(each)]:
        del chosen[span]


def _is_a_god(lower: Sequence[str], token: int) -> bool:
    """Tell whether a word is the name of a god or a planet: "the temples of Jupiter and Bacchus"."""
    return lower[token] in _GODS and not _OF_GODS.isdisjoint(lower[max(0, token - 4) : token])


def with_directions(document: Document, chosen: Chosen) -> None:
    """Let the "N." before a name belong to it, in place, unless it is in another: "N. Ireland", "N. Korean"."""
    for first, last in list(chosen):
        before = first - 1
        if before < 0 or document.lower[before] not in ABBREVIATED_DIRECTIONS:
            continue
        chosen.pop((before, before), None)
        if not any(one <= before <= other for one, other in chosen):
            chosen[before, last] = chosen.pop((first, last))


#: Peoples by whose name their country is called, too: the gazetteer has them as names of the country.
_ALSO_COUNTRIES = frozenset(("saudi", "somali"))


def tell_demonyms(document: Document, chosen: Chosen, words: Words) -> None:
    """Make demonyms, in place, of such names before a noun: "Somali troops", "Saudi jets"."""
    for (first, last), (demonym, probability) in chosen.items():
        if demonym or document.folded[first] not in _ALSO_COUNTRIES or first < last:
            continue
        after = document.texts[last + 1] if last + 1 < len(document.texts) else ""
        if after.islower() and words.letter(after) in "NJ":
            chosen[first, last] = (True, probability)
