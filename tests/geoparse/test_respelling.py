"""Spellings of one name come together; those of different names do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.respelling import FORM_MARK, forms
from dashboard.geoparse.text import fold_name
from dashboard.model import Article


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jindires", "Jindayris"),
        ("Khan Arnabeh", "Khān Arnabah"),
        ("Deir al-Ahmar", "Deïr el Ahmar"),
        ("Ain al-Arab", "‘Ayn al ‘Arab"),
        ("Bourj ech Chemali", "Burj al-Shemali"),
        ("Khiam", "El Khiyam"),
        ("Sweida", "As Suwaydā'"),
        ("Hodeidah", "Al Ḩudaydah"),
        ("Tell Rifaat", "Tall Rif‘at"),
        ("Qasr el-Farafra", "Ksar al Farafrah"),
    ],
)
def test_spellings_of_one_name_have_a_form_in_common(one: str, other: str) -> None:
    assert set(forms(fold_name(one))) & set(forms(fold_name(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Homs", "Hama"), ("Basra", "Bursa"), ("Mosul", "Masyaf"), ("Tyre", "Tripoli"), ("Kut", "Kirkuk")],
)
def test_different_names_have_none(one: str, other: str) -> None:
    assert not set(forms(fold_name(one))) & set(forms(fold_name(other)))


@given(st.text(max_size=60))
def test_a_form_is_no_name(name: str) -> None:
    assert all(form.startswith(FORM_MARK) and form.endswith(" ") for form in forms(fold_name(name)))


def test_the_gazetteer_is_searched_by_other_spellings(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("Khan Arnebeh") == gazetteer.search("Khān Arnabah")
    assert gazetteer.search("Xqzzyv") == []


def test_a_name_in_another_spelling_is_placed_in_a_country_that_the_article_names(analyser: Analyser) -> None:
    for names, country in (
        (("Quneitra", "Khan Arnebeh", "Syria"), "SY"),
        (("Melbourne", "Khan Arnebeh", "Australia"), None),
    ):
        text = "Rain fell on {} and on {}, {} said.".format(*names)
        spans = [(text.index(name), text.index(name) + len(name)) for name in names]
        place = analyser.put(Article("a", "", text), spans)[1]
        assert (place.country_code if place else None) == country
