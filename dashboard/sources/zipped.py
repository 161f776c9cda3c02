"""
Zip containers of strangers, looked at before anything in them is unpacked: archives of articles, and office files.

Refused as a whole: a directory of too many members, members that together unpack to too much or grow too much, and what
is no zip. `UnusableZip` says why and what to do; it never leaves `sources`. Nothing is written but temporary files
without a name.
"""

from __future__ import annotations

import zipfile
from typing import BinaryIO
from xml.parsers import expat

from dashboard.settings import Limits

#: Bytes that a member may unpack to whatever its ratio.
SMALL = 10_000_000
#: Bytes of the directory of a zip for each member that it may have: a header of 46, a long path, and some.
_DIRECTORY_BYTES = 512
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_PROLOG_BYTES = 1 << 16


class UnusableZip(Exception):
    """A container that is not unpacked; `args` are the reason and the remedy."""


def opened(stream: BinaryIO, limits: Limits, most_bytes: int) -> zipfile.ZipFile:
    """
    Return an opened zip of at most `limits.archive_members` members that unpack to at most `most_bytes` in all.

    Raises UnusableZip for one that is larger, grows more than `limits.growth` times, or is damaged. The sizes are
    those that the zip declares; `zipfile` never unpacks more of a member than that.
    """
    size, directory = _sizes(stream)
    if directory > limits.archive_members * _DIRECTORY_BYTES:
        raise UnusableZip(f"a zip with a directory of {directory:,} bytes", "pack fewer files into one zip")
    try:
        stream.seek(0)
        zipped = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnusableZip(f"not a zip that can be read ({error})", "pack or save it anew") from error
    members = zipped.infolist()
    if len(members) > limits.archive_members:
        reason = f"a zip of {len(members):,} members, over the limit of {limits.archive_members:,}"
        raise UnusableZip(reason, "pack fewer files into one zip")
    total = sum(member.file_size for member in members)
    if total > most_bytes:
        raise UnusableZip(f"it unpacks to {total:,} bytes, over the limit of {most_bytes:,}", "split it into several")
    if total > SMALL and total > limits.growth * size:
        raise UnusableZip(
            f"it unpacks to {total // max(size, 1):,} times its size", "unpack it yourself and look at it"
        )
    return zipped


def opened_office(stream: BinaryIO, limits: Limits) -> None:
    """
    Check a .docx or .xlsx before its reader sees it: its bounds, and that no part of it declares a document type.

    Raises UnusableZip. The stream is left at its start.
    """
    with opened(stream, limits, limits.office_bytes) as zipped:
        for member in zipped.infolist():
            if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            try:
                with zipped.open(member) as part:
                    declared = declares_type(part.read(_PROLOG_BYTES))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
                raise UnusableZip(f"{member.filename} in it cannot be read ({error})", "save it anew") from error
            if declared:
                raise UnusableZip(f"{member.filename} in it declares a document type (DTD)", "save it anew")
    stream.seek(0)


def declares_type(start: bytes) -> bool:
    """
    Tell whether XML that begins like this declares a document type, in whatever encoding; entities come with one.

    What is so long before its first element, or so broken, that it cannot be told counts as if it did.
    """
    parser = expat.ParserCreate()
    found: list[bool] = []

    def told(declared: bool) -> None:
        if not found:
            found.append(declared)

    parser.StartDoctypeDeclHandler = lambda *_: told(True)
    parser.StartElementHandler = lambda *_: told(False)
    for at in range(0, len(start), 512):
        try:
            parser.Parse(start[at : at + 512], False)
        except expat.ExpatError:
            break
        if found:
            break
    return found[0] if found else True


def _sizes(stream: BinaryIO) -> tuple[int, int]:
    """Return the bytes of a zip and of its directory, as its end declares them, without reading the directory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_557))
    tail = stream.read(65_557)
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise UnusableZip("not a zip that can be read (it has no end, as if cut off)", "pack or save it anew")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = tail[max(0, at - 20) : at]
    if locator.startswith(_LOCATOR64):
        stream.seek(min(int.from_bytes(locator[8:16], "little"), size))
        end = stream.read(56)
        if end.startswith(_END64):
            directory = max(directory if directory != 0xFFFFFFFF else 0, int.from_bytes(end[40:48], "little"))
    return size, directory
