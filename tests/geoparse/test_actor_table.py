"""The actor catalogue: what is wrong with it is named by line, and a broken one does not replace a sound one."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.errors import DataFileError
from dashboard.geoparse.actor_table import check, country_names, keep, open_table
from dashboard.settings import load_settings

HEAD = "id,name,type,aliases,country,affiliation,offices,designations,wikidata,description\n"
COUNTRIES = {"LB": "Lebanon", "IR": "Iran"}
DATA = load_settings({}).data


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("a,A,wizard,,,,,,,\n", 2, "type 'wizard' is not one of"),
        ("a,,ngo,,,,,,,\n", 2, "id and name must not be empty"),
        ("a b,A,ngo,,,,,,,\n", 2, "id 'a b'"),
        ("a,A,ngo,,,,,,,\na,B,ngo,,,,,,,\n", 3, "id 'a' stands in line 2 already"),
        ("a,A,ngo,C|C,,,,,,\n", 2, "the name 'C' stands twice in the row"),
        ("a,A,ngo,C,,,,,,\nb,B,ngo,c,,,,,,\n", 3, "the name 'c' is also that of line 2"),
        ("a,A,ngo,Lebanon,,,,,,\n", 2, "the name 'Lebanon' is also that of the country LB"),
        ("a,A,ngo,,XX,,,,,\n", 2, "country 'XX' is not in countries.csv"),
        ("a,A,government_body,,,,,,,\n", 2, "no country for the government body 'a'"),
        ("a,A,ngo,,,b,,,,\n", 2, "affiliation 'b' is no id of this file"),
        ("a,A,ngo,,,iso:XX,,,,\n", 2, "affiliation 'iso:XX' is no country"),
        ("a,A,ngo,,,b,,,,\nb,B,ngo,,,a,,,,\n", 2, "affiliation goes in a circle: a -> b -> a"),
        ("a,A,person,,,,king of X 2001,,,\n", 2, "office 'king of X 2001'"),
        ("a,A,person,,,,king of X 2001-13-01/,,,\n", 2, "has a date that is none"),
        ("a,A,person,,,,king of X 2005/2001,,,\n", 2, "ends before it starts"),
        ("a,A,person,,,,king of X 2001-05-01/,,,\nb,B,person,,,,king of X 2003-01-01/,,,\n", 3, "also held by A"),
        ("a,A,ngo,,,,,bad,,\n", 2, "designation 'bad'"),
        ("a,A,ngo,,,,,,38799,\n", 2, "wikidata '38799'"),
        ("a,A,ngo,,,,,,\n", 2, "9 cells where the header has 10"),
        ('a,A,ngo,,,,,,,\nb,"B,ngo,,,,,,,\n', 3, "a broken row"),
        ('a,A,ngo,,,,,,,"one\ntwo"\n\n# "b\na,B,ngo,,,,,,,\n', 6, "id 'a' stands in line 2 already"),
    ],
)
def test_a_problem_is_named_with_its_line(tmp_path: Path, rows: str, line: int, message: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    _, problems = check(path, COUNTRIES)
    assert [(p.line, message in p.wrong) for p in problems] == [(line, True)], problems


@pytest.mark.parametrize(
    "rows",
    [
        "a,A,person,,,,king of X 2001-05-01/2003-01-01,,,\nb,B,person,,,,king of X 2003-01-01/,,,\n",
        "a,A,person,,,,king of X 2001/2003,,,\nb,B,person,,,,king of X 2003/,,,\n",
        "a,A,person,,,,deputy minister of X 2001/,,,\nb,B,person,,,,deputy minister of X 2003/,,,\n",
        "a,OPEC,igo,,,,,,,\nb,OPEC+,igo,,,,,,,\n",
        'a,A,ngo,"B, C",LB,iso:IR,,,Q1,"one, two"\n',
        '# mine, "so" far, "x" y\na,A,ngo,,,,,,,"one\n# two"\n#b,B,wizard\n',
    ],
)
def test_a_sound_catalogue_has_no_problem(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    assert check(path, COUNTRIES)[1] == []


def test_a_catalogue_without_its_columns_says_which(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("id,name\na,A\n", encoding="utf-8")
    assert check(path, COUNTRIES)[1][0].wrong.startswith("no column type, aliases")


def test_the_projects_own_catalogue_is_sound() -> None:
    assert check(DATA / "actors.csv", country_names(DATA / "countries.csv"))[1] == []


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of tables with a catalogue of one actor."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(DATA / "countries.csv", folder)
    (folder / "actors.csv").write_text(HEAD + "a,A,ngo,,,,,,,\n", encoding="utf-8")
    return folder


def test_while_the_catalogue_is_broken_the_last_sound_one_is_used(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "home")
    (data / "actors.csv").write_text(HEAD + "a,A,ngo,,,,,,,\nb,B,wizard,,,,,,,\n", encoding="utf-8")
    keep(data, tmp_path / "home")
    table = open_table(data, tmp_path / "home")
    assert [row.actor.name for row in table.rows] == ["A"]
    assert f"{data / 'actors.csv'}:3: type 'wizard'" in table.note and "actors check" in table.note


def test_once_mended_the_catalogue_is_used_again(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "home")
    (data / "actors.csv").write_text(HEAD + "b,B,ngo,,,,,,,\n", encoding="utf-8")
    table = open_table(data, tmp_path / "home")
    assert [row.actor.name for row in table.rows] == ["B"] and table.note == ""


def test_a_broken_catalogue_with_nothing_kept_is_an_error(data: Path, tmp_path: Path) -> None:
    (data / "actors.csv").write_text(HEAD + "b,B,wizard,,,,,,,\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"actors.csv:2: type 'wizard'"):
        open_table(data, tmp_path / "home")


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (HEAD + "a,A,ngo,,,,,,,\n", 0, ""),
        (HEAD + "a,A,ngo,,,,,,,\nb,B,wizard,,,,,,,\n", 1, "actors.csv:3: type 'wizard'"),
        (HEAD, 2, ""),
        (None, 2, ""),
    ],
)
def test_actors_check_says_what_to_mend_and_leaves_so(data: Path, monkeypatch, content, status: int, said: str) -> None:
    if content is None:
        (data / "actors.csv").unlink()
    else:
        (data / "actors.csv").write_text(content, encoding="utf-8")
    (data / "region.toml").write_bytes((DATA / "region.toml").read_bytes())
    monkeypatch.setenv("DASHBOARD_DATA", str(data))
    result = CliRunner().invoke(main, ["actors", "check"])
    assert result.exit_code == status, result.output
    assert said in result.stdout
