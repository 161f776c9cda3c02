"""What the page asks, on a handful of articles that can be counted by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.errors import QueryError
from dashboard.model import KINDS, NO_FILTERS, ROLES, Filters
from dashboard.store import queries
from dashboard.store.index import Index
from tests.builders import ACTORS, PLACES, analysed

ROME, BEIRUT, BAALBEK = (PLACES[key].place_id for key in ("rome", "beirut", "baalbek"))
HAMAS, HEZBOLLAH, IRAN, ISRAEL = (ACTORS[key].actor_id for key in ("hamas", "hezbollah", "iran", "israel"))

ARTICLES = (
    analysed(
        "talks",
        "Talks in *Rome/rome* were put off by *Iran/@iran*.\n"
        "*Tehran/tehran:metonym* thanked *Muscat/muscat*.\n"
        "*Hamas/@hamas* spoke 😀 in *Beirut/beirut* and *Rome/rome*, near *Foo/?*.",
        "Talks in *Rome/rome* delayed",
        published="2024-10-28",
        source="Wire",
        url="https://example.org/talks",
        notes=("One name was left out.",),
    ),
    analysed(
        "raids",
        "*Israel/@israel* struck *Baalbek/baalbek* and *Beirut/beirut*.\n"
        "*Hezbollah/@hezbollah* and *Iran/@iran* met in *Beirut/beirut*.\n"
        "*foo/?* again.",
        "Raids on *Lebanon/lebanon*",
        published="2024-11-02",
        source="Daily",
    ),
    analysed("ships", "Ships left the *Red Sea/red-sea*.\nNothing about *Élan/?*.", source="Wire", confidence=0.4),
    analysed("nothing", "No place is named here at all.", "Empty", published="2024-12-01"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    from dashboard.store.archive import Archive

    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write(ARTICLES)
    with Index.in_memory(archive) as made:
        yield made


def pairs(frame: pd.DataFrame, key: str) -> dict[str, int]:
    return dict(zip(frame[key], frame["mentions"], strict=True))


# ------------------------------------------------------------------------------------------------------ summary


def test_the_summary_counts_placed_mentions_places_and_articles(index):
    assert queries.summary(index, NO_FILTERS) == queries.Summary(
        mentions=10, mentions_total=10, places=6, articles=3, articles_total=4, undated_articles=1,
        unplaced_mentions=3, unplaced_names=2,
    )  # fmt: skip


def test_the_total_counts_the_same_roles_under_no_other_filter(index):
    found = queries.summary(index, Filters(outlets=("Daily",), roles=("metonym",)))
    assert (found.mentions, found.mentions_total) == (0, 1)


def test_unplaced_names_ignore_country_kind_and_confidence_but_not_the_rest(index):
    narrow = Filters(countries=("IT",), kinds=("city",), min_confidence=0.5)
    assert queries.summary(index, narrow).unplaced_mentions == 3
    assert queries.summary(index, Filters(outlets=("Daily",))).unplaced_mentions == 1
    assert queries.summary(index, Filters(actors=(HAMAS,))).unplaced_names == 1


def test_an_empty_index_has_zeros_and_empty_frames(index_of):
    index = index_of()
    page = queries.page(index, Filters(actors=(HAMAS,), words="x"))
    assert page.summary == queries.Summary(0, 0, 0, 0, 0, 0, 0, 0)
    assert len(page.places) == 0 and len(page.timeline.bars) == 0
    assert pairs(page.actors, "actor_id") == {HAMAS: 0}


# ------------------------------------------------------------------------------------------------------- places


def test_places_come_by_mentions_then_by_name_with_their_row(index):
    frame = queries.place_counts(index, NO_FILTERS)
    assert list(frame.columns) == [
        "place_id", "name", "kind", "country_code", "country", "admin1", "lat", "lon", "radius_km", "population",
        "mentions", "articles", "confidence",
    ]  # fmt: skip
    assert list(zip(frame["name"], frame["mentions"], frame["articles"], strict=True)) == [
        ("Beirut", 3, 2), ("Rome", 3, 1), ("Baalbek", 1, 1), ("Lebanon", 1, 1), ("Muscat", 1, 1), ("Red Sea", 1, 1),
    ]  # fmt: skip
    rome = frame[frame["name"] == "Rome"].iloc[0]
    assert (rome["lat"], rome["lon"], rome["country"], rome["admin1"]) == (41.89, 12.48, "Italy", "Lazio")
    assert rome["confidence"] == pytest.approx(0.9)


def test_a_sea_has_empty_texts_and_no_nulls(index):
    frame = queries.place_counts(index, NO_FILTERS)
    sea = frame[frame["name"] == "Red Sea"].iloc[0]
    assert (sea["country_code"], sea["country"], sea["admin1"]) == ("", "", "")


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(actors=(HAMAS,)), {"Beirut", "Rome"}),
        (Filters(actors=(HAMAS, ISRAEL)), {"Beirut", "Rome", "Baalbek"}),
        (Filters(actors=(IRAN, HEZBOLLAH), actor_match="all"), {"Beirut"}),
        (Filters(actors=(IRAN, HAMAS), actor_match="all"), set()),
        (Filters(actors=(IRAN, HAMAS), actor_match="all", actor_scope="article"), {"Rome", "Muscat", "Beirut"}),
        (Filters(actors=(HAMAS,), actor_scope="article"), {"Rome", "Muscat", "Beirut"}),
        (Filters(actors=("actor:unknown",)), set()),
        (Filters(actors=(HAMAS, HAMAS), actor_match="all"), {"Beirut", "Rome"}),
        (Filters(countries=("IT", "OM")), {"Rome", "Muscat"}),
        (Filters(countries=("",)), {"Red Sea"}),
        (Filters(kinds=("sea", "country")), {"Red Sea", "Lebanon"}),
        (Filters(since=date(2024, 11, 1)), {"Red Sea", "Lebanon", "Baalbek", "Beirut"}),
        (Filters(since=date(2024, 11, 1), keep_undated=False), {"Lebanon", "Baalbek", "Beirut"}),
        (Filters(until=date(2024, 10, 28), keep_undated=False), {"Rome", "Muscat", "Beirut"}),
        (Filters(keep_undated=False), {"Rome", "Muscat", "Beirut", "Lebanon", "Baalbek"}),
        (Filters(since=date(2024, 11, 2), until=date(2024, 11, 2)), {"Lebanon", "Baalbek", "Beirut", "Red Sea"}),
        (Filters(since=date(2025, 1, 1), until=date(2024, 1, 1)), {"Red Sea"}),
        (Filters(outlets=("Daily",)), {"Lebanon", "Baalbek", "Beirut"}),
        (Filters(roles=("metonym",)), {"Tehran"}),
        (Filters(roles=()), {"Rome", "Muscat", "Beirut", "Lebanon", "Baalbek", "Red Sea", "Tehran"}),
        (Filters(min_confidence=0.5), {"Rome", "Muscat", "Beirut", "Lebanon", "Baalbek"}),
        (Filters(words="STRUCK raids"), {"Lebanon", "Baalbek", "Beirut"}),
        (Filters(words="elan"), {"Red Sea"}),
        (Filters(words="left the Red"), {"Red Sea"}),
        (Filters(words='"red ships"'), set()),
        (Filters(words='"ships left"'), {"Red Sea"}),
        (Filters(words="lan"), set()),
        (Filters(words="% _ ' \" --"), {"Rome", "Muscat", "Beirut", "Lebanon", "Baalbek", "Red Sea"}),
        (Filters(actors=(IRAN,), countries=("LB",), outlets=("Daily",), kinds=("city",)), {"Beirut"}),
    ],
)  # fmt: skip
def test_filters_leave_these_places(index, filters, names):
    assert set(queries.place_counts(index, filters)["name"]) == names


# ------------------------------------------------------------------------------------------------------- facets


def test_actors_are_counted_in_the_sentences_of_places(index):
    frame = queries.actor_facet(index, NO_FILTERS)
    assert list(frame.columns) == ["actor_id", "name", "type", "country_code", "mentions", "articles"]
    assert pairs(frame, "actor_id") == {HAMAS: 2, ISRAEL: 2, IRAN: 2, HEZBOLLAH: 1}
    assert list(frame["name"]) == ["Hamas", "Iran", "Israel", "Hezbollah"]
    assert dict(zip(frame["actor_id"], frame["articles"], strict=True))[IRAN] == 2


def test_actors_are_counted_in_articles_when_asked(index):
    frame = queries.actor_facet(index, Filters(actor_scope="article"))
    assert pairs(frame, "actor_id") == {IRAN: 9, HAMAS: 5, HEZBOLLAH: 4, ISRAEL: 4}


def test_the_actor_facet_ignores_the_chosen_actors_unless_all_must_match(index):
    assert pairs(queries.actor_facet(index, Filters(actors=(HEZBOLLAH,))), "actor_id")[HAMAS] == 2
    narrowed = queries.actor_facet(index, Filters(actors=(HEZBOLLAH,), actor_match="all"))
    assert pairs(narrowed, "actor_id") == {HEZBOLLAH: 1, IRAN: 1}


def test_chosen_values_are_listed_at_zero(index):
    filters = Filters(
        actors=(HAMAS, "actor:x"), countries=("OM", "XX"), outlets=("Gone",), kinds=("river",),
        since=date(2030, 1, 1), keep_undated=False,
    )  # fmt: skip
    page = queries.page(index, filters)
    assert pairs(page.actors, "actor_id") == {HAMAS: 0, "actor:x": 0}
    assert list(page.actors["name"]) == ["Hamas", "actor:x"]
    assert pairs(page.countries, "country_code") == {"OM": 0, "XX": 0}
    assert list(page.countries["country"]) == ["Oman", "XX"]
    assert pairs(page.outlets, "outlet") == {"Gone": 0}
    assert pairs(page.roles, "role") == {"dateline": 0, "location": 0}
    assert pairs(page.kinds, "kind") == {"river": 0}


def test_each_facet_counts_under_the_other_filters(index):
    filters = Filters(countries=("IT",), outlets=("Daily",))
    assert pairs(queries.country_facet(index, filters), "country_code") == {"LB": 4, "IT": 0}
    assert pairs(queries.outlet_facet(index, filters), "outlet") == {"Wire": 3, "Daily": 0}
    assert pairs(queries.kind_facet(index, filters), "kind") == {}


def test_countries_outlets_roles_and_kinds_without_filters(index):
    page = queries.page(index, NO_FILTERS)
    assert pairs(page.countries, "country_code") == {"LB": 5, "IT": 3, "": 1, "OM": 1}
    assert pairs(page.outlets, "outlet") == {"Wire": 6, "Daily": 4}
    assert pairs(page.roles, "role") == {"location": 10, "metonym": 1, "dateline": 0}
    assert pairs(page.kinds, "kind") == {"city": 8, "country": 1, "sea": 1}


def test_articles_that_name_no_outlet_can_be_chosen(index_of):
    index = index_of(analysed("a", "*Rome/rome*"), analysed("b", "*Muscat/muscat*", source="Wire"))
    assert pairs(queries.outlet_facet(index, NO_FILTERS), "outlet") == {"": 1, "Wire": 1}
    assert list(queries.place_counts(index, Filters(outlets=("",)))["name"]) == ["Rome"]


def test_the_page_is_its_parts(index):
    filters = Filters(actors=(IRAN,), since=date(2024, 10, 1))
    page = queries.page(index, filters)
    assert page.summary == queries.summary(index, filters)
    for part, question in (
        (page.places, queries.place_counts), (page.actors, queries.actor_facet),
        (page.countries, queries.country_facet), (page.outlets, queries.outlet_facet),
        (page.roles, queries.role_facet), (page.kinds, queries.kind_facet),
    ):  # fmt: skip
        assert part.equals(question(index, filters))
    assert page.timeline.bars.equals(queries.timeline(index, filters).bars)


# ----------------------------------------------------------------------------------------------------- timeline


def bars(found: queries.Timeline):
    return [(row.start.date().isoformat(), row.mentions, row.selected) for row in found.bars.itertuples()]


def test_days_without_mentions_stand_between_those_with(index):
    found = queries.timeline(index, NO_FILTERS)
    assert found.step == "day" and found.undated_mentions == 1
    assert bars(found) == [
        ("2024-10-28", 5, True), ("2024-10-29", 0, True), ("2024-10-30", 0, True), ("2024-10-31", 0, True),
        ("2024-11-01", 0, True), ("2024-11-02", 4, True),
    ]  # fmt: skip


def test_weeks_start_on_monday_and_months_on_the_first(index):
    assert bars(queries.timeline(index, NO_FILTERS, "week")) == [("2024-10-28", 9, True)]
    assert bars(queries.timeline(index, NO_FILTERS, "month")) == [("2024-10-01", 5, True), ("2024-11-01", 4, True)]


def test_the_timeline_ignores_the_dates_and_says_which_bars_they_hold(index):
    filters = Filters(since=date(2024, 11, 2), until=date(2024, 11, 30), keep_undated=False)
    found = queries.timeline(index, filters, "month")
    assert bars(found) == [("2024-10-01", 5, False), ("2024-11-01", 4, True)]
    assert found.undated_mentions == 1


def test_the_step_follows_the_extent(index_of):
    def step(last):
        index = index_of(*(analysed(day, "*Rome/rome*", published=day) for day in ("2020-01-15", last)))
        return queries.timeline(index, NO_FILTERS).step

    assert [step("2020-03-17"), step("2020-03-18"), step("2022-01-14"), step("2022-01-15")] == [
        "day", "week", "week", "month",
    ]  # fmt: skip


@pytest.mark.parametrize("step", ["day", "week", "month", None])
def test_the_ends_of_the_calendar_make_two_bars_and_no_error(index_of, step):
    index = index_of(*(analysed(d, "*Rome/rome*", published=d) for d in ("0001-01-01", "9999-12-31")))
    found = queries.timeline(index, Filters(since=date(2000, 1, 1)), step)
    assert list(found.bars["mentions"]) == [1, 1] and list(found.bars["selected"]) == [False, True]


def test_an_unknown_step_is_refused(index):
    with pytest.raises(QueryError, match="day, week, month"):
        queries.timeline(index, NO_FILTERS, "hour")


# ----------------------------------------------------------------------------------------------------- excerpts


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


# ----------------------------------------------------------------------------------------------------- articles


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


# ------------------------------------------------------------------------------------------------------- search


def test_search_finds_places_actors_and_titles_whatever_case_and_accents(index):
    found = queries.search(index, NO_FILTERS, "BEI")
    assert pairs(found.places, "place_id") == {BEIRUT: 3}
    assert pairs(queries.search(index, NO_FILTERS, "hezb").actors, "actor_id") == {HEZBOLLAH: 1}
    assert pairs(queries.search(index, NO_FILTERS, "ráids").articles, "article_id") == {"raids": 4}
    assert pairs(queries.search(index, NO_FILTERS, "red ship").articles, "article_id") == {"ships": 1}


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


# ---------------------------------------------------------------------------------------------------- droppable


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


# --------------------------------------------------------------------------------------------------- refusals


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


# ------------------------------------------------------------------------------- any filters, against plain Python

some = st.lists
ids = st.sampled_from([HAMAS, HEZBOLLAH, IRAN, ISRAEL, "actor:x"])
days = st.none() | st.dates(date(2024, 10, 20), date(2024, 12, 10))
any_filters = st.builds(
    Filters,
    actors=some(ids, max_size=3).map(tuple),
    actor_match=st.sampled_from(["any", "all"]),
    actor_scope=st.sampled_from(["sentence", "article"]),
    countries=some(st.sampled_from(["IT", "LB", "OM", "", "XX"]), max_size=3).map(tuple),
    since=days,
    until=days,
    keep_undated=st.booleans(),
    outlets=some(st.sampled_from(["Wire", "Daily", "", "x"]), max_size=2).map(tuple),
    roles=some(st.sampled_from(ROLES), max_size=5).map(tuple),
    kinds=some(st.sampled_from(["city", "sea", "country", *KINDS[:3]]), max_size=2).map(tuple),
    min_confidence=st.sampled_from([0.0, 0.5, 0.95]),
    words=st.sampled_from(["", "talks", "left the", "in rome", "zzz"]),
)


def plain(filters: Filters, without: str = ""):
    """Filter the mentions of ARTICLES the slow and obvious way; yield (article, mention)."""
    for made in ARTICLES:
        article = made.article
        beside = {}
        for actor in made.actors:
            beside.setdefault(actor.sentence, set()).add(actor.actor.actor_id)
        everyone = set().union(*beside.values()) if beside else set()
        folded = f" {article.title} {article.text}".lower()
        for mention in made.mentions:
            if mention.place is None:
                continue
            named = beside.get(mention.sentence, set()) if filters.actor_scope == "sentence" else everyone
            chosen = set(filters.actors)
            dated = article.published
            tests = {
                "actors": not chosen or (chosen <= named if filters.actor_match == "all" else bool(chosen & named)),
                "countries": not filters.countries or (mention.place.country_code or "") in filters.countries,
                "kinds": not filters.kinds or mention.place.kind in filters.kinds,
                "roles": not filters.roles or mention.role in filters.roles,
                "outlets": not filters.outlets or (article.source or "") in filters.outlets,
                "dates": filters.keep_undated if dated is None else (filters.since or dated) <= dated <= (
                    filters.until or dated),
                "min_confidence": mention.confidence >= filters.min_confidence,
                "words": all(" " + word in folded for word in filters.words.split()),
            }  # fmt: skip
            if all(passed for facet, passed in tests.items() if facet != without):
                yield article, mention, named


def counted(values) -> dict[str, int]:
    return pd.Series(list(values), dtype="object").value_counts().to_dict()


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=any_filters)
def test_any_filters_give_what_plain_python_gives(index, filters):
    page = queries.page(index, filters)
    kept = list(plain(filters))
    assert page.summary.mentions == len(kept) == len(queries.mentions(index, filters))
    assert page.summary.articles == len({article.article_id for article, _, _ in kept})
    assert pairs(page.places, "place_id") == counted(mention.place.place_id for _, mention, _ in kept)

    def facet(frame, key, name, value):
        shown = {k: v for k, v in pairs(frame, key).items() if v}
        assert shown == counted(value(article, mention) for article, mention, _ in plain(filters, without=name))

    facet(page.countries, "country_code", "countries", lambda a, m: m.place.country_code or "")
    facet(page.outlets, "outlet", "outlets", lambda a, m: a.source or "")
    facet(page.roles, "role", "roles", lambda a, m: m.role)
    facet(page.kinds, "kind", "kinds", lambda a, m: m.place.kind)
    hidden = "" if filters.actor_match == "all" else "actors"
    beside = counted(actor for _, _, named in plain(filters, without=hidden) for actor in named)
    assert {k: v for k, v in pairs(page.actors, "actor_id").items() if v} == beside
    total = page.timeline.bars["mentions"].sum() + page.timeline.undated_mentions
    assert total == len(list(plain(filters, without="dates")))
    for row in queries.droppable(index, filters).itertuples():
        assert row.mentions == len(list(plain(queries.drop(filters, row.facet, row.value))))
    for place_id, mentions in pairs(page.places, "place_id").items():
        found = queries.excerpts(index, filters, place_id)
        assert found.total_mentions == mentions
        assert all(any(mark.selected for mark in each.marks) for each in found.excerpts)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_any_text_can_be_searched_for_or_is_refused(index, text):
    filters = Filters(actors=(text,), countries=(text,), outlets=(text,), words=text)
    try:
        queries.page(index, filters)
        queries.search(index, NO_FILTERS, text)
        queries.excerpts(index, NO_FILTERS, text)
        queries.article_view(index, text)
    except QueryError:
        pass
