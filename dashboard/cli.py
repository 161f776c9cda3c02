"""
The command line: `python -m dashboard COMMAND`.

Results go to standard output, everything about them to standard error; progress is shown on a terminal only. Exit
status: 0 done, 1 some input was refused (said where and why), 2 nothing could be done.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

from dashboard.errors import DashboardError, GazetteerError, QueryError
from dashboard.model import ROLES, ActorMention, AnalysedArticle, Mention
from dashboard.settings import Settings, load_settings

# Whatever a command alone needs, it imports itself: `--help` is quick, and `status` works with a broken gazetteer.

DONE, SOME_REFUSED, NOTHING_DONE = 0, 1, 2
#: Refusals that are written out; the rest are counted, and are in quarantine.
SHOWN_REFUSALS = 10


class Commands(click.Group):
    """Says an error of the project in one line and leaves with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DashboardError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(NOTHING_DONE)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"Error: {error.filename}: {error.strerror}", err=True)
            ctx.exit(NOTHING_DONE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Places and actors of news articles: read them, look them up, take them away.

    The page itself is started by: streamlit run streamlit_app.py
    """


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_context
def ingest(ctx: click.Context, sources: tuple[str, ...]) -> None:
    """Read files and folders into the archive.

    Reads .txt, .md, .jsonl, .ndjson, .json and .csv; folders are walked. Safe to repeat: what is already stored and has
    not changed is passed over. What cannot be read goes to quarantine, and the rest is stored.

    \b
    Examples:
      python -m dashboard ingest articles/
      python -m dashboard ingest monday.csv tuesday.jsonl
    """
    from dashboard.pipeline import ingest as run
    from dashboard.sources import read_sources

    settings = load_settings()
    analyser = _analyser(settings)
    with _progress("Reading") as progress:
        report = run(read_sources(sources, settings.limits), settings, analyser, progress)
    click.echo(
        f"{report.read:,} articles read in {report.seconds:.1f} s: {report.added:,} added, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged.\n"
        f"{report.mentions:,} mentions of {report.places:,} places; {report.unplaced:,} names were not placed."
    )
    _say_refusals(report.refused, report.refusals)
    if report.refused:
        click.echo(f"All of them are kept in {settings.quarantine}", err=True)
    ctx.exit(_status(report.read, report.refused))


@main.command()
@click.argument("source", metavar="INPUT")
@click.option("-o", "--output", default="-", metavar="OUT.jsonl", help="Where to write; standard output without it.")
@click.pass_context
def analyse(ctx: click.Context, source: str, output: str) -> None:
    """Write the places and actors of articles as JSON lines; store nothing.

    INPUT is JSON lines with id, title, text and optionally published, source, url; a CSV with the same columns; a text
    file; a folder of these; or - for JSON lines from standard input. Offsets are Unicode code points into "text" (for a
    text file: what follows its title, if its first line is one); names in the title stand apart.

    \b
    Examples:
      python -m dashboard analyse articles.jsonl -o places.jsonl
      python -m dashboard analyse article.txt
    """
    from dashboard.pipeline import analyse_each
    from dashboard.sources import Refusal, read_sources
    from dashboard.sources.tables import read_json_lines

    settings = load_settings()
    analyser = _analyser(settings)
    if source == "-":
        items = read_json_lines("standard input", sys.stdin.buffer, settings.limits)  # type: ignore[arg-type]
    else:
        items = read_sources([source], settings.limits)
    written, refused = 0, 0
    refusals: list[Refusal] = []
    with _output(output) as out, _progress("Analysing", quiet=output == "-") as progress:
        for outcome in analyse_each(items, analyser):
            if isinstance(outcome, Refusal):
                refused += 1
                if refused <= SHOWN_REFUSALS:
                    refusals.append(outcome)
                continue
            received, analysed = outcome
            given = analysed.article.article_id if received.given_id is None else received.given_id
            out.write(json.dumps(as_json(given, analysed), ensure_ascii=False) + "\n")
            written += 1
            progress(f"{written:,} articles", received.done)
    _say_refusals(refused, refusals)
    ctx.exit(_status(written, refused))


@main.command()
@click.argument("what", type=click.Choice(["places", "mentions", "articles"]))
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "geojson"]), default="csv", show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; standard output without it.")
@click.option("--actor", "actors", multiple=True, metavar="NAME", help="Mentions beside this actor; may be repeated.")
@click.option("--any/--all", "any_actor", default=True, help="Any or all of the actors.  [default: any]")
@click.option("--scope", type=click.Choice(["sentence", "article"]), default="sentence", show_default=True,
              help="Where the actors stand.")  # fmt: skip
@click.option("--country", "countries", multiple=True, metavar="NAME", help="Places there; a name or a code like LB.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Published then or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Published then or earlier.")
@click.option("--undated/--no-undated", default=True, help="Keep articles without a date.  [default: keep]")
@click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Articles of this outlet; may be repeated.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Default: location and dateline.")
@click.option("--words", default="", metavar="TEXT", help="Articles that hold all these words.")
def export(
    what: Any, form: Any, output: str, actors: tuple[str, ...], any_actor: bool, scope: Any, countries: tuple[str, ...],
    since: datetime | None, until: datetime | None, undated: bool, outlets: tuple[str, ...], roles: tuple[Any, ...],
    words: str,
) -> None:  # fmt: skip
    """Write what the filters leave, and only that.

    Inside one filter any value will do; all filters must agree. In CSV, cells that a spreadsheet would run as a formula
    get a leading apostrophe.

    \b
    Examples:
      python -m dashboard export places --format csv --country LB -o lebanon.csv
      python -m dashboard export mentions --format geojson --actor Hezbollah --since 2024-10-01
      python -m dashboard export articles --format jsonl --actor Hamas --actor Israel --all --scope article
    """
    from dashboard.export import export as run
    from dashboard.model import Filters
    from dashboard.store import queries
    from dashboard.store.archive import Archive
    from dashboard.store.index import Index

    settings = load_settings()
    with Index.in_memory(Archive(settings.archive), settings.limits) as index:
        for damaged in index.damaged:
            click.echo(f"Warning: {damaged}", err=True)
        filters = Filters(
            actors=_known("actor", actors, lambda name: queries.actor_ids(index, name)),
            actor_match="any" if any_actor else "all",
            actor_scope=scope,
            countries=_known("country", countries, lambda name: queries.country_codes(index, name)),
            since=since.date() if since else None,
            until=until.date() if until else None,
            keep_undated=undated,
            outlets=outlets,
            roles=roles or Filters().roles,
            words=words,
        )
        queries.check(filters)
        with _output(output) as out:
            count = run(index, filters, what, form, out)
    if output != "-":
        click.echo(f"{count:,} {what} written to {output}")


@main.group()
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
        _build_gazetteer(settings)
        return
    from dashboard import geonames_download as fetch
    from dashboard.geoparse.geonames_build import DumpFiles
    from dashboard.geoparse.geonames_build import build as run

    def get(given: Path | None, name: str) -> Path | None:
        if given is not None or not download:
            return given
        folder = settings.gazetteer.parent / "geonames"
        with _progress("Fetching") as progress:
            return fetch.download(name, folder, site or fetch.SITE, progress)

    places = get(geonames, fetch.PLACES)
    assert places is not None
    files = DumpFiles(
        places, get(alternate_names, fetch.ALTERNATE_NAMES), get(admin1, fetch.ADMIN1), get(admin2, fetch.ADMIN2)
    )
    with _progress("Gazetteer") as progress:
        report = run(settings.gazetteer, settings.data, files, progress, min_population)
    click.echo(
        f"Gazetteer of {report.names:,} names for {report.places:,} places built from {report.rows:,} rows in "
        f"{report.seconds:.0f} s, {_size(report.bytes)}, in {settings.gazetteer}",
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
    _ensure_gazetteer(settings)
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


@main.command()
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

    settings = load_settings()
    archive = Archive(settings.archive)
    damaged: list[Any] = []
    stored = archive.stored(damaged)
    files = archive.files()
    size = sum(path.stat().st_size for path in files)
    click.echo(f"Region      {settings.region.name}")
    click.echo(f"Archive     {len(stored):,} articles in {len(files):,} files, {_size(size)}, in {settings.archive}")
    for analyser, count in Counter(each.analyser for each in stored.values()).most_common():
        click.echo(f"            {count:,} analysed by {analyser}")
    index = (
        f"{_size(settings.index.stat().st_size)}, in {settings.index}" if settings.index.exists() else "not built yet"
    )
    click.echo(f"Index       {index}")
    try:
        found = Gazetteer.open(settings.gazetteer)
        made = found.meta.get("geonames")
        of = f" of GeoNames {made['date']} and data/" if made else ""
        click.echo(f"Gazetteer   {len(found):,} places{of}, version {found.version}, in {settings.gazetteer}")
    except GazetteerError:
        click.echo("Gazetteer   not built yet; the first ingest builds it, or: python -m dashboard gazetteer build")
    refused = Quarantine(settings.quarantine).list()
    click.echo(f"Quarantine  {len(refused):,} refused" + (f", in {settings.quarantine}" if refused else ""))
    for reason, count in Counter(each.refusal.reason for each in refused).most_common(5):
        click.echo(f"            {count:,} × {reason}")
    for error in damaged:
        click.echo(f"Warning: {error}", err=True)
    ctx.exit(SOME_REFUSED if damaged else DONE)


@main.command()
def outlets() -> None:
    """Learn from the stored articles where each outlet is at home, so that a local paper's Paris is the near one.

    An outlet of five articles and more has a home if two fifths of its places lie close together. Homes in the region
    file stand before these. Run `ingest` again afterwards: the articles are then read anew.

    \b
    Example:
      python -m dashboard outlets
    """
    from dashboard.settings import OUTLETS
    from dashboard.store.archive import Archive
    from dashboard.store.outlets import learn_homes, write_homes

    settings = load_settings()
    homes = learn_homes(Archive(settings.archive).read())
    write_homes(settings.home / OUTLETS, homes)
    for outlet, home in homes.items():
        click.echo(f"{outlet}: {home.lat}, {home.lon} ({home.share:.0%} of the places of {home.articles:,} articles)")
    click.echo(f"{len(homes):,} outlets have a home, in {settings.home / OUTLETS}")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="FOLDER",
              help="Where to write the models; without it, those in use (data/models) are replaced.")  # fmt: skip
@click.option("--exclude", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None,
              metavar="FOLDER", help="Annotated articles to leave out, such as a test set.")  # fmt: skip
def train(folder: Path, output: Path | None, exclude: Path | None) -> None:
    """Train all models on a FOLDER of annotated articles (JSON lines) and on data/training.

    \b
    Example:
      python -m dashboard train corpora/ --exclude corpora/dev -o models/
    """
    from dashboard.geoparse.gazetteer import Gazetteer
    from dashboard.geoparse.train import train as run

    settings = load_settings()
    _ensure_gazetteer(settings)
    target = output or settings.data / "models"
    target.mkdir(parents=True, exist_ok=True)
    with _progress("Training") as progress:
        report = run(folder, settings.data, Gazetteer.open(settings.gazetteer), target, exclude, progress)
    click.echo(
        f"Trained on {report.articles:,} articles with {report.toponyms:,} toponyms in {report.seconds:.0f} s: "
        f"{_size(report.bytes)}, in {target}"
    )


@main.command()
@click.argument("gold", nargs=-1, required=True, metavar="GOLD.jsonl...",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--demonyms/--no-demonyms", default=None,
              help="Judge demonyms (\"Turkish\"), or leave them out.  [default: if the file marks any]")  # fmt: skip
@click.option("--oracle", "what", flag_value="oracle", help="Hand the marked names over: the resolver alone.")
@click.option("--roles", "what", flag_value="roles", help="GOLD is passages with [Tehran|metonym].")
@click.option("--actors", "what", flag_value="actors", help='GOLD is passages with {IRGC=irgc}, or has "actors".')
@click.option("--json", "raw", is_flag=True, help="Write every figure as one JSON object.")
def evaluate(gold: tuple[Path, ...], demonyms: bool | None, what: str | None, raw: bool) -> None:
    """Score this installation against annotated articles.

    GOLD is JSON lines: "text" and "toponyms" with start, end, lat, lon (null where the place is not known) and
    optionally demonym, type, role; also title, source, date, and "ignore" spans that do not count. Offsets are
    Unicode code points into "text". What `analyse` writes, corrected and with the text beside it, will do.

    \b
    Examples:
      python -m dashboard evaluate my-articles.jsonl
      python -m dashboard evaluate corpora/dev/*.jsonl --json
      python -m dashboard evaluate tests/gold/roles.txt --roles
    """
    from dashboard.evaluate import evaluate as run
    from dashboard.evaluate import read, report

    measured: Any = what or "places"
    files = {str(path): read(path, measured) for path in gold}
    analyser = _analyser(load_settings())
    with _progress("Evaluating") as progress:
        found = run(files, analyser, measured, demonyms, progress)
    if raw:
        click.echo(json.dumps({"analyser": analyser.version, **found}, ensure_ascii=False, indent=1))
        return
    click.echo("\n\n".join(report.screens(found)))


def as_json(given_id: object, analysed: AnalysedArticle) -> dict[str, Any]:
    """Return an analysis as `analyse` writes it: DESIGN.md, "Command line"."""
    return {
        "id": given_id,
        "toponyms": [_toponym(each) for each in analysed.mentions if each.field == "text"],
        "actors": [_actor(each) for each in analysed.actors if each.field == "text"],
        "title_toponyms": [_toponym(each) for each in analysed.mentions if each.field == "title"],
        "title_actors": [_actor(each) for each in analysed.actors if each.field == "title"],
    }


def _toponym(mention: Mention) -> dict[str, Any]:
    place = mention.place
    return {
        "start": mention.start,
        "end": mention.end,
        "name": mention.surface,
        "place_id": place.place_id if place else None,
        "place": place.name if place else None,
        "kind": place.kind if place else None,
        "country_code": place.country_code if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "role": mention.role,
        "confidence": round(mention.confidence, 4),
    }


def _actor(mention: ActorMention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "name": mention.surface,
        "actor_id": mention.actor.actor_id,
        "actor": mention.actor.name,
        "type": mention.actor.type,
    }


def _analyser(settings: Settings) -> Any:
    """Return the analyser of this installation, with its gazetteer built if that is still to do."""
    from dashboard.geoparse.analyse import Analyser

    _ensure_gazetteer(settings)
    return Analyser.open(settings)


def _ensure_gazetteer(settings: Settings) -> None:
    from dashboard.geoparse.gazetteer_build import is_current

    if not is_current(settings.gazetteer, settings.data):
        click.echo("The gazetteer is built first; this happens once.", err=True)
        _build_gazetteer(settings)


def _build_gazetteer(settings: Settings) -> None:
    from dashboard.geoparse.gazetteer_build import build as run

    with _progress("Gazetteer") as progress:
        report = run(settings.gazetteer, settings.data, progress)
    click.echo(
        f"Gazetteer of {report.names:,} names for {report.places:,} places built in {report.seconds:.0f} s, "
        f"{_size(report.bytes)}, in {settings.gazetteer}",
        err=True,
    )


def _known(kind: str, names: tuple[str, ...], look_up: Callable[[str], list[str]]) -> tuple[str, ...]:
    found = []
    for name in names:
        ids = look_up(name)
        if not ids:
            raise QueryError(f"no stored article names the {kind} {name!r}; check the spelling")
        found += ids
    return tuple(dict.fromkeys(found))


def _say_refusals(count: int, refusals: Any) -> None:
    for refusal in refusals[:SHOWN_REFUSALS]:
        click.echo(f"Refused: {refusal}", err=True)
    if count > SHOWN_REFUSALS:
        click.echo(f"Refused: {count - SHOWN_REFUSALS:,} more", err=True)


def _status(done: int, refused: int) -> int:
    if not refused:
        return DONE
    return SOME_REFUSED if done else NOTHING_DONE


@contextlib.contextmanager
def _output(path: str) -> Iterator[TextIO]:
    """Open a file for writing, or standard output as UTF-8 whatever the terminal says."""
    if path != "-":
        with open(path, "w", encoding="utf-8", newline="") as file:
            yield file
        return
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()


@contextlib.contextmanager
def _progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
    """Show a bar on standard error for as long as the block runs; nothing where that is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda said, done: None
        return
    shown: Any = click.progressbar(
        length=1000, label=label, file=sys.stderr, item_show_func=lambda said: str(said or "")
    )
    with shown as bar:

        def progress(said: str, done: float) -> None:
            bar.update(max(round(done * 1000) - bar.pos, 0), said)

        yield progress


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
