"""What the brief and the dialog say of filters and files."""

from __future__ import annotations

from datetime import date

from dashboard.app.languages import takeaway_words
from dashboard.model import NO_FILTERS, Filters


def test_every_filter_is_said_in_words():
    chosen = Filters(
        actors=("actor:a", "actor:b"), actor_match="all", actor_scope="article", with_parts=True, countries=("LB", ""),
        since=date(2024, 10, 1), until=date(2024, 12, 31), outlets=("Wire", ""), roles=("location",), kinds=("sea",),
        min_confidence=0.7, words="truce",
    )  # fmt: skip

    assert takeaway_words.filters(chosen, actors=["A", "B"], countries=["Lebanon", ""]) == [
        ("Actors", "A and its parts and B and its parts, in the same article"),
        ("Countries", "Lebanon or In no country (seas, regions)"),
        ("Published", "1 Oct – 31 Dec 2024, or undated"),
        ("Outlets", "Wire or No outlet named"),
        ("Kinds of place", "sea"),
        ("Words", "“truce”"),
        ("Placed right", "in at least 70 in 100 cases"),
        ("Places named as", "Where it happened"),
    ]


def test_without_a_filter_only_how_names_are_meant_is_said():
    said = takeaway_words.filters(NO_FILTERS, actors=[], countries=[])

    assert said == [("Places named as", "Where it happened or reported from")]


def test_the_name_of_a_file_is_plain_whatever_the_region_is_called():
    made = takeaway_words.file_name("../Sahel & <b>Mali</b>", "places", ".csv", date(2025, 1, 31))

    assert made == "sahel-b-mali-b-places-2025-01-31.csv"
