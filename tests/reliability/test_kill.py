"""A kill in the middle of an ingest costs nothing: what was stored is whole, and the same again gives the rest."""

import json
import os
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.pipeline import ingest
from dashboard.settings import load_settings
from dashboard.sources import Quarantine, Received, read_sources, read_text
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import reader
from tests.reliability import rows
from tests.reliability.workers import Workers

KILLS, ARTICLES, BATCHES = 50, 2000, 50
#: Articles of an archive file: few, so that many kills come between two writes or into one.
BATCH = ARTICLES // BATCHES


def write_articles(path: Path) -> None:
    """Write the articles, one of a hundred in a second version, and as many lines that are none."""
    names = ("Rome", "Muscat", "Beirut", "Baalbek", "Tehran", "Red Sea")
    lines = []
    for n in range(ARTICLES):
        text = f"Talks number {n} in {names[n % 6]}.\nHamas left {names[n % 5]} for Foo."
        lines.append(json.dumps({"title": f"Day {n}", "text": text, "url": f"https://example.org/{n}"}))
        if n % 100 == 50:
            lines.append(json.dumps({"text": f"Mended {n}, in Muscat.", "url": f"https://example.org/{n - 40}"}))
            lines.append(f"broken {n}")
    path.write_text("\n".join(lines) + "\n")


def first_versions(path: Path, settings):
    """Return the analysis of the first version of every article."""
    analyse, found = reader(), {}
    for item in read_sources([path], settings.limits):
        if isinstance(item, Received):
            found.setdefault(item.article.article_id, item.article)
    return [analyse(article) for article in found.values()]


def refused(settings):
    return [(each.refusal.line, each.refusal.reason) for each in Quarantine(settings.quarantine).list()]


@pytest.fixture
def settings(tmp_path: Path):
    return replace(load_settings({}), home=tmp_path / "home")


def test_kills_of_an_ingest_change_nothing_in_the_end(settings, tmp_path):
    """
    Each ingest goes on where the one before was killed; when one comes to its end unharmed, the next kills are of an
    ingest into an empty home.
    """
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    source = tmp_path / "articles.jsonl"
    write_articles(source)
    whole = replace(settings, home=tmp_path / "whole")

    with Workers() as workers:
        started = time.perf_counter()
        assert workers.ingest(whole.home, source, batch=BATCH).wait() == 0
        seconds = time.perf_counter() - started
        wanted = rows.of_archive(Archive(whole.archive))
        assert len(wanted) == ARTICLES
        with Index.in_memory(Archive(whole.archive)) as index:
            wanted_rows = rows.of_index(index)
        unmended = {each.article.article_id: each for each in first_versions(source, settings)}

        def check_whole(home: Path) -> None:
            found = replace(settings, home=home)
            assert rows.of_archive(Archive(found.archive)) == wanted
            assert refused(found) == refused(whole)
            with Index.open(found) as index:
                assert rows.of_index(index) == wanted_rows and not index.damaged

        def progress(home: Path, *, files: int, within: float) -> None:
            """Wait until the ingest wrote so many files: on a slow machine, too, each kill comes at another moment."""
            before, until = len(Archive(home / "archive").files()), time.perf_counter() + within
            while len(Archive(home / "archive").files()) < before + files and time.perf_counter() < until:
                time.sleep(0.01)

        home, kills, homes, seen, reached = settings.home, 0, 1, set(), set()
        while kills < KILLS:
            worker = workers.ingest(home, source, batch=BATCH)
            progress(home, files=chance.randrange(8), within=2 * seconds)
            time.sleep(chance.uniform(0, seconds / BATCHES))
            worker.kill()
            if worker.wait() == 0:
                check_whole(home)
                home, homes = tmp_path / f"home-{homes}", homes + 1
                continue
            kills += 1
            archive = Archive(home / "archive")
            files = archive.files()
            reached.add((homes, len(files)))
            for path in set(files) - seen:
                for each in rows.of_file(archive, path):
                    assert each in (wanted[each.article.article_id], unmended.get(each.article.article_id))
            seen |= set(files)
            if kills % 10 == 0:
                found = rows.of_archive(archive)
                with Index.open(replace(settings, home=home)) as index:
                    assert len(rows.of_index(index)[0]) == len(found) and not index.damaged
        assert workers.ingest(home, source, batch=BATCH).wait() == 0
        check_whole(home)
    print(f"{kills} kills in {homes} homes, {len(reached)} different states, an ingest takes {seconds:.2f} s")
    assert len(reached) > KILLS / 5, "the kills came at too few moments"


def test_what_a_kill_left_unfinished_is_taken_away_by_a_later_ingest(settings):
    settings.archive.mkdir(parents=True)
    left, at_work = settings.archive / ".20250101T000000.000000Z-aa.writing", settings.archive / ".bb.writing"
    for path in (left, at_work):
        path.write_bytes(b"PAR1 half")
    os.utime(left, (time.time() - 3700,) * 2)
    ingest([read_text("They met in Rome.")], settings, reader())
    assert not left.exists() and at_work.exists()
