"""Wire copy in many outlets is one report; reports of one form are not; whatever comes first, and whatever goes."""

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboard.model import NO_FILTERS, AnalysedArticle, Article, Filters
from dashboard.store import _copies, _fingerprints, queries, schema
from dashboard.store._fingerprints import Report
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from dashboard.store.watch import Edition
from tests.builders import NOON, analysed
from tests.store import reports

ROME = "geonames:3169070"
EDITED = reports.edited()


def same_report(one, other):
    return _fingerprints.same_report(*Report.of([one, other]))


def article(key, text, source="", at=NOON, day=None):
    """Return an analysis that found nothing in a text."""
    return AnalysedArticle(Article(key, f"Title of {key}", text, source, f"https://example.org/{key}", day), (), (),
                           ((0, len(text)),), "test 1", at)  # fmt: skip


def replace_title(analysis, title):
    return replace(analysis, article=replace(analysis.article, title=title))


def told(index):
    """Return the reports as sets of article ids."""
    rows = index.cursor().execute("SELECT report, article_id FROM copies JOIN articles USING (article_no)").fetchall()
    groups: dict[int, set[str]] = {}
    for report, key in rows:
        groups.setdefault(report, set()).add(key)
    return sorted(map(sorted, groups.values()))


def told_anew(settings):
    with Index.in_memory(Archive(settings.archive)) as anew:
        return told(anew)


@pytest.mark.parametrize("edit", EDITED)
def test_an_edited_report_is_the_same_report(edit):
    assert same_report(reports.whole(), EDITED[edit]) and same_report(EDITED[edit], reports.whole())


@pytest.mark.parametrize(
    "forms", [reports.FORECASTS, reports.MATCHES, reports.VISITS], ids=["forecasts", "matches", "visits"]
)
def test_reports_of_one_form_are_not_the_same(forms):
    assert not [pair for pair in itertools.combinations(forms, 2) if same_report(*pair)]


def test_a_report_with_other_numbers_is_another_one():
    year_after = EDITED["small edits"].replace("9,400", "9,100").replace("22 years", "20 years")
    assert not same_report(reports.whole(), year_after.replace("14,100", "13,700").replace("March 4", "March 3"))


def test_a_short_version_of_a_report_is_a_copy_and_one_paragraph_is_not():
    assert same_report(reports.whole(), "\n\n".join(reports.WIRE[:3]))
    assert not same_report(reports.whole(), reports.WIRE[0])


def test_a_report_of_which_a_third_was_written_anew_is_a_copy():
    anew = reports.MATCHES[0].partition(". ")[2].partition(". A crowd")[0]
    assert same_report(reports.whole(), "\n\n".join((reports.OTHER_LEAD, *reports.WIRE[1:6], anew)))


def test_the_background_that_two_reports_share_does_not_make_them_one():
    news = reports.VISITS[0]
    assert not same_report(reports.whole(), news + "\n\n" + "\n\n".join(reports.WIRE[2:]))


def test_other_scripts_are_compared_as_well():
    assert same_report(reports.ARABIC, "مسقط - " + reports.ARABIC.replace("يوم الثلاثاء", "أمس"))
    assert same_report(reports.CHINESE, reports.CHINESE.replace("星期二", "周二"))
    assert not same_report(reports.CHINESE, reports.CHINESE[::-1])


def prints(*titled):
    return list(_fingerprints.unpacked(_fingerprints.fingerprints(*zip(*titled, strict=True)))[1])


def test_short_texts_are_copies_only_word_by_word_and_under_one_headline():
    short = "Ships may leave the port of Salalah from Friday on, officials said."
    first, shouted, longer, another = prints(
        ("Ships", short), ("Ships", short.upper()), ("Ships", short + " Again."), ("Rain", short)
    )
    assert first == shouted and len({first, longer, another}) == 3
    assert prints(("", "Read more."), ("A", ""), ("", "")) == [0, 0, 0]


