"""
The article of a PDF: the words of its pages in their order, with lines that the page's width broke made whole again.

One file is one article. Its date is that of nothing inside it: when a PDF was made is not when its article appeared. A
page that cannot be read is noted with the article, and the others are kept. Bounded: each page's bytes, the pages, the
characters, and the seconds that all of it may take.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from dashboard.settings import Limits
from dashboard.sources.columns import Columns
from dashboard.sources.fields import received
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal

MOST_PAGES = 2000
#: Bytes that one stream of a page may unpack to, and the seconds that a file may take.
MOST_PAGE_BYTES, MOST_SECONDS = 10_000_000, 120.0
#: A line that is shorter than this share of a page's longer lines ends a paragraph if it ends a sentence, or if the
#: next begins with a capital, as after a headline.
FULL_LINE = 0.75

_NO_TITLE = re.compile(r"^(untitled|microsoft word - .*|.*\.(docx?|pdf|indd|qxd|odt|html?|rtf))?$", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?:。؟][\"'”’)»\]]*$")
_PAGE_NUMBER = re.compile(r"^(page\s+)?\d{1,4}(\s*(/|of)\s*\d{1,4})?$", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad]$")


def read_pdf(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of a PDF, or why there is none: locked, damaged, or pictures of pages without words."""
    import pypdf
    from pypdf.errors import WrongPasswordError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw; what matters is said here
    raw = stream.read(RAW_CHARACTERS).decode("ascii", errors="backslashreplace")
    stream.seek(0)
    try:
        with pypdf.apply_configuration(
            zlib_maximum_output_length=MOST_PAGE_BYTES, lzw_maximum_output_length=MOST_PAGE_BYTES,
            run_length_maximum_output_length=MOST_PAGE_BYTES, array_based_stream_maximum_output_length=MOST_PAGE_BYTES,
        ):  # fmt: skip
            document = pypdf.PdfReader(stream)
            if document.is_encrypted and not document.decrypt(""):
                raise WrongPasswordError("it has a password")
            title, lost = _title(document)
            texts, notes, count = _texts(document, limits)
    except WrongPasswordError:
        yield Refusal(name, None, "locked with a password", "save it without one, or paste its text")
        return
    except Exception as error:  # a stranger's file: whatever trips over it must not stop the rest
        reason = f"a PDF that cannot be read ({type(error).__name__}: {error})"[:300]
        yield Refusal(name, None, reason, "save it anew, or paste its text", raw)
        return
    text = "\n\n".join(each for each in texts if each)
    if not text.strip():
        if notes:
            yield Refusal(name, None, f"no page can be read ({notes[0]})", "save it anew, or paste its text", raw)
        else:
            pages = "1 page" if count == 1 else f"{count:,} pages"
            reason = f"no words on its {pages}: it holds pictures of them"
            yield Refusal(name, None, reason, "have it recognised (OCR) first, or paste its text", raw)
        return
    first, _, rest = text.partition("\n")
    if title and rest.strip() and first.strip() == title:
        text = rest.lstrip("\n")
    item = received({"title": title, "text": text}, name, 1, limits)
    yield replace(item, notes=(*item.notes, *lost, *notes)) if isinstance(item, Received) else item


def unwrapped(text: str) -> str:
    """Return a page's text with lines that its width broke joined, words too, and page numbers left out."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for at, line in enumerate(lines) if not (at in (0, len(lines) - 1) and _PAGE_NUMBER.match(line))]
    lengths = sorted(len(line) for line in lines if line)
    full = FULL_LINE * lengths[len(lengths) * 3 // 4] if lengths else 0
    made: list[str] = []
    short, ended = True, True
    for line in lines:
        if not line:
            short, ended = True, True
            continue
        if not (short and (ended or line[0].isupper())):
            if _BROKEN_WORD.search(made[-1]) and line[0].islower():
                made[-1] = _BROKEN_WORD.sub("", made[-1]) + line
            else:
                made[-1] += " " + line
        else:
            made.append(line)
        short, ended = len(line) < full, bool(_ENDS_SENTENCE.search(line))
    return "\n".join(made)


def _texts(document: Any, limits: Limits) -> tuple[list[str], list[str], int]:
    """Return the text of each page, notes on pages that could not be read, and the number of pages."""
    texts: list[str] = []
    notes: list[str] = []
    wordless: list[int] = []
    characters = 0
    until = time.monotonic() + MOST_SECONDS
    count = len(document.pages)
    for number in range(1, count + 1):
        if number > MOST_PAGES or characters > limits.article_characters or time.monotonic() > until:
            notes.append(f"The pages from {number:,} on were left out: it is too long.")
            break
        try:
            text = unwrapped(document.pages[number - 1].extract_text() or "")
        except Exception as error:
            notes.append(f"Page {number:,} could not be read ({type(error).__name__}): left out.")
            continue
        characters += len(text)
        texts.append(text)
        if not text:
            wordless.append(number)
    if wordless and characters:
        pages = ", ".join(str(each) for each in wordless[:20]) + (" and more" if len(wordless) > 20 else "")
        notes.append(f"No words are on page {pages}: empty, a picture, or damaged.")
    return texts, notes, count


def _title(document: Any) -> tuple[str, list[str]]:
    """Return the title among a PDF's properties, "" if it has none of worth, and a note if they are damaged."""
    from pypdf.errors import PyPdfError

    try:
        said = document.metadata.title if document.metadata else None
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        return "", [f"The title in its properties could not be read ({type(error).__name__})."]
    said = " ".join(said.split()) if isinstance(said, str) else ""
    return "" if _NO_TITLE.match(said) or len(said) > 300 else said, []
