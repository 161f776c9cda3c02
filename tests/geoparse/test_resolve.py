"""One place for each name, chosen jointly over the article."""

import pytest
from geopy.distance import great_circle

from dashboard.errors import ModelError
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.resolve import Resolver
from dashboard.geoparse.toponyms import Toponym
from dashboard.model import Article
from tests.geoparse.reading import places_of


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Shells fell on Beirut, Tyre and Sidon. Schools in Tripoli stayed closed.", "Tripoli", "LB"),
        ("Flights from Benghazi and Misrata were cancelled. Tripoli was calm.", "Tripoli", "LY"),
        ("The conference in Alexandria, Virginia, ended on Friday.", "Alexandria", "US"),
        ("Ships queued off Port Said and Alexandria, officials in Cairo said.", "Alexandria", "EG"),
        ("Families left Tyre in southern Lebanon for Beirut.", "Tyre", "LB"),
    ],
)
def test_the_other_names_of_an_article_decide(analyser: Analyser, text: str, name: str, country: str) -> None:
    assert places_of(analyser, text)[name].country_code == country


def test_an_article_belongs_to_the_hague(analyser: Analyser) -> None:
    text = "Judges in The Hague ruled on Friday. The Dutch city of The Hague hosts two courts."
    found = {
        m.place.country_code for m in analyser(Article("a", "", text)).mentions if m.place and "Hague" in m.surface
    }
    assert found == {"NL"}


def test_a_government_sits_in_the_capital_that_is_called_so(analyser: Analyser) -> None:
    text = "An American official said that Washington was encouraged. A senator from Washington state was not."
    (first, *_) = [m for m in analyser(Article("a", "", text)).mentions if m.surface == "Washington"]
    assert first.role == "metonym" and first.place is not None and first.place.kind == "city"


def test_a_kind_in_the_plural_speaks_for_the_whole_list(analyser: Analyser) -> None:
    text = "Ministers in London looked at the US states of Colorado and Washington, and at Uruguay."
    assert places_of(analyser, text)["Washington"].kind == "admin1"


def test_a_country_is_no_village_of_another(analyser: Analyser) -> None:
    text = "Havana, Camagüey and Holguín lost power. Cuba buys oil from Venezuela."
    assert places_of(analyser, text)["Venezuela"].kind == "country"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("The fence is to keep out migrants from north Africa, the mayor said.", "North Africa"),
        ("Officials from Muscat spoke of trade in central Asia.", "Central Asia"),
    ],
)
def test_a_direction_before_a_continent_says_a_region(analyser: Analyser, text: str, region: str) -> None:
    (found,) = [m for m in analyser(Article("a", "", text)).mentions if m.surface in ("Africa", "Asia")]
    assert found.place is not None and found.place.name == region


def test_a_direction_before_a_country_says_no_more_than_a_part_of_it(analyser: Analyser) -> None:
    assert places_of(analyser, "Rain fell in western Sudan on Monday.")["Sudan"].kind == "country"


def test_two_places_of_one_name_in_one_article(analyser: Analyser) -> None:
    text = "He left Tripoli, Libya, on Monday. His sister lives in Tripoli, Lebanon, with her family."
    found = [m.place.country_code for m in analyser(Article("a", "", text)).mentions if m.surface == "Tripoli"]
    assert found == ["LY", "LB"]


@pytest.mark.parametrize(
    ("text", "name", "lat", "lon", "within_km"),
    [
        ("Tankers turned back in the Red Sea on Sunday.", "Red Sea", 20.5, 38.5, 300),
        ("Aid lorries reached northern Gaza from Egypt.", "Gaza", 31.45, 34.4, 50),
        ("The Mediterranean was calm as boats left Libya.", "Mediterranean", 35.5, 18.0, 300),
        ("Patrols went on in the Golan Heights near Syria.", "Golan Heights", 33.0, 35.8, 60),
        ("Kashmir was quiet, police in Srinagar said.", "Kashmir", 34.0, 76.0, 400),
    ],
)
def test_seas_and_regions_are_not_towns_of_that_name(
    analyser: Analyser, text: str, name: str, lat: float, lon: float, within_km: int
) -> None:
    place = places_of(analyser, text)[name]
    assert great_circle((place.lat, place.lon), (lat, lon)).km < within_km


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Loudoun Co.", "Loudoun County"),
        ("Co. Kerry", "County Kerry"),
        ("W. Hartford", "West Hartford"),
        ("downtown Muscat", "Muscat"),
        ("Omani Muscat", "Muscat"),
    ],
)
def test_a_name_is_looked_up_in_full_and_without_what_stands_before_it(
    gazetteer: Gazetteer, name: str, means: str
) -> None:
    found = Resolver(gazetteer, []).candidates.lookup(Toponym(0, len(name), name, False, 1.0), name)
    assert found is not None and found == gazetteer.name_id(means)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Soldiers left Jenin camp at noon.", "Jenin", "Jenin camp"),
        ("Soldiers left Jenin refugee camp at noon.", "Jenin", "Jenin camp"),
        ("Soldiers left Jenin at noon.", "Jenin", "Jenin"),
        ("Drilling at the Durra gas field began.", "Durra", "Durra gas field"),
        ("Lorries wait at Qaim crossing.", "Qaim", "Al-Bukamal crossing"),
    ],
)
def test_a_site_is_told_by_the_word_behind_its_name(analyser: Analyser, text: str, name: str, place: str) -> None:
    (found,) = [mention for mention in analyser(Article("a", "", text)).mentions if mention.surface == name]
    assert found.place is not None and found.place.name == place


