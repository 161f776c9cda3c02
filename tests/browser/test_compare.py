"""Two periods compared on the page: table, map, file and link."""

from __future__ import annotations

import csv

from playwright.sync_api import expect

from tests.browser.harness import Desk


def families(page: Desk) -> dict[str, str]:
    return dict(page.frame.evaluate("window.placesLayer.places.map((place) => [place.label, place.family])"))


def test_the_newest_days_are_compared_with_those_before(samples_app, desk):
    page = desk(samples_app).open()
    page.tab("Compare").click()
    page.page.get_by_text("Undated articles are in neither").wait_for()
    page.wait_for_map("s.count === 2")

    # 2 November to 1 December: "A speech" and "Stones"; 3 October to 1 November: "Quiet in the valley"
    expect(page.page.locator(".st-key-below")).to_contain_text("3 Oct – 1 Nov 2024: 1 article")
    expect(page.page.locator(".st-key-below")).to_contain_text("2 Nov – 1 Dec 2024: 2 articles")
    assert families(page) == {"Baalbek": "same", "Beirut": "same"}
    page.frame.get_by_text("about the same").wait_for()

    page.tab("Places").click()
    page.wait_for_map("s.count === 7")


def test_periods_come_with_a_link_and_the_table_goes_as_a_file(samples_app, desk, tmp_path):
    page = desk(samples_app)
    periods = "before=2024-01-01,2024-01-31&after=2024-10-01,2024-12-31"
    page.page.goto(f"{samples_app.url}/?tab=compare&{periods}", wait_until="commit")
    page.wait_for_map("s.count === 5")
    assert families(page) == {
        "Red Sea": "vanished", "Sanaa": "vanished", "Yemen": "vanished", "Baalbek": "appeared", "Beirut": "appeared",
    }  # fmt: skip
    for word in ("appeared", "vanished"):
        page.frame.get_by_text(word).wait_for()
    page.click_place("Sanaa")
    page.heading("Sanaa").wait_for()

    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Table as CSV").click()
    download.value.save_as(tmp_path / "comparison.csv")
    with open(tmp_path / "comparison.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Place"]: (row["Change"], row["Difference"]) for row in rows} == {
        "Red Sea": ("vanished", "-1"), "Sanaa": ("vanished", "-1"), "Yemen": ("vanished", "-1"),
        "Baalbek": ("appeared", "2"), "Beirut": ("appeared", "2"),
    }  # fmt: skip
    assert "Articles, 1 – 31 Jan 2024" in rows[0] or "Articles, 1 Jan – 31 Jan 2024" in rows[0]
