"""`export`: what the filters leave, as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from dashboard.cli.terminal import bytes_to
from dashboard.errors import QueryError
from dashboard.model import ROLES
from dashboard.settings import load_settings


@click.command()
@click.argument(
    "what",
    type=click.Choice(
        ["places", "mentions", "articles", "actors", "actor-mentions", "links", "brief", "corrections", "archive"]
    ),
)
@click.option("--format", "form", help="Default: csv; a brief is HTML.",
              type=click.Choice(["csv", "jsonl", "geojson", "geoparquet", "kml", "annotations"]))  # fmt: skip
@click.option("-o", "--output", default="-", metavar="FILE",
              help="Where to write; standard output without it. An archive needs a folder.")  # fmt: skip
@click.option("--actor", "actors", multiple=True, metavar="NAME", help="Mentions beside this actor; may be repeated.")
@click.option("--any/--all", "any_actor", default=True, help="Any or all of the actors.  [default: any]")
@click.option("--scope", type=click.Choice(["sentence", "article"]), default="sentence", show_default=True,
              help="Where the actors stand.")  # fmt: skip
@click.option("--parts/--no-parts", default=False, help="Take what is part of an actor for it.  [default: no]")
@click.option("--country", "countries", multiple=True, metavar="NAME", help="Places there; a name or a code like LB.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Published then or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Published then or earlier.")
@click.option("--undated/--no-undated", default=True, help="Keep articles without a date.  [default: keep]")
@click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Articles of this outlet; may be repeated.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Default: location and dateline.")
@click.option("--words", default="", metavar="TEXT", help="Articles that hold all these words.")
def export(
    what: Any, form: Any, output: str, actors: tuple[str, ...], any_actor: bool, scope: Any, parts: bool,
    countries: tuple[str, ...], since: datetime | None, until: datetime | None, undated: bool,
    outlets: tuple[str, ...], roles: tuple[Any, ...], words: str,
) -> None:  # fmt: skip
    """Write what the filters leave, and only that.

    Inside one filter any value will do; all filters must agree. In CSV, cells that a spreadsheet would run as a formula
    get a leading apostrophe. Actors are those of the articles left; links are places and actors that are named
    together, in a sentence or in an article. GeoJSON, GeoParquet and KML are of what has coordinates: places, mentions,
    links; annotations (W3C Web Annotations, JSON-LD) of mentions. A brief is one HTML file that opens without a
    network: map, numbered excerpts, links. Corrections are all that readers put right and took back, whatever the
    filters, as CSV; `corrections import` brings them into another installation. The archive is every analysed article,
    whatever the filters and without corrections, as a folder of Parquet files parted by month (month=2024-10/...), for
    DuckDB, pandas, Spark and others; one that was written before is replaced.

    \b
    Examples:
      python -m dashboard export places --format csv --country LB -o lebanon.csv
      python -m dashboard export mentions --format geojson --actor Hezbollah --since 2024-10-01
      python -m dashboard export mentions --format kml --country LB -o lebanon.kml
      python -m dashboard export brief --actor Hezbollah --country LB -o brief.html
      python -m dashboard export articles --format jsonl --actor Hamas --actor Israel --all --scope article
      python -m dashboard export links --actor Iran --parts -o links.csv
      python -m dashboard export corrections -o corrections.csv
      python -m dashboard export archive -o by-month
    """
    from dashboard.export import check
    from dashboard.export import export as run
    from dashboard.model import Filters
    from dashboard.store import queries
    from dashboard.store.archive import Archive
    from dashboard.store.corrections import Ledger
    from dashboard.store.index import Index

    if what == "corrections":
        _corrections(form, output)
        return
    if what == "archive":
        _archive(form, output)
        return
    if what == "brief" and form:
        raise QueryError("a brief is one HTML file; leave --format out")
    if what != "brief":
        form = form or "csv"
        check(what, form)  # before a file is opened, and emptied
    settings = load_settings()
    with Index.in_memory(Archive(settings.archive), settings.limits, Ledger(settings.corrections)) as index:
        for damaged in index.damaged:
            click.echo(f"Warning: {damaged}", err=True)
        filters = Filters(
            actors=_known("actor", actors, lambda name: queries.actor_ids(index, name)),
            actor_match="any" if any_actor else "all",
            actor_scope=scope,
            with_parts=parts,
            countries=_known("country", countries, lambda name: queries.country_codes(index, name)),
            since=since.date() if since else None,
            until=until.date() if until else None,
            keep_undated=undated,
            outlets=outlets,
            roles=roles or Filters().roles,
            words=words,
        )
        queries.check(filters)
        if what == "brief":
            from dashboard.app.brief import brief

            made = brief(index, filters, settings, date.today()).encode()
            with bytes_to(output) as out:
                out.write(made)
            said = f"A brief of {queries.summary(index, filters).mentions:,} mentions"
        else:
            with bytes_to(output) as out:
                said = f"{run(index, filters, what, form, out):,} {what}"
    if output != "-":
        click.echo(f"{said} written to {output}")


def _corrections(form: str | None, output: str) -> None:
    from dashboard.export.corrections import write
    from dashboard.store.corrections import Ledger

    if form not in (None, "csv"):
        raise QueryError("corrections are one CSV file; leave --format out")
    ledger = Ledger(load_settings().corrections)
    found = ledger.read()
    if found.passed_over:
        click.echo(f"Warning: {ledger.path}: {len(found.passed_over):,} lines are no entries, left out", err=True)
    with bytes_to(output) as out:
        count = write(found.entries, out)
    if output != "-":
        click.echo(f"{count:,} corrections written to {output}")


def _archive(form: str | None, output: str) -> None:
    from dashboard.store.archive import Archive
    from dashboard.store.partitions import write_partitions

    if form or output == "-":
        raise QueryError("the archive is a folder of Parquet files; leave --format out, and name the folder: -o FOLDER")
    damaged: list[Any] = []
    done = write_partitions(Archive(load_settings().archive), Path(output), damaged)
    for error in damaged:
        click.echo(f"Warning: {error}", err=True)
    click.echo(f"{done.articles:,} articles of {done.months:,} months written to {output}: {done.files:,} files")


def _known(kind: str, names: tuple[str, ...], look_up: Callable[[str], list[str]]) -> tuple[str, ...]:
    found = []
    for name in names:
        ids = look_up(name)
        if not ids:
            raise QueryError(f"no stored article names the {kind} {name!r}; check the spelling")
        found += ids
    return tuple(dict.fromkeys(found))
