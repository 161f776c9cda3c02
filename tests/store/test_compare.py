"""Two periods compared: by the share of a period's articles that name a place, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.errors import QueryError
from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from tests.builders import analysed

JANUARY = (date(2024, 1, 1), date(2024, 1, 31))
FEBRUARY = (date(2024, 2, 1), date(2024, 2, 29))


def changes(comparison: queries.Comparison) -> dict[str, tuple[str, int, int]]:
    frame = comparison.places
    rows = zip(frame["name"], frame["change"], frame["before"], frame["after"], strict=True)
    return {name: (change, int(before), int(after)) for name, change, before, after in rows}


@pytest.fixture
def index(index_of):
    """January: 2 articles; February: 4. Rome in each, Beirut in January only, Muscat more, Baalbek fewer."""
    said = {
        1: ["*Rome/rome* and *Beirut/beirut* and *Baalbek/baalbek*.", "*Rome/rome* and *Baalbek/baalbek*."],
        2: ["*Rome/rome*, *Muscat/muscat*, *Muscat/muscat*.", "*Rome/rome*, *Muscat/muscat*.",
            "*Rome/rome*.", "*Rome/rome* and *Baalbek/baalbek*."],
    }  # fmt: skip
    dated = [(month, text) for month, texts in said.items() for text in texts]
    return index_of(
        *(analysed(f"a{n}", text, published=f"2024-0{month}-1{n}") for n, (month, text) in enumerate(dated)),
        analysed("undated", "*Rome/rome*."),
    )


def test_places_are_compared_by_their_share_of_a_periods_articles(index):
    found = queries.compare(index, NO_FILTERS, JANUARY, FEBRUARY)

    assert (found.articles_before, found.articles_after, found.found) == (2, 4, 4)
    assert changes(found) == {
        "Rome": ("same", 2, 4),  # in every article of both: a period with more articles has more of everything
        "Baalbek": ("fell", 2, 1),
        "Beirut": ("vanished", 1, 0),
        "Muscat": ("appeared", 0, 2),
    }
    assert found.places["name"].tolist()[0] == "Baalbek" and found.places["name"].tolist()[-1] == "Rome"
    muscat = found.places[found.places["name"] == "Muscat"].iloc[0]
    assert (muscat["mentions_before"], muscat["mentions_after"]) == (0, 3)


def test_the_other_way_round_what_fell_rose(index):
    found = changes(queries.compare(index, NO_FILTERS, FEBRUARY, JANUARY))

    assert {name: change for name, (change, _, _) in found.items()} == {
        "Rome": "same", "Baalbek": "rose", "Beirut": "appeared", "Muscat": "vanished",
    }  # fmt: skip


def test_filters_hold_but_for_their_dates(index):
    narrow = Filters(words="Muscat", since=date(2030, 1, 1))
    found = queries.compare(index, narrow, JANUARY, FEBRUARY)

    assert (found.articles_before, found.articles_after) == (0, 2)
    assert changes(found)["Muscat"] == ("same", 0, 2)  # nothing to compare with: no place appeared in no time at all


def test_only_the_first_places_are_returned(index):
    found = queries.compare(index, NO_FILTERS, JANUARY, FEBRUARY, 1)

    assert (len(found.places), found.found) == (1, 4)


def test_a_period_that_ends_before_it_begins_is_refused(index):
    with pytest.raises(QueryError, match="cannot last"):
        queries.compare(index, NO_FILTERS, JANUARY[::-1], FEBRUARY)


def test_an_empty_index_has_nothing_to_compare(index_of):
    found = queries.compare(index_of(), NO_FILTERS, JANUARY, FEBRUARY)
    assert (len(found.places), found.articles_before, found.found) == (0, 0, 0)
