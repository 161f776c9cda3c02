"""
A batch of articles -> a batch of rows of the archive: the one function that a process, a pool and a cluster run.

What comes out depends on the articles and the analyser alone, but for `analysed_at`, which is the clock's. Whatever
goes wrong with one article is an outcome of that article and stops no other. Writes nothing; articles and outcomes are
plain values that cross from process to process.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dashboard.model import AnalysedArticle, Article
from dashboard.sources import Received, Refusal
from dashboard.sources.received import RAW_CHARACTERS
from dashboard.store.contract import check

if TYPE_CHECKING:
    import pyarrow as pa

#: Articles and characters of a batch: a fifth of a second of work, so that workers end at about the same time and a
#: worker that dies loses little.
BATCH_ARTICLES = 32
BATCH_CHARACTERS = 150_000


class Analyse(Protocol):
    """What turns an article into its analysis; `version` changes when its answers may."""

    @property
    def version(self) -> str: ...

    def __call__(self, article: Article) -> AnalysedArticle: ...


class Taken(NamedTuple):
    """An article to analyse, and what its source left out of it."""

    article: Article
    notes: tuple[str, ...]


class Outcome(NamedTuple):
    """
    What came of one article: `error` says why it has no row, "" if it has one. `places` holds the `place_id` of each
    mention that was placed, `unplaced` counts the others.
    """

    error: str = ""
    analysed_at: datetime = datetime.min.replace(tzinfo=UTC)
    places: tuple[str, ...] = ()
    unplaced: int = 0


class Analysed(NamedTuple):
    """An outcome for each article of a batch, in order, and a row of `store.schema` for each without an error."""

    outcomes: list[Outcome]
    rows: pa.Table


@dataclass(slots=True)
class Batch:
    """
    Items in the order in which they were read, each with the hash of its content if it is to be analysed, else None;
    `taken` are those to analyse.
    """

    items: list[tuple[Received | Refusal, str | None]] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


#: What analyses batches and yields each with its rows, in the order in which they came.
Run = Callable[[Iterable[Batch]], Generator[tuple[Batch, Analysed], None, None]]


def in_process(analyse: Analyse) -> Run:
    """Return what analyses batches in this process, one by one."""

    def run(batches: Iterable[Batch]) -> Generator[tuple[Batch, Analysed], None, None]:
        for batch in batches:
            yield batch, analyse_batch(batch.taken, analyse)

    return run


def analyse_batch(taken: Sequence[Taken], analyse: Analyse) -> Analysed:
    """Return what comes of some articles; raises nothing for what one of them holds."""
    import pyarrow as pa  # half a second, which `analyse_one` does without

    from dashboard.store.schema import to_table

    made = [analyse_one(each, analyse) for each in taken]
    try:
        rows = to_table([each for each in made if isinstance(each, AnalysedArticle)])
    except (pa.ArrowException, ValueError, OverflowError):  # one of them is no row: which?
        for n, each in enumerate(made):
            if isinstance(each, AnalysedArticle):
                try:
                    to_table([each])
                except (pa.ArrowException, ValueError, OverflowError) as error:
                    made[n] = failed(error)
        rows = to_table([each for each in made if isinstance(each, AnalysedArticle)])
    return Analysed([_outcome(each) for each in made], rows)


def analyse_one(taken: Taken, analyse: Analyse) -> AnalysedArticle | str:
    """Return the analysis, or why there is none: whatever goes wrong with one article must not stop the rest."""
    try:
        made = analyse(taken.article)
        check(made)
    except Exception as error:
        return failed(error)
    return replace(made, notes=(*taken.notes, *made.notes))


def failed(error: Exception) -> str:
    return f"the analysis failed ({type(error).__name__}: {error})"


def refusal(item: Received, reason: str) -> Refusal:
    """Return the refusal of an article that was read and could not be analysed."""
    return Refusal(
        item.file, item.line, reason, "report it with this article; it is left out", item.article.text[:RAW_CHARACTERS],
        item.done, origin=item.origin,
    )  # fmt: skip


def _outcome(made: AnalysedArticle | str) -> Outcome:
    if isinstance(made, str):
        return Outcome(made)
    places = tuple(each.place.place_id for each in made.mentions if each.place is not None)
    return Outcome("", made.analysed_at, places, len(made.mentions) - len(places))
