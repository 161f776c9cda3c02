"""
The features of the toponym tagger: what each token of a run looks like, what the gazetteer knows of it, and around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dashboard.geoparse.document import CASELESS, TITLES, Document, Run, runs
from dashboard.geoparse.gazetteer import Gazetteer

#: A word of this zipf frequency plus one (`Gazetteer.word`) is common: "over", "against", "officials".
_COMMON_FROM = 5


def matches(document: Document, run: Run, gazetteer: Gazetteer) -> list[tuple[str, int, int]]:
    """
    Return (code, place in the match, length of the match) for each token of a run; ("", 0, 0) outside of names.

    Names are matched from the left, longest first; hyphens inside a name count as nothing.
    """
    first, last = run
    out: list[tuple[str, int, int]] = [("", 0, 0)] * (last - first + 1)
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
            out[k - first] = (code, k - i, j - i)
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


def run_features(
    document: Document, run: Run, codes: dict[int, tuple[str, int, int]], gazetteer: Gazetteer
) -> list[list[str]]:
    """
    Return the CRF's features for each token of a run.

    `codes` holds what `matches` found, for the tokens of all runs of the text by token number.
    """
    texts, lower, folded = document.texts, document.lower, document.folded
    ends, starts_at = document.ends, document.starts
    count, none = len(texts), ("", 0, 0)
    first, last = run
    length = last - first + 1
    word = gazetteer.word
    out = []
    for i in range(first, last + 1):
        text, low, fol = texts[i], lower[i], folded[i]
        code, at, size = codes.get(i, none)
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
        shape_before = _shape(texts[i - 1]) if i else "<"
        shape_after = _shape(texts[i + 1]) if i + 1 < count else ">"
        starts = i == 0 or previous in '.!?:;"“”)' or ends[i - 1] + 1 < starts_at[i]
        shape = _shape(text)
        person = _PERSON[given, surname]
        person_before = _PERSON[word(folded[i - 1])[1:]] if i > first else "<"
        person_after = _PERSON[word(folded[i + 1])[1:]] if i < last else ">"
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


def featurize(document: Document, gazetteer: Gazetteer) -> tuple[list[Run], Iterator[list[list[str]]]]:
    """
    Return the runs of a document and, one run at a time, the features of its tokens: of a long text they fill memory.

    A single very common word that no place is called ("The", at the start of a sentence) is no run.
    """
    found = [run for run in runs(document) if run.first < run.last or not _is_common(document, run, gazetteer)]
    _note_persons(document, found, gazetteer)
    codes: dict[int, tuple[str, int, int]] = {}
    for run in found:
        for offset, match in enumerate(matches(document, run, gazetteer)):
            if match[2]:
                codes[run.first + offset] = match
    return found, (run_features(document, run, codes, gazetteer) for run in found)


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
