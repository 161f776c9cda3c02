"""Corrections in the index: at once, after a rebuild, after the article came again, and gone when taken back."""

from datetime import timedelta

import pytest

from dashboard.model import NO_FILTERS, ROLES, Filters, Place
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger, Spot
from dashboard.store.index import Index
from tests.builders import NOON, PLACES, analysed

QARYA = Place("hand:qarya", "Qarya", "city", 33.89, 35.5, "LB", "Lebanon")
EVERY_ROLE = Filters(roles=())
QUESTIONS = (queries.place_counts, queries.actor_facet, queries.mentions, queries.unplaced, queries.role_facet)


def placed(name="Al-Qarya", at=QARYA, **more):
    return Correction(more.pop("applies_to", "name"), name, "place", "by hand", at, **more)


def no_place(name, **more):
    return Correction(more.pop("applies_to", "name"), name, "not_a_place", "by hand", **more)


def places(index, filters=NO_FILTERS):
    found = queries.place_counts(index, filters)
    return dict(zip(found["name"], found["mentions"].tolist(), strict=True))


def lost(index):
    found = queries.unplaced(index, NO_FILTERS)
    return dict(zip(found["surface"], found["mentions"].tolist(), strict=True))


@pytest.fixture
def archive(settings):
    archive = Archive(settings.archive)
    archive.write(
        [
            analysed("a", "Rain in *Al-Qarya/?*.\n*AL-QARYA/?* and *Rome/rome* with *Iran/@iran*."),
            analysed("b", "*Rome/rome* and *Al-Qarya/?* and *Tell Qar/?*."),
        ]
    )
    return archive


@pytest.fixture
def ledger(settings):
    return Ledger(settings.corrections)


def same_as_built_anew(index, archive, ledger):
    with Index.in_memory(archive, None, ledger) as anew:
        assert anew.version == index.version
        for question in QUESTIONS:
            assert question(index, EVERY_ROLE).equals(question(anew, EVERY_ROLE)), question.__name__
    return True


def test_a_placed_name_is_on_the_map_at_once_in_every_article_and_whatever_its_case(settings, archive, ledger):
    with Index.open(settings) as index:
        before = index.version
        ledger.add(placed())
        assert index.refresh() is True and index.version != before
        assert places(index) == {"Qarya": 3, "Rome": 2} and lost(index) == {"Tell Qar": 1}
        found = queries.excerpts(index, NO_FILTERS, "hand:qarya").excerpts[0]
        assert (found.confidence, found.evidence) == (1.0, ("placed_by_hand",))
        assert places(index, Filters(countries=("LB",))) == {"Qarya": 3}
        assert same_as_built_anew(index, archive, ledger)


def test_it_is_there_after_a_restart_and_after_a_rebuild(settings, archive, ledger):
    Index.open(settings).close()
    ledger.add(placed())
    with Index.open(settings) as index:
        assert places(index) == {"Qarya": 3, "Rome": 2}
    with Index.open(settings) as index:
        assert index.refresh() is False and places(index) == {"Qarya": 3, "Rome": 2}
    settings.index.unlink()
    with Index.open(settings) as index:
        assert places(index) == {"Qarya": 3, "Rome": 2}


def test_undoing_gives_exactly_what_was_there_before(settings, archive, ledger):
    with Index.open(settings) as index:
        before, answers = index.version, [question(index, EVERY_ROLE) for question in QUESTIONS]
        correction = placed()
        ledger.add(correction)
        index.refresh()
        ledger.undo(correction.id)
        assert index.refresh() is True and index.version == before
        for question, answer in zip(QUESTIONS, answers, strict=True):
            assert question(index, EVERY_ROLE).equals(answer)
        assert queries.place(index, "hand:qarya") is None
        assert same_as_built_anew(index, archive, ledger)


