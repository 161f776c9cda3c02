"""
The files inside a .zip, and the one inside a .gz: each unpacked to a temporary file, one at a time, within limits.

What is not unpacked is a refusal with the member's name, and the next one follows: links, paths that lead out of the
archive, locked members, archives within the archive, and whatever grows beyond what text can shrink. Folders and hidden
files are passed over, as in a folder. Nothing is ever written under a member's own name.
"""

from __future__ import annotations

import gzip
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from dashboard.settings import Limits
from dashboard.sources.received import Refusal
from dashboard.sources.zipped import SMALL, UnusableZip, opened

#: Endings of archives, none of which is read inside another.
_NESTED = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".lz4", ".br", ".jar")
#: Bytes of a member that are held in memory; the rest of it lies in a temporary file.
_IN_MEMORY = 8_000_000
_CHUNK = 1 << 18
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: how it is called in what is said of it, its ending, and what it holds."""

    name: str
    suffix: str
    stream: BinaryIO


class _Grown(Exception):
    """A member unpacks to more than it may."""


def unpacked(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Member | Refusal]:
    """Yield the members of an archive; a member's stream is closed when the next one is asked for."""
    try:
        if name.lower().endswith(".gz"):
            yield from _gzipped(name, stream, limits)
        else:
            yield from _zipped(name, stream, limits)
    except UnusableZip as error:
        yield Refusal(name, None, *error.args)


def _zipped(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Member | Refusal]:
    found = False
    with opened(stream, limits, limits.archive_bytes) as zipped:
        for info in zipped.infolist():
            path = PurePosixPath(info.filename.replace("\\", "/"))
            hidden = any(part.startswith(".") and part != ".." or part == "__MACOSX" for part in path.parts)
            if info.is_dir() or hidden:
                continue
            found = True
            where = f"{name}/{path}"
            refusal = _unusable(info, path, where)
            if refusal is not None:
                yield refusal
                continue
            most = max(SMALL, limits.growth * info.compress_size)
            try:
                unpacked_one = _copied(zipped.open(info), min(most, limits.archive_bytes))
            except _Grown:
                yield Refusal(where, None, _grown(most), "unpack it yourself and look at it")
                continue
            except _BROKEN as error:
                yield Refusal(where, None, f"cannot be unpacked ({error})", "pack it anew")
                continue
            with unpacked_one:
                yield Member(where, path.suffix, cast(BinaryIO, unpacked_one))
    if not found:
        yield Refusal(name, None, "no files in this zip", "put articles into it, or leave it out")


def _gzipped(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Member | Refusal]:
    inner = PurePosixPath(PurePosixPath(name.replace("\\", "/")).stem)
    if inner.suffix.lower() in _NESTED:
        yield Refusal(name, None, "an archive within an archive", "unpack it yourself")
        return
    size = stream.seek(0, 2)
    stream.seek(0)
    most = min(max(SMALL, limits.growth * size), limits.archive_bytes)
    try:
        unpacked_one = _copied(gzip.GzipFile(fileobj=stream), most)
    except _Grown:
        yield Refusal(name, None, _grown(most), "unpack it yourself and look at it")
        return
    except _BROKEN as error:
        yield Refusal(name, None, f"cannot be unpacked ({error})", "pack it anew")
        return
    with unpacked_one:
        yield Member(name, inner.suffix, cast(BinaryIO, unpacked_one))


def _unusable(info: zipfile.ZipInfo, path: PurePosixPath, where: str) -> Refusal | None:
    """Return why a member is not even unpacked, None if it may be."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return Refusal(where, None, "a link", "pack the file that it leads to")
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Refusal(where, None, "a path that leads out of the archive", "pack it anew, from within its folder")
    if info.flag_bits & 0x1:
        return Refusal(where, None, "locked with a password", "pack it without one")
    if path.suffix.lower() in _NESTED:
        return Refusal(where, None, "an archive within an archive", "unpack it yourself")
    return None


def _copied(packed: IO[bytes] | gzip.GzipFile, most: int) -> tempfile.SpooledTemporaryFile[bytes]:
    """Return what unpacks, at its start; raises _Grown as soon as it is more than `most` bytes."""
    out: tempfile.SpooledTemporaryFile[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the caller's
    try:
        with packed:
            size = 0
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise _Grown
                out.write(chunk)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _grown(most: int) -> str:
    return f"it unpacks to more than {most:,} bytes"
