"""The page in Arabic, from right to left: chosen by a reader, in the address, beside other readers, by the region."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.settings import load_settings
from tests.browser.harness import Desk, analysed, running, store
from tests.browser.samples import BEIRUT, desk_articles

ARABIC = re.compile(r"[\u0621-\u064a]")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The desk's articles in English, and one in Arabic."""
    home = tmp_path_factory.mktemp("languages") / "home"
    desk_articles(home)
    store(home, analysed("six", "هطل المطر على بيروت.", {"بيروت": BEIRUT}, title="طقس", source="الأرصاد",
                         published=date(2024, 12, 3)))  # fmt: skip
    return home


@pytest.fixture(scope="module")
def samples_app(home, gazetteer_folder):
    with running(home, gazetteer_folder) as app:
        yield app


def speak(page: Desk, name: str) -> None:
    page.page.get_by_role("button", name=name, exact=True).click()


def language(page: Desk) -> list[str]:
    return parse_qs(urlsplit(page.page.url).query).get("lang", [])


def direction(page: Desk, selector: str) -> str:
    return page.page.locator(selector).first.evaluate("(node) => getComputedStyle(node).direction")


def wait_for_root(page: Desk, lang: str, direction: str) -> None:
    page.page.wait_for_function(
        "([lang, dir]) => document.documentElement.lang === lang && document.documentElement.dir === dir",
        arg=[lang, direction],
    )


def test_a_reader_chooses_arabic_and_all_of_the_page_is_in_it(samples_app, desk):
    page = desk(samples_app).open()
    page.settled()
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    page.tab("Articles").click()
    page.page.locator(".st-key-table-articles").wait_for()
    speak(page, "العربية")

    page.page.get_by_role("button", name="إضافة مقالات").wait_for()
    expect(page.line.locator(".counts")).to_contain_text("من أصل")
    page.sidebar.get_by_text("الجماعات المسلحة").wait_for()
    page.sidebar.get_by_role("heading", name="تصفية").wait_for()
    page.heading("اختر مكانًا").wait_for()
    wait_for_root(page, "ar", "rtl")
    for part in (".st-key-header", ".st-key-panel", ".st-key-below", "[data-testid='stSidebarUserContent']"):
        assert direction(page, part) == "rtl", part
    assert direction(page, ".st-key-map-box iframe") == "ltr"
    assert page.page.title() == "الشرق الأوسط · أماكن في الأخبار"
    assert language(page) == ["ar"]
    # what was chosen stays
    page.line.get_by_role("button", name="Hezbollah").first.wait_for()
    expect(page.tab("المقالات")).to_have_attribute("aria-checked", "true")
    page.wait_for_map("s.count === 2")
    expect(page.frame.locator(".map-legend")).to_contain_text("مدينة")
    expect(page.frame.locator(".map-fit")).to_have_text("ملاءمة النتائج")
    expect(page.frame.get_by_role("button", name="تكبير")).to_be_visible()
    expect(page.page.locator("h1.region")).to_have_text("الشرق الأوسط")
    bars = page.page.locator(".st-key-below iframe[title*='page_frames']").content_frame
    expect(bars.get_by_role("button", name="تشغيل")).to_be_visible()

    speak(page, "English")
    page.page.get_by_role("button", name="Add articles").wait_for()
    page.page.wait_for_function("document.documentElement.lang === 'en' && !document.documentElement.dir")
    assert direction(page, ".st-key-panel") == "ltr"
    expect(page.frame.locator(".map-legend")).to_contain_text("town")
    assert language(page) == []


def test_excerpts_keep_the_direction_of_their_own_language(samples_app, desk):
    arabic = desk(samples_app).open("lang=ar")
    arabic.heading("اختر مكانًا").wait_for()
    arabic.click_place("Beirut")
    arabic.heading("Beirut").wait_for()
    arabic.settled()
    expect(arabic.panel.locator(".about").first).to_contain_text("مدينة في Beyrouth، Lebanon · 3 إشارات في 3 مقالات")
    english = desk(samples_app).open(f"place={BEIRUT.place_id}")
    english.heading("Beirut").wait_for()
    for page in (arabic, english):
        said = page.panel.locator("p.said")
        expect(said).to_have_count(3)
        shown = said.evaluate_all(
            "(nodes) => nodes.map((node) => [node.innerText.slice(0, 4), getComputedStyle(node).direction])"
        )
        assert {text: way for text, way in shown} == {"هطل ": "rtl", "Hezb": "ltr", "Shop": "ltr"}

    arabic.panel.get_by_role("button", name="لماذا هنا؟").first.click()
    why = arabic.page.get_by_test_id("stPopoverBody")
    expect(why).to_contain_text("مكان وقوع الحدث")
    assert why.evaluate("(node) => getComputedStyle(node).direction") == "rtl"


