"""Exports hold what the filters leave, in each format, and nothing that runs."""

import csv
import io
import json
from dataclasses import replace

import pytest

from dashboard.errors import QueryError
from dashboard.export import export, neutral
from dashboard.model import NO_FILTERS, Actor, Filters
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import analysed

ARTICLES = (
    analysed(
        "a", "Talks in *Rome/rome* with *Hamas/@hamas*.", '=HYPERLINK("x")', published="2024-10-28", source="@Wire"
    ),
    analysed("b", "Ships in the *Red Sea/red-sea*, 😀 \"quoted\", with, commas."),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write(ARTICLES)
    with Index.in_memory(archive) as made:
        yield made


def written(index, what, form, filters=NO_FILTERS) -> str:
    out = io.StringIO(newline="")
    export(index, filters, what, form, out)
    return out.getvalue()


def test_places_as_csv(index):
    rows = list(csv.DictReader(io.StringIO(written(index, "places", "csv"))))
    assert [(row["name"], row["lat"], row["lon"], row["country_code"], row["mentions"]) for row in rows] == [
        ("Red Sea", "20.3", "38.5", "", "1"), ("Rome", "41.89", "12.48", "IT", "1"),
    ]  # fmt: skip


def test_mentions_as_csv_say_who_when_and_which_sentence(index):
    row = next(iter(csv.DictReader(io.StringIO(written(index, "mentions", "csv")))))
    assert (row["name"], row["published"], row["actors"]) == ("Rome", "2024-10-28", "Hamas")
    assert row["excerpt"] == "Talks in Rome with Hamas."


def test_cells_that_a_spreadsheet_would_run_are_neutralised(index):
    row = next(iter(csv.DictReader(io.StringIO(written(index, "articles", "csv")))))
    assert (row["title"], row["source"]) == ('\'=HYPERLINK("x")', "'@Wire")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "@1", "=1", "\t5", "\r5"])
def test_a_formula_gets_an_apostrophe(cell):
    assert neutral(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["Rome", "", "-12.5", "+33", "-1e5", 5, -5.5, None, "a=b", "'=x"])
def test_text_and_numbers_stay_as_they_are(cell):
    assert neutral(cell) == cell


def test_json_lines_have_nulls_for_what_is_unknown(index):
    rows = [json.loads(line) for line in written(index, "places", "jsonl").splitlines()]
    assert rows[0]["name"] == "Red Sea" and rows[0]["country_code"] is None and rows[0]["lat"] == 20.3
    dates = [json.loads(line)["published"] for line in written(index, "articles", "jsonl").splitlines()]
    assert dates == ["2024-10-28", None]


def test_geojson_has_lon_before_lat(index):
    made = json.loads(written(index, "places", "geojson"))
    assert made["type"] == "FeatureCollection"
    rome = made["features"][1]
    assert rome["geometry"] == {"type": "Point", "coordinates": [12.48, 41.89]}
    assert rome["properties"]["name"] == "Rome" and "lat" not in rome["properties"]


def test_only_what_the_filters_leave_is_written(index):
    assert "Red Sea" not in written(index, "mentions", "csv", Filters(countries=("IT",)))


WHATS = ["places", "mentions", "articles", "actors", "actor-mentions", "links"]


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson"])
def test_nothing_left_is_a_whole_file_without_rows(index, what, form):
    if form == "geojson" and what in ("articles", "actors", "actor-mentions"):
        return
    text = written(index, what, form, Filters(outlets=("none",)))
    if form == "geojson":
        assert json.loads(text)["features"] == []
    else:
        assert len(text.splitlines()) == (form == "csv")


@pytest.mark.parametrize("what", ["articles", "actors", "actor-mentions"])
def test_what_has_no_coordinates_is_no_geojson(index, what):
    with pytest.raises(QueryError, match=f"{what} have no coordinates"):
        written(index, what, "geojson")


def test_actors_and_links_as_csv(index):
    actors = list(csv.DictReader(io.StringIO(written(index, "actors", "csv"))))
    assert [(row["actor_id"], row["mentions"], row["first_seen"]) for row in actors] == [
        ("actor:hamas", "1", "2024-10-28")
    ]
    links = list(csv.DictReader(io.StringIO(written(index, "links", "csv"))))
    assert [(row["place"], row["actor"], row["sentences"], row["articles"]) for row in links] == [
        ("Rome", "Hamas", "1", "1")
    ]


@pytest.mark.parametrize("what", ["actors", "actor-mentions", "links"])
def test_an_actor_that_is_called_like_a_formula_is_neutralised(tmp_path, what):
    hostile = Actor("actor:x", "=1+1", "ngo")
    made = analysed("a", "*Hamas/@hamas* met in *Rome/rome*.")
    made = replace(made, actors=tuple(replace(each, actor=hostile) for each in made.actors))
    archive = Archive(tmp_path)
    archive.write([made])
    with Index.in_memory(archive) as index:
        row = next(iter(csv.DictReader(io.StringIO(written(index, what, "csv")))))
    assert "'=1+1" in row.values()


def test_the_number_of_rows_is_returned(index):
    assert export(index, NO_FILTERS, "mentions", "csv", io.StringIO()) == 2
