"""What was made last is kept while it fits."""

from dataclasses import dataclass

from dashboard.store._recent import Recent


@dataclass
class Thing:
    bytes: int


def test_what_is_kept_is_not_made_again():
    recent, thing = Recent(100), Thing(10)
    assert recent.get("a", lambda: thing) is thing
    assert recent.get("a", lambda: Thing(10)) is thing


def test_the_least_recently_used_go_first_when_it_is_too_much():
    recent = Recent(25)
    first, second = recent.get("a", lambda: Thing(10)), recent.get("b", lambda: Thing(10))
    recent.get("a", lambda: Thing(10))
    recent.get("c", lambda: Thing(10))
    assert len(recent) == 2
    assert recent.get("a", lambda: Thing(10)) is first and recent.get("b", lambda: Thing(10)) is not second


def test_what_grew_counts_with_its_size_of_now_and_the_last_one_is_kept_whatever_its_size():
    recent = Recent(25)
    grows = recent.get("a", lambda: Thing(10))
    grows.bytes = 30
    huge = recent.get("b", lambda: Thing(50))
    assert len(recent) == 1 and recent.get("b", lambda: Thing(1)) is huge


def test_it_can_be_emptied():
    recent = Recent(25)
    recent.get("a", lambda: Thing(10))
    recent.clear()
    assert len(recent) == 0
