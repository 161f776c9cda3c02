"""Articles that come in while the page is open: the reader is told, and nothing moves until they ask."""

from __future__ import annotations

import re

from tests.browser.harness import analysed, place, store
from tests.browser.samples import desk_articles

BAR = re.compile(r"new articles?: show")
NIZWA = place("geonames:286282", "Nizwa", 22.93, 57.53, country_code="OM", country="Oman")


def test_a_reader_is_told_of_new_articles_and_keeps_filters_selection_and_view(app, desk, tmp_path):
    desk_articles(tmp_path / "home")
    page = desk(app()).open()
    name = sorted(page.places())[0]
    page.click_place(name)
    page.heading(name).wait_for()
    page.settled()
    before, there = page.map_state(), page.places()
    assert page.page.get_by_role("button", name=BAR).count() == 0

    store(tmp_path / "home", *(analysed(f"new-{n}", "Talks in Nizwa went on.", {"Nizwa": NIZWA}) for n in range(2)))
    bar = page.page.get_by_role("button", name="2 new articles: show")
    bar.wait_for()
    assert page.places() == there

    bar.click()
    page.wait_for_places(there={"Nizwa"})
    page.heading(name).wait_for()
    page.wait_gone(page.page.get_by_role("button", name=BAR))
    after = page.map_state()
    assert (after["center"], after["zoom"]) == (before["center"], before["zoom"])


def test_an_empty_page_shows_the_first_articles_at_once(app, desk, tmp_path):
    desk_articles(tmp_path / "home")
    first = next((tmp_path / "home" / "archive").glob("*.parquet"))
    away = first.rename(tmp_path / first.name)
    (tmp_path / "home" / "index.duckdb").touch()  # not a first start: no sample is read
    page = desk(app()).open()
    page.page.get_by_text("No articles yet").wait_for()
    away.rename(first)
    page.page.wait_for_function("() => !document.body.textContent.includes('No articles yet')")
    page.wait_for_map("s.version !== null")
    assert page.places()
