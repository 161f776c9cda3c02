"""What the text itself says of where a place lies decides, however small the place."""

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import Document
from dashboard.geoparse.said_towns import said_towns
from dashboard.model import Article


def _place(analyser: Analyser, text: str, name: str):
    (mention, *_) = [each for each in analyser(Article("a", "", text)).mentions if each.surface == name]
    return mention.place


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
    place = _place(analyser, text, name)
    assert place is not None and place.admin1 == area


def test_a_demonym_before_the_kind_says_the_country(analyser: Analyser) -> None:
    for text in ("Tripoli is a Lebanese city.", "The Lebanese city of Tripoli was calm."):
        assert _place(analyser, text, "Tripoli").country_code == "LB"


def test_a_chain_of_names_says_where_even_if_its_first_is_in_no_gazetteer(analyser: Analyser) -> None:
    text = "Marion is a village in Qwxyz Township, Osceola County, Michigan."
    assert _place(analyser, text, "Marion").admin1 == "Michigan"


def test_a_great_city_is_not_drawn_into_the_list_of_an_area(analyser: Analyser) -> None:
    text = "The company has offices in London and Houston in Texas."
    assert _place(analyser, text, "London").country_code == "GB"


def test_what_the_text_calls_a_town_is_one(analyser: Analyser) -> None:
    for text in ("Corning is a town in California.", "Residents of the California town of Corning slept outside."):
        assert _place(analyser, text, "Corning").admin1 == "California"


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
    assert _place(analyser, text, name).admin1 == area


def test_a_person_before_the_name_of_a_country_is_none(analyser: Analyser) -> None:
    mentions = analyser(Article("a", "", "“We disagree,” said Joly, Canada's foreign minister.")).mentions
    assert [mention.surface for mention in mentions] == ["Canada"]
