"""Ingest reads, analyses and stores; again changes nothing; one bad article costs only itself."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard import pipeline
from dashboard.model import NO_FILTERS
from dashboard.pipeline import analyse_each, ingest
from dashboard.settings import load_settings
from dashboard.sources import Quarantine, Refusal, read_bytes, read_text
from dashboard.sources.identity import former_id
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import NOON, analysed, reader

TWO = b'{"text": "Talks in Rome with Hamas."}\n{"text": "Ships left the Red Sea for Muscat and Rome."}\n'


@pytest.fixture
def settings(tmp_path: Path):
    return replace(load_settings({}), home=tmp_path)


def take(data: bytes, settings, analyse=None, name="a.jsonl"):
    return ingest(read_bytes(name, data), settings, analyse or reader())


def stored(settings):
    return {each.article.text: each for each in Archive(settings.archive).read()}


def test_articles_are_read_analysed_and_stored(settings):
    report = take(TWO, settings)
    assert (report.read, report.added, report.updated, report.unchanged, report.refused) == (2, 2, 0, 0, 0)
    assert (report.mentions, report.places, report.unplaced) == (4, 3, 0)
    with Index.open(settings) as index:
        assert queries.summary(index, NO_FILTERS).mentions == 4


def test_the_same_again_changes_nothing(settings):
    take(TWO, settings)
    files = Archive(settings.archive).files()
    report = take(TWO, settings)
    assert (report.added, report.unchanged) == (0, 2)
    assert Archive(settings.archive).files() == files


def test_twice_in_one_input_is_stored_once(settings):
    report = take(TWO + TWO, settings)
    assert (report.read, report.added, report.unchanged) == (4, 2, 2)


def test_a_changed_article_of_the_same_address_replaces_the_older(settings):
    take(b'{"text": "Talks in Rome.", "url": "https://example.org/1"}', settings)
    report = take(b'{"text": "Talks in Muscat.", "url": "https://example.org/1"}', settings)
    assert (report.added, report.updated) == (0, 1)
    assert list(stored(settings)) == ["Talks in Muscat."]


def test_the_same_under_another_spelling_of_its_address_is_one_article(settings):
    take(b'{"text": "Talks in Rome.", "url": "https://www.example.org/1?utm_source=feed"}', settings)
    spelled = b'{"text": "Talks in Muscat.", "url": "http://m.example.org/amp/1/?fbclid=x#top"}'
    assert (take(spelled, settings).updated, take(spelled, settings).unchanged) == (1, 1)
    assert list(stored(settings)) == ["Talks in Muscat."]


def test_an_article_that_an_archive_knows_by_a_former_id_keeps_it(settings):
    address = "https://www.example.org/1?gbraid=x"
    former = former_id(address)
    archive = Archive(settings.archive)
    archive.write([replace(analysed(former, "Talks in *Rome/rome*.", url=address), analyser="test 1")])
    again = b'{"text": "Talks in Rome.", "url": "%s"}' % address.encode()
    # the builder's articles have a language, those of the input have none
    assert (take(again, settings).updated, take(again, settings).unchanged) == (1, 1)
    changed = b'{"text": "Talks in Muscat.", "url": "%s"}' % address.encode()
    assert (take(changed, settings).added, take(changed, settings).unchanged) == (0, 1)
    assert [each.article.article_id for each in archive.read()] == [former]


def test_two_versions_in_one_input_settle_on_the_last_and_stay_there(settings):
    both = b'{"text": "One.", "url": "https://example.org/1"}\n{"text": "Two.", "url": "https://example.org/1"}'
    assert take(both, settings).updated == 1
    assert take(both, settings).unchanged == 2
    assert list(stored(settings)) == ["Two."]


def test_a_new_version_of_the_analyser_reads_everything_again(settings):
    take(TWO, settings)
    report = take(TWO, settings, reader("test 2"))
    assert (report.added, report.updated) == (0, 2)
    assert {each.analyser for each in stored(settings).values()} == {"test 2"}


def test_an_analyser_that_comes_back_reads_again_what_another_read_since(settings):
    both = b'{"text": "One.", "url": "https://example.org/1"}\n{"text": "Two.", "url": "https://example.org/1"}\n'
    for version in ("test 1", "test 2"):
        take(both + TWO, settings, reader(version))
    report = take(both + TWO, settings)
    assert (report.added, report.updated, report.unchanged) == (0, 4, 0)
    assert {each.analyser for each in stored(settings).values()} == {"test 1"}
    assert "Two." in stored(settings) and "One." not in stored(settings)
    assert take(both + TWO, settings).unchanged == 4


def test_a_clock_that_went_back_loses_no_update(settings):
    take(TWO, settings)
    take(TWO, settings, reader("test 2", at=NOON - timedelta(days=9)))
    assert {each.analyser for each in stored(settings).values()} == {"test 2"}


def test_an_article_that_cannot_be_analysed_goes_to_quarantine_and_the_rest_is_stored(settings):
    report = take(b'{"text": "I explode."}\n' + TWO, settings)
    assert (report.read, report.added, report.refused) == (3, 2, 1)
    (kept,) = Quarantine(settings.quarantine).list()
    assert kept.refusal.line == 1 and "the analyser exploded" in kept.refusal.reason
    assert kept.refusal.raw == "I explode."


def test_an_analysis_that_breaks_the_contract_goes_to_quarantine(settings):
    def shifted(article):
        made = reader()(article)
        return replace(made, mentions=tuple(replace(m, start=m.start + 1) for m in made.mentions))

    shifted.version = "broken"
    report = take(TWO, settings, shifted)
    assert (report.added, report.refused) == (0, 2)
    assert Archive(settings.archive).files() == []


def test_what_cannot_be_read_is_reported_and_quarantined(settings):
    report = take(b'{"text": "Ro\n' + TWO, settings)
    assert report.added == 2
    assert [(each.file, each.line, each.reason) for each in report.refusals] == [("a.jsonl", 1, "the JSON is cut off")]
    assert len(Quarantine(settings.quarantine).list()) == 1


def test_what_was_left_out_of_an_article_is_noted_with_it(settings):
    take(b'{"text": "Talks in Rome.", "published": "soon"}', settings)
    assert stored(settings)["Talks in Rome."].notes == ("The date 'soon' cannot be read: kept as undated.",)


def test_an_article_without_a_date_is_kept(settings):
    take(TWO, settings)
    with Index.open(settings) as index:
        assert queries.summary(index, NO_FILTERS).undated_articles == 2


def test_articles_are_stored_in_batches(settings, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 10)
    take(b"\n".join(b'{"text": "Rome %d."}' % n for n in range(25)), settings)
    assert len(Archive(settings.archive).files()) == 3
    assert len(stored(settings)) == 25


def test_what_was_stored_before_a_crash_stays_and_the_rest_follows(settings, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 10)
    lines = [b'{"text": "Rome %d."}' % n for n in range(25)]

    def crashing():
        yield from list(read_bytes("a.jsonl", b"\n".join(lines)))[:17]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(crashing(), settings, reader())
    assert len(stored(settings)) == 10
    report = take(b"\n".join(lines), settings)
    assert (report.added, report.unchanged) == (15, 10)


def test_a_damaged_archive_file_does_not_stop_an_ingest(settings):
    take(TWO, settings)
    path = Archive(settings.archive).files()[0]
    path.write_bytes(path.read_bytes()[:-5])
    assert take(TWO, settings).added == 2


def test_progress_tells_the_share_that_is_done(settings):
    told = []
    ingest(read_bytes("a.jsonl", TWO), settings, reader(), lambda label, done: told.append((label, done)))
    assert told[-1] == ("2 articles", 1.0)


def test_nothing_to_read_is_no_error(settings):
    assert ingest([], settings, reader()).read == 0


def test_pasted_text_is_a_source_like_any_other(settings):
    assert ingest([read_text("They met in Rome.", "Talks")], settings, reader()).added == 1


def test_analysing_each_stores_nothing(settings):
    outcomes = list(analyse_each(read_bytes("a.jsonl", b"nonsense\n" + TWO), reader()))
    assert isinstance(outcomes[0], Refusal)
    assert [len(analysed.mentions) for _, analysed in outcomes[1:]] == [1, 3]
    assert list(settings.home.iterdir()) == []