def test_the_address_keeps_the_language(samples_app, desk):
    first = desk(samples_app).open(f"place={BEIRUT.place_id}&lang=ar")
    first.panel.get_by_role("button", name="مسح").wait_for()
    assert language(first) == ["ar"]
    second = desk(samples_app)
    second.page.goto(first.page.url, wait_until="commit")
    second.wait_for_map("s.selected === 'geonames:276781'")
    second.panel.get_by_role("button", name="مسح").wait_for()

    other = desk(samples_app).open("lang=tlh")
    other.page.get_by_text("Left out: the language.").wait_for()
    other.page.get_by_role("button", name="Add articles").wait_for()


def test_back_goes_back_to_the_language_before(samples_app, desk):
    page = desk(samples_app).open()
    page.settled()
    speak(page, "العربية")
    page.page.get_by_role("button", name="إضافة مقالات").wait_for()
    page.page.wait_for_function("location.search.includes('lang=ar')")
    page.page.go_back()
    page.page.get_by_role("button", name="Add articles").wait_for()


def test_two_readers_at_once_read_two_languages(samples_app, desk):
    arabic, english = desk(samples_app).open("lang=ar"), desk(samples_app).open()
    for _ in range(3):
        for page in (arabic, english):
            page.tick("Hezbollah")
        for page in (arabic, english):
            page.settled()
            page.quiet()
        said = [page.page.locator("body").inner_text() for page in (arabic, english)]
        assert not re.search(r"\b(mentions?|Filters|Countries|Outlets|Choose a place|Play)\b", said[0])
        assert ARABIC.findall(re.sub("العربية|الأرصاد", "", said[1])) == []
        legends = [page.frame.locator(".map-legend").inner_text() for page in (arabic, english)]
        assert ("مدينة" in legends[0], "town" in legends[1]) == (True, True)


def test_what_is_taken_away_keeps_its_columns_and_the_brief_is_in_the_page_s_language(samples_app, desk):
    page = desk(samples_app).open("lang=ar")
    page.page.get_by_role("button", name="تنزيل").click()
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_text("الموجز").first.wait_for()
    assert direction(page, "[role=dialog]") == "rtl"
    with page.page.expect_download() as rows:
        dialog.locator(".st-key-take-mentions-csv button").click()
    assert b"place" in rows.value.path().read_bytes().splitlines()[0]
    assert not ARABIC.search(rows.value.path().read_bytes().splitlines()[0].decode())
    assert rows.value.suggested_filename.startswith("middle-east-mentions-")
    with page.page.expect_download() as brief:
        dialog.locator(".st-key-take-brief-html button").click()
    html = brief.value.path().read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in html and "الشرق الأوسط: أماكن في الأخبار" in html
    assert '<p class="said" dir="auto">' in html


def test_a_region_may_speak_arabic_from_the_start(home, desk, tmp_path, gazetteer_folder):
    region = tmp_path / "region.toml"
    text = (load_settings().data / "region.toml").read_text(encoding="utf-8")
    region.write_text(text.replace('language = "en"', 'language = "ar"').replace('sample = "sample"', ""))
    with running(home, gazetteer_folder, DASHBOARD_REGION=str(region)) as app:
        page = desk(app).open()
        page.page.get_by_role("button", name="إضافة مقالات").wait_for()
        assert language(page) == []
        speak(page, "English")
        page.page.get_by_role("button", name="Add articles").wait_for()
        page.page.wait_for_function("location.search.includes('lang=en')")


def test_all_of_the_page_is_mirrored(samples_app, desk):
    page = desk(samples_app).open(f"lang=ar&place={BEIRUT.place_id}")
    page.panel.get_by_role("button", name="مكان خاطئ؟").first.click()
    page.panel.locator(".st-key-mend").wait_for()
    page.settled()
    main = page.page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert page.sidebar.bounding_box()["x"] >= main["x"] + main["width"] - 1
    borders = page.panel.locator("[data-variant=segmented_control]").evaluate_all(
        """(parts) => parts.map((part) => getComputedStyle(part)).flatMap((style) =>
            [style.borderLeftColor, style.borderRightColor, style.borderTopColor])"""
    )
    assert len(borders) == 9 and not [colour for colour in borders if re.search(r", 0\)$", colour)]

    page.page.get_by_role("button", name="تنزيل").click()
    dialog = page.page.get_by_role("dialog")
    cross, title = (dialog.locator(which).bounding_box() for which in ("[aria-label=Close]", "[slot=title] p"))
    around = dialog.bounding_box()
    assert cross["x"] < around["x"] + 60 and title["x"] + title["width"] > around["x"] + around["width"] - 40
    page.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    page.sidebar.hover()
    page.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    page.page.wait_for_function(
        "document.querySelector('[data-testid=stSidebarUserContent]').getBoundingClientRect().left >= innerWidth"
    )
    page.page.get_by_test_id("stExpandSidebarButton").click()
    page.sidebar.get_by_role("heading", name="تصفية").click()
