"""The page's parts that are functions of data: words, timeline, options, reports."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.app import add, columns, filters, timeline
from dashboard.app.languages import words
from dashboard.model import ACTOR_TYPES, ROLES, Filters
from dashboard.pipeline import IngestReport
from dashboard.sources import Received, Refusal, columns_of
from dashboard.store.queries import Timeline


def test_every_actor_type_is_in_one_group():
    grouped = [each for types in words.ACTOR_GROUPS.values() for each in types]

    assert sorted(grouped) == sorted(ACTOR_TYPES)
    assert set(words.ROLES) == set(words.ROLE_LABELS) == set(ROLES)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2024, 10, 1), date(2024, 12, 31), "1 Oct – 31 Dec 2024"),
        (date(2023, 10, 1), date(2024, 1, 2), "1 Oct 2023 – 2 Jan 2024"),
        (date(2024, 10, 1), date(2024, 10, 1), "1 Oct 2024"),
        (date(2024, 10, 1), None, "since 1 Oct 2024"),
        (None, date(2024, 10, 1), "until 1 Oct 2024"),
        (None, None, ""),
    ],
)
def test_a_span_of_days_is_said_shortly(since, until, said):
    assert words.span(since, until) == said


def test_where_a_place_lies_is_said_once():
    assert words.whereabouts("city", name="Baalbek", admin1="Baalbek-Hermel", country="Lebanon") == (
        "City in Baalbek-Hermel, Lebanon"
    )
    assert words.whereabouts("city", name="Beirut", admin1="Beirut", country="Lebanon") == "City in Lebanon"
    assert words.whereabouts("country", name="Lebanon", admin1=None, country="Lebanon") == "Country"
    assert words.whereabouts("nuclear_site", name="Natanz", admin1="", country="Iran") == "Nuclear site in Iran"


def test_an_unknown_code_of_evidence_is_not_shown_to_the_reader():
    assert words.evidence(["named_country", "weight_17", "named_country"]) == ["Its country is named"]


def test_chips_name_dates_and_roles_in_words():
    assert words.date_chip(Filters(since=date(2024, 10, 1), keep_undated=False)) == "Since 1 Oct 2024, dated only"
    assert words.roles(("location", "metonym")) == "Where it happened or stands for a government"


def bars(*counts):
    starts = pd.date_range("2024-01-01", periods=len(counts), freq="MS")
    return pd.DataFrame({"start": starts, "mentions": counts, "selected": [True] * len(counts)})


def test_the_tallest_bar_is_full_and_a_small_one_is_still_seen():
    made = timeline.parts(Timeline("month", bars(1, 0, 1000), 14))

    assert [bar[2] for bar in made["bars"]] == [4, 0, 100]
    assert made["bars"][0][:2] == ("2024-01-01", "2024-01-31")
    assert made["undated"] == "+ 14 mentions undated" and made["bars"][0][4] == "Jan 2024: 1 mention"


def test_a_long_time_is_drawn_with_fewer_bars():
    made = timeline.parts(Timeline("month", bars(*[1] * 1000), 0))

    assert len(made["bars"]) <= timeline.MOST_DRAWN
    assert made["bars"][0][1] < made["bars"][1][0] <= made["bars"][-1][0]


def test_without_dates_there_are_words():
    assert timeline.parts(Timeline("day", bars(), 93))["undated"] == "93 mentions undated"
    assert timeline.parts(Timeline("day", bars(), 0))["bars"] == []


def test_a_facet_shows_its_first_values_and_whatever_is_chosen():
    found = [filters.Option(str(n), f"Name {n}", 9 - n) for n in range(8)]

    shown, rest = filters.short(found, ["6"], most=3)

    assert [option.value for option in shown] == ["0", "1", "2", "6"]
    assert [option.value for option in rest] == ["3", "4", "5", "7"]


def test_the_actors_of_a_region_stand_first_in_its_own_order_while_they_leave_a_mention():
    found = [filters.Option(value, value, count) for value, count in (("a", 9), ("b", 5), ("c", 3), ("d", 0))]
    assert [option.value for option in filters.first(found, ("c", "d", "b", "nobody"))] == ["c", "b", "a", "d"]
    assert filters.first(found, ()) == found


def test_a_value_without_a_name_has_words_and_stands_last():
    frame = pd.DataFrame({"outlet": ["", "Wire"], "mentions": [9, 1]})

    assert filters.options(frame, "outlet", "outlet", "No outlet named") == [
        filters.Option("Wire", "Wire", 1),
        filters.Option("", "No outlet named", 9),
    ]


def test_a_pasted_text_keeps_what_the_reader_knows_of_it():
    item = add.from_paste(add.Pasted("Rome is old.", "A title", "Wire", "https://example.org/a", date(2024, 5, 1)))

    assert isinstance(item, Received)
    article = item.article
    assert (article.title, article.text, article.source) == ("A title", "Rome is old.", "Wire")
    assert (article.url, article.published) == ("https://example.org/a", date(2024, 5, 1))


def test_what_is_refused_is_named_with_file_and_line_and_what_to_do():
    report = IngestReport(
        1, 1, 0, 0, 2, 3, 2, 1, 0.1,
        (Refusal("a.jsonl", 7, "cut in half", "mend that line"), Refusal("<b>.txt", None, "empty", "leave it out")),
    )  # fmt: skip

    assert "1 article is on the map" in add.summary(report)
    assert "3 mentions of 2 places; 1 name could not be placed" in add.summary(report)
    html = add.refusals(report)
    assert "a.jsonl, line 7" in html and "Cut in half. Mend that line." in html
    assert "&lt;b&gt;.txt" in html and "<b>.txt" not in html


def test_picked_columns_are_told_where_they_differ_from_the_guess():
    guessed = columns_of("a.csv", b"story,body,when,source\nRome.,teaser,x,7\n")
    picked = {"text": "story", "title": columns.NONE, "published": "when", "source": columns.NONE}
    assert columns.given(guessed, picked).given == (("text", "story"), ("published", "when"), ("source", ""))
    assert columns.given(guessed, {"text": "body", "source": "source"}).given == ()
