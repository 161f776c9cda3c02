"""The dialog of the page gives what the filters leave, as files; and the page stays where it was."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture
def page(samples_app, desk):
    return desk(samples_app).open()


def opened(page):
    page.settled()
    page.page.get_by_role("button", name="Take away").click()
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_text("apostrophe").wait_for()  # the last line
    return dialog


def taken(page, key: str) -> tuple[str, bytes]:
    """Click a button of the dialog, and return name and content of the file."""
    with page.page.expect_download() as download:
        page.page.locator(f".st-key-{key} button").click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_each_file_holds_what_the_filters_leave_and_only_that(page):
    page.tick("Hezbollah")
    page.wait_for_places(there={"Baalbek", "Beirut"}, gone={"Rome"})
    page.settled()

    dialog = opened(page)

    assert "2 mentions of 2 places in 2 articles" in dialog.inner_text()
    assert "Hezbollah, in the same sentence" in dialog.inner_text()
    name, made = taken(page, "take-mentions-csv")
    assert re.fullmatch(r"middle-east-mentions-\d{4}-\d\d-\d\d\.csv", name)
    assert [row["place"] for row in csv.DictReader(io.StringIO(made.decode()))] == ["Beirut", "Baalbek"]
    features = json.loads(taken(page, "take-places-geojson")[1])["features"]
    assert {each["properties"]["name"] for each in features} == {"Baalbek", "Beirut"}
    assert pq.read_table(io.BytesIO(taken(page, "take-mentions-geoparquet")[1])).num_rows == 2
    root = ET.fromstring(taken(page, "take-places-kml")[1])
    assert {each.findtext(KML + "name") for each in root.iter(KML + "Placemark")} == {"Baalbek", "Beirut"}
    assert json.loads(taken(page, "take-mentions-annotations")[1])["total"] == 2
    name, made = taken(page, "take-brief-html")
    assert name.endswith(".html") and "held <mark>Baalbek</mark>" in made.decode() and "Talks in" not in made.decode()


def test_the_dialog_makes_no_file_until_it_is_asked_for(page):
    """A page that made ten files at each opening would be slow, and the server full."""
    asked = []
    page.page.on("request", lambda request: "/static/" in request.url or asked.append(request.url))  # fonts
    dialog = opened(page)

    expect(dialog.locator(".st-key-take-rows button")).to_have_count(10)
    assert [url for url in asked if "/media/" in url] == []
    taken(page, "take-places-csv")
    assert len({url for url in asked if "/media/" in url}) == 1
    expect(dialog).to_be_visible()


def test_a_file_comes_as_a_download_and_is_no_page_of_this_server(page):
    """The brief has scripts: opened at the page's own address, they would be the page's."""
    opened(page)
    with page.page.expect_download() as download:
        page.page.locator(".st-key-take-brief-html button").click()
    answer = page.page.request.get(download.value.url)

    assert answer.headers["content-disposition"].startswith("attachment")


def test_nothing_left_is_said_and_gives_no_file(page):
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    page.tick("Houthis")
    page.wait_for_map("s.count === 3")
    page.sidebar.get_by_text("all", exact=True).click()
    page.heading("Nothing matches").wait_for()
    page.settled()
    page.page.get_by_role("button", name="Take away").click()
    dialog = page.page.get_by_role("dialog")

    dialog.get_by_text("nothing to take away").wait_for()
    expect(dialog.locator("[class*=st-key-take-]")).to_have_count(0)


def test_on_a_phone_the_button_is_in_reach(samples_app, desk):
    """Streamlit's own header lies over the top of the page there."""
    page = desk(samples_app, width=390, height=844).open()

    dialog = opened(page)

    box = dialog.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_the_keys_stay_in_the_dialog_after_a_file_was_made(page):
    """Its button is disabled meanwhile, and a browser takes the keys away from such a one."""
    dialog = opened(page)
    taken(page, "take-mentions-csv")
    page.quiet()
    page.page.keyboard.press("Tab")
    assert dialog.evaluate("(dialog) => dialog.contains(document.activeElement)")

    taken(page, "take-places-csv")
    page.quiet()
    page.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
