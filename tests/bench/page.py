"""
Measure the page in a real Chromium and print a table: `python -m tests.bench.page`.

Seconds are of the browser's own clock, medians over repetitions; memory is the app process's resident set. Figures and
what they must reach: issue 2.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from dashboard.model import Actor, AnalysedArticle, Place
from tests.browser.harness import App, Desk, analysed, launch, running, store

#: Ticked and unticked in turn: of nine changes, the index has answered two before.
TICKED = ("Group one", "Group two", "Group three")

VERSION = "document.querySelector('iframe[title^=streamlit_folium]').contentWindow.placesLayerState.version"
_FILTER = """async (name) => {
    const box = [...document.querySelectorAll('[data-testid="stSidebar"] [data-testid="stCheckbox"]')]
        .find((each) => each.textContent.startsWith(name)).querySelector("input");
    const version = () => VERSION;
    const before = version();
    const start = performance.now();
    box.click();
    await new Promise((done) => {
        const look = () => (version() === before ? requestAnimationFrame(look) : done());
        look();
    });
    return (performance.now() - start) / 1000;
}""".replace("VERSION", VERSION)
CLICK = """async ([x, y, name]) => {
    const start = performance.now();
    await new Promise((done) => {
        const look = () => {
            const panel = document.querySelector(".st-key-panel");
            const head = panel && panel.querySelector("h2");
            const there = head && head.textContent === name && panel.querySelector(".said");
            return there ? done() : requestAnimationFrame(look);
        };
        look();
    });
    return (performance.now() - start) / 1000;
}"""


def made(places: int, seed: int = 7) -> list[AnalysedArticle]:
    """Return articles that name that many places, ten sentences each, every third with the first armed group."""
    random_ = random.Random(seed)
    groups = [Actor(f"actor:group-{word}", f"Group {word}", "armed_group") for word in ("one", "two", "three")]
    articles = []
    for start in range(0, places, 10):
        named: dict[str, Place | None] = {}
        sentences = []
        for number in range(start, min(start + 10, places)):
            name = f"Tell Number{number:05d}"
            lat, lon = random_.uniform(13, 41), random_.uniform(26, 62)
            named[name] = Place(f"geonames:{number}", name, "city", lat, lon, "IQ", "Iraq")
            sentences.append(f"People of {name} spoke with {groups[number % 3].name} about water and the harvest")
        articles.append(
            analysed(
                f"article-{start}",
                ". ".join(sentences) + ".",
                named,
                {group.name: group for group in groups},
                title=f"Round-up {start}",
                published=date(2024, 1, 1) + timedelta(days=start % 360),
            )  # fmt: skip
        )
    return articles


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def click_seconds(desk: Desk, name: str, settle: Callable[[], None]) -> float:
    """Return seconds from a click on a place to its excerpts."""
    settle()
    x, y = desk.spot(name)
    desk.page.mouse.move(x, y)
    began = time.perf_counter()
    desk.page.mouse.click(x, y)
    desk.page.evaluate(CLICK, [x, y, name])
    return time.perf_counter() - began


def measure_places(count: int, repetitions: int) -> tuple[float, float]:
    """Return (filter change to markers, click to excerpts) in seconds over that many places made by hand."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        store(home, *made(count))
        browser = launch(playwright)
        with running(home) as app:
            desk = Desk(browser, app.url).open()
            desk.sidebar.get_by_text(TICKED[0]).first.wait_for()
            changes = []
            for number in range(repetitions):
                desk.settled()
                changes.append(desk.page.evaluate(_FILTER, TICKED[number % 3]))
            desk.settled()
            names = desk.frame.evaluate(
                """() => window.placesLayer.places.filter((place) => {
                    const [x, y] = window.placesLayer.pointOf(place.id);
                    const hit = window.placesLayer.at({ x, y });
                    return hit && hit.id === place.id && x > 120 && y > 20;
                }).slice(0, 40).map((place) => place.label)"""
            )
            clicks = [click_seconds(desk, name, desk.settled) for name in names[:repetitions]]
            desk.close()
        browser.close()
    return median(changes), median(clicks)


class Starts(NamedTuple):
    """
    Seconds to the first markers and the basemap, and the app's resident memory in MB.

    `first` and `later` count from the command that starts the server, the others from the browser's navigation. A later
    start is met by the browser that saw the first one; what is called new by one without a cache.
    """

    first: float
    later: float
    from_navigation: float
    new_later: float
    new_from_navigation: float
    memory: float


def measure_starts(home: Path, gazetteer: Path, repetitions: int) -> Starts:
    """Start a server for the first time in a home, then again and again, each time for two kinds of browser."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        app = App(home, gazetteer)
        same = Desk(browser, app.url)
        first, _ = _start(app, same)
        app.stop()
        of_same, of_new = [], []
        for _ in range(repetitions):
            of_same.append(_start(app, same))
            memory = app.megabytes()
            app.stop()
            new = Desk(browser, app.url)
            of_new.append(_start(app, new))
            app.stop()
            new.close()
        browser.close()
    later, from_navigation = (median(values) for values in zip(*of_same, strict=True))
    new_later, new_from_navigation = (median(values) for values in zip(*of_new, strict=True))
    return Starts(first, later, from_navigation, new_later, new_from_navigation, memory)


def _start(app: App, desk: Desk) -> tuple[float, float]:
    """Return seconds to the markers from the command and from the navigation."""
    began = time.perf_counter()
    try:
        app.start()
        served = time.perf_counter() - began
        # the page's own clock: it is asked late, while the rest of the page is drawn
        shown = desk.open().map_state()["first"] / 1000
        desk.settled()
        desk.page.goto("about:blank")  # or it would ask the next server for its session, too
    except BaseException:
        app.stop()
        raise
    return served + shown, shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--places", type=int, nargs="*", default=[100, 1000])
    given = parser.parse_args()
    rows: list[tuple[str, str, str]] = []
    for count in given.places:
        change, click = measure_places(count, given.repetitions)
        rows.append((f"filter change to markers, {count:,} places", f"{change:.2f} s", "0.3 s at 100, 0.4 s at 1,000"))
        rows.append((f"click to excerpts, {count:,} places", f"{click:.2f} s", "0.7 s"))
    with tempfile.TemporaryDirectory() as folder:
        starts = measure_starts(Path(folder) / "home", Path(folder) / "gazetteer", max(5, given.repetitions // 2))
    for what, seconds, wanted in (
        ("first start: command to first markers", starts.first, "60 s"),
        ("a later start: command to first markers", starts.later, "3 s"),
        ("  navigation to first markers", starts.from_navigation, "4 s"),
        ("  in a new browser: command to first markers", starts.new_later, ""),
        ("  in a new browser: navigation to first markers", starts.new_from_navigation, "4 s"),
    ):
        rows.append((what, f"{seconds:.2f} s", wanted))
    rows.append(("memory of the app's process, sample", f"{starts.memory:.0f} MB", "500 MB"))
    print(f"{'what':<52}{'measured':>10}   to reach")
    for what, measured, wanted in rows:
        print(f"{what:<52}{measured:>10}   {wanted}")


if __name__ == "__main__":
    main()
