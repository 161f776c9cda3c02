"""The entries of each number, against looking through the column."""

import numpy as np
import pytest

from dashboard.store._by_number import APART, ByNumber


def looked_through(numbers: np.ndarray, entries: np.ndarray, number: int) -> list[int]:
    return entries[numbers == number].tolist()


@pytest.mark.parametrize("most", [3, 900, 200_000])
def test_entries_are_those_of_the_column_in_their_order(most: int) -> None:
    random = np.random.default_rng(7)
    numbers = random.integers(0, most, 5_000).astype(np.int32)
    entries = random.integers(0, 10**6, 5_000).astype(np.int32)
    column = ByNumber(numbers, entries)
    for number in [-1, 0, most, most + 7, *numbers[:200].tolist()]:
        assert column.of(number).tolist() == looked_through(numbers, entries, number)


@pytest.mark.parametrize("share", [0.5 * APART, 2 * APART])
def test_what_comes_later_is_found_too(share: float) -> None:
    random = np.random.default_rng(8)
    size = 2_000
    numbers = random.integers(0, 40, int(size * (1 + share))).astype(np.int32)
    numbers[-1] = 90_000  # one that nothing had before
    entries = np.arange(len(numbers), dtype=np.int32)
    column = ByNumber(numbers[:size], entries[:size])
    column.of(0)
    grown = column.grown(numbers, entries)
    for number in (*range(40), 90_000, 90_001):
        assert grown.of(number).tolist() == looked_through(numbers, entries, number)
    assert column.of(3).tolist() == looked_through(numbers[:size], entries[:size], 3)


def test_nothing_has_no_entries() -> None:
    nothing = np.zeros(0, dtype=np.int32)
    assert len(ByNumber(nothing, nothing).of(0)) == 0