def test_a_street_stands_at_the_place_that_the_text_names_beside_it(analyser: Analyser) -> None:
    text = "Shops in Baalbek were shut. Police closed Zzyzx Street in Baalbek, and Zahle and Beirut saw protests."
    street = [m for m in analyser(Article("a", "", text)).mentions if m.surface.startswith("Zzyzx")]
    assert [(m.place.name, m.evidence) for m in street if m.place] in ([("Baalbek", ("named_beside",))], [])


def test_a_name_that_nobody_has_is_kept_and_not_placed(analyser: Analyser) -> None:
    mentions = analyser(Article("a", "", "Troops entered the village of Qzzarbekh near Aleppo in Syria.")).mentions
    unknown = [m for m in mentions if m.surface == "Qzzarbekh"]
    assert [(m.place, m.confidence) for m in unknown] == [(None, 0.0)]


def test_the_choice_is_explained(analyser: Analyser) -> None:
    text = "Shells fell on Beirut, Tyre and Sidon. Schools in Tripoli stayed closed."
    tripoli = [m for m in analyser(Article("a", "", text)).mentions if m.surface == "Tripoli"][0]
    assert tripoli.evidence
    assert "LY" in {candidate.place.country_code for candidate in tripoli.runners_up}
    assert all(0 < candidate.score < 1 for candidate in tripoli.runners_up)
    assert 0 < tripoli.confidence < 1


def test_the_same_article_gives_the_same_answer(analyser: Analyser) -> None:
    text = "Talks in Muscat, Rome and Tripoli went on while ships left Aden and Hodeidah for Djibouti."
    one, other = (analyser(Article("a", "", text)) for _ in range(2))
    assert (one.mentions, one.actors, one.sentences) == (other.mentions, other.actors, other.sentences)


def test_damaged_weights_say_what_to_do(gazetteer: Gazetteer, tmp_path) -> None:
    path = tmp_path / "resolver.json"
    with pytest.raises(ModelError, match="train"):
        Resolver.open(path, gazetteer)
    path.write_text('{"features": ["other"], "weights": []}', encoding="utf-8")
    with pytest.raises(ModelError, match="other features"):
        Resolver.open(path, gazetteer)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The UN Security Council met in New York on Tuesday.", "city"),
        ("He flew from Buenos Aires to New York, and on to Tokyo.", "city"),
        ("Fares to Tokyo, New York and London rose.", "city"),
        ("New York Gov. Kathy Hochul signed the bill.", "admin1"),
        ("New York's attorney general sued.", "admin1"),
        ("Police in Albany, New York, held a man.", "admin1"),
        ("Snow fell in upstate New York on Sunday.", "admin1"),
        ("Voters in Ohio, New York and Texas stayed at home.", "admin1"),
    ],
)
def test_a_state_and_its_great_city_are_told_apart_by_what_stands_around(
    analyser: Analyser, text: str, kind: str
) -> None:
    assert places_of(analyser, text)["New York"].kind == kind


def test_each_mention_of_a_state_and_its_city_is_told_by_itself(analyser: Analyser) -> None:
    text = "New York Governor Kathy Hochul spoke at the United Nations. Envoys in New York listened."
    found = [m.place.kind for m in analyser(Article("a", "", text)).mentions if m.surface == "New York" and m.place]
    assert found == ["admin1", "city"]


def test_a_town_that_no_gazetteer_has_where_the_text_puts_it_is_not_its_namesake(analyser: Analyser) -> None:
    text = "Gunmen took girls from a school in Maga, in Niger's Zinder region. Maga is a small town."
    named = [m for m in analyser(Article("a", "", text)).mentions if m.surface == "Maga"]
    assert [m.place for m in named] == [None, None]
    assert all("CM" in {each.place.country_code for each in m.runners_up} for m in named)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Families from Sinjar in Germany marched in Berlin.", "Sinjar"), ("Rafah in Gaza was shelled.", "Rafah")],
)
def test_who_is_abroad_does_not_take_the_town_along(analyser: Analyser, text: str, name: str) -> None:
    assert places_of(analyser, text)[name] is not None


@pytest.mark.parametrize("name", ["Mississippi River", "Latin America", "South China Sea"])
def test_a_river_or_region_that_nothing_else_is_called_like_is_placed_far_from_the_region_too(
    analyser: Analyser, name: str
) -> None:
    assert places_of(analyser, f"Barges were stuck off the {name}, the ministry in Paris said.")[name] is not None


def test_the_first_letter_of_a_direction_belongs_to_the_name(analyser: Analyser) -> None:
    text = "N. Korean envoys left. S. Sudan and N. Ireland voted. A man from Greenwood, W. Va., was in SE Turkey."
    found = {m.surface: m.place.name for m in analyser(Article("a", "", text)).mentions if m.place}
    assert found["N. Korean"] == "North Korea"
    assert (found["S. Sudan"], found["N. Ireland"], found["W. Va."]) == (
        "South Sudan", "Northern Ireland", "West Virginia",
    )  # fmt: skip
    assert found["SE Turkey"] == "Turkey"


def test_a_lone_letter_is_no_place(analyser: Analyser) -> None:
    assert not [m for m in analyser(Article("a", "", "N said that W was in E.")).mentions if len(m.surface) == 1]


def test_a_plural_says_what_each_site_of_a_list_is(analyser: Analyser) -> None:
    assert places_of(analyser, "Al-Hol and Roj camps in Syria were calm.")["Roj"].name == "Roj camp"
