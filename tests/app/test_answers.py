"""Answers are kept by what was asked, within a number of bytes, and computed once however many ask."""

import threading
from dataclasses import dataclass

import pandas as pd
import pytest

from dashboard.app.answers import OVERHEAD, Answers, size_of
from dashboard.app.resources import Asker
from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import analysed


def test_an_answer_is_computed_once_and_given_again():
    answers, asked = Answers(10**6), []
    for _ in range(3):
        assert answers.get("q", lambda: asked.append(1) or [1, 2]) == [1, 2]
    assert asked == [1] and len(answers) == 1


def test_ten_who_ask_at_once_are_answered_by_one_computation():
    answers, asked, begun, given = Answers(10**6), [], threading.Event(), []

    def slow():
        asked.append(1)
        begun.wait(10)
        return "answer"

    threads = [threading.Thread(target=lambda: given.append(answers.get("q", slow))) for _ in range(10)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()
    assert given == ["answer"] * 10 and asked == [1]


def test_bytes_are_bounded_and_the_least_recently_used_goes_first():
    answers = Answers(10 * (OVERHEAD + 1100))
    for n in range(100):
        answers.get("kept", lambda: "k" * 1000)
        answers.get(n, lambda: "x" * 1000)
        assert answers.bytes <= answers.most_bytes
    assert 5 <= len(answers) <= 10
    assert answers.get("kept", lambda: pytest.fail("it was used again and again")) == "k" * 1000


def test_an_answer_that_is_larger_than_a_quarter_of_the_room_is_given_and_not_kept():
    answers = Answers(10_000)
    assert answers.get("q", lambda: "x" * 9000) == "x" * 9000
    assert len(answers) == 0 and answers.bytes == 0


def test_a_failure_is_told_to_all_who_asked_and_not_kept():
    answers = Answers(10_000)
    with pytest.raises(ValueError, match="no such role"):
        answers.get("q", lambda: (_ for _ in ()).throw(ValueError("no such role")))
    assert answers.get("q", lambda: 5) == 5


@dataclass(frozen=True, slots=True)
class Part:
    frame: pd.DataFrame
    names: tuple[str, ...]


def test_the_size_of_frames_and_of_what_holds_them_is_seen():
    frame = pd.DataFrame({"n": range(100_000)})
    assert 800_000 <= size_of(frame) <= 900_000
    assert size_of(Part(frame, ("x" * 100_000,))) >= 900_000


def test_a_refresh_changes_what_is_answered_and_an_edition_does_not_see_it(tmp_path):
    archive = Archive(tmp_path)
    archive.write([analysed("a", "In *Rome/rome*.")])
    with Index.in_memory(archive) as index:
        answers = Answers(10**7)
        everything, edition = Asker(index, answers), Asker(index, answers, index.horizon)
        asked = [ask(queries.place_counts, NO_FILTERS) for ask in (everything, edition)]
        assert asked[0] is asked[1]
        archive.write([analysed("b", "In *Muscat/muscat*.")])
        index.refresh()
        assert list(everything(queries.place_counts, NO_FILTERS)["name"]) == ["Muscat", "Rome"]
        assert list(edition(queries.place_counts, NO_FILTERS)["name"]) == ["Rome"]
        assert everything.version != edition.version and edition.edition.waiting == 1


def test_filters_that_differ_are_two_questions(tmp_path):
    archive = Archive(tmp_path)
    archive.write([analysed("a", "In *Rome/rome*.")])
    with Index.in_memory(archive) as index:
        ask = Asker(index, Answers(10**7))
        assert len(ask(queries.place_counts, NO_FILTERS)) == 1
        assert len(ask(queries.place_counts, Filters(countries=("OM",)))) == 0
