"""`towns.csv` can be trusted: complete rows, each town in its country, none twice."""

import csv
from collections import Counter

import pytest

from dashboard.geoparse.text import fold_name
from dashboard.settings import load_settings

PATH = load_settings().data / "towns.csv"
#: The base map gives the Golan to neither; its towns lie farther from the line than others.
_FAR = {"SY": 20.0}
_BY_THE_LINE = 8.0


@pytest.fixture(scope="module")
def towns() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_are_complete(towns: list[dict[str, str]]) -> None:
    assert len(towns) >= 1000
    for row in towns:
        assert row["id"] and row["name"] and len(row["country_code"]) == 2, row
        assert int(row["population"] or 0) >= 0, row


def test_ids_and_names_of_a_country_stand_once(towns: list[dict[str, str]]) -> None:
    assert [v for v, n in Counter(row["id"] for row in towns).items() if n > 1] == []
    places = Counter((fold_name(row["name"]), row["country_code"], row["lat"][:4], row["lon"][:4]) for row in towns)
    assert [place for place, n in places.items() if n > 1] == []


def test_each_town_lies_in_its_country(towns: list[dict[str, str]], country_shapes) -> None:
    wrong = []
    for row in towns:
        code = row["country_code"]
        km = country_shapes.distance_km(code, float(row["lat"]), float(row["lon"]))
        if km > _FAR.get(code, _BY_THE_LINE):
            wrong.append((row["id"], code, round(km, 1)))
    assert wrong == []
