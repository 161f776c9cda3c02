"""Actors of a reader's own come on top of the catalogue, are checked with it, and are added whole or not at all."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.errors import DataFileError
from dashboard.geoparse.actor_rows import COLUMNS
from dashboard.geoparse.actor_table import open_table
from dashboard.geoparse.actors import Catalogue
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.own_actors import LONGEST_NAME, add_own, own_actors, remove_own
from dashboard.model import Article
from dashboard.settings import load_settings

HEAD = ",".join(COLUMNS) + "\n"
DATA = load_settings({}).data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(DATA / "countries.csv", folder)
    (folder / "actors.csv").write_text(
        HEAD + "hamas,Hamas,armed_group,HAMAS MOVEMENT,PS,,,,,\nx,X,person,,,,king of Y 2001-05-01/,,,\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def own_rows(home: Path) -> list[list[str]]:
    with (home / "actors.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_an_actor_is_added_with_a_head_for_the_first_and_found_with_the_others(data: Path, home: Path) -> None:
    assert add_own(data, home, name="Ali Qasim", kind="person", country="LB") == "actor:own-ali-qasim"
    assert add_own(data, home, name="Reform, Now", kind="party") == "actor:own-reform-now"

    assert [row[:5] for row in own_rows(home)] == [
        list(COLUMNS[:5]), ["own-ali-qasim", "Ali Qasim", "person", "", "LB"],
        ["own-reform-now", "Reform, Now", "party", "", ""],
    ]  # fmt: skip
    table = open_table(data, home)
    assert [row.actor.name for row in table.rows] == ["Hamas", "X", "Ali Qasim", "Reform, Now"]
    assert table.paths == (data / "actors.csv", home / "actors.csv") and table.note == ""
    assert "actor:own-ali-qasim" in Catalogue.open(data, home).actors


def test_an_actor_that_the_reader_calls_otherwise_keeps_what_articles_call_it(data: Path, home: Path) -> None:
    add_own(data, home, name="Ali Hassan Qasim", kind="person", said="Ali  Qasim")
    assert open_table(data, home).rows[-1].names == ("Ali Hassan Qasim", "Ali Qasim")
    with pytest.raises(DataFileError, match="'Hamas' is also that of Hamas, line 2 of actors.csv; .* read again") as no:
        add_own(data, home, name="The Movement", kind="party", said="Hamas")
    assert str(data) not in str(no.value)
    with pytest.raises(DataFileError, match="line 2 of your own actors.csv"):
        add_own(data, home, name="Ali Qasim", kind="person")


def test_names_of_no_latin_letter_and_names_alike_get_ids_of_their_own(data: Path, home: Path) -> None:
    first = add_own(data, home, name="علي قاسم", kind="person")
    assert first.startswith("actor:own-") and len(first) > len("actor:own-")
    assert add_own(data, home, name="Reform+", kind="party") == "actor:own-reform"
    assert add_own(data, home, name="Reform", kind="party") == "actor:own-reform-2"


@pytest.mark.parametrize(
    ("name", "kind", "country", "reason"),
    [
        ("hamas", "ngo", "", "the name 'hamas' is also that of Hamas, line 2 of"),
        ("Hamas  movement", "ngo", "", "is also that of Hamas"),
        ("Lebanon", "ngo", "", "is also that of the country LB"),
        ("=HYPERLINK(1)", "ngo", "", "cannot begin with '='"),
        ("+1 Group", "ngo", "", "cannot begin with"),
        ("@sum", "ngo", "", "cannot begin with"),
        ("~Context", "ngo", "", "cannot begin with"),
        ("A|B", "ngo", "", "cannot hold the sign"),
        (" \n ", "ngo", "", "at least one letter"),
        ("!!!", "ngo", "", "at least one letter"),
        ("a" * (LONGEST_NAME + 1), "ngo", "", "too long"),
        ("New Body", "wizard", "", "no type of actor"),
        ("New Body", "government_body", "", "belongs to a country"),
        ("New Body", "ngo", "XX", "country 'XX' is not in countries.csv"),
    ],
)
def test_a_row_that_the_catalogue_would_refuse_is_refused_with_the_reason(
    data: Path, home: Path, name: str, kind: str, country: str, reason: str
) -> None:
    add_own(data, home, name="Ali Qasim", kind="person")
    before = (home / "actors.csv").read_bytes()
    with pytest.raises(DataFileError) as refused:
        add_own(data, home, name=name, kind=kind, country=country)
    assert reason in str(refused.value)
    assert (home / "actors.csv").read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == [".actors.lock", "actors.csv"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('Evil "quoted", <b>Name</b>', 'Evil "quoted", <b>Name</b>'),
        ("Two\r\nlines\x00 of it", "Two lines of it"),
        ("Turned \u202ename", "Turned name"),
        ("../../etc/passwd", "../../etc/passwd"),
    ],
)
def test_whatever_a_name_holds_it_is_one_cell_of_one_row(data: Path, home: Path, name: str, kept: str) -> None:
    actor_id = add_own(data, home, name=name, kind="person")
    rows = own_rows(home)
    assert [row[1] for row in rows] == ["name", kept] and len(rows[1]) == len(COLUMNS)
    assert set(actor_id.removeprefix("actor:")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert sorted(path.name for path in home.iterdir()) == [".actors.lock", "actors.csv"]


def test_a_file_in_another_order_of_columns_and_without_a_last_line_break_goes_on_as_it_is(
    data: Path, home: Path
) -> None:
    home.mkdir()
    order = (*reversed(COLUMNS), "mine")
    (home / "actors.csv").write_text("\ufeff" + ",".join(order) + "\n,,,,,,,ngo,First,first,note", encoding="utf-8")
    add_own(data, home, name="Second", kind="party")
    assert [row.actor.name for row in open_table(data, home).rows][2:] == ["First", "Second"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,A,wizard,,,,,,,\n", "actors.csv:2: type 'wizard'"),
        ("a,HAMAS,ngo,,,,,,,\n", "actors.csv:2: the name 'HAMAS' is also that of Hamas, line 2 of"),
        ("hamas,Other,ngo,,,,,,,\n", "actors.csv:2: id 'hamas' stands in Hamas, line 2 of"),
        ("a,A,person,,,,king of Y 2000-01-01/,,,\n", "actors.csv:2: 'king of y' is also held by X, line 3 of"),
    ],
)
def test_a_broken_file_is_left_out_named_with_line_and_added_to_no_more(
    data: Path, home: Path, rows: str, said: str
) -> None:
    home.mkdir()
    (home / "actors.csv").write_text(HEAD + rows, encoding="utf-8")
    table = open_table(data, home)
    assert [row.actor.name for row in table.rows] == ["Hamas", "X"] and table.paths == (data / "actors.csv",)
    assert str(home / said) in table.note and "left out" in table.note
    with pytest.raises(DataFileError, match="actors.csv:2"):
        add_own(data, home, name="Ali Qasim", kind="person")

    environ = {"DASHBOARD_DATA": str(data), "DASHBOARD_HOME": str(home)}
    shutil.copy(DATA / "region.toml", data)
    result = CliRunner().invoke(main, ["actors", "check"], env=environ)
    assert result.exit_code == 1 and str(home / said) in result.stdout


# --------------------------------------------------------------------------------------------------------- taken out

#: A file as its owner keeps it: a byte order mark, a comment, an order and a column of its own, a cell of two lines.
BY_HAND = (
    '\ufeff# my actors, "the" list, "so far\r\n'
    + ",".join((*COLUMNS, "mine"))
    + '\r\nwing,Some Wing,armed_group,,PS,hamas,,,,"two\r\nlines",note\r\n\r\n# "below, those of the page\r\n'
)


def test_what_was_added_is_taken_out_and_all_that_others_wrote_stays_to_the_byte(data: Path, home: Path) -> None:
    home.mkdir()
    own = home / "actors.csv"
    own.write_bytes(BY_HAND.encode())
    first = add_own(data, home, name="Ali, Qasim", kind="person", country="LB")
    second = add_own(data, home, name="Reform", kind="party", said="Reform Now")
    with own.open("ab") as file:
        file.write(b"# the end\n")

    assert [(each.actor_id, each.name, each.by_hand) for each in own_actors(home)] == [
        ("actor:wing", "Some Wing", True), (first, "Ali, Qasim", False), (second, "Reform", False),
    ]  # fmt: skip
    assert remove_own(home, first) == "Ali, Qasim"
    row = "own-reform,Reform,party,Reform Now,,,,,,,\n"
    assert own.read_bytes() == (BY_HAND + row + "# the end\n").encode()
    assert [each.actor.name for each in open_table(data, home).rows] == ["Hamas", "X", "Some Wing", "Reform"]
    remove_own(home, second)
    assert own.read_bytes() == (BY_HAND + "# the end\n").encode()
    assert sorted(path.name for path in home.iterdir()) == [".actors.lock", "actors.csv"]


def test_what_was_taken_out_is_found_no_more_and_can_be_added_again(data: Path, home: Path) -> None:
    actor_id = add_own(data, home, name="Ali Qasim", kind="person")
    remove_own(home, actor_id)
    assert actor_id not in Catalogue.open(data, home).actors and own_actors(home) == ()
    assert add_own(data, home, name="Ali Qasim", kind="person") == actor_id


def test_a_row_of_two_lines_is_taken_out_with_both(home: Path) -> None:
    home.mkdir()
    (home / "actors.csv").write_text(HEAD + 'own-a,"A\nB",ngo,,,,,,,\n# mine\n', encoding="utf-8")
    remove_own(home, "actor:own-a")
    assert (home / "actors.csv").read_text(encoding="utf-8") == HEAD + "# mine\n"


def test_a_row_that_breaks_the_file_can_be_taken_out(data: Path, home: Path) -> None:
    actor_id = add_own(data, home, name="Ali Qasim", kind="person")
    with (data / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("qasim,Ali Qasim,person,,,,,,,\n")  # the catalogue came to know him
    assert open_table(data, home).note
    remove_own(home, actor_id)
    assert open_table(data, home).note == ""


@pytest.mark.parametrize(
    ("rows", "actor", "reason"),
    [
        ("own-a,A,ngo,,,,,,,\n", "actor:own-b", "'own-b' is not in"),
        ("a,A,ngo,,,,,,,\n", "actor:a", "actors.csv:2: written by hand"),
        ("own-a,A,ngo,,,,,,,what it does\n", "actor:own-a", "actors.csv:2: written by hand"),
        ("own-a,A,ngo,B|C,,,,,,\n", "actor:own-a", "actors.csv:2: written by hand"),
        ("own-a,A,ngo,,,,,,,\nb,B,ngo,,,own-a; hamas,,,,\n", "actor:own-a", "actors.csv:3: B is part of it"),
        ('own-a,A,ngo,,,,,,,\nb,"B', "actor:own-b", "'own-b' is not in"),
    ],
)
def test_what_the_page_must_not_take_out_is_refused_with_the_reason(
    home: Path, rows: str, actor: str, reason: str
) -> None:
    home.mkdir()
    (home / "actors.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        remove_own(home, actor)
    assert reason in str(refused.value)
    assert (home / "actors.csv").read_text(encoding="utf-8") == HEAD + rows


def test_a_file_that_cannot_be_replaced_stays_as_it_was(data: Path, home: Path, monkeypatch) -> None:
    actor_id = add_own(data, home, name="Ali Qasim", kind="person")
    before = (home / "actors.csv").read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("dashboard.geoparse.own_actors.os.replace", full)
    with pytest.raises(DataFileError, match=r"no space left\); nothing was removed"):
        remove_own(home, actor_id)
    assert (home / "actors.csv").read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == [".actors.lock", "actors.csv"]


def test_a_file_that_is_no_text_is_named(home: Path) -> None:
    home.mkdir()
    (home / "actors.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(DataFileError, match=r"actors.csv: cannot be read .* save it as UTF-8"):
        own_actors(home)


def test_what_it_is_part_of_may_stand_in_the_catalogue(data: Path, home: Path) -> None:
    home.mkdir()
    (home / "actors.csv").write_text(HEAD + "wing,Some Wing,armed_group,,PS,hamas,,,,\n", encoding="utf-8")
    assert open_table(data, home).rows[-1].actor.affiliation == ("actor:hamas",)


def test_an_own_actor_is_found_in_texts_and_articles_are_then_read_anew(settings, home: Path) -> None:
    settings = replace(settings, home=home)
    before = Analyser.open(settings)
    add_own(settings.data, home, name="Zarqan Tollund", kind="person")
    after = Analyser.open(settings)
    assert before.version != after.version
    article = Article("a", "", "Officials met Zarqan Tollund in Beirut.")
    assert "actor:own-zarqan-tollund" not in {each.actor.actor_id for each in before(article).actors}
    assert "actor:own-zarqan-tollund" in {each.actor.actor_id for each in after(article).actors}
