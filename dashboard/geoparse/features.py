"""
The features of the toponym tagger: what each token of a run looks like, what the gazetteer knows of it, and around it.

A *column* holds one thing about each token ("folded", "code_before"); a *template* is a feature made of one to four
columns. Values are strings that are numbered as they are met, so that an article is a table of numbers: all its
features are looked up in a model at once (`token_scores`), and training writes the same table out as strings
(`strings`). Nothing is said of a token by a template of which one column has no value.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from dashboard.geoparse.document import Document, Run, dateline_tokens
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.names import LOCAL, Codes, Persons, named_runs, nearness, persons_in
from dashboard.geoparse.word_forms import ABSENT, AFTER, BEFORE, FORM, OF_A_FORM, Forms, Values, hash_of
from dashboard.geoparse.words import Words

#: Between the name of a template and its values in a feature written out.
SEPARATOR = "\x1f"

#: Name and columns of each feature.
TEMPLATES = (
    ("b", "one"),
    # the word: itself, its endings, its shape, how common it is, whether persons are called so, its group of words
    ("w", "folded"), ("s3", "last3"), ("s4", "last4"), ("sh", "shape"), ("z", "zipf"), ("ps", "person"),
    ("ab", "dotted"), ("k1", "coarse"), ("k2", "middle"), ("k3", "fine"), ("n", "count"), ("lo", "in_lower_case"),
    # what the gazetteer calls it, and whether a place called so lies in what the article names
    ("c", "own"), ("cp", "own", "person"), ("nr", "near"), ("nc", "near", "own"), ("lc", "in_lower_case", "own"),
    # the words around
    ("-1", "before"), ("+1", "after"), ("-2w", "before2"), ("+2w", "after2"), ("b-", "before2", "before"),
    ("b+", "after", "after2"), ("w-1", "before", "lower"), ("w+1", "lower", "after"), ("s-1", "shape_before"),
    ("s+1", "shape_after"), ("k-", "alike_before"), ("k+", "alike_after"), ("k-2", "alike_before2"),
    ("k+2", "alike_after2"), ("ti", "title_before"), ("co-1", "own", "before"), ("co+1", "own", "after"),
    # what the gazetteer calls them
    ("c-1", "code_before"), ("c+1", "code_after"), ("cc-1", "own", "code_before"), ("cc+1", "own", "code_after"),
    ("cc-2", "own", "before", "code_before2"), ("cc+2", "own", "after", "code_after2"),
    ("pa", "code", "person", "person_after", "code_after"), ("pb", "person_before", "code_before", "code", "person"),
    # its place in the run, and whether a sentence starts there
    ("cr", "code", "from_first", "to_last"), ("l", "length"), ("f", "first"), ("L", "last"), ("S", "starts"),
    ("Sc", "starts", "own"), ("Sz", "starts", "zipf"), ("dl", "dateline"), ("dc", "dateline", "own"),
)  # fmt: skip
#: The same of what stands before the word elsewhere in the article, of which there may be several.
CUE_TEMPLATES = (("e", "cue"), ("ec", "cue", "own"))

#: How far around a token words are looked at.
_REACH = 2
#: The columns that are known of a word by itself: what of it (`word_forms`), and how far from the token it stands.
OF_A_WORD = {
    **{name: (name, 0) for name in OF_A_FORM},
    "before2": ("lower", -2), "before": ("lower", -1), "after": ("lower", 1), "after2": ("lower", 2),
    "alike_before2": ("middle", -2), "alike_before": ("middle", -1), "alike_after": ("middle", 1),
    "alike_after2": ("middle", 2), "shape_before": ("shape", -1), "shape_after": ("shape", 1),
    "title_before": ("title", -1),
}  # fmt: skip
#: The columns that the token's run, sentence and article are needed for, in the order of `Encoded.ids`.
OF_A_TOKEN = (
    "code", "own", "near", "code_before", "code_after", "code_before2", "code_after2", "person_before", "person_after",
    "from_first", "to_last", "length", "count", "first", "last", "starts", "dateline", "in_lower_case",
)  # fmt: skip


def _step(column: str) -> int | None:
    return OF_A_WORD[column][1] if column in OF_A_WORD else None


#: The templates that say the same of a word wherever it stands, by how far it stands from the token ...
WORD_TEMPLATES = {
    step: [(name, columns[0]) for name, *columns in TEMPLATES if len(columns) == 1 and _step(columns[0]) == step]
    for step in range(-_REACH, _REACH + 1)
}
#: ... and all others.
TOKEN_TEMPLATES = [each for each in TEMPLATES if len(each) > 2 or each[1] in OF_A_TOKEN]
#: Word forms, and sets of cues, that are kept ready; an article has some hundreds.
_KEPT = 50_000

#: Odd 64-bit numbers, one for each position in a template: fractions of the golden ratio and of roots.
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


def _seed(name: str) -> int:
    return (crc32(name.encode()) * 0x9E3779B97F4A7C15 + 1) & 0xFFFFFFFFFFFFFFFF


class Encoded(NamedTuple):
    """
    The runs of a document as numbers, the tokens of all runs one after another.

    `forms` is (tokens, words from two before to two after) rows of `Featurizer.forms`; `ids` is (columns of a token,
    tokens); `cues` is the number of the token's set of cues (`Featurizer.cues`). `persons` are those that the article
    names in full.
    """

    runs: list[Run]
    forms: np.ndarray
    ids: np.ndarray
    cues: np.ndarray
    persons: Persons


class Featurizer:
    """Documents -> numbers. Not safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self._gazetteer, self._words = gazetteer, words
        self.forget()

    def forget(self) -> None:
        """Forget all values and words: numbers and rows of before mean nothing any more, `forms` is another object."""
        self.values = Values()
        self.forms = Forms(self.values, self._words, self._gazetteer)
        #: The cues of a token in order, and its value of "own", by the number of the set; 0 is a token without any.
        self.cues: list[tuple[tuple[str, ...], int]] = [((), ABSENT)]
        self._cue_numbers: dict[tuple[frozenset[str], int], int] = {}
        self._codes: dict[tuple[str, int, int], tuple[int, int]] = {}

    def encode(self, document: Document) -> Encoded:
        """Return the runs of a document and what is known of their tokens."""
        if len(self.forms) > _KEPT or len(self.cues) > _KEPT:
            self.forget()
        found, codes = named_runs(document, self._gazetteer)
        values, form_of = self.values, self.forms.__getitem__
        lower, folded, counts, before = document.lower, document.folded, document.counts, document.before
        starts, ends, in_lower_case = document.starts, document.ends, document.lower_words
        texts = [BEFORE] * _REACH + document.texts + [AFTER] * _REACH
        empty, one, left, right = values[""], values["1"], values["<"], values[">"]
        small = [values[str(number)] for number in range(6)]
        named, nothing = self._named(codes), (empty, values["-"], ABSENT)
        # plain Python, one token after the other: over so few of them numpy's calls cost more than their work
        forms, ids, cues = array("q"), array("q"), array("q")
        datelines: dict[int, str] = {}
        for first, last in found:
            datelines.update(dateline_tokens(document, first))  # which may go on in the next run
            length, head, tail = small[min(last - first + 1, 5)], values[lower[first]], values[lower[last]]
            for token in range(first, last + 1):
                before2, before1, own, after1, after2 = map(form_of, texts[token : token + 2 * _REACH + 1])
                forms.extend((before2.row, before1.row, own.row, after1.row, after2.row))
                code, of_name, near = named.get(token, nothing)
                code_before2 = named.get(token - 2, nothing)[0] if before1.joins else empty
                code_after2 = named.get(token + 2, nothing)[0] if after1.lists else empty
                word = folded[token]
                ids.extend(
                    (
                        code, of_name, near, named.get(token - 1, nothing)[0], named.get(token + 1, nothing)[0],
                        ABSENT if code_before2 == empty else code_before2,
                        ABSENT if code_after2 == empty else code_after2,
                        before1.person if token > first else left, after1.person if token < last else right,
                        small[min(token - first, 2)], small[min(last - token, 2)], length,
                        small[min(counts.get(word, 0), 4)],
                        head if token > first else ABSENT, tail if token < last else ABSENT,
                        one if before1.ends or ends[token - 1] + 1 < starts[token] else ABSENT,
                        values[datelines[token]] if token in datelines else ABSENT,
                        one if lower[token] in in_lower_case else ABSENT,
                    )
                )  # fmt: skip
                cues.append(self._cue_number(before[word], of_name) if word in before else 0)
        return Encoded(
            found,
            forms=np.array(forms).reshape(-1, 2 * _REACH + 1),
            ids=np.array(ids).reshape(-1, len(OF_A_TOKEN)).T,
            cues=np.array(cues),
            persons=persons_in(document, found, codes, self._gazetteer, self._words),
        )

    def _named(self, codes: Codes) -> dict[int, tuple[int, int, int]]:
        """Return the values of "code", "own" and "near" of the tokens that stand in names."""
        values, known = self.values, self._codes
        letters = nearness(codes, self._gazetteer)
        out = {}
        for token, (code, at, size, name_id) in codes.items():
            found = known.get((code, at, size))
            if found is None:
                position = "B" if at == 0 else "E" if at == size - 1 else "I"
                found = known[code, at, size] = (values[code], values[f"{code}/{position}{min(size, 3)}"])
            out[token] = (*found, values[letters[name_id]] if code in LOCAL else ABSENT)
        return out

    def _cue_number(self, cues: set[str], own: int) -> int:
        key = (frozenset(cues), own)
        number = self._cue_numbers.get(key)
        if number is None:
            number = self._cue_numbers[key] = len(self.cues)
            self.cues.append((tuple(sorted(cues)), own))
        return number

    def keys(self, encoded: Encoded, tokens: slice = slice(None)) -> np.ndarray:
        """Return what `TOKEN_TEMPLATES` say of tokens as keys, (templates, tokens); 0 where one says nothing."""
        of_words = self.forms.table[encoded.forms[tokens].T[_STEPS], _FIELDS[:, None]]
        hashes = self.values.hashes[np.concatenate([encoded.ids[:, tokens], of_words])]
        return np.concatenate([_combined(seeds, [hashes[c] for c in columns]) for seeds, columns in _BY_ARITY])

    def word_keys(self, step: int, rows: slice) -> np.ndarray:
        """Return what `WORD_TEMPLATES` say of a token by the word so far from it, as keys, (templates, words)."""
        templates = WORD_TEMPLATES[step]
        seeds = np.array([_seed(name) for name, _ in templates], dtype=np.uint64)
        fields = [FORM[OF_A_WORD[column][0]] for _, column in templates]
        return _combined(seeds, [self.values.hashes[self.forms.table[rows, fields].T]])

    def cue_keys(self, number: int) -> np.ndarray:
        """Return the features of a set of cues as keys, (cue templates, cues)."""
        cues, own = self.cues[number]
        hashes = self.values.hashes
        columns = {"cue": hashes[[self.values[cue] for cue in cues]][None], "own": hashes[[own] * len(cues)][None]}
        return np.concatenate(
            [
                _combined(np.array([_seed(name)], dtype=np.uint64), [columns[c] for c in names])
                for name, *names in CUE_TEMPLATES
            ]
        )

    def strings(self, encoded: Encoded, wanted: Sequence[bool]) -> Iterator[tuple[Run, list[list[str]]]]:
        """Yield the wanted runs, each with the features of its tokens written out, as a trainer takes them."""
        text, table = self.values.strings, self.forms.table
        at = 0
        for run, is_wanted in zip(encoded.runs, wanted, strict=True):
            start, at = at, at + run.last + 1 - run.first
            if not is_wanted:
                continue
            out = []
            for token in range(start, at):
                columns = dict(zip(OF_A_TOKEN, encoded.ids[:, token].tolist(), strict=True))
                words = table[encoded.forms[token]].tolist()
                columns |= {name: words[step + _REACH][FORM[field]] for name, (field, step) in OF_A_WORD.items()}
                features = []
                for name, *names in TEMPLATES:
                    said = [columns[column] for column in names]
                    if ABSENT not in said:
                        features.append(SEPARATOR.join([name, *(text[value] for value in said)]))
                for cue in self.cues[encoded.cues[token]][0]:
                    features.append(SEPARATOR.join(["e", cue]))
                    features.append(SEPARATOR.join(["ec", cue, text[columns["own"]]]))
                out.append(features)
            yield run, out


