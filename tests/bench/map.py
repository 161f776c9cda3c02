"""
Measure the map in a real Chromium beside `st.pydeck_chart`: `python -m tests.bench.map`.

Both are changed in turn in one run, so that what else the machine does meets both. A change lasts from the click on a
filter to the end of the frame that shows what the filter leaves, a third of the places or all of them.
pydeck's app has no index to ask, no page around and no labels to place: its figure is the drawing alone. Seconds are
of the browser's own clock, medians; heap is what is left after a garbage collection; bytes are what the web socket
brings. Figures and what they must reach: issue 5. `--sessions 20` measures many readers at once instead.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.page import VERSION, click_seconds, made, median
from tests.bench.readers import GROUPS, P95, actors_of, groups_of, measure_readers
from tests.browser.harness import App, Desk, launch, running, store

#: Seconds to reach at so many places: a change, and from navigation to markers.
CHANGE = {1_000: 0.25, 10_000: 0.35, 50_000: 1.0}
LOAD = {10_000: 2.5, 50_000: 4.0}
CLICK_SECONDS = 0.6
HEAP_MB = 2.0
SOCKET_KB = 250
TICKED = GROUPS[0]

PYDECK_APP = """
import sys
import numpy, pandas, pydeck
import streamlit as st

@st.cache_data
def places(count):
    random = numpy.random.default_rng(7)
    number = numpy.arange(count)
    return pandas.DataFrame({
        "id": [f"geonames:{n}" for n in number], "label": [f"Tell Number{n:05d}" for n in number],
        "lat": random.uniform(13, 41, count).round(5), "lon": random.uniform(26, 62, count).round(5), "size": 1,
    })

shown = places(int(sys.argv[1]))
if st.checkbox("Group one"):
    shown = shown[::3]
layer = pydeck.Layer("ScatterplotLayer", shown, id="places", get_position=["lon", "lat"], get_fill_color=[192, 57, 43],
                     get_radius="size", radius_min_pixels=4, pickable=True)
st.pydeck_chart(
    pydeck.Deck([layer], map_style=None, initial_view_state=pydeck.ViewState(27, 44, 4), tooltip={"text": "{label}"}),
    key="map", on_select="rerun", height=560,
)
"""
#: Notes how many places deck.gl's last call has drawn.
_WATCH = """
    for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
        const draw = WebGL2RenderingContext.prototype[name];
        WebGL2RenderingContext.prototype[name] = function (...given) {
            window.instancesDrawn = given[given.length - 1];
            return draw.apply(this, given);
        };
    }
"""
#: Asked for in a frame's callback, it comes when that frame has been painted.
_PAINTED = """await new Promise((done) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    });"""
_PYDECK_CHANGE = """async (count) => {
    const start = performance.now();
    document.querySelector('[data-testid="stCheckbox"] input').click();
    await new Promise((done) => {
        const look = () => (window.instancesDrawn === count ? done() : requestAnimationFrame(look));
        look();
    });
    PAINTED
    return (performance.now() - start) / 1000;
}""".replace("PAINTED", _PAINTED)
_CHANGE = """async (name) => {
    const box = [...document.querySelectorAll('[data-testid="stSidebar"] [data-testid="stCheckbox"]')]
        .find((each) => each.textContent.startsWith(name)).querySelector("input");
    const before = VERSION;
    const start = performance.now();
    box.click();
    await new Promise((done) => {
        const look = () => (VERSION === before ? requestAnimationFrame(look) : done());
        look();
    });
    PAINTED
    return (performance.now() - start) / 1000;
}""".replace("VERSION", VERSION).replace("PAINTED", _PAINTED)


class PydeckApp(App):
    """The app of PYDECK_APP over so many places."""

    def __init__(self, home: Path, count: int) -> None:
        super().__init__(home)
        home.mkdir(parents=True, exist_ok=True)
        (home / "pydeck_app.py").write_text(PYDECK_APP)
        self.script = (str(home / "pydeck_app.py"), "--", str(count))


@contextlib.contextmanager
def pydeck_page(browser: Browser, home: Path, count: int) -> Iterator[tuple[Page, App]]:
    """Open pydeck's app; the page is there when all places are drawn."""
    app = PydeckApp(home, count)
    try:
        app.start()
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.add_init_script(_WATCH)
        page.goto(app.url)
        page.wait_for_function("(count) => window.instancesDrawn === count", arg=count)
        yield page, app
        page.close()
    finally:
        app.stop()


