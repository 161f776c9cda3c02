"""
Sources -> geoparse -> archive: what `ingest` does. This process reads and writes; analysing can be done by others too.

Safe to repeat: what the archive already holds, of the same content and by the same analyser, is passed over. A version
of an article that was stored once is not stored again, even when another version of it came after; so a folder that
holds two versions settles on the later one, however often it is ingested. What another analyser has read since is read
again: an analyser may come back, as when an actor is added to the catalogue and taken out. An article that cannot be
analysed goes to quarantine, as does an input that cannot be read, and the rest goes on.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.errors import ArchiveError
from dashboard.geoparse.actor_table import keep as keep_actor_catalogue
from dashboard.model import AnalysedArticle, Article
from dashboard.settings import Settings
from dashboard.sources import Mapped, Quarantine, Received, Refusal
from dashboard.sources.identity import former_id
from dashboard.store.contract import content_hash
from dashboard.workers import batches
from dashboard.workers.batches import Analyse, Batch, Outcome, Run, Taken, analyse_one, in_process, refusal

if TYPE_CHECKING:
    import pyarrow as pa

    from dashboard.store.archive import Archive, Stored

#: Articles of one archive file: few enough to lose little in a crash, enough to keep the files few.
BATCH_ARTICLES = 500
#: Characters of one archive file; bounds memory where articles are long.
BATCH_CHARACTERS = 1_000_000
#: Refusals that a report holds; all are counted, and all are in quarantine.
REPORTED_REFUSALS = 1000
#: Tables whose columns a report tells.
REPORTED_TABLES = 100

#: Seconds after which what was read is analysed, be it much or little: progress is seen where reading is slow.
BATCH_SECONDS = 0.5

#: Told (what is being done, share of it done from 0 to 1), often.
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """
    What an ingest did. `read` articles are `added`, `updated` (stored before with other content or by another
    analyser), `unchanged`, or refused in analysis; `refused` counts these and the inputs that could not be read.
    `mentions`, `places` (distinct) and `unplaced` (mentions without a place) are of the added and updated ones.
    `tables` tells which columns of each table were read as what, as (file, columns).
    `warnings` name the archive files that could not be read (what they held was read anew where it was in the input),
    and say when there was no room to make few of many.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    refused: int
    mentions: int
    places: int
    unplaced: int
    seconds: float
    refusals: tuple[Refusal, ...]
    tables: tuple[tuple[str, Mapped], ...] = ()
    warnings: tuple[str, ...] = ()


def ingest(
    sources: Iterable[Received | Refusal],
    settings: Settings,
    analyse: Analyse,
    progress: Progress = lambda label, done: None,
    run: Run | None = None,
) -> IngestReport:
    """
    Analyse what is new among the sources and add it to the archive, `BATCH_ARTICLES` a file.

    `run` has batches analysed, as a `workers.pool.Pool` does; without it this process does it. What is stored, and in
    which order, does not depend on it.

    Raises ArchiveError or QuarantineError if a file cannot be written (earlier batches stay, and a repeated ingest goes
    on from there), and what `run` raises.
    Damaged archive files do not stop it: they are named in the report, and the articles in them count as new.
    """
    # these load pyarrow, which `analyse_each` does without
    from dashboard.store.archive import Archive
    from dashboard.store.compaction import MOST_SMALL, compact

    started = time.perf_counter()
    keep_actor_catalogue(settings.data, settings.home)
    archive = Archive(settings.archive)
    archive.sweep()
    warnings: list[ArchiveError] = []
    writer = _Writer(archive, archive.stored(warnings), analyse.version)
    tally = _Tally(Quarantine(settings.quarantine))
    with contextlib.closing((run or in_process(analyse))(_batches(sources, writer))) as results:
        for batch, made in results:
            outcomes, row = iter(made.outcomes), 0
            for item, content in batch.items:
                if isinstance(item, Refusal):
                    tally.refuse(item)
                    continue
                tally.take(item)
                outcome = next(outcomes) if content is not None else None
                article = writer.known(item.article)
                if content is None or outcome is None or writer.has(article, content):
                    tally.unchanged += 1
                elif outcome.error:
                    tally.refuse(refusal(item, outcome.error))
                else:
                    tally.count(outcome, known=writer.add(article, content, outcome, made.rows.slice(row, 1)))
                row += outcome is not None and not outcome.error
                progress(f"{tally.read:,} articles", item.done)
    writer.flush()
    tally.flush()
    if writer.wrote:
        try:
            compact(archive, most_small=MOST_SMALL)
        except ArchiveError as error:  # all articles are stored; the next ingest tries it again
            warnings.append(error)
    progress(f"{tally.read:,} articles", 1.0)
    return IngestReport(
        read=tally.read,
        added=tally.added,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=tally.refused,
        mentions=tally.mentions,
        places=len(tally.places),
        unplaced=tally.unplaced,
        seconds=time.perf_counter() - started,
        refusals=tuple(tally.refusals),
        tables=tuple(tally.tables.items()),
        warnings=tuple(str(error) for error in warnings),
    )


