"""`outlets`: where each outlet is at home, learned from its stored articles."""

from __future__ import annotations

import click

from dashboard.settings import OUTLETS, load_settings


@click.command()
def outlets() -> None:
    """Learn from the stored articles where each outlet is at home, so that a local paper's Paris is the near one.

    An outlet of five articles and more has a home if two fifths of its places lie close together. Homes in the region
    file stand before these. Run `ingest` again afterwards: the articles are then read anew.

    \b
    Example:
      python -m dashboard outlets
    """
    from dashboard.store.archive import Archive
    from dashboard.store.outlets import learn_homes, write_homes

    settings = load_settings()
    homes = learn_homes(Archive(settings.archive).read())
    write_homes(settings.home / OUTLETS, homes)
    for outlet, home in homes.items():
        click.echo(f"{outlet}: {home.lat}, {home.lon} ({home.share:.0%} of the places of {home.articles:,} articles)")
    click.echo(f"{len(homes):,} outlets have a home, in {settings.home / OUTLETS}")
