"""
Which encoding the bytes of a text are in, without holding all of them.

UTF-8 first, UTF-16 by its mark; what is neither is guessed from the lines that are not UTF-8 (charset-normalizer, among
the encodings that news is kept in) and believed only if what comes out is mostly letters. Western European and Turkish
text share nearly all their bytes: Turkish it is where its own letters stand and none of Iceland's. What is none of
these is no text.
"""

from __future__ import annotations

import codecs
from typing import BinaryIO

_CHUNK = 1 << 16

#: A one-byte encoding gives a meaning to nearly any byte; a text is at least this share of letters and common marks.
MOSTLY_LETTERS = 0.9
#: What is guessed among: Windows' encodings for the scripts of the region and of its neighbours, and East Asia's.
GUESSED_AMONG = (
    "cp1252", "cp1256", "cp1255", "cp1254", "cp1251", "cp1253", "koi8_r", "gb18030", "big5", "shift_jis", "euc_jp",
    "euc_kr",
)  # fmt: skip
#: Bytes that an encoding is guessed from, and bytes of a stream that are searched for them.
_SAMPLE, _SEARCHED = 1 << 15, 1 << 24
_LATIN = ("cp1252", "cp1254")
_TURKISH, _ICELANDIC = frozenset("ıİşŞğĞ"), frozenset("æÆáÁúÚíÍóÓ")


def encoding_of(stream: BinaryIO) -> str | None:
    """
    Return the encoding to decode a stream with, or None if it holds no text. The stream is left at its start.

    A NUL byte outside UTF-16 means that it is no text.
    """
    stream.seek(0)
    wide = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    found = None
    if _decodes(stream, "utf-16" if wide else "utf-8-sig"):
        found = "utf-16" if wide else "utf-8-sig"
    elif not wide:
        guessed = guess(lines_of_another(stream))
        found = guessed if _decodes(stream, guessed) else None
    stream.seek(0)
    return found


def decoded(data: bytes, other: str | None = None) -> str | None:
    """Return the text that some bytes hold, or None if they hold none; `other` is what to try after UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16")
    text = _decoded(data, "utf-8")
    if text is None and other is not None:
        text = _decoded(data, other)
    return _decoded(data, guess(data)) if text is None else text


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8, which ASCII is too."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def lines_of_another(stream: BinaryIO) -> bytes:
    """Return the first lines of a stream that are not UTF-8, some 32 kB of them; the stream is left where it was."""
    at, found = stream.tell(), b""
    stream.seek(0)
    while len(found) < _SAMPLE and stream.tell() < _SEARCHED and (line := stream.readline(_SAMPLE)):
        if not is_utf8(line):
            found += line
    stream.seek(at)
    return found[: 2 * _SAMPLE]


def guess(data: bytes) -> str:
    """Return the encoding that bytes which are not UTF-8 are likeliest in; it need not fit."""
    from charset_normalizer import from_bytes  # loads data; most texts are UTF-8

    best = from_bytes(data[: 2 * _SAMPLE], cp_isolation=[*GUESSED_AMONG]).best()
    encoding = best.encoding if best is not None else "cp1252"
    if encoding not in _LATIN:
        return encoding
    turkish = set(data.decode("cp1254", errors="ignore"))
    return "cp1254" if turkish & _TURKISH and not turkish & _ICELANDIC else "cp1252"


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if encoding.startswith("utf") or _mostly_letters(text) else None


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            text = decoder.decode(chunk)
            if "\x00" in text or (not encoding.startswith("utf") and not _mostly_letters(text)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _mostly_letters(text: str) -> bool:
    common = sum(
        c.isalnum() or c.isspace() or c in ".,;:!?'\"()-/%{}[]\u2019\u2018\u201c\u201d\u2013\u2014،؛؟。、，「」"
        for c in text
    )
    return common >= MOSTLY_LETTERS * len(text)
