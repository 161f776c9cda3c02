"""Every view, light and dark, wide and on a phone: nothing breaks WCAG 2 A or AA, says axe-core, and focus shows."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

from dashboard.model import Actor, Candidate
from dashboard.settings import load_settings
from tests.browser.actor_pages import open_card, search
from tests.browser.axe import violations
from tests.browser.harness import analysed, running, store
from tests.browser.samples import BAALBEK, BEIRUT, ROME, desk_articles

LOOKS = [
    pytest.param({"width": width, "height": height, "dark": dark}, id=f"{width}-{'dark' if dark else 'light'}")
    for width, height in ((1440, 900), (390, 844))
    for dark in (False, True)
]


@pytest.fixture(scope="module")
def samples_app(tmp_path_factory, gazetteer_folder):
    """The desk's articles, a name that is not sure, one in Arabic, and somebody whom no catalogue knows."""
    home = tmp_path_factory.mktemp("accessibility") / "home"
    desk_articles(home)
    six = analysed("six", "Rain on Baalbek. Wind over Baalbek.", {"Baalbek": BAALBEK}, title="Rain")
    unsure = (replace(m, confidence=0.55, runners_up=(Candidate(ROME, 0.3),)) for m in six.mentions)
    who = {"Zarqan Tollund": Actor("unlisted:zarqan-tollund", "Zarqan Tollund", "person")}
    store(home, replace(six, mentions=tuple(unsure)),
          analysed("seven", "مطر على بيروت.", {"بيروت": BEIRUT}, title="طقس"),
          analysed("eight", "Zarqan Tollund spoke in Beirut. Then he left.", {"Beirut": BEIRUT}, who))  # fmt: skip
    with running(home, gazetteer_folder) as app:
        yield app


def views(page, *, phone):
    """Go from view to view, and yield the name of each."""
    whole = page.page
    yield "start"
    search(page, "Beirut")
    whole.locator(".st-key-search-results").wait_for()
    yield "search results"
    open_card(page, "Hezbollah")
    yield "actor's card"
    whole.locator(".st-key-close-actor button").click()
    search(page, "")
    page.wait_gone(whole.locator(".st-key-search-results"))
    page.settled()
    page.panel.get_by_role("button", name=re.compile("^Baalbek")).click()
    page.heading("Baalbek").wait_for()
    yield "place"
    page.panel.get_by_role("button", name="Wrong place?").first.click()
    page.panel.locator(".st-key-mend").wait_for()
    page.panel.get_by_role("button", name="Click on the map").click()
    page.wait_for_map("s.picking")
    page.settled()
    yield "wrong place, and a click on the map"
    whole.keyboard.press("Escape")
    page.wait_for_map("!s.picking")
    page.panel.get_by_role("button", name="Show in article").first.click()
    page.panel.locator(".st-key-article").wait_for()
    yield "article"
    for tab, there in (
        ("Articles", whole.get_by_test_id("stDataFrame").last), ("To check", whole.locator(".st-key-doubt-keys")),
        ("Unlisted actors", whole.get_by_text("Zarqan Tollund").last),
        ("Not placed", whole.get_by_text("Tell Qar").last),
    ):  # fmt: skip
        page.tab(tab).click()
        there.wait_for()
        yield f"tab {tab}"
    whole.get_by_role("button", name="Place it").click()
    whole.locator(".st-key-lost-open").wait_for()
    yield "name to place"
    for button, inside in (("Take away", "Download brief|Brief"), ("Add articles", "Files")):
        whole.get_by_role("button", name=re.compile(button)).first.click()
        whole.get_by_role("dialog").get_by_text(re.compile(inside)).first.wait_for()
        yield f"dialog {button}"
        whole.keyboard.press("Escape")
        whole.get_by_role("dialog").wait_for(state="detached")
    if phone:
        whole.get_by_test_id("stExpandSidebarButton").click()
        page.sidebar.get_by_text("Countries").first.wait_for()
        yield "filters on a phone"


