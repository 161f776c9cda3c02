"""What the page counts, on a handful of articles that can be counted by hand."""

from datetime import date

import pytest

from dashboard.errors import QueryError
from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from tests.builders import analysed
from tests.store.talks import HAMAS, HEZBOLLAH, IRAN, ISRAEL, pairs

# ------------------------------------------------------------------------------------------------------------- summary


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


# -------------------------------------------------------------------------------------------------------------- places


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


# -------------------------------------------------------------------------------------------------------------- facets


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


# ------------------------------------------------------------------------------------------------------------ timeline


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


def test_the_course_of_a_place_counts_its_dated_mentions_in_equal_spans(index_of):
    index = index_of(
        analysed("a", "*Rome/rome* and *Rome/rome*.", published="2025-01-01"),
        analysed("b", "*Rome/rome* and *Muscat/muscat*.", published="2025-01-10"),
        analysed("c", "*Muscat/muscat*, *Muscat/muscat* and *Beirut/beirut*."),
    )
    names = queries.place_counts(index, NO_FILTERS)["name"].tolist()
    courses = queries.place_courses(index, NO_FILTERS, 9, 10)
    assert dict(zip(names, courses, strict=True)) == {
        "Rome": [2, 0, 0, 0, 0, 0, 0, 0, 0, 1], "Muscat": [0] * 9 + [1], "Beirut": [0] * 10,
    }  # fmt: skip
    assert queries.place_courses(index, Filters(until=date(2025, 1, 1)), 9, 2) == [[0, 0], [2, 0], [0, 0]]
    assert queries.place_courses(index, NO_FILTERS, 1, 2) == [[0, 1]]


def test_without_a_date_no_place_has_a_course(index_of):
    index = index_of(analysed("a", "*Rome/rome*."))
    assert queries.place_courses(index, NO_FILTERS, 5, 10) == [[]]
    assert queries.place_courses(index_of(), NO_FILTERS, 5, 10) == []
