"""The gazetteer as a geopy geocoder."""

import pytest
from geopy.distance import great_circle
from geopy.exc import GeocoderQueryError
from geopy.location import Location

from dashboard.geocode import GazetteerGeocoder
from dashboard.geoparse.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def geocoder(gazetteer: Gazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(gazetteer)


def test_geocode_returns_a_geopy_location(geocoder: GazetteerGeocoder) -> None:
    location = geocoder.geocode("Muscat")
    assert isinstance(location, Location)
    assert great_circle((location.latitude, location.longitude), (23.59, 58.41)).km < 30
    assert location.raw["country_code"] == "OM"


def test_a_part_after_a_comma_says_where(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("Tripoli, Lebanon").raw["country_code"] == "LB"
    assert geocoder.geocode("Tripoli, Libya").raw["country_code"] == "LY"
    assert geocoder.geocode("Muscat, Lebanon") is None


def test_options_are_geopys_own(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("Rome", country_codes="us").raw["country_code"] == "US"
    assert len(geocoder.geocode("Tripoli", exactly_one=False, limit=3)) == 3
    box = ((33.0, 35.0), (35.0, 37.0))
    assert geocoder.geocode("Tripoli", viewbox=box, bounded=True).raw["country_code"] == "LB"


def test_not_found_is_none_and_misuse_is_an_error(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("Xqzzyv") is None
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(" ")
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode("Rome", limit=0)


def test_reverse_gives_the_nearest_city(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.reverse((33.89, 35.50)).raw["country_code"] == "LB"
    near = geocoder.reverse("31.77, 35.21", exactly_one=False, limit=4)
    assert len(near) == 4
