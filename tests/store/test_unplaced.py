"""What is asked of the index about names without a place, and about what readers put right."""

import pytest

from dashboard.model import NO_FILTERS, Filters, Place
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger
from dashboard.store.index import Index
from tests.builders import analysed

QARYA = Place("hand:qarya", "Qarya", "city", 33.89, 35.5, "LB", "Lebanon")


@pytest.fixture
def installation(settings):
    Archive(settings.archive).write(
        [
            analysed("a", "Rain in *Al-Qarya/?*.\n*Al-Qarya/?* and *Rome/rome*.", "One", published="2024-01-01"),
            analysed("b", "*AL-QARYA/?* waits, *AL-QARYA/?* hopes.", "Two", published="2024-02-01", source="Daily"),
        ]
    )
    with Index.open(settings) as index:
        yield index, Ledger(settings.corrections)


def test_a_name_has_its_sentences_newest_first_with_itself_marked(installation):
    index, _ = installation
    found = [queries.lost_name(index, NO_FILTERS, "al qarya", number) for number in (1, 2, 3, 99)]
    assert [each.excerpt.text for each in found] == [
        "AL-QARYA waits, AL-QARYA hopes.", "Rain in Al-Qarya.", "Al-Qarya and Rome.", "Al-Qarya and Rome.",
    ]  # fmt: skip
    assert [(each.number, each.sentences, each.mentions, each.articles) for each in found] == [
        (1, 3, 4, 2), (2, 3, 4, 2), (3, 3, 4, 2), (3, 3, 4, 2),
    ]  # fmt: skip
    assert [(mark.name, mark.selected) for mark in found[2].excerpt.marks] == [("Al-Qarya", True), ("Rome", False)]


def test_filters_leave_sentences_of_a_name_out_and_an_unknown_name_has_none(installation):
    index, _ = installation
    assert queries.lost_name(index, Filters(outlets=("Daily",)), "al qarya").sentences == 1
    assert queries.lost_name(index, Filters(outlets=("Weekly",)), "al qarya") is None
    assert queries.lost_name(index, NO_FILTERS, "elsewhere") is None


def test_every_row_of_the_list_leads_to_its_name(installation):
    index, _ = installation
    rows = queries.unplaced(index, NO_FILTERS)
    assert [queries.lost_name(index, NO_FILTERS, key).mentions for key in rows["key"]] == rows["mentions"].tolist()


def test_what_was_put_right_is_listed_newest_first_with_what_it_changes(installation):
    index, ledger = installation
    ledger.add(
        Correction("name", "al-qarya", "place", "map", QARYA),
        Correction("article", "Al-Qarya", "not_a_place", "by hand", article_id="b"),
        Correction("name", "Nowhere", "not_a_place", "by hand"),
    )
    index.refresh()
    found = queries.corrections(index)
    columns = ["name", "key", "says", "place", "country", "article", "mentions", "articles"]
    assert found[columns].values.tolist() == [
        ["Nowhere", "nowhere", "not_a_place", "", "", "", 0, 0],
        ["Al-Qarya", "al qarya", "not_a_place", "", "", "Two", 2, 1],
        ["al-qarya", "al qarya", "place", "Qarya", "Lebanon", "", 2, 1],
    ]
    ledger.undo(found["id"][0])
    index.refresh()
    assert queries.corrections(index)["name"].tolist() == ["Al-Qarya", "al-qarya"]
