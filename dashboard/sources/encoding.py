"""
Which encoding the bytes of a text are in, without holding all of them: UTF-8 first, UTF-16 by its mark, then
Windows-1252, the latter only if what comes out is mostly letters. What is none of these is no text.
"""

from __future__ import annotations

import codecs
from typing import BinaryIO

_CHUNK = 1 << 16

#: Windows-1252 gives a meaning to nearly any byte; a text is at least this share of letters, digits and common marks.
MOSTLY_LETTERS = 0.9


def encoding_of(stream: BinaryIO) -> str | None:
    """
    Return the encoding to decode a stream with, or None if it holds no text. The stream is left at its start.

    A NUL byte outside UTF-16 means that it is no text.
    """
    stream.seek(0)
    start = stream.read(3)
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        if _decodes(stream, encoding):
            stream.seek(0)
            return encoding
    stream.seek(0)
    return None


def decoded(data: bytes) -> str | None:
    """Return the text that some bytes hold, or None if they hold none."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if encoding == "cp1252" and not _mostly_letters(text) else text
    return None


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            text = decoder.decode(chunk)
            if "\x00" in text or (encoding == "cp1252" and not _mostly_letters(text)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _mostly_letters(text: str) -> bool:
    common = sum(c.isalnum() or c.isspace() or c in ".,;:!?'\"()-/%\u2019\u2018\u201c\u201d\u2013\u2014" for c in text)
    return common >= MOSTLY_LETTERS * len(text)
