"""
A process that analyses batches for another one: `python -m dashboard.workers.worker DESCRIPTOR`, started by `pool`.

Over the socket of that descriptor come a function that opens the analyser, then batches; back go the analyser's version
(or the error that kept it from opening), then the outcomes and the rows of each batch. It writes no file. It ends at
once when the other end of the socket is closed, also by a kill and in the middle of an article: so nobody is left over.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from multiprocessing.connection import Connection

from dashboard.errors import DashboardError
from dashboard.workers.batches import Taken, analyse_batch


def serve(link: Connection) -> None:
    """Open the analyser, and analyse what comes until nobody is there any more."""
    import pyarrow as pa

    pa.set_cpu_count(1)  # the machine's cores are shared out by whoever started this
    opening = link.recv()
    orders: queue.SimpleQueue[list[Taken]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(link, orders), daemon=True).start()
    try:
        analyse = opening()
    except DashboardError as error:
        link.send(error)
        return
    link.send(analyse.version)
    while True:
        made = analyse_batch(orders.get(), analyse)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, made.rows.schema) as stream:
            stream.write_table(made.rows)
        link.send(made.outcomes)
        link.send_bytes(sink.getvalue())


def _listen(link: Connection, orders: queue.SimpleQueue[list[Taken]]) -> None:
    """Take orders at any time, so that whoever sends them never waits; end the process when there can be no more."""
    try:
        while True:
            orders.put(link.recv())
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    # whoever started this may have gone
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        serve(Connection(int(sys.argv[1])))
