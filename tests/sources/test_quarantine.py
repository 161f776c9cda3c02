"""What was refused is kept, listed once, and forgotten on request."""

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
