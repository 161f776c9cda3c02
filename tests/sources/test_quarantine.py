"""What was refused is kept, listed once, and forgotten on request."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dashboard.sources import Quarantine, Refusal

CUT = Refusal("a.jsonl", 2, "the JSON is cut off", "give one whole JSON object", '{"text": "Mus\nc')
EMPTY = Refusal("b.txt", None, "the file is empty", "put an article into it")


def test_refusals_come_back_as_they_were(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "new" / "quarantine.jsonl")
    now = datetime(2025, 1, 1, tzinfo=UTC)
    quarantine.add([CUT, EMPTY], now)
    assert [(each.at, each.refusal) for each in quarantine.list()] == [(now, CUT), (now, EMPTY)]


def test_the_same_refusal_twice_is_listed_once_with_its_last_time(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    later = datetime(2025, 1, 2, tzinfo=UTC)
    quarantine.add([CUT], datetime(2025, 1, 1, tzinfo=UTC))
    quarantine.add([CUT], later)
    assert [each.at for each in quarantine.list()] == [later]


def test_a_line_that_a_crash_cut_off_costs_only_itself(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    quarantine.add([CUT])
    whole = quarantine.path.read_bytes()
    quarantine.path.write_bytes(whole + whole[:40])
    quarantine.add([EMPTY])
    assert [each.refusal for each in quarantine.list()] == [CUT, EMPTY]


def test_nothing_refused_writes_no_file(tmp_path: Path):
    Quarantine(tmp_path / "q.jsonl").add([])
    assert not (tmp_path / "q.jsonl").exists()


def test_clearing_forgets(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    quarantine.add([CUT])
    quarantine.clear()
    assert quarantine.list() == []
    quarantine.clear()


def test_a_refusal_says_where_what_and_what_to_do():
    assert str(CUT) == "a.jsonl:2: the JSON is cut off; give one whole JSON object"
    assert str(EMPTY) == "b.txt: the file is empty; put an article into it"


BEFORE, SINCE = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 3, tzinfo=UTC)


def test_where_to_read_it_again_comes_back_too(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    quarantine.add([replace(CUT, origin="/in/a.jsonl")])
    assert quarantine.list()[0].refusal.origin == "/in/a.jsonl"


def test_a_line_of_an_older_version_has_no_origin(tmp_path: Path):
    row = {"at": BEFORE.isoformat(), "file": "a", "line": None, "reason": "x", "remedy": "y", "raw": ""}
    (tmp_path / "q.jsonl").write_text(json.dumps(row) + "\n")
    assert Quarantine(tmp_path / "q.jsonl").list()[0].refusal.origin == ""


def test_what_is_forgotten_is_of_the_origin_and_of_the_time_before(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    mended, still, other = (replace(CUT, line=n, origin=o) for n, o in ((1, "/a"), (2, "/a"), (3, "/b")))
    quarantine.add([mended, still, other], BEFORE)
    quarantine.add([still], SINCE)
    quarantine.forget(["/a", "/unknown"], datetime(2025, 1, 2, tzinfo=UTC))
    assert {each.refusal for each in quarantine.list()} == {still, other}
    quarantine.add([mended], SINCE)
    assert {each.refusal for each in quarantine.list()} == {still, other, mended}


def test_what_is_forgotten_of_a_whole_source_leaves_its_lines(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    whole, line = replace(EMPTY, origin="https://example.org/"), replace(CUT, origin="https://example.org/")
    quarantine.add([whole, line], BEFORE)
    quarantine.forget(["https://example.org/"], SINCE, whole_only=True)
    assert [each.refusal for each in quarantine.list()] == [line]


def test_forgetting_adds_a_line_and_cuts_none_out(tmp_path: Path):
    quarantine = Quarantine(tmp_path / "q.jsonl")
    quarantine.add([replace(CUT, origin="/a")], BEFORE)
    data = quarantine.path.read_bytes()
    quarantine.forget(["/b"], SINCE)
    assert quarantine.path.read_bytes() == data
    quarantine.forget(["/a"], SINCE)
    assert quarantine.path.read_bytes().startswith(data) and quarantine.list() == []
