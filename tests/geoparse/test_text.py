"""Tokens, lookup forms and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.geoparse.text import fold_name, sentence_spans, tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("the U.S.-led talks", ["the", "U.S.", "-", "led", "talks"]),
        ("W.Va. and St. Louis, Mo.", ["W.Va.", "and", "St.", "Louis", ",", "Mo."]),
        ("N. Korea and W. Va.", ["N.", "Korea", "and", "W.", "Va."]),
        ("Robert S. Mueller", ["Robert", "S", ".", "Mueller"]),
        ("Sana'a's port", ["Sana'a", "'s", "port"]),
        ("Iran’s N'Djamena", ["Iran", "’s", "N'Djamena"]),
        ("Al-Hudaydah", ["Al", "-", "Hudaydah"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == tokens


@given(st.text())
def test_tokens_slice_to_their_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Ḩudaydah", "al hudaydah"),
        ("Sana'a", "Sanaʻa"),
        ("St. Louis", "Saint Louis"),
        ("U.A.E.", "UAE"),
        ("São Tomé", "Sao Tome"),
        ("TÜRKİYE", "Turkiye"),
        ("إيران", "ايران"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other) != ""


def test_an_abbreviation_is_not_a_word() -> None:
    assert fold_name("Ga.") != fold_name("GA")


@given(st.text())
def test_fold_name_ends_each_part_with_one_space(name: str) -> None:
    key = fold_name(name)
    assert key == "" or key.endswith(" ") and "  " not in key and not key.startswith(" ")


def test_sentences_do_not_end_at_abbreviations_and_end_at_paragraphs() -> None:
    text = "Talks in the U.S. stalled. Gov. Brown spoke.\n\nBEIRUT (Wire) - It rained.\n"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Talks in the U.S. stalled.",
        "Gov. Brown spoke.",
        "BEIRUT (Wire) - It rained.",
    ]


@given(st.text())
def test_sentences_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for start, stop in sentence_spans(text):
        assert end <= start < stop <= len(text)
        assert not text[start].isspace() and not text[stop - 1].isspace()
        end = stop
