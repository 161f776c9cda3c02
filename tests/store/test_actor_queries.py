"""Actors by themselves: who is named, with what and beside whom; and who is not in the catalogue stands apart."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from tests.builders import ACTORS, analysed

A = "*Hezbollah/@hezbollah* left *Beirut/beirut*.\n*Iran/@iran* and *Israel/@israel* met."
B = "*Hezbollah/@hezbollah* and *Israel/@israel* in *Beirut/beirut* and *Beirut/beirut*."
C = "*Ali Qasim/@qasim* met *Hamas/@hamas* in *Rome/rome*.\n*Qasim/@qasim* slept."
ARTICLES = (
    analysed("a", A, published="2024-10-28"),
    analysed("b", B, published="2024-11-02"),
    analysed("c", C),
    analysed("d", "*Israel/@israel* said nothing."),
)


@pytest.fixture
def index(index_of):
    return index_of(*ARTICLES)


def column(frame, *names):
    return list(frame[list(names)].itertuples(index=False, name=None))


def test_actors_are_counted_in_the_articles_that_the_filters_leave(index):
    assert column(queries.actors(index, NO_FILTERS), "name", "mentions", "articles") == [
        ("Hezbollah", 2, 2), ("Israel", 2, 2), ("Hamas", 1, 1), ("Iran", 1, 1),
    ]  # fmt: skip
    assert column(queries.actors(index, Filters(countries=("IT",))), "name", "mentions") == [("Hamas", 1)]


def test_an_actor_is_listed_with_its_names_and_when_it_was_seen(index):
    row = queries.actors(index, NO_FILTERS).iloc[0]
    assert (row["names"], row["affiliation"]) == ("Hezbollah", "iso:IR")
    assert (row["first_seen"].date(), row["last_seen"].date()) == (date(2024, 10, 28), date(2024, 11, 2))


def test_unlisted_actors_are_told_apart_with_how_often_they_were_seen(index):
    assert column(queries.unlisted_actors(index, NO_FILTERS), "actor_id", "name", "mentions", "articles", "names") == [
        ("unlisted:ali-qasim", "Ali Qasim", 2, 1, "Ali Qasim; Qasim")
    ]


def test_no_filter_search_or_mark_offers_an_unlisted_actor(index):
    assert "Ali Qasim" not in set(queries.actor_facet(index, NO_FILTERS)["name"])
    assert "Ali Qasim" not in set(queries.place_actors(index, NO_FILTERS, "geonames:3169070")["name"])
    assert list(queries.search(index, NO_FILTERS, "qasim").actors["name"]) == []
    assert set(queries.mentions(index, Filters(countries=("IT",)))["actors"]) == {"Hamas"}
    view = queries.article_view(index, "c")
    assert view is not None and [mark.name for mark in view.text_marks if mark.kind == "actor"] == ["Hamas"]


def test_a_filter_that_names_an_unlisted_actor_finds_it(index):
    chosen = Filters(actors=("unlisted:ali-qasim",))
    assert list(queries.place_counts(index, chosen)["name"]) == ["Rome"]
    assert ("Ali Qasim", 1) in column(queries.actor_facet(index, chosen), "name", "mentions")


def test_links_tell_sentences_from_articles(index):
    found = column(queries.links(index, NO_FILTERS), "place", "actor", "mentions", "sentences", "articles")
    assert found == [
        ("Beirut", "Hezbollah", 3, 2, 2),
        ("Beirut", "Israel", 2, 1, 2),
        ("Rome", "Hamas", 1, 1, 1),
        ("Beirut", "Iran", 0, 0, 1),
    ]


def test_links_of_one_actor(index):
    assert column(queries.links(index, NO_FILTERS, "actor:hamas"), "place", "actor") == [("Rome", "Hamas")]


def test_links_follow_the_filters(index):
    found = queries.links(index, Filters(since=date(2024, 11, 1), keep_undated=False))
    assert column(found, "place", "actor", "articles") == [("Beirut", "Hezbollah", 1), ("Beirut", "Israel", 1)]


def test_co_mentions_are_beside_an_actor(index):
    assert column(queries.co_mentions(index, NO_FILTERS, "actor:hezbollah"), "name", "sentences", "articles") == [
        ("Israel", 1, 2), ("Iran", 0, 1),
    ]  # fmt: skip


def test_links_of_an_actor_that_is_asked_for_by_name_are_told_whoever_it_is(index):
    assert column(queries.links(index, NO_FILTERS, "unlisted:ali-qasim"), "place", "sentences") == [("Rome", 1)]
    assert "Ali Qasim" not in set(queries.links(index, NO_FILTERS)["actor"])


BEIRUT, ROME = "geonames:276781", "geonames:3169070"


def test_the_sentences_that_name_an_actor_and_a_place(index):
    page = queries.sentences_with(index, NO_FILTERS, "actor:hezbollah", BEIRUT)
    assert [each.text for each in page.excerpts] == [
        "Hezbollah and Israel in Beirut and Beirut.",
        "Hezbollah left Beirut.",
    ]
    assert (page.total_excerpts, page.total_mentions) == (2, 3)
    assert [mark.name for mark in page.excerpts[0].marks if mark.selected] == ["Hezbollah", "Beirut", "Beirut"]
    assert page.excerpts[0].role == "location"
    assert queries.sentences_with(index, NO_FILTERS, "iso:IR", BEIRUT).excerpts == ()  # in one article only


def test_the_articles_that_name_an_actor(index):
    assert queries.articles_naming(index, "iso:IL", 9) == ["b", "a", "d"]
    assert queries.articles_naming(index, "unlisted:ali-qasim", 9) == ["c"]
    assert queries.articles_naming(index, "iso:IL", 1) == ["b"]


def test_the_sentences_that_name_two_actors_as_often_as_co_mentions_counts_them(index):
    page = queries.sentences_with(index, NO_FILTERS, "actor:hezbollah", other_id="iso:IL")
    assert [each.text for each in page.excerpts] == ["Hezbollah and Israel in Beirut and Beirut."]
    assert [mark.name for mark in page.excerpts[0].marks if mark.selected] == ["Hezbollah", "Israel"]


def test_the_sentences_of_an_unlisted_actor_mark_it(index):
    page = queries.sentences_with(index, NO_FILTERS, "unlisted:ali-qasim", page_size=1)
    assert (page.total_excerpts, page.pages, page.excerpts[0].text) == (2, 2, "Ali Qasim met Hamas in Rome.")
    assert [mark.name for mark in page.excerpts[0].marks if mark.selected] == ["Ali Qasim"]


def test_sentences_follow_the_filters(index):
    later = Filters(since=date(2024, 11, 1), keep_undated=False)
    assert queries.sentences_with(index, later, "actor:hezbollah", BEIRUT).total_excerpts == 1
    assert queries.sentences_with(index, Filters(countries=("IT",)), "actor:hezbollah").excerpts == ()
    assert queries.sentences_with(index, NO_FILTERS, "actor:hezbollah", ROME).excerpts == ()


def test_an_actors_card(index):
    card = queries.actor_card(index, NO_FILTERS, "actor:hezbollah")
    assert card is not None
    assert (card.name, card.part_of, card.mentions, card.inferred, card.articles) == ("Hezbollah", ("Iran",), 2, 0, 2)
    assert (card.first_seen, card.last_seen) == (date(2024, 10, 28), date(2024, 11, 2))
    assert column(card.names, "surface", "mentions") == [("Hezbollah", 2)]
    assert queries.actor_card(index, NO_FILTERS, "actor:nobody") is None


def test_what_is_part_of_an_actor(index):
    assert queries.parts(index, "iso:IR") == ["actor:hezbollah"]


@pytest.mark.parametrize(
    ("chosen", "mentions"),
    [
        (Filters(actors=("iso:IR",)), 0),
        (Filters(actors=("iso:IR",), with_parts=True), 3),
        (Filters(actors=("iso:IR", "iso:IL"), with_parts=True), 3),
        (Filters(actors=("iso:IR", "iso:IL"), with_parts=True, actor_match="all"), 2),
        (Filters(actors=("iso:IR", "iso:IL"), with_parts=True, actor_match="all", actor_scope="article"), 3),
    ],
)
def test_a_filter_may_take_in_what_is_part_of_an_actor(index, chosen, mentions):
    assert queries.summary(index, chosen).mentions == mentions


def test_counts_of_the_facet_take_it_in_as_well_and_each_mention_once(index):
    facet = queries.actor_facet(index, Filters(with_parts=True))
    assert column(facet[facet["name"] == "Iran"], "mentions", "articles") == [(3, 2)]


def test_a_mention_beside_two_parts_of_an_actor_counts_once(index_of):
    index = index_of(analysed("a", "*Hezbollah/@hezbollah* and *Iran/@iran* left *Beirut/beirut*."))
    facet = queries.actor_facet(index, Filters(with_parts=True))
    assert column(facet, "name", "mentions") == [("Hezbollah", 1), ("Iran", 1)]


# --------------------------------------------------------------------------------- an actor with what is part of it

WITH_PARTS = Filters(with_parts=True)


@pytest.fixture
def iran(index_of):
    """Iran, its Guards, whose part the Quds Force is, and Hezbollah: alone, together, and beside others."""
    return index_of(
        analysed("a", "*Iran/@iran* and the *Guards/@guards* met *Israel/@israel* in *Rome/rome*.",
                 published="2024-05-01"),
        analysed("b", "*Quds Force/@quds* left *Beirut/beirut*.\n*Hezbollah/@hezbollah* met *Hamas/@hamas*.",
                 published="2024-01-02"),
        analysed("c", "*Israel/@israel* spoke in *Muscat/muscat*.\n*Guards/@guards* slept.", published="2024-09-03"),
        analysed("d", "*Israel/@israel* and *Hamas/@hamas* were in *Baalbek/baalbek*.", published="2025-01-01"),
    )  # fmt: skip


def test_a_card_counts_the_actor_alone_unless_the_filters_take_in_what_is_part_of_it(iran):
    card = queries.actor_card(iran, NO_FILTERS, "iso:IR")
    assert card is not None and (card.mentions, card.articles, card.parts) == (1, 1, ())
    assert (card.first_seen, card.last_seen) == (date(2024, 5, 1), date(2024, 5, 1))
    assert column(queries.links(iran, NO_FILTERS, "iso:IR"), "place", "sentences") == [("Rome", 1)]
    assert column(queries.co_mentions(iran, NO_FILTERS, "iso:IR"), "name", "sentences") == [
        ("Israel", 1), ("Revolutionary Guards", 1),
    ]  # fmt: skip


def test_a_card_counts_the_actor_with_its_parts_and_the_parts_of_these(iran):
    card = queries.actor_card(iran, WITH_PARTS, "iso:IR")
    assert card is not None and (card.name, card.mentions, card.articles) == ("Iran", 5, 3)
    assert card.parts == ("Revolutionary Guards", "Hezbollah", "Quds Force")
    assert (card.first_seen, card.last_seen) == (date(2024, 1, 2), date(2024, 9, 3))
    assert column(card.names, "surface", "mentions") == [
        ("Guards", 2), ("Hezbollah", 1), ("Iran", 1), ("Quds Force", 1),
    ]  # fmt: skip


def test_parts_that_the_filters_leave_no_article_of_are_not_said_to_be_counted(iran):
    card = queries.actor_card(iran, Filters(with_parts=True, since=date(2024, 5, 1)), "iso:IR")
    assert card is not None and (card.mentions, card.parts) == (3, ("Revolutionary Guards",))


def test_links_of_an_actor_with_its_parts_count_a_sentence_that_names_two_of_them_once(iran):
    found = column(queries.links(iran, WITH_PARTS, "iso:IR"), "place", "actor", "mentions", "sentences", "articles")
    assert found == [("Beirut", "Iran", 1, 1, 1), ("Rome", "Iran", 1, 1, 1), ("Muscat", "Iran", 0, 0, 1)]


def test_what_is_part_of_an_actor_is_no_company_of_it(iran):
    assert column(queries.co_mentions(iran, WITH_PARTS, "iso:IR"), "name", "sentences", "articles") == [
        ("Israel", 1, 2), ("Hamas", 1, 1),
    ]  # fmt: skip


def test_the_sentences_of_an_actor_with_its_parts_come_once_and_mark_all_of_them(iran):
    page = queries.sentences_with(iran, WITH_PARTS, "iso:IR", ROME)
    assert (page.total_excerpts, page.total_mentions) == (1, 1)
    assert [mark.name for mark in page.excerpts[0].marks if mark.selected] == ["Iran", "Revolutionary Guards", "Rome"]
    page = queries.sentences_with(iran, WITH_PARTS, "iso:IR", other_id="actor:hamas")
    assert [each.text for each in page.excerpts] == ["Hezbollah met Hamas."]
    assert [mark.name for mark in page.excerpts[0].marks if mark.selected] == ["Hezbollah", "Hamas"]
    assert queries.sentences_with(iran, WITH_PARTS, "iso:IR").total_excerpts == 4


def test_beside_an_actor_its_part_is_meant_by_itself(iran):
    page = queries.sentences_with(iran, WITH_PARTS, "iso:IR", other_id="actor:irgc")
    assert [each.article_id for each in page.excerpts] == ["a"]  # "c" names the Guards and nobody else


def test_filter_facet_and_list_take_in_the_parts_of_parts(iran):
    chosen = Filters(actors=("iso:IR",), with_parts=True)
    assert set(queries.place_counts(iran, chosen)["name"]) == {"Rome", "Beirut"}
    facet = queries.actor_facet(iran, WITH_PARTS)
    assert column(facet[facet["name"] == "Iran"], "mentions", "articles") == [(2, 2)]
    assert queries.parts(iran, "iso:IR") == ["actor:hezbollah", "actor:irgc", "actor:quds-force"]


def test_actors_that_are_part_of_each_other_end(index_of, monkeypatch):
    for key, other in (("guards", "actor:quds-force"), ("quds", "actor:irgc")):
        monkeypatch.setitem(ACTORS, key, replace(ACTORS[key], affiliation=(other,)))
    index = index_of(analysed("a", "*Guards/@guards* and *Quds Force/@quds* left *Beirut/beirut*."))
    card = queries.actor_card(index, WITH_PARTS, "actor:irgc")
    assert card is not None and (card.mentions, card.parts) == (2, ("Quds Force",))
    assert column(queries.actor_facet(index, WITH_PARTS), "mentions") == [(1,), (1,)]


def test_actor_mentions_say_how_they_were_found_and_where(index):
    row = queries.actor_mentions(index, Filters(countries=("IT",))).iloc[0]
    assert (row["name"], row["actor_id"], row["rule"], row["confidence"]) == ("Hamas", "actor:hamas", "alias", 0.9)
    assert row["excerpt"] == "Ali Qasim met Hamas in Rome." and row["excerpt"][row["start"] : row["end"]] == "Hamas"
