"""Actors under every name, and nobody who is not one."""

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article


def actors_of(analyser: Analyser, text: str) -> list[tuple[str, str]]:
    return [(a.surface, a.actor.name) for a in analyser(Article("a", "", text)).actors]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The IRGC denied it.", ("IRGC", "Islamic Revolutionary Guard Corps")),
        ("The Revolutionary Guards denied it.", ("Revolutionary Guards", "Islamic Revolutionary Guard Corps")),
        ("Ansar Allah fired a missile.", ("Ansar Allah", "Houthis")),
        ("Kataib Hezbollah withdrew.", ("Kataib Hezbollah", "Kataib Hezbollah")),
        ("Iranian officials left.", ("Iranian", "Iran")),
        ("Washington rejected the offer.", ("Washington", "United States")),
        ("Fighters of IS were held.", ("IS", "Islamic State")),
    ],
)
def test_one_actor_under_many_names(analyser: Analyser, text: str, found: tuple[str, str]) -> None:
    assert found in actors_of(analyser, text)


def test_a_surname_counts_after_the_full_name(analyser: Analyser) -> None:
    text = "Hakan Fidan arrived in Doha. Fidan said nothing."
    assert [surface for surface, name in actors_of(analyser, text) if name == "Hakan Fidan"] == ["Hakan Fidan", "Fidan"]


@pytest.mark.parametrize("text", ["It is late.", "Who is there?", "He was as tired as they were."])
def test_words_are_not_acronyms(analyser: Analyser, text: str) -> None:
    assert actors_of(analyser, text) == []


def test_where_something_happened_is_not_who_did_it(analyser: Analyser) -> None:
    assert actors_of(analyser, "An earthquake struck villages in Turkey on Monday.") == []


def test_mentions_slice_to_their_surface_in_title_and_text(analyser: Analyser) -> None:
    article = Article("a", "Hamas meets Qatar’s envoy", "The envoy of Qatar met Hamas in Doha.\n\nHamas said so.")
    analysed = analyser(article)
    for mention in (*analysed.mentions, *analysed.actors):
        whole = article.title if mention.field == "title" else article.text
        assert whole[mention.start : mention.end] == mention.surface
        assert (mention.sentence == 0) == (mention.field == "title")
    assert {a.sentence for a in analysed.actors if a.surface == "Hamas"} == {0, 1, 2}
