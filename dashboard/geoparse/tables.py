"""Read the CSV tables of `data/`, and say file and line of what is broken in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from dashboard.errors import DataFileError


def read_table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a CSV of `data/`. Raises DataFileError, naming the file, if it is not there."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if None in row or None in row.values():
                    raise DataFileError(f"{path}:{reader.line_num}: another number of columns than the header has")
                yield reader.line_num, row
    except FileNotFoundError as error:
        raise DataFileError(f"{path}:1: no such file; restore it from the repository") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}:1: not UTF-8 ({error}); save it as UTF-8") from error


def read_point(path: Path, line: int, row: dict[str, str]) -> tuple[float, float]:
    """Return (lat, lon) of a row. Raises DataFileError with file and line if they are no decimal degrees."""
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
    except (KeyError, ValueError) as error:
        raise DataFileError(f"{path}:{line}: lat and lon must be decimal degrees ({error})") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise DataFileError(f"{path}:{line}: ({lat}, {lon}) is no place on earth; lat comes first")
    return lat, lon


def split_names(value: str) -> list[str]:
    return [part.strip() for part in value.split("|") if part.strip()]
