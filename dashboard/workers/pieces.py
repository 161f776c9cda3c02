"""
What a batch is cut into when workers die of it, and put together from: a job of one piece, or of halves of halves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from dashboard.store.schema import SCHEMA
from dashboard.workers.batches import Analysed, Batch, Outcome, Taken

#: Why an article is refused that ended two processes alone.
ENDED = "the analysis ended the process that read it, twice"


@dataclass(slots=True)
class Job:
    """A batch and what came of its pieces, by the number of their first article."""

    batch: Batch
    pieces: dict[int, Analysed] = field(default_factory=dict)
    settled: int = 0

    @property
    def done(self) -> bool:
        return self.settled == len(self.batch.taken)

    def made(self) -> Analysed:
        found = [self.pieces[first] for first in sorted(self.pieces)]
        if len(found) == 1:
            return found[0]
        if not found:
            return _nothing()
        outcomes = [outcome for each in found for outcome in each.outcomes]
        return Analysed(outcomes, pa.concat_tables([each.rows for each in found]))


@dataclass(slots=True)
class Piece:
    """Articles that go to a worker together. After `patience` deaths they are halved; one alone gets two tries."""

    job: Job
    first: int
    last: int
    patience: int = 2
    deaths: int = 0

    @property
    def taken(self) -> list[Taken]:
        return self.job.batch.taken[self.first : self.last]

    def settle(self, made: Analysed) -> None:
        self.job.pieces[self.first] = made
        self.job.settled += self.last - self.first

    def after_death(self, how: str) -> list[Piece]:
        """Return what is to be tried again, or settle it: what ended two workers alone is refused."""
        self.deaths += 1
        if self.last - self.first == 1:
            if self.deaths < 2:
                return [self]
            self.settle(_nothing(f"{ENDED} ({how})"))
            return []
        if self.deaths < self.patience:
            return [self]
        middle = (self.first + self.last) // 2
        return [Piece(self.job, self.first, middle, 1), Piece(self.job, middle, self.last, 1)]


def _nothing(*errors: str) -> Analysed:
    """Return what comes of articles that all have an error, or of none."""
    return Analysed([Outcome(error) for error in errors], SCHEMA.empty_table())
