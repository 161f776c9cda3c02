"""`corrections`: what readers put right, brought in from another installation."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.settings import load_settings

#: Rows that wait and are told one by one.
SHOWN = 20


@click.group()
def corrections() -> None:
    """What readers put right: `export corrections` writes it, `corrections import` brings it in elsewhere.

    \b
    Examples:
      python -m dashboard export corrections -o corrections.csv
      python -m dashboard corrections import corrections.csv
    """


@corrections.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Bring in the corrections of FILE, a `corrections.csv` of this or another installation.

    They hold as if they had been made here, after those that are here, and keep who made them and when; what is here
    already is not doubled. Rows whose article or name is not stored wait for it, and are named. A file with anything
    wrong in it is refused as a whole, with the line. A running page takes them in by itself.

    \b
    Example:
      python -m dashboard corrections import corrections.csv
    """
    from dashboard.export.corrections import read, take_in, waiting
    from dashboard.store.archive import Archive
    from dashboard.store.corrections import Ledger
    from dashboard.store.index import Index

    settings = load_settings()
    rows = read(file.read_bytes(), str(file))
    ledger = Ledger(settings.corrections)
    new = take_in(ledger, rows)
    click.echo(f"{new:,} taken in, {len(rows) - new:,} were here already, in {ledger.path}")
    with Index.in_memory(Archive(settings.archive), settings.limits, ledger) as index:
        left = waiting(index, ledger, rows)
    for line, why in left[:SHOWN]:
        click.echo(f"{file}:{line}: waits: {why}")
    if len(left) > SHOWN:
        click.echo(f"{len(left) - SHOWN:,} more wait")
