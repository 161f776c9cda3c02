"""The command line: what it prints, where, and how it leaves."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.cli.analysis import as_json
from dashboard.settings import load_settings
from dashboard.sources import Quarantine, Refusal
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import analysed

COMMANDS = [
    ["ingest"], ["analyse"], ["export"], ["gazetteer"], ["gazetteer", "build"], ["gazetteer", "search"], ["actors"],
    ["actors", "check"], ["status"], ["train"], ["evaluate"], ["outlets"], ["compact"],
    ["corrections"], ["corrections", "import"],
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch, gazetteer_folder: Path) -> Path:
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def stored(home: Path) -> Archive:
    archive = Archive(home / "archive")
    archive.write(
        [
            analysed("a", "Talks in *Rome/rome* with *Hamas/@hamas*.", published="2024-10-28", source="Wire"),
            analysed("b", "*Israel/@israel* in *Beirut/beirut*, *Tehran/tehran:metonym*.", published="2024-11-02"),
            analysed("c", "Ships in the *Red Sea/red-sea*."),
        ]
    )
    return archive


def run(*arguments: str, stdin: str | None = None):
    return CliRunner().invoke(main, [str(each) for each in arguments], input=stdin)


def rows(result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


# ------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command):
    result = run(*command, "--help")
    assert result.exit_code == 0 and "Usage" in result.stdout


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if each not in (["gazetteer"], ["actors"])], ids=" ".join
)
def test_the_help_of_every_command_has_an_example(command):
    assert f"python -m dashboard {' '.join(command)}" in run(*command, "--help").stdout


def test_every_command_of_the_program_is_tested_for_help():
    known = {each[0] for each in COMMANDS}
    assert set(main.commands) == known


# ----------------------------------------------------------------------------------------------------- export


def test_export_writes_the_archive_by_month(stored, tmp_path):
    said = run("export", "archive", "-o", tmp_path / "out")
    assert said.exit_code == 0 and "3 articles of 3 months" in said.stdout
    assert len(list((tmp_path / "out").glob("month=2024-*/*.parquet"))) == 2
    for wrong in (["-o", tmp_path / "out", "--format", "csv"], []):
        assert "name the folder: -o FOLDER" in run("export", "archive", *wrong).stderr


def test_export_writes_places_as_csv(stored):
    assert [row["name"] for row in rows(run("export", "places"))] == ["Beirut", "Red Sea", "Rome"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--actor", "hamas"], ["Rome"]),
        (["--actor", "Hamas", "--actor", "actor:hamas", "--all"], ["Rome"]),
        (["--actor", "Hamas", "--actor", "Israel"], ["Beirut", "Rome"]),
        (["--actor", "Hamas", "--actor", "Israel", "--all", "--scope", "article"], []),
        (["--country", "Lebanon"], ["Beirut"]),
        (["--country", "it", "--country", "LB"], ["Beirut", "Rome"]),
        (["--since", "2024-11-01"], ["Beirut", "Red Sea"]),
        (["--since", "2024-11-01", "--no-undated"], ["Beirut"]),
        (["--until", "2024-10-28", "--no-undated"], ["Rome"]),
        (["--outlet", "Wire"], ["Rome"]),
        (["--role", "metonym"], ["Tehran"]),
        (["--words", "ships"], ["Red Sea"]),
    ],
)
def test_export_follows_its_filters(stored, options, names):
    assert [row["name"] for row in rows(run("export", "places", *options))] == names


def test_export_writes_other_formats_to_a_file(stored, tmp_path):
    result = run("export", "mentions", "--format", "geojson", "-o", tmp_path / "out.geojson")
    assert result.exit_code == 0 and result.stdout == f"3 mentions written to {tmp_path / 'out.geojson'}\n"
    assert len(json.loads((tmp_path / "out.geojson").read_text())["features"]) == 3


def test_export_of_a_brief_is_one_page_of_what_the_filters_leave(stored, tmp_path):
    result = run("export", "brief", "--country", "IT", "-o", tmp_path / "brief.html")
    made = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert result.exit_code == 0 and "A brief of 1 mentions" in result.output
    assert "<mark>Rome</mark>" in made and "Beirut" not in made.split("<script>")[0]


def test_a_brief_has_one_format(stored, tmp_path):
    result = run("export", "brief", "--format", "csv", "-o", tmp_path / "brief.html")
    assert result.exit_code == 2 and "leave --format out" in result.output and not (tmp_path / "brief.html").exists()


def test_a_format_that_cannot_be_does_not_empty_the_file(stored, tmp_path):
    (tmp_path / "kept").write_text("kept")
    assert run("export", "articles", "--format", "kml", "-o", tmp_path / "kept").exit_code == 2
    assert (tmp_path / "kept").read_text() == "kept"


def test_export_of_links_and_actors(stored):
    assert [(row["place"], row["actor"]) for row in rows(run("export", "links"))] == [
        ("Beirut", "Israel"), ("Rome", "Hamas"),
    ]  # fmt: skip
    assert {row["actor_id"] for row in rows(run("export", "actors"))} == {"actor:hamas", "iso:IL"}
    assert rows(run("export", "actor-mentions", "--actor", "Hamas"))[0]["name"] == "Hamas"


def test_export_takes_in_what_is_part_of_an_actor(home):
    Archive(home / "archive").write(
        [
            analysed("a", "*Hezbollah/@hezbollah* left *Beirut/beirut*."),
            analysed("b", "*Iran/@iran* met in *Rome/rome*."),
        ]
    )
    assert [row["name"] for row in rows(run("export", "places", "--actor", "Iran"))] == ["Rome"]
    assert [row["name"] for row in rows(run("export", "places", "--actor", "Iran", "--parts"))] == ["Beirut", "Rome"]


def test_export_of_an_unknown_actor_says_so_and_leaves_with_2(stored):
    result = run("export", "places", "--actor", "Nobody")
    assert result.exit_code == 2
    assert result.stderr == "Error: no stored article names the actor 'Nobody'; check the spelling\n"


def test_export_of_articles_as_geojson_leaves_with_2(stored):
    assert run("export", "articles", "--format", "geojson").exit_code == 2


def test_export_leaves_the_index_file_to_the_page(stored, home):
    with Index.open(load_settings({"DASHBOARD_HOME": str(home)})):
        assert len(rows(run("export", "places"))) == 3


def test_export_into_a_folder_that_is_not_there_leaves_with_2(stored, tmp_path):
    result = run("export", "places", "-o", tmp_path / "missing" / "out.csv")
    assert result.exit_code == 2 and "No such file" in result.stderr


def test_export_of_an_empty_archive_is_a_header(home):
    result = run("export", "places")
    assert result.exit_code == 0 and result.stdout.startswith("place_id,name,") and result.stdout.count("\n") == 1


# ----------------------------------------------------------------------------------------------------- status


def test_status_says_what_is_stored_and_what_was_refused(stored, home):
    Quarantine(home / "quarantine.jsonl").add([Refusal("a.txt", None, "the file is empty", "leave it out")])
    result = run("status")
    assert result.exit_code == 0
    assert "Archive     3 articles in 1 file," in result.stdout
    assert "3 analysed by test 1" in result.stdout
    assert "Index       not built yet" in result.stdout
    assert "Quarantine  1 refused" in result.stdout and "1 × the file is empty" in result.stdout


def test_status_names_a_damaged_archive_file_and_leaves_with_1(stored):
    path = stored.files()[0]
    path.write_bytes(path.read_bytes()[:-1])
    result = run("status")
    assert result.exit_code == 1 and path.name in result.stderr


def test_status_of_a_new_installation_is_zeros_and_writes_nothing(home):
    assert "Archive     0 articles in 0 files" in run("status").stdout
    assert not home.exists()


def test_a_broken_setting_is_one_line_and_leaves_with_2(home, monkeypatch, tmp_path):
    monkeypatch.setenv("DASHBOARD_REGION", str(tmp_path / "none.toml"))
    result = run("status")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["ingest"], ["export", "planets"], ["export", "places", "--since", "x"]]
)
def test_misuse_leaves_with_2(home, arguments):
    assert run(*arguments).exit_code == 2


# ----------------------------------------------------------------------------------------------- analyse, ingest


def test_the_shape_of_an_analysis_is_that_of_the_design():
    made = analysed("a", "Talks in *Rome/rome* with *Iran/@iran* and *Foo/?*.", "*Hamas/@hamas* in *Beirut/beirut*")
    assert as_json("x-1", made) == {
        "id": "x-1",
        "toponyms": [
            {"start": 9, "end": 13, "name": "Rome", "place_id": "geonames:3169070", "place": "Rome", "kind": "city",
             "country_code": "IT", "lat": 41.89, "lon": 12.48, "role": "location", "confidence": 0.9},
            {"start": 28, "end": 31, "name": "Foo", "place_id": None, "place": None, "kind": None,
             "country_code": None, "lat": None, "lon": None, "role": "location", "confidence": 0.0},
        ],
        "actors": [
            {"start": 19, "end": 23, "name": "Iran", "actor_id": "iso:IR", "actor": "Iran", "type": "state",
             "confidence": 0.9, "rule": "alias"},
        ],
        "title_toponyms": [
            {"start": 9, "end": 15, "name": "Beirut", "place_id": "geonames:276781", "place": "Beirut", "kind": "city",
             "country_code": "LB", "lat": 33.89, "lon": 35.50, "role": "location", "confidence": 0.9},
        ],
        "title_actors": [
            {"start": 0, "end": 5, "name": "Hamas", "actor_id": "actor:hamas", "actor": "Hamas", "type": "armed_group",
             "confidence": 0.9, "rule": "alias"},
        ],
        "unlisted_actors": [],
    }  # fmt: skip


INPUT = '{"id": 7, "title": "In Muscat", "text": "Talks in Rome."}\n{"text": "cut\n{"text": "Rain fell in Beirut."}\n'


def test_analyse_writes_one_line_an_article_with_its_own_id_and_stores_nothing(home, tmp_path):
    (tmp_path / "in.jsonl").write_text(INPUT)
    result = run("analyse", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert f"{tmp_path / 'in.jsonl'}:2: the JSON is cut off" in result.stderr
    first, second = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert first["id"] == 7 and isinstance(second["id"], str)
    assert [each["place"] for each in first["toponyms"]] == ["Rome"]
    assert [each["place"] for each in first["title_toponyms"]] == ["Muscat"]
    assert not home.exists()


def test_analyse_reads_standard_input(home):
    result = run("analyse", "-", stdin='{"id": "a", "text": "Talks in Rome."}\n')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["toponyms"][0]["start"] == 9


def test_analyse_of_nothing_readable_leaves_with_2(home, tmp_path):
    result = run("analyse", tmp_path / "missing.jsonl")
    assert result.exit_code == 2 and "cannot be opened" in result.stderr


def test_ingest_says_what_it_did_and_again_changes_nothing(home, tmp_path):
    (tmp_path / "in.jsonl").write_text(INPUT)
    first = run("ingest", tmp_path / "in.jsonl")
    assert first.exit_code == 1
    assert "2 articles read" in first.stdout and "2 added, 0 updated, 0 unchanged" in first.stdout
    assert "in.jsonl:2: the JSON is cut off" in first.stderr
    assert "0 added, 0 updated, 2 unchanged" in run("ingest", tmp_path / "in.jsonl").stdout
    assert {"Rome", "Muscat", "Beirut"} == {row["name"] for row in rows(run("export", "places"))}


def test_ingest_of_good_input_leaves_with_0(home, tmp_path):
    (tmp_path / "a.txt").write_text("Talks were held in Rome.")
    assert run("ingest", tmp_path / "a.txt").exit_code == 0


def test_ingest_tells_the_columns_that_it_guessed_and_takes_others(home, tmp_path):
    (tmp_path / "a.csv").write_text("story,body,when\nTalks were held in Rome.,teaser,2024-10-28\n")
    guessed = run("ingest", tmp_path / "a.csv")
    assert f"Columns of {tmp_path / 'a.csv'}: text from body; not used: story, when" in guessed.stdout
    told = run("ingest", tmp_path / "a.csv", "--column", "text=story", "--column", "published=when")
    assert "text from story, published from when; not used: body" in told.stdout
    assert [row["name"] for row in rows(run("export", "places"))] == ["Rome"]


def test_a_column_option_that_says_nothing_leaves_with_2(home, tmp_path):
    result = run("ingest", tmp_path, "--column", "text")
    assert result.exit_code == 2 and "say FIELD=NAME" in result.stderr


def test_ingest_with_a_broken_actor_catalogue_says_so_and_uses_the_last_sound_one(home, tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    for path in load_settings({}).data.iterdir():
        (data / path.name).symlink_to(path)
    monkeypatch.setenv("DASHBOARD_DATA", str(data))
    (tmp_path / "a.txt").write_text("Talks were held in Rome.")
    (tmp_path / "b.txt").write_text("Hamas met in Muscat.")
    assert run("ingest", tmp_path / "a.txt").stderr == ""
    sound = (data / "actors.csv").read_text(encoding="utf-8")
    (data / "actors.csv").unlink()
    (data / "actors.csv").write_text(sound + "b,B,wizard,,,,,,,\n", encoding="utf-8")
    result = run("ingest", tmp_path / "b.txt")
    assert result.exit_code == 0 and "1 added" in result.stdout
    assert f"Warning: {data / 'actors.csv'}:{sound.count(chr(10)) + 1}: type 'wizard'" in result.stderr
    assert {row["name"]: row["actors"] for row in rows(run("export", "mentions"))} == {"Rome": "", "Muscat": "Hamas"}


def test_ingest_of_nothing_readable_leaves_with_2(home, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    result = run("ingest", tmp_path / "empty.txt")
    assert result.exit_code == 2 and "empty.txt: the file is empty" in result.stderr


def test_gazetteer_search_shows_places_and_coordinates(home):
    result = run("gazetteer", "search", "Muscat")
    assert result.exit_code == 0
    assert "Muscat · city" in result.stdout and "23.5" in result.stdout


def test_gazetteer_search_for_an_unknown_name_leaves_with_1(home):
    result = run("gazetteer", "search", "Xyzzyx")
    assert result.exit_code == 1 and "No place is called Xyzzyx" in result.stderr
