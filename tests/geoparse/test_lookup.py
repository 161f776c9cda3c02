"""Names as a person types them: exact, begun, spelled alike, in any script."""

import pytest

from dashboard.geoparse.lookup import look_up

REGION = ("LB", "SY", "LY", "YE", "IL")


def found(gazetteer, text, limit=6):
    return [(place.name, place.country_code) for place in look_up(gazetteer, text, REGION, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Muscat", ("Muscat", "OM")),
        ("muSCAT", ("Muscat", "OM")),
        ("טריפולי", ("Tripoli", "LY")),
        ("دمشق", ("Damascus", "SY")),
        ("Deir al-Ahmar", ("Deir al-Ahmar", "LB")),
        ("Khan Arnabeh", ("Khan Arnabah", "SY")),
        ("Zikkim", ("Zikim", "IL")),
        ("Tripoli, Lebanon", ("Tripoli", "LB")),
        ("tripoli, leb", ("Tripoli", "LB")),
    ],
)
def test_the_place_that_is_meant_comes_first(gazetteer, typed, first):
    assert found(gazetteer, typed)[0] == first


def test_a_beginning_is_enough_and_places_of_the_region_come_before_others(gazetteer):
    assert ("Baalbek", "LB") in found(gazetteer, "baalb")
    countries = [country for _, country in found(gazetteer, "maarr", limit=20)]
    inside = [country in REGION for country in countries]
    assert inside == sorted(inside, reverse=True) and inside[0]


@pytest.mark.parametrize("typed", ["", " ", ",", "...", "qqqqzzzz", "<img src=x>", "\0", "\ud800", "x" * 5000])
def test_what_is_like_no_name_finds_nothing_and_breaks_nothing(gazetteer, typed):
    assert found(gazetteer, typed) == []
