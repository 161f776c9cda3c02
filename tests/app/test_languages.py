"""Each language has every text, with the same signature; Arabic has its own grammar; threads do not mix languages."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dashboard.app import languages
from dashboard.app import text as shown
from dashboard.app.languages import (
    desk_words,
    panel_words,
    review_words,
    takeaway_words,
    time_words,
    view_words,
    words,
)
from dashboard.app.languages.ar import grammar
from dashboard.model import Filters, Place
from dashboard.sources import Mapped
from dashboard.store.queries import Mark

APP = Path(languages.__file__).resolve().parent.parent
MODULES = sorted(path.stem for path in (APP / "languages" / "en").glob("*_words.py")) + ["words"]
OTHERS = sorted(set(languages.NAMES) - {languages.ENGLISH})
#: Letters of each language's own script.
SCRIPTS = {"ar": r"[\u0621-\u064a\u060c]"}

LEBANON = Place("iso:LB", "Lebanon", "country", 33.9, 35.5, "LB", "Lebanon")
DAY = date(2024, 10, 28)
#: What a function of the catalogue is called with, by the name of a parameter, else by its type.
SAMPLES: Mapping[str, Any] = {
    "of": "city", "step": "gazetteer", "what": "cities", "codes": ["rank"], "names": ["place"], "noun": "place",
    "last": "and", "word": "مؤكد", "said": "2014-05", "since": "2014", "until": "2018-10",
    "int": 3, "str": "Tyre", "float": 0.8,
    "bool": True, "date": DAY, "date | None": DAY, "datetime": datetime(2024, 10, 28, 9, 5), "str | None": "Tyre",
    "Iterable[str]": ["Tyre", "Sidon"], "Sequence[str]": ["Tyre", "Sidon"], "list[str]": ["Tyre", "Sidon"],
    "int | None": 7, "Place": LEBANON, "Filters": Filters(since=DAY), "Span": (DAY, DAY),
    "Iterable[Role]": ["location"], "Sequence[tuple[int, str]]": [(2, "no")],
    "Mapped": Mapped({"text": ("body",)}, ("tags",), ("body", "tags")),
}  # fmt: skip
#: What is the same in every language, and a text as it came.
NEUTRAL = {"file_name", "number", "capital"}
SAME = {"FORMATS", "SIGNS"}


def module(language: str, name: str) -> ModuleType:
    return importlib.import_module(f"dashboard.app.languages.{language}.{name}")


def texts(name: str) -> dict[str, Any]:
    """Return the public names that a module of the English catalogue defines, with what they hold."""
    found = module(languages.ENGLISH, name)
    defined = set()
    for node in ast.parse(inspect.getsource(found)).body:
        if isinstance(node, ast.FunctionDef):
            defined.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return {each: getattr(found, each) for each in sorted(defined) if not each.startswith("_")}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from strings(each)


def called(function: Any) -> Any:
    """Return what a function of the catalogue says of samples."""
    given = {}
    for name, parameter in inspect.signature(function).parameters.items():
        by_name = SAMPLES.get(name) if parameter.annotation in ("str", "Iterable[str]") else None
        given[name] = SAMPLES[parameter.annotation] if by_name is None else by_name
        if name in ("since", "until") and parameter.annotation != "str":
            given[name] = DAY
    return function(**given)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", MODULES)
def test_a_language_has_every_text_and_says_it_in_its_own_script(language: str, name: str):
    other = module(language, name)
    wrong = []
    for text, english in texts(name).items():
        if not hasattr(other, text):
            wrong.append(f"{text} is missing")
            continue
        said = getattr(other, text)
        if callable(english):
            if str(inspect.signature(said)) != str(inspect.signature(english)):
                wrong.append(f"{text}{inspect.signature(said)} is called otherwise: {inspect.signature(english)}")
                continue
            if text in NEUTRAL:
                continue
            said = called(said)
            assert type(said) is type(called(english)), text
        elif text == "ACTOR_GROUPS":
            assert list(said.values()) == list(english.values())
            said = [*said]
        elif isinstance(english, Mapping):
            assert set(said) == set(english), text
        else:
            assert type(said) is type(english), text
        if text not in SAME:
            wrong += [f"{text}: {each!r}" for each in strings(said) if not re.search(SCRIPTS[language], each)]
    assert wrong == []


def test_a_module_of_another_language_has_no_text_that_nobody_asks_for():
    unknown = {}
    for language in OTHERS:
        for name in MODULES:
            tree = ast.parse(inspect.getsource(module(language, name)))
            defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            for node in tree.body:
                if isinstance(node, ast.Assign):
                    defined |= {each.id for to in node.targets for each in ast.walk(to) if isinstance(each, ast.Name)}
            extra = {each for each in defined - set(texts(name)) if not each.startswith("_")}
            if extra:
                unknown[f"{language}.{name}"] = extra
    assert unknown == {}


# ------------------------------------------------------------------------------------------------------------- Arabic


@pytest.mark.parametrize(
    "count, said",
    [
        (0, "0 مقال"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "3 مقالات"),
        (10, "10 مقالات"),
        (11, "11 مقالًا"),
        (99, "99 مقالًا"),
        (100, "100 مقال"),
        (102, "102 مقال"),
        (103, "103 مقالات"),
        (1200, "1,200 مقال"),
        (1211, "1,211 مقالًا"),
    ],
)
def test_arabic_counts_in_six_forms(count: int, said: str):
    assert grammar.counted(count, "article") == said


def test_arabic_after_a_preposition_has_another_two():
    with languages.speaking("ar"):
        assert panel_words.mentions_in(2, 2) == "إشارتان في مقالين"
        assert takeaway_words.counts(38, 21, 17) == "38 إشارة إلى 21 مكانًا في 17 مقالًا"
        assert review_words.put_at(1, 3) == "إشارة واحدة غير مؤكدة في 3 مقالات"


def test_arabic_days_lists_and_places():
    with languages.speaking("ar"):
        assert words.span(date(2024, 10, 1), date(2024, 12, 31)) == "1 أكتوبر – 31 ديسمبر 2024"
        assert words.listed(["لبنان", "سوريا", "Iran"]) == "لبنان وسوريا و Iran"
        assert words.listed(["لبنان", "سوريا"], "or") == "لبنان أو سوريا"
        assert words.listed([]) == ""
        assert words.whereabouts("city", name="Tyre", admin1="South", country="Lebanon") == "مدينة في South، Lebanon"
        assert time_words.undated(2) == "إشارتان بلا تاريخ"
        assert view_words.left_out(["place", "lang"]) == "تعذّر استعمال الرابط كله هنا. ما لم يُستعمل: المكان واللغة."


# ----------------------------------------------------------------------------------------------------- which is spoken


def test_a_block_speaks_a_language_and_what_follows_does_not():
    with languages.speaking("ar"):
        assert (languages.current(), languages.direction()) == ("ar", "rtl")
    assert words.RESET == "Reset"


def test_what_a_language_lacks_is_said_in_english(monkeypatch):
    monkeypatch.delattr(module("ar", "words"), "RESET")
    with languages.speaking("ar"):
        assert words.RESET == "Reset" and words.ADD != "Add articles"


def test_threads_that_speak_at_once_do_not_mix():
    said: dict[str, set[str]] = {}
    together = threading.Barrier(2)

    def speak(language: str) -> None:
        with languages.speaking(language):
            together.wait()
            said[language] = {desk_words.mentions(3, 9) for _ in range(2000)}

    threads = [threading.Thread(target=speak, args=(language,)) for language in languages.NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"en": {"3 of 9 mentions"}, "ar": {"3 من أصل 9 إشارات"}}


@pytest.mark.parametrize("language", languages.NAMES)
def test_no_two_filters_have_one_heading(language):
    """A state among the actors and the country of a place have the same name: the headings tell them apart."""
    with languages.speaking(language):
        headings = [*words.ACTOR_GROUPS, desk_words.COUNTRIES, desk_words.DATES, desk_words.OUTLETS, desk_words.ROLES,
                    desk_words.MAP]  # fmt: skip
    assert len({heading.casefold() for heading in headings}) == len(headings)


def test_the_words_of_a_mark_are_joined_by_the_comma_of_the_language():
    both = [Mark(0, 5, "place", "Iran", "iso:IR", "metonym", False, 0.9),
            Mark(0, 5, "actor", "Iran", "iso:IR", None, False, 0.9)]  # fmt: skip
    assert shown.listed_labels(both) == "government, actor"
    with languages.speaking("ar"):
        assert shown.listed_labels(both) == "حكومة، جهة فاعلة"
