"""
What a click writes is seen by the run of the page that follows it, also when the reader has clicked again meanwhile.

Streamlit begins the run of a second click at once, beside that of the first, which it ends when that next touches its
session. The second would draw the page from before what the first is still writing, and nothing would draw it again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner import get_script_run_ctx

_changed = threading.Condition()
#: How many runs of a session are writing.
_writing: Counter[str] = Counter()


@contextmanager
def whole() -> Iterator[None]:
    """Have the session's next run of the page wait for what is written within, and taken into the index."""
    session = _session()
    with _changed:
        _writing[session] += 1
    try:
        yield
    finally:
        with _changed:
            _writing[session] -= 1
            if not _writing[session]:
                del _writing[session]
            _changed.notify_all()


def wait() -> None:
    """Wait until nothing is being written for this session."""
    session = _session()
    with _changed:
        _changed.wait_for(lambda: not _writing[session])


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""
