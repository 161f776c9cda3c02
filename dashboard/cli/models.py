"""`train` and `evaluate`: the models, made and scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from dashboard.cli.analysis import open_analyser
from dashboard.cli.gazetteer import ensure_gazetteer
from dashboard.cli.terminal import progress_bar, readable_size
from dashboard.settings import load_settings


@click.command()
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
    ensure_gazetteer(settings)
    target = output or settings.data / "models"
    target.mkdir(parents=True, exist_ok=True)
    with progress_bar("Training") as progress:
        report = run(folder, settings.data, Gazetteer.open(settings.gazetteer), target, exclude, progress)
    click.echo(
        f"Trained on {report.articles:,} articles with {report.toponyms:,} toponyms in {report.seconds:.0f} s: "
        f"{readable_size(report.bytes)}, in {target}"
    )


@click.command()
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
    analyser = open_analyser(load_settings())
    with progress_bar("Evaluating") as progress:
        found = run(files, analyser, measured, demonyms, progress)
    if raw:
        click.echo(json.dumps({"analyser": analyser.version, **found}, ensure_ascii=False, indent=1))
        return
    click.echo("\n\n".join(report.screens(found)))