def test_it_holds_for_articles_that_come_later_and_for_one_that_comes_again(settings, archive, ledger):
    ledger.add(placed())
    with Index.open(settings) as index:
        archive.write([analysed("c", "Snow in *Al-Qarya/?*.")])
        archive.write([analysed("a", "Sun.\nNow in *Al-Qarya/?*.", at=NOON + timedelta(days=1))])
        index.refresh()
        assert places(index) == {"Qarya": 3, "Rome": 1}
        assert same_as_built_anew(index, archive, ledger)
        ledger.undo(ledger.read().active[0].id)
        index.refresh()
        assert places(index) == {"Rome": 1} and lost(index) == {"Al-Qarya": 3, "Tell Qar": 1}


def test_one_article_alone_can_be_corrected_and_the_narrower_wins(settings, archive, ledger):
    rome = placed(at=PLACES["rome"], applies_to="article", article_id="b")
    ledger.add(rome)
    with Index.open(settings) as index:
        assert places(index) == {"Rome": 3} and lost(index) == {"AL-QARYA": 2, "Tell Qar": 1}
        ledger.add(placed())
        index.refresh()
        assert places(index) == {"Qarya": 2, "Rome": 3}
        ledger.undo(rome.id)
        index.refresh()
        assert places(index) == {"Qarya": 3, "Rome": 2}
        assert same_as_built_anew(index, archive, ledger)


def test_the_later_of_two_wins_and_undoing_it_brings_the_earlier_back(settings, archive, ledger):
    second = placed(at=PLACES["muscat"])
    ledger.add(placed(), second)
    with Index.open(settings) as index:
        assert places(index) == {"Muscat": 3, "Rome": 2}
        ledger.undo(second.id)
        index.refresh()
        assert places(index) == {"Qarya": 3, "Rome": 2}


def test_what_is_not_a_place_is_counted_nowhere_and_not_marked(settings, archive, ledger):
    ledger.add(no_place("Tell Qar"))
    with Index.open(settings) as index:
        assert lost(index) == {"Al-Qarya": 3}
        assert [mark.name for mark in queries.article_view(index, "b").text_marks] == ["Rome", "Al-Qarya"]
        ledger.undo(ledger.read().active[0].id)
        index.refresh()
        assert lost(index) == {"Al-Qarya": 3, "Tell Qar": 1}


def test_a_placed_name_can_be_put_elsewhere_where_it_has_the_same_place_only(settings, archive, ledger):
    archive.write([analysed("c", "The other *Rome/muscat*, and *Rome/?*.")])
    correction = placed("Rome", PLACES["beirut"], was="geonames:3169070")
    ledger.add(correction)
    with Index.open(settings) as index:
        assert places(index) == {"Beirut": 3, "Muscat": 1}
        assert list(queries.search(index, NO_FILTERS, "Rome").places["name"]) == []
        ledger.undo(correction.id)
        index.refresh()
        assert places(index) == {"Rome": 2, "Muscat": 1} and lost(index)["Rome"] == 1
        assert same_as_built_anew(index, archive, ledger)


def test_one_mention_alone_can_be_corrected_and_is_found_again_when_the_text_moved(settings, archive, ledger):
    archive.write([analysed("c", "*Rome/rome* one.\n*Rome/rome* and *Rome/rome* two.")])
    ledger.add(
        placed("Rome", PLACES["beirut"], applies_to="mention", article_id="c", was="geonames:3169070",
               spot=Spot("text", 19, 23, "Rome and Rome two.", 10))
    )  # fmt: skip
    with Index.open(settings) as index:
        assert places(index) == {"Beirut": 1, "Rome": 4}
        later = NOON + timedelta(days=1)
        archive.write([analysed("c", "New.\n*Rome/rome* one.\n*Rome/rome* and *Rome/muscat* two.", at=later)])
        index.refresh()
        assert places(index) == {"Beirut": 1, "Rome": 4}
        assert same_as_built_anew(index, archive, ledger)


