"""One round of `ingest`: files and addresses in, the archive and a summary out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from dashboard.cli.analysis import open_pool
from dashboard.cli.feed_list import listed_feeds
from dashboard.cli.terminal import progress_bar, say_refusals, say_tables
from dashboard.pipeline import Analyse, IngestReport
from dashboard.pipeline import ingest as run
from dashboard.settings import Settings
from dashboard.sources import Columns, Quarantine, Received, Refusal, read_sources
from dashboard.sources.online import Address, Round, is_address, read_addresses
from dashboard.sources.visits import Visits
from dashboard.sources.web import Client


@dataclass
class Reading:
    """What is to be read, again and again if wanted; `round` tells what the last reading of addresses came to."""

    settings: Settings
    paths: list[str]
    addresses: list[Address]
    columns: Columns
    pages: bool
    client: Client
    retry: bool = False
    workers: int = 1
    round: Round = field(default_factory=Round)

    @classmethod
    def of(
        cls, settings: Settings, sources: tuple[str, ...], feeds: str | None, columns: Columns, *, pages: bool
    ) -> Reading:
        """Return what some arguments mean; raises SourceError for a list of feeds that cannot be used."""
        addresses = [Address(each) for each in sources if is_address(each)]
        addresses += listed_feeds(feeds, settings) if feeds is not None else []
        web = settings.region.web
        client = Client(web.user_agent, settings.limits, web.internal_hosts)
        return cls(settings, [each for each in sources if not is_address(each)], addresses, columns, pages, client)

    @classmethod
    def of_quarantine(cls, settings: Settings, columns: Columns) -> tuple[Reading, int]:
        """Return what is in quarantine and can be read again, and the count of what cannot: pasted, uploaded, gone."""
        kept = Quarantine(settings.quarantine).list()
        origins = dict.fromkeys(each.refusal.origin for each in kept)
        again = [each for each in origins if is_address(each) or (each and Path(each).is_file())]
        reading = cls.of(settings, tuple(again), None, columns, pages=False)
        reading.retry = True
        return reading, sum(each.refusal.origin not in again for each in kept)

    def once(self, analyser: Analyse) -> IngestReport:
        """Read everything once, store it, and say what came of it."""
        from dashboard.store.archive import Archive

        self.round, began = Round(), datetime.now(UTC)
        visits = Visits(self.settings.visits)
        if not Archive(self.settings.archive).files():
            visits.forget()  # whatever the servers say has not changed is not here
        if self.retry:
            visits.anew()
        with progress_bar("Reading") as progress:
            pool = open_pool(self.settings, analyser, self.workers)
            report = run(self._items(visits), self.settings, analyser, progress, pool)
        visits.save()
        quarantine = Quarantine(self.settings.quarantine)
        if self.retry:
            quarantine.forget([*self.paths, *(each.url for each in self.addresses)], began)
        quarantine.forget([*self.round.fetched, *self.round.unchanged], began, whole_only=True)
        self._say(report)
        return report

    def _items(self, visits: Visits) -> Iterator[Received | Refusal]:
        limits = self.settings.limits
        yield from read_sources(self.paths, limits, self.columns)
        yield from read_addresses(
            self.addresses, self.client, visits, limits, self.columns, pages=self.pages, told=self.round
        )

    def _say(self, report: IngestReport) -> None:
        told, said = self.round, ""
        if self.addresses:
            said = f"{len(told.fetched):,} addresses fetched, {len(told.unchanged):,} unchanged since the last time, "
            said += f"{len(told.failed):,} not to be had"
            said += f"; {told.seen_pages:,} entries had been read before." if told.seen_pages else "."
        say_report(report, self.settings, said)


def say_report(report: IngestReport, settings: Settings, addresses: str = "") -> None:
    """Say what an ingest did; `addresses` says what came of them."""
    click.echo(
        f"{report.read:,} articles read in {report.seconds:.1f} s: {report.added:,} added, {report.updated:,} "
        f"updated, {report.unchanged:,} unchanged.\n"
        f"{report.mentions:,} mentions of {report.places:,} places; {report.unplaced:,} names were not placed."
    )
    if addresses:
        click.echo(addresses)
    say_tables(report.tables)
    for warning in report.warnings:
        click.echo(f"Warning: {warning}", err=True)
    say_refusals(report.refused, report.refusals)
    if report.refused:
        click.echo(f"All of them are kept in {settings.quarantine}", err=True)
