"""How a name is meant: where something happened, where it was reported from, or who acted."""

from collections import Counter
from pathlib import Path

import pytest

from dashboard.errors import SourceError
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.roles import dateline_end
from dashboard.geoparse.train_roles import read_passages
from dashboard.model import Article

GOLD = Path(__file__).resolve().parent.parent / "gold" / "roles.txt"


def roles_of(analyser: Analyser, text: str) -> list[tuple[str, str]]:
    return [(m.surface, m.role) for m in analyser(Article("a", "", text)).mentions]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Tehran rejected the offer on Sunday.", [("Tehran", "metonym")]),
        ("He flew to Tehran on Sunday.", [("Tehran", "location")]),
        ("Talks between Washington and Tehran stalled.", [("Washington", "metonym"), ("Tehran", "metonym")]),
        ("MUSCAT, Oman (Sample Wire) - Nothing moved.", [("MUSCAT", "dateline"), ("Oman", "dateline")]),
        ("BEIRUT — It rained all day in Sidon.", [("BEIRUT", "dateline"), ("Sidon", "location")]),
        ("Students of the University of Basra protested.", [("Basra", "name_part")]),
        ("Omani officials left Rome.", [("Omani", "demonym"), ("Rome", "location")]),
    ],
)
def test_roles(analyser: Analyser, text: str, roles: list[tuple[str, str]]) -> None:
    assert roles_of(analyser, text) == roles


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("BAGHDAD - Oil flowed.", "BAGHDAD"),
        ("DOHA (Sample Gulf Desk) – The talks went on.", "DOHA (Sample Gulf Desk)"),
        ("Al-Mukalla, Yemen — Fishermen returned.", "Al-Mukalla, Yemen"),
        ("The minister - a former general - left.", ""),
        ("No dash at all in Cairo.", ""),
    ],
)
def test_dateline_end(text: str, dateline: str) -> None:
    assert text[: dateline_end(text)] == dateline


def test_a_seat_that_stands_for_its_government_is_put_at_the_capital(analyser: Analyser) -> None:
    mentions = analyser(Article("a", "", "Washington rejected the offer that Tehran had made.")).mentions
    assert [(m.place.kind, m.place.country_code) for m in mentions] == [("city", "US"), ("city", "IR")]


def test_most_roles_of_the_held_out_sentences_are_right(analyser: Analyser) -> None:
    """A floor against accidents; the figure itself is printed by `python -m tests.bench.roles`."""
    counted: Counter[bool] = Counter()
    for passage in read_passages(GOLD):
        found = analyser(Article("a", "", passage["text"])).mentions
        for mark in passage["toponyms"]:
            overlapping = [m for m in found if m.start < mark["end"] and mark["start"] < m.end]
            counted[bool(overlapping) and overlapping[0].role == mark["role"]] += 1
    assert counted[True] / counted.total() > 0.85


def test_an_unknown_role_in_a_passage_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "passages.txt"
    path.write_text("# head\n[Rome] is old.\n[Rome|mood] is new.\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"passages.txt:3: role 'mood'"):
        list(read_passages(path))