def broken(page):
    """Return what breaks a rule in a window so tall that nothing is scrolled away: axe-core passes over what is."""
    size = page.page.viewport_size
    page.page.set_viewport_size({**size, "height": 3000})
    try:
        return _broken(page)
    finally:
        page.page.set_viewport_size(size)


def _broken(page):
    page.quiet()
    page.page.wait_for_function(
        "document.getAnimations().every((each) => each.playState !== 'running' || "
        "each.effect.getComputedTiming().iterations === Infinity)"
    )
    return [*violations(page.page.main_frame), *violations(page.frame)]


@pytest.mark.parametrize("look", LOOKS)
def test_no_view_breaks_wcag(samples_app, desk, look):
    page = desk(samples_app, **look).open()
    page.settled()
    assert {name: found for name in views(page, phone=look["width"] < 500) if (found := broken(page))} == {}


@pytest.mark.parametrize("look", LOOKS[:1] + LOOKS[3:])
def test_the_page_in_arabic_breaks_nothing(samples_app, desk, look):
    page = desk(samples_app, **look)
    page.page.goto(f"{page.url}/?lang=ar&place={BEIRUT.place_id}", wait_until="commit")
    page.heading("Beirut").wait_for()
    page.wait_for_map()
    page.page.wait_for_function("document.documentElement.lang === 'ar'")
    assert broken(page) == []
    page.panel.get_by_role("button", name="مكان خاطئ؟").first.click()
    page.panel.locator(".st-key-mend").wait_for()
    page.tab("للتحقق").click()
    page.page.locator(".st-key-doubt-keys").wait_for()
    assert broken(page) == []
    page.page.get_by_role("button", name="تنزيل").first.click()
    page.page.get_by_role("dialog").get_by_text("الموجز").first.wait_for()
    assert broken(page) == []


def test_an_empty_installation_breaks_nothing(desk, tmp_path, gazetteer_folder):
    data = tmp_path / "data"
    shutil.copytree(load_settings().data, data, ignore=shutil.ignore_patterns("sample"))
    with running(tmp_path / "home", gazetteer_folder, DASHBOARD_DATA=str(data)) as app:
        for dark in (False, True):
            page = desk(app, dark=dark).open()
            page.heading("No articles yet").wait_for()
            assert broken(page) == []


def test_whatever_has_the_keys_shows_it(samples_app, desk):
    page = desk(samples_app).open()
    page.settled()
    page.tab("Not placed").click()
    page.settled()
    page.tab("Not placed").focus()
    seen = set()
    for key in ("Tab", *["Shift+Tab"] * 30):
        page.page.keyboard.press(key)
        tag, name, shown = page.page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                const around = at.closest("[data-baseweb], [data-testid=stTextInput]") || at;
                const shown = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" ||
                    style.boxShadow !== "none" || getComputedStyle(around).boxShadow !== "none";
                return [at.tagName, at.innerText || at.ariaLabel || at.title || "", shown];
            }"""
        )
        if tag in ("BUTTON", "A", "SUMMARY"):
            seen.add(name.strip())
            assert shown, (tag, name)
    assert len(seen) > 10


def test_a_filter_is_called_what_stands_beside_its_box_and_shows_that_it_has_the_keys(samples_app, desk):
    page = desk(samples_app).open()
    page.sidebar.get_by_role("checkbox", name="Hezbollah, 2", exact=True).wait_for()
    names = page.sidebar.get_by_role("checkbox").evaluate_all("(boxes) => boxes.map((box) => box.ariaLabel)")
    assert [name for name in names if re.search(r"[\\:\[]", name)] == []

    page.tick("Houthis")  # each count is another one
    page.wait_for_map("s.count === 1")
    page.sidebar.get_by_role("checkbox", name="Sample Wire, 1", exact=True).wait_for()

    page.sidebar.get_by_role("checkbox", name=re.compile("^Houthis")).focus()
    page.page.keyboard.press("Tab")
    ring = page.page.evaluate(
        """() => {
            const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement.closest("label"));
            return [document.activeElement.type, outlineStyle, outlineWidth];
        }"""
    )
    assert ring == ["checkbox", "solid", "2px"]
