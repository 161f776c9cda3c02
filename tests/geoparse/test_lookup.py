"""Names as a person types them: exact, begun, spelled alike, in any script."""

import pytest

from dashboard.geoparse.lookup import called, look_up

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


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Kiev", "Kyiv, Ukraine"), ("بيروت", "Beirut, Lebanon"), ("Halab", "Aleppo, Syria"),
        ("damas", "Damascus, Syria"), ("Zikkim", "Zikim, Israel"),
    ],
)  # fmt: skip
def test_a_place_is_called_by_any_of_its_names_their_beginnings_and_what_is_spelled_alike(gazetteer, typed, name):
    towns = [place.place_id for place in look_up(gazetteer, name, (), 5) if place.kind == "city"]
    assert towns[0] in called(gazetteer, typed)


def test_what_is_spelled_alike_is_called_so_only_where_nothing_else_is(gazetteer):
    (rome,) = look_up(gazetteer, "Rome, Italy", (), 1)
    assert rome.place_id in called(gazetteer, "Rome") and called(gazetteer, "qqqqzzzz") == called(gazetteer, "") == []
    assert "Romeo" in {place.name for place in look_up(gazetteer, "Romeo", (), 5)}
    assert rome.place_id not in called(gazetteer, "Romeo")