def test_how_a_name_is_meant_and_where_it_is_are_corrected_apart(settings, archive, ledger):
    meant = Correction("name", "Rome", "role", "by hand", role="metonym", was="geonames:3169070")
    ledger.add(meant, placed("Rome", PLACES["beirut"], was="geonames:3169070"))
    with Index.open(settings) as index:
        assert places(index) == {} and places(index, Filters(roles=("metonym",))) == {"Beirut": 2}
        ledger.undo(meant.id)
        index.refresh()
        assert places(index) == {"Beirut": 2}
        assert same_as_built_anew(index, archive, ledger)


@pytest.mark.parametrize("role", ROLES)
def test_a_name_can_be_meant_in_every_way_and_says_that_a_reader_said_so(settings, archive, ledger, role):
    archive.write([analysed("c", "*Tehran/tehran:metonym* met.")])
    ledger.add(Correction("name", "Tehran", "role", "by hand", role=role, was="geonames:112931"))
    with Index.open(settings) as index:
        only = Filters(roles=(role,))
        assert places(index, only).get("Tehran") == 1
        (found,) = queries.excerpts(index, only, "geonames:112931").excerpts
        assert found.evidence[-1] == queries.MEANT_BY_HAND and found.confidence == 0.9
        ledger.undo(ledger.read().active[0].id)
        index.refresh()
        assert places(index, Filters(roles=("metonym",))) == {"Tehran": 1}
        (found,) = queries.excerpts(index, EVERY_ROLE, "geonames:112931").excerpts
        assert queries.MEANT_BY_HAND not in found.evidence
        assert same_as_built_anew(index, archive, ledger)


def test_what_was_placed_and_is_still_no_place_by_its_role_is_told_until_it_is_said_to_be_one(
    settings, archive, ledger
):
    archive.write([analysed("c", "*Tehran/tehran:metonym* met. *Tehran/tehran* is dry.")])
    moved = placed("Tehran", PLACES["beirut"], was="geonames:112931")
    ledger.add(moved, placed())
    with Index.open(settings) as index:
        assert queries.corrections(index)[["name", "was", "meant_as"]].values.tolist() == [
            ["Al-Qarya", "", ""],
            ["Tehran", "geonames:112931", "metonym"],
        ]
        ledger.add(Correction("name", "Tehran", "role", "by hand", role="location", was="geonames:112931"))
        index.refresh()
        assert set(queries.corrections(index)["meant_as"]) == {""}
        assert places(index)["Beirut"] == 2
        (found,) = queries.excerpts(index, NO_FILTERS, "geonames:276781").excerpts
        assert found.evidence == (queries.BY_HAND, queries.MEANT_BY_HAND)
        assert same_as_built_anew(index, archive, ledger)


def test_what_the_analysis_said_of_a_corrected_mention_is_kept(settings, archive, ledger):
    ledger.add(placed("Rome", PLACES["beirut"], was="geonames:3169070"), placed())
    with Index.open(settings) as index:
        assert queries.analysed_place(index, "b", "text", 0, 4) == "geonames:3169070"
        assert queries.analysed_place(index, "b", "text", 9, 17) == ""  # it had none
        assert queries.analysed_place(index, "b", "text", 22, 30) is None  # it was not corrected


def test_a_ledger_that_cannot_be_read_leaves_what_is_in_force_and_is_named(settings, archive, ledger):
    ledger.add(placed())
    with Index.open(settings) as index:
        settings.corrections.unlink()
        settings.corrections.mkdir()
        index.refresh()
        assert places(index) == {"Qarya": 3, "Rome": 2}
        assert "corrections.jsonl" in str(index.damaged[0])


def test_archive_files_that_were_taken_away_leave_the_corrections(settings, archive, ledger):
    ledger.add(placed())
    more = archive.write([analysed("c", "*Al-Qarya/?*.")])
    with Index.open(settings) as index:
        assert places(index)["Qarya"] == 4
        more.unlink()
        index.refresh()
        assert places(index) == {"Qarya": 3, "Rome": 2}
        assert same_as_built_anew(index, archive, ledger)
