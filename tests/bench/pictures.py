"""
Make the README's pictures with the sample, in a real browser: `python -m tests.bench.pictures`.

The page with one place chosen (`screenshot.png`), and the steps of the tour: who is named together where, the place's
sentences in their article, a pin put right, two periods compared.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.harness import ROOT, App, Desk, launch, running

FOLDER = ROOT / ".github"
TOUR_SIZE = {"width": 1200, "height": 750}
#: A palette of so many keeps a picture a third as large; nobody sees it.
COLOURS = 256
#: What the tour asks: where these are named in one article in the last quarter of 2024.
ASKED = [("actor", "Hezbollah"), ("actor", "Israel")]
TOGETHER = {"match": "all", "scope": "article", "since": "2024-10-01", "until": "2024-12-31"}

#: In Lebanon; the one in Libya is named in the sample, too.
TRIPOLI = "geonames:266826"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as app, sync_playwright() as playwright:
        browser = launch(playwright)
        desk = Desk(browser, app.url).open()
        desk.click_place("Baalbek")
        desk.panel.get_by_text("Show in article").first.wait_for()
        picture(desk, "screenshot.png")
        desk.close()
        tour(browser, app)
        browser.close()


def tour(browser: Browser, app: App) -> None:
    """Make the pictures of the tour, each from where the one before left the page."""
    desk = Desk(browser, app.url, **TOUR_SIZE).open()
    for _, name in ASKED:
        desk.tick(name)
        desk.line.get_by_role("button", name=name).first.wait_for()
    desk.settled()
    actors = [part for part in desk.page.url.split("?")[1].split("&") if part.startswith("actor=")]
    desk.open(f"{'&'.join(actors)}&{urlencode(TOGETHER)}")
    desk.panel.locator(".st-key-rows-top button").first.wait_for()
    picture(desk, "tour-1-together.png")
    desk.panel.locator(".st-key-rows-top button").nth(2).click()
    desk.panel.get_by_text("Show in article").first.wait_for()
    desk.settled()
    desk.panel.get_by_role("button", name="Show in article").first.click()
    desk.panel.locator("article.whole").wait_for()
    picture(desk, "tour-2-article.png")
    desk.open(f"place={TRIPOLI}")
    desk.panel.get_by_role("button", name="Wrong place?").first.click()
    desk.panel.locator(".st-key-mend").wait_for()
    picture(desk, "tour-3-mend.png")
    desk.open("tab=compare&before=2024-09-01,2024-11-30&after=2024-12-01,2025-02-28")
    picture(desk, "tour-4-compare.png")
    desk.close()


def picture(desk: Desk, name: str) -> None:
    """Save what the window shows once nothing moves in it."""
    desk.quiet()
    desk.page.wait_for_load_state("networkidle")
    desk.page.wait_for_timeout(3000)  # the fade of Streamlit's elements
    whole = Image.open(io.BytesIO(desk.page.screenshot())).convert("RGB")
    whole.quantize(COLOURS).save(FOLDER / name, optimize=True)
    print((FOLDER / name).relative_to(ROOT))


if __name__ == "__main__":
    main()
