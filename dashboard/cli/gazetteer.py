"""`gazetteer build` and `gazetteer search`."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.cli.terminal import DONE, SOME_REFUSED, progress_bar, readable_size
from dashboard.settings import Settings, load_settings


@click.group()
def gazetteer() -> None:
    """Build the embedded gazetteer, or look a name up in it."""


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@gazetteer.command()
@click.option("--geonames", type=_FILE, metavar="FILE", help="allCountries.zip, or a country's XX.zip; zip or .txt.")
@click.option("--alternate-names", type=_FILE, metavar="FILE", help="alternateNamesV2.zip: languages, English names.")
@click.option("--admin1", type=_FILE, metavar="FILE", help="admin1CodesASCII.txt: names of first-order areas.")
@click.option("--admin2", type=_FILE, metavar="FILE", help="admin2Codes.txt: names of second-order areas.")
@click.option("--min-population", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
              help="Leave towns with fewer people, or an unknown number, out of the dump.")  # fmt: skip
@click.option("--download", is_flag=True, help="Fetch those of the four files that are not given (600 MB).")
@click.option("--site", envvar="DASHBOARD_GEONAMES", metavar="URL", help="Where from.  [default: GeoNames' own site]")
@click.pass_context
def build(
    ctx: click.Context, geonames: Path | None, alternate_names: Path | None, admin1: Path | None, admin2: Path | None,
    min_population: int, download: bool, site: str | None,
) -> None:  # fmt: skip
    """Build the gazetteer from the installed packages and data/; takes up to a minute.

    With --geonames or --download, from GeoNames' dump and data/: millions of places, in some ten minutes and 1.5 GB of
    memory. It is then kept until another is built.

    \b
    Examples:
      python -m dashboard gazetteer build
      python -m dashboard gazetteer build --geonames allCountries.zip --alternate-names alternateNamesV2.zip
      python -m dashboard gazetteer build --download --min-population 500
    """
    settings = load_settings()
    if not (geonames or download):
        if alternate_names or admin1 or admin2 or min_population:
            raise click.UsageError("--alternate-names, --admin1, --admin2 and --min-population need --geonames FILE")
        build_gazetteer(settings)
        return
    from dashboard import geonames_download as fetch
    from dashboard.geoparse.geonames_build import DumpFiles
    from dashboard.geoparse.geonames_build import build as run

    def get(given: Path | None, name: str) -> Path | None:
        if given is not None or not download:
            return given
        folder = settings.gazetteer.parent / "geonames"
        with progress_bar("Fetching") as progress:
            return fetch.download(name, folder, site or fetch.SITE, progress)

    places = get(geonames, fetch.PLACES)
    assert places is not None
    files = DumpFiles(
        places, get(alternate_names, fetch.ALTERNATE_NAMES), get(admin1, fetch.ADMIN1), get(admin2, fetch.ADMIN2)
    )
    with progress_bar("Gazetteer") as progress:
        report = run(settings.gazetteer, settings.data, files, progress, min_population)
    click.echo(
        f"Gazetteer of {report.names:,} names for {report.places:,} places built from {report.rows:,} rows in "
        f"{report.seconds:.0f} s, {readable_size(report.bytes)}, in {settings.gazetteer}",
        err=True,
    )
    for example in report.malformed.examples:
        click.echo(f"Passed over: {example}", err=True)
    if rest := report.malformed.count - len(report.malformed.examples):
        click.echo(f"Passed over: {rest:,} lines more", err=True)
    ctx.exit(SOME_REFUSED if report.malformed.count else DONE)


@gazetteer.command()
@click.argument("name", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Places to show at most.")
@click.pass_context
def search(ctx: click.Context, name: tuple[str, ...], limit: int) -> None:
    """Show the places that NAME can mean, the likeliest first.

    \b
    Example:
      python -m dashboard gazetteer search Tripoli
    """
    from dashboard.geoparse.gazetteer import Gazetteer

    settings = load_settings()
    ensure_gazetteer(settings)
    asked = " ".join(name)
    places = Gazetteer.open(settings.gazetteer).search(asked, limit=limit)
    if not places:
        click.echo(f"No place is called {asked}.", err=True)
        ctx.exit(SOME_REFUSED)
    for place in places:
        within = ", ".join(part for part in (place.admin1, place.country) if part and part != place.name)
        people = f"  {place.population:,} people" if place.population else ""
        click.echo(f"{place.name} · {place.kind.replace('_', ' ')}" + (f" · {within}" if within else ""))
        click.echo(f"    {place.lat:.4f}, {place.lon:.4f}  {place.place_id}{people}")


def ensure_gazetteer(settings: Settings) -> None:
    from dashboard.geoparse.gazetteer_version import is_current

    if not is_current(settings.gazetteer, settings.data):
        click.echo("The gazetteer is built first; this happens once.", err=True)
        build_gazetteer(settings)


def build_gazetteer(settings: Settings) -> None:
    from dashboard.geoparse.gazetteer_build import build as run

    with progress_bar("Gazetteer") as progress:
        report = run(settings.gazetteer, settings.data, progress)
    click.echo(
        f"Gazetteer of {report.names:,} names for {report.places:,} places built in {report.seconds:.0f} s, "
        f"{readable_size(report.bytes)}, in {settings.gazetteer}",
        err=True,
    )
