"""
What must be there before the page: the gazetteer, built once, and the sample articles, read on a first start.

Runs in a thread of its own, so that a page that is closed or loaded again meanwhile does not stop it; all sessions look
at the same one. The gazetteer is built in a process of its own (`python -m dashboard.app.prepare`), which gives its
memory back. Draws nothing.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.errors import DashboardError, GazetteerError
from dashboard.settings import Settings, load_settings

Progress = Callable[[str, float], None]

_ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Preparation:
    """How far it is: `step` "gazetteer" or "sample", what is being done, its share from 0 to 1, and how it ended."""

    step: str = ""
    doing: str = ""
    share: float = 0.0
    error: str = ""
    done: bool = False

    def start(self, settings: Settings) -> Preparation:
        """Begin, in a thread."""
        threading.Thread(target=self._run, args=(settings,), name="prepare", daemon=True).start()
        return self

    def _run(self, settings: Settings) -> None:
        try:
            if wants_sample(settings):
                build_gazetteer(settings, self._told("gazetteer"))
                read_sample(settings, self._told("sample"))
        except (DashboardError, OSError) as error:
            self.error = str(error)
        except Exception as error:  # a thread has no one above it to tell
            logging.getLogger(__name__).exception("the preparation failed")
            self.error = f"{type(error).__name__}: {error}; the server's window says more"
        finally:
            self.done = True

    def _told(self, step: str) -> Progress:
        def progress(doing: str, share: float) -> None:
            self.step, self.doing, self.share = step, doing, min(max(share, 0.0), 1.0)

        return progress


def wants_sample(settings: Settings) -> bool:
    """Tell whether this is a first start: nothing was ever stored, and there is a sample to begin with."""
    from dashboard.store.archive import Archive

    sample = settings.region.sample
    stored = settings.index.exists() or Archive(settings.archive).files()
    return sample is not None and sample.is_dir() and not stored


def build_gazetteer(settings: Settings, progress: Progress = lambda doing, share: None) -> None:
    """
    Build the gazetteer in a process of its own if it is not there or of other tables.

    Raises GazetteerError, with what the other process said, if that fails.
    """
    from dashboard.geoparse.gazetteer_version import is_current

    if is_current(settings.gazetteer, settings.data):
        return
    environ = dict(os.environ)
    environ["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *filter(None, [environ.get("PYTHONPATH")])])
    environ["DASHBOARD_DATA"] = str(settings.data)
    environ["DASHBOARD_GAZETTEER"] = str(settings.gazetteer)
    command = [sys.executable, "-m", "dashboard.app.prepare"]
    last = ""
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            try:
                told: dict[str, Any] = json.loads(line)
                progress(told["doing"], told["share"])
            except (ValueError, KeyError, TypeError):
                last = line.strip()
    if process.returncode:
        raise GazetteerError(last or "the gazetteer could not be built; see what the server's window says")


def read_sample(settings: Settings, progress: Progress = lambda doing, share: None) -> None:
    """Analyse the region's sample articles, if it has some, into the archive."""
    from dashboard.geoparse.analyse import Analyser
    from dashboard.pipeline import ingest
    from dashboard.sources import read_sources

    folders = [folder for folder in [settings.region.sample] if folder is not None]
    ingest(read_sources(folders, settings.limits), settings, Analyser.open(settings), progress)


def _main() -> int:
    from dashboard.geoparse.gazetteer_build import build

    def progress(doing: str, share: float) -> None:
        print(json.dumps({"doing": doing, "share": share}), flush=True)

    settings = load_settings()
    try:
        build(settings.gazetteer, settings.data, progress)
    except (DashboardError, OSError) as error:
        print(error, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
