"""A run of the page waits for what its own session is writing, and for no other's."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from dashboard.app import acts


@pytest.fixture
def session_of(monkeypatch) -> Callable[[str], None]:
    """Say of which session the thread that calls it is."""
    mine = threading.local()
    monkeypatch.setattr(acts, "_session", lambda: mine.session)
    return lambda session: setattr(mine, "session", session)


def _waits(session_of, session: str) -> threading.Event:
    passed = threading.Event()

    def run() -> None:
        session_of(session)
        acts.wait()
        passed.set()

    threading.Thread(target=run, daemon=True).start()
    return passed


def test_the_next_run_of_a_session_waits_for_what_it_writes(session_of):
    session_of("one")
    with acts.whole():
        with acts.whole():
            passed = _waits(session_of, "one")
            assert not passed.wait(0.2)
        assert not passed.wait(0.2)
        assert _waits(session_of, "another").wait(20)
    assert passed.wait(20)
    assert not acts._writing


def test_what_fails_keeps_nobody_waiting(session_of):
    session_of("one")
    with pytest.raises(OSError), acts.whole():
        raise OSError
    assert _waits(session_of, "one").wait(20)
