"""What the page says where articles are added: the dialog, columns of tables, what was found and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dashboard.app.languages.en.words import capital, counted, number
from dashboard.sources import Mapped

FILES, PASTE = "Files", "Paste a text"
CHOOSE_FILES = "Texts, web pages, PDF, Word, spreadsheets, tables, JSON, or a zip of these; as many as you like"
FILES_ABOUT = (
    "Tables and JSON need a column with the text; title, date, outlet, author, address and language are read if they "
    "are there. Which column is which is guessed, and can be changed once a table is chosen."
)
STAYS_HERE = "Nothing leaves this computer."
GO = "Read and place"
NOTHING_TO_READ = "There is no text yet: choose a file, or paste a text."
TEXT, TEXT_HINT = "Text", "Paste the article here"
TITLE, OUTLET, ADDRESS, DATE = "Title (optional)", "Outlet (optional)", "Address (optional)", "Date (optional)"
READING = "Reading"
SHOW, READ_IT, MORE, CLOSE = "Show on the map", "Read it", "Add more", "Close"

#: The fields that a column can be, as the page calls them.
FIELDS: Mapping[str, str] = {
    "text": "Text", "title": "Title", "published": "Date", "source": "Outlet", "url": "Address", "language": "Language",
    "author": "Author",
}  # fmt: skip
NO_COLUMN = "(none)"

RETRY = "Files and addresses are read again by: python -m dashboard ingest --retry-quarantine"


def not_read(inputs: int) -> str:
    """Return "Not read (3)"."""
    return f"Not read ({number(inputs)})"


def doing(what: str) -> str:
    """Return what is being done, as the stage that does it says it."""
    return capital(what)


def columns_of(file: str) -> str:
    """Name the columns of a file."""
    return f"Columns of {file}"


def found(kept: int, mentions: int, places: int, unplaced: int) -> tuple[str, str]:
    """Return what came of articles that were added: a head, and a sentence."""
    if not kept:
        return "No new article", "Nothing was added to the map."
    if not mentions:
        return f"{counted(kept, 'article')} added", "No place is named in what was added."
    head = f"{counted(kept, 'article')} {'is' if kept == 1 else 'are'} on the map"
    about = f"{counted(mentions, 'mention')} of {counted(places, 'place')}"
    if unplaced:
        about += f"; {counted(unplaced, 'name')} could not be placed"
    return head, f"{about}."


def unchanged(articles: int) -> str:
    """Say how many articles were there already."""
    return f"{counted(articles, 'article')} had been added before."


def columns_are(file: str, mapped: Mapped) -> str:
    """Say which columns of a table were taken for what."""
    return f"Columns of {file}: {mapped}."


def refused(inputs: int) -> str:
    """Return "3 refused"."""
    return f"{number(inputs)} refused"


def where(file: str, line: int | None) -> str:
    """Return "news.csv, line 12"."""
    return file if line is None else f"{file}, line {line}"


def moment(when: datetime) -> str:
    """Return "03 Nov 2026 14:05"."""
    return f"{when:%d %b %Y %H:%M}"


def more(count: int) -> str:
    """Return "12 more"."""
    return f"{number(count)} more"
