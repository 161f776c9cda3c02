"""
The features of the toponym tagger: what each token of a run looks like, what the gazetteer knows of it, and around it.

A *column* holds one thing about each token ("folded", "code_before"); a *template* is a feature made of one to four
columns. Values are strings that are numbered as they are met (`Values`), so that an article is a table of numbers: all
its features are looked up in a model at once (`keys`), and training writes the same table out as strings (`strings`).
Nothing is said of a token by a template of which one column has no value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from dashboard.geoparse.document import TITLES, Document, Run, dateline_tokens, word_form
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.names import LOCAL, Codes, Persons, named_runs, nearness, persons_in
from dashboard.geoparse.words import Words

#: Between the name of a template and its values in a feature written out.
SEPARATOR = "\x1f"
#: What stands for a column without a value.
ABSENT = 0

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

COLUMNS = sorted({column for _, *columns in TEMPLATES for column in columns})
_NUMBER = {column: number for number, column in enumerate(COLUMNS)}
#: What is kept of each word form, by column of `_Forms.table`.
_OF_A_FORM = (
    "folded", "lower", "last3", "last4", "shape", "coarse", "middle", "fine", "dotted",
    "title", "lists", "joins", "ends",
)  # fmt: skip
_FORM = {name: number for number, name in enumerate(_OF_A_FORM)}
#: Word forms that are kept ready; an article has some hundreds.
_KEPT = 50_000

_BITS = 0xFFFFFFFFFFFFFFFF
#: Odd 64-bit numbers, one for each position in a template: fractions of the golden ratio and of roots.
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


def _seed(name: str) -> int:
    return (crc32(name.encode()) * 0x9E3779B97F4A7C15 + 1) & _BITS


#: Given name, surname -> value.
_PERSON = {(False, False): "", (True, False): "g", (False, True): "s", (True, True): "gs"}


class Encoded(NamedTuple):
    """
    The runs of a document as numbers.

    `ids` is (columns, tokens): the tokens of all runs one after another. `cue_tokens` and `cues` say which token has
    which cue. `persons` are those that the article names in full.
    """

    runs: list[Run]
    ids: np.ndarray
    cue_tokens: np.ndarray
    cues: np.ndarray
    persons: Persons


class Values(dict[str, int]):
    """String -> its number, given when it is first met; `hashes` holds the string's hash by number."""

    def __init__(self) -> None:
        super().__init__()
        self.strings = [""]
        self.hashes = np.zeros(4096, dtype=np.uint64)

    def __missing__(self, value: str) -> int:
        self[value] = number = len(self.strings)
        self.strings.append(value)
        if number == len(self.hashes):
            self.hashes = np.concatenate([self.hashes, np.zeros_like(self.hashes)])
        self.hashes[number] = _hash(value)
        return number


def _hash(value: str) -> int:
    """Return 64 bits of a string, never 0: that is no value."""
    return (hash(value) & _BITS) or 1


class _Forms(dict[str, int]):
    """Word form -> its row in `table`, which holds the numbers of `_OF_A_FORM`, 0 where it has none."""

    def __init__(self, values: Values, words: Words) -> None:
        super().__init__()
        self._values, self._words = values, words
        self.table = np.zeros((2048, len(_OF_A_FORM)), dtype=np.int64)
        self._rows = 0
        self.outside = [self._add("<s>", "<s>", "<s>", "<", ends=True), self._add("</s>", "</s>", "</s>", ">")]

    def __missing__(self, text: str) -> int:
        lower, folded, _ = word_form(text)
        self[text] = row = self._add(text, lower, folded, _shape(text), ends=lower in '.!?:;"“”)')
        return row

    def _add(self, text: str, lower: str, folded: str, shape: str, ends: bool = False) -> int:
        row = self._rows
        self._rows += 1
        if row == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        values, one = self._values, self._values["1"]
        self.table[row] = [
            values[folded], values[lower], values[lower[-3:]], values[lower[-4:]], values[shape],
            *(values[group] for group in self._words.groups(lower)),
            one if "." in text and len(text) > 1 else ABSENT, one if lower in TITLES else ABSENT,
            lower in (",", "(", "-"), lower in (",", "and", "-"), ends,
        ]  # fmt: skip
        return row


def _shape(text: str) -> str:
    if text.isupper():
        return "X" if len(text) == 1 else "XX" if len(text) < 4 else "XXX"
    if text[0].isupper():
        return "Xx" if text[1:].islower() or len(text) == 1 else "XxX"
    if text[0].isdigit():
        return "d"
    return "x" if text[0].islower() else "."


