"""`ingest` and `analyse`: articles in, to the archive or as JSON lines."""

from __future__ import annotations

import json
import sys

import click

from dashboard.cli.analysis import as_json, open_analyser
from dashboard.cli.feed_list import OF_REGION
from dashboard.cli.heartbeat import Every, Heartbeat, keep_reading
from dashboard.cli.terminal import DONE, SHOWN_REFUSALS, exit_status, output_to, progress_bar, say_refusals
from dashboard.settings import load_settings

_COLUMN = click.option(
    "--column", "columns", multiple=True, metavar="FIELD=NAME",
    help="Which column of a table holds a field, as in text=body; the others are guessed. Repeatable.",
)  # fmt: skip


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@_COLUMN
@click.option(
    "--feeds", is_flag=False, flag_value=OF_REGION, metavar="FILE",
    help="Read the feeds of a file: OPML, or lines of an address and a name if you like; without FILE, the region's.",
)  # fmt: skip
@click.option("--pages", is_flag=True, help="Read the entries of feeds on their own pages, each once.")
@click.option(
    "--retry-quarantine", "retry", is_flag=True, help="Read again what was refused, and forget what now succeeds."
)
@click.option(
    "--every", type=Every(), metavar="15m",
    help="Keep running, and read everything again after 90s, 15m, 2h or 1d; `status` tells how it is going.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1), metavar="N",
    help="Processes that analyse, 150 to 300 MB each.  [default: one a core, as memory allows]",
)  # fmt: skip
@click.option(
    "--dask", "scheduler", metavar="ADDRESS",
    help="Have files (Parquet, JSON lines; also at s3://, gcs://, abfs://) analysed by a Dask cluster.",
)  # fmt: skip
@click.option(
    "--parts", metavar="FOLDER",
    help="Where the cluster writes, a path or an address; without --dask: take in what it wrote there.",
)  # fmt: skip
@click.option("--only-parts", is_flag=True, help="Have the cluster write, and leave this archive as it is.")
@click.pass_context
def ingest(
    ctx: click.Context,
    sources: tuple[str, ...],
    columns: tuple[str, ...],
    feeds: str | None,
    pages: bool,
    retry: bool,
    every: float | None,
    workers: int | None,
    scheduler: str | None,
    parts: str | None,
    only_parts: bool,
) -> None:
    """Read files, folders, feeds and web pages into the archive.

    Reads text and Markdown (.txt, .md), saved web pages (.html, .mhtml), documents (.pdf, .docx), tables (.csv, .tsv,
    .xlsx, .parquet), JSON and JSON lines (.json, .jsonl, .ndjson), feeds (.rss, .atom, .xml), and .zip and .gz of
    these; folders are walked. A SOURCE that begins with http:// or https:// is fetched: nothing else uses the network.
    Safe to repeat: what is already stored and has not changed is passed over. What cannot be read goes to quarantine,
    and the rest is stored; --retry-quarantine tries it again.

    With --dask, each file of the sources is analysed by a cluster into one Parquet file, once, and then taken in from
    there: dashboard/workers/README.md.

    The columns of a table are guessed by their names (GDELT's and Media Cloud's among them) and told in the summary.

    \b
    Examples:
      python -m dashboard ingest articles/
      python -m dashboard ingest monday.csv tuesday.jsonl
      python -m dashboard ingest archive-of-years.jsonl --workers 8
      python -m dashboard ingest s3://news/2024/ --dask tcp://scheduler:8786 --parts s3://news/analysed/
      python -m dashboard ingest export.csv --column text=story_text --column published=when
      python -m dashboard ingest https://example.org/news/talks
      python -m dashboard ingest --feeds feeds.txt --pages
      python -m dashboard ingest --feeds --every 15m
      python -m dashboard ingest --retry-quarantine
    """
    from dashboard.cli.reading import Reading
    from dashboard.sources import Columns
    from dashboard.workers.pool import default_workers

    settings = load_settings()
    if scheduler is not None or parts is not None or only_parts:
        if feeds is not None or every is not None or retry or pages or bool(sources) != (scheduler is not None):
            raise click.UsageError("Name files or folders with --dask ADDRESS, or --parts FOLDER alone.")
        if only_parts and scheduler is None:
            raise click.UsageError("--only-parts goes with --dask ADDRESS.")
        from dashboard.cli.parts import ingest_parts
        from dashboard.cli.reading import say_report

        analyser = open_analyser(settings)
        done = ingest_parts(settings, sources, scheduler, parts, Columns.of(columns), analyser, only=only_parts)
        if done is None:
            ctx.exit(DONE)
        say_report(done, settings)
        ctx.exit(exit_status(done.read, done.refused))
    if retry:
        if sources or feeds is not None or every is not None:
            raise click.UsageError("--retry-quarantine reads what is in quarantine, and nothing else beside it.")
        reading, left = Reading.of_quarantine(settings, Columns.of(columns))
        if left:
            click.echo(f"{left:,} in quarantine cannot be read again: pasted, uploaded, or no longer there.")
        if not reading.paths and not reading.addresses:
            click.echo("Nothing in quarantine can be read again.")
            ctx.exit(DONE)
        reading.workers = workers or default_workers()
        report = reading.once(open_analyser(settings))
        ctx.exit(exit_status(report.read, report.refused))
    reading = Reading.of(settings, sources, feeds, Columns.of(columns), pages=pages)
    if not reading.paths and not reading.addresses:
        raise click.UsageError("Name a file, a folder or an address to read, or use --feeds.")
    reading.workers = workers or default_workers()
    if every is not None:
        keep_reading(reading, open_analyser(settings), every, Heartbeat(settings.heartbeat))
        ctx.exit(DONE)
    report = reading.once(open_analyser(settings))
    ctx.exit(exit_status(report.read + len(reading.round.unchanged), report.refused))


@click.command()
@click.argument("source", metavar="INPUT")
@click.option("-o", "--output", default="-", metavar="OUT.jsonl", help="Where to write; standard output without it.")
@_COLUMN
@click.pass_context
def analyse(ctx: click.Context, source: str, output: str, columns: tuple[str, ...]) -> None:
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
    from dashboard.sources import Columns, Refusal, read_sources
    from dashboard.sources.tables import read_json_lines

    settings = load_settings()
    chosen = Columns.of(columns)
    analyser = open_analyser(settings)
    if source == "-":
        items = read_json_lines("standard input", sys.stdin.buffer, settings.limits, chosen)  # type: ignore[arg-type]
    else:
        items = read_sources([source], settings.limits, chosen)
    written, refused = 0, 0
    refusals: list[Refusal] = []
    with output_to(output) as out, progress_bar("Analysing", quiet=output == "-") as progress:
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
    say_refusals(refused, refusals)
    ctx.exit(exit_status(written, refused))
