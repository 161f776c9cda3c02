"""Another region is another file: the Sahel ships as an example, and the page is about it."""

from __future__ import annotations

import re
from pathlib import Path

SAHEL = Path(__file__).resolve().parents[2] / "data" / "regions" / "sahel.toml"


def test_the_page_starts_with_the_sahel(app, desk):
    page = desk(app(DASHBOARD_REGION=str(SAHEL))).open()
    page.page.get_by_role("heading", name="Sahel").wait_for()
    assert {"Bamako", "Niamey", "Lake Chad"} <= set(page.places())
    page.page.get_by_role("button", name=re.compile("sample articles")).wait_for()

    assert page.page.locator("[class*='st-key-facet'] label").first.inner_text().startswith("Mali")
    page.click_place("Bamako")
    page.heading("Bamako").wait_for()