def settle(page: Page) -> None:
    """Wait until no run of a page is under way, and a little for what is drawn after it."""
    page.wait_for_function("!document.querySelector('[data-test-script-state=\"running\"]')")
    page.wait_for_timeout(400)


def busy(browser: Browser, *apps: App) -> float:
    """Return the seconds of processor time that a browser and some apps have used; of a browser, what still runs."""
    tools = browser.new_browser_cdp_session()
    used = sum(each["cpuTime"] for each in tools.send("SystemInfo.getProcessInfo")["processInfo"])
    tools.detach()
    return used + sum(app.cpu_seconds() for app in apps)


def measure_changes(
    browser: Browser, app: App, home: Path, count: int, repetitions: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """
    Return (seconds, seconds of processor time) of a change of ours and of pydeck's, taken in turn.

    The processor's are those of server and browser until the page has settled; a busy machine disturbs them least.
    """
    ours, theirs, our_work, their_work = [], [], [], []
    desk = Desk(browser, app.url).open()
    desk.sidebar.get_by_text(TICKED).first.wait_for()
    with pydeck_page(browser, home, count) as (page, other):
        for number in range(repetitions + 2):
            settle(desk.page)
            settle(page)
            began = busy(browser, app)
            ours.append(desk.page.evaluate(_CHANGE, TICKED))
            settle(desk.page)
            our_work.append(busy(browser, app) - began)
            began = busy(browser, other)
            theirs.append(page.evaluate(_PYDECK_CHANGE, count if number % 2 else -(-count // 3)))
            settle(page)
            their_work.append(busy(browser, other) - began)
    desk.close()
    return (median(ours[2:]), median(our_work[2:])), (median(theirs[2:]), median(their_work[2:]))


def measure_load(browser: Browser, app: App, repetitions: int) -> float:
    """Return the seconds from navigation to markers, for a browser without a cache."""
    times = []
    for _ in range(repetitions):
        desk = Desk(browser, app.url).open()
        times.append(desk.map_state()["first"] / 1000)
        settle(desk.page)
        desk.close()
    return median(times)


def measure_clicks(browser: Browser, app: App, repetitions: int) -> float:
    """Return the seconds from a click on a place to its excerpts."""
    desk = Desk(browser, app.url).open()
    settle(desk.page)
    names = desk.frame.evaluate(
        """() => {
            const { size } = window.placesLayer;
            return window.placesLayer.places.filter((place) => {
                const [x, y] = window.placesLayer.pointOf(place.id);
                if (Math.abs(x / size.x - 0.5) > 0.3 || Math.abs(y / size.y - 0.5) > 0.3) return false;
                return window.placesLayer.at({ x, y }).id === place.id;
            }).slice(0, 40).map((place) => place.label);
        }"""
    )
    clicks = [click_seconds(desk, name, lambda: settle(desk.page)) for name in names[:repetitions]]
    desk.close()
    return median(clicks)


def measure_weight(browser: Browser, app: App, changes: int = 20) -> tuple[float, float]:
    """Return (browser heap growth in MB over so many changes, web socket kB over the first three) of one change."""
    desk = Desk(browser, app.url)
    received = [0]

    def count(payload: str | bytes) -> None:
        received[0] += len(payload)

    desk.page.on("websocket", lambda socket: socket.on("framereceived", count))
    desk.open()
    desk.sidebar.get_by_text(TICKED).first.wait_for()
    tools = desk.context.new_cdp_session(desk.page)

    def heap() -> float:
        settle(desk.page)
        tools.send("HeapProfiler.collectGarbage")
        used = tools.send("Runtime.getHeapUsage")
        return (used["usedSize"] + used.get("embedderHeapUsedSize", 0)) / 1e6

    # views that this reader has not had: Streamlit sends what it has sent before as a reference
    settle(desk.page)
    received[0] = 0
    for name in GROUPS:
        desk.page.evaluate(_CHANGE, name)
        settle(desk.page)
    sent = received[0] / 1000 / len(GROUPS)
    for number in range(len(GROUPS)):
        desk.page.evaluate(_CHANGE, GROUPS[number])
        settle(desk.page)
    before = heap()
    for number in range(changes):
        desk.page.evaluate(_CHANGE, GROUPS[number % len(GROUPS)])
        settle(desk.page)
    after = heap()
    desk.close()
    return (after - before) / changes, sent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, nargs="*", default=[1_000, 10_000, 50_000])
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--sessions", type=int, help="so many readers at once, over the first of --places, instead")
    parser.add_argument("--pause", type=float, default=1.0, help="with --sessions: seconds at least between two acts")
    parser.add_argument("--home", type=Path, help="with --sessions: over this home, as tests.bench.scale leaves one")
    given = parser.parse_args()
    print(f"{'what':<46}{'measured':>10}{'pydeck':>10}   to reach", flush=True)
    for count in given.places[: 1 if given.sessions else None]:
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            home = Path(folder)
            if given.sessions and given.home:
                home, wanted = given.home, actors_of(given.home)
            else:
                store(home, *made(count))
                wanted = groups_of(count)
            browser = launch(playwright)
            with running(home) as app:
                Desk(browser, app.url).open().close()
                if given.sessions:
                    found = many(browser, app, wanted, given.sessions, given.pause)
                else:
                    found = rows(browser, app, home, count, given.repetitions)
                size = "" if given.sessions else f", {count:,} places"
                for what, measured, other, reach in found:
                    print(f"{what + size:<46}{measured:>10}{other:>10}   {reach}", flush=True)
            browser.close()


def many(
    browser: Browser, app: App, wanted: Sequence[tuple[str, int]], sessions: int, pause: float
) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, "", to reach) of many readers at once during an ingest."""
    readers = measure_readers(browser, app, wanted, sessions, pause=pause)
    yield "places that their filters leave", ", ".join(str(places) for _, places in wanted), "", ""
    yield f"{sessions} readers, an act, median", f"{readers.share(0.5):.2f} s", "", ""
    yield f"{sessions} readers, an act, 95 of 100", f"{readers.share(0.95):.2f} s", "", f"{P95} s"
    yield f"{sessions} readers, the server's processor an act", f"{readers.server:.2f} s", "", ""
    yield f"{sessions} readers, wrong", str(len(readers.wrong)), "", "0"
    for each in readers.wrong:
        print(f"  {each}")


def rows(browser: Browser, app: App, home: Path, count: int, repetitions: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, pydeck's, to reach) of what the issue wants at so many places."""
    ours, theirs = measure_changes(browser, app, home / "pydeck", count, repetitions)
    wanted = f"{CHANGE.get(count, '?')} s, and ahead of pydeck"
    yield "change to markers", f"{ours[0]:.3f} s", f"{theirs[0]:.3f} s", wanted
    yield "  processor, server and browser", f"{ours[1]:.2f} s", f"{theirs[1]:.2f} s", ""
    if count in LOAD:
        load = measure_load(browser, app, max(3, repetitions // 2))
        yield "load to markers", f"{load:.2f} s", "", f"{LOAD[count]} s"
    if count == 10_000:
        click = measure_clicks(browser, app, repetitions)
        yield "click to excerpts", f"{click:.2f} s", "", f"{CLICK_SECONDS} s"
        heap, socket = measure_weight(browser, app)
        yield "browser heap a change", f"{heap:.2f} MB", "", f"{HEAP_MB} MB"
        yield "web socket a change", f"{socket:.0f} kB", "", f"{SOCKET_KB} kB"


if __name__ == "__main__":
    main()
