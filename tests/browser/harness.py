"""
Start the real app, open it in a real Chromium, and find one's way on the page. Used by the tests and the benchmark.

Waits are for conditions, never for a time; what a test looks for it names as a reader would.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Locator, Page, Playwright, Request, Route

from dashboard.model import Actor, ActorMention, AnalysedArticle, Article, Mention, Place
from dashboard.store.archive import Archive

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # no name but this computer's leads anywhere
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip
_PINS = "window.placesLayer.places.map((place) => `${place.id} ${place.size}`).sort().join()"
#: The frame that listens to the names of the open article is there.
LISTENING = "[...document.querySelectorAll('iframe')].some((f) => f.contentWindow.Frame?.listening)"
BYTECODE = Path(tempfile.gettempdir()) / "dashboard-bytecode"
#: Generous: a slow machine that builds a gazetteer meanwhile must pass.
PATIENCE = 120_000


def chromium() -> str | None:
    """Return the path of a Chromium: from $CHROMIUM, of the system; None leaves it to Playwright's own."""
    for path in (os.environ.get("CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium-browser")):
        if path and Path(path).exists():
            return path
    return None


def launch(playwright: Playwright) -> Browser:
    """Start a Chromium; raises Playwright's error where there is none."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))


class App:
    """The app as a process of its own, on a free port of this machine."""

    def __init__(self, home: Path, gazetteer: Path | None = None, **environ: str) -> None:
        self.home = home
        self.script: tuple[str, ...] = ("streamlit_app.py",)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        # compiled modules are kept, as pip's installation has them, whatever this machine is set to; not in the project
        own = {"DASHBOARD_HOME": str(home), "PYTHONPYCACHEPREFIX": str(BYTECODE), "STREAMLIT_SERVER_HEADLESS": "true"}
        self.environ = {**os.environ, **own, **environ}
        self.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if gazetteer is not None:
            self.environ["DASHBOARD_GAZETTEER"] = str(gazetteer)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> App:
        command = [sys.executable, "-m", "streamlit", "run", "--server.port", str(self.port)]
        command += self.script
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "app.log", "wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the app ended: {self.log()}")
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):
                return self
            time.sleep(0.02)
        raise RuntimeError(f"the app did not start: {self.log()}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self) -> str:
        return (self.home / "app.log").read_text(encoding="utf-8", errors="replace")

    def cpu_seconds(self) -> float:
        """Return the processor time that the app's process has used, where /proc tells."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Return the resident memory of the app's process, where /proc tells."""
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")


@contextlib.contextmanager
def running(home: Path, gazetteer: Path | None = None, **environ: str) -> Iterator[App]:
    """Run the app for as long as the block does."""
    app = App(home, gazetteer, **environ)
    try:
        yield app.start()
    finally:
        app.stop()


class Desk:
    """The page in a browser. Every request to another host is refused and noted in `outside`."""

    def __init__(
        self, browser: Browser, url: str, *, width: int = 1440, height: int = 900, dark: bool = False,
        bypass_csp: bool = False, let: str = "",
        pass_through: str = "",
    ) -> None:  # fmt: skip
        """Open a window; `bypass_csp` takes the second lock off, `let` is another host that seems to answer,
        `pass_through` one that does."""
        self.url = url
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.let, self.pass_through = let, pass_through
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            bypass_csp=bypass_csp,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        # only listened to, and refused by the browser itself (`ARGUMENTS`): Playwright's way to stand between takes its
        # time for each of the page's hundred files, and turns the browser's cache off
        self.context.on("request", self._note)
        self.context.on("requestfailed", self._forget_unsent)
        if let:
            self.context.route(re.compile(f"^{re.escape(let)}"), self._answer)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "data:", "blob:", self.pass_through or self.url + "/")):
            self.outside.append(request.url)

    def _forget_unsent(self, request: Request) -> None:
        if request.failure == "csp" and request.url in self.outside:  # the page's policy held it back
            self.outside.remove(request.url)

    def _answer(self, route: Route) -> None:
        picture = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
        kind = "text/javascript" if route.request.resource_type == "script" else "image/svg+xml"
        body = "" if kind == "text/javascript" else picture
        route.fulfill(body=body, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    def open(self, query: str = "") -> Desk:
        """Go to the page, at a link's query if one is given, and wait for its map, markers and basemap."""
        self.page.goto(f"{self.url}/?{query}" if query else self.url, wait_until="commit")
        self.wait_for_map()
        return self

    def close(self) -> None:
        self.context.close()

    # ----------------------------------------------------------------------------------------------------- the map

    @property
    def frame(self) -> Frame:
        self.page.wait_for_selector("iframe[title='streamlit_folium.st_folium']")
        for frame in self.page.frames:
            if "streamlit_folium" in frame.url:
                return frame
        raise RuntimeError("the map has no frame")

    def wait_for_map(self, condition: str = "true") -> dict[str, Any]:
        """Wait until the layer has drawn and a condition over its state `s` holds; return the state."""
        self.page.wait_for_selector("iframe[title='streamlit_folium.st_folium']")
        self.page.wait_for_function(
            """(condition) => {
                const frame = document.querySelector("iframe[title='streamlit_folium.st_folium']");
                const s = frame && frame.contentWindow.placesLayerState;
                return Boolean(s && s.version !== null && new Function("s", `return ${condition}`)(s));
            }""",
            arg=condition,
        )
        return self.map_state()

    def map_state(self) -> dict[str, Any]:
        return self.frame.evaluate("window.placesLayerState")

    def places(self) -> set[str]:
        """Return the names of the places on the map."""
        return set(self.frame.evaluate("window.placesLayer.places.map((place) => place.label)"))

    def pins(self) -> str:
        """Return which places are on the map and how often each is named, as one text."""
        return self.frame.evaluate(_PINS)

    def wait_for_other_pins(self, before: str) -> str:
        """Wait until the map's pins are others than before, and return them."""
        self.frame.wait_for_function(f"(before) => {_PINS} !== before", arg=before)
        return self.pins()

    def wait_for_places(self, there: Iterable[str] = (), gone: Iterable[str] = ()) -> None:
        """Wait until the map has all places of `there` and none of `gone`."""
        self.frame.wait_for_function(
            """([there, gone]) => {
                const names = new Set((window.placesLayer || { places: [] }).places.map((place) => place.label));
                return there.every((name) => names.has(name)) && !gone.some((name) => names.has(name));
            }""",
            arg=[list(there), list(gone)],
        )

    def spot(self, name: str) -> tuple[float, float]:
        """Return where a place stands on the page, in pixels."""
        at = self.frame.evaluate(
            "(name) => window.placesLayer.pointOf(window.placesLayer.places.find((p) => p.label === name).id)", name
        )
        box = self.page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()
        assert box is not None
        return box["x"] + at[0], box["y"] + at[1]

    def click_place(self, name: str) -> None:
        x, y = self.spot(name)
        self.page.mouse.click(x, y)

    # -------------------------------------------------------------------------------------------------------- the page

    @property
    def panel(self) -> Locator:
        return self.page.locator(".st-key-panel")

    @property
    def line(self) -> Locator:
        return self.page.locator(".st-key-line")

    @property
    def sidebar(self) -> Locator:
        return self.page.get_by_test_id("stSidebar")

    def tab(self, name: str) -> Locator:
        """The choice of what stands below the map."""
        return self.page.locator(".st-key-tab").get_by_role("radio", name=name)

    def heading(self, name: str) -> Locator:
        return self.panel.get_by_role("heading", name=name, exact=True)

    def tick(self, name: str) -> None:
        """Tick or untick a filter of the sidebar by its name."""
        self.sidebar.get_by_test_id("stCheckbox").filter(has_text=name).first.locator("label").first.click()

    def box_at_rest(self, locator: Locator) -> dict[str, float]:
        """Return where an element stands in the window, once nothing around it moves it any more."""
        self.settled()
        locator.scroll_into_view_if_needed()
        before = None
        while (box := locator.bounding_box()) is None or box != before:
            before = box
            self.page.wait_for_timeout(150)
        return box

    def open_list(self, box: Locator) -> None:
        """Open the list of a box that has one; while a browser is still drawing, one that opens may close again."""
        self.box_at_rest(box)
        box.click()

    def most_of(self, selector: str, act: Callable[[], object]) -> int:
        """Return how many of an element the page had at most while an act was done and drawn."""
        self.quiet()
        self.page.evaluate(
            """(selector) => {
                window.most = 0;
                const count = () => document.querySelectorAll(selector).length;
                new MutationObserver(() => { window.most = Math.max(window.most, count()); })
                    .observe(document.body, { childList: true, subtree: true });
            }""",
            selector,
        )
        act()
        self.quiet()
        return int(self.page.evaluate("window.most"))

    def wait_gone(self, locator: Locator) -> None:
        locator.first.wait_for(state="detached")

    def quiet(self) -> None:
        """Wait until no run has been under way for half a second: frames that have just come ask for one more."""
        self.page.evaluate("window.quietSince = performance.now()")
        self.page.wait_for_function(
            """() => {
                const now = performance.now();
                if (document.querySelector('[data-test-script-state="running"]')) window.quietSince = now;
                return now - window.quietSince > 500;
            }"""
        )

    def frames(self) -> list[Frame]:
        """Return the page and all frames in it, once none of them comes or goes."""
        self.quiet()
        return [frame for frame in self.page.frames if not frame.is_detached()]

    def settled(self) -> None:
        """Wait until no run of the page is under way."""
        self.page.wait_for_function("!document.querySelector('[data-test-script-state=\"running\"]')")


