"""What is worth a second look, by how much one decision settles, and what a reader found right is settled."""

import pytest

from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger, Spot
from dashboard.store.index import Index
from dashboard.store.watch import Edition
from tests.builders import analysed

BEIRUT, ROME, TEHRAN = "geonames:276781", "geonames:3169070", "geonames:112931"


@pytest.fixture
def home(settings):
    Archive(settings.archive).write(
        [
            analysed("a", "*Beirut/beirut* and *BEIRUT/beirut*.\n*Rome/rome*.", confidence=0.6, published="2024-01-01"),
            analysed("b", "Rain on *Beirut/beirut*.\n*Rome/rome* and *Tehran/tehran*.", confidence=0.5, source="Wire"),
            analysed("c", "*Beirut/beirut* is surely *Tehran/tehran*.", confidence=0.9),
        ]
    )
    return settings


@pytest.fixture
def ledger(home):
    return Ledger(home.corrections)


def queue(index, filters=NO_FILTERS, limit=100):
    found = queries.doubts(index, filters, limit)
    return [(row.surface, row.place_id, row.mentions) for row in found.rows.itertuples()]


def test_the_name_with_most_unsure_mentions_comes_first_whatever_its_case(home):
    with Index.open(home) as index:
        assert queue(index) == [("Beirut", BEIRUT, 3), ("Rome", ROME, 2), ("Tehran", TEHRAN, 1)]
        found = queries.doubts(index, NO_FILTERS, 1)
        assert (found.names, found.mentions, len(found.rows)) == (3, 6, 1)
        assert queue(index, Filters(outlets=("Wire",)))[0] == ("Beirut", BEIRUT, 1)
        assert queue(index, Filters(min_confidence=0.8)) == []


def test_a_doubt_shows_each_of_its_sentences_with_the_mention_marked(home):
    with Index.open(home) as index:
        index = Edition(index, index.horizon)  # as a reader has it
        said = [queries.doubt(index, NO_FILTERS, "beirut", BEIRUT, number) for number in (1, 2, 3, 9)]
        assert [each.number for each in said] == [1, 2, 3, 3]
        assert [each.excerpt.surface for each in said] == ["Beirut", "BEIRUT", "Beirut", "Beirut"]
        first, second = said[0].excerpt, said[1].excerpt
        assert (first.text, [mark.start for mark in first.marks if mark.selected]) == ("Beirut and BEIRUT.", [0])
        assert (second.text, [mark.start for mark in second.marks if mark.selected]) == ("Beirut and BEIRUT.", [11])
        assert (said[0].mentions, said[0].articles, said[0].place.name) == (3, 2, "Beirut")
        rome = queries.doubt(index, NO_FILTERS, "rome", ROME)
        assert [each.place.name for each in rome.excerpt.runners_up] == ["Muscat"]
        assert queries.doubt(index, NO_FILTERS, "rome", BEIRUT) is None


def test_what_a_reader_found_right_is_sure_stays_where_it_is_and_leaves_the_queue(home, ledger):
    with Index.open(home) as index:
        before = queries.mentions(index, NO_FILTERS), queries.place_counts(index, NO_FILTERS)["mentions"].tolist()
        right = Correction("name", "beirut", "confirmed", "by hand", was=BEIRUT)
        ledger.add(right)
        assert index.refresh()
        assert queue(index) == [("Rome", ROME, 2), ("Tehran", TEHRAN, 1)]
        assert queries.place_counts(index, NO_FILTERS)["mentions"].tolist() == before[1]
        found = queries.excerpts(index, NO_FILTERS, BEIRUT).excerpts[0]
        assert (found.confidence, found.evidence) == (1.0, ("population", "beirut", queries.CHECKED))
        (entry,) = queries.corrections(index).itertuples()
        assert (entry.says, entry.was_place, entry.mentions, entry.lost) == ("confirmed", "Beirut", 4, "")

        ledger.undo(right.id)
        index.refresh()
        assert queries.mentions(index, NO_FILTERS).equals(before[0]) and len(queue(index)) == 3


def test_one_mention_alone_can_be_found_right_and_the_narrower_word_wins(home, ledger):
    ledger.add(
        Correction("name", "Rome", "not_a_place", "by hand", was=ROME),
        Correction("mention", "Rome", "confirmed", "by hand", article_id="b", was=ROME, spot=Spot("text", 16, 20)),
    )
    with Index.open(home) as index:
        found = queries.excerpts(index, NO_FILTERS, ROME)
        assert [(each.article_id, each.confidence) for each in found.excerpts] == [("b", 1.0)]


def test_a_name_without_a_place_is_not_found_right(home, ledger):
    Archive(home.archive).write([analysed("d", "*Qarya/?*.")])
    ledger.add(Correction("name", "Qarya", "confirmed", "by hand"))
    with Index.open(home) as index:
        assert queries.unplaced(index, NO_FILTERS)["surface"].tolist() == ["Qarya"]


def test_who_put_it_right_is_told(home, ledger):
    ledger.add(Correction("name", "Rome", "not_a_place", "by hand", was=ROME, by="mona@example.org"))
    with Index.open(home) as index:
        assert queries.corrections(index)["by"].tolist() == ["mona@example.org"]
