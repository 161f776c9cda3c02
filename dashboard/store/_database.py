"""
The database's own settings: what an index may use and reach, and the files that belong to it.

Makes connections of nobody; `store.index` does.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import duckdb

from dashboard.settings import Limits


def config(limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    """Return what a connection is opened with."""
    return {
        "memory_limit": f"{limits.index_memory_mb}MB",
        "threads": limits.index_threads,
        "preserve_insertion_order": False,
        "checkpoint_threshold": "1TB",  # `checkpoint` does it
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(Path(tempfile.gettempdir()) / f"dashboard-index-{os.getpid()}"),
    }


def restrict(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Let no query read or write a file but those of a folder, nor load anything, from here on."""
    locked = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is not None and locked[0] in (True, "true"):
        return
    connection.execute("SET enable_progress_bar = false")
    quoted = str(folder.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{quoted}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def wal(path: Path) -> Path:
    """Return the file of what is not yet in a database file."""
    return path.with_name(path.name + ".wal")


def is_lock(error: BaseException) -> bool:
    """Say whether an error means that another process has the file open."""
    return isinstance(error, duckdb.IOException) and "lock" in str(error).lower()


def is_full(error: duckdb.Error) -> bool:
    """Say whether an error means that there is no room on the disk."""
    return "could not write file" in str(error).lower() or "no space left" in str(error).lower()


def checkpoint(cursor: duckdb.DuckDBPyConnection, at_bytes: int) -> None:
    """
    Merge a log of changes of more than `at_bytes` into the file if there is room.

    DuckDB lets nobody read on after one that fails, and would do it by itself at a commit, on a full disk as well;
    `config` turns that off.
    """
    row = cursor.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    log = wal(Path(row[0])) if row and row[0] else None
    size = log.stat().st_size if log is not None and log.exists() else 0
    if log is not None and size > at_bytes and shutil.disk_usage(log.parent).free > 2 * size:
        cursor.execute("CHECKPOINT")
