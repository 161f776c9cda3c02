"""Coordinates as people write them, and places of a reader's own."""

import pytest

from dashboard.app.putting import coordinates


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("33.89, 35.50", (33.89, 35.5)),
        ("33.89,35.50", (33.89, 35.5)),
        (" 33.89 35.5 ", (33.89, 35.5)),
        ("33.89; 35.5", (33.89, 35.5)),
        ("33, 35", (33.0, 35.0)),
        ("-33.89, −70.5", (-33.89, -70.5)),
        ("33.89 N, 35.5 E", (33.89, 35.5)),
        ("33.89°S 70.5°W", (-33.89, -70.5)),
        ("33°53′24″N 35°30′E", (33.89, 35.5)),
        ("33° 53' 24\" n, 35° 30' 0\" e", (33.89, 35.5)),
        ("90, 180", (90.0, 180.0)),
    ],
)
def test_coordinates_are_read_as_people_write_them(typed, point):
    assert coordinates(typed) == point


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "as in 33.89, 35.50"),
        ("33.89", "as in 33.89, 35.50"),
        ("33,89", "as in 33.89, 35.50"),
        ("33,89 35,50", "as in 33.89, 35.50"),
        ("Beirut", "as in 33.89, 35.50"),
        ("33.89, 35.50, 7", "as in 33.89, 35.50"),
        ("nan, inf", "as in 33.89, 35.50"),
        ("1e9, 1", "as in 33.89, 35.50"),
        ("<img src=x>", "as in 33.89, 35.50"),
        ("135.5, 33.89", "Latitude comes first"),
        ("33.89, 181", "Longitude comes second"),
    ],
)
def test_what_is_no_pair_of_coordinates_is_refused_in_words(typed, said):
    with pytest.raises(ValueError, match=said):
        coordinates(typed)
