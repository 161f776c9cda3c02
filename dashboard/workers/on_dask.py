"""
Files of articles analysed by the workers of a Dask cluster, as `partitions` does it.

A worker opens its analyser once, by its own settings (environment variables and files of its own machine); one of
another version than this installation's is an error and not another answer. Only some files a worker are submitted at
a time, and their results come in order. A file whose worker dies is tried again elsewhere by the scheduler, and refused
when that ends in too many deaths. Needs `requirements.txt` of this folder.
"""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import Any

from dashboard.errors import WorkerError
from dashboard.settings import Limits, load_settings
from dashboard.sources import Columns, Refusal
from dashboard.workers.batches import Analyse
from dashboard.workers.partitions import REQUIREMENTS, analyse_file, sweep

#: Files a worker that are submitted and not yet given back.
AHEAD = 4
#: How often a file is tried again after an error, as of the network.
RETRIES = 2

_opened: dict[bytes, Analyse] = {}
_opening = threading.Lock()


def open_own() -> Analyse:
    """Return the analyser of the installation that this process belongs to."""
    from dashboard.geoparse.analyse import Analyser

    return Analyser.open(load_settings())


def analyse_on(
    address: str, urls: Sequence[str], folder: str, version: str, limits: Limits, columns: Columns,
    opening: Callable[[], Analyse] = open_own,
) -> Generator[str | Refusal, None, None]:  # fmt: skip
    """
    Yield the address of each file's analysis in `folder`, or why it was refused, in order.

    Raises WorkerError if Dask is not installed, nobody answers at the address, or the workers' version is another one.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise WorkerError(f"Dask is not installed: pip install -r {REQUIREMENTS}") from error
    try:
        client = Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkerError(f"{address}: no scheduler answers ({error}); start one: dask scheduler") from error
    sweep(folder)
    what = pickle.dumps(opening)

    def submit(url: str) -> Any:
        return client.submit(_analyse, what, version, url, folder, limits, columns, pure=False, retries=RETRIES)

    with client:
        waiting: deque[tuple[str, Any]] = deque()
        source = iter(urls)
        more = True
        while more or waiting:
            while more and len(waiting) < AHEAD * max(1, len(client.scheduler_info()["workers"])):
                url = next(source, None)
                if url is None:
                    more = False
                    break
                waiting.append((url, submit(url)))
            if waiting:
                url, task = waiting.popleft()
                made = _outcome(url, task, KilledWorker)
                if made is None:  # Dask blames all files that were with a worker that died: try each with no other
                    for _, other in waiting:
                        other.exception()  # waits for it
                    made = _outcome(url, submit(url), KilledWorker)
                if made is None:
                    remedy = "give the workers more memory, or find the article with: ingest --workers 2"
                    made = Refusal(url, None, "the workers that read it died", remedy, origin=url)
                yield made


def _outcome(url: str, task: Any, killed: type[Exception]) -> str | Refusal | None:
    """Return what came of a file; None if workers died while they had it."""
    try:
        return str(task.result())
    except WorkerError:
        raise
    except killed:
        return None
    except Exception as error:  # whatever one file does must not stop the rest
        reason = f"it was not analysed ({type(error).__name__}: {error})"[:300]
        return Refusal(url, None, reason, "do the same again", origin=url)


def _analyse(opening: bytes, version: str, url: str, folder: str, limits: Limits, columns: Columns) -> str:
    """Analyse one file; this is what a worker runs."""
    with _opening:
        for _ in range(2):  # its tables may have been changed since it was opened
            if opening not in _opened:
                _opened[opening] = pickle.loads(opening)()
            if _opened[opening].version == version:
                break
            other = _opened.pop(opening)
        else:
            raise WorkerError(
                f"a worker's analyser is of version {other.version}, this is {version}: give every machine the same "
                "program, data, gazetteer, and actors.csv and outlets.json of the home folder"
            )
        analyse = _opened[opening]
    return analyse_file(url, folder, analyse, limits, columns)
