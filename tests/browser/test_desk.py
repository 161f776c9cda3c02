"""What a reader does with the page: look, click, filter, read. In a real Chromium, over articles analysed by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.harness import LISTENING


@pytest.fixture
def page(samples_app, desk):
    """The page over the articles of `samples`, open and drawn."""
    return desk(samples_app).open()


def test_every_place_is_on_the_map_and_no_government_is(page):
    assert page.places() == {"Baalbek", "Beirut", "Rome", "Sanaa", "Natanz site", "Red Sea", "Yemen"}
    assert {"Baalbek", "Sanaa"} <= set(page.map_state()["labels"])
    page.line.get_by_text("12 mentions · 7 places · 5 articles · 1 undated · 1 name not placed").wait_for()


NOTE_WHERE_THEY_ARE = """
window.wereAt = { map: new Set(), tabs: new Set() };
const note = () => {
    const frame = document.querySelector("iframe[title='streamlit_folium.st_folium']");
    const state = frame && frame.contentWindow.placesLayerState;
    if (state && state.version !== null) {
        const box = frame.getBoundingClientRect();
        window.wereAt.map.add([box.x, box.y, box.width, box.height].join(" "));
    }
    const tabs = document.querySelector(".st-key-tab");
    if (tabs) window.wereAt.tabs.add(Math.round(tabs.getBoundingClientRect().y));
    requestAnimationFrame(note);
};
if (window === window.top) note();
"""


@pytest.mark.parametrize("width", [1440, 1000, 800, 390])
def test_the_map_and_the_tabs_stay_where_they_are_once_they_can_be_clicked(samples_app, desk, width):
    page = desk(samples_app, width=width)
    page.page.add_init_script(NOTE_WHERE_THEY_ARE)
    page.open()
    page.line.get_by_text("12 mentions").wait_for()
    page.panel.get_by_text("Choose a place").wait_for()
    page.tab("Articles").wait_for()
    page.page.frame_locator(".st-key-timeline iframe").get_by_role("button", name="Play").wait_for()
    page.quiet()

    assert len(page.page.evaluate("[...window.wereAt.map]")) == 1
    if width > 900:  # in a narrower window they stand below the panel, which is being filled
        assert len(page.page.evaluate("[...window.wereAt.tabs]")) == 1


def test_a_click_on_a_place_shows_its_sentences_and_a_second_one_keeps_them(page):
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()
    page.wait_for_map("s.selected === 'geonames:278913'")

    page.panel.get_by_text("City in Baalbek-Hermel, Lebanon · 5 mentions in 2 articles").wait_for()
    page.panel.locator(".said").filter(has_text="Hezbollah").filter(has_text="held").wait_for()
    expect(page.panel.locator("mark.chosen")).to_have_count(5)

    page.click_place("Baalbek")
    page.settled()
    expect(page.heading("Baalbek")).to_be_visible()

    page.click_place("Sanaa")
    page.heading("Sanaa").wait_for()


def test_a_cleared_place_can_be_clicked_again(page):
    page.click_place("Sanaa")
    page.heading("Sanaa").wait_for()
    page.panel.get_by_role("button", name="Clear").first.click()
    page.heading("Choose a place").wait_for()
    page.wait_for_map("s.selected === null")

    page.click_place("Sanaa")
    page.heading("Sanaa").wait_for()


def test_a_sea_and_a_country_are_clicked_where_they_are(page):
    x, y = page.spot("Red Sea")
    page.page.mouse.click(x, y)
    page.heading("Red Sea").wait_for()

    x, y = page.spot("Yemen")
    page.page.mouse.click(x + 60, y)  # its land, beside the pin and the name of Sanaa
    page.heading("Yemen").wait_for()


def test_of_two_clicks_in_haste_the_second_counts(page):
    for first, second in (("Baalbek", "Sanaa"), ("Beirut", "Baalbek"), ("Sanaa", "Beirut")):
        page.click_place(first)
        page.heading(first).wait_for()
        page.click_place(second)
        page.heading(second).wait_for()


def test_the_table_is_the_map_by_keyboard(page):
    table = page.page.locator(".st-key-table-places canvas").first
    table.wait_for()
    box = page.box_at_rest(table)
    page.page.mouse.click(box["x"] + 120, box["y"] + 55)  # into the table; then the keyboard alone
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Shift+Space")

    page.heading("Beirut").wait_for()
    page.wait_for_map("s.selected === 'geonames:276781'")


def test_a_list_of_places_is_there_without_a_mouse(page):
    page.panel.get_by_role("button", name=re.compile("^Baalbek")).focus()
    page.page.keyboard.press("Enter")

    page.heading("Baalbek").wait_for()


def test_a_filter_leaves_its_places_and_keeps_zoom_pan_and_selection(page):
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()
    page.frame.evaluate("window.placesLayer._map.setView([33.0, 37.0], 6, { animate: false })")
    page.wait_for_map("s.zoom === 6")

    page.tick("Hezbollah")
    after = page.wait_for_map("s.count === 2")

    assert page.places() == {"Baalbek", "Beirut"}
    assert after["zoom"] == 6
    assert abs(after["center"]["lat"] - 33.0) < 0.01 and abs(after["center"]["lng"] - 37.0) < 0.01
    assert after["selected"] == "geonames:278913"
    page.line.get_by_text("2 of 12 mentions · 2 places · 2 articles").wait_for()


def test_filters_ticked_in_haste_are_all_taken_and_no_other(page):
    page.tick("Hezbollah")
    page.tick("Houthis")
    page.tick("Lebanon")
    page.wait_for_map("s.count === 2")
    page.line.get_by_role("button", name="Lebanon").wait_for()

    page.settled()
    expect(page.sidebar.get_by_role("checkbox", checked=True)).to_have_count(3 + 2)  # these and the two usual roles


def test_chips_drop_one_filter_and_reset_drops_all(page):
    page.tick("Hezbollah")
    page.tick("Lebanon")
    page.wait_for_map("s.count === 2")
    page.line.get_by_role("button", name=re.compile("^Hezbollah")).click()
    page.line.get_by_text("7 of 12 mentions").wait_for()
    page.line.get_by_role("button", name="Reset").click()
    page.wait_for_map("s.count === 7")


def test_a_selection_that_is_filtered_away_stays_and_says_so(page):
    page.click_place("Sanaa")
    page.heading("Sanaa").wait_for()
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")

    page.panel.get_by_text("Not among the results any more").wait_for()
    expect(page.heading("Sanaa")).to_be_visible()
    assert page.map_state()["selected"] == "geonames:71137"


def test_nothing_found_says_which_filter_to_drop(page):
    page.tick("Hezbollah")
    page.wait_for_map("s.count === 2")
    page.tick("Houthis")
    page.wait_for_map("s.count === 3")
    page.sidebar.get_by_text("all", exact=True).click()
    page.heading("Nothing matches").wait_for()
    page.wait_for_map("s.count === 0")

    page.panel.get_by_role("button", name=re.compile("Drop Houthis")).click()
    page.wait_for_map("s.count === 2")


def test_undated_articles_stay_until_they_are_excluded(page):
    assert "Rome" in page.places()

    page.tick("Keep undated")
    page.wait_for_map("s.count === 5")

    assert "Rome" not in page.places()
    page.line.get_by_role("button", name="Dated only").wait_for()


def test_a_role_that_stands_for_a_government_can_be_asked_for(page):
    page.tick("Stands for a government")
    page.wait_for_map("s.count === 8")

    assert "Tehran" in page.places()


def test_an_excerpt_opens_its_article_with_all_names_marked_and_leads_back(page):
    page.panel.get_by_role("button", name=re.compile("^Rome")).click()
    page.heading("Rome").wait_for()
    page.panel.get_by_role("button", name="Show in article").first.click()
    page.panel.get_by_role("heading", name=re.compile("^Talks postponed")).wait_for()

    expect(page.panel.locator("mark.meant")).to_contain_text("Tehran")
    expect(page.panel.locator("mark.lost")).to_contain_text("not placed")
    small = page.panel.get_by_role("img", name=re.compile("^Map of places named here: .*Rome"))
    assert small.evaluate("image => image.complete && image.naturalWidth > 300"), "it is drawn, not only there"
    page.panel.get_by_role("button", name="Back to Rome").click()
    page.heading("Rome").wait_for()


def test_a_place_in_an_open_article_is_chosen_there_and_one_on_the_map_is_shown_in_the_text(page):
    page.panel.get_by_role("button", name=re.compile("^Rome")).click()
    page.heading("Rome").wait_for()
    page.panel.get_by_role("button", name="Show in article").first.click()
    page.panel.get_by_role("heading", name=re.compile("^Talks postponed")).wait_for()
    expect(page.panel.locator("mark.chosen").first).to_contain_text("Rome")

    fit(page)  # the map went to Rome, from where the others are out of view
    page.click_place("Natanz site")
    expect(page.panel.locator("mark.chosen").first).to_contain_text("Natanz")
    page.panel.get_by_role("heading", name=re.compile("^Talks postponed")).wait_for()

    page.page.wait_for_function(LISTENING)
    page.panel.locator("mark[data-place]").first.focus()
    page.page.keyboard.press("Enter")
    expect(page.panel.locator("mark.chosen").first).to_contain_text("Rome")
    page.wait_for_map("s.selected === 'geonames:3169070'")
    page.panel.get_by_role("heading", name=re.compile("^Talks postponed")).wait_for()

    fit(page)
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()


def fit(page):
    """Show all results, and wait until the map stands still."""
    page.frame.get_by_role("button", name="Fit to results").click()
    page.frame.wait_for_function(
        """async () => {
            const where = () => window.placesLayer._map.getBounds().toBBoxString();
            const before = where();
            await new Promise((done) => setTimeout(done, 400));
            return where() === before;
        }"""
    )


def test_links_lead_to_the_source_only(page):
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()
    link = page.panel.get_by_role("link", name="Open source").first

    assert link.get_attribute("href") == "https://example.org/one"
    assert {"noopener", "noreferrer"} & set((link.get_attribute("rel") or "").split())


def test_names_that_were_not_placed_are_counted_and_listed(page):
    page.tab("Not placed").click()
    page.page.get_by_text("no place was likely enough").wait_for()


def test_the_search_finds_places_actors_and_articles(page):
    box = page.page.get_by_test_id("stTextInputField")
    box.fill("hez")
    box.press("Enter")
    page.page.locator(".st-key-rows-actors").get_by_role("button", name=re.compile("^Filter by Hezbollah")).click()

    page.wait_for_map("s.count === 2")


@pytest.mark.parametrize(
    ("typed", "group", "found"),
    [("بيروت", "places", "Beirut"), ("Hizbullah", "actors", "Hezbollah"), ("Natanz", "articles", "Talks postponed")],
)
def test_one_box_finds_places_and_actors_by_any_name_and_articles_by_the_words_of_their_text(page, typed, group, found):
    box = page.page.get_by_test_id("stTextInputField")
    box.fill(typed)
    box.press("Enter")

    page.page.locator(f".st-key-rows-{group}").get_by_role("button", name=re.compile("^" + found)).first.wait_for()


def test_a_search_of_too_many_words_says_so(page):
    box = page.page.get_by_test_id("stTextInputField")
    box.fill("a " * 60)
    box.press("Enter")

    page.page.locator(".st-key-search-results").get_by_text("too many").wait_for()


def test_the_reader_fits_the_map_to_the_results(page):
    page.tick("Hezbollah")
    before = page.wait_for_map("s.count === 2")
    page.frame.get_by_role("button", name="Fit to results").click()

    after = page.wait_for_map(f"s.zoom > {before['zoom']}")
    assert abs(after["center"]["lng"] - 35.9) < 1


def test_on_a_phone_the_map_comes_first_and_nothing_is_cut_off(samples_app, desk):
    phone = desk(samples_app, width=390, height=844).open()
    frame = phone.page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()

    assert 0.35 * 844 < frame["height"] < 0.55 * 844
    assert frame["width"] <= 390
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.panel.bounding_box()["y"] >= frame["y"] + frame["height"]
    phone.click_place("Baalbek")
    phone.heading("Baalbek").wait_for()


def test_the_map_follows_the_dark_theme(samples_app, desk):
    assert desk(samples_app).open().map_state()["dark"] is False
    assert desk(samples_app, dark=True).open().map_state()["dark"] is True


def test_on_a_phone_the_filters_button_covers_nothing_of_what_is_scrolled_to(samples_app, desk):
    page = desk(samples_app, width=390, height=844).open()
    page.settled()
    way_in = page.page.get_by_test_id("stExpandSidebarButton")
    assert way_in.bounding_box()["y"] >= 0
    page.page.get_by_test_id("stDataFrame").scroll_into_view_if_needed()
    page.page.wait_for_function(
        "document.querySelector('[data-testid=stExpandSidebarButton]').getBoundingClientRect().bottom < 0"
    )
    way_in.click()  # a browser's way there is back to the top
    page.sidebar.get_by_text("Armed groups").wait_for()


def test_on_a_phone_the_table_of_places_begins_with_their_numbers(samples_app, desk):
    page = desk(samples_app, width=390, height=844).open()
    table = page.page.get_by_test_id("stDataFrame").last
    heads = table.locator("[role=columnheader]")  # on a canvas; these are there for who does not see it
    heads.filter(has_text="Mentions").wait_for(state="attached")
    shown = [name for name in heads.all_text_contents() if name.strip()]
    assert shown[:2] == ["Place", "Mentions"]


def test_at_a_desk_the_table_of_articles_needs_no_scrolling_sideways(samples_app, desk):
    page = desk(samples_app).open()
    page.tab("Articles").click()
    table = page.page.locator(".st-key-table-articles")
    table.locator(".dvn-scroller").wait_for(state="attached")
    page.quiet()
    wide, seen = table.locator(".dvn-scroller").evaluate("(box) => [box.scrollWidth, box.clientWidth]")
    assert wide <= seen


def test_seas_that_nobody_names_are_water_on_the_dark_map_too(samples_app, desk):
    page = desk(samples_app, dark=True).open()
    page.wait_for_map("s.dark")
    sea, land = (
        page.frame.evaluate(
            """([lat, lng]) => {
                const layer = window.placesLayer, at = layer._map.latLngToContainerPoint([lat, lng]);
                return [...layer.layers.base.context.getImageData(at.x * layer.ratio, at.y * layer.ratio, 1, 1).data];
            }""",
            at,
        )
        for at in ((34.0, 31.0), (24.0, 28.0))  # the Mediterranean off Cyprus, the Western Desert
    )
    assert sea[2] - sea[0] > 40 > land[2] - land[0]
