"""
What could not be read, kept until somebody looks: an append-only file of JSON lines.

Each line holds when (UTC), file, line, reason, remedy, how the refused input starts, and where to read it again. Lines
are written under a lock that other processes wait for, and flushed to the disk; one that a crash cut off is passed over
when reading. The same refusal twice is listed once. What was mended is not cut out but crossed out, by a line that says
since when it counts no more: so nobody who adds at the same time loses anything.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from dashboard.errors import QuarantineError
from dashboard.sources.received import Refusal


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A refusal and when it last happened."""

    at: datetime
    refusal: Refusal


class Quarantine:
    """The quarantine in one file; the file is made by the first refusal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, refusals: Iterable[Refusal], now: datetime | None = None) -> None:
        """
        Append refusals; they are on the disk when this returns.

        Raises QuarantineError, naming the file, if it cannot be written; then it is as it was.
        """
        at = (now or datetime.now(UTC)).isoformat()
        self._append(
            [
                {"at": at, "file": r.file, "line": r.line, "reason": r.reason, "remedy": r.remedy, "raw": r.raw,
                 "origin": r.origin}
                for r in refusals
            ]
        )  # fmt: skip

    def forget(self, origins: Iterable[str], before: datetime, *, whole_only: bool = False) -> None:
        """
        Cross out what was refused of some origins before a time; with `whole_only`, not single lines and entries.

        Whatever was refused again since stays.
        """
        kept = [each for each in self.list() if each.at < before]
        wanted = set(origins) & {each.refusal.origin for each in kept if not whole_only or each.refusal.line is None}
        self._append([{"forget": each, "before": before.isoformat(), "whole": whole_only} for each in sorted(wanted)])

    def _append(self, rows: list[dict[str, object]]) -> None:
        lines = [json.dumps(row) for row in rows]
        if not lines:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(self.path, "ab+", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
                _append(file, ("\n".join(lines) + "\n").encode())
        except OSError as error:
            raise QuarantineError(
                f"{self.path}: cannot write ({error.strerror}) what was refused; make room, or the file writable, and "
                "do the same again: what is stored already is passed over"
            ) from error

    def list(self) -> list[Quarantined]:
        """Return what is in quarantine, each once, in the order of first refusal, with the time of the last."""
        found: dict[tuple[str, str, int | None, str, str], Quarantined] = {}
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        for line in lines:
            try:
                row = json.loads(line)
                if "forget" in row:
                    before, whole = datetime.fromisoformat(row["before"]), bool(row["whole"])
                    for key, each in [*found.items()]:
                        if each.refusal.origin == row["forget"] and each.at < before:
                            if not whole or each.refusal.line is None:
                                del found[key]
                    continue
                refusal = Refusal(row["file"], row["line"], row["reason"], row["remedy"], row["raw"],
                                  origin=str(row.get("origin") or ""))  # fmt: skip
                at = datetime.fromisoformat(row["at"])
            except (ValueError, KeyError, TypeError):
                continue
            found[refusal.origin, refusal.file, refusal.line, refusal.reason, refusal.raw] = Quarantined(at, refusal)
        return [*found.values()]

    def clear(self) -> None:
        """Forget everything in quarantine."""
        self.path.unlink(missing_ok=True)


def _append(file: IO[bytes], data: bytes) -> None:
    """Write all of the data, on a line of its own, and to the disk; or leave the file as it was, and raise OSError."""
    size = file.seek(0, os.SEEK_END)
    if size:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            data = b"\n" + data
    try:
        while data:
            data = data[file.write(data) :]
        os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(file.fileno(), size)
        raise
