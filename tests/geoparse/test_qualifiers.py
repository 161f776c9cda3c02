"""What the text itself says of where a place lies decides, however small the place."""

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import Document
from dashboard.geoparse.said_places import said_towns
from dashboard.model import Article
from tests.geoparse.reading import places_of


@pytest.mark.parametrize(
    ("text", "name", "area"),
    [
        ("Bloomington is a small town in Wisconsin. It has a weekly market.", "Bloomington", "Wisconsin"),
        ("Bloomington is a village of 700 people in the south of Wisconsin.", "Bloomington", "Wisconsin"),
        ("Paris, a city and county seat in Texas, lost power.", "Paris", "Texas"),
        ("Residents of the Missouri town of Paris said that water was scarce.", "Paris", "Missouri"),
        ("Schools in Lexington, Brownsville and New Pine Creek in Oregon were closed.", "Brownsville", "Oregon"),
        ("The road between Pineville and Lewisville in Arkansas was closed.", "Pineville", "Arkansas"),
        ("Oregon: Brownsville closes its school\n\nSnow fell on Monday.", "Brownsville", "Oregon"),
    ],
)  # fmt: skip
def test_a_town_lies_where_the_sentence_puts_it(analyser: Analyser, text: str, name: str, area: str) -> None:
    place = places_of(analyser, text)[name]
    assert place is not None and place.admin1 == area


def test_a_demonym_before_the_kind_says_the_country(analyser: Analyser) -> None:
    for text in (
        "Tripoli is a Lebanese city.",
        "The Lebanese city of Tripoli was calm.",
        "Lebanon's second city, Tripoli, was calm.",
        "The Lebanese port Tripoli was calm.",
    ):
        assert places_of(analyser, text)["Tripoli"].country_code == "LB"


def test_what_says_where_another_lies_is_where_that_lies(analyser: Analyser) -> None:
    text = (
        "PONOKA, Alta. - Riders came from Rimbey and Lacombe. One is coming from Mount Isa, Queensland. Hotels in Red "
        "Deer and Edmonton are full."
    )
    places = places_of(analyser, text)
    assert [places[name].country_code for name in ("Ponoka".upper(), "Mount Isa", "Queensland")] == ["CA", "AU", "AU"]


def test_a_town_that_is_in_no_gazetteer_is_not_put_elsewhere(analyser: Analyser) -> None:
    places = places_of(analyser, "A shed burned at St Arnaud, Vic., west of Bendigo.")
    assert places["St Arnaud"] is None and places["Bendigo"].country_code == "AU"


def test_a_surname_at_the_head_of_a_paragraph_and_before_its_area_is_a_town(analyser: Analyser) -> None:
    text = "Frost hits cherry blocks round Orange\n\nORANGE, N.S.W., Wednesday. - Growers counted their losses."
    assert {place and place.admin1 for place in places_of(analyser, text).values()} >= {"New South Wales"}
    assert "ORANGE" in places_of(analyser, text)


def test_what_is_said_of_one_mention_holds_for_that_one(analyser: Analyser) -> None:
    text = "Costa Rica's capital San Jose is crowded. Flights from San Jose, Calif., land at Alajuela."
    mentions = [mention for mention in analyser(Article("a", "", text)).mentions if mention.surface == "San Jose"]
    assert [mention.place and mention.place.country_code for mention in mentions] == ["CR", "US"]


def test_a_chain_of_names_says_where_even_if_its_first_is_in_no_gazetteer(analyser: Analyser) -> None:
    text = "Marion is a village in Qwxyz Township, Osceola County, Michigan."
    assert places_of(analyser, text)["Marion"].admin1 == "Michigan"


def test_a_great_city_is_not_drawn_into_the_list_of_an_area(analyser: Analyser) -> None:
    text = "The company has offices in London and Houston in Texas."
    assert places_of(analyser, text)["London"].country_code == "GB"


def test_what_the_text_calls_a_town_is_one(analyser: Analyser) -> None:
    for text in ("Corning is a town in California.", "Residents of the California town of Corning slept outside."):
        assert places_of(analyser, text)["Corning"].admin1 == "California"


@pytest.mark.parametrize(
    "text",
    [
        "Ross is a town councillor in Ohio.",
        "The generating capacity of Siemens grew.",
        "Lincoln was a lawyer.",
        "corning is a town in California.",
        "is a town in",
        " is a town in California",
        "the city of ",
    ],
)
def test_what_it_calls_otherwise_is_none(text: str) -> None:
    assert not list(said_towns(text, Document(text), lambda name: True))


def test_the_longest_known_name_is_the_town() -> None:
    text = "Nearby San Antonio de Areco is a town in Argentina; the city of New York City is not."
    known = {"San Antonio de Areco", "Areco", "New York", "New York City"}
    document = Document(text)
    found = [text[document.starts[a] : document.ends[b]] for a, b in said_towns(text, document, known.__contains__)]
    assert found == ["San Antonio de Areco", "New York City"]


@pytest.mark.parametrize(
    ("text", "name", "area"),
    [
        ("He moved to High Point, North Carolina.", "High Point", "North Carolina"),
        ("The firm opened in Reading, Pennsylvania.", "Reading", "Pennsylvania"),
    ],
)
def test_a_name_before_an_area_that_holds_such_a_place_is_one(
    analyser: Analyser, text: str, name: str, area: str
) -> None:
    assert places_of(analyser, text)[name].admin1 == area


def test_a_person_before_the_name_of_a_country_is_none(analyser: Analyser) -> None:
    mentions = analyser(Article("a", "", "“We disagree,” said Joly, Canada's foreign minister.")).mentions
    assert [mention.surface for mention in mentions] == ["Canada"]


@pytest.mark.parametrize(
    "text",
    [
        "Voters in Florida, California, Maryland and Ohio chose on Tuesday.",
        "Members from Oregon, Wisconsin and Illinois objected.",
        "It sells in Kansas, Oklahoma and Texas.",
        "In Indiana, Pennsylvania and Ohio, plants closed.",
    ],
)
def test_a_list_of_states_is_one_of_states(analyser: Analyser, text: str) -> None:
    assert {mention.place.kind for mention in analyser(Article("a", "", text)).mentions} == {"admin1"}


def test_two_names_of_which_the_second_is_a_state_are_a_town(analyser: Analyser) -> None:
    assert places_of(analyser, "The court in Indiana, Pennsylvania, sat on Monday.")["Indiana"].kind == "city"


def test_a_list_of_capitals_is_one_of_cities(analyser: Analyser) -> None:
    text = "Flights to Cairo, Beirut, Tripoli and Tunis were cancelled."
    assert {mention.place.kind for mention in analyser(Article("a", "", text)).mentions} == {"city"}


def test_the_place_that_another_is_named_after_does_not_draw_it_along(analyser: Analyser) -> None:
    text = "Cuenca lies south of Quito and Guayaquil in Ecuador. It was named after the town of Cuenca in Spain."
    places = [m.place.country_code for m in analyser(Article("a", "", text)).mentions if m.surface == "Cuenca"]
    assert places == ["EC", "ES"]


def test_an_old_name_of_a_capital_does_not_stand_for_its_government(analyser: Analyser) -> None:
    text = "Salem rolled past Blacksburg on Friday. Salem now faces Lynchburg, Virginia."
    assert "Jerusalem" not in {m.place.name for m in analyser(Article("a", "", text)).mentions if m.place}
