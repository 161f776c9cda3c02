"""Searches, what dropping a filter gives, and filters that mean nothing."""

from datetime import date

import pytest

from dashboard.errors import QueryError
from dashboard.model import NO_FILTERS, ROLES, Filters
from dashboard.store import queries
from tests.store.talks import BEIRUT, HAMAS, HEZBOLLAH, IRAN, ROME, pairs

# -------------------------------------------------------------------------------------------------------------- search


def test_search_finds_places_actors_and_titles_whatever_case_and_accents(index):
    found = queries.search(index, NO_FILTERS, "BEI")
    assert pairs(found.places, "place_id") == {BEIRUT: 3}
    assert pairs(queries.search(index, NO_FILTERS, "hezb").actors, "actor_id") == {HEZBOLLAH: 1}
    assert pairs(queries.search(index, NO_FILTERS, "ráids").articles, "article_id") == {"raids": 4}
    assert pairs(queries.search(index, NO_FILTERS, "red ship").articles, "article_id") == {"ships": 1}


def test_search_finds_words_of_texts_after_those_of_titles(index):
    assert list(queries.search(index, NO_FILTERS, "struck").articles["article_id"]) == ["raids"]
    assert list(queries.search(index, NO_FILTERS, "beirut").articles["article_id"]) == ["talks", "raids"]
    # "ships left" are the first words of an article without a title, "Lebanon" is in a title
    assert list(queries.search(index, NO_FILTERS, "le").articles["article_id"]) == ["raids", "ships"]
    assert list(queries.search(index, NO_FILTERS, "i").articles["article_id"])[-1] == "nothing"


def test_search_finds_what_is_called_so_otherwise(index):
    found = queries.search(index, NO_FILTERS, "xyzzy", 10, (ROME, "nowhere"), (HAMAS, "nobody"))
    assert pairs(found.places, "place_id") == {ROME: 3} and pairs(found.actors, "actor_id") == {HAMAS: 2}
    assert found.articles.empty


def test_search_says_what_the_filters_leave_of_a_hit(index):
    assert pairs(queries.search(index, Filters(outlets=("Daily",)), "Rome").places, "place_id") == {ROME: 0}


@pytest.mark.parametrize("text", ["", "  ", "%", "'", "_", '"', "\\", "xyzzy"])
def test_a_search_for_nothing_finds_nothing(index, text):
    found = queries.search(index, NO_FILTERS, text)
    assert (len(found.places), len(found.actors), len(found.articles)) == (0, 0, 0)


def test_names_lead_to_actors_and_countries(index):
    assert queries.actor_ids(index, "HAMAS") == [HAMAS] and queries.actor_ids(index, IRAN) == [IRAN]
    assert queries.country_codes(index, "lb") == queries.country_codes(index, "lebanon") == ["LB"]
    assert queries.actor_ids(index, "x") == queries.country_codes(index, "") == []


# ----------------------------------------------------------------------------------------------------------- droppable


def test_droppable_says_what_each_filter_costs(index):
    filters = Filters(actors=(HAMAS,), countries=("OM",), since=date(2024, 10, 1), words="talks")
    assert len(queries.place_counts(index, filters)) == 0
    frame = queries.droppable(index, filters)
    assert list(frame.itertuples(index=False, name=None)) == [
        ("countries", "", "Oman", 2), ("actors", "", "Hamas", 1), ("dates", "", "since 2024-10-01", 0),
        ("words", "", "talks", 0),
    ]  # fmt: skip
    for facet, value, _, mentions in frame.itertuples(index=False, name=None):
        assert queries.summary(index, queries.drop(filters, facet, value)).mentions == mentions


def test_of_actors_that_must_all_be_there_each_can_go_by_itself(index):
    frame = queries.droppable(index, Filters(actors=(IRAN, HAMAS), actor_match="all"))
    assert {(row.value, row.label, row.mentions) for row in frame.itertuples()} == {
        ("", "Iran, Hamas", 10), (IRAN, "Iran", 2), (HAMAS, "Hamas", 2),
    }  # fmt: skip


def test_no_filter_has_nothing_to_drop(index):
    assert len(queries.droppable(index, NO_FILTERS)) == 0


def test_every_facet_can_be_dropped():
    full = Filters(
        actors=("a",), countries=("c",), since=date(2024, 1, 1), keep_undated=False, outlets=("o",), kinds=("city",),
        roles=("metonym",), min_confidence=0.5, words="w",
    )  # fmt: skip
    left = full
    for facet in queries.FACETS:
        left = queries.drop(left, facet)
    assert left == Filters(roles=ROLES)


# ------------------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    "filters",
    [
        Filters(roles=("place",)), Filters(kinds=("galaxy",)), Filters(actor_match="none"),
        Filters(actor_scope="page"), Filters(since="2024-01-01"), Filters(min_confidence=1.5),
        Filters(min_confidence=float("nan")), Filters(actors=("\ud800",)), Filters(countries=(None,)),
        Filters(outlets=(5,)), Filters(words="\ud800"), Filters(words="w " * 33),
    ],
    ids=repr,
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused(index, filters):
    for question in (queries.page, queries.mentions, queries.droppable):
        with pytest.raises(QueryError):
            question(index, filters)
