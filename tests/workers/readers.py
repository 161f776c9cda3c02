"""Analysers for workers: what opens them can be pickled, and some do to their process what an article may do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from dashboard.errors import ModelError
from tests.builders import reader


def plain(version: str = "test 1"):
    return reader(version)


def hurt(folder: Path):
    """
    Return an analyser for hurtful articles: one that says "poison" kills whoever reads it, "stumble" the first who
    does, "tarry" takes a quarter of a second. Each process that opens one leaves its number in the folder.
    """
    (folder / f"{os.getpid()}.pid").touch()
    analyse = reader()

    def hurting(article):
        if "poison" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "stumble" in article.text:
            try:
                (folder / "stumbled").touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        if "tarry" in article.text:
            time.sleep(0.25)
        return analyse(article)

    hurting.version = analyse.version  # type: ignore[attr-defined]
    return hurting


def refuses():
    raise ModelError("models/x: damaged; restore it")


def dies():
    os._exit(3)


def forbidden():
    raise AssertionError("no worker was to be started")
