"""`spellings.csv` helps and does not mislead: complete rows, no spelling twice, none that means something else."""

import csv
from collections import Counter

import pytest

from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.text import fold_name
from dashboard.settings import load_settings

PATH = load_settings().data / "spellings.csv"
#: zipf frequency from which a word is too common in English to be the spelling of a place.
_COMMON = 3


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def spellings(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """All (spelling, name, country code)."""
    return [(text, row["name"], row["country_code"]) for row in rows for text in row["spellings"].split("|")]


def test_rows_are_complete(rows: list[dict[str, str]], spellings: list[tuple[str, str, str]]) -> None:
    assert len(rows) >= 1000
    for row in rows:
        assert row["name"] == row["name"].strip() != "" and len(row["country_code"]) in (0, 2), row
    for text, name, code in spellings:
        assert text == text.strip() and fold_name(text) not in ("", fold_name(name)), (text, name, code)


def test_names_of_a_country_and_spellings_stand_once(
    rows: list[dict[str, str]], spellings: list[tuple[str, str, str]]
) -> None:
    names = Counter((fold_name(row["name"]), row["country_code"]) for row in rows)
    assert [name for name, n in names.items() if n > 1] == []
    assert [text for text, n in Counter(fold_name(text) for text, _, _ in spellings).items() if n > 1] == []


def test_each_spelling_means_first_what_its_row_says(
    spellings: list[tuple[str, str, str]], gazetteer: Gazetteer
) -> None:
    wrong = []
    for text, name, code in spellings:
        meant = gazetteer.search(text, 1)[0]
        same = {place.place_id for place in gazetteer.search(name, 50) if (place.country_code or "") == code}
        if meant.place_id not in same:
            wrong.append((text, name, code, meant.name, meant.country_code))
    assert wrong == []


def test_no_spelling_is_a_word_of_english_or_a_usual_name_of_persons(
    spellings: list[tuple[str, str, str]], gazetteer: Gazetteer
) -> None:
    wrong = []
    for text, _, code in spellings:
        frequency, given, surname = gazetteer.word(text.lower())
        if frequency >= _COMMON or given or surname:
            wrong.append((text, code, frequency, given, surname))
    assert wrong == []
