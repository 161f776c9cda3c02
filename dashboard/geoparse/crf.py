"""
Label many short sequences at once with a linear-chain CRF that CRFsuite trained.

CRFsuite's own tagger takes one sequence, looks each feature up in the file and is asked for one probability at a time;
an article is some thirty runs of two tokens. Here features come in groups, what a group weighs is looked up once, and
each step of the Viterbi and forward-backward recursions goes over all sequences that are that long. The answers are the
same but for rounding in the last bits.

A group is a tuple: a function, and the arguments from which it makes its features.

Reads a model file ("lCRF", format 100); writes nothing. Arrays of tokens are (tokens, labels), the sequences one after
another; `lengths` says how many tokens each has.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path

import numpy as np

from dashboard.errors import ModelError

Group = tuple

_HEADER = struct.Struct("<4sI4s9I")
_QUARK_HEADER = struct.Struct("<4s5I")
_FEATURE = np.dtype([("transition", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
#: Groups of features that are kept ready; an article has some hundreds.
_KEPT = 100_000
#: Tokens that are scored together: bounds the memory that the features of a long article take.
_TOGETHER = 4096


class _Groups(dict[Group, int]):
    """Group of features -> its number in `sums`: what its features add up to for each label, worked out once."""

    def __init__(self, labels: int, weights: dict[str, list[tuple[int, float]]]) -> None:
        self._labels = labels
        self._weights = weights
        self.sums = array("d")

    def __missing__(self, group: Group) -> int:
        # plain Python: a rare word makes new groups, and an array's first operation costs more than all of this
        total = [0.0] * self._labels
        make, *of = group
        for feature in make(*of):
            for label, weight in self._weights.get(feature, ()):
                total[label] += weight
        self[group] = number = len(self)
        self.sums.extend(total)
        return number

    def clear(self) -> None:
        super().clear()
        self.sums = array("d")


class Crf:
    """The weights of a model. Not safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Read a model file. Raises ModelError if it is missing or no CRFsuite model."""
        try:
            self._read(path.read_bytes())
        except FileNotFoundError as error:
            raise ModelError(f"{path}: no such file; restore it, or run: python -m dashboard train FOLDER") from error
        except (OSError, struct.error, ValueError, IndexError) as error:
            raise ModelError(f"{path}: no CRFsuite model ({error}); restore it, or train again") from error

    def _read(self, blob: bytes) -> None:
        magic, _, kind, version, _, _, attributes, at_features, at_labels, at_attributes, *_ = _HEADER.unpack_from(blob)
        if (magic, kind, version) != (b"lCRF", b"FOMC", 100):
            raise ValueError(f"it starts with {blob[:12]!r}")
        self.labels = _strings(blob, at_labels)
        count = struct.unpack_from("<I", blob, at_features + 8)[0]
        features = np.frombuffer(blob, _FEATURE, count, at_features + 12)
        state, moves = features[features["transition"] == 0], features[features["transition"] == 1]
        self._transitions = np.zeros((len(self.labels), len(self.labels)))
        self._transitions[moves["source"], moves["label"]] = moves["weight"]
        of_attribute: list[list[tuple[int, float]]] = [[] for _ in range(attributes)]
        for source, label, weight in zip(*(state[c].tolist() for c in ("source", "label", "weight")), strict=True):
            of_attribute[source].append((label, weight))
        weights = dict(zip(_strings(blob, at_attributes), of_attribute, strict=True))
        self._groups = _Groups(len(self.labels), weights)

    def scores(self, sequences: Iterable[Sequence[Sequence[Group]]]) -> np.ndarray:
        """Return what the features of each token add up to for each label; a token's features come in groups."""
        parts: list[np.ndarray] = []
        tokens: list[Sequence[Group]] = []
        for sequence in sequences:
            tokens += sequence
            if len(tokens) >= _TOGETHER:
                parts.append(self._scores(tokens))
                tokens = []
        if tokens:
            parts.append(self._scores(tokens))
        return np.concatenate(parts) if parts else np.zeros((0, len(self.labels)))

    def _scores(self, tokens: Sequence[Sequence[Group]]) -> np.ndarray:
        if len(self._groups) > _KEPT:
            self._groups.clear()
        rows = list(map(self._groups.__getitem__, chain.from_iterable(tokens)))
        starts = list(accumulate(map(len, tokens[:-1]), initial=0))
        sums = np.frombuffer(self._groups.sums).reshape(-1, len(self.labels))[rows]
        return np.add.reduceat(sums, starts, axis=0)

    def best(self, scores: np.ndarray, lengths: Sequence[int]) -> list[int]:
        """Return the label of each token in its sequence's likeliest labelling, by number."""
        steps = list(_steps(lengths))
        out = scores.argmax(axis=1)
        if len(steps) > 1:
            value = scores[steps[0]]
            came_from = [steps[0]]  # nothing is read from the first
            for number, rows in enumerate(steps[1:], start=1):
                reached = value[: len(rows), :, None] + self._transitions
                came_from.append(reached.argmax(axis=1))
                ended = steps[number - 1][len(rows) :]
                out[ended] = value[len(rows) :].argmax(axis=1)
                value = reached.max(axis=1) + scores[rows]
            out[steps[-1]] = value.argmax(axis=1)
            for number in range(len(steps) - 1, 0, -1):
                rows = steps[number]
                out[steps[number - 1][: len(rows)]] = came_from[number][np.arange(len(rows)), out[rows]]
        return out.tolist()

    def marginals(self, scores: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
        """Return the probability of each label of each token, over all labellings of its sequence."""
        steps = list(_steps(lengths))
        state = np.exp(scores - scores.max(axis=1, keepdims=True))
        move = np.exp(self._transitions)
        out = state.copy()
        # each step is scaled to a sum of one: only proportions count, and products over many tokens run out of range
        for before, rows in zip(steps, steps[1:], strict=False):
            forward = (out[before[: len(rows)]] @ move) * state[rows]
            out[rows] = forward / forward.sum(axis=1, keepdims=True)
        if len(steps) > 1:
            backward = np.ones((len(steps[-1]), len(self.labels)))
            for before, rows in zip(steps[-2::-1], steps[:0:-1], strict=True):
                following = (state[rows] * backward) @ move.T
                backward = np.ones((len(before), len(self.labels)))
                backward[: len(rows)] = following / following.sum(axis=1, keepdims=True)
                out[before] *= backward
        return out / out.sum(axis=1, keepdims=True)


def _steps(lengths: Sequence[int]) -> Iterator[np.ndarray]:
    """Yield the tokens that stand first in their sequences, second, and so on; the longest sequence comes first."""
    sizes = np.array(lengths, dtype=np.int64)
    order = np.argsort(-sizes, kind="stable")
    first = (np.cumsum(sizes) - sizes)[order]
    shrinking = -sizes[order]
    for step in range(-int(shrinking[0]) if len(sizes) else 0):
        yield first[: np.searchsorted(shrinking, -step)] + step


def _strings(blob: bytes, at: int) -> list[str]:
    """Return the strings of a constant quark database, which numbers strings, by number."""
    magic, _, _, _, count, numbers = _QUARK_HEADER.unpack_from(blob, at)
    if magic != b"CQDB":
        raise ValueError(f"no strings at byte {at}")
    out = []
    for offset in np.frombuffer(blob, "<u4", count, at + numbers).tolist():
        start = at + offset + 8  # after its number and its size
        out.append(blob[start : blob.index(b"\0", start)].decode("utf-8"))
    return out
