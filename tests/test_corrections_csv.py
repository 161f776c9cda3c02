"""`corrections.csv`: out of one installation, into another that stores the same articles, with the same result."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.errors import LedgerError
from dashboard.export.corrections import COLUMNS, read, take_in, waiting, write
from dashboard.model import ROLES, Place
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger, Spot, Undo
from dashboard.store.index import Index
from tests.builders import PLACES, analysed

ARTICLES = [
    analysed("a", "Rain in *Qarya/?*.\n*Rome/rome* and *Rome/rome* met.", "From *Rome/rome*", published="2024-10-28"),
    analysed("b", "*Qarya/?* beside *Tehran/tehran*.\nSun over *Baalbek/baalbek*."),
]
HOSTILE = Place("hand:1", "=cmd|' /C calc'!A0", "city", -33.89, 35.5)
UNDONE = Correction("name", "Tehran", "not_a_place", "by hand", was="geonames:112931", by="Mona")
ENTRIES = (
    Correction("name", "Qarya", "place", "by hand", HOSTILE, by="+mona@example.org"),
    Correction("article", "Rome", "place", "gazetteer", PLACES["beirut"], article_id="a", was="geonames:3169070"),
    Correction("mention", "Rome", "role", "by hand", role="metonym", article_id="a", was="geonames:3169070",
               spot=Spot("text", 15, 19, "Rome and Rome met.", 15, 1)),
    UNDONE,
    Undo(UNDONE.id, by="Omar, \"the\nsecond\""),
    Correction("article", "Baalbek", "not_a_place", "map", article_id="b", was="geonames:278913"),
)  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return what makes an installation with the articles the one that commands speak to."""

    def of(name, *articles):
        home = tmp_path / name
        Archive(home / "archive").write([*(articles or ARTICLES)])
        monkeypatch.setenv("DASHBOARD_HOME", str(home))
        return home

    return of


def run(*command):
    return CliRunner().invoke(main, [*map(str, command)])


def csv_of(*entries):
    out = io.BytesIO()
    write(entries, out)
    return out.getvalue()


def rows_of(home):
    with Index.in_memory(Archive(home / "archive"), corrections=Ledger(home / "corrections.jsonl")) as index:
        return {
            table: index.cursor().execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
            for table in ("mentions", "places", "corrections", "corrected")
        }


def test_every_way_to_be_meant_goes_out_and_comes_in_as_it_is():
    said = tuple(Correction("article", "Rome", "role", "by hand", role=role, article_id="a") for role in ROLES)
    table = csv_of(*said)
    assert [row.entry for row in read(table, "corrections.csv")] == [*said]
    written = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert [(row["says"], row["role"]) for row in written] == [("role", role) for role in ROLES]


def test_the_same_articles_elsewhere_have_the_same_rows(tmp_path, home):
    first = home("first")
    Ledger(first / "corrections.jsonl").add(*ENTRIES)
    assert run("export", "corrections", "-o", tmp_path / "corrections.csv").exit_code == 0

    second = home("second")
    before = rows_of(second)
    said = run("corrections", "import", tmp_path / "corrections.csv")
    assert (said.exit_code, said.stdout.splitlines()) == (
        0, [f"6 taken in, 0 were here already, in {second / 'corrections.jsonl'}"]
    )  # fmt: skip
    assert rows_of(second) == rows_of(first) != before
    assert Ledger(second / "corrections.jsonl").read().entries == ENTRIES  # who and when, too

    assert run("corrections", "import", tmp_path / "corrections.csv").stdout.startswith("0 taken in, 6 were here")
    assert len(Ledger(second / "corrections.jsonl").read().entries) == 6


def test_no_cell_is_a_formula():
    cells = csv_of(*ENTRIES).decode().replace('"', "").replace("\n", ",").split(",")
    assert [cell for cell in cells if cell[:1] in "=+@" and cell] == []
    assert [cell for cell in cells if cell.startswith("-")] == ["-33.89"]


