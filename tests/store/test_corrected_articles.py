"""What becomes of a correction of one mention when its article is published again with another text."""

from datetime import timedelta

import pytest

from dashboard.model import NO_FILTERS
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger, Spot
from dashboard.store.index import Index
from tests.builders import NOON, PLACES, analysed

OLD = "Talks in *Rome/rome* failed.\nThey left *Rome/rome* at noon.\nNothing of *Rome/rome* was said."


@pytest.fixture
def archive(settings):
    archive = Archive(settings.archive)
    archive.write([analysed("a", OLD, "*Rome/rome* and *Rome/rome*")])
    return archive


def correct(settings, of="text", nth=1, says="place"):
    """Correct the nth Rome of an article, as the page does, and return the ledger."""
    ledger = Ledger(settings.corrections)
    with Index.in_memory(Archive(settings.archive)) as index:
        view = queries.article_view(index, "a")
        mark = (view.title_marks if of == "title" else view.text_marks)[nth - 1]
        spot = queries.spot(index, "a", of, mark.start, mark.end)
    ledger.add(Correction("mention", "Rome", says, "gazetteer", PLACES["beirut"] if says == "place" else None,
                          article_id="a", spot=spot, was="geonames:3169070"))  # fmt: skip
    return ledger


def of_before(settings):
    """Correct the second Rome of the text as ledgers of before have it: without which one it is."""
    spot = Spot("text", 32, 36, "They left Rome at noon.", 22)
    Ledger(settings.corrections).add(Correction("mention", "Rome", "place", "gazetteer", PLACES["beirut"],
                                                article_id="a", spot=spot, was="geonames:3169070"))  # fmt: skip


def corrected(settings, text, title="*Rome/rome* and *Rome/rome*"):
    """Publish the article again; return the sentences in which Beirut stands now, and why the correction waits."""
    with Index.open(settings) as index:
        Archive(settings.archive).write([analysed("a", text, title, at=NOON + timedelta(days=1))])
        index.refresh()
        view = queries.article_view(index, "a")
        found = [view.article.title for mark in view.title_marks if mark.name == "Beirut"]
        for mark in view.text_marks:
            if mark.name == "Beirut":
                start, end = next(span for span in view.sentences if span[0] <= mark.start < span[1])
                found.append(view.article.text[start:end])
        (entry,) = queries.corrections(index).itertuples()
        with Index.in_memory(Archive(settings.archive), None, Ledger(settings.corrections)) as anew:
            assert anew.version == index.version
            assert queries.mentions(anew, NO_FILTERS).equals(queries.mentions(index, NO_FILTERS))
            assert queries.corrections(anew).equals(queries.corrections(index))
    return found, entry.lost


def test_a_spot_knows_the_sentence_and_which_mention_of_its_name_it_is(settings, archive):
    with Index.in_memory(archive) as index:
        assert queries.spot(index, "a", "text", 32, 36) == Spot("text", 32, 36, "They left Rome at noon.", 22, 2)
        assert queries.spot(index, "a", "title", 9, 13) == Spot("title", 9, 13, "Rome and Rome", 0, 2)
        assert queries.spot(index, "a", "text", 33, 36) is None and queries.spot(index, "b", "text", 32, 36) is None


def test_a_spot_counts_the_mentions_that_were_said_to_be_none(settings, archive):
    ledger = correct(settings, nth=1, says="not_a_place")
    with Index.in_memory(archive, None, ledger) as index:
        assert queries.spot(index, "a", "text", 32, 36).nth == 2


def test_it_follows_its_sentence_wherever_that_went(settings, archive):
    correct(settings, nth=2)
    text = "A new lead with *Rome/rome* and *Rome/rome*.\nTalks in *Rome/rome* failed.\nThey left *Rome/rome* at noon."
    assert corrected(settings, text) == (["They left Rome at noon."], "")


def test_of_a_sentence_that_stands_twice_now_one_is_corrected(settings, archive):
    correct(settings, nth=2)
    text = "They left *Rome/rome* at noon.\nTalks in *Rome/rome* failed.\nThey left *Rome/rome* at noon."
    assert corrected(settings, text) == (["They left Rome at noon."], "")


def test_in_a_sentence_that_was_rewritten_it_is_the_same_one_of_the_names(settings, archive):
    correct(settings, nth=2)
    text = "Talks in *Rome/rome*, on *Rome/rome* failed.\nBoth left *Rome/rome* at one."
    assert corrected(settings, text) == (["Talks in Rome, on Rome failed."], "")


def test_where_the_end_of_its_sentence_was_changed_it_stays_where_it_stands(settings, archive):
    of_before(settings)
    assert corrected(settings, OLD.replace("at noon", "at one")) == (["They left Rome at one."], "")


def test_in_a_title_it_is_followed_as_well(settings, archive):
    correct(settings, of="title", nth=2)
    title = "Both: *Rome/rome* or *Rome/rome*"
    assert corrected(settings, OLD, title) == (["Both: Rome or Rome"], "")


def test_it_is_kept_and_waits_where_what_it_speaks_of_is_gone(settings, archive):
    ledger = correct(settings, nth=3)
    assert corrected(settings, "Talks in *Rome/rome* failed.\nThey left.") == ([], "mention")
    assert len(ledger.read().active) == 1
    with Index.open(settings) as index:
        archive.write([analysed("a", OLD, at=NOON + timedelta(days=2))])
        index.refresh()
        assert queries.corrections(index)["lost"].tolist() == [""]
        assert queries.place_counts(index, NO_FILTERS)["name"].tolist() == ["Rome", "Beirut"]


def test_a_name_that_is_another_one_now_is_not_corrected(settings, archive):
    correct(settings, nth=2)
    assert corrected(settings, OLD.replace("*Rome/rome*", "*Oman/muscat*"), "Oman") == ([], "mention")


def test_of_an_article_that_is_not_stored_it_is_said(settings, archive):
    ledger = Ledger(settings.corrections)
    ledger.add(Correction("article", "Rome", "not_a_place", "by hand", article_id="gone"))
    ledger.add(Correction("article", "Qom", "not_a_place", "by hand", article_id="a"))
    ledger.add(Correction("name", "Qom", "not_a_place", "by hand"))
    with Index.open(settings) as index:
        assert queries.corrections(index)["lost"].tolist() == ["", "mention", "article"]


def test_a_line_of_before_that_does_not_say_which_of_its_names_it_is_still_works(settings, archive):
    of_before(settings)
    assert corrected(settings, "A lead.\n" + OLD) == (["They left Rome at noon."], "")
    Archive(settings.archive).write([analysed("a", "All of *Rome/rome* is new.", at=NOON + timedelta(days=2))])
    with Index.open(settings) as index:
        assert queries.corrections(index)["lost"].tolist() == ["mention"]
