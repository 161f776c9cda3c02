"""
Which column of a stranger's table holds which field of an article: guessed by its name, or as the reader says. Pure.

Names are compared by their letters and digits alone, so that "Publish Date", "publish_date" and "publishDate" are one.
The guesses know the columns of GDELT's exports (DOC API, GKG and event tables as BigQuery names them), of Media Cloud's
story lists, and of schema.org's NewsArticle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dashboard.errors import SettingsError

#: The names that each field goes by, best first, as `spelled` makes them.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "storyid", "storiesid", "gkgrecordid", "globaleventid"),
    "title": ("title", "headline", "articletitle", "storytitle", "heading"),
    "text": (
        "text", "body", "content", "fulltext", "articletext", "articlebody", "bodytext", "storytext", "maintext",
        "contenttext", "storycontent", "articlecontent",
    ),
    "published": (
        "published", "date", "publishedat", "publishdate", "publisheddate", "publicationdate", "datepublished",
        "datepublish", "pubdate", "publishedon", "seendate", "sqldate", "dateadded",
    ),
    "source": (
        "source", "outlet", "medianame", "sourcename", "sourcecommonname", "v2sourcecommonname", "publisher",
        "publication", "newspaper", "sitename", "domain", "sourcedomain",
    ),
    "url": (
        "url", "link", "articleurl", "storyurl", "weburl", "sourceurl", "permalink", "canonicalurl",
        "documentidentifier", "v2documentidentifier", "mainentityofpage",
    ),
    "language": ("language", "lang", "languagecode", "inlanguage"),
    "author": ("author", "authors", "authorname", "byline", "creator", "dccreator", "writtenby"),
}  # fmt: skip
#: Columns that a table may have for every plan to be kept; wider ones are planned anew for each row.
_KEPT_COLUMNS = 200
_SHOWN_UNUSED = 8


@dataclass(frozen=True, slots=True)
class Mapped:
    """
    What became of the columns of one table: the columns of each field, of which a row's first that is not empty
    counts, and those that are not used. `columns` are all of them, in their order.
    """

    fields: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether each column is called like its field and none is left over, so that there is nothing to tell."""
        return not self.unused and all(spelled(names[0]) == field for field, names in self.fields.items())

    def __str__(self) -> str:
        """Say it in words: "text from body, title from Headline; not used: themes"."""
        said = ", ".join(f"{field} from {', else '.join(names)}" for field, names in self.fields.items())
        if self.unused:
            more = len(self.unused) - _SHOWN_UNUSED
            said += "; not used: " + ", ".join(self.unused[:_SHOWN_UNUSED])
            said += f" and {more:,} more" if more > 0 else ""
        return said


@dataclass(frozen=True, slots=True)
class Columns:
    """
    Pairs of a field and the column that holds it, as the reader says, "" for none; what is not among them is guessed.
    """

    given: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, said: Iterable[str]) -> Columns:
        """
        Return what options such as "text=body" say; "source=" is a field that no column holds.

        Raises SettingsError for what is none: no "=", or an unknown field.
        """
        given: dict[str, str] = {}
        for each in said:
            field, equals, column = (part.strip() for part in each.partition("="))
            if not equals or field not in NAMES:
                raise SettingsError(
                    f"column {each!r}: say FIELD=NAME, as in text=body; the fields are {', '.join(NAMES)}"
                )
            given[field] = column
        return cls(tuple(given.items()))

    def among(self, columns: Iterable[str]) -> Mapped:
        """Return what becomes of a table's columns; a field that no column holds is not among its `fields`."""
        names = tuple(columns)
        return _mapped(self.given, names) if len(names) <= _KEPT_COLUMNS else _mapped.__wrapped__(self.given, names)

    def lacking(self, columns: Iterable[str]) -> str:
        """Return why a table of these columns gives no article, or ""; it needs a text, or a title and an address."""
        names = tuple(columns)
        known = {spelled(name) for name in names}
        for _, column in self.given:
            if column and spelled(column) not in known:
                return f'no column is named "{column}"'
        found = self.among(names).fields
        return "" if "text" in found or ("title" in found and "url" in found) else 'no column is named "text"'


#: Nothing said: all is guessed.
GUESSED = Columns()


def spelled(name: str) -> str:
    """Return a column's name without what does not tell it from another: case, blanks, punctuation."""
    return "".join(c for c in name.casefold() if c.isalnum())


@lru_cache(maxsize=256)
def _mapped(given: tuple[tuple[str, str], ...], columns: tuple[str, ...]) -> Mapped:
    by_spelling: dict[str, str] = {}
    for column in columns:
        by_spelling.setdefault(spelled(column), column)
    wanted = {**NAMES, **{field: (spelled(column),) for field, column in given}}
    spoken_for = {spelled(column): field for field, column in given}
    fields = {}
    for field, names in wanted.items():
        found = tuple(by_spelling[n] for n in names if n in by_spelling and spoken_for.get(n, field) == field)
        if found:
            fields[field] = found
    used = {column for found in fields.values() for column in found}
    return Mapped(fields, tuple(each for each in columns if each not in used), columns)
