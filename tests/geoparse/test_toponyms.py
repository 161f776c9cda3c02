"""The tagger finds names of places, and leaves persons and words alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import ModelError
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import Document, dateline_tokens, runs
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.names import matches, nearness
from dashboard.geoparse.toponyms import Tagger, with_directions
from dashboard.geoparse.words import Words
from dashboard.model import Article
from dashboard.settings import load_settings

WORDS = Words.open(load_settings().data / "words.tsv")


@pytest.fixture(scope="module")
def tagger(gazetteer: Gazetteer) -> Tagger:
    return Tagger(load_settings().data / "models" / "toponyms.crfsuite", gazetteer, WORDS)


def spans_of(text: str) -> list[str]:
    document = Document(text)
    return [text[document.tokens[a].start : document.tokens[b].end] for a, b in runs(document)]


def test_runs_join_capitals_over_connectors() -> None:
    text = "He left the Strait of Hormuz for al-Mukalla, Yemen and Bandar Abbas."
    assert spans_of(text) == ["He", "Strait of Hormuz", "al-Mukalla", "Yemen and Bandar Abbas"]
    assert spans_of("from Deir ez-Zor to Deir-ez-Zor") == ["Deir ez-Zor", "Deir-ez-Zor"]


@pytest.mark.parametrize(
    ("text", "dateline", "kind"),
    [
        ("MUSCAT — Tehran rejected it.", "MUSCAT", "C"),
        ("TEL AVIV, Israel (Sample Wire) - The army", "TEL AVIV, Israel (Sample Wire)", "C"),
        ("Muscat, Oman - Talks ended.", "Muscat, Oman", "t"),
        ("AUSTIN, Texas A man was held.", "AUSTIN", "s"),
        ("Al-Hudaydah is a port.", "", ""),
        ("Israel-Lebanon talks resumed.", "", ""),
    ],
)
def test_datelines_are_told_from_other_heads(text: str, dateline: str, kind: str) -> None:
    document = Document(text)
    found = dateline_tokens(document, 0)
    assert text[: document.ends[found[-1][0]] if found else 0] == dateline
    assert {kind for _, kind in found} == ({kind} if kind else set())


def test_a_dateline_may_follow_a_headline(tagger: Tagger) -> None:
    assert [t.surface for t in tagger.find("Fire in plant. CLINTON — A town couple was charged.")] == ["CLINTON"]


@pytest.mark.parametrize("text", ["In Paris the embassy closed.", "Schools opened. In England, nothing changed."])
def test_in_before_a_place_is_no_given_name(tagger: Tagger, text: str) -> None:
    assert [t.surface for t in tagger.find(text)] in (["Paris"], ["England"])


def test_runs_end_with_the_paragraph() -> None:
    assert spans_of("Rain over Sidon\n\nTRIPOLI - Schools closed.") == ["Rain", "Sidon", "TRIPOLI - Schools"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ships waited off Hodeidah and in the Red Sea on Monday.", ["Hodeidah", "Red Sea"]),
        ("Schools in Homs, Hama, Idlib and Aleppo stayed closed.", ["Homs", "Hama", "Idlib", "Aleppo"]),
        ("He flew from Muscat, Oman, to Rome.", ["Muscat", "Oman", "Rome"]),
        ("Officials said on Tuesday that nothing had changed.", []),
        ("Jordan Miller and Chad Daniels told reporters they were tired.", []),
    ],
)
def test_finds_places(tagger: Tagger, text: str, found: list[str]) -> None:
    assert [toponym.surface for toponym in tagger.find(text) if not toponym.demonym] == found


def test_no_span_starts_with_the_hyphen_of_a_name(tagger: Tagger) -> None:
    text = "Rebels led by Hayat Tahrir al-Sham entered Damascus, ending the Assad family's rule."
    found = [toponym.surface for toponym in tagger.find(text)]
    assert "Damascus" in found and "-Sham" not in found and "Sham" not in found


def test_tells_demonyms_from_places(tagger: Tagger) -> None:
    found = tagger.find("Iranian officials met Omani diplomats in Muscat.")
    assert [(t.surface, t.demonym) for t in found] == [("Iranian", True), ("Omani", True), ("Muscat", False)]


def test_knows_which_names_lie_in_an_area_that_the_article_names(gazetteer: Gazetteer) -> None:
    def near(text: str) -> dict[str, str]:
        document = Document(text)
        found = {}
        for run in runs(document):
            found.update({run.first + k: m for k, m in enumerate(matches(document, run, gazetteer)) if m[2]})
        letters = nearness(found, gazetteer)
        return {document.tokens[i].text: letters[m[3]] for i, m in found.items() if m[3] in letters}

    assert near("In Kentucky, a court at Louisville sat.")["Louisville"] == "a"
    assert near("In Syria, a court at Manbij sat.")["Manbij"] == "c"
    assert near("In Norway, a court at Manbij sat.")["Manbij"] == "n"
    assert near("A court at Manbij sat.")["Manbij"] == "0"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Michael Jordan met Georgia Stevens in Ohio. Jordan said that Georgia was late.", ["Ohio"]),
        ("Israel Adesanya and Chad Smith spoke. Chad laughed and Israel sang.", []),
        ("Tourists came to Baalbek for the temples of Jupiter and Bacchus, not to Rome.", ["Baalbek", "Rome"]),
        ("Much came from Georgia's work, Georgia said. Georgia Stevens skates in Ohio.", ["Ohio"]),
        ("Talks in Jordan's capital went on, Jordan said. The king met Michael Jordan.", ["Jordan", "Jordan"]),
        ("Jordan said that talks in Jordan would go on. The king met Michael Jordan.", ["Jordan", "Jordan"]),
        ("Ms Paris met Senator Tripoli in Rome. Sgt. Israel left.", ["Rome"]),
        ("Mr Jordan spoke in Amman. Jordan said he was tired.", ["Amman"]),
        ("Mr Jordan flew to Jordan. Jordan was hot.", ["Jordan", "Jordan"]),
        ("The late Ahmed al-Homsi was buried in Khan al-Ahmar.", ["Khan al-Ahmar"]),
        ("The Duke of Wellington fell back to Brussels.", ["Brussels"]),
        ("Ms Jordan teaches at the University of Jordan.", ["Jordan"]),
        ("Ghana, the team of Jordan Ayew, are not in it.", ["Ghana"]),
        ("A drone hit a car on the Sinjar – Tal Afar road.", ["Sinjar", "Tal Afar"]),
        ("- calm in Hawija and Daquq\nAnkara denied it", ["Hawija", "Daquq", "Ankara"]),
        ("Shells fell on Deir\nez-Zor.", ["Deir\nez-Zor"]),
        ("It was born outside Cody, Wyoming.", ["Cody", "Wyoming"]),
        ("Ash fell on Junín de los Andes in Argentina.", ["Junín de los Andes", "Argentina"]),
        ("North Korean troops came. The South African ones left.", ["North Korean", "South African"]),
        ("Jordan Spieth won by two strokes in Doha.", ["Doha"]),
        ("Alexei Jordan, a hotelier, spoke in Doha.", ["Doha"]),
        ("Jordan Condemns Strike on Hospital in Gaza", ["Jordan", "Gaza"]),
        ("Virginia Beach is in Virginia. Virginia voted.", ["Virginia Beach", "Virginia", "Virginia"]),
        ("Police named Ms. Hill, and Mr. Hebron, in Ohio.", ["Ohio"]),
        ("Native Americans and African-American voters met Asian Americans in Ohio.", ["Ohio"]),
        ("The American voters stayed in Ohio.", ["American", "Ohio"]),
    ],
)
def test_persons_and_gods_called_like_places_are_no_places(analyser: Analyser, text: str, places: list[str]) -> None:
    assert [toponym.surface for toponym in analyser._tagger.find(text)] == places


def test_a_missing_or_damaged_model_says_what_to_do(gazetteer: Gazetteer, tmp_path) -> None:
    with pytest.raises(ModelError, match="train"):
        Tagger(tmp_path / "none.crfsuite", gazetteer, WORDS)
    (tmp_path / "bad.crfsuite").write_bytes(b"no model")
    with pytest.raises(ModelError, match="restore"):
        Tagger(tmp_path / "bad.crfsuite", gazetteer, WORDS)


def test_the_committed_model_is_small() -> None:
    assert (load_settings().data / "models" / "toponyms.crfsuite").stat().st_size <= 5_000_000


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_any_text_gives_spans_that_slice_to_their_surface(analyser: Analyser, text: str) -> None:
    end = 0
    for toponym in analyser._tagger.find(text):
        assert text[toponym.start : toponym.end] == toponym.surface
        assert toponym.start >= end and not toponym.surface.startswith("-")
        end = toponym.end


def test_a_direction_joins_its_name_without_an_overlap() -> None:
    document = Document("Talks in N. Korea and S. Sudan")
    texts = document.texts
    korea, sudan = texts.index("Korea"), texts.index("Sudan")
    chosen = {(korea - 1, korea - 1): (False, 0.5), (korea, korea): (False, 0.9), (sudan - 2, sudan - 1): (False, 0.6),
              (sudan, sudan): (False, 0.8)}  # fmt: skip
    with_directions(document, chosen)
    assert sorted(chosen) == [(korea - 1, korea), (sudan - 2, sudan - 1), (sudan, sudan)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Israeli jets flew. Israel Katz said that Israel would go on.", ["Israeli", "Israel"]),
        ("MAFRAQ, Jordan - Buses leave. Jordan Miller is there. Jordan says no.", ["MAFRAQ", "Jordan", "Jordan"]),
    ],
)
def test_a_country_is_one_beside_a_person_called_so(analyser: Analyser, text: str, places: list[str]) -> None:
    assert [each.surface for each in analyser(Article("a", "", text)).mentions] == places


def test_a_people_that_its_country_is_called_after_is_a_demonym_before_a_noun(analyser: Analyser) -> None:
    text = "Somali troops shelled Baidoa, and Saudi jets flew. In Saudi Arabia nobody knew."
    roles = {each.surface: each.role for each in analyser(Article("a", "", text)).mentions}
    assert roles == {"Somali": "demonym", "Baidoa": "location", "Saudi": "demonym", "Saudi Arabia": "location"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Protesters camped outside the White House on Friday.", "facility"),
        ("The two men met at the White House on Friday.", "facility"),
        ("The White House said on Friday that talks would go on.", None),
        ("A Democrat in the White House could sign the bill.", None),
        ("It was read at the White House Correspondents' dinner.", None),
        ("He lives in White House, Tennessee.", "city"),
    ],
)
def test_a_seat_of_power_is_a_place_where_somebody_is_at_it(analyser: Analyser, text: str, kind: str | None) -> None:
    found = [m.place.kind for m in analyser(Article("a", "", text)).mentions if "House" in m.surface and m.place]
    assert found == ([kind] if kind else [])
