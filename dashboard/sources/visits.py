"""
What was fetched from the web before, so that only what has changed is asked for: one JSON file in the home folder.

What is noted counts from `save` on, which is called when the articles are stored: a crash in between means that they
are fetched again, never that they are missed. Two processes at once lose notes, not articles.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

#: How long an address that is no longer asked for is remembered, in days.
REMEMBERED_DAYS = 180


@dataclass(frozen=True, slots=True)
class Visit:
    """What a server said of an answer, and when (seconds since 1970)."""

    etag: str
    modified: str
    at: float


class Visits:
    """The visits of one installation; {} where there were none, or where the file is broken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, Visit] = {}
        self._new: dict[str, Visit] = {}
        self._anew = False
        try:
            for url, said in json.loads(path.read_text("utf-8")).items():
                self._known[url] = Visit(str(said["etag"]), str(said["modified"]), float(said["at"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            self._known = {}

    def known(self, url: str) -> Visit | None:
        """Return the last visit that was saved, or noted since."""
        return self._new.get(url) or (None if self._anew else self._known.get(url))

    def note(self, url: str, etag: str = "", modified: str = "", now: float | None = None) -> None:
        """Remember a visit once `save` is called."""
        self._new[url] = Visit(etag, modified, time.time() if now is None else now)

    def forget(self) -> None:
        """Forget all visits: what is fetched next is asked for anew."""
        self._known, self._new = {}, {}

    def anew(self) -> None:
        """Ask for everything as if for the first time, and remember the rest all the same."""
        self._anew = True

    def save(self, now: float | None = None) -> None:
        """Write what was noted; the file is whole at any time."""
        if not self._new:
            return
        oldest = (time.time() if now is None else now) - REMEMBERED_DAYS * 86_400
        kept = {url: visit for url, visit in {**self._known, **self._new}.items() if visit.at >= oldest}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False, encoding="utf-8") as file:
            json.dump({url: asdict(visit) for url, visit in kept.items()}, file)
        os.replace(file.name, self.path)
        self._known, self._new = kept, {}
