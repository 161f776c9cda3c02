"""
Build the gazetteer from GeoNames' dump and the project's own tables, in memory that hardly grows with the dump.

The dump gives populated places, areas and what `data/geonames_kinds.csv` names of its other codes; `data/` gives
countries, features, abbreviations and demonyms, airportsdata the airports. Where a row of these is the same thing as
one of the dump (`geonames_places.Twins`) it wins and takes that one's names. Makes the files that `gazetteer_build`
makes.

Given the file of alternate names, names are read from there and not from the dump's own short list of them, which says
neither language nor kind: both files must be of about the same day.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np

from dashboard.geoparse import gazetteer_contents as contents
from dashboard.geoparse import tables
from dashboard.geoparse.gazetteer import ABBREVIATION, DEMONYM, FORMAT, KIND_NUMBER, MAIN_NAME, OTHER_NAME
from dashboard.geoparse.gazetteer_build import BuildReport
from dashboard.geoparse.gazetteer_contents import Progress
from dashboard.geoparse.gazetteer_files import NameWriter, Readings, replace_folder, write_columns, write_words
from dashboard.geoparse.gazetteer_version import fingerprint
from dashboard.geoparse.geonames_dump import DumpFile, Malformed
from dashboard.geoparse.geonames_gather import Gatherer, read_kinds
from dashboard.geoparse.text import fold_name

KINDS_TABLE = "geonames_kinds.csv"


@dataclass(frozen=True, slots=True)
class DumpFiles:
    """The files of a dump; only the first is needed."""

    places: Path
    alternate_names: Path | None = None
    admin1: Path | None = None
    admin2: Path | None = None

    def given(self) -> list[Path]:
        """Return those that are there."""
        return [path for path in (self.places, self.alternate_names, self.admin1, self.admin2) if path is not None]


@dataclass(frozen=True, slots=True)
class DumpReport(BuildReport):
    """What a build from a dump made; also the rows it read, those that `data/` had already, and unreadable lines."""

    rows: int
    merged: int
    malformed: Malformed


def build(
    target: Path, data: Path, files: DumpFiles, progress: Progress = lambda label, done: None,
    min_population: int = 0,
) -> DumpReport:  # fmt: skip
    """
    Build the gazetteer into the folder `target`, replacing one that is there; `progress` gets (label, 0 to 1).

    Populated places with fewer than `min_population` people, or an unknown number, are left out; seats of areas stay.
    Raises SourceError if a file is not what it was given for or is damaged, DataFileError if a table of `data` is
    broken; the old gazetteer then stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".gazetteer-", dir=target.parent))
    try:
        report = _build(work, data, files, progress, min_population)
        replace_folder(work, target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    progress("done", 1.0)
    return report


def _build(work: Path, data: Path, files: DumpFiles, progress: Progress, min_population: int) -> DumpReport:
    import wordfreq  # heavy, and of use here alone

    started = time.perf_counter()
    progress("reading words", 0.0)
    frequencies: dict[str, float] = wordfreq.get_frequency_dict("en", "large")
    base, codes, country_rows, number = contents.own_places(data)
    curated = [place_id.startswith("feature:") for place_id in base.ids]
    capitals = {
        (fold_name(row["capital"]), number[row["country_code"]])
        for row in _rows(data / "countries.csv")
        if row["capital"]
    }
    watched = {key for key, _ in capitals}
    watched |= {fold_name(_area_of(row)) for row in _rows(data / "abbreviations.csv")}
    watched |= {fold_name(row["place"]) for row in _rows(data / "demonyms.csv")}
    gather = Gatherer(
        base, work, read_kinds(data / KINDS_TABLE), number, contents.read_english_names(data), frequencies, watched,
        min_population=min_population, names_apart=files.alternate_names is not None,
    )  # fmt: skip
    checksums = _read(gather, files, progress)
    for row, name in gather.places.add_missing_areas(gather.areas, number):
        gather.add_name(row, name, MAIN_NAME)
    places = gather.places
    admin1, admin2 = places.settle()
    read = places.readings()
    _add_abbreviations(gather, data, number)
    _add_demonyms(gather, data, read)
    seats = _find_capitals(gather, capitals)
    writer = NameWriter(work, read, np.asarray(places.population))
    for done, share in enumerate(gather.spill.shares()):
        writer.add(*share)
        progress("writing names", 0.7 + 0.25 * (1 - 0.9**done))
    writer.close()
    shutil.rmtree(work / "names")
    progress("writing places", 0.95)
    write_columns(work, places, admin1=admin1, admin2=admin2)
    np.save(work / "place_curated.npy", np.isin(np.arange(len(places)), np.flatnonzero(curated)))
    np.save(work / "place_capital.npy", np.isin(np.arange(len(places)), seats))
    places.write_strings(work)
    write_words(work, frequencies, _rows(data / "person_names.csv"), _rows(data / "further_names.csv"))
    made_of = json.dumps([checksums, min_population, (data / KINDS_TABLE).read_text(encoding="utf-8")])
    meta = {
        "format": FORMAT,
        "version": f"{fingerprint(data)}-geonames-{hashlib.sha256(made_of.encode()).hexdigest()[:8]}",
        "countries": codes,
        "country_rows": country_rows,
        "names": writer.names,
        "tries": writer.sizes,
        "places": len(places),
        "packages": {package: metadata.version(package) for package in ("airportsdata", "wordfreq")},
        "geonames": {"date": gather.modified, "rows": gather.rows, "files": [path.name for path in files.given()]},
    }
    (work / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return DumpReport(
        writer.names, len(places), time.perf_counter() - started, sum(file.stat().st_size for file in work.iterdir()),
        gather.rows, gather.merged, gather.malformed,
    )  # fmt: skip


def _read(gather: Gatherer, files: DumpFiles, progress: Progress) -> list[int]:
    """Read the files in their order; return their checksums."""
    opened: list[DumpFile] = []

    def open_dump(path: Path, start: float, end: float) -> DumpFile:
        opened.append(DumpFile(path, lambda done: progress(f"reading {path.name}", start + (end - start) * done)))
        return opened[-1]

    for path in (files.admin1, files.admin2):
        if path is not None:
            gather.read_areas(open_dump(path, 0.02, 0.03))
    end = 0.45 if files.alternate_names else 0.7
    gather.read_places(open_dump(files.places, 0.03, end))
    if files.alternate_names:
        gather.read_alternate_names(open_dump(files.alternate_names, end, 0.7))
    return [each.checksum for each in opened]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    return (row for _line, row in tables.read_table(path))


def _area_of(row: dict[str, str]) -> str:
    """Return the first-order area of a line of abbreviations.csv."""
    return "District of Columbia" if row["admin1"].startswith("Washington, ") else row["admin1"]


def _find_capitals(gather: Gatherer, capitals: set[tuple[str, int]]) -> list[int]:
    """Return the rows of the national capitals: of the cities with the capital's name in a country the largest."""
    places, city = gather.places, KIND_NUMBER["city"]
    found = []
    for key, country in sorted(capitals):
        rows = [row for row, _ in gather.watched[key] if places.kind[row] == city and places.country[row] == country]
        if rows:
            found.append(max(rows, key=lambda row: places.population[row]))
    return found


def _add_abbreviations(gather: Gatherer, data: Path, number: dict[str, int]) -> None:
    """Add "Calif."; "CA" as the key ", ca ", as `gazetteer_build` does. Areas that the dump does not hold have none."""
    places = gather.places
    first_order = {row for code, row in places.area_rows.items() if code.count(".") == 1}
    for record in _rows(data / "abbreviations.csv"):
        country = number[record["country_code"]]
        rows = [
            row
            for row, _ in gather.watched[fold_name(_area_of(record))]
            if row in first_order and places.country[row] == country
        ]
        for abbreviation in tables.split_names(record["abbreviations"]) if rows else ():
            if len(abbreviation) == 2 and abbreviation.isupper() and abbreviation != "DC":
                gather.add_key(", " + fold_name(abbreviation), rows[0], ABBREVIATION)
            else:
                quality = ABBREVIATION if len(abbreviation) < 7 else OTHER_NAME
                gather.add_key(fold_name(abbreviation), rows[0], quality)


def _add_demonyms(gather: Gatherer, data: Path, read: Readings) -> None:
    """Add demonyms to the best place of their place's name. Places that nothing holds have none."""
    for record in _rows(data / "demonyms.csv"):
        rows = [row for row, quality in gather.watched[fold_name(record["place"])] if quality <= OTHER_NAME]
        if rows:
            best = min(rows, key=lambda row: (read.rank[row], -gather.places.population[row]))
            for demonym in tables.split_names(record["demonym"]):
                gather.add_key(fold_name(demonym), best, DEMONYM)