def test_what_fits_nothing_waits_and_is_named_by_line_until_its_article_comes(tmp_path, home):
    gone = Undo("0123456789abcdef")
    nowhere = replace(ENTRIES[0], id="nowhere", name="Atlantis")
    path = tmp_path / "c.csv"
    path.write_bytes(csv_of(*ENTRIES, gone, nowhere))
    second = home("second", ARTICLES[0], analysed("x", "Sun."))

    said = run("corrections", "import", path)
    assert said.exit_code == 0
    lines = path.read_bytes().decode().split("\n")
    assert [line.removeprefix(f"{path}:") for line in said.stdout.splitlines()[1:]] == [
        "8: waits: its article is not stored here",
        "9: waits: what it takes back is not here",
        "10: waits: no stored article has this name there, or another correction stands before it",
    ]
    assert "Baalbek" in lines[7] and "Atlantis" in lines[9]  # a cell of line 6 has a line end

    Archive(second / "archive").write([ARTICLES[1]])
    with Index.in_memory(Archive(second / "archive"), corrections=Ledger(second / "corrections.jsonl")) as index:
        left = waiting(index, Ledger(second / "corrections.jsonl"), read(path.read_bytes(), "c.csv"))
    assert [line for line, _ in left] == [9, 10]


GOOD = csv_of(*ENTRIES)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (GOOD.replace(b"-33.89", b"north"), "c.csv:2: lat 'north' is not a number"),
        (GOOD.replace(b"-33.89", b"-133.89"), "c.csv:2: lat '-133.89' is not a number from -90 to 90"),
        (GOOD.replace(b",metonym,", b",king,"), "c.csv:4: role 'king' is none of"),
        (GOOD.replace(b",metonym,", b",metonym,,"), "c.csv:4: it has 28 cells, and the first row 27"),
        (GOOD.replace(b",map\n", b',"map'), "c.csv:8: unexpected end of data"),
        (GOOD.replace(b",origin", b""), "c.csv:1: the first row has no column origin"),
        (GOOD.replace(b"Baalbek", b"Baalb\xe9k"), "c.csv:8: it is not UTF-8"),
        (b"", "c.csv:1: the first row has no column id, at"),
    ],
)
def test_a_broken_file_is_refused_by_line_and_nothing_of_it_is_applied(tmp_path, home, monkeypatch, data, said):
    second = home("second")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.csv").write_bytes(data)
    told = run("corrections", "import", "c.csv")
    assert told.exit_code == 2
    assert told.stderr.startswith(f"Error: {said}") and told.stderr.endswith("nothing of the file was taken in\n")
    assert not (second / "corrections.jsonl").exists()


def test_a_file_that_a_spreadsheet_saved_again_is_the_same(tmp_path):
    """With a byte order mark, other line ends, a column of notes and empty rows."""
    lines = csv_of(*ENTRIES[:4]).decode().splitlines()
    saved = "\ufeff" + "\r\n".join([lines[0] + ",Notes", *(line + ",seen" for line in lines[1:]), "," * len(COLUMNS)])
    assert tuple(row.entry for row in read(saved.encode(), "c.csv")) == ENTRIES[:4]


def test_of_one_id_the_first_counts_and_what_is_there_stays(tmp_path):
    ledger = Ledger(tmp_path / "corrections.jsonl")
    ledger.add(ENTRIES[0])
    others = [replace(ENTRIES[0], name="Other"), replace(ENTRIES[3], by="One"), replace(ENTRIES[3], by="Two")]
    assert take_in(ledger, read(csv_of(*others), "c.csv")) == 1
    assert ledger.read().entries == (ENTRIES[0], others[1])


def test_a_file_that_is_not_there_and_a_format_that_is_none(tmp_path, home):
    home("first")
    assert run("corrections", "import", tmp_path / "none.csv").exit_code == 2
    assert "leave --format out" in run("export", "corrections", "--format", "kml").stderr
    with pytest.raises(LedgerError):
        read(b"id\n", "c.csv")
