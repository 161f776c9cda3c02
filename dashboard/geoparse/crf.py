"""
Label many short sequences at once with a linear-chain CRF that CRFsuite trained.

CRFsuite's own tagger takes one sequence of strings, and is asked for one probability at a time; an article is some
thirty runs of two tokens. Here features come as 64-bit keys, and all are looked up at once. The Viterbi and
forward-backward recursions are plain Python: over so few tokens and labels numpy's calls cost more than their work. The
answers are the same but for rounding in the last bits.

Reads a model file ("lCRF", format 100); writes nothing. Arrays of tokens are (tokens, labels), the sequences one after
another; `lengths` says how many tokens each has.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from operator import add, mul
from pathlib import Path

import numpy as np

from dashboard.errors import ModelError

_HEADER = struct.Struct("<4sI4s9I")
_QUARK_HEADER = struct.Struct("<4s5I")
_FEATURE = np.dtype([("transition", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
#: Spread keys over buckets and over slots: the golden ratio's fraction of 2^64 (Knuth, TAOCP 3, 6.4), and a second one.
_TO_BUCKET, _TO_SLOT = np.array([0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93], dtype=np.uint64)
#: Makes one round's displacement of another.
_DISPLACE = 0xBF58476D1CE4E5B9


class KeyTable:
    """
    64-bit keys -> their numbers, many at once: a perfect hash table by displacement.

    Keys fall into buckets of a few, and each bucket has a displacement under which its keys have slots of their own
    (Belazzougui, Botelho and Dietzfelbinger, Hash, Displace, and Compress, 2009): a key is in one slot or nowhere. A
    slot holds the number in its low bits and the key's own bits above, so that a key costs one look into memory; of
    2^40 keys that are not there, one is taken for another.
    """

    def __init__(self, keys: np.ndarray, numbers: np.ndarray | None = None) -> None:
        """
        Hold keys other than 0, each with its number or, without any, numbered in order from 1 on.

        Of two that are alike the first counts. Raises ValueError for a number over 2^24.
        """
        keys, rows = np.unique(keys, return_index=True)
        numbers = rows + 1 if numbers is None else numbers[rows]
        low = int(numbers.max(initial=1)).bit_length()
        if low > 24:
            raise ValueError(f"{numbers.max()} is no number that a table can hold")
        self._low, self._mask = np.uint64(low), np.uint64((1 << low) - 1)
        bits = max(4, int(len(keys) * 2).bit_length())
        self._slot_shift, self._bucket_shift = np.uint64(64 - bits), np.uint64(64 - bits + 2)
        self._slots = np.zeros(1 << bits, dtype=np.uint64)
        self._displacements = np.zeros(1 << bits - 2, dtype=np.uint64)
        self._place(keys, (keys & ~self._mask) | numbers.astype(np.uint64))

    def _place(self, keys: np.ndarray, entries: np.ndarray) -> None:
        """Try one displacement after another for all buckets that have none yet."""
        buckets = self._bucket(keys)
        claims = np.zeros(len(self._slots), dtype=np.int64)
        displacement = 0
        while len(keys):
            slots = self._slot(keys, np.uint64(displacement))
            order = np.arange(len(keys))
            claims[slots] = order  # of several that claim one slot the last has it
            failed = np.zeros(len(self._displacements), dtype=bool)
            failed[buckets[(self._slots[slots] != 0) | (claims[slots] != order)]] = True
            left = failed[buckets]
            self._displacements[buckets[~left]] = displacement
            self._slots[slots[~left]] = entries[~left]
            keys, entries, buckets = keys[left], entries[left], buckets[left]
            displacement = (displacement + _DISPLACE) & 0xFFFFFFFFFFFFFFFF

    def _bucket(self, keys: np.ndarray) -> np.ndarray:
        return ((keys * _TO_BUCKET) >> self._bucket_shift).view(np.int64)

    def _slot(self, keys: np.ndarray, displacements: np.ndarray | np.uint64) -> np.ndarray:
        return (((keys ^ displacements) * _TO_SLOT) >> self._slot_shift).view(np.int64)

    def find(self, keys: np.ndarray) -> np.ndarray:
        """Return the number of each key, 0 for one that is not there."""
        found = self._slots.take(self._slot(keys, self._displacements.take(self._bucket(keys))))
        found *= (found ^ keys) >> self._low == 0
        return (found & self._mask).view(np.int64)


class Crf:
    """The weights of a model. Not safe to share between threads."""

    def __init__(self, path: Path, hashed: Callable[[list[str]], np.ndarray]) -> None:
        """
        Read a model file; `hashed` gives the features in it their keys.

        Raises ModelError if it is missing, no CRFsuite model, or made of features that `hashed` refuses (ValueError).
        """
        try:
            self._read(path.read_bytes(), hashed)
        except FileNotFoundError as error:
            raise ModelError(f"{path}: no such file; restore it, or run: python -m dashboard train FOLDER") from error
        except (OSError, struct.error, ValueError, IndexError) as error:
            raise ModelError(f"{path}: no CRFsuite model ({error}); restore it, or train again") from error

    def _read(self, blob: bytes, hashed: Callable[[list[str]], np.ndarray]) -> None:
        magic, _, kind, version, _, _, attributes, at_features, at_labels, at_attributes, *_ = _HEADER.unpack_from(blob)
        if (magic, kind, version) != (b"lCRF", b"FOMC", 100):
            raise ValueError(f"it starts with {blob[:12]!r}")
        self.labels = _strings(blob, at_labels)
        count = struct.unpack_from("<I", blob, at_features + 8)[0]
        features = np.frombuffer(blob, _FEATURE, count, at_features + 12)
        state, moves = features[features["transition"] == 0], features[features["transition"] == 1]
        self._transitions = np.zeros((len(self.labels), len(self.labels)))
        self._transitions[moves["source"], moves["label"]] = moves["weight"]
        self._weights = np.zeros((attributes + 1, len(self.labels)))
        self._weights[state["source"] + 1, state["label"]] = state["weight"]
        self._rows = KeyTable(hashed(_strings(blob, at_attributes)))

    def scores(self, keys: np.ndarray) -> np.ndarray:
        """Return what the features of each token add up to for each label; `keys` is (features, tokens), 0 for none."""
        return self.weights(keys).sum(axis=0)

    def weights(self, keys: np.ndarray) -> np.ndarray:
        """Return what each feature weighs for each label, with the labels as a last axis."""
        return self._weights.take(self._rows.find(keys), axis=0)

    def best(self, scores: np.ndarray, lengths: Sequence[int]) -> list[int]:
        """Return the label of each token in its sequence's likeliest labelling, by number."""
        out = scores.argmax(axis=1).tolist()
        rows, into = scores.tolist(), self._transitions.T.tolist()
        for first, last in _bounds(lengths):
            value = rows[first]
            values = [value]
            for row in rows[first + 1 : last + 1]:
                value = [max(map(add, value, moves)) + own for moves, own in zip(into, row, strict=True)]
                values.append(value)
            label = value.index(max(value))
            for at in range(last, first, -1):
                out[at] = label
                reached = list(map(add, values[at - 1 - first], into[label]))
                label = reached.index(max(reached))
            out[first] = label
        return out

    def marginals(self, scores: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
        """Return the probability of each label of each token, over all labellings of its sequence."""
        out = np.exp(scores - scores.max(axis=1, keepdims=True))
        move = np.exp(self._transitions)
        into, out_of = move.T.tolist(), move.tolist()
        states = out.tolist()
        # each step is scaled to a sum of one: only proportions count, and products over many tokens run out of range
        for first, last in _bounds(lengths):
            value = states[first]
            forward = [value]
            for state in states[first + 1 : last + 1]:
                value = _scaled([sum(map(mul, value, moves)) * own for moves, own in zip(into, state, strict=True)])
                forward.append(value)
            value = [1.0] * len(value)
            for at in range(last, first, -1):
                following = list(map(mul, states[at], value))
                value = _scaled([sum(map(mul, following, moves)) for moves in out_of])
                forward[at - 1 - first] = list(map(mul, forward[at - 1 - first], value))
            out[first : last + 1] = forward
        return out / out.sum(axis=1, keepdims=True)


def _bounds(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last token of the sequences of more than one; of one alone its scores say all."""
    first = 0
    for length in lengths:
        if length > 1:
            yield first, first + length - 1
        first += length


def _scaled(values: list[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values]


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
