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


def test_a_headline_gives_the_surname_of_who_is_named_in_full_below(analyser: Analyser) -> None:
    article = Article("a", "Sudani leads", "Mohammed Shia al-Sudani won.")
    found = [(a.field, a.surface, a.actor.name) for a in analyser(article).actors]
    assert ("title", "Sudani", "Mohammed Shia al-Sudani") in found
    below = Article("a", "", "Sudani said nothing. Mohammed Shia al-Sudani arrived.")
    assert [a.surface for a in analyser(below).actors] == ["Mohammed Shia al-Sudani"]


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OPEC+ met. OPEC did not.", [("OPEC", "OPEC+"), ("OPEC", "OPEC")]),
        ("A lawyer, Amal Haddad, appealed.", []),
        ("Dorothy Macron lives in Leeds.", []),
        ("President Macron left.", [("Macron", "Emmanuel Macron")]),
        ("They crossed the King Hussein Bridge.", []),
        ("The Texas Department of State Health Services said so.", []),
        ("The Department of State said so.", [("Department of State", "US State Department")]),
        ("Congress adjourned.", []),
        ("American aid is for Congress to cut.", [("American", "United States"), ("Congress", "US Congress")]),
        ("Tehran rejected it; the Guards did not.", [("Tehran", "Iran")]),
        ("Iranian envoys left; the Guards did not.", [
            ("Iranian", "Iran"), ("Guards", "Islamic Revolutionary Guard Corps"),
        ]),
        ("Iran's Revolutionary Guards left.", [
            ("Iran", "Iran"), ("Revolutionary Guards", "Islamic Revolutionary Guard Corps"),
        ]),
        ("The Israeli military left.", [("Israeli military", "Israel Defense Forces")]),
        ("Kenyan troops left.", [("Kenyan", "Kenya")]),
        ("He repeated it in Persian.", []),
        ("Iranian envoys wrote to Israel.", [("Iranian", "Iran"), ("Israel", "Israel")]),
        ("Rain fell in Syria and Lebanon.", []),
        ("They met at Oman's embassy.", [("Oman", "Oman")]),
    ],
)  # fmt: skip
def test_who_is_named_and_who_is_not(analyser: Analyser, text: str, found: list[tuple[str, str]]) -> None:
    actors = analyser(Article("a", "", text)).actors
    assert [(a.surface, a.actor.name) for a in actors if a.rule != "unlisted"] == found


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Jordan Miller baked bread.", []),
        ("Chad Smith plays drums. Smith toured with Georgia Stevens.", []),
        ('"I had Chad with me, my oldest friend," he said; "Georgia stayed at home."', []),
        ("Chad summoned an envoy. N'Djamena denied it. Chad Whitfield, a pilot, did not.", ["Chad", "N'Djamena"]),
        ("Jordan closed the border, Jordanian officials said.", ["Jordan", "Jordanian"]),
        ("Chad woke under Mahamat Idriss Deby. Chad was no monarchy, a rebel said.", ["Chad", "Chad"]),
        ("Jordan cut ties.", []),
        ("Egypt, Bahrain, Yemen and the Emirates cut ties. Jordan did so, too.",
         ["Egypt", "Bahrain", "Yemen", "Emirates", "Jordan"]),
        ("Egypt, Bahrain, Yemen and the Emirates cut ties. Jordan Wqxley said so. Jordan is a don.",
         ["Egypt", "Bahrain", "Yemen", "Emirates"]),
    ],
)  # fmt: skip
def test_people_called_like_states_are_no_states(analyser: Analyser, text: str, states: list[str]) -> None:
    assert [a.surface for a in analyser(Article("a", "", text)).actors if a.actor.type == "state"] == states


@pytest.mark.parametrize(
    ("text", "surface", "is_one"),
    [
        ("Egyptian officials said so.", "Egyptian", True),
        ("He was stopped at the Tunisian border.", "Tunisian", False),
        ("Tunisian border guards stopped him.", "Tunisian", True),
        ("The Iranian capital was calm.", "Iranian", False),
        ("Kuwait is calmer than Yemen, where he lives.", "Yemen", False),
        ("The Sudanese Communist Party met.", "Sudanese", False),
        ("The Chadian Basketball Federation met.", "Chadian", False),
        ("The Egyptian Foreign Ministry said so.", "Egyptian Foreign Ministry", True),
        ("The Kenya Red Cross gave blankets.", "Red Cross", False),
        ("The Red Cross gave blankets.", "Red Cross", True),
        ("Men of the Iraqi National Congress met the American senator.", "Congress", False),
        ("The American senator told Congress so.", "Congress", True),
        ("The Afghanistan Cricket Board met.", "Afghanistan", False),
        ("The Canadian Press learned of it.", "Canadian", False),
        ("The Canadian army learned of it.", "Canadian", True),
        ("Saudi fighter jets came.", "Saudi", True),
        ("Water left Lake Assad in Syria.", "Assad", False),
        ("Assad left Syria.", "Assad", True),
        ("They left Rafic Hariri International Airport.", "Rafic Hariri", False),
    ],
)
def test_what_stands_in_another_name_is_no_actor(analyser: Analyser, text: str, surface: str, is_one: bool) -> None:
    found = [each.surface for each in analyser(Article("a", "", text)).actors if each.rule != "unlisted"]
    assert (surface in found) == is_one
