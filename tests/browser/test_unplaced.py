"""A reader places a name that was not placed: on the map at once, there after a reload, gone when undone."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from dashboard.model import Candidate
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger
from tests.browser.harness import analysed, place, search_gazetteer, store
from tests.browser.samples import BAALBEK, ROME, desk_articles
from tests.nominatim_service import serving

MANY = re.compile("names were recognised and not placed")


@pytest.fixture
def page(app, desk, tmp_path):
    """Tell Qar stands in two articles, once with a runner-up; Old Mill in one."""
    home = tmp_path / "home"
    desk_articles(home)
    six = analysed("six", "Rain on Tell Qar. Rome is dry.", {"Tell Qar": None, "Rome": ROME}, title="Rain")
    runner = replace(six.mentions[0], runners_up=(Candidate(BAALBEK, 0.3),))
    store(home, replace(six, mentions=(runner, *six.mentions[1:])))
    store(home, analysed("seven", "Nothing moved in Old Mill.", {"Old Mill": None}))
    made = desk(app()).open()
    made.tab("Not placed").click()
    return made


def row(page, name):
    return page.page.locator('[class*="st-key-lost-row-"]').filter(has_text=name)


def done(page, name):
    return page.page.locator('[class*="st-key-lost-done-"]').filter(has_text=name).filter(has_text="Undo").first


def open_row(page, name):
    row(page, name).get_by_role("button", name="Place it").click()
    page.page.locator(".st-key-lost-open mark.lost.chosen").filter(has_text=name).first.wait_for()
    page.settled()  # what stood under another row is gone


def candidate(page, name):
    return page.page.locator(".st-key-rows-candidates").get_by_role("button", name=re.compile("^" + name)).first


def test_a_name_is_placed_in_two_clicks_stays_after_a_reload_and_can_be_undone(page):
    page.page.get_by_text(MANY).wait_for()
    page.line.get_by_text("2 names not placed").wait_for()
    assert row(page, "Tell Qar").inner_text().startswith("Tell Qar 2 mentions in 2 articles")

    open_row(page, "Tell Qar")
    candidate(page, "Baalbek").click()

    done(page, "Tell Qar").get_by_text("Baalbek", exact=True).wait_for()
    page.line.get_by_text("1 name not placed").wait_for()
    done(page, "Tell Qar").get_by_role("button", name="Show").click()
    page.heading("Baalbek").wait_for()
    page.panel.get_by_text("Rain on").wait_for()
    card = page.panel.locator('[class*="st-key-card-"]').filter(has_text="Rain on")
    card.get_by_role("button", name="Why here?").click()
    page.page.get_by_text("Placed by hand").first.wait_for()

    page.open()
    page.line.get_by_text("1 name not placed").wait_for()
    page.tab("Not placed").click()
    page.page.get_by_role("button", name="Put right earlier · 1").click()
    page.page.locator('[class*="st-key-lost-earlier"]').get_by_role("button", name="Undo").first.click()
    page.tab("Not placed").click()
    row(page, "Tell Qar").wait_for()
    page.line.get_by_text("2 names not placed").wait_for()


def test_coordinates_by_hand_make_a_pin_of_that_name_where_they_say(page):
    open_row(page, "Old Mill")
    page.page.get_by_role("button", name="By coordinates").click()
    box = page.page.get_by_label("Latitude, longitude")
    box.fill("133.89, 35.50")
    box.press("Enter")
    page.page.get_by_text("Latitude comes first").wait_for()
    assert page.page.get_by_role("button", name="Place it there").is_disabled()
    box.fill("33.89, 35.50")
    box.press("Enter")
    page.page.get_by_text("Lebanon").last.wait_for()
    page.page.get_by_role("button", name="Place it there").click()

    page.wait_for_places(there={"Old Mill"})
    done(page, "Old Mill").get_by_text("at 33.89, 35.5").wait_for()
    done(page, "Old Mill").get_by_role("button", name="Undo").click()
    page.wait_for_places(gone={"Old Mill"})
    row(page, "Old Mill").wait_for()


def test_the_gazetteer_is_searched_in_any_script_and_one_article_alone_is_corrected(page):
    open_row(page, "Tell Qar")
    page.page.get_by_text("Only in this article").click()
    search_gazetteer(page.page, "دمشق")
    candidate(page, "Damascus").click()

    page.wait_for_places(there={"Damascus"})
    done(page, "Tell Qar").get_by_text("in “").wait_for()
    assert row(page, "Tell Qar").inner_text().startswith("Tell Qar 1 mention")


def test_what_is_not_a_place_is_counted_no_more(page, tmp_path):
    open_row(page, "Old Mill")
    page.page.get_by_role("button", name="Not a place").click()
    done(page, "Old Mill").get_by_text("is not a place").wait_for()
    page.line.get_by_text("1 name not placed").wait_for()
    assert len(Archive(tmp_path / "home" / "archive").files()) == 3


KHIAM = {
    "lat": "33.3287", "lon": "35.6132", "name": "Old <b>Mill</b>", "display_name": "Old Mill, Lebanon",
    "osm_type": "node", "osm_id": 7, "addresstype": "village", "address": {"country": "Lebanon", "country_code": "lb"},
}  # fmt: skip


def test_nominatim_is_asked_for_the_name_only_after_the_reader_was_told(app, desk, tmp_path):
    desk_articles(tmp_path / "home")
    store(tmp_path / "home", *(
        analysed(f"n{n}", f"Nothing moved in {name} today", {name: None})
        for n, name in enumerate(("Old Mill", "Busy", "Broken", "Garbled", "Slow"))
    ))  # fmt: skip
    with serving() as service:
        service.answers["Old Mill"] = (200, json.dumps([KHIAM]), {})
        service.answers |= {"Broken": (503, "", {}), "Garbled": (200, "{", {})}
        service.answers["Busy"] = (429, "", {"Retry-After": "60"})
        host = f"127.0.0.1:{service.server_address[1]}"
        page = desk(app(DASHBOARD_NOMINATIM="desk (desk@example.org)", DASHBOARD_NOMINATIM_URL=f"http://{host}")).open()
        page.tab("Not placed").click()

        open_row(page, "Tell Qar")
        page.page.get_by_role("button", name="Ask Nominatim").click()
        page.page.get_by_text(f"The name “Tell Qar” leaves this computer, for {host}: the name only").wait_for()
        page.page.get_by_role("button", name="Not now").click()
        page.page.get_by_text("leaves this computer").wait_for(state="detached")
        assert service.asked == []
        page.page.get_by_role("button", name="Ask Nominatim").click()
        page.page.get_by_role("button", name="Send the name").click()
        page.page.get_by_text("knows no place called “Tell Qar”").wait_for()
        assert service.asked == ["Tell Qar"] and "moved" not in service.paths[0]

        for name in ("Broken", "Garbled", "Slow"):
            open_row(page, name)
            page.page.get_by_role("button", name="Ask Nominatim").click()
            page.page.locator(".st-key-lost-open").get_by_text("That says nothing about the name").wait_for()
            assert service.asked[-1] == name
        service.answers["Broken"] = (200, json.dumps([KHIAM]), {})
        open_row(page, "Broken")
        page.page.get_by_role("button", name="Ask Nominatim").click()
        candidate(page, "Old").wait_for()

        open_row(page, "Old Mill")
        page.page.get_by_role("button", name="Ask Nominatim").click()
        assert "Old <b>Mill</b>" in candidate(page, "Old").inner_text()
        candidate(page, "Old").click()
        page.wait_for_places(there={"Old <b>Mill</b>"})

        open_row(page, "Busy")
        page.page.get_by_role("button", name="Ask Nominatim").click()
        page.page.get_by_text("asks for quiet; try again in 60 s").wait_for()


def test_nobody_outside_is_asked_unless_the_installation_says_so(page):
    open_row(page, "Old Mill")
    page.page.get_by_role("button", name="Not a place").wait_for()
    assert page.page.get_by_text("Nominatim").count() == 0


def test_a_place_named_in_hostile_words_is_text(app, desk, tmp_path):
    home = tmp_path / "home"
    image = "<img src=x onerror=top.pwned=1>"
    name = f"Evil {image}"
    six = analysed("six", f"Rain on {name} again", {name: None}, title=f"T {image}", source=f"O {image}")
    runner = place(f"evil:{image}", f"Runner {image} **b**", 30.0, 40.0, country=f"Land {image}")
    store(home, replace(six, mentions=(replace(six.mentions[0], runners_up=(Candidate(runner, 0.3),)),)))
    Ledger(home / "corrections.jsonl").add(
        Correction("name", f"Former {image}", "place", "by hand", replace(runner, name=f"Past {image}")),
        Correction("article", f"Never {image}", "not_a_place", "by hand", article_id="six"),
    )
    page = desk(app()).open()
    page.tab("Not placed").click()
    page.page.get_by_role("button", name="Put right earlier · 2").click()
    page.page.get_by_text(f"Past {image}").wait_for()
    page.tab("Not placed").click()
    open_row(page, "Evil")
    assert f"Runner {image} **b**" in candidate(page, "Runner").inner_text()
    candidate(page, "Runner").click()
    done(page, "Evil").wait_for()
    assert image in done(page, "Evil").inner_text()
    page.wait_for_map("s.count === 1")
    for frame in page.frames():
        assert frame.evaluate("window.top.pwned") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0
