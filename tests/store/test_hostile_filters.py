"""Whatever stands in a filter or a search is a value and no syntax: every question answers it as plain Python would."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from dashboard.errors import QueryError
from dashboard.model import NO_FILTERS, Actor, Filters
from dashboard.store import fulltext, queries
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import analysed

#: What means something to SQL, to LIKE, to regular expressions, to full-text engines, to C; stored, and asked for.
EVIL = (
    "' OR 1=1 --", "'; DROP TABLE articles; --", '" OR ""="', "x' UNION SELECT * FROM meta --", "$1", "?", ":name",
    "%", "_", "[a-z]*", ".*", "(?:", "\\", "\\'", "\x00", "a\x00b", "NULL", "null", "''", "{}", "{0.__class__}",
    "read_text('/etc/passwd')", "COPY articles TO '/tmp/x'", "ATTACH 'x.db'", "PRAGMA database_list", "/* */", "E'\\n'",
    "\u202egnp", "\ufeffx", "\u0301", "İ", "ß", "ﬀ", "Ǆ", "١٢", "😀", "\U0010ffff", "e\u0301", "é",
    " x", "x ", "\t", "\n",
    "NEAR(a b)", 'a"b', "a*", "-a", "a:b", "<b>", "=1+1", "1e999", "nan", "x" * 5_000,
)  # fmt: skip

#: Seconds that one question may take on a slow machine: the tables hold some sixty rows.
PATIENCE = 10.0

texts = st.one_of(
    st.sampled_from(EVIL),
    st.text(max_size=30),
    st.text(st.sampled_from("a' \ud800\udfff"), min_size=1, max_size=3),  # no text that can be bound
    st.builds(lambda a, b: a + b, st.sampled_from(EVIL), st.text(max_size=6)),
    st.text(st.sampled_from("'\"\\%_*?;-()[]{}$:|&<> \x00aé"), max_size=20),
)
thorough = settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write([_about(number, text) for number, text in enumerate(EVIL)])
    with Index.in_memory(archive) as made:
        yield made


def _about(number: int, text: str):
    """An article whose id, title, outlet, address, place, country, actor and lost name all are a text."""
    made = analysed(text, "*Hamas/@hamas* met in *Rome/rome* near *Foo/?*.", text, source=text, url=text)
    return replace(
        made,
        article=replace(made.article, title=text, text=made.article.text + "\n" + text),
        actors=tuple(replace(each, actor=Actor(text, text, "ngo", text)) for each in made.actors),
        mentions=tuple(
            each
            if each.place is None
            else replace(
                each,
                place=replace(each.place, place_id=text, name=text, country_code=text, country=text, admin1=text),
                runners_up=(),
            )
            for each in made.mentions
        ),
    )


def encodable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def answered(question: Callable[..., Any], *of: Any) -> Any:
    """Return the answer, or None if it was refused; anything else than a refusal, and a long wait, fails."""
    started = time.perf_counter()
    try:
        return question(*of)
    except QueryError:
        return None
    finally:
        assert time.perf_counter() - started < PATIENCE, question


@thorough
@given(texts)
@example("\ud800")
def test_a_chosen_value_leaves_what_equals_it(index: Index, text: str):
    for name in ("actors", "outlets", "countries"):
        found = answered(queries.articles, index, replace(NO_FILTERS, **{name: (text,)}))
        assert found is None if not encodable(text) else list(found["article_id"]) == [text] * (text in EVIL)


@thorough
@given(texts)
def test_an_id_finds_what_has_it(index: Index, text: str):
    there = text in EVIL
    if not encodable(text):
        assert answered(queries.article_view, index, text) is None
        return
    assert (queries.article_view(index, text) is not None) == there
    assert (queries.place(index, text) is not None) == there
    assert queries.excerpts(index, NO_FILTERS, text).total_mentions == there
    assert (queries.actor_card(index, NO_FILTERS, text) is not None) == there
    assert queries.articles_naming(index, text, 9) == [text] * there
    if text:
        assert list(queries.links(index, NO_FILTERS, text)["place_id"]) == [text] * there
        assert queries.sentences_with(index, NO_FILTERS, text).total_excerpts == there


@thorough
@given(texts)
@example('"' + "a " * 5_000 + '"')
@example(" ".join('"a b c d"' for _ in range(32)))
@example('"' + "a " * 128 + '"')
@example("a-" * 128)
@example("\ud800")
@example("a\x00b\xb0~<t")  # what folds accents in the database stops at a NUL
def test_a_search_is_answered_or_refused(index: Index, text: str):
    wanted = replace(NO_FILTERS, words=text)
    found, kept = answered(queries.search, index, NO_FILTERS, text, 100), answered(queries.articles, index, wanted)
    assert (found is None) == (kept is None) == (not encodable(text) or _too_many(text))
    if found is not None:
        assert set(found.places["place_id"]) | set(found.articles["article_id"]) <= set(EVIL)
        if not any(sign.isalnum() for sign in text):
            assert len(kept) == len(EVIL) and found.articles.empty
        else:
            assert {*found.articles["article_id"]} <= {*kept["article_id"]} <= set(EVIL)


def _too_many(text: str) -> bool:
    """More than 32 words or quoted phrases, or phrases of more than 128 words in all."""
    said = [a or b for a, b in re.findall(r'"([^"]*)"|([^\s"]+)', text)]
    said = [each for each in said if any(sign.isalnum() for sign in each)]
    return len(said) > 32 or sum(len(fulltext.split(each)) for each in said) > 128


@pytest.mark.parametrize("text", [each for each in EVIL if any(sign.isalnum() for sign in each)])
def test_a_text_is_found_by_itself(index: Index, text: str):
    quoted = '"' + text.replace('"', " ") + '"'
    assert text in [*queries.articles(index, replace(NO_FILTERS, words=quoted))["article_id"]]


#: Every question that takes a text, with the text in all its places.
QUESTIONS: dict[str, Callable[[Index, Filters, str, int], Any]] = {
    "actor_card": lambda index, filters, text, number: queries.actor_card(index, filters, text),
    "actor_facet": lambda index, filters, text, number: queries.actor_facet(index, filters),
    "actor_ids": lambda index, filters, text, number: queries.actor_ids(index, text),
    "actor_mentions": lambda index, filters, text, number: queries.actor_mentions(index, filters),
    "actors": lambda index, filters, text, number: queries.actors(index, filters, abs(number)),
    "article_view": lambda index, filters, text, number: queries.article_view(index, text, text),
    "articles": lambda index, filters, text, number: queries.articles(index, filters, abs(number)),
    "articles_naming": lambda index, filters, text, number: queries.articles_naming(index, text, abs(number)),
    "co_mentions": lambda index, filters, text, number: queries.co_mentions(index, filters, text, abs(number)),
    "compare": lambda index, filters, text, number: queries.compare(
        index, filters, (date.min, date(2024, 1, 1)), (date(2024, 1, 2), date.max), abs(number)
    ),
    "country_codes": lambda index, filters, text, number: queries.country_codes(index, text),
    "country_facet": lambda index, filters, text, number: queries.country_facet(index, filters),
    "place_courses": lambda index, filters, text, number: queries.place_courses(index, filters, number, number),
    "held": lambda index, filters, text, number: queries.held(index, (text, "")),
    "droppable": lambda index, filters, text, number: queries.droppable(index, filters),
    "doubt": lambda index, filters, text, number: queries.doubt(index, filters, text, text, number),
    "doubts": lambda index, filters, text, number: queries.doubts(index, filters, abs(number)),
    "all_excerpts": lambda index, filters, text, number: queries.all_excerpts(index, filters, number),
    "excerpts": lambda index, filters, text, number: queries.excerpts(index, filters, text, number, 10),
    "kind_facet": lambda index, filters, text, number: queries.kind_facet(index, filters),
    "links": lambda index, filters, text, number: queries.links(index, filters, text, abs(number)),
    "lost_name": lambda index, filters, text, number: queries.lost_name(index, filters, text, number),
    "mention": lambda index, filters, text, number: queries.mention(index, text, text, text, number),
    "mentions": lambda index, filters, text, number: queries.mentions(index, filters),
    "outlet_facet": lambda index, filters, text, number: queries.outlet_facet(index, filters),
    "page": lambda index, filters, text, number: queries.page(index, filters),
    "parts": lambda index, filters, text, number: queries.parts(index, text),
    "place": lambda index, filters, text, number: queries.place(index, text),
    "place_actors": lambda index, filters, text, number: queries.place_actors(index, filters, text),
    "place_counts": lambda index, filters, text, number: queries.place_counts(index, filters),
    "role_facet": lambda index, filters, text, number: queries.role_facet(index, filters),
    "search": lambda index, filters, text, number: queries.search(index, filters, text),
    "sentences_with": lambda index, filters, text, number: queries.sentences_with(
        index, filters, text, text, text, number, 10
    ),
    "analysed_place": lambda index, filters, text, number: queries.analysed_place(index, text, text, number, number),
    "spot": lambda index, filters, text, number: queries.spot(index, text, text, number, number),
    "summary": lambda index, filters, text, number: queries.summary(index, filters),
    "timeline": lambda index, filters, text, number: queries.timeline(index, filters),
    "unlisted_actors": lambda index, filters, text, number: queries.unlisted_actors(index, filters, abs(number)),
    "unplaced": lambda index, filters, text, number: queries.unplaced(index, filters),
}


def test_every_question_is_asked():
    asking = {
        name
        for name in queries.__all__
        if inspect.isfunction(getattr(queries, name))
        and "index" in inspect.signature(getattr(queries, name)).parameters
    }
    assert asking - {"corrections"} == set(QUESTIONS)


numbers = st.integers(-9, 9) | st.sampled_from([2**31, 2**63 - 1])
hostile_filters = st.builds(
    Filters,
    actors=st.lists(texts, max_size=3).map(tuple),
    actor_match=st.sampled_from(["any", "all"]) | texts,  # type: ignore[arg-type]
    actor_scope=st.sampled_from(["sentence", "article"]) | texts,  # type: ignore[arg-type]
    with_parts=st.booleans(),
    countries=st.lists(texts, max_size=3).map(tuple),
    since=st.none() | st.dates(),
    until=st.none() | st.dates() | st.just(date.max),
    keep_undated=st.booleans(),
    outlets=st.lists(texts, max_size=40).map(tuple),
    roles=st.just(()) | st.just(("location",)) | st.lists(texts, max_size=2).map(tuple),  # type: ignore[arg-type]
    kinds=st.just(()) | st.just(("city",)) | st.lists(texts, max_size=2).map(tuple),
    min_confidence=st.floats() | st.just(0.0),
    words=texts,
)
sound_filters = st.builds(
    Filters,
    actors=st.lists(texts, max_size=3).map(tuple),
    with_parts=st.booleans(),
    countries=st.lists(texts, max_size=3).map(tuple),
    since=st.none() | st.dates(),
    outlets=st.lists(texts, max_size=3).map(tuple),
    words=texts,
)


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(filters=sound_filters | hostile_filters, text=texts, number=numbers)
def test_no_question_fails_whatever_it_is_asked(index: Index, name: str, filters: Filters, text: str, number: int):
    answered(QUESTIONS[name], index, filters, text, number)


def test_nothing_was_changed_or_written(index: Index):
    """Runs last: after all of the above, the tables are what they were."""
    assert index.cursor().execute("SELECT count(*) FROM articles").fetchone() == (len(EVIL),)
    assert queries.summary(index, NO_FILTERS).mentions == len(EVIL)


STATEMENTS = ("COPY articles TO '/tmp/x.csv'", "SELECT * FROM read_text('/etc/hostname')", "ATTACH '/tmp/x.db'",
              "INSTALL httpfs", "SET enable_external_access = true")  # fmt: skip


@pytest.mark.parametrize("sql", STATEMENTS)
def test_even_a_statement_that_got_in_could_reach_no_file(index: Index, sql: str):
    import duckdb

    with pytest.raises(duckdb.Error):
        index.cursor().execute(sql)
