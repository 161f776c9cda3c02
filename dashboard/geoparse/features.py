"""
The features of the toponym tagger: what each token of a run looks like, what the gazetteer knows of it, and around it.
"""

from __future__ import annotations

from dashboard.geoparse.document import TITLES, Document, Run, runs
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


def _shape(text: str) -> str:
    if text.isupper():
        return "X" if len(text) == 1 else "XX" if len(text) < 4 else "XXX"
    if text[0].isupper():
        return "Xx" if text[1:].islower() or len(text) == 1 else "XxX"
    if text[0].isdigit():
        return "d"
    return "x" if text[0].islower() else "."


def run_features(
    document: Document,
    run: Run,
    codes: dict[int, tuple[str, int, int, int]],
    near: dict[int, str],
    gazetteer: Gazetteer,
    words: Words,
) -> list[list[str]]:
    """
    Return the CRF's features for each token of a run.

    `codes` holds what `matches` found, for the tokens of all runs of the text by token number; `near` what `nearness`
    says of a name, by its id.
    """
    tokens, lower, folded = document.tokens, document.lower, document.folded
    count, none = len(tokens), ("", 0, 0, 0)
    first, last = run
    length = last - first + 1
    word, groups = gazetteer.word, words.groups
    out = []
    for i in range(first, last + 1):
        text, low, fol = tokens[i].text, lower[i], folded[i]
        code, at, size, name_id = codes.get(i, none)
        zipf, given, surname = word(fol)
        previous = lower[i - 1] if i else "<s>"
        following = lower[i + 1] if i + 1 < count else "</s>"
        previous2 = lower[i - 2] if i > 1 else "<s>"
        following2 = lower[i + 2] if i + 2 < count else "</s>"
        code_before = codes.get(i - 1, none)[0]
        code_after = codes.get(i + 1, none)[0]
        code_after2 = codes.get(i + 2, none)[0] if following in (",", "(", "-") else ""
        code_before2 = codes.get(i - 2, none)[0] if previous in (",", "and", "-") else ""
        position = "B" if at == 0 else "E" if at == size - 1 else "I"
        own = f"{code}/{position}{min(size, 3)}" if code else "-"
        shape_before = _shape(tokens[i - 1].text) if i else "<"
        shape_after = _shape(tokens[i + 1].text) if i + 1 < count else ">"
        starts = i == 0 or previous in '.!?:;"“”)' or tokens[i - 1].end + 1 < tokens[i].start
        shape = _shape(text)
        person = _PERSON[given, surname]
        person_before = _PERSON[word(folded[i - 1])[1:]] if i > first else "<"
        person_after = _PERSON[word(folded[i + 1])[1:]] if i < last else ">"
        coarse, middle, fine = groups(low)
        features = [
            "b",
            "w=" + fol,
            "s3=" + low[-3:],
            "s4=" + low[-4:],
            "sh=" + shape,
            f"z={zipf}",
            "c=" + own,
            "ps=" + person,
            "cp=" + own + person,
            "pa=" + code + person + person_after + code_after,
            "pb=" + person_before + code_before + code + person,
            "-1=" + previous,
            "+1=" + following,
            "-2w=" + previous2,
            "+2w=" + following2,
            "b-=" + previous2 + "_" + previous,
            "b+=" + following + "_" + following2,
            "w-1=" + previous + "_" + low,
            "w+1=" + low + "_" + following,
            "k1=" + coarse,
            "k2=" + middle,
            "k3=" + fine,
            "k-=" + groups(previous)[1],
            "k+=" + groups(following)[1],
            "k-2=" + groups(previous2)[1],
            "k+2=" + groups(following2)[1],
            "s-1=" + shape_before,
            "s+1=" + shape_after,
            "c-1=" + code_before,
            "c+1=" + code_after,
            "cc-1=" + own + "<" + code_before,
            "cc+1=" + own + ">" + code_after,
            "co-1=" + own + "<" + previous,
            "co+1=" + own + ">" + following,
            f"cr={code}{min(i - first, 2)}{min(last - i, 2)}",
            f"l={min(length, 5)}",
            f"n={min(document.counts[fol], 4)}",
        ]
        if code in _LOCAL:
            features.append("nr=" + near[name_id])
            features.append("nc=" + near[name_id] + own)
        if code_after2:
            features.append("cc+2=" + own + following + code_after2)
        if code_before2:
            features.append("cc-2=" + own + previous + code_before2)
        if starts:
            features.append("S")
            features.append("Sc=" + own)
            features.append(f"Sz={zipf}")
        if low in document.lower_words:
            features.append("lo")
            features.append("lc=" + own)
        if "." in text and len(text) > 1:
            features.append("ab")
        if previous in TITLES:
            features.append("ti")
        if i - first and last >= i:
            features.append("f=" + lower[first])
        if last > i:
            features.append("L=" + lower[last])
        for cue in document.before.get(fol, ()):
            features.append("e=" + cue)
            features.append("ec=" + cue + own)
        out.append(features)
    return out


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


def featurize(document: Document, gazetteer: Gazetteer, words: Words) -> tuple[list[Run], list[list[list[str]]]]:
    """
    Return the runs of a document and the features of each of their tokens.

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
    return found, [run_features(document, run, codes, near, gazetteer, words) for run in found]


def _note_persons(document: Document, found: list[Run], gazetteer: Gazetteer) -> None:
    """Note for "Georgia" that the article has a Georgia Stevens, for "Stevens" likewise: a cue wherever they stand."""
    tokens, folded = document.tokens, document.folded
    for first, last in found:
        for i in range(first, last):
            if tokens[i].text[0].isupper() and tokens[i + 1].text[0].isupper():
                if gazetteer.word(folded[i])[1] and gazetteer.word(folded[i + 1])[2]:
                    document.before[folded[i]].add("given")
                    document.before[folded[i + 1]].add("surname")


def _is_common(document: Document, run: Run, gazetteer: Gazetteer) -> bool:
    folded = document.folded[run.first]
    return gazetteer.word(folded)[0] >= _COMMON_FROM and gazetteer.match(folded + " ") is None
