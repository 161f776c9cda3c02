"""
The command line: `python -m dashboard COMMAND`.

Results go to standard output, everything about them to standard error; progress is shown on a terminal only. Exit
status: 0 done, 1 some input was refused (said where and why), 2 nothing could be done. Each module holds the commands
that it is named after; whatever a command alone needs, it imports itself: `--help` is quick, and `status` works with a
broken gazetteer.
"""

from __future__ import annotations

from typing import Any

import click

from dashboard.cli.actors import actors
from dashboard.cli.articles import analyse, ingest
from dashboard.cli.compact import compact
from dashboard.cli.corrections import corrections
from dashboard.cli.export import export
from dashboard.cli.gazetteer import gazetteer
from dashboard.cli.models import evaluate, train
from dashboard.cli.outlets import outlets
from dashboard.cli.status import status
from dashboard.cli.terminal import NOTHING_DONE
from dashboard.errors import DashboardError


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


for command in (ingest, analyse, export, corrections, compact, gazetteer, outlets, actors, status, train, evaluate):
    main.add_command(command)
