"""Actors in spellings that the catalogue does not hold, and holders of offices by their last name alone."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.respelling import person_form
from dashboard.model import Article


def found(analyser: Analyser, text: str, day: date | None = None) -> dict[str, str]:
    analysed = analyser(Article("a", "", text, published=day))
    return {each.surface: each.actor.actor_id for each in analysed.actors if each.rule != "unlisted"}


@pytest.mark.parametrize(
    ("text", "surface", "actor"),
    [
        ("Abdulfattah Assissi spoke.", "Abdulfattah Assissi", None),
        ("General Abdulfatah as-Sisy spoke.", "Abdulfatah as-Sisy", "actor:abdel-fattah-el-sisi"),
        ("Men of Jeysh al-Islaam left Douma.", "Jeysh al-Islaam", "actor:jaysh-al-islam"),
        ("Omar el-Bechir is in Khartoum.", "Omar el-Bechir", "actor:omar-al-bashir"),
        ("Hussein Nassrallah, a baker, left.", "Hussein Nassrallah", None),
        ("Mahmud Abas came to Ramallah.", "Mahmud Abas", "actor:mahmoud-abbas"),
        ("Mohammed Abas, a taxi driver, came.", "Mohammed Abas", None),
    ],
)
def test_a_full_name_in_another_spelling_is_its_actors(
    analyser: Analyser, text: str, surface: str, actor: str | None
) -> None:
    assert found(analyser, text).get(surface) == actor


def test_its_last_name_counts_from_then_on(analyser: Analyser) -> None:
    text = "Omar el-Bechir slept in Kober prison. Bechir has lawyers."
    assert found(analyser, text)["Bechir"] == "actor:omar-al-bashir"


IN_CAIRO = "The Egyptian government met in Cairo. Afterwards Mubarak called the general."


def test_of_two_in_office_the_one_whose_state_is_named(analyser: Analyser) -> None:
    day = date(2014, 6, 13)  # Nouri al-Maliki is prime minister of Iraq, Riyad al-Maliki foreign minister of Palestine
    assert (
        found(analyser, "The Iraqi parliament did not meet. It blames Maliki.", day)["Maliki"]
        == "actor:nouri-al-maliki"
    )
    assert "Maliki" not in found(analyser, "Iraqis and Palestinians met. Afterwards Maliki spoke.", day)


@pytest.mark.parametrize("day", [date(2008, 12, 29), date(2011, 6, 1)])
def test_a_last_name_means_who_is_in_office_or_was_within_the_year(analyser: Analyser, day: date) -> None:
    assert found(analyser, IN_CAIRO, day)["Mubarak"] == "actor:hosni-mubarak"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (IN_CAIRO, None),
        (IN_CAIRO, date(2019, 5, 1)),
        ("The council met in Oslo. Afterwards Mubarak called the baker.", date(2008, 12, 29)),
        (IN_CAIRO + " Samir Mubarak, a plumber, was there.", date(2008, 12, 29)),
        ("Egyptians met in Cairo. Mubarak al-Harbi, a poet, read to them.", date(2008, 12, 29)),
        ("Qatari gas goes round the Cape from now on.", date(2024, 2, 1)),
    ],
    ids=["undated", "long after", "another country", "another person", "a given name", "a word"],
)
def test_a_last_name_that_may_be_anothers_means_nobody(analyser: Analyser, text: str, day: date | None) -> None:
    assert "Mubarak" not in found(analyser, text, day)


def test_forms_tell_given_names_apart() -> None:
    for one, other in (("hassan", "hussein"), ("mahmoud", "mohammed"), ("salim", "suleiman"), ("omar", "amir")):
        assert person_form(one) != person_form(other)
    for one, other in (("bashir", "beshir"), ("burhan", "burhane"), ("huthi", "houthi"), ("abdelaziz", "abdulaziz")):
        assert person_form(one) == person_form(other)
