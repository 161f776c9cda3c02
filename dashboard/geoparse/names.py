"""
What the gazetteer says of the capitalised runs of a document: which names stand in them, whether a place called so lies
in what else the article names, and which words are persons' names there.
"""

from __future__ import annotations

from typing import NamedTuple

from dashboard.geoparse.document import CASELESS, Document, Run, runs
from dashboard.geoparse.gazetteer import CODES, Gazetteer
from dashboard.geoparse.words import Words

#: A word of this zipf frequency plus one (`Gazetteer.word`) is common: "over", "against", "officials".
_COMMON_FROM = 5
#: Names of these codes say which countries and first-order areas an article is about ...
_WIDE = frozenset(("country", "admin1", "abbr", "demonym"))
#: ... and of these, whether one that is called so lies there.
LOCAL = frozenset(CODES) - {"", "country", "demonym"}
#: Token -> code, place in the match, length of the match, id of the name (`matches`).
Codes = dict[int, tuple[str, int, int, int]]
#: What is said of a token outside of all names, as if it were a name of one token.
_SINGLE = ("", 0, 1, 0)


def named_runs(document: Document, gazetteer: Gazetteer) -> tuple[list[Run], Codes]:
    """
    Return the runs of a document and what `matches` found, for the tokens of all runs by token number.

    A single very common word that no place is called ("The", at the start of a sentence) is no run. Persons' names are
    noted in the document.
    """
    found = [run for run in runs(document) if run.first < run.last or not _is_common(document, run, gazetteer)]
    _note_persons(document, found, gazetteer)
    codes: Codes = {}
    for run in found:
        for offset, match in enumerate(matches(document, run, gazetteer)):
            if match[2]:
                codes[run.first + offset] = match
    return found, codes


def matches(document: Document, run: Run, gazetteer: Gazetteer) -> list[tuple[str, int, int, int]]:
    """
    Return (code, place in the match, length of the match, id of the name) for each token of a run; ("", 0, 0, 0)
    outside of names.

    Names are matched from the left, longest first; hyphens inside a name count as nothing.
    """
    first, last = run
    out: list[tuple[str, int, int, int]] = [("", 0, 0, 0)] * (last - first + 1)
    folded = document.folded
    i = first
    while i <= last:
        if not folded[i]:
            i += 1
            continue
        stop = min(last + 1, i + 7)
        parts = [part for part in folded[i:stop] if part] if i < last else (folded[i],)
        found = gazetteer.match(" ".join(parts) + " ")
        if found is None:
            i += 1
            continue
        j, seen = i, 0
        while seen < found.parts:
            if folded[j]:
                seen += 1
            j += 1
        code = gazetteer.code(found.name_id)
        for k in range(i, j):
            out[k - first] = (code, k - i, j - i, found.name_id)
        i = j
    return out


def nearness(codes: Codes, gazetteer: Gazetteer) -> dict[int, str]:
    """
    Return, by the id of a name, whether a place called so lies in what else the article names.

    "a" in a first-order area (or it is one), "c" in a country, "n" in neither; "0" in an article that names no
    country. In a paper of Kentucky, Paris and Berry are more likely towns.
    """
    names = {(name_id, code) for code, _, _, name_id in codes.values()}
    countries: set[int] = set()
    areas: set[int] = set()
    for name_id, code in names:
        if code in _WIDE:
            country, area = gazetteer.home(name_id)
            countries.add(country)
            if code in ("admin1", "abbr"):
                areas.add(area)
    countries.discard(-1)
    areas.discard(-1)
    out = {}
    for name_id, code in names:
        if code in LOCAL:
            its_countries, its_areas = gazetteer.homes(name_id)
            if not areas.isdisjoint(its_areas):
                out[name_id] = "a"
            elif not countries.isdisjoint(its_countries):
                out[name_id] = "c"
            else:
                out[name_id] = "n" if countries else "0"
    return out


#: A word this rare that no place is called may be a surname that no table holds: "Israel Adesanya"; so may one a little
#: less rare that no table of words holds either ("Jordan Spieth").
_RARE, _RARE_NAME = 2, 3
#: After these words a name is where somebody is, comes from or goes to.
WHERE = frozenset("in at from near to across around into outside inside toward towards through between".split())


#: From this zipf frequency plus one on a word is not taken for a given name, though some bear it: "In", "An", "So".
_NO_NAME_FROM = 7


#: What follows a dateline.
_DASHES = (["-"], ["–"], ["—"])

#: Nobody but a person is called so: "Ms Paris", "Senator Jordan".
_HONORIFICS = frozenset(
    "mr mrs ms dr prof sgt lt capt maj cpl mr. mrs. ms. dr. prof. sgt. lt. capt. col. maj. cpl. sen. judge justice "
    "coach senator congressman congresswoman detective".split()
)

#: So is who follows with "of": "the Duke of Wellington".
_PEERS = frozenset("duke duchess earl marquess count countess baron baroness viscount viscountess".split())