def _combined(seeds: np.ndarray, values: Sequence[np.ndarray]) -> np.ndarray:
    """Return the keys of templates of one number of columns; `values` holds (templates, tokens) for each column."""
    key = seeds[:, None] + values[0] * _MULTIPLIERS[0]
    said = values[0] != 0
    for value, multiplier in zip(values[1:], _MULTIPLIERS[1:], strict=False):
        key += value * multiplier
        said &= value != 0
    key *= said
    return key


def _words_of(templates: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the columns of a word that templates ask for."""
    return sorted({column for _, *columns in templates for column in columns if column in OF_A_WORD})


def _by_arity(templates: Sequence[tuple[str, ...]]) -> list[tuple[np.ndarray, list[list[int]]]]:
    """Return, for templates of one, two, three, four columns: their seeds, and the column numbers by position."""
    number = {column: number for number, column in enumerate([*OF_A_TOKEN, *_words_of(templates)])}
    out = []
    for arity in range(1, 5):
        chosen = [(name, columns) for name, *columns in templates if len(columns) == arity]
        seeds = np.array([_seed(name) for name, _ in chosen], dtype=np.uint64)
        out.append((seeds, [[number[columns[k]] for _, columns in chosen] for k in range(arity)]))
    return out


_BY_ARITY = _by_arity(TOKEN_TEMPLATES)
#: Where the columns of a word that those ask for are found: which of the five words, and which column of its form.
_STEPS = np.array([OF_A_WORD[column][1] + _REACH for column in _words_of(TOKEN_TEMPLATES)])
_FIELDS = np.array([FORM[OF_A_WORD[column][0]] for column in _words_of(TOKEN_TEMPLATES)])


def attribute_keys(attributes: Iterable[str]) -> np.ndarray:
    """
    Return the key of each feature written out, as `Featurizer.keys` makes them in this process.

    Raises ValueError for a feature of no template.
    """
    arity = {name: len(columns) for name, *columns in (*TEMPLATES, *CUE_TEMPLATES)}
    numbers: dict[str, list[int]] = defaultdict(list)
    hashes: dict[str, list[int]] = defaultdict(list)
    count = 0
    for count, attribute in enumerate(attributes, start=1):
        name, *values = attribute.split(SEPARATOR)
        if arity.get(name) != len(values):
            raise ValueError(f"{attribute!r} is no feature of this version")
        numbers[name].append(count - 1)
        hashes[name] += map(hash_of, values)
    out = np.zeros(count, dtype=np.uint64)
    for name, at in numbers.items():
        columns = np.array(hashes[name], dtype=np.uint64).reshape(len(at), -1)
        seeds = np.full(1, _seed(name), dtype=np.uint64)
        out[at] = _combined(seeds, [columns[None, :, k] for k in range(columns.shape[1])])[0]
    return out
