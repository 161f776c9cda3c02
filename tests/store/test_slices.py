"""Counting a slice at a time, against counting at once."""

import numpy as np
import pytest

from dashboard.store import _slices
from dashboard.store._slices import counted, positions, slices, summed


@pytest.fixture(autouse=True)
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_slices, "_SLICE", 100)


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1_050])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_slices_count_what_the_whole_does(size: int, share: float) -> None:
    random = np.random.default_rng(size)
    missed = (random.random(size) >= share).astype(np.uint8)
    chosen = positions(missed)
    assert chosen.tolist() == np.flatnonzero(missed == 0).tolist()
    weights = random.random(size)
    for column in (random.integers(0, 7, size).astype(np.uint8), np.sort(random.integers(0, 5_000, size))):
        column = column.astype(np.int32) if column.dtype != np.uint8 else column
        assert counted(column, chosen, 5_000).tolist() == np.bincount(column[chosen], minlength=5_000).tolist()
        whole = np.bincount(column[chosen], weights=weights[chosen], minlength=5_000)
        np.testing.assert_allclose(summed(column, weights, chosen, 5_000), whole)


def test_slices_are_the_column() -> None:
    assert [entry for part in slices(251) for entry in range(251)[part]] == list(range(251))
