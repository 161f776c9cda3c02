"""A search for words finds what a scan of the texts would find, by look-up; whatever is typed is text and no syntax."""

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from dashboard.model import Filters
from dashboard.store import _postings, fulltext, queries
from dashboard.store._filters import words_of
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import NOON, analysed


def found(index, words):
    return set(queries.articles(index, Filters(words=words))["article_id"])


@pytest.fixture
def three(index_of):
    return index_of(
        analysed("ships", "Ships left the Red Sea for *Rome/rome*."),
        analysed("talks", "Red tape; the sea of talks in *Rome/rome* went on.", "Élan in the U.S. talks"),
        analysed("arms", "AT&T's co-op sold well-known arms,\u00a0tabs\tand\nlines in *Muscat/muscat*."),
    )


@pytest.mark.parametrize(
    "words, there",
    [
        ("sea", {"ships", "talks"}),
        ("SE", {"ships", "talks"}),
        ("ea", set()),
        ('"red sea"', {"ships"}),
        ('"red se"', {"ships"}),
        ('"re sea"', set()),
        ("red sea", {"ships", "talks"}),
        ("sea -red", {"ships", "talks"}),
        ('"the red sea for"', {"ships"}),
        ("elan", {"talks"}),
        ("U.S.", {"talks"}),
        ('"talks red"', {"talks"}),
        ("well-known co-op", {"arms"}),
        ('"arms tabs and lines"', {"arms"}),
        ("at&t", {"arms"}),
        ("rome muscat", set()),
        ('"ships left the red sea for rom"', {"ships"}),
        ('"ships left the red sea to rom"', set()),
    ],
)
def test_every_word_starts_a_word_and_quoted_words_stand_side_by_side(three, words, there):
    assert found(three, words) == there


@pytest.mark.parametrize(
    "words",
    [
        "red NEAR sea", "NEAR(red sea)", "re* OR 1", "^red", "-red", "title:red", "red AND", '"', '"""', "' OR 1=1 --",
        "%", "_", "*", "red\x00sea", "{}[]()", "🙂", "x" * 10_000, '"' + "red " * 128 + '"', "\u0301", "½", "İ ς ß",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_text(three, words):
    assert found(three, words) <= {"ships", "talks", "arms"}


def scanned(index, words):
    """Return what a scan finds: this is what a search means."""
    terms = words_of(words)
    inside = " AND ".join("contains(' ' || fold(title || ' ' || text), ' ' || fold(?))" for _ in terms) or "true"
    rows = index.cursor().execute(f"SELECT article_id FROM articles WHERE {inside}", terms).fetchall()
    return {row[0] for row in rows}


TEXTS = st.lists(st.sampled_from(["Red", "red", "sea", "Séa", "se", "a.b", "a", "b-c", "ab", "\u0301x", "١٢", "کتاب"]),
                 max_size=8)  # fmt: skip


@settings(
    max_examples=12, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), asked=TEXTS, quoted=st.booleans())
@example(texts=[["a.b"]], asked=["a", "b"], quoted=True)
def test_a_look_up_finds_what_a_scan_finds(index_of, texts, asked, quoted):
    index = index_of(*(analysed(f"a{n}", " ".join(said) + " in *Rome/rome*") for n, said in enumerate(texts)))
    words = f'"{" ".join(asked)}"' if quoted else " ".join(asked)
    assert found(index, words) == scanned(index, words)


@settings(
    max_examples=60, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=("Cn", "Co", "Cs", "Cc")), max_size=20))
@example(text="Ǆ ŉ İstanbul ΣΑΣ Ⅻ ﬁ 가 ڪتاب हिन्दी")
def test_words_are_split_alike_here_and_in_the_index(three, text):
    said, *words = three.cursor().execute(
        f"SELECT fold(?) {''.join(', fold(?)' for _ in fulltext.split(text))}", [text, *fulltext.split(text)]
    ).fetchone()  # fmt: skip
    assert " ".join(words) == said


