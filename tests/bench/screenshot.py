"""
Make the README's picture: `python -m tests.bench.screenshot`, the sample with one place chosen, 1440 x 900.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.harness import ROOT, Desk, launch, running

PICTURE = ROOT / ".github" / "screenshot.png"


def main(place: str = "Baalbek") -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as app, sync_playwright() as playwright:
        browser = launch(playwright)
        desk = Desk(browser, app.url).open()
        desk.wait_for_map()
        desk.click_place(place)
        desk.panel.get_by_text("Show in article").first.wait_for()
        desk.page.wait_for_load_state("networkidle")
        desk.page.wait_for_timeout(3000)  # the fade of Streamlit's elements
        desk.page.screenshot(path=PICTURE)
        desk.close()
        browser.close()
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