def test_what_papers_put_in_place_of_a_text_does_not_make_their_articles_copies(index_of):
    stub = "This article is for subscribers only. Log in or subscribe to go on reading what our reporters found out."
    assert told(index_of(*(replace_title(article(f"a{n}", stub), f"News {n}") for n in range(3)))) == []


def test_wire_copy_in_many_outlets_is_one_report(index_of):
    copies = [article(f"w{n}", text, f"Paper {n}") for n, text in enumerate(EDITED.values())]
    others = [article(f"o{n}", text, "Paper") for n, text in enumerate((*reports.FORECASTS, *reports.MATCHES))]
    assert told(index_of(*copies, *others)) == [[f"w{n}" for n in range(len(EDITED))]]


def test_the_order_in_which_articles_come_changes_nothing(settings):
    made = [article(f"w{n}", text) for n, text in enumerate(EDITED.values())]
    made += [article(f"f{n}", text) for n, text in enumerate((*reports.FORECASTS, *reports.MATCHES))]
    made += [article(f"s{n}", reports.ARABIC) for n in range(3)]
    expected = None
    for seed in range(4):
        random.Random(seed).shuffle(made)
        home = replace(settings, home=settings.home / str(seed))
        with Index.open(home) as index:
            for at in range(0, len(made), 1 + 2 * seed):
                Archive(home.archive).write(made[at : at + 1 + 2 * seed])
                index.refresh()
            found = told(index)
        expected = expected or found
        assert found == expected == told_anew(home) and len(found) == 2


def test_an_article_that_is_another_one_now_leaves_its_report_and_may_part_it(settings):
    archive, later = Archive(settings.archive), NOON + timedelta(days=1)
    bridge = "\n\n".join(reports.WIRE)
    archive.write([article("front", "\n\n".join(reports.WIRE[:4])), article("bridge", bridge),
                   article("back", "\n\n".join(reports.WIRE[3:]))])  # fmt: skip
    with Index.open(settings) as index:
        assert told(index) == [["back", "bridge", "front"]]
        archive.write([article("bridge", reports.FORECASTS[0], at=later)])
        index.refresh()
        assert told(index) == told_anew(settings) == []
        archive.write([article("bridge", bridge, at=later + timedelta(days=1))])
        index.refresh()
        assert told(index) == told_anew(settings) == [["back", "bridge", "front"]]


def test_a_form_that_very_many_texts_follow_costs_each_a_few_comparisons(settings, monkeypatch):
    compared = []
    monkeypatch.setattr(_copies, "same_report", lambda one, other: compared.append(1) or False)
    made = [article(f"a{n}", reports.weather(f"Town {n}", "Monday", n, n + 7, n + 11, n + 2)) for n in range(60)]
    Archive(settings.archive).write(made[:40])
    with Index.open(settings) as index:
        assert 40 < len(compared) <= 40 * _copies.MOST_COMPARED
        compared.clear()
        Archive(settings.archive).write(made[40:])
        index.refresh()
        assert 0 < len(compared) <= 20 * _copies.MOST_COMPARED


def test_articles_from_before_there_were_fingerprints_are_told_as_well(settings, monkeypatch):
    made = [article(f"w{n}", text) for n, text in enumerate(EDITED.values())]
    Archive(settings.archive).write(made)
    expected = told_anew(settings)
    for nth, found in enumerate((None, b"", b"of another version than this one", b"\x00" * 12)):
        monkeypatch.setattr(schema, "fingerprints", lambda titles, texts, f=found: [f] * len(titles))
        home = replace(settings, home=settings.home / str(nth))
        Archive(home.archive).write(made)
        assert told_anew(home) == expected and len(expected) == 1
        Archive(home.archive).write([article("w0", reports.FORECASTS[0], at=NOON + timedelta(days=1))])
        assert told_anew(home) == [expected[0][1:]]


def test_an_archive_file_that_goes_takes_its_copies_along(settings):
    archive = Archive(settings.archive)
    archive.write([article("a", reports.whole())])
    second = archive.write([article("b", EDITED["other lead"])])
    with Index.open(settings) as index:
        assert told(index) == [["a", "b"]]
        second.unlink()
        index.refresh()
        assert told(index) == []


