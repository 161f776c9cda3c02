"""The built gazetteer answers for names as news write them."""

import json
from pathlib import Path

import numpy as np
import pytest
from geopy.distance import great_circle

from dashboard.errors import DataFileError, GazetteerError
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.gazetteer_build import build
from dashboard.geoparse.gazetteer_version import is_current
from dashboard.geoparse.tables import read_point, read_table
from dashboard.settings import load_settings


@pytest.mark.parametrize(
    ("name", "lat", "lon", "within_km"),
    [
        ("Muscat", 23.59, 58.41, 30),
        ("Iran", 32.0, 53.0, 100),
        ("Gaza", 31.45, 34.40, 40),
        ("Palestine", 31.92, 35.20, 60),
        ("Middle East", 33.1, 35.9, 2500),
        ("Hodeidah", 14.80, 42.95, 30),
        ("Hudaydah", 14.80, 42.95, 30),
        ("Sana'a", 15.35, 44.21, 40),
        ("القاهرة", 30.06, 31.25, 30),
        ("تهران", 35.69, 51.42, 60),
        ("חיפה", 32.81, 34.99, 30),
        ("Strait of Hormuz", 26.57, 56.25, 120),
        ("Baalbek", 34.01, 36.21, 20),
        ("U.A.E.", 23.75, 54.5, 120),
        ("Kosovo", 42.6, 20.9, 60),
        ("Mehrabad International Airport", 35.69, 51.31, 10),
        ("Tatarstan", 55.4, 50.6, 150),
        ("Abiquiu", 36.18, -106.25, 10),
        ("University of Nairobi", -1.28, 36.82, 10),
    ],
)
def test_the_first_meaning_of_a_name(gazetteer: Gazetteer, name: str, lat: float, lon: float, within_km: int) -> None:
    first = gazetteer.search(name)[0]
    assert great_circle((first.lat, first.lon), (lat, lon)).km < within_km


def test_no_name_leads_to_a_place_without_a_point(gazetteer: Gazetteer) -> None:
    # a lower area without a point used to lie at 0, 0; now a city of its name or the area around it says where it is
    empty = set(np.flatnonzero((gazetteer.lat == 0) & (gazetteer.lon == 0) & ~gazetteer.curated).tolist())
    names = [gazetteer.place(row).name for row in sorted(empty)]
    assert names
    reached = {
        entry.row for name in names if (n := gazetteer.name_id(name)) is not None for entry in gazetteer.entries(n)
    }
    assert not reached & empty


@pytest.mark.parametrize(
    ("name", "lat", "lon", "within_km"),
    [("Bala Buluk", 32.64, 62.47, 134), ("Karkh", 33.32, 44.37, 31)],
)
def test_an_area_that_no_city_lies_in_is_somewhere_in_the_one_around_it(
    gazetteer: Gazetteer, name: str, lat: float, lon: float, within_km: int
) -> None:
    place = gazetteer.search(name)[0]
    assert great_circle((place.lat, place.lon), (lat, lon)).km < within_km
    assert place.radius_km >= 20


def test_a_direction_alone_is_no_area(gazetteer: Gazetteer) -> None:
    for word in ("South", "north", "Central", "South-East"):
        assert all(place.place_id.startswith("feature:") for place in gazetteer.search(word, limit=50)), word


def test_compass_words_may_be_written_apart(gazetteer: Gazetteer) -> None:
    for name in ("Southeast Asia", "South-east Asia", "south east Asia"):
        assert gazetteer.search(name)[0].name == "Southeast Asia"


@pytest.mark.parametrize(("name", "country"), [("Crete", "GR"), ("Gaza Strip", "PS"), ("Socotra", "YE")])
def test_a_feature_and_the_area_that_it_is_are_one_place(gazetteer: Gazetteer, name: str, country: str) -> None:
    (one,) = [place for place in gazetteer.search(name, limit=50) if place.country_code == country]
    assert one.place_id.startswith("feature:") and one.population > 0


def test_cities_lie_in_the_feature_that_took_over_their_area(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("Heraklion")[0].admin1 == "Crete"


def test_a_city_stands_before_the_governorate_called_after_it(gazetteer: Gazetteer) -> None:
    kinds = [place.kind for place in gazetteer.search("Muscat")]
    assert kinds[0] == "city" and "admin1" in kinds


def test_ambiguous_names_list_all_places(gazetteer: Gazetteer) -> None:
    assert {"LB", "LY", "GR"} <= {place.country_code for place in gazetteer.search("Tripoli", limit=20)}


def test_a_name_that_nobody_has_is_an_empty_list(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("Xqzzyv") == []
    assert gazetteer.search("") == []


def test_a_demonym_is_no_place_to_search_for(gazetteer: Gazetteer) -> None:
    assert all(place.kind != "country" for place in gazetteer.search("Iranian"))


def test_readers_see_the_english_form(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("Ḩomş")[0].name == "Homs"
    assert gazetteer.search("Baalbek")[0].admin1 == "Baalbek-Hermel"


def test_a_missing_gazetteer_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="gazetteer build"):
        Gazetteer.open(tmp_path / "nothing")


def test_a_gazetteer_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"format": 0}), encoding="utf-8")
    with pytest.raises(GazetteerError, match="format 0"):
        Gazetteer.open(tmp_path)


def test_a_build_is_current_until_a_table_changes(gazetteer_folder: Path, tmp_path: Path) -> None:
    data = load_settings().data
    assert is_current(gazetteer_folder, data)
    assert not is_current(tmp_path, data)
    copy = tmp_path / "data"
    copy.mkdir()
    for table in data.glob("*.csv"):
        (copy / table.name).write_bytes(table.read_bytes())
    assert is_current(gazetteer_folder, copy)
    with (copy / "demonyms.csv").open("a", encoding="utf-8") as file:
        file.write("Cairene,Cairo\n")
    assert not is_current(gazetteer_folder, copy)


def test_a_broken_table_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "features.csv"
    path.write_text("id,name,lat,lon\nred-sea,Red Sea,203,38.5\n", encoding="utf-8")
    line, row = next(iter(read_table(path)))
    with pytest.raises(DataFileError, match=r"features.csv:2: .*no place on earth"):
        read_point(path, line, row)
    path.write_text("id,name,lat,lon\nred-sea,Red Sea\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"features.csv:2: another number of columns"):
        list(read_table(path))


def test_a_failed_build_leaves_the_old_gazetteer(tmp_path: Path) -> None:
    target = tmp_path / "gazetteer"
    target.mkdir()
    (target / "kept").write_text("old", encoding="utf-8")
    with pytest.raises(DataFileError):
        build(target, tmp_path / "no-data")
    assert (target / "kept").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["gazetteer"]
