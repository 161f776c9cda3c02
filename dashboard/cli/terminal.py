"""What the commands say to a terminal: progress, sizes, what was refused, the exit status."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

import click

DONE, SOME_REFUSED, NOTHING_DONE = 0, 1, 2
#: Refusals that are written out; the rest are counted, and are in quarantine.
SHOWN_REFUSALS = 10
#: Tables whose columns are told.
SHOWN_TABLES = 10


def say_refusals(count: int, refusals: Any) -> None:
    for refusal in refusals[:SHOWN_REFUSALS]:
        click.echo(f"Refused: {refusal}", err=True)
    if count > SHOWN_REFUSALS:
        click.echo(f"Refused: {count - SHOWN_REFUSALS:,} more", err=True)


def say_tables(tables: Any) -> None:
    """Tell which columns were read as what, where that is not plain; `tables` are pairs of a file and its columns."""
    telling = [(file, mapped) for file, mapped in tables if not mapped.plain]
    for file, mapped in telling[:SHOWN_TABLES]:
        click.echo(f"Columns of {file}: {mapped}")
    if len(telling) > SHOWN_TABLES:
        click.echo(f"Columns of {len(telling) - SHOWN_TABLES:,} more tables are not shown.")


def exit_status(done: int, refused: int) -> int:
    if not refused:
        return DONE
    return SOME_REFUSED if done else NOTHING_DONE


@contextlib.contextmanager
def output_to(path: str) -> Iterator[TextIO]:
    """Open a file for writing, or standard output as UTF-8 whatever the terminal says."""
    with bytes_to(path) as out:
        stream = io.TextIOWrapper(out, encoding="utf-8", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()


@contextlib.contextmanager
def bytes_to(path: str) -> Iterator[BinaryIO]:
    """Open a file for writing, or standard output."""
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with open(path, "wb") as file:
        yield file


@contextlib.contextmanager
def progress_bar(label: str, *, quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
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


def readable_size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
