"""Several at once: two ingests of the same articles, and a page that reads and refreshes beside them."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.model import NO_FILTERS
from dashboard.settings import load_settings
from dashboard.sources import Quarantine
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from dashboard.store.watch import Watch
from tests.reliability import rows
from tests.reliability.workers import Workers

#: Articles of one input; half of them are in the other one too.
ARTICLES = 300
BATCH = 10


def write_articles(path: Path, first: int) -> None:
    lines = [
        json.dumps({"text": f"Talks number {n} in Muscat.\nHamas left Rome."}) for n in range(first, first + ARTICLES)
    ]
    lines[7::100] = [f"broken {path.stem} {n}" for n in range(3)]
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def settings(tmp_path: Path):
    return replace(load_settings({}), home=tmp_path / "home")


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    write_articles(paths[0], 0)
    write_articles(paths[1], ARTICLES // 2)
    return paths


def one_after_the_other(workers: Workers, home: Path, inputs: list[Path]):
    settings = replace(load_settings({}), home=home)
    for path in inputs:
        assert workers.ingest(home, path, batch=BATCH).wait() == 0
    with Index.in_memory(Archive(settings.archive)) as index:
        return rows.of_archive(Archive(settings.archive)), rows.of_index(index)


def test_two_ingests_at_once_store_what_they_store_one_after_the_other(settings, inputs, tmp_path):
    with Workers() as workers:
        wanted, wanted_rows = one_after_the_other(workers, tmp_path / "in-turn", inputs)
        both = [workers.ingest(settings.home, path, batch=BATCH) for path in inputs]
        assert [each.wait() for each in both] == [0, 0]
    assert rows.of_archive(Archive(settings.archive)) == wanted
    with Index.open(settings) as index:
        assert rows.of_index(index) == wanted_rows
    assert sorted(each.refusal.raw.strip() for each in Quarantine(settings.quarantine).list()) == [
        f"broken {name} {n}" for name in ("one", "two") for n in range(3)
    ]


def test_a_page_beside_two_ingests_is_never_stopped_and_never_sees_half(settings, inputs, tmp_path):
    problems: list[object] = []
    ended: list[int] = []

    def read(index: Index) -> None:
        count = """SELECT count(*), count(DISTINCT article_id), (SELECT count(*) FROM mentions), (SELECT count(*) FROM
                   actor_mentions) FROM articles"""  # each article names two places and an actor
        while len(ended) < 2:
            try:
                queries.page(index, NO_FILTERS)
                articles, different, places, actors = index.cursor().execute(count).fetchall()[0]
                if not articles == different == actors == places / 2:
                    problems.append((articles, different, places, actors))
            except Exception as error:
                problems.append(error)

    with Workers() as workers:
        wanted, wanted_rows = one_after_the_other(workers, tmp_path / "in-turn", inputs)
        with Index.open(settings) as index:
            both = [workers.ingest(settings.home, path, batch=BATCH) for path in inputs]
            threads = [
                threading.Thread(target=lambda: ended.extend(each.wait() for each in both)),
                *(threading.Thread(target=read, args=(index,)) for _ in range(2)),
            ]
            for each in threads:
                each.start()
            watch = Watch(index, [settings.archive])
            refreshed = 0
            while len(ended) < 2:
                refreshed += watch.once()
            for each in threads:
                each.join()
            watch.once()
            assert ended == [0, 0] and problems == [] and index.damaged == () and index.note == ""
            assert refreshed and rows.of_index(index) == wanted_rows
    assert rows.of_archive(Archive(settings.archive)) == wanted
