"""`actors`: the catalogue of actors, those of a reader's own, and the sources of offices, checked."""

from __future__ import annotations

import click

from dashboard.cli.terminal import DONE, NOTHING_DONE, SOME_REFUSED
from dashboard.settings import load_settings


@click.group()
def actors() -> None:
    """The actor catalogue: data/actors.csv, and actors.csv in the installation's home.

    \b
    Example:
      python -m dashboard actors check
    """


@actors.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say what is wrong with the actor catalogue, line by line, and what to do.

    A catalogue with any of these is refused, and the last sound one stays in use: broken rows, unknown types and
    countries, one name for two actors, affiliations that are unknown or go in a circle, dates that are none or out of
    order, two holders of one office at a time. What is wrong with data/office_sources.csv is named as well, and stops
    nothing; an office that it has no source for is a warning. Exit status: 0 sound, 1 something to mend, 2 it cannot be
    read.

    \b
    Example:
      python -m dashboard actors check
    """
    from dashboard.geoparse import actor_table, office_sources

    settings = load_settings()
    path, own = settings.data / "actors.csv", actor_table.own_path(settings.home)
    countries = actor_table.country_names(settings.data / "countries.csv")
    rows, problems = actor_table.check(path, countries)
    for problem in problems:
        click.echo(f"{path}:{problem.line}: {problem.wrong}; {problem.remedy}")
    listed = settings.data / "office_sources.csv"
    titles = {tenure.title for row in rows for tenure in row.tenures}
    sources, unusable = office_sources.read(listed, titles, countries.values())
    for problem in unusable:
        click.echo(f"{listed}:{problem.line}: {problem.wrong}; {problem.remedy}")
    missing = sources.missing(rows)
    for each in missing:
        times = f"{each.times} times" if each.times > 1 else "1 time"
        click.echo(f"{path}:{each.lines[0]}: warning: no source for {each.title!r}, {times} in office")
    held = [tenure for row in rows for tenure in row.tenures]
    if own.exists():
        more, wrong = actor_table.check(own, countries, rows)
        for problem in wrong:
            click.echo(f"{own}:{problem.line}: {problem.wrong}; {problem.remedy}")
        rows, problems = [*rows, *more], [*problems, *wrong]
    names, tenures = sum(len(row.names) for row in rows), sum(len(row.tenures) for row in rows)
    found = f"{len(problems):,} to mend" if problems else "nothing to mend"
    click.echo(f"{len(rows):,} actors with {names:,} names and {tenures:,} times in office: {found}.", err=True)
    if problems:
        click.echo("It is refused until then; the last sound catalogue stays in use.", err=True)
    if held:
        consulted = sum(1 for each in map(sources.of, held) if each is not None and each.consulted is not None)
        without = sum(each.times for each in missing)
        click.echo(
            f"Sources of {len(held):,} times in office: {len(held) - without:,} have one, {consulted:,} were compared "
            f"with it; {without:,}, of {len(missing):,} offices, have none (warnings).",
            err=True,
        )
    ctx.exit(NOTHING_DONE if not rows else SOME_REFUSED if problems or unusable else DONE)
