"""What there is to read: excerpts, articles, and the tables of both."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.errors import QueryError
from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from tests.builders import PLACES, analysed
from tests.store.talks import ARTICLES, BAALBEK, BEIRUT, HAMAS, HEZBOLLAH, IRAN, ISRAEL, ROME, pairs

# ------------------------------------------------------------------------------------------------------------ excerpts


def test_an_excerpt_is_one_sentence_with_its_marks(index):
    found = queries.excerpts(index, NO_FILTERS, ROME)
    assert (found.total_mentions, found.total_excerpts, found.page, found.pages) == (3, 3, 1, 1)
    title, first, third = found.excerpts
    assert (title.sentence, title.text, title.source) == (0, "Talks in Rome delayed", "Wire")
    assert (title.url, title.published) == ("https://example.org/talks", date(2024, 10, 28))
    assert first.text == "Talks in Rome were put off by Iran."
    assert [(first.text[m.start : m.end], m.kind, m.role, m.id, m.selected) for m in first.marks] == [
        ("Rome", "place", "location", ROME, True), ("Iran", "actor", "state", IRAN, False),
    ]  # fmt: skip
    assert third.text == "Hamas spoke 😀 in Beirut and Rome, near Foo."
    assert [(third.text[m.start : m.end], m.name, m.selected) for m in third.marks] == [
        ("Hamas", "Hamas", False), ("Beirut", "Beirut", False), ("Rome", "Rome", True), ("Foo", "Foo", False),
    ]  # fmt: skip
    assert third.marks[-1].id == ""


def test_an_excerpt_says_why_here(index):
    best = queries.excerpts(index, NO_FILTERS, ROME).excerpts[0]
    assert (best.role, best.confidence, best.evidence) == ("location", 0.9, ("population", "rome"))
    assert [(candidate.place, candidate.score) for candidate in best.runners_up] == [(PLACES["muscat"], 0.05)]


def test_two_mentions_in_one_sentence_are_one_excerpt_with_the_surest_first(index_of):
    made = analysed("a", "*Rome/rome* is *Rome/rome*.")
    low = replace(made.mentions[0], confidence=0.1, role="dateline", evidence=("weak",))
    index = index_of(replace(made, mentions=(low, made.mentions[1])))
    found = queries.excerpts(index, NO_FILTERS, ROME)
    assert (found.total_mentions, found.total_excerpts) == (2, 1)
    assert (found.excerpts[0].role, found.excerpts[0].confidence) == ("location", 0.9)
    assert [mark.selected for mark in found.excerpts[0].marks] == [True, True]


def test_marks_that_overlap_are_all_kept_longest_first(index_of):
    made = analysed("a", "*Tehran/tehran:metonym* said.")
    actor = analysed("a", "*Tehran/@iran* said.").actors
    index = index_of(replace(made, actors=actor))
    view = queries.article_view(index, "a")
    assert [(mark.kind, mark.start, mark.end) for mark in view.text_marks] == [("actor", 0, 6), ("place", 0, 6)]


def test_the_newest_come_first_and_the_undated_last(index_of):
    days = {"a": "2024-01-01", "b": None, "c": "2024-03-01", "d": "2024-02-01"}
    index = index_of(*(analysed(key, "*Rome/rome*", published=day) for key, day in days.items()))
    assert [each.article_id for each in queries.excerpts(index, NO_FILTERS, ROME).excerpts] == ["c", "d", "a", "b"]


def test_pages_follow_one_another_and_end_at_the_last(index_of):
    index = index_of(*(analysed(f"{n:02}", "*Rome/rome*") for n in range(23)))
    pages = [queries.excerpts(index, NO_FILTERS, ROME, page=n) for n in (1, 2, 3, 9)]
    assert [len(each.excerpts) for each in pages] == [10, 10, 3, 3]
    assert [(each.page, each.pages, each.total_excerpts) for each in pages][2:] == [(3, 3, 23), (3, 3, 23)]
    assert [each.article_id for each in pages[2].excerpts] == ["20", "21", "22"]


def test_excerpts_follow_the_filters(index):
    found = queries.excerpts(index, Filters(actors=(HAMAS,)), ROME)
    assert [each.sentence for each in found.excerpts] == [3] and found.total_mentions == 1


@pytest.mark.parametrize("place_id", [BAALBEK, "geonames:0", "", "'; DROP TABLE mentions; --"])
def test_a_place_that_is_unknown_or_filtered_away_has_no_excerpts(index, place_id):
    found = queries.excerpts(index, Filters(actors=(HAMAS,)), place_id)
    assert found == queries.ExcerptPage(0, 0, 1, 0, ())


def test_a_page_before_the_first_is_refused(index):
    with pytest.raises(QueryError):
        queries.excerpts(index, NO_FILTERS, ROME, page=0)


# ------------------------------------------------------------------------------------------------------------ articles


def test_an_article_is_shown_with_all_its_marks_and_notes(index):
    view = queries.article_view(index, "talks", place_id=ROME)
    assert view.article == ARTICLES[0].article.__class__(
        "talks", "Talks in Rome delayed", ARTICLES[0].article.text, "Wire", "https://example.org/talks",
        date(2024, 10, 28), "en",
    )  # fmt: skip
    assert [(mark.name, mark.selected) for mark in view.title_marks] == [("Rome", True)]
    assert [view.article.text[mark.start : mark.end] for mark in view.text_marks] == [
        "Rome", "Iran", "Tehran", "Muscat", "Hamas", "Beirut", "Rome", "Foo",
    ]  # fmt: skip
    assert view.sentences == ARTICLES[0].sentences and view.notes == ("One name was left out.",)


def test_an_unknown_article_is_none(index):
    assert queries.article_view(index, "missing") is None


@pytest.mark.parametrize(
    ("field", "start", "begins", "said"),
    [
        ("title", 9, 9, "Talks in Rome delayed"),
        ("text", 9, 9, "Talks in Rome were put off by Iran."),
        ("", 0, 9, "Talks in Rome delayed"),  # the first
        ("text", 10, 9, "Talks in Rome delayed"),  # none begins there
    ],
)
def test_a_mention_is_its_sentence_and_is_selected_alone(index, field, start, begins, said):
    found = queries.mention(index, "talks", ROME, field, start)
    assert (found.text, found.start, found.surface, found.role) == (said, begins, "Rome", "location")
    assert [mark.start for mark in found.marks if mark.selected] == [begins - found.begins]


def test_the_second_mention_in_a_sentence_can_be_asked_for(index_of):
    index = index_of(analysed("a", "*Rome/rome* is *Rome/rome*."))
    found = queries.mention(index, "a", ROME, "text", 8)
    assert (found.start, [mark.selected for mark in found.marks]) == (8, [False, True])


def test_a_place_that_an_article_does_not_name_has_no_mention_there(index):
    assert queries.mention(index, "talks", "test:nowhere") is None
    assert queries.mention(index, "missing", ROME) is None


def test_an_article_without_a_title_has_a_heading(index):
    view = queries.article_view(index, "ships")
    assert (view.article.title, view.heading) == ("", "Ships left the Red Sea. Nothing about Élan.")


def test_a_place_is_its_row_or_none(index):
    assert queries.place(index, ROME) == PLACES["rome"]
    assert queries.place(index, "feature:red-sea") == PLACES["red-sea"]
    assert queries.place(index, PLACES["iran"].place_id) is None


def test_actors_beside_a_place_are_those_of_its_sentences(index):
    frame = queries.place_actors(index, NO_FILTERS, BEIRUT)
    assert pairs(frame, "actor_id") == {HAMAS: 1, HEZBOLLAH: 1, IRAN: 1, ISRAEL: 1}
    assert len(queries.place_actors(index, NO_FILTERS, BEIRUT, limit=2)) == 2
    assert pairs(queries.place_actors(index, Filters(outlets=("Wire",)), BEIRUT), "actor_id") == {HAMAS: 1}


def test_unplaced_names_are_counted_whatever_their_case(index):
    frame = queries.unplaced(index, NO_FILTERS)
    assert list(zip(frame["surface"], frame["mentions"], frame["articles"], strict=True)) == [
        ("Foo", 2, 2), ("Élan", 1, 1),
    ]  # fmt: skip
    assert list(frame["example_article_id"]) == ["talks", "ships"]


def test_the_articles_table_lists_what_the_filters_leave(index):
    frame = queries.articles(index, NO_FILTERS)
    assert list(zip(frame["article_id"], frame["mentions"], frame["places"], strict=True)) == [
        ("raids", 4, 3), ("talks", 5, 3), ("ships", 1, 1),
    ]  # fmt: skip
    assert frame["published"].isna().tolist() == [False, False, True]
    assert len(queries.articles(index, NO_FILTERS, limit=1)) == 1


def test_the_mentions_table_has_each_mention_with_its_sentence_and_actors(index):
    frame = queries.mentions(index, Filters(actors=(HAMAS,)))
    assert list(zip(frame["name"], frame["excerpt"], frame["actors"], strict=True)) == [
        ("Beirut", "Hamas spoke 😀 in Beirut and Rome, near Foo.", "Hamas"),
        ("Rome", "Hamas spoke 😀 in Beirut and Rome, near Foo.", "Hamas"),
    ]
    texts = {each.article.article_id: each.article for each in ARTICLES}
    for row in queries.mentions(index, NO_FILTERS).itertuples():
        field = texts[row.article_id].title if row.field == "title" else texts[row.article_id].text
        assert field[row.start : row.end] == row.name
