"""Arrow tables that a cursor of the database may read for a moment, without keeping them until its transaction ends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb
import pyarrow as pa


class Held:
    """
    Arrow tables that a cursor sees under fixed names, one content after the other.

    A table that is registered in a transaction stays in memory until its end, even when it is unregistered: registering
    each stretch anew would hold all of them. So what is registered, once, only lends what it holds at the moment.
    """

    class _Lent:
        table: pa.Table

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.table.__arrow_c_stream__(requested_schema)

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._lent: dict[str, Held._Lent] = {}

    @contextlib.contextmanager
    def of(self, **named: pa.Table) -> Iterator[None]:
        """Let the cursor see these tables for as long as the block runs; of one name all have the same columns."""
        for name, table in named.items():
            lent = self._lent.get(name) or Held._Lent()
            lent.table = table
            if name not in self._lent:
                self._cursor.register(name, lent)
                self._lent[name] = lent
        try:
            yield
        finally:
            for name, table in named.items():
                self._lent[name].table = table.schema.empty_table()

    def close(self) -> None:
        """Take the names away."""
        for name in self._lent:
            self._cursor.unregister(name)
