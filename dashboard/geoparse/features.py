"""
The features of the toponym tagger: what each token of a run looks like, what the gazetteer knows of it, and around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from dashboard.geoparse.document import CASELESS, TITLES, Document, Run, runs
from dashboard.geoparse.gazetteer import CODES, Gazetteer
from dashboard.geoparse.words import Words

#: A word of this zipf frequency plus one (`Gazetteer.word`) is common: "over", "against", "officials".
_COMMON_FROM = 5


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
        found = gazetteer.match("".join(part + " " for part in folded[i:stop] if part))
        if found is None:
            i += 1
            continue
        j, parts = i, 0
        while parts < found.parts:
            if folded[j]:
                parts += 1
            j += 1
        code = gazetteer.code(found.name_id)
        for k in range(i, j):
            out[k - first] = (code, k - i, j - i, found.name_id)
        i = j
    return out


#: Given name, surname -> feature.
_PERSON = {(False, False): "", (True, False): "g", (False, True): "s", (True, True): "gs"}


@lru_cache(maxsize=50_000)
def _shape(text: str) -> str:
    if text.isupper():
        return "X" if len(text) == 1 else "XX" if len(text) < 4 else "XXX"
    if text[0].isupper():
        return "Xx" if text[1:].islower() or len(text) == 1 else "XxX"
    if text[0].isdigit():
        return "d"
    return "x" if text[0].islower() else "."


#: Features that depend on the same few things: a function, and what it makes them of. Of an article's groups most were
#: met before, in this article or another, so that whoever reads them can keep what they come to (`crf`).
Group = tuple

_NO_MATCH = ("", 0, 0, 0)


def expand(groups: Iterable[Group]) -> list[str]:
    """Return the features of one token."""
    return [feature for make, *of in groups for feature in make(*of)]


def run_features(
    document: Document,
    run: Run,
    codes: dict[int, tuple[str, int, int, int]],
    near: dict[int, str],
    gazetteer: Gazetteer,
    words: Words,
) -> list[list[Group]]:
    """
    Return the CRF's features for each token of a run, in groups (`expand` writes them out).

    `codes` holds what `matches` found, for the tokens of all runs of the text by token number; `near` what `nearness`
    says of a name, by its id.
    """
    texts, lower, folded = document.texts, document.lower, document.folded
    ends, starts_at, alike = document.ends, document.starts, words.groups
    count = len(texts)
    first, last = run
    length = min(last - first + 1, 5)
    known = [gazetteer.word(folded[i]) for i in range(first, last + 1)]
    persons = ["<", *[_PERSON[given, surname] for _, given, surname in known], ">"]
    out = []
    for i in range(first, last + 1):
        text, low, fol, zipf = texts[i], lower[i], folded[i], known[i - first][0]
        match = codes.get(i, _NO_MATCH)
        code, own = match[0], _own(match[:3])
        person_before, person, person_after = persons[i - first : i - first + 3]
        previous = lower[i - 1] if i else "<s>"
        following = lower[i + 1] if i + 1 < count else "</s>"
        previous2 = lower[i - 2] if i > 1 else "<s>"
        following2 = lower[i + 2] if i + 2 < count else "</s>"
        code_before = codes.get(i - 1, _NO_MATCH)[0]
        code_after = codes.get(i + 1, _NO_MATCH)[0]
        starts = i == 0 or previous in '.!?:;"“”)' or ends[i - 1] + 1 < starts_at[i]
        groups: list[Group] = [
            (_word, text, low, fol, zipf, person, own),
            (_alike, *alike(low)),
            (_before, own, previous, _shape(texts[i - 1]) if i else "<", alike(previous)[1]),
            (_after, own, following, _shape(texts[i + 1]) if i + 1 < count else ">", alike(following)[1]),
            (_beyond, "-", previous2, alike(previous2)[1]),
            (_beyond, "+", following2, alike(following2)[1]),
            (_pair, "b-=", previous2, previous),
            (_pair, "b+=", following, following2),
            (_pair, "w-1=", previous, low),
            (_pair, "w+1=", low, following),
            (_codes, code, own, person, person_before, code_before, person_after, code_after),
            (_place, code, min(i - first, 2), min(last - i, 2), length, min(document.counts[fol], 4)),
        ]
        if code in _LOCAL:
            groups.append((_nearness, near[match[3]], own))
        if starts or low in document.lower_words:
            groups.append((_stands, own, zipf, starts, low in document.lower_words))
        if following in (",", "(", "-") and (code_after2 := codes.get(i + 2, _NO_MATCH)[0]):
            groups.append((_one, "cc+2=", own + following + code_after2))
        if previous in (",", "and", "-") and (code_before2 := codes.get(i - 2, _NO_MATCH)[0]):
            groups.append((_one, "cc-2=", own + previous + code_before2))
        if i > first:
            groups.append((_one, "f=", lower[first]))
        if i < last:
            groups.append((_one, "L=", lower[last]))
        if fol in document.before:
            groups.append((_elsewhere, own, *sorted(document.before[fol])))
        out.append(groups)
    return out


@lru_cache(maxsize=1000)
def _own(match: tuple[str, int, int]) -> str:
    code, at, size = match
    position = "B" if at == 0 else "E" if at == size - 1 else "I"
    return f"{code}/{position}{min(size, 3)}" if code else "-"


def _one(name: str, value: str) -> list[str]:
    return [name + value]


def _word(text: str, low: str, fol: str, zipf: int, person: str, own: str) -> list[str]:
    out = [
        "b",
        "w=" + fol,
        "s3=" + low[-3:],
        "s4=" + low[-4:],
        "sh=" + _shape(text),
        f"z={zipf}",
        "c=" + own,
        "ps=" + person,
        "cp=" + own + person,
    ]
    if "." in text and len(text) > 1:
        out.append("ab")
    return out


def _alike(coarse: str, middle: str, fine: str) -> list[str]:
    """The groups of words that are used like this one."""
    return ["k1=" + coarse, "k2=" + middle, "k3=" + fine]


def _beyond(side: str, word: str, alike: str) -> list[str]:
    """The word after the next, to either side."""
    return [f"{side}2w={word}", f"k{side}2={alike}"]


def _pair(name: str, one: str, other: str) -> list[str]:
    return [name + one + "_" + other]


def _nearness(near: str, own: str) -> list[str]:
    return ["nr=" + near, "nc=" + near + own]


def _before(own: str, previous: str, shape: str, alike: str) -> list[str]:
    out = ["-1=" + previous, "s-1=" + shape, "co-1=" + own + "<" + previous, "k-=" + alike]
    if previous in TITLES:
        out.append("ti")
    return out


def _after(own: str, following: str, shape: str, alike: str) -> list[str]:
    return ["+1=" + following, "s+1=" + shape, "co+1=" + own + ">" + following, "k+=" + alike]


def _codes(
    code: str, own: str, person: str, person_before: str, code_before: str, person_after: str, code_after: str
) -> list[str]:
    return [
        "pa=" + code + person + person_after + code_after,
        "pb=" + person_before + code_before + code + person,
        "c-1=" + code_before,
        "c+1=" + code_after,
        "cc-1=" + own + "<" + code_before,
        "cc+1=" + own + ">" + code_after,
    ]


def _place(code: str, from_first: int, to_last: int, length: int, count: int) -> list[str]:
    return [f"cr={code}{from_first}{to_last}", f"l={length}", f"n={count}"]


def _stands(own: str, zipf: int, starts: bool, in_lower_case: bool) -> list[str]:
    """Whether the word starts a sentence, and whether the article has it in lower case."""
    out = ["S", "Sc=" + own, f"Sz={zipf}"] if starts else []
    return out + ["lo", "lc=" + own] if in_lower_case else out


def _elsewhere(own: str, *cues: str) -> list[str]:
    """What stands before the same word elsewhere in the article."""
    return [feature for cue in cues for feature in ("e=" + cue, "ec=" + cue + own)]


#: Names of these codes say which countries and first-order areas an article is about ...
_WIDE = frozenset(("country", "admin1", "abbr", "demonym"))
#: ... and of these, whether one that is called so lies there.
_LOCAL = frozenset(CODES) - {"", "country", "demonym"}


def nearness(codes: dict[int, tuple[str, int, int, int]], gazetteer: Gazetteer) -> dict[int, str]:
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
        if code in _LOCAL:
            its_countries, its_areas = gazetteer.homes(name_id)
            if not areas.isdisjoint(its_areas):
                out[name_id] = "a"
            elif not countries.isdisjoint(its_countries):
                out[name_id] = "c"
            else:
                out[name_id] = "n" if countries else "0"
    return out


def featurize(document: Document, gazetteer: Gazetteer, words: Words) -> tuple[list[Run], Iterator[list[list[Group]]]]:
    """
    Return the runs of a document and, one run at a time, the features of its tokens: of a long text they fill memory.

    A single very common word that no place is called ("The", at the start of a sentence) is no run.
    """
    found = [run for run in runs(document) if run.first < run.last or not _is_common(document, run, gazetteer)]
    _note_persons(document, found, gazetteer)
    codes: dict[int, tuple[str, int, int, int]] = {}
    for run in found:
        for offset, match in enumerate(matches(document, run, gazetteer)):
            if match[2]:
                codes[run.first + offset] = match
    near = nearness(codes, gazetteer)
    return found, (run_features(document, run, codes, near, gazetteer, words) for run in found)


def _note_persons(document: Document, found: list[Run], gazetteer: Gazetteer) -> None:
    """Note for "Georgia" that the article has a Georgia Stevens, for "Stevens" likewise: a cue wherever they stand."""
    steps, folded = document.steps, document.folded
    for first, last in found:
        for i in range(first, last):
            if steps[i] >= CASELESS and steps[i + 1] >= CASELESS:
                if gazetteer.word(folded[i])[1] and gazetteer.word(folded[i + 1])[2]:
                    document.before[folded[i]].add("given")
                    document.before[folded[i + 1]].add("surname")


def _is_common(document: Document, run: Run, gazetteer: Gazetteer) -> bool:
    folded = document.folded[run.first]
    return gazetteer.word(folded)[0] >= _COMMON_FROM and gazetteer.match(folded + " ") is None
