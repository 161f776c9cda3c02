"""
Articles from the web: feeds and pages by their addresses. Only `web` uses the network, and only for what is given.

What comes back is read by what it is: a feed entry by entry, a page by its text, a PDF, a table or an office file like
one from the disk. Nothing here remembers that something was read until `Visits.save`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dashboard.settings import Limits
from dashboard.sources.addresses import Blocked
from dashboard.sources.columns import GUESSED, Columns
from dashboard.sources.feeds import Entry, article_of_entry, entries, is_feed
from dashboard.sources.files import read_bytes
from dashboard.sources.pages import article_of
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal
from dashboard.sources.visits import Visits
from dashboard.sources.web import Answer, Client, Unreachable

_PAGES = ("text/html", "application/xhtml+xml")
#: Endings that stand for media types, for what is read like a file.
_FILES = {
    "application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md", "text/csv": ".csv",
    "text/tab-separated-values": ".tsv", "application/json": ".json", "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl", "application/zip": ".zip", "application/gzip": ".gz",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.apache.parquet": ".parquet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """A feed or page to be read, and what its outlet is called, if not as it says itself."""

    url: str
    outlet: str = ""


@dataclass
class Round:
    """
    What one reading of addresses came to: those that were fetched, those that had not changed, those that failed, and
    entries of feeds that were fetched as pages before.
    """

    fetched: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seen_pages: int = 0


def is_address(source: str) -> bool:
    """Tell whether a source is a web address rather than a path."""
    return source.lower().startswith(("http://", "https://"))


def read_addresses(
    addresses: Iterable[Address],
    client: Client,
    visits: Visits,
    limits: Limits,
    columns: Columns = GUESSED,
    *,
    pages: bool = False,
    told: Round | None = None,
) -> Iterator[Received | Refusal]:
    """
    Yield every article of some addresses, and a refusal for each that gives none.

    With `pages`, an entry of a feed that has an address is read there, once; where that fails it is what the feed says,
    with a note. `told` is filled on the way.
    """
    told = told if told is not None else Round()
    listed = list(addresses)
    for number, address in enumerate(listed, start=1):
        for item in _read(address, client, visits, limits, columns, pages, told):
            yield replace(item, done=number / len(listed), origin=item.origin or address.url)


def _read(
    address: Address, client: Client, visits: Visits, limits: Limits, columns: Columns, pages: bool, told: Round
) -> Iterator[Received | Refusal]:
    known = visits.known(address.url)
    try:
        answer = client.get(address.url, known.etag if known else "", known.modified if known else "")
    except (Blocked, Unreachable) as error:
        told.failed.append(address.url)
        yield Refusal(address.url, None, *error.args)
        return
    visits.note(address.url, answer.etag, answer.modified, client.now())
    if answer.unchanged:
        told.unchanged.append(address.url)
        return
    told.fetched.append(address.url)
    if is_feed(answer.body):
        for entry in entries(address.url, answer.body, limits, address=answer.url, outlet=address.outlet):
            if isinstance(entry, Refusal):
                yield entry
            else:
                yield from _entry(address, entry, client, visits, limits, pages, told, answer)
    else:
        yield from _of_answer(address, answer, limits, columns)


def _entry(
    address: Address, entry: Entry, client: Client, visits: Visits, limits: Limits, pages: bool, told: Round,
    answer: Answer,
) -> Iterator[Received | Refusal]:  # fmt: skip
    """Yield the article of an entry, from its page if that is wanted and to be had."""
    link = str(entry.fields.get("url") or "")
    item = article_of_entry(address.url, entry, limits)
    if not pages or not is_address(link):
        yield replace(item, origin=link if is_address(link) else "")
        return
    if visits.known(link) is not None:
        told.seen_pages += 1
        return
    note = ""
    try:
        page = client.get(link, sent_by_public=not answer.internal)
        found = next(_of_answer(Address(link, address.outlet), page, limits, GUESSED))
        if isinstance(found, Received):
            visits.note(link, page.etag, page.modified, client.now())
            if isinstance(item, Received):
                published, source = item.article.published, address.outlet or found.article.source
                article = replace(
                    found.article, published=found.article.published or published,
                    source=source or item.article.source, title=found.article.title or item.article.title,
                    author=found.article.author or item.article.author,
                )  # fmt: skip
                found = replace(found, article=article)
            yield replace(found, origin=link)
            return
        note = found.reason
    except (Blocked, Unreachable) as error:
        note = str(error.args[0])
    if isinstance(item, Received):
        item = replace(item, notes=(*item.notes, f"Its page could not be read: {note}."))
    yield replace(item, origin=link)


def _of_answer(address: Address, answer: Answer, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield what an answer that is no feed holds, by its type, or by how it begins where that says nothing."""
    start = answer.body[:1024].lstrip().lower()
    marked = start.startswith((b"<!doctype html", b"<html")) or b"<html" in start
    if answer.kind in _PAGES or (marked and answer.kind in ("", "text/plain", "text/xml", "application/xml")):
        item = article_of(address.url, answer.body, limits, address=answer.url, charset=answer.charset)
        if isinstance(item, Received) and address.outlet:
            item = replace(item, article=replace(item.article, source=address.outlet))
        yield item
    elif answer.body.startswith(b"%PDF-"):
        yield from _of_file(address, answer, ".pdf", limits, columns)
    elif answer.kind in _FILES:
        yield from _of_file(address, answer, _FILES[answer.kind], limits, columns)
    else:
        raw = answer.body[:RAW_CHARACTERS].decode("ascii", errors="backslashreplace")
        what = f"{answer.kind or 'something without a type'} instead of a feed, a page or a document"
        yield Refusal(address.url, None, what, "give the address of an article or a feed", raw)


def _of_file(
    address: Address, answer: Answer, ending: str, limits: Limits, columns: Columns
) -> Iterator[Received | Refusal]:
    for item in read_bytes("fetched" + ending, answer.body, limits, columns):
        where = item.file.replace("fetched" + ending, address.url, 1)
        yield replace(item, file=where)