def analyse_each(
    sources: Iterable[Received | Refusal], analyse: Analyse
) -> Iterator[tuple[Received, AnalysedArticle] | Refusal]:
    """Yield each article with its analysis, or a refusal, one at a time; stores nothing."""
    for item in sources:
        if isinstance(item, Refusal):
            yield item
            continue
        made = analyse_one(Taken(item.article, item.notes), analyse)
        yield refusal(item, made) if isinstance(made, str) else (item, made)


def _batches(sources: Iterable[Received | Refusal], writer: _Writer) -> Iterator[Batch]:
    """
    Yield what was read, in order, with what of it is to be analysed.

    What an earlier article of the same batches turns out to have been is told apart only when that is stored.
    """
    most = min(BATCH_ARTICLES, batches.BATCH_ARTICLES)
    batch, characters, began = Batch(), 0, time.monotonic()
    for item in sources:
        content = None
        if isinstance(item, Received):
            article = writer.known(item.article)
            content = content_hash(article)
            if writer.has(article, content):
                content = None
            else:
                batch.taken.append(Taken(article, item.notes))
            characters += len(article.text)
        batch.items.append((item, content))
        slow = time.monotonic() - began > BATCH_SECONDS
        if slow or len(batch.items) >= most or characters >= batches.BATCH_CHARACTERS:
            yield batch
            batch, characters, began = Batch(), 0, time.monotonic()
    if batch.items:
        yield batch


class _Writer:
    """Collects analyses of one analyser and writes them in batches; knows what of it is in the archive to stay."""

    def __init__(self, archive: Archive, stored: dict[str, Stored], analyser: str) -> None:
        self._archive = archive
        self._analyser = analyser
        self._versions = {key: set(each.versions) for key, each in stored.items() if each.analyser == analyser}
        self._latest = {key: each.analysed_at for key, each in stored.items()}
        self._rows: list[pa.Table] = []
        self._characters = 0
        self.wrote = False

    def known(self, article: Article) -> Article:
        """Return an article under the id that the archive knows it by: one from before may have a former one."""
        if article.article_id not in self._latest:
            former = former_id(article.url)
            if former in self._latest:
                return replace(article, article_id=former)
        return article

    def has(self, article: Article, content: str) -> bool:
        return (content, self._analyser) in self._versions.get(article.article_id, ())

    def add(self, article: Article, content: str, outcome: Outcome, row: pa.Table) -> bool:
        """Take an article's row; True if it was known. It is dated after what it replaces, whatever the clock."""
        key, at = article.article_id, outcome.analysed_at
        latest = self._latest.get(key)
        if latest is not None and at <= latest:
            at = latest + timedelta(microseconds=1)
            row = _changed(row, "analysed_at", at)
        if row["article_id"][0].as_py() != key:
            row = _changed(row, "article_id", key)
        self._latest[key] = at
        self._versions.setdefault(key, set()).add((content, self._analyser))
        self._rows.append(row)
        self._characters += len(article.text)
        if len(self._rows) >= BATCH_ARTICLES or self._characters >= BATCH_CHARACTERS:
            self.flush()
        return latest is not None

    def flush(self) -> None:
        if self._rows:
            import pyarrow as pa

            self._archive.write_rows(pa.concat_tables(self._rows))
            self.wrote = True
        self._rows, self._characters = [], 0


def _changed(row: pa.Table, column: str, value: object) -> pa.Table:
    import pyarrow as pa

    at = row.schema.get_field_index(column)
    return row.set_column(at, row.schema.field(at), pa.array([value], row.schema.field(at).type))


@dataclass
class _Tally:
    """Counts, and hands refusals to quarantine in batches."""

    quarantine: Quarantine
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    mentions: int = 0
    unplaced: int = 0
    places: set[str] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)
    tables: dict[str, Mapped] = field(default_factory=dict)
    _waiting: list[Refusal] = field(default_factory=list)

    def take(self, item: Received) -> None:
        self.read += 1
        if item.mapped is not None and len(self.tables) < REPORTED_TABLES:
            self.tables.setdefault(item.file, item.mapped)

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < REPORTED_REFUSALS:
            self.refusals.append(refusal)
        self._waiting.append(refusal)
        if len(self._waiting) >= BATCH_ARTICLES:
            self.flush()

    def count(self, outcome: Outcome, *, known: bool) -> None:
        self.updated += known
        self.added += not known
        self.mentions += len(outcome.places)
        self.unplaced += outcome.unplaced
        self.places.update(outcome.places)

    def flush(self) -> None:
        self.quarantine.add(self._waiting)
        self._waiting = []
