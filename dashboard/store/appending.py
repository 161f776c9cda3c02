"""Add lines to a file that several processes write: whole or not at all, on the disk when it returns."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path


def append(path: Path, lines: bytes, *, allowed: Callable[[bytes], None] = lambda before: None) -> None:
    """
    Append whole lines to a file, which is made with its folder if it is not there.

    `allowed` gets what the file held, while no one else writes, and may raise to leave it so. Raises OSError if it
    cannot be written; what was there is whole then. A last line that a crash tore is ended first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    with open(path, "ab+", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        file.seek(0)
        before = file.read()
        allowed(before)
        left = (b"\n" if before and not before.endswith(b"\n") else b"") + lines
        try:
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(file.fileno(), len(before))
            raise
    if fresh:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new file's name last through a power cut; a no-op where folders cannot be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