# ------------------------------------------------------------------------------------------------------ what is shown


def printed(*outlets, lead="", published="2024-10-28"):
    """Return a report that names Rome in two sentences, as outlets print it."""
    body = "\n".join(reports.WIRE[:1] + reports.WIRE[2:])
    text = "They met in *Rome/rome*.\n" + body + "\nAnd left *Rome/rome* again."
    return [
        analysed(outlet.lower(), (lead + text), f"Ships by {outlet}", source=outlet, published=published,
                 url=f"https://{outlet.lower()}.example/1")
        for outlet in outlets
    ]  # fmt: skip


def test_a_list_of_sentences_shows_a_report_once_and_says_what_it_left_out(index_of):
    index = index_of(*printed("Wire", "Post", "Daily"), analysed("own", "*Rome/rome*", published="2025-01-01"))
    found = queries.excerpts(index, NO_FILTERS, ROME)
    assert [(each.article_id, each.sentence) for each in found.excerpts] == [("own", 1), ("daily", 1), ("daily", 8)]
    assert (found.total_mentions, found.total_excerpts, found.folded, found.folded_articles) == (7, 3, 4, 2)
    assert found.excerpts[0].also == ()
    assert [(copy.article_id, copy.source, copy.title, copy.url) for copy in found.excerpts[1].also] == [
        ("post", "Post", "Ships by Post", "https://post.example/1"),
        ("wire", "Wire", "Ships by Wire", "https://wire.example/1"),
    ]
    assert [copy.article_id for copy in queries.article_view(index, "post").also] == ["daily", "wire"]
    assert queries.article_view(index, "own").also == ()


def test_counts_are_of_articles_and_mentions_as_they_are(index_of):
    index = index_of(*printed("Wire", "Post", "Daily"))
    assert (queries.summary(index, NO_FILTERS).mentions, queries.summary(index, NO_FILTERS).articles) == (6, 3)


def test_the_article_with_the_most_to_read_is_shown_then_the_earliest(index_of):
    (first,) = printed("Zeit", published="2024-10-27")
    (most,) = printed("Wire", lead="Again *Rome/rome*.\n")
    assert queries.excerpts(index_of(*printed("Post"), first), NO_FILTERS, ROME).excerpts[0].source == "Zeit"
    assert queries.excerpts(index_of(*printed("Post"), first, most), NO_FILTERS, ROME).excerpts[0].source == "Wire"


def test_filters_choose_among_the_copies(index_of):
    found = queries.excerpts(index_of(*printed("Wire", "Post", "Daily")), Filters(outlets=("Wire",)), ROME)
    assert {each.source for each in found.excerpts} == {"Wire"} and found.folded == 0
    assert [copy.source for copy in found.excerpts[0].also] == ["Daily", "Post"]


def test_a_reader_does_not_see_copies_that_came_after_they_looked(settings):
    archive = Archive(settings.archive)
    archive.write(printed("Wire", "Post"))
    with Index.open(settings) as index:
        edition = Edition(index, index.horizon)
        archive.write(printed("Daily"))
        index.refresh()
        (shown,) = {each.article_id: each for each in queries.excerpts(edition, NO_FILTERS, ROME).excerpts}.values()
        assert shown.article_id == "post" and [copy.source for copy in shown.also] == ["Wire"]
        (shown,) = {each.article_id: each for each in queries.excerpts(index, NO_FILTERS, ROME).excerpts}.values()
        assert [copy.source for copy in shown.also] == ["Post", "Wire"]


def test_copies_without_a_date_come_after_those_with_one(index_of):
    made = [article("a", reports.whole(), "Post"), article("b", reports.whole(), "Post", day=date(2024, 1, 1)),
            article("c", reports.whole()), article("d", reports.whole(), "Wire")]  # fmt: skip
    assert [copy.article_id for copy in queries.article_view(index_of(*made), "d").also] == ["b", "a", "c"]