@settings(
    max_examples=60, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(text=st.text(st.characters(max_codepoint=127), max_size=20))
@example(text="U.S.\x00 Co-op's  [x] _9_")
def test_plain_words_are_folded_here_as_the_index_folds_them(three, text):
    assert three.cursor().execute("SELECT fold(?)", [text]).fetchone() == (fulltext.folded(three.cursor(), [text])[0],)


def test_what_comes_and_what_is_replaced_is_found_as_it_is_now(settings):
    archive = Archive(settings.archive)
    archive.write([analysed("a", "Old words in *Rome/rome*.")])
    with Index.open(settings) as index:
        archive.write(
            [analysed("a", "New words in *Rome/rome*.", at=NOON + timedelta(1)), analysed("b", "*Rome/rome*, new.")]
        )
        index.refresh()
        assert found(index, "old") == set()
        assert found(index, "new") == {"a", "b"}
        assert found(index, '"new words"') == {"a"}


def test_a_long_archive_is_taken_in_by_stretches(settings, monkeypatch):
    monkeypatch.setattr(_postings, "BLOCK_CHARACTERS", 50)
    monkeypatch.setattr(_postings, "STRETCH_WORDS", 20)
    Archive(settings.archive).write([analysed(f"a{n}", f"Word number{n} in *Rome/rome*.") for n in range(9)])
    with Index.open(settings) as index:
        assert found(index, "word") == {f"a{n}" for n in range(9)}
        assert found(index, '"word number7"') == {"a7"}
        rows = index.cursor().execute("SELECT count(*) FROM postings JOIN words USING (word_no) WHERE word = 'word'")
        assert rows.fetchone()[0] > 1


def test_words_that_an_article_says_late_stand_side_by_side(index_of):
    said = " ".join(f"w{n}" for n in range(32_740, 32_790))
    index = index_of(analysed("long", "low " * 32_740 + said + " in *Rome/rome*."), analysed("short", "*Rome/rome*."))
    apart = [n for n in range(32_740, 32_789) if found(index, f'"w{n} w{n + 1}"') != {"long"}]
    assert not apart
    assert found(index, '"low rome"') == set()


def test_what_follows_the_millionth_word_is_not_taken_for_another_article(index_of):
    endless = "*Rome/rome* " + "a.b " * 600_000 + "end of it"
    index = index_of(analysed("endless", endless), analysed("next", "The end in *Rome/rome*."))
    assert found(index, '"a b a"') == {"endless"}
    assert found(index, "end") == {"next"}
    assert found(index, '"end of"') == set()


def test_words_leave_the_same_mentions_to_an_export_as_to_the_page(three):
    for words in ("sea", '"red sea"', "nowhere", "élan"):
        filters = Filters(words=words)
        assert set(queries.mentions(three, filters)["article_id"]) == found(three, words)
        assert len(queries.mentions(three, filters)) == queries.summary(three, filters).mentions


def test_each_new_word_is_known_while_the_index_stays_open(settings):
    archive = Archive(settings.archive)
    archive.write([analysed("first", "Alpha beta in *Rome/rome*.")])
    with Index.open(settings) as index:
        assert found(index, "alpha") == {"first"}
        for word in ("gamma", "alphabet", "gammon", "aardvark", "zulu"):
            archive.write([analysed(word, f"{word} in *Rome/rome*.")])
            index.refresh()
            assert found(index, word) == {word}
        assert found(index, "alpha") == {"first", "alphabet"}
        assert found(index, "gam") == {"gamma", "gammon"}
        assert found(index, '"gamma in ro"') == {"gamma"}


def test_a_search_in_many_threads_while_articles_come(settings):
    archive = Archive(settings.archive)
    archive.write([analysed("a", "Words in *Rome/rome*.")])
    seen, stop = [], threading.Event()
    with Index.open(settings) as index:

        def read():
            while not stop.is_set():
                seen.append(len(found(index, '"words in"')))

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for n in range(5):
            archive.write([analysed(f"b{n}", "Words in *Rome/rome*.")])
            index.refresh()
        stop.set()
        for reader in readers:
            reader.join()
        assert seen and set(seen) <= set(range(1, 7))
        assert found(index, "words") == {"a", *(f"b{n}" for n in range(5))}
