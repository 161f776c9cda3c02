"""`status` counts the corrections and the names that none of them places."""

from click.testing import CliRunner

from dashboard.cli import main
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger
from tests.builders import PLACES, analysed


def test_status_counts_corrections_and_names_that_were_not_placed(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    Archive(home / "archive").write([analysed("a", "*Foo/?* and *foo/?* and *Bar/?* in *Rome/rome*.")])
    assert "Not placed  2 names in 3 mentions" in CliRunner().invoke(main, ["status"]).stdout
    assert not (home / "corrections.jsonl").exists()

    ledger = Ledger(home / "corrections.jsonl")
    wrong = Correction("name", "Bar", "not_a_place", "by hand")
    ledger.add(Correction("name", "Foo", "place", "gazetteer", PLACES["beirut"]), wrong)
    ledger.undo(wrong.id)
    with open(ledger.path, "ab") as file:
        file.write(b"{torn")
    said = CliRunner().invoke(main, ["status"]).stdout
    assert "Corrections 1 in force, 2 made, 1 undone" in said
    assert "1 lines are no entries, the first is line 4" in said
    assert "Not placed  1 names in 1 mentions" in said


def test_an_export_has_what_was_put_right(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    Archive(home / "archive").write([analysed("a", "Rain in *Foo/?*.")])
    Ledger(home / "corrections.jsonl").add(Correction("name", "Foo", "place", "gazetteer", PLACES["beirut"]))
    assert "Beirut" in CliRunner().invoke(main, ["export", "places"]).stdout


def test_status_says_which_corrections_wait(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("DASHBOARD_HOME", str(home))
    Archive(home / "archive").write([analysed("a", "Rain in *Rome/rome*.")])
    ledger = Ledger(home / "corrections.jsonl")
    ledger.add(*(Correction("article", "Foo", "not_a_place", "by hand", article_id=key) for key in ("a", "gone")))
    said = CliRunner().invoke(main, ["status"]).stdout
    assert "1 change nothing now: what they correct is not in the newest version of its article" in said
    assert "1 change nothing now: their articles are not stored" in said
