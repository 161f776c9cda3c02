"""`compact`: few archive files of many."""

from __future__ import annotations

import click

from dashboard.settings import load_settings


@click.command()
def compact() -> None:
    """Make few archive files of many small ones, so that everything reads them faster.

    Keeps the newest analysis of each article. Safe at any time: beside a running page, beside an ingest, and when it is
    killed. An ingest that leaves many small files does it by itself.

    \b
    Example:
      python -m dashboard compact
    """
    from dashboard.store.archive import Archive
    from dashboard.store.compaction import compact as run

    done = run(Archive(load_settings().archive))
    if not done.before:
        click.echo("Nothing to do: there are no two small files.")
        return
    click.echo(
        f"{done.before:,} small files became {done.after:,}: {done.rows:,} analyses kept, {done.dropped:,} superseded."
    )
