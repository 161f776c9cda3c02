"""The ledger of corrections: it only grows, survives a crash and company, and takes nothing that it could not read."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from dashboard.errors import LedgerError
from dashboard.model import Place
from dashboard.store.corrections import Correction, Ledger, Spot, Undo
from tests.builders import PLACES

QARYA = Correction("name", "Al-Qarya", "place", "gazetteer", PLACES["baalbek"], by="Mona")
NOT_ONE = Correction("article", "Marlin Luanda", "not_a_place", "by hand", article_id="a1")
TEHRAN = Correction(
    "mention", "Tehran", "role", "by hand", role="metonym", article_id="a2", was="geonames:112931",
    spot=Spot("text", 9, 15, "Iran and Tehran.", 0),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "home" / "corrections.jsonl")


def test_a_ledger_that_is_not_there_is_empty_and_reading_makes_no_file(ledger):
    assert ledger.read().entries == () and not ledger.path.exists()


def test_what_was_added_is_read_in_order(ledger):
    ledger.add(QARYA, NOT_ONE)
    ledger.add(TEHRAN)
    assert ledger.read().entries == (QARYA, NOT_ONE, TEHRAN)
    assert ledger.read().active == (QARYA, NOT_ONE, TEHRAN)


def test_a_line_is_flat_and_says_when_in_utc(ledger):
    ledger.add(Correction("name", "Qarya", "place", "map", Place("hand:1", "Qarya", "city", 33.89, 35.5), id="c1",
                          at=datetime(2026, 1, 2, 3, tzinfo=UTC)))  # fmt: skip
    assert json.loads(ledger.path.read_text()) == {
        "id": "c1", "at": "2026-01-02T03:00:00+00:00", "applies_to": "name", "name": "Qarya", "says": "place",
        "place_id": "hand:1", "place": "Qarya", "kind": "city", "lat": 33.89, "lon": 35.5, "radius_km": 5.0,
        "population": 0, "origin": "map",
    }  # fmt: skip


def test_what_was_undone_is_not_in_force_and_an_undo_can_be_undone(ledger):
    ledger.add(QARYA, NOT_ONE)
    undo = ledger.undo(QARYA.id, by="Mona")
    assert ledger.read().active == (NOT_ONE,)
    ledger.undo(undo.id)
    assert ledger.read().active == (QARYA, NOT_ONE)


def test_an_undo_does_not_reach_what_comes_after_it(ledger):
    ledger.add(Undo(QARYA.id), QARYA)
    assert ledger.read().active == (QARYA,)


def test_the_same_line_twice_counts_once(ledger):
    ledger.add(QARYA)
    ledger.path.write_bytes(ledger.path.read_bytes() * 2)
    assert ledger.read().entries == (QARYA,)


@pytest.mark.parametrize("kept", [1, 20, -1])
def test_a_line_that_a_crash_cut_off_is_passed_over_and_spoils_no_other(ledger, kept):
    ledger.add(QARYA)
    whole = ledger.path.read_bytes()
    ledger.add(NOT_ONE)
    torn = ledger.path.read_bytes()[len(whole) :]
    ledger.path.write_bytes(whole + torn[:kept])
    ledger.add(TEHRAN)
    found = ledger.read()
    assert found.entries[0] == QARYA and found.entries[-1] == TEHRAN
    # without its line break only, a line is whole
    assert (len(found.entries), found.passed_over) == ((3, ()) if kept == -1 else (2, (2,)))


WRITER = """
import sys
from pathlib import Path
from dashboard.store.corrections import Correction, Ledger
ledger = Ledger(Path(sys.argv[1]))
print(1, flush=True); input()
for n in range(100):
    ledger.add(Correction("name", f"{sys.argv[2]} {n} " + "x" * 9000, "not_a_place", "by hand"))
"""


def test_two_processes_that_write_at_once_lose_nothing(ledger):
    ledger.add(QARYA)
    ledger.path.write_bytes(ledger.path.read_bytes() + b'{"torn')
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(ledger.path), name], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE)
        for name in ("one", "other")
    ]  # fmt: skip
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    found = ledger.read()
    assert len(found.entries) == 201 and found.passed_over == (2,)
    ones = [each.name.split()[1] for each in found.entries if each.name.startswith("one ")]
    assert ones == [str(n) for n in range(100)]


BAD = [
    "[]", "7", "{}", "nothing", '{"id": "x"}', '"' + "x" * 99, "[" * 100_000,
    *(
        json.dumps({"id": "x", "at": "2026-01-01T00:00:00+00:00", "applies_to": "name", "name": "Qarya",
                    "says": "place", "origin": "map", "place_id": "hand:1", "place": "Qarya", "kind": "city",
                    "lat": 33.9, "lon": 35.5, **changed})
        for changed in (
            {"lat": 90.1}, {"lat": float("nan")}, {"lon": float("inf")}, {"lat": "33.9"}, {"lat": True}, {"lat": None},
            {"kind": "castle"}, {"says": "nonsense"}, {"applies_to": "everything"}, {"origin": "elsewhere"},
            {"name": ""}, {"name": "\ud800"}, {"name": "a\0b"}, {"name": ["Qarya"]}, {"name": "x" * 30_000},
            {"at": "yesterday"}, {"at": "2026-01-01T00:00:00"}, {"id": 7}, {"population": 1e30}, {"place": {}},
            {"applies_to": "mention", "article_id": "a"}, {"applies_to": "article"}, {"says": "role"},
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("line", BAD, ids=range(len(BAD)))
def test_a_line_that_is_no_entry_is_passed_over_and_named(ledger, line):
    ledger.add(QARYA, NOT_ONE)
    first, second = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(first + line.encode() + b"\n" + second)
    assert ledger.read().entries == (QARYA, NOT_ONE) and ledger.read().passed_over == (2,)


def test_what_could_not_be_read_again_is_not_written(ledger):
    for place in (Place("hand:1", "Qarya", "city", 91.0, 0.0), Place("hand:1", "Qarya", "castle", 1.0, 0.0), None):
        with pytest.raises(LedgerError, match="cannot be kept"):
            ledger.add(QARYA, Correction("name", "Qarya", "place", "by hand", place))
    assert not ledger.path.exists()


def test_a_ledger_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="nothing was corrected"):
        Ledger(tmp_path / "file" / "corrections.jsonl").add(QARYA)
