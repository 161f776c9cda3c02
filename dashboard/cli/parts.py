"""`ingest --dask` and `ingest --parts`: files analysed by a cluster, and taken into the archive."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

import click

from dashboard.cli.terminal import progress_bar
from dashboard.errors import SourceError
from dashboard.pipeline import Analyse, IngestReport
from dashboard.pipeline import ingest as run
from dashboard.settings import Settings
from dashboard.sources import Columns, Refusal


def ingest_parts(
    settings: Settings, sources: tuple[str, ...], address: str | None, parts: str | None, columns: Columns,
    analyser: Analyse, *, only: bool,
) -> IngestReport | None:  # fmt: skip
    """
    Have the files of some sources analysed on a cluster and take them into the archive; without an address, take in the
    files of `parts`. With `only` the archive is left alone: None.
    """
    from dashboard.workers.on_dask import analyse_on
    from dashboard.workers.partitions import files_of, taken

    folder = parts or str(settings.home / "parts")
    if address is None:
        files = files_of(folder, (".parquet",))
        made: Generator[str | Refusal, None, None] = (each for each in files)
    else:
        files = [file for source in sources for file in files_of(source)]
        made = analyse_on(address, files, folder, analyser.version, settings.limits, columns)
    if not files:
        raise SourceError(f"{', '.join(sources) or folder}: no files of articles are there")
    with contextlib.closing(made), progress_bar("Analysing" if address else "Reading") as progress:
        if not only:
            results = taken(made, analyser.version, len(files))
            return run([], settings, analyser, progress, lambda _: results)
        refused = 0
        for number, file in enumerate(made, start=1):
            progress(f"{number:,} files", number / len(files))
            if isinstance(file, Refusal):
                refused += 1
                click.echo(f"Refused: {file}", err=True)
    click.echo(f"{len(files) - refused:,} of {len(files):,} files analysed, in {folder}")
    if refused:
        raise SourceError(f"{refused:,} files were not analysed; the same again does only these")
    return None
