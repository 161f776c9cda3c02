"""What all sessions share: the index, and what it counts with, read before anyone asks."""

import time

import pytest

from dashboard.app import resources
from dashboard.model import NO_FILTERS
from dashboard.store import queries
from dashboard.store.archive import Archive
from tests.builders import analysed


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path))
    made = (resources.settings, resources.asker, resources._answers)
    for each in made:
        each.clear()
    Archive(resources.settings().archive).write([analysed("a", "Talks in *Rome/rome*.")])
    yield resources
    resources.asker().index.close()
    for each in made:
        each.clear()


def test_what_is_counted_with_is_read_before_anyone_asks(shared):
    ask = shared.asker()
    until = time.monotonic() + 60
    while ask.index._facts is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert ask(queries.summary, NO_FILTERS).mentions == 1
