"""
Tell whether the name of a state is a mention of it as an actor, says where something happened, or is no state at all.

Works on a tokenised article; opens no file.
"""

from __future__ import annotations

from collections.abc import Collection

from dashboard.geoparse.document import Document
from dashboard.geoparse.text import fold

#: After these a country's name says where, not who.
_WHERE = frozenset(
    "in at near into inside outside across around throughout through from off within along over toward towards to "
    "onto via leaving left reached entering entered visiting visited".split()
)
_OF_A_PLACE = frozenset("the northern southern eastern western central north south east west".split())
#: Before "to" these say that something was said or given to someone: "wrote to Israel".
_TO_SOMEONE = frozenset(
    "wrote write writes written writing said says spoke speaks speak talked talks talk gave give gives given sold sell "
    "sells selling sales offered offers offer warning warnings message messages appeal appealed appeals threat threats "
    "loyal allied thanks according complained apologised apologized apology protested proposed submitted conceded "
    "promised letter letters answer response reply replied ambassador envoy support opposed hostile lost attributed "
    "belongs belong belonged owed".split()
)
#: What a state has where it acts: "at Oman's embassy".
_BODIES = frozenset(
    "embassy consulate government parliament army military navy ministry minister ministers president mission cabinet "
    "leadership leaders rulers forces troops police intelligence delegation negotiators diplomats officials".split()
)
#: States that are also called like people in English: code, and the words that say that the state is meant.
LIKE_PEOPLE = {
    "chad": ("TD", ("ndjamena", "chadian", "chadians")),
    "jordan": ("JO", ("amman", "jordanian", "jordanians")),
    "georgia": ("GE", ("tbilisi", "georgian", "georgians")),
}
_CUES = frozenset("in from across inside to of".split())
#: An article that has so many states is about states.
_STATES = 4
_SPEECH = frozenset("in into from speak speaks spoke speaking spoken fluent learn learned learning".split())


def acts(document: Document, first: int, last: int, sense: float) -> bool:
    """
    Tell whether a country's name is a mention of the state as an actor, not merely of where something happened.

    `sense` is the probability that the name is not meant as a place (`roles.RoleModel.metonymy`).
    """
    lower, texts = document.lower, document.texts
    if lower[last + 1 : last + 3] == [",", "where"]:
        return False
    if sense > 0.35 or (lower[last + 1 : last + 2] in (["'s"], ["’s"]) and lower[last + 2 : last + 3]
                        and lower[last + 2] in _BODIES):  # fmt: skip
        return True
    at, joined = first - 1, False
    while at >= 0:
        if lower[at] in ("and", ",", "or"):
            joined = True
        elif lower[at] not in _OF_A_PLACE and not (joined and texts[at][0].isupper()):
            break
        at -= 1
    if at > 0 and lower[at] == "to" and lower[at - 1] in _TO_SOMEONE:
        return True
    return not (at >= 0 and lower[at] in _WHERE)


def like_a_person(document: Document, first: int, last: int, countries: Collection[str]) -> bool:
    """
    Tell whether "Chad", "Jordan" or "Georgia" may be a person: nothing in the article says that the state is meant.

    What says so is its capital, its demonym, a preposition before the name ("in Jordan"), a place or an actor of that
    state, or so many other states that it is one more; `countries` are the codes of those that the article has.
    """
    name = document.folded[first]
    if first != last or name not in LIKE_PEOPLE or LIKE_PEOPLE[name][0] in countries:
        return False
    if not _CUES.isdisjoint(document.before.get(name, ())) or is_meant(document, name):
        return False
    among_states = len(countries) >= _STATES
    return not among_states or any(
        _beside_a_name(document, at) for at, folded in enumerate(document.folded) if folded == name
    )


def is_meant(document: Document, name: str) -> bool:
    """Tell whether an article gives the capital or the demonym of a state that is called like a person."""
    return any(word in document.counts for word in LIKE_PEOPLE[name][1])


def untagged(document: Document, taken: set[int]) -> list[tuple[int, str]]:
    """
    Return (token, folded name) of a state that is called like a person where nothing was found, though it is meant.

    "Chad summoned an envoy", in an article that has N'Djamena or Chadians: not "Chad Smith", not "Mr Chad".
    """
    out = []
    for name in LIKE_PEOPLE:
        if name not in document.counts or not is_meant(document, name):
            continue
        for at, folded in enumerate(document.folded):
            if folded == name and at not in taken and not _beside_a_name(document, at):
                out.append((at, name))
    return out


def _beside_a_name(document: Document, at: int) -> bool:
    texts = document.texts
    after = texts[at + 1] if at + 1 < len(texts) else ""
    before = texts[at - 1] if at else ""
    return any(text[:1].isupper() and text.rstrip(".").isalpha() for text in (before, after)) or fold(before) == "like"


#: What no government is, at the end of a name that begins with a demonym: "the Sudanese Communist Party".
_NO_GOVERNMENT = frozenset(
    "party union federation association league congress front society institute university board club movement "
    "foundation fund museum forum airlines airways company corporation group syndicate press".split()
)
#: The same of a name of two words: papers, and what flies. There is a British Army, and no British Times of the state.
_NO_GOVERNMENT_ALONE = frozenset("press times post herald tribune examiner airlines airways railways".split())
#: Before these a demonym says where something is or whose it is, not who acts.
_THINGS = frozenset(
    "border borders flag flags coast coastline soil territory airspace waters desert passport passports cuisine food "
    "dialect accent capital city cities town towns village villages province provinces".split()
)


def is_of_a_body(document: Document, last: int) -> bool:
    """Tell whether a demonym begins the name of a body of its own, or stands before a thing: "the Tunisian border"."""
    texts, lower, at = document.texts, document.lower, last + 1
    if lower[at : at + 1] and lower[at] in _THINGS:
        return lower[at + 1 : at + 2] not in (["guard"], ["guards"], ["police"], ["officials"], ["authorities"])
    while at < len(texts) and texts[at][0].isupper() and texts[at].isalpha():
        at += 1
    return lower[at - 1] in (_NO_GOVERNMENT if at > last + 2 else _NO_GOVERNMENT_ALONE)


def is_language(document: Document, first: int, last: int) -> bool:
    """Tell whether a demonym is a language: "repeated it in Persian."."""
    lower, texts = document.lower, document.texts
    if not first or lower[first - 1] not in _SPEECH or lower[last].endswith("s"):
        return False
    return last + 1 >= len(texts) or not texts[last + 1][0].isalnum() or lower[last + 1] in ("and", "or", "to")
