"""
Many readers at once: each filters and clicks in a page of its own while another process adds articles.

`python -m tests.bench.map --sessions 20` runs this. A reader waits one to three seconds between two acts, or as long as
--pause says and up to three times that, as one who reads does; what is measured is each act until its markers or its
sentences are there. A reader whose map shows another's filter, or never the place that was clicked, is an error, and so
is whatever the page throws. The browser's pages share this machine's cores with the server: `server` says what of the
processors it took.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser

from dashboard.model import NO_FILTERS, Filters
from dashboard.settings import load_settings
from dashboard.store import queries
from dashboard.store.index import Index
from tests.browser.harness import ROOT, App, Desk

GROUPS = ("Group one", "Group two", "Group three")
#: Seconds for the 95th of 100 acts.
P95 = 2.0

_READER = """({ group, expected, rounds, seed, least }) => {
    const frame = () => document.querySelector("iframe[title^=streamlit_folium]").contentWindow;
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const report = { times: [], wrong: [], done: false };
    window.report = report;
    const act = async (name, does, there) => {
        await pause(1000 * least * (1 + ((seed * 7919 + report.times.length * 104729) % 2000) / 1000));
        const start = performance.now();
        does();
        while (!there()) {
            if (performance.now() - start > 120000) throw new Error(`${name} took longer than two minutes`);
            await pause(15);
        }
        report.times.push((performance.now() - start) / 1000);
    };
    const tick = () => [...document.querySelectorAll('[data-testid="stSidebar"] [data-testid="stCheckbox"]')]
        .find((each) => each.textContent.startsWith(group)).querySelector("input").click();
    const run = async () => {
        for (let round = 0; round < rounds; round += 1) {
            let before = frame().placesLayerState.version;
            await act("filter", tick, () => frame().placesLayerState.version !== before);
            const { count } = frame().placesLayerState;
            if (count !== expected) report.wrong.push(`${count} places where ${group} has ${expected}`);
            const layer = frame().placesLayer;
            const place = layer.places[(seed * 37 + round * 11) % layer.places.length];
            const point = frame().L.point(layer.pointOf(place.id));
            const hit = layer.at(point);
            const panel = () => document.querySelector(".st-key-panel");
            await act("click",
                () => layer.onClick({ containerPoint: point, latlng: layer._map.containerPointToLatLng(point) }),
                () => panel()?.querySelector("h2")?.textContent === hit.label && panel().querySelector(".said")
                    && frame().placesLayerState.selected === hit.id);
            before = frame().placesLayerState.version;
            await act("filter", tick, () => frame().placesLayerState.version !== before);
        }
    };
    run().catch((error) => report.wrong.push(String(error))).finally(() => { report.done = true; });
}"""


@dataclass(frozen=True, slots=True)
class Readers:
    """What many readers saw: seconds of every act, sorted, what was wrong, and the server's processor seconds each."""

    times: tuple[float, ...]
    wrong: tuple[str, ...]
    server: float

    def share(self, part: float) -> float:
        """Return the seconds that this part of all acts did not exceed."""
        return self.times[min(len(self.times) - 1, int(part * len(self.times)))]


def groups_of(count: int) -> list[tuple[str, int]]:
    """Return what readers filter by over `tests.bench.page.made`: an actor's name, and how many places it leaves."""
    return [(name, len(range(number, count, len(GROUPS)))) for number, name in enumerate(GROUPS)]


def actors_of(home: Path) -> list[tuple[str, int]]:
    """Return the same over the archive of a home: its three most mentioned states, which the page shows first."""
    with Index.open(replace(load_settings({}), home=home)) as index:
        actors = queries.page(index, NO_FILTERS).actors
        states = actors[actors["type"] == "state"].nlargest(len(GROUPS), "mentions")
        return [
            (str(row.called), len(queries.place_counts(index, Filters(actors=(str(row.actor_id),)))))
            for row in states.rename(columns={"name": "called"}).itertuples(index=False)
        ]


def measure_readers(
    browser: Browser, app: App, wanted: Sequence[tuple[str, int]], sessions: int, rounds: int = 4, pause: float = 1.0
) -> Readers:
    """
    Let that many readers work at once while the sample articles are added by another process.

    Each filters by one of the `wanted` actors, which leaves so many places, and rests `pause` to 3 * `pause` seconds
    between two acts.
    """
    desks = [Desk(browser, app.url).open() for _ in range(sessions)]
    for desk in desks:
        desk.sidebar.get_by_text(wanted[0][0]).first.wait_for()
        desk.settled()
    ingest = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "ingest", "data/sample"], cwd=ROOT, env=app.environ,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    used = app.cpu_seconds()
    for number, desk in enumerate(desks):
        name, places = wanted[number % len(wanted)]
        given = {"group": name, "expected": places, "rounds": rounds, "seed": number, "least": pause}
        desk.page.evaluate(_READER, given)
    times, wrong = [], []
    for number, desk in enumerate(desks):
        desk.page.wait_for_function("window.report.done", timeout=600_000)
        report = desk.page.evaluate("window.report")
        times += report["times"]
        wrong += [f"reader {number}: {each}" for each in (*report["wrong"], *desk.errors, *desk.outside)]
        desk.close()
    used = app.cpu_seconds() - used
    said, _ = ingest.communicate()
    if ingest.returncode:
        wrong.append(f"the ingest failed: {said.decode(errors='replace')[-300:]}")
    return Readers(tuple(sorted(times)), tuple(wrong), used / max(1, len(times)))
