"""Exports hold what the filters leave, in each format, and nothing that runs."""

import csv
import io
import json
import re
import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dashboard.errors import QueryError
from dashboard.export import WHATS, export, neutral, original
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
    out = io.BytesIO()
    export(index, filters, what, form, out)
    return out.getvalue().decode()


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


FORMULAS = [
    "=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "@1", "=1", "\t5", "\r5", "\n=1", " =1", '"=1', "'=1",
    "\ufeff=1", "\u00a0+1", "\uff1d1", "\x00@x", "-1_0", "-inf",
]  # fmt: skip


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_gets_an_apostrophe(cell):
    assert neutral(cell) in ("'" + cell, "'" + cell[:1] + "'" + cell[1:])


@pytest.mark.parametrize("cell", ["Rome", "", "-12.5", "+33", "-1e5", 5, -5.5, None, "a=b", "a, =b", "it's", '"so"'])
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


#: Pieces of which formulas and their disguises are made, so that every combination comes up soon.
cells = (
    st.text(st.sampled_from("=+-@;,|'\"\t\r\n \u00a0\u200b\ufeff\u00ad\u202e\uff1d\uff0b1a\u05d0\x00"), max_size=12)
    | st.text()
)


def begins_like_a_formula(cell: str) -> bool:
    """What a spreadsheet may run: said again, in other words than the code's."""
    shown = "".join(sign for sign in cell if unicodedata.category(sign) not in ("Cc", "Cf") or sign in "\t\r\n")
    return cell[:1] in ("\t", "\r", "\n") or shown.lstrip(' \t\r\n\u00a0"').startswith(
        tuple("=+-@\uff1d\uff0b\uff0d\uff20")
    )


def runs(cell: str) -> bool:
    """The same, but for numbers."""
    number = re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", cell)
    return begins_like_a_formula(cell) and not number


@given(cells)
def test_no_cell_begins_like_a_formula_but_a_number(cell: str):
    assert not runs(neutral(cell))


@given(cells)
def test_no_cell_begins_like_a_formula_for_a_spreadsheet_set_to_semicolons(cell: str):
    row = io.StringIO()
    csv.writer(row, quoting=csv.QUOTE_ALL).writerow([neutral(cell), "next"])
    assert not [part for part in re.split("[;\t\r\n]", row.getvalue())[1:] if begins_like_a_formula(part)]


@given(cells)
def test_the_text_of_a_cell_comes_back(cell: str):
    assert original(neutral(cell)) == cell


@pytest.mark.parametrize("piece", ["\t", "\n", ";", "'", " ", "\n=", '"'])
def test_a_long_cell_takes_no_longer_than_its_length(piece: str):
    started = time.perf_counter()
    assert original(neutral(piece * 200_000)) == piece * 200_000
    assert time.perf_counter() - started < 5


#: Where each table shows the outlet, the place or the actor of an article.
SHOWN = {"places": "name", "mentions": "place", "articles": "source", "actors": "name", "actor-mentions": "actor",
         "links": "actor"}  # fmt: skip


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(texts=st.lists(cells.filter(bool), min_size=60, max_size=60, unique=True))
def test_any_text_goes_through_csv_and_back(tmp_path_factory, texts: list[str]):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write([about(number, text) for number, text in enumerate(texts)])
    with Index.in_memory(archive) as index:
        for what, column in SHOWN.items():
            rows = list(csv.DictReader(io.StringIO(written(index, what, "csv"))))
            objects = [json.loads(line) for line in written(index, what, "jsonl").split("\n")[:-1]]
            assert {original(row[column]) for row in rows} == set(texts) == {each[column] for each in objects}
            assert not [cell for row in rows for cell in row.values() if runs(cell)]


def about(number: int, text: str):
    """An article whose outlet, place and actor are called by a text."""
    made = analysed(f"a{number}", "*Hamas/@hamas* met in *Rome/rome*.", "Talks", source=text)
    return replace(
        made,
        actors=tuple(replace(each, actor=Actor(f"actor:{number}", text, "ngo")) for each in made.actors),
        mentions=tuple(
            replace(each, place=replace(each.place, name=text, place_id=f"place:{number}"), runners_up=())
            for each in made.mentions
        ),
    )


@pytest.mark.parametrize("form", ["jsonl", "geojson"])
def test_json_holds_no_markup_and_the_same_texts(tmp_path, form: str):
    evil = "</script><!--<img src=x onerror=alert(1)>&amp;\u2028"
    archive = Archive(tmp_path)
    archive.write([about(1, evil)])
    with Index.in_memory(archive) as index:
        text = written(index, "mentions", form)
    assert not set(text) & set("<>&\u2028")
    row = json.loads(text) if form == "jsonl" else json.loads(text)["features"][0]["properties"]
    assert (row["place"], row["source"]) == (evil, evil)


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
    assert export(index, NO_FILTERS, "mentions", "csv", io.BytesIO()) == 2
