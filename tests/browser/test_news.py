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


def test_the_page_asks_for_news_and_runs_only_when_there_is_some(app, desk, tmp_path):
    desk_articles(tmp_path / "home")
    page = desk(app())
    frames: list[str] = []
    page.page.on("websocket", lambda socket: socket.on("framereceived", lambda _: frames.append("")))
    page.page.clock.install()  # so that its quarter of a minute passes at once
    page.open()
    page.page.clock.resume()
    page.settled()
    frames.clear()
    for _ in range(3):
        with page.page.expect_response(re.compile(r"/page_frames/arrived$|page_frames/arrived$")) as answer:
            page.page.clock.fast_forward(15_500)
        assert re.fullmatch("[0-9a-f]{16}", answer.value.text())
    page.settled()
    assert not frames


def test_an_act_leaves_the_frames_of_the_page_as_they_are(samples_app, desk):
    """A frame that moves is made anew: it loads its scripts again, and the whole page is styled twice."""
    page = desk(samples_app).open()
    page.page.wait_for_function("() => [...document.querySelectorAll('iframe')].length === 3")
    page.settled()
    page.page.evaluate(
        "() => [...document.querySelectorAll('iframe')].forEach((each) => { each.contentWindow.mine = 1; })"
    )
    page.sidebar.get_by_text("Hezbollah").first.click()
    page.line.get_by_role("button", name="Hezbollah").first.wait_for()
    page.settled()
    page.line.get_by_role("button", name="Hezbollah").first.click()
    page.wait_for_map("s.count === 7")
    page.settled()
    kept = "() => [...document.querySelectorAll('iframe')].map((each) => each.contentWindow.mine)"
    assert page.page.evaluate(kept) == [1, 1, 1]
