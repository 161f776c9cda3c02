"""
Count long columns a slice at a time.

A list of numbers larger than what the C library gives out again (32 MB) is made anew by the system each time, page by
page, which takes longer than to fill it, and how long nobody can say: with ten million mentions the slowest answers
took twice as long. Pure; opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

#: Entries that are worked on at a time: 8 MB as whole numbers.
_SLICE = 1_000_000


def slices(size: int) -> Iterator[slice]:
    """Yield the stretches of a column of that size, in order."""
    for at in range(0, size, _SLICE):
        yield slice(at, at + _SLICE)


def counted(column: np.ndarray, chosen: np.ndarray, size: int) -> np.ndarray:
    """
    Return how often each number below `size` stands at the `chosen` positions of a column, (size,) int64.

    Positions ascend, and none is there twice.
    """
    out = np.zeros(size, dtype=np.int64)
    for part in slices(len(chosen)):
        values = column[_at(chosen, part, column)]
        low = int(values.min())  # of a column that ascends a slice holds a short stretch of numbers
        found = np.bincount(values - values.dtype.type(low))
        out[low : low + len(found)] += found
    return out


def summed(column: np.ndarray, weights: np.ndarray, chosen: np.ndarray, size: int) -> np.ndarray:
    """Return the sum of the weights of each number below `size` at such positions, (size,) float64."""
    out = np.zeros(size)
    for part in slices(len(chosen)):
        at = _at(chosen, part, column)
        out += np.bincount(column[at], weights=weights[at], minlength=size)
    return out


def _at(chosen: np.ndarray, part: slice, column: np.ndarray) -> np.ndarray | slice:
    """Return a stretch of the positions; of all positions the stretch itself, which needs no look-up."""
    return part if len(chosen) == len(column) else chosen[part]


def positions(missed: np.ndarray) -> np.ndarray:
    """Return where nothing is missed, ascending, int32."""
    found = [np.flatnonzero(missed[part] == 0).astype(np.int32) + np.int32(part.start) for part in slices(len(missed))]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int32)