def _is_given(gazetteer: Gazetteer, folded: str) -> bool:
    """Tell whether a word is a given name, and not first of all another word: "In Paris" names no person."""
    zipf, given, _ = gazetteer.word(folded)
    return given and zipf < _NO_NAME_FROM


class Persons(NamedTuple):
    """
    The persons that an article names in full: `words`, folded, are parts of their names that never stand after a
    preposition of place ("Georgia Stevens ... Georgia said"); `surnames` are the tokens of the last names.
    """

    words: frozenset[str]
    surnames: frozenset[int]


def persons_in(document: Document, found: list[Run], codes: Codes, gazetteer: Gazetteer, words: Words) -> Persons:
    """Return the persons of an article. Names of places that look like persons' ("Virginia Beach") do not count."""
    out: set[str] = set()
    surnames: set[int] = set()
    for first, last in found:
        for i in range(first, last):
            if document.steps[i] < CASELESS:
                continue
            if document.steps[i + 1] < CASELESS:
                if document.lower[i] in _PEERS and document.lower[i + 1] == "of" and i + 2 <= last:
                    surnames.add(i + 2)
                elif i + 3 <= last and document.is_article(i + 1) and _is_given(gazetteer, document.folded[i]):
                    if not _is_one_name(codes, i, i + 3):  # "Ahmed al-Homsi", not "Khan al-Ahmar"
                        out |= {document.folded[i], document.folded[i + 3]}
                        surnames.add(i + 3)
                continue
            if document.lower[i] in _HONORIFICS and codes.get(i + 1, _SINGLE)[2] == 1:
                out.add(document.folded[i + 1])
                surnames.add(i + 1)
                continue
            if _is_one_name(codes, i, i + 1):
                continue
            other = codes.get(i + 1)
            folded, following = document.folded[i], document.folded[i + 1]
            zipf, _, surname = gazetteer.word(following)
            if not _is_given(gazetteer, folded):
                continue
            if not surname and other is None and following.isalpha():
                surname = zipf <= _RARE or zipf <= _RARE_NAME and not words.holds(document.lower[i + 1])
            if surname:
                out |= {folded, following}
                surnames.add(i + 1)
    positions: dict[str, list[int]] = {word: [] for word in out}
    if out:
        for at, folded in enumerate(document.folded):
            if folded in positions:
                positions[folded].append(at)
    persons = frozenset(
        word
        for word in out
        if not _stands_as_a_place(document, word, positions[word], surnames)
        and not _ends_a_dateline(document, word, positions[word], codes)
    )
    return Persons(persons, frozenset(surnames))


def _is_one_name(codes: Codes, first: int, last: int) -> bool:
    """Tell whether two tokens stand in one name of the gazetteer."""
    one, other = codes.get(first), codes.get(last)
    return bool(one and other and one[3] == other[3] and other[1] - one[1] == last - first)


def _stands_as_a_place(document: Document, word: str, positions: list[int], surnames: set[int]) -> bool:
    """
    Tell whether a word, at these positions, stands after a preposition of place: "in Jordan's capital", not "from
    Georgia Stevens", nor "from Georgia's hard work" and "to Georgia's credit".
    """
    if WHERE.isdisjoint(document.before.get(word, ())):
        return False
    lower = document.lower
    for at in positions:
        if not at:
            continue
        possessive = lower[at + 1 : at + 2] in (["'s"], ["’s"])
        of_somebody = possessive and lower[at - 1] in ("from", "to")
        if lower[at - 1] in WHERE and not of_somebody and surnames.isdisjoint((at, at + 1)):
            return True
    return False


def _ends_a_dateline(document: Document, word: str, positions: list[int], codes: Codes) -> bool:
    """Tell whether a word, at these positions, says where the town of a dateline lies: "MAFRAQ, Jordan -"."""
    texts = document.texts
    return "," in document.before.get(word, ()) and any(
        texts[at - 1] == "," and texts[at + 1 : at + 2] in _DASHES and codes.get(at - 2, _SINGLE)[0] in LOCAL
        for at in positions
        if at > 1
    )


def _note_persons(document: Document, found: list[Run], gazetteer: Gazetteer) -> None:
    """Note for "Georgia" that the article has a Georgia Stevens, for "Stevens" likewise: a cue wherever they stand."""
    steps, folded = document.steps, document.folded
    for first, last in found:
        for i in range(first, last):
            if steps[i] >= CASELESS and steps[i + 1] >= CASELESS:
                first_name, last_name = gazetteer.taught(folded[i])[0], gazetteer.taught(folded[i + 1])[1]
                if first_name and last_name and gazetteer.word(folded[i])[0] < _NO_NAME_FROM:
                    document.before[folded[i]].add("given")
                    document.before[folded[i + 1]].add("surname")


def _is_common(document: Document, run: Run, gazetteer: Gazetteer) -> bool:
    folded = document.folded[run.first]
    return gazetteer.word(folded)[0] >= _COMMON_FROM and gazetteer.match(folded + " ") is None
