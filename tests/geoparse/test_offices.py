"""Who is meant by an office, on the day of the article."""

from datetime import date

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article


def holders(analyser: Analyser, text: str, day: str | None) -> list[tuple[str, str]]:
    article = Article("a", "", text, published=None if day is None else date.fromisoformat(day))
    return [(a.surface, a.actor.name) for a in analyser(article).actors if a.rule == "office"]


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("The US president spoke.", "2025-05-14", ("The US president", "Donald Trump")),
        ("The US president spoke.", "2023-05-14", ("The US president", "Joe Biden")),
        ("The American president spoke.", "2003-03-20", ("The American president", "George W. Bush")),
        ("Aides to the Israeli premier left.", "2022-07-05", ("the Israeli premier", "Yair Lapid")),
        ("Israel's prime minister spoke.", "2024-10-01", ("Israel's prime minister", "Benjamin Netanyahu")),
        ("The Lebanese president spoke.", "2025-02-01", ("The Lebanese president", "Joseph Aoun")),
        ("Iran's foreign minister left.", "2015-07-14", ("Iran's foreign minister", "Mohammad Javad Zarif")),
        ("They met the emir of Qatar.", "2024-01-01", ("the emir of Qatar", "Tamim bin Hamad Al Thani")),
        ("The UN secretary-general wept.", "2010-01-01", ("The UN secretary-general", "Ban Ki-moon")),
        ("The UN chief wept.", "2024-01-01", ("The UN chief", "António Guterres")),
        ("The Hezbollah leader hid.", "2024-01-01", ("The Hezbollah leader", "Hassan Nasrallah")),
        ("The Hezbollah leader hid.", "2024-11-15", ("The Hezbollah leader", "Naim Qassem")),
        ("The UN envoy for Syria left.", "2020-06-01", ("The UN envoy for Syria", "Geir Pedersen")),
        ("The UN's Yemen envoy left.", "2023-06-01", ("The UN's Yemen envoy", "Hans Grundberg")),
        ("The Israeli army chief spoke.", "2024-06-01", ("The Israeli army chief", "Herzi Halevi")),
        ("The Lebanese army chief spoke.", "2020-06-01", ("The Lebanese army chief", "Joseph Aoun")),
        ("The Palestinian president spoke.", "2020-06-01", ("The Palestinian president", "Mahmoud Abbas")),
        ("The US secretary of state left.", "2013-11-10", ("The US secretary of state", "John Kerry")),
        ("The new Lebanese premier left.", "2025-03-10", ("The new Lebanese premier", "Nawaf Salam")),
        ("Lebanon's new premier left.", "2025-03-10", ("Lebanon's new premier", "Nawaf Salam")),
    ],
)
def test_an_office_is_who_held_it_on_that_day(analyser: Analyser, text: str, day: str, found: tuple[str, str]) -> None:
    assert holders(analyser, text, day) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "A US president must be thirty-five.",
        "The former US president spoke.",
        "The then Israeli prime minister spoke.",
        "He wants to become US president.",
        "The US president-elect spoke.",
        "The Israeli prime minister's office spoke.",
        "US President Joseph Miller spoke.",
        "Hakan Fidan, the Turkish foreign minister, left.",
        "The Turkish foreign minister, Hakan Fidan, left.",
        "The deputy Iranian foreign minister left.",
        "The prime minister spoke.",
        "The club president spoke.",
    ],
)
def test_nobody_is_meant_where_the_holder_is_not(analyser: Analyser, text: str) -> None:
    assert holders(analyser, text, "2024-06-01") == []


def test_an_office_beside_another_persons_name_is_an_item_of_a_list(analyser: Analyser) -> None:
    text = "Donald Trump, the Egyptian president and the emir of Qatar sat down."
    assert [name for _, name in holders(analyser, text, "2025-10-13")] == [
        "Abdel Fattah el-Sisi",
        "Tamim bin Hamad Al Thani",
    ]


def test_without_a_date_only_the_one_holder_that_the_article_names_is_meant(analyser: Analyser) -> None:
    assert holders(analyser, "The US president spoke.", None) == []
    assert holders(analyser, "The US president spoke. Joe Biden left.", None) == [("The US president", "Joe Biden")]
    assert holders(analyser, "The US president spoke. Joe Biden met Barack Obama.", None) == []


def test_an_inferred_holder_is_less_sure_than_a_name_and_takes_the_place_of_the_state(analyser: Analyser) -> None:
    analysed = analyser(Article("a", "", "The US president met Keir Starmer.", published=date(2025, 5, 14)))
    president, minister = analysed.actors
    assert (president.rule, minister.rule) == ("office", "alias")
    assert president.confidence < minister.confidence
    assert "US" in {m.surface for m in analysed.mentions}


def test_an_office_that_nobody_is_known_to_hold_stays_a_mention_of_its_state(analyser: Analyser) -> None:
    analysed = analyser(Article("a", "", "The Maldivian president spoke.", published=date(2025, 5, 14)))
    assert [a.actor.name for a in analysed.actors] == ["Maldives"]


def test_the_surname_of_who_was_meant_by_an_office_is_a_mention_too(analyser: Analyser) -> None:
    article = Article("a", "", "The Israeli prime minister left. Bennett slept.", published=date(2021, 12, 13))
    assert [(a.surface, a.actor.name) for a in analyser(article).actors] == [
        ("The Israeli prime minister", "Naftali Bennett"),
        ("Bennett", "Naftali Bennett"),
    ]


def test_on_the_day_of_a_fall_the_office_is_still_said_of_who_held_it(analyser: Analyser) -> None:
    assert [name for _, name in holders(analyser, "The Afghan president fled.", "2021-08-16")] == ["Ashraf Ghani"]
    assert holders(analyser, "The Afghan president fled.", "2021-09-16") == []


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("Crown Prince Abdullah spoke.", "2002-03-28", [("Crown Prince Abdullah", "King Abdullah bin Abdulaziz")]),
        ("Foreign Minister Salloukh spoke.", "2007-03-01", [("Salloukh", "Fawzi Salloukh")]),
        ("Foreign Minister Salloukh spoke.", "2015-03-01", []),
        ("King Abdullah spoke.", "2010-03-01", []),
        ("Foreign Minister Ahmed Salloukh spoke.", "2007-03-01", []),
    ],
)
def test_a_title_and_one_name_are_who_held_it_then_if_that_is_one(analyser: Analyser, text, day, found) -> None:
    assert holders(analyser, text, day) == found
