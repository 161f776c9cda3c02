"""Articles in other languages are told from English ones, said to be so, and searched for exact names."""

import subprocess
import sys

import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import Document
from dashboard.geoparse.language import foreign_language
from dashboard.model import Article

FRENCH = (
    "Les forces armées ont bombardé lundi le sud du pays, selon un porte-parole. À Beyrouth et à Tyr, des milliers "
    "d'habitants ont quitté leurs maisons, et la France a demandé une réunion d'urgence. Damas a condamné les frappes."
)
SPANISH = (
    "El gobierno dijo el lunes que enviará ayuda tras el terremoto. En Marrakech y en Agadir miles de personas "
    "durmieron en la calle, según las autoridades, y los vuelos se llenaron de socorristas y de periodistas."
)
TURKISH = (
    "Bakanlık pazartesi günü yaptığı açıklamada gelişmeleri yakından izlediğini bildirdi. Ankara ile komşuları "
    "arasındaki görüşmelerin bu hafta sürmesi bekleniyor; Halep ve İdlib için yeni bir plan hazırlandı."
)
ENGLISH = (
    "The ministry said on Monday that it had followed the talks. Officials in Ankara expect a new plan for Aleppo and "
    "Idlib this week, and the road to the border will be opened for lorries."
)


def language_of(text: str, given: str | None = None) -> str | None:
    return foreign_language(text, Document(text).lower, given)


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (SPANISH, "es"), (TURKISH, "tr"), (ENGLISH, None)])
def test_the_language_of_prose(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_source_that_names_the_language_is_believed() -> None:
    assert language_of(ENGLISH, "fr") == "fr"
    assert language_of(FRENCH, "en-GB") is None


@pytest.mark.parametrize("text", ["", "Beirut", "Rome 3-1 Milan, Napoli 0-0 Torino", "1 2 3 " * 50])
def test_what_is_too_short_or_no_prose_is_read_as_english(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        (FRENCH, "French", {"Beyrouth": "LB", "Tyr": "LB", "Damas": "SY", "France": "FR"}),
        (SPANISH, "Spanish", {"Marrakech": "MA", "Agadir": "MA"}),
        (TURKISH, "Turkish", {"Ankara": "TR", "Halep": "SY"}),
    ],
)
def test_other_languages_are_marked_and_searched_for_exact_names(
    analyser: Analyser, text: str, language: str, places: dict[str, str]
) -> None:
    analysed = analyser(Article("a", "", text))
    assert any(language in note for note in analysed.notes)
    found = {m.surface: m.place.country_code for m in analysed.mentions if m.place}
    assert places.items() <= found.items()
    assert all(m.surface[0].isupper() and text[m.start : m.end] == m.surface for m in analysed.mentions)


def test_english_has_no_note(analyser: Analyser) -> None:
    assert analyser(Article("a", "", ENGLISH)).notes == ()


def test_results_of_matches_do_not_open_the_detector() -> None:
    results = "Lions 24, Bears 17. Brett Favre threw for 3 scores in Detroit. Packers 31, Vikings 10, Jets 7. " * 3
    code = f"""
import sys
from dashboard.geoparse.document import Document
from dashboard.geoparse.language import foreign_language
assert foreign_language({results!r}, Document({results!r}).lower) is None
assert "py3langid" not in sys.modules
assert foreign_language({FRENCH!r}, Document({FRENCH!r}).lower) == "fr"
assert "py3langid" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