class Featurizer:
    """Documents -> numbers. Not safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self._gazetteer, self._words = gazetteer, words
        self._forget()

    def _forget(self) -> None:
        self.values = Values()
        self._forms = _Forms(self.values, self._words)
        self._small = np.array([self.values[str(number)] for number in range(6)])
        self._codes: dict[tuple[str, int, int], tuple[int, int]] = {}
        # what `Gazetteer.word` may say -> the numbers of "zipf" and "person"
        self._known = {
            (zipf, *flags): (self.values[str(zipf)], self.values[person])
            for zipf in range(16)
            for flags, person in _PERSON.items()
        }

    def encode(self, document: Document) -> Encoded:
        """Return the runs of a document and all columns of their tokens."""
        if len(self._forms) > _KEPT:
            self._forget()
        found, codes = named_runs(document, self._gazetteer)
        tokens = [token for first, last in found for token in range(first, last + 1)]
        if not tokens:
            nothing = np.zeros(0, dtype=np.int64)
            ids = np.zeros((len(COLUMNS), 0), dtype=np.int64)
            return Encoded(found, ids, nothing, nothing, Persons(frozenset(), frozenset()))
        columns = self._around(document, found, tokens)
        self._of_names(codes, np.array(tokens, dtype=np.int64), len(document.texts), columns)
        self._of_runs(document, found, tokens, columns)
        cues = [
            (number, self.values[cue])
            for number, token in enumerate(tokens)
            if document.folded[token] in document.before
            for cue in sorted(document.before[document.folded[token]])
        ]
        cued = np.array(cues, dtype=np.int64).reshape(-1, 2)
        ids = np.empty((len(COLUMNS), len(tokens)), dtype=np.int64)
        for name, number in _NUMBER.items():
            ids[number] = columns[name]
        persons = persons_in(document, found, codes, self._gazetteer)
        return Encoded(found, ids, cued[:, 0], cued[:, 1], persons)

    def _around(self, document: Document, found: Sequence[Run], tokens: Sequence[int]) -> dict[str, np.ndarray]:
        """Return the columns that depend on the words alone."""
        texts, near = document.texts, [0]
        for first, last in found:
            near += range(max(first - 2, near[-1] + 1), min(last + 3, len(texts)))
        start, end = self._forms.outside
        rows = np.full(len(texts) + 4, end)
        rows[:2] = start
        rows[np.array(near) + 2] = [self._forms[texts[token]] for token in near]
        at = np.array(tokens, dtype=np.int64)
        table = self._forms.table
        before2, before, own, after, after2 = (table[rows[at + step]].T for step in range(5))
        columns = {name: own[number] for name, number in _FORM.items()}
        columns.update(
            before=before[_FORM["lower"]], after=after[_FORM["lower"]],
            before2=before2[_FORM["lower"]], after2=after2[_FORM["lower"]],
            shape_before=before[_FORM["shape"]], shape_after=after[_FORM["shape"]],
            alike_before=before[_FORM["middle"]], alike_after=after[_FORM["middle"]],
            alike_before2=before2[_FORM["middle"]], alike_after2=after2[_FORM["middle"]],
            title_before=before[_FORM["title"]],
            lists=after[_FORM["lists"]], joins=before[_FORM["joins"]], starts=before[_FORM["ends"]],
        )  # fmt: skip
        return columns

    def _of_names(self, codes: Codes, at: np.ndarray, count: int, columns: dict[str, np.ndarray]) -> None:
        """Add the columns of what the gazetteer calls a token and those around."""
        values = self.values
        nothing = values[""]
        code = np.full(count + 4, nothing)
        own = np.full(count + 4, values["-"])
        near = np.full(count + 4, ABSENT)
        if codes:
            where = np.array(list(codes)) + 2
            numbers = [self._codes.get(match[:3]) or self._code(match[:3]) for match in codes.values()]
            code[where], own[where] = zip(*numbers, strict=True)
            letters = nearness(codes, self._gazetteer)
            near[where] = [values[letters[m[3]]] if m[0] in LOCAL else ABSENT for m in codes.values()]
        columns.update(
            code=code[at + 2], own=own[at + 2], near=near[at + 2], code_before=code[at + 1], code_after=code[at + 3]
        )
        for name, step, holds in (("code_after2", 4, columns["lists"]), ("code_before2", 0, columns["joins"])):
            there = code[at + step]
            columns[name] = np.where((holds != 0) & (there != nothing), there, ABSENT)

    def _code(self, match: tuple[str, int, int]) -> tuple[int, int]:
        code, at, size = match
        position = "B" if at == 0 else "E" if at == size - 1 else "I"
        self._codes[match] = found = (self.values[code], self.values[f"{code}/{position}{min(size, 3)}"])
        return found

    def _of_runs(
        self, document: Document, found: Sequence[Run], tokens: Sequence[int], columns: dict[str, np.ndarray]
    ) -> None:
        """Add the columns of a token's place in its run, its sentence and its article."""
        values, lower, folded = self.values, document.lower, document.folded
        starts, ends, counts, one = document.starts, document.ends, document.counts, values["1"]
        bounds = np.array(found)
        lengths = bounds[:, 1] - bounds[:, 0] + 1
        first, last = np.repeat(bounds[:, 0], lengths), np.repeat(bounds[:, 1], lengths)
        at = np.array(tokens, dtype=np.int64)
        head = np.repeat([values[lower[run.first]] for run in found], lengths)
        tail = np.repeat([values[lower[run.last]] for run in found], lengths)
        # what is known of words is looked up for the tokens of runs only: it takes longest of all
        word, known_words = self._gazetteer.word, self._known
        zipf, person = np.array([known_words[word(folded[token])] for token in tokens]).T
        order = np.arange(len(tokens))
        gap = np.array([ends[token - 1] + 1 < starts[token] for token in tokens], dtype=bool)
        known = document.lower_words
        datelines = {token: kind for run in found for token, kind in dateline_tokens(document, run.first)}
        columns.update(
            one=np.full(len(tokens), one),
            zipf=zipf,
            person=person,
            person_before=np.where(at == first, values["<"], person[order - 1]),
            person_after=np.where(at == last, values[">"], person.take(order + 1, mode="clip")),
            from_first=self._small[np.minimum(at - first, 2)],
            to_last=self._small[np.minimum(last - at, 2)],
            length=self._small[np.minimum(np.repeat(lengths, lengths), 5)],
            count=self._small[[min(counts[folded[token]], 4) for token in tokens]],
            first=np.where(at > first, head, ABSENT),
            last=np.where(at < last, tail, ABSENT),
            starts=np.where((columns["starts"] != 0) | gap, one, ABSENT),
            dateline=np.array([values[datelines[token]] if token in datelines else ABSENT for token in tokens]),
            in_lower_case=np.array([one if lower[token] in known else ABSENT for token in tokens]),
        )

    def keys(self, encoded: Encoded, tokens: slice = slice(None)) -> np.ndarray:
        """Return the features of tokens as keys of `attribute_keys`, (templates, tokens); 0 where one says nothing."""
        hashes = self.values.hashes[encoded.ids[:, tokens]]
        return np.concatenate([_combined(seeds, [hashes[c] for c in columns]) for seeds, columns in _BY_ARITY])

    def cue_keys(self, encoded: Encoded) -> np.ndarray:
        """Return the features of the cues, (cue templates, cues)."""
        hashes = self.values.hashes
        own = encoded.ids[_NUMBER["own"], encoded.cue_tokens]
        values = {"cue": hashes[encoded.cues][None], "own": hashes[own][None]}
        return np.concatenate(
            [
                _combined(np.array([_seed(name)], dtype=np.uint64), [values[c] for c in columns])
                for name, *columns in CUE_TEMPLATES
            ]
        )

    def strings(self, encoded: Encoded, wanted: Sequence[bool]) -> Iterator[tuple[Run, list[list[str]]]]:
        """Yield the wanted runs, each with the features of its tokens written out, as a trainer takes them."""
        text = self.values.strings
        cues: dict[int, list[int]] = defaultdict(list)
        for token, cue in zip(encoded.cue_tokens.tolist(), encoded.cues.tolist(), strict=True):
            cues[token].append(cue)
        own = _NUMBER["own"]
        at = 0
        for run, is_wanted in zip(encoded.runs, wanted, strict=True):
            start, at = at, at + run.last + 1 - run.first
            if not is_wanted:
                continue
            out = []
            for token in range(start, at):
                ids = encoded.ids[:, token].tolist()
                features = []
                for name, *columns in TEMPLATES:
                    values = [ids[_NUMBER[column]] for column in columns]
                    if ABSENT not in values:
                        features.append(SEPARATOR.join([name, *(text[value] for value in values)]))
                for cue in cues.get(token, ()):
                    features.append(SEPARATOR.join(["e", text[cue]]))
                    features.append(SEPARATOR.join(["ec", text[cue], text[ids[own]]]))
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


def _by_arity() -> list[tuple[np.ndarray, list[list[int]]]]:
    """Return, for templates of one, two, three, four columns: their seeds, and the column numbers by position."""
    out = []
    for arity in range(1, 5):
        chosen = [(name, columns) for name, *columns in TEMPLATES if len(columns) == arity]
        seeds = np.array([_seed(name) for name, _ in chosen], dtype=np.uint64)
        out.append((seeds, [[_NUMBER[columns[k]] for _, columns in chosen] for k in range(arity)]))
    return out


_BY_ARITY = _by_arity()


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
        hashes[name] += map(_hash, values)
    out = np.zeros(count, dtype=np.uint64)
    for name, at in numbers.items():
        columns = np.array(hashes[name], dtype=np.uint64).reshape(len(at), -1)
        seeds = np.full(1, _seed(name), dtype=np.uint64)
        out[at] = _combined(seeds, [columns[None, :, k] for k in range(columns.shape[1])])[0]
    return out
