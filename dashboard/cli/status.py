"""`status`: what is stored, where, and with which versions."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import click

from dashboard.cli.heartbeat import Heartbeat
from dashboard.cli.terminal import DONE, SOME_REFUSED, readable_size
from dashboard.errors import GazetteerError
from dashboard.settings import load_settings

#: Refusals that are told one by one, the latest ones.
SHOWN = 5


@click.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say what is stored, where, and with which versions.

    \b
    Example:
      python -m dashboard status
    """
    from dashboard.geoparse.gazetteer import Gazetteer
    from dashboard.sources import Quarantine
    from dashboard.store.archive import Archive
    from dashboard.store.corrections import Ledger
    from dashboard.store.status import corrections_in_words

    settings = load_settings()
    archive = Archive(settings.archive)
    damaged: list[Any] = []
    stored = archive.stored(damaged)
    files = archive.files()
    size = sum(path.stat().st_size for path in files)
    click.echo(f"Region      {settings.region.name}")
    kept = f"{len(files):,} file" + ("" if len(files) == 1 else "s")
    click.echo(f"Archive     {len(stored):,} articles in {kept}, {readable_size(size)}, in {settings.archive}")
    for analyser, count in Counter(each.analyser for each in stored.values()).most_common():
        click.echo(f"            {count:,} analysed by {analyser}")
    index = "not built yet"
    if settings.index.exists():
        index = f"{readable_size(settings.index.stat().st_size)}, in {settings.index}"
    click.echo(f"Index       {index}")
    try:
        found = Gazetteer.open(settings.gazetteer)
        made = found.meta.get("geonames")
        of = f" of GeoNames {made['date']} and data/" if made else ""
        click.echo(f"Gazetteer   {len(found):,} places{of}, version {found.version}, in {settings.gazetteer}")
    except GazetteerError:
        click.echo("Gazetteer   not built yet; the first ingest builds it, or: python -m dashboard gazetteer build")
    for line in corrections_in_words(Ledger(settings.corrections), archive):
        click.echo(line)
    refused = Quarantine(settings.quarantine).list()
    click.echo(f"Quarantine  {len(refused):,} refused" + (f", in {settings.quarantine}" if refused else ""))
    for reason, count in Counter(each.refusal.reason for each in refused).most_common(5):
        click.echo(f"            {count:,} × {reason}")
    for each in sorted(refused, key=lambda each: each.at)[-SHOWN:]:
        click.echo(f"            {each.at:%Y-%m-%d %H:%M} {shown(str(each.refusal), 300)}")
        if each.refusal.raw.strip():
            click.echo(f"                {shown(each.refusal.raw, 70)}")
    if refused:
        click.echo("            read them again with: python -m dashboard ingest --retry-quarantine")
    for line in Heartbeat(settings.heartbeat).in_words(time.time()):
        click.echo(line)
    for error in damaged:
        click.echo(f"Warning: {error}", err=True)
    ctx.exit(SOME_REFUSED if damaged else DONE)


def shown(text: str, most: int) -> str:
    """Return a stranger's text as one line that a terminal shows and does nothing else with."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    folded = " ".join(plain.split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"
