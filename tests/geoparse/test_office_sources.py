"""Where the dates of offices can be checked: which line covers a time in office, and what has no source is counted."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.geoparse.actor_rows import COLUMNS as ACTOR_COLUMNS
from dashboard.geoparse.actor_table import check, country_names
from dashboard.geoparse.office_sources import COLUMNS, OfficeSources, read
from dashboard.settings import load_settings

HEAD = ",".join(COLUMNS) + "\n"
DATA = load_settings({}).data
COUNTRIES = {"LB": "Lebanon", "US": "United States"}
ACTORS = ",".join(ACTOR_COLUMNS) + (
    "\na,A,person,,,,president of the United States 2001-01-20/2009-01-20; king of Lebanon 1980/,,,"
    "\nb,B,person,,,,president of Lebanon 1999-05/2004; president of the Board 2001/,,,\n"
)


@pytest.fixture
def rows(tmp_path: Path):
    path = tmp_path / "actors.csv"
    path.write_text(ACTORS, encoding="utf-8")
    found, problems = check(path, COUNTRIES)
    assert problems == []
    return found


def sources_of(tmp_path: Path, rows, lines: str):
    path = tmp_path / "office_sources.csv"
    path.write_text(HEAD + lines, encoding="utf-8")
    return read(path, {tenure.title for row in rows for tenure in row.tenures}, COUNTRIES.values())


def covering(sources: OfficeSources, rows) -> list[str]:
    found = [sources.of(tenure) for row in rows for tenure in row.tenures]
    return [each.title if each else "" for each in found]


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        ("president of the United States,1789,,Presidents,P,,\n", ["Presidents", "", "", ""]),
        ("President of Lebanon|king of Lebanon,1900,,Both,P,,\n", ["", "Both", "Both", ""]),
        ("president of *,1990,,World,P,,\n", ["World", "", "World", ""]),  # the Board is no country
        ("president of *,2001,,World,P,,\n", ["World", "", "", ""]),  # began before
        ("president of *,1990,2005,World,P,,\n", ["", "", "World", ""]),  # ended after
        ("king of *,1900,2020,Kings,P,,\n", ["", "", "", ""]),  # lasts
        ("president of Lebanon,1900,,First,P,,\npresident of *,1990,,World,P,,\n", ["World", "", "First", ""]),
        ("# mine\npresident of *,1990,,World,P,,\npresident of Lebanon,1900,,Late,P,,\n", ["World", "", "World", ""]),
    ],
)  # fmt: skip
def test_the_first_line_that_covers_a_time_in_office_is_its_source(tmp_path: Path, rows, lines, titles) -> None:
    sources, problems = sources_of(tmp_path, rows, lines)
    assert (covering(sources, rows), problems) == (titles, [])


def test_what_has_no_source_is_told_with_how_often_and_where(tmp_path: Path, rows) -> None:
    sources, _ = sources_of(tmp_path, rows, "president of *,1990,,World,P,,\n")
    assert [(each.title, each.times, each.lines) for each in sources.missing(rows)] == [
        ("king of Lebanon", 1, (2,)), ("president of the Board", 1, (3,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ("president of Mars,1990,,World,P,,\n", 2, "nobody in the catalogue holds the office 'president of mars'"),
        ("\nking of Lebanon|mayor of *,1990,,World,P,,\n", 3, "holds the office 'mayor of *'"),
        ("king of Lebanon,1990,,,P,,\n", 2, "must not be empty"),
        ("king of Lebanon,1990,,World,,,\n", 2, "must not be empty"),
        ("king of Lebanon,,,World,P,,\n", 2, "no year or no day"),
        ("king of Lebanon,1990,,World,P,,soon\n", 2, "no year or no day"),
        ("king of Lebanon,1990,1980,World,P,,\n", 2, "from 1990 to 1980"),
        ("king of Lebanon,1990,World,P,,\n", 2, "a broken row (6 cells where the header has 7)"),
    ],
)
def test_a_line_of_no_use_is_named(tmp_path: Path, rows, lines: str, line: int, message: str) -> None:
    _, problems = sources_of(tmp_path, rows, lines)
    assert [(each.line, message in each.wrong) for each in problems] == [(line, True)], problems


def test_another_header_is_named_and_a_missing_file_has_no_lines(tmp_path: Path, rows) -> None:
    path = tmp_path / "office_sources.csv"
    assert read(path, (), ())[1] == []
    path.write_text("office,source\n", encoding="utf-8")
    assert [each.line for each in read(path, (), ())[1]] == [1]


def test_the_projects_own_sources_are_sound() -> None:
    countries = country_names(DATA / "countries.csv")
    rows, _ = check(DATA / "actors.csv", countries)
    titles = {tenure.title for row in rows for tenure in row.tenures}
    sources, problems = read(DATA / "office_sources.csv", titles, countries.values())
    assert problems == []
    assert not [each.title for each in sources.missing(rows) if each.title.startswith("prime minister of Israel")]


def test_actors_check_warns_of_offices_without_a_source_and_names_lines_of_no_use(
    tmp_path: Path, rows, monkeypatch
) -> None:
    for name in ("countries.csv", "region.toml"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    listed = tmp_path / "office_sources.csv"
    listed.write_text(HEAD + "president of *,1990,,World,P,,2026-01-02\n", encoding="utf-8")
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(main, ["actors", "check"])
    assert result.exit_code == 0, result.output
    warning = f"{tmp_path / 'actors.csv'}:2: warning: no source for 'king of Lebanon', 1 time in office"
    assert warning in result.stdout
    assert "4 times in office: 2 have one, 2 were compared with it; 2, of 2 offices, have none" in result.stderr

    listed.write_text(HEAD + "president of Mars,1990,,World,P,,\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["actors", "check"])
    assert result.exit_code == 1 and f"{listed}:2: nobody in the catalogue holds" in result.stdout
    assert "It is refused until then" not in result.stderr
