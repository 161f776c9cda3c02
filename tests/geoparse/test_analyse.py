"""The whole reading of an article, on a real one and on bad ones."""

import json
import time
from pathlib import Path

import pytest
from geopy.distance import great_circle
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.geoparse.analyse import Analyser
from dashboard.model import Article, text_of


@pytest.fixture(scope="module")
def seed(shared: Path, analyser: Analyser):
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    expected = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    return analyser(Article("seed", "", text)), expected


def test_the_seed_articles_places_are_all_shown(seed) -> None:
    analysed, expected = seed
    shown = {m.place for m in analysed.mentions if m.role in ("location", "dateline") and m.place}
    for wanted in expected["places"]:
        if wanted["kind"] == "country":
            assert any(p.kind == "country" and p.country_code == wanted["country"] for p in shown), wanted
        else:
            at = (wanted["lat"], wanted["lon"])
            assert any(great_circle((p.lat, p.lon), at).km <= 100 for p in shown), wanted


def test_the_seed_articles_governments_get_no_pin(seed) -> None:
    analysed, expected = seed
    shown = {m.place.name for m in analysed.mentions if m.role in ("location", "dateline") and m.place}
    assert not {"Tehran", "Washington"} & shown
    roles = {(m.start, m.end): m.role for m in analysed.mentions}
    assert [roles[metonym["start"], metonym["end"]] for metonym in expected["metonyms"]] == ["metonym"] * 6
    actors = {(a.start, a.end): a.actor.name for a in analysed.actors}
    for metonym in expected["metonyms"]:
        assert actors[metonym["start"], metonym["end"]] == metonym["actor"]


def test_the_seed_articles_actors_are_all_found(seed) -> None:
    analysed, expected = seed
    found = {a.actor.name for a in analysed.actors}
    assert [wanted["name"] for wanted in expected["actors"] if wanted["name"] not in found] == []


def check(analysed) -> None:
    """Every span slices to its surface, lies in a sentence, and has a confidence between 0 and 1."""
    for mention in (*analysed.mentions, *analysed.actors):
        assert text_of(analysed.article, mention.field)[mention.start : mention.end] == mention.surface
        assert 0 <= mention.confidence <= 1
        if mention.sentence and mention.sentence <= len(analysed.sentences):
            start, end = analysed.sentences[mention.sentence - 1]
            assert start <= mention.start and mention.end <= end


@settings(deadline=None, max_examples=60)
@given(title=st.text(max_size=40), text=st.text(max_size=300))
def test_any_article_is_read_without_an_exception(analyser: Analyser, title: str, text: str) -> None:
    check(analyser(Article("a", title, text)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rome",
        "1234 5678 — 90 %",
        "OFFICIALS IN BEIRUT SAID ON MONDAY THAT HEZBOLLAH HAD LEFT TYRE.",
        "officials in beirut said on monday that hezbollah had left tyre.",
        "Rome\x00 and \u202eBeirut\u202c and Tyre\ud800.",
        "قال مسؤولون في بيروت إن المحادثات مستمرة.",
    ],
)
def test_odd_articles_are_read(analyser: Analyser, text: str) -> None:
    check(analyser(Article("a", "", text)))


def test_an_article_in_another_script_says_so(analyser: Analyser) -> None:
    assert analyser(Article("a", "", "قال مسؤولون في بيروت إن المحادثات مستمرة.")).notes


def test_a_long_article_is_read_to_its_limit_and_says_so(gazetteer_folder: Path) -> None:
    from dataclasses import replace

    from dashboard.settings import Limits, load_settings

    short = replace(load_settings(), gazetteer=gazetteer_folder, limits=Limits(article_characters=60))
    analysed = Analyser.open(short)(Article("a", "", "Rain fell on Beirut. " * 10 + "Snow fell on Ankara."))
    assert "first 60" in analysed.notes[0]
    assert {m.surface for m in analysed.mentions} == {"Beirut"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("قال مسؤولون في بيروت ودمشق إن المحادثات مستمرة في القاهرة.", {"بيروت", "دمشق", "القاهرة"}),
        ("مقامات در تهران گفتند گفتگوها در مسقط ادامه دارد.", {"تهران", "مسقط"}),
        ("בכירים אמרו כי השיחות בחיפה ובירושלים נמשכות.", {"חיפה", "ירושלים"}),
    ],
)
def test_names_in_other_scripts_are_found_by_exact_match(analyser: Analyser, text: str, names: set[str]) -> None:
    analysed = analyser(Article("a", "", text))
    assert names <= {m.surface for m in analysed.mentions if m.place}
    assert "exact names" in analysed.notes[0]
    check(analysed)


def test_a_text_without_capitals_gives_its_well_known_places_and_says_so(analyser: Analyser) -> None:
    text = "officials in beirut said it was nice of france; victoria was reading on mobile in new york, near baalbek."
    analysed = analyser(Article("a", "", text))
    assert [m.surface for m in analysed.mentions] == ["beirut", "france", "new york", "baalbek"]
    assert "no capitals" in analysed.notes[0]
    check(analysed)


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("FLOODS REACH DERNA AS STORM LEAVES GREECE", "Dams burst above Derna on Monday.", {"DERNA", "GREECE"}),
        ("Talks Move From Muscat To Rome As Iran Waits", "It rained.", {"Muscat", "Rome", "Iran"}),
    ],
)
def test_headlines_in_capitals_and_title_case(analyser: Analyser, title: str, text: str, names: set[str]) -> None:
    assert {m.surface for m in analyser(Article("a", title, text)).mentions if m.field == "title"} == names


def test_time_grows_with_the_length_of_an_article_and_no_faster(analyser: Analyser) -> None:
    def seconds(paragraphs: int) -> float:
        text = "\n\n".join(
            f"Officials in Beirut said on day {n} that Hezbollah, Hamas and UNIFIL had left Ankara for Tyre, Lebanon."
            for n in range(paragraphs)
        )
        started = time.process_time()
        analyser(Article("a", "", text))
        return time.process_time() - started

    seconds(100)
    assert min(seconds(4000) for _ in range(2)) < 20 * min(seconds(400) for _ in range(3))
