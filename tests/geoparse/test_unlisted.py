"""Persons and organisations that the catalogue does not know: found with care, merged by name."""

from pathlib import Path

import pytest

from dashboard.evaluate.gold import read_actor_passages
from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article

GOLD = Path(__file__).parent.parent / "gold" / "unlisted.txt"


def unlisted(analyser: Analyser, text: str) -> list[tuple[str, str, str]]:
    actors = analyser(Article("a", "", text)).actors
    return [(a.surface, a.actor.actor_id, a.actor.type) for a in actors if a.rule == "unlisted"]


def test_on_passages_of_our_own_nearly_all_that_is_found_is_right(analyser: Analyser) -> None:
    gold, found = set(), set()
    for each in read_actor_passages(GOLD):
        gold |= {(each.article.article_id, a.start, a.actor_id) for a in each.actors}
        actors = analyser(each.article).actors
        found |= {(each.article.article_id, a.start, a.actor.actor_id) for a in actors if a.rule == "unlisted"}
    assert len(gold & found) / len(found) >= 0.95, sorted(found - gold)
    assert len(gold & found) / len(gold) >= 0.85, sorted(gold - found)


def test_a_surname_is_the_person_that_was_named_in_full(analyser: Analyser) -> None:
    assert unlisted(analyser, "Layla Mansouri left. Mansouri slept.") == [
        ("Layla Mansouri", "unlisted:layla-mansouri", "person"),
        ("Mansouri", "unlisted:layla-mansouri", "person"),
    ]


def test_an_initial_in_the_middle_does_not_end_a_name(analyser: Analyser) -> None:
    text = "Plan C. Eugene C. Haddad spoke. So did Haddad."
    assert [each[1] for each in unlisted(analyser, text)] == ["unlisted:eugene-c-haddad"] * 2


def test_an_organisation_is_found_by_what_it_ends_in_or_begins_with(analyser: Analyser) -> None:
    assert unlisted(analyser, "The Sidon Bakers Union wrote to the University of Basra.") == [
        ("Sidon Bakers Union", "unlisted:sidon-bakers-union", "organisation"),
        ("University of Basra", "unlisted:university-of-basra", "organisation"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Hakan Fidan met Hamas.",
        "The Foreign Ministry denied it.",
        "Grant Park closed on May Day.",
        "Will Haddad pay?",
        "They drove down Hassan Omar Street.",
        "New York and Beirut are far apart.",
    ],
)
def test_who_is_known_or_no_actor_is_not_unlisted(analyser: Analyser, text: str) -> None:
    assert unlisted(analyser, text) == []
