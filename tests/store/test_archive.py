"""The archive keeps analyses exactly, whole or not at all, and names what is damaged."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.errors import ArchiveError
from dashboard.model import (
    ACTOR_TYPES,
    KINDS,
    ROLES,
    Actor,
    ActorMention,
    AnalysedArticle,
    Article,
    Candidate,
    Mention,
    Place,
)
from dashboard.store.archive import Archive
from dashboard.store.contract import content_hash
from tests.builders import NOON, analysed

ROME = analysed("a", "Talks in *Rome/rome* with *Hamas/@hamas* and *Foo/?*.", "On *Iran/iran*", published="2024-10-28")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
maybe = st.none() | words
places = st.builds(
    Place, words, words, st.sampled_from(KINDS), st.floats(-90, 90), st.floats(-180, 180), maybe, maybe, maybe,
    st.floats(0, 9000), st.integers(0, 2**40),
)  # fmt: skip
actors = st.builds(
    Actor, words, words, st.sampled_from(ACTOR_TYPES), maybe, st.lists(words, max_size=2).map(tuple)
)  # fmt: skip


@st.composite
def analyses(draw) -> AnalysedArticle:
    text = draw(words) + "x"
    article = Article(
        draw(words) + "i", draw(words), text, draw(maybe), draw(maybe), draw(st.none() | st.dates()), draw(maybe)
    )
    end = draw(st.integers(1, len(text)))
    start = draw(st.integers(0, end - 1))
    share = st.floats(0, 1)
    mention = Mention(
        "text", start, end, text[start:end], 1, draw(st.sampled_from(ROLES)), draw(st.none() | places), draw(share),
        tuple(draw(st.lists(words, max_size=3))),
        tuple(Candidate(draw(places), draw(share)) for _ in range(draw(st.integers(0, 3)))),
    )  # fmt: skip
    actor = ActorMention("text", start, end, text[start:end], 1, draw(actors), draw(share), draw(words))
    at = draw(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
    return AnalysedArticle(article, (mention,), (actor,), ((0, len(text)),), draw(words), at, (draw(words),))


@hypothesis_settings(deadline=None)  # machines are noisy
@given(analyses())
def test_what_is_written_is_read_back_exactly(tmp_path_factory, made):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write([made])
    assert list(archive.read()) == [made]


def test_the_newest_analysis_of_an_article_wins_whatever_file_it_is_in(archive):
    newer = replace(ROME, analyser="test 2", analysed_at=NOON + timedelta(seconds=1))
    archive.write([newer])
    archive.write([ROME])
    assert list(archive.read()) == [newer]


def test_of_two_analyses_in_one_file_the_newest_wins(archive):
    newer = replace(ROME, analysed_at=NOON + timedelta(microseconds=1))
    archive.write([ROME, newer, analysed("b", "Text.")])
    assert [each.analysed_at for each in archive.read()] == [newer.analysed_at, NOON]


def test_stored_tells_every_version_and_the_newest_analyser(archive):
    newer = replace(ROME, analyser="test 2", analysed_at=NOON + timedelta(seconds=1))
    archive.write([newer])
    archive.write([ROME])
    (stored,) = archive.stored().values()
    assert (stored.analyser, stored.analysed_at) == ("test 2", newer.analysed_at)
    assert stored.versions == {(content_hash(ROME.article), "test 1"), (content_hash(ROME.article), "test 2")}


def test_nothing_to_write_writes_nothing(archive):
    assert archive.write([]) is None
    assert archive.files() == [] and list(archive.read()) == []


def test_names_sort_by_age(archive):
    written = [archive.write([analysed(str(n), "Text.")]) for n in range(5)]
    assert archive.files() == written


def test_only_finished_files_are_left(archive):
    archive.write([ROME])
    assert [path.suffix for path in archive.folder.iterdir()] == [".parquet"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="nothing was added"):
        Archive(tmp_path / "file").write([ROME])


@pytest.mark.parametrize(
    "broken",
    [
        replace(ROME, analysed_at=datetime(2025, 1, 1)),
        replace(ROME, article=replace(ROME.article, article_id="")),
        replace(ROME, sentences=((0, 999),)),
        replace(ROME, mentions=(replace(ROME.mentions[1], start=8),)),
        replace(ROME, mentions=(replace(ROME.mentions[1], start=-4, end=-1),)),
        replace(ROME, mentions=(replace(ROME.mentions[1], sentence=2),)),
        replace(ROME, mentions=(replace(ROME.mentions[1], sentence=0),)),
        replace(ROME, mentions=(replace(ROME.mentions[1], confidence=1.5),)),
        replace(ROME, mentions=(replace(ROME.mentions[1], place=replace(ROME.mentions[1].place, lat=91.0)),)),
        replace(ROME, article=replace(ROME.article, title=ROME.article.title + "\ud800")),
    ],
    ids="zone id sentence start negative sentence-number title-sentence confidence lat surrogate".split(),
)
def test_an_analysis_that_breaks_the_contract_is_not_stored(archive, broken):
    with pytest.raises(ArchiveError, match=r"cannot be stored"):
        archive.write([analysed("fine", "Text."), broken])
    assert archive.files() == []


@pytest.mark.parametrize("where", [0.0, 0.25, 0.5, 0.75, 0.99])
def test_a_flipped_bit_is_noticed_and_the_rest_is_served(archive, where):
    damaged = archive.write([ROME])
    archive.write([analysed("b", "Text.")])
    flip(damaged, int(damaged.stat().st_size * where))
    with pytest.raises(ArchiveError, match=damaged.name):
        list(archive.read())
    errors: list[ArchiveError] = []
    assert [each.article.article_id for each in archive.read(errors)] == ["b"]
    assert len(errors) == 1 and damaged.name in str(errors[0])


def test_a_cut_file_is_noticed(archive):
    path = archive.write([ROME])
    path.write_bytes(path.read_bytes()[:-10])
    assert len(archive.sound_files()[1]) == 1


def test_a_file_of_other_columns_is_no_archive_file(archive):
    archive.write([ROME])
    pq.write_table(pq.read_table(archive.files()[0]).drop_columns(["mentions"]), archive.folder / "other.parquet")
    ((error,), sound) = reversed(archive.sound_files())
    assert "mentions" in str(error) and len(sound) == 1


def test_a_file_of_a_later_version_is_refused_by_name(archive):
    archive.write([ROME])
    table = pq.read_table(archive.files()[0]).replace_schema_metadata({"dashboard_archive_version": "99"})
    pq.write_table(table, archive.folder / "later.parquet")
    assert "update the program" in str(archive.sound_files()[1][0])


def test_the_fingerprint_changes_with_the_files_and_not_without(archive):
    empty = archive.fingerprint()
    archive.write([ROME])
    one = archive.fingerprint()
    assert empty != one == archive.fingerprint()


def test_the_content_hash_changes_with_every_field():
    article = ROME.article
    changed = [
        replace(article, title="Other"), replace(article, text="Other"), replace(article, source="Other"),
        replace(article, url="https://example.org/"), replace(article, published=date(2024, 1, 1)),
        replace(article, language="fr"),
    ]  # fmt: skip
    assert len({content_hash(each) for each in (article, *changed)}) == 7


def test_other_programs_read_the_archive(archive):
    import duckdb

    archive.write([ROME])
    found = duckdb.sql(f"SELECT unnest(mentions).place.name AS name FROM '{archive.folder}/*.parquet'").fetchall()
    assert found == [("Iran",), ("Rome",), (None,)]
