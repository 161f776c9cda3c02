"""`features.csv` can be trusted: complete rows, and each feature lies in or by its countries."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from dashboard.model import FAMILY_OF_KIND
from dashboard.settings import load_settings

PATH = load_settings().data / "features.csv"


@pytest.fixture(scope="module")
def features() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_are_complete(features: list[dict[str, str]]) -> None:
    assert len(features) >= 250
    for row in features:
        assert row["id"] and row["name"], row
        assert row["kind"] in FAMILY_OF_KIND, row
        assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180, row
        assert float(row["radius_km"]) > 0, row


def test_ids_and_names_stand_once(features: list[dict[str, str]]) -> None:
    for column in ("id", "name"):
        assert [v for v, n in Counter(row[column].casefold() for row in features).items() if n > 1] == []


def test_wikidata_ids_look_like_ids_and_stand_once(features: list[dict[str, str]]) -> None:
    ids = [row["wikidata"] for row in features if row["wikidata"]]
    assert all(value[0] == "Q" and value[1:].isdigit() for value in ids)
    assert [v for v, n in Counter(ids).items() if n > 1] == []


def test_the_region_is_well_covered(features: list[dict[str, str]]) -> None:
    home = load_settings().region.countries
    inside = [row for row in features if home & set(row["countries"].split(";"))]
    assert len(inside) >= 250


def test_each_feature_lies_in_or_by_its_countries(features: list[dict[str, str]], country_shapes) -> None:
    """
    Distance to the nearest of its countries: its own radius and 100 km, 200 km for a gas field at sea.

    Islets that no map of 1:50m has pass (`conftest.UNMAPPED`).
    """
    wrong = []
    for row in features:
        codes = [code for code in row["countries"].split(";") if code in country_shapes]
        if not codes or Path(row["id"]).name in country_shapes.unmapped:
            continue
        km = min(country_shapes.distance_km(code, float(row["lat"]), float(row["lon"])) for code in codes)
        if km > float(row["radius_km"]) + (200 if row["kind"] == "oil_site" else 100):
            wrong.append((row["id"], row["countries"], round(km)))
    assert wrong == []
