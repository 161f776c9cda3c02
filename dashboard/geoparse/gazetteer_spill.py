"""
Names that are too many for memory: dealt out to files by their first word while they come, read back a share at a time.

A share holds all names that start with the same words, so each can become a trie of its own (`gazetteer.shard_of`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np

#: Names in a trie, about. Building a trie takes some 150 bytes a name beside the names: a million take 0.2 GB.
NAMES_IN_TRIE = 1_000_000
#: Files that names are dealt out to; a power of two, so that several make one trie.
_FILES = 64
_HELD = 400_000


class NameSpill:
    """Names with their rows and qualities, in files of a folder that the caller removes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self.count = 0
        self._keys: list[list[str]] = [[] for _ in range(_FILES)]
        self._rows = [array("i") for _ in range(_FILES)]
        self._quality = [array("b") for _ in range(_FILES)]

    def add(self, key: str, row: int, quality: int) -> None:
        """Take one folded name of a row of the place table."""
        file = crc32(key.partition(" ")[0].encode("utf-8", "replace")) % _FILES
        self._keys[file].append(key)
        self._rows[file].append(row)
        self._quality[file].append(quality)
        self.count += 1
        if self.count % _HELD == 0:
            self._flush()

    def _flush(self) -> None:
        for file, (keys, rows, quality) in enumerate(zip(self._keys, self._rows, self._quality, strict=True)):
            if keys:
                with (self._folder / f"{file}.keys").open("ab") as out:
                    out.write("\n".join([*keys, ""]).encode("utf-8"))
                for kind, values in (("rows", rows), ("quality", quality)):
                    with (self._folder / f"{file}.{kind}").open("ab") as out:
                        values.tofile(out)
                keys.clear()
        self._rows = [array("i") for _ in range(_FILES)]
        self._quality = [array("b") for _ in range(_FILES)]

    def shares(self) -> Iterator[tuple[list[str], np.ndarray, np.ndarray]]:
        """Yield (keys, rows, qualities) for each trie, in the order of `gazetteer.shard_of`; 1 to 64 of them."""
        self._flush()
        shards = 1
        while shards < _FILES and self.count > shards * NAMES_IN_TRIE:
            shards *= 2
        for shard in range(shards):
            keys: list[str] = []
            rows: list[np.ndarray] = []
            quality: list[np.ndarray] = []
            for file in range(shard, _FILES, shards):
                if (path := self._folder / f"{file}.keys").exists():
                    keys += path.read_text(encoding="utf-8").split("\n")[:-1]
                    rows.append(np.fromfile(self._folder / f"{file}.rows", dtype=np.int32))
                    quality.append(np.fromfile(self._folder / f"{file}.quality", dtype=np.int8))
                    for kind in ("keys", "rows", "quality"):
                        (self._folder / f"{file}.{kind}").unlink()
            yield (
                keys,
                np.concatenate(rows or [np.zeros(0, np.int32)]),
                np.concatenate(quality or [np.zeros(0, np.int8)]),
            )
