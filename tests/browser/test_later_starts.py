"""A server that is started again: what a browser has kept it does not ask for, and what lay about is gone."""

from __future__ import annotations

import pytest

from dashboard.app.headers import KEPT_FOREVER
from tests.browser.harness import App
from tests.browser.samples import desk_articles

#: What the map's frame loads, as (name, bytes over the wire).
_LOADED = """() => performance.getEntriesByType("resource")
    .filter((each) => /\\.(js|css)(\\?|$)/.test(each.name))
    .map((each) => [each.name.split("/").pop().split("?")[0].replace(/\\.[0-9a-f]{8}/, ""), each.transferSize])"""


@pytest.fixture
def stopped(tmp_path, gazetteer_folder):
    """An app that its test starts and stops, with a folder of its own for passing files."""
    home, passing = tmp_path / "home", tmp_path / "passing"
    passing.mkdir()
    desk_articles(home)
    app = App(home, gazetteer_folder, TMPDIR=str(passing))
    yield app
    app.stop()


def test_the_map_is_fetched_once(stopped, desk):
    page = desk(stopped.start())
    answers = {}
    page.page.on("response", lambda answer: answers.update({answer.url: answer.headers.get("cache-control")}))
    page.open()
    first = page.frame.evaluate(_LOADED)
    stopped.stop()

    stopped.start()
    page.open()
    later = page.frame.evaluate(_LOADED)

    assert [name for name, _ in first] == ["main.js", "map.js", "map.css"] == [name for name, _ in later]
    assert all(size > 0 for _, size in first)
    assert [size for _, size in later] == [0, 0, 0]
    kept = {url.rsplit("/", 1)[-1] for url, said in answers.items() if said == KEPT_FOREVER and "/component/" in url}
    assert len(kept) == 3
    pages = [said for url, said in answers.items() if url.endswith("/") or "index.html" in url]
    assert pages and set(pages) == {"no-cache"}


def test_a_server_that_is_told_to_end_leaves_no_passing_files(stopped, desk, tmp_path):
    page = desk(stopped.start()).open()
    made = [path.name for path in (tmp_path / "passing").glob("dashboard-map-*/*")]
    page.page.goto("about:blank")
    stopped.stop()

    assert "map.js" in made
    assert not list((tmp_path / "passing").glob("dashboard-map-*"))
