"""Of a million articles that answer to a search ten are shown: those that sorting all of them would show."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.store._tables import _foremost


@pytest.mark.parametrize("count", [0, 1, 10, 11, 500])
def test_the_foremost_are_those_of_a_whole_sort(count):
    random = np.random.default_rng(count)
    for _ in range(20):
        scores, ranks = random.integers(0, 6, count), random.permutation(count)
        whole = np.lexsort((ranks, -scores))[:10]
        assert _foremost(scores, ranks, 10).tolist() == whole.tolist()