def search_gazetteer(form: Locator | Page, typed: str) -> None:
    """Search the gazetteer in the form that puts a name right."""
    box = form.get_by_placeholder("Search the gazetteer, in any script")
    box.fill(typed)
    box.press("Enter")


# ----------------------------------------------------------------------------------------------- articles made by hand


def place(place_id: str, name: str, lat: float, lon: float, **more: Any) -> Place:
    """Return a place, a city unless said otherwise."""
    return Place(place_id, name, more.pop("kind", "city"), lat, lon, **more)


def analysed(
    article_id: str,
    text: str,
    places: dict[str, Place | None],
    actors: dict[str, Actor] | None = None,
    *,
    title: str = "",
    source: str | None = "Sample Wire",
    url: str | None = None,
    published: date | None = None,
    roles: dict[str, Any] | None = None,
) -> AnalysedArticle:
    """Return an analysis in which each name is found wherever the text, whose sentences end at ". ", has it."""
    spans, start = [], 0
    for sentence in text.split(". "):
        spans.append((start, min(start + len(sentence) + 1, len(text))))
        start += len(sentence) + 2
    found_places, found_actors = [], []
    for field, where in (("title", title), ("text", text)):
        for name, at in ((n, at) for n in {**places, **(actors or {})} for at in _all(where, n)):
            number = 0 if field == "title" else next(i + 1 for i, (a, b) in enumerate(spans) if a <= at < b)
            end = at + len(name)
            if name in places:
                found_places.append(
                    Mention(field, at, end, name, number, (roles or {}).get(name, "location"), places[name],
                            0.9 if places[name] else 0.0)  # type: ignore[arg-type]
                )  # fmt: skip
            if actors and name in actors:
                found_actors.append(ActorMention(field, at, end, name, number, actors[name], 0.9, "alias"))  # type: ignore[arg-type]
    return AnalysedArticle(
        Article(article_id, title, text, source, url, published, "en"), tuple(found_places), tuple(found_actors),
        tuple(spans), "by-hand", datetime.now(UTC),
    )  # fmt: skip


def _all(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def store(home: Path, *articles: AnalysedArticle) -> None:
    """Put analyses into the archive of a home."""
    Archive(home / "archive").write(articles)
