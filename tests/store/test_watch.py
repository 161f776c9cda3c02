"""New articles come in beside the readers: noticed, taken in, and seen by each reader when they ask to."""

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.model import NO_FILTERS, Filters
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.compaction import compact
from dashboard.store.index import Index
from dashboard.store.watch import Edition, Watch
from tests.builders import NOON, analysed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def archive(settings):
    archive = Archive(settings.archive)
    archive.write([analysed("a", "Talks in *Rome/rome* with *Hamas/@hamas*."), analysed("b", "In *Muscat/muscat*.")])
    return archive


@pytest.fixture
def index(settings, archive):
    with Index.open(settings) as index:
        yield index


def places(edition):
    return list(queries.place_counts(edition, NO_FILTERS)["name"])


def test_nothing_is_done_while_nothing_changes(settings, index):
    watch = Watch(index, [settings.archive])
    assert watch.once() is False
    index.refresh = lambda: pytest.fail("there was nothing to take in")
    assert watch.once() is False and watch.once() is False


def test_what_another_process_adds_is_noticed_once(settings, archive, index):
    watch = Watch(index, [settings.archive])
    assert watch.once() is False
    adds = (
        "import sys; from pathlib import Path; from dashboard.store.archive import Archive; "
        "from tests.builders import analysed; Archive(Path(sys.argv[1])).write([analysed('c', 'In *Tehran/tehran*.')])"
    )
    subprocess.run([sys.executable, "-c", adds, archive.folder], cwd=ROOT, check=True)
    assert watch.once() is True and watch.once() is False
    assert places(index) == ["Muscat", "Rome", "Tehran"]


def test_a_folder_that_is_made_later_is_noticed(settings):
    with Index.open(settings) as index:
        watch = Watch(index, [settings.archive])
        Archive(settings.archive).write([analysed("a", "In *Rome/rome*.")])
        assert watch.once() is True and places(index) == ["Rome"]


def test_the_thread_takes_in_what_comes_and_outlives_a_failure(settings, archive, index, caplog):
    real, failures = index.refresh, [OSError("the disk is away")]

    def refresh():
        if failures:
            raise failures.pop()
        return real()

    index.refresh = refresh
    watch = Watch(index, [settings.archive], every=0.02).start()
    archive.write([analysed("c", "In *Tehran/tehran*.")])
    until = time.monotonic() + 60
    while "Tehran" not in places(index) and time.monotonic() < until:
        time.sleep(0.02)
    watch.stop()
    assert "Tehran" in places(index) and "the disk is away" in caplog.text


def test_a_reader_keeps_their_edition_until_they_ask_for_the_next(archive, index):
    edition = Edition(index, index.horizon)
    version = edition.version
    assert places(edition) == ["Muscat", "Rome"] and edition.waiting == 0

    archive.write([analysed("c", "In *Tehran/tehran*, not *Rome/rome*."), analysed("d", "No place.")])
    index.refresh()

    assert edition.waiting == 2 and edition.version != version
    assert places(edition) == ["Muscat", "Rome"]
    assert queries.page(edition, NO_FILTERS).summary.articles_total == 2
    assert queries.excerpts(edition, NO_FILTERS, "geonames:3169070").total_mentions == 1
    assert set(queries.articles(edition, Filters(words="in"))["article_id"]) == {"a", "b"}
    newest = Edition(index, index.horizon)
    assert places(newest) == ["Rome", "Muscat", "Tehran"] and newest.waiting == 0


def test_readers_of_three_editions_stand_side_by_side(archive, index):
    editions = [Edition(index, index.horizon)]
    for name in ("c", "d"):
        archive.write([analysed(name, "In *Rome/rome*.")])
        index.refresh()
        editions.append(Edition(index, index.horizon))
    assert [queries.summary(each, NO_FILTERS).articles for each in editions] == [2, 3, 4]
    assert [each.waiting for each in editions] == [2, 1, 0]


def test_an_article_that_is_analysed_again_is_not_new_and_shows_its_new_analysis(archive, index):
    edition = Edition(index, index.horizon)
    archive.write([analysed("a", "In *Beirut/beirut*.", at=NOON + timedelta(1)), analysed("c", "In *Tehran/tehran*.")])
    index.refresh()
    assert edition.waiting == 1
    assert places(edition) == ["Beirut", "Muscat"]
    archive.write([analysed("a", "In *Baalbek/baalbek*.", at=NOON + timedelta(2))])
    index.refresh()
    assert edition.waiting == 1 and places(edition) == ["Baalbek", "Muscat"]


def test_a_compaction_is_nothing_new(archive, index):
    archive.write([analysed("c", "In *Tehran/tehran*.")])
    index.refresh()
    edition, version = Edition(index, index.horizon), index.version
    compact(archive)
    assert index.refresh() is False
    assert (
        edition.waiting == 0 and edition.version == Edition(index, index.horizon).version and index.version == version
    )


def test_an_edition_is_over_when_the_index_is_made_anew(archive, index):
    edition = Edition(index, index.horizon)
    archive.files()[0].unlink()
    archive.write([analysed(f"n{n}", "In *Tehran/tehran*.") for n in range(5)])
    index.refresh()
    assert edition.waiting == 0 and places(edition) == ["Tehran"]


def test_an_edition_in_memory_is_the_same(archive):
    with Index.in_memory(archive) as index:
        edition = Edition(index, index.horizon)
        archive.write([analysed("c", "In *Tehran/tehran*.")])
        index.refresh()
        assert edition.waiting == 1 and places(edition) == ["Muscat", "Rome"]


def test_no_reader_of_an_edition_sees_what_comes_meanwhile(archive, index):
    edition = Edition(index, index.horizon)
    seen, problems, stop = set(), [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                seen.add(tuple(places(edition)))
            except Exception as error:
                problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(8):
        archive.write([analysed(f"n{n}", "In *Tehran/tehran*.")])
        index.refresh()
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == [] and seen == {("Muscat", "Rome")}
