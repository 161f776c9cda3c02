"""Who is named, with what and with whom: an actor's card and the sentences it shares."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dashboard.model import Actor
from tests.browser.actor_pages import actors_articles, open_card, row
from tests.browser.harness import analysed, running, store
from tests.browser.samples import ROME


@pytest.fixture(scope="module")
def actors_app(tmp_path_factory, gazetteer_folder):
    home = tmp_path_factory.mktemp("actors") / "home"
    actors_articles(home)
    with running(home, gazetteer_folder) as app:
        yield app


@pytest.fixture
def page(actors_app, desk):
    return desk(actors_app).open()


def test_the_search_opens_a_card_that_says_who_it_is_how_it_is_called_and_when_it_was_seen(page):
    open_card(page, "Hezbollah")

    page.panel.get_by_text("Armed group · Lebanon").wait_for()
    page.panel.get_by_text("Shia political party and armed group").wait_for()
    page.panel.get_by_text("3 mentions in 2 articles · First seen 28 Oct 2024, last 6 Nov 2024").wait_for()
    expect(page.panel.locator(".names")).to_have_text("Hezbollah 2 · Hizbullah 1")
    assert row(page, "places", "Beirut").inner_text().split() == ["Beirut", "City", "in", "Lebanon", "2"]
    assert row(page, "actors", "Iran").inner_text().split() == ["Iran", "State", "1"]
    expect(row(page, "places", "Rome")).to_have_count(0)  # in the same article, and in no sentence


def test_a_persons_card_tells_its_offices_with_where_their_dates_can_be_checked(app, desk, tmp_path):
    biden = Actor("actor:joe-biden", "Joe Biden", "person", "US")
    zamir = Actor("actor:eyal-zamir", "Eyal Zamir", "person", "IL")
    people = {"Joe Biden": biden, "Eyal Zamir": zamir}
    store(tmp_path / "home", analysed("a", "Joe Biden and Eyal Zamir met in Rome.", {"Rome": ROME}, people))
    page = desk(app()).open()
    open_card(page, "Joe Biden")
    held = page.panel.locator(".offices li")
    expect(held).to_have_text([
        re.compile("President of the United States, 20 Jan 2021 to 20 Jan 2025"
                   "To check: White House Historical Association, Presidents"),
        re.compile("Vice president of the United States, 20 Jan 2009 to 20 Jan 2017To check: United States Senate, "),
    ])  # fmt: skip

    open_card(page, "Eyal Zamir")
    expect(held.first).to_contain_text("since 5 Mar 2025")
    expect(held.first.locator("small")).to_have_text("No source named")


def test_a_place_of_the_card_opens_the_sentences_that_name_both_and_leads_back(page):
    open_card(page, "Hezbollah")
    row(page, "places", "Beirut").click()

    page.panel.get_by_text("Mentioned together in 2 sentences. That they stand in one sentence says nothing").wait_for()
    page.wait_for_map("s.selected === 'geonames:276781'")
    expect(page.panel.locator("article.card")).to_have_count(2)
    expect(page.panel.locator("mark.actor.chosen")).to_have_count(2)
    expect(page.panel.locator("mark.place.chosen")).to_have_count(2)
    page.panel.get_by_role("button", name="Back to Hezbollah").click()
    page.heading("Hezbollah").wait_for()
    page.wait_for_map("s.selected === null")


def test_a_click_on_the_map_opens_the_sentences_of_the_two_or_says_that_there_are_none(page):
    open_card(page, "Hezbollah")
    page.click_place("Baalbek")
    page.panel.get_by_text("Mentioned together in 1 sentence.").wait_for()

    page.click_place("Sanaa")
    page.panel.get_by_text("no sentence names both Hezbollah and Sanaa").wait_for()
    page.panel.get_by_role("button", name="All sentences that name Sanaa").click()
    page.heading("Sanaa").wait_for()
    page.panel.get_by_text("1 mention in 1 article").wait_for()


def test_an_actor_of_the_card_opens_the_sentences_of_both_and_its_own_card(page):
    open_card(page, "Hezbollah")
    row(page, "actors", "Iran").click()

    page.panel.get_by_text("Mentioned together in 1 sentence.").wait_for()
    expect(page.panel.locator("mark.actor.chosen")).to_have_count(2)
    page.panel.get_by_role("button", name="About Iran").click()
    page.heading("Iran").wait_for()
    row(page, "actors", "Hezbollah").wait_for()


def test_only_this_actor_is_kept_and_the_filter_is_dropped_from_its_card(page):
    open_card(page, "Hezbollah")
    page.panel.get_by_role("button", name="Keep only this actor").click()
    page.wait_for_map("s.count === 2")
    page.line.get_by_role("button", name=re.compile("^Hezbollah")).first.wait_for()

    page.panel.get_by_role("button", name="Drop this filter").click()
    page.wait_for_map("s.count === 6")


def test_the_card_follows_the_filters(page):
    open_card(page, "Hezbollah")
    page.tick("Houthis")

    page.panel.get_by_text("the filters leave no article that names it").wait_for()
    expect(page.heading("Hezbollah")).to_be_visible()


def test_a_chip_leads_to_the_card_and_closing_it_brings_back_what_was_there(page):
    page.click_place("Sanaa")
    page.heading("Sanaa").wait_for()
    page.tick("Hezbollah")
    about = page.line.get_by_role("button", name="About Hezbollah").first
    about.focus()
    page.page.keyboard.press("Enter")
    page.heading("Hezbollah").wait_for()

    page.panel.get_by_role("button", name="Close").first.click()
    page.heading("Sanaa").wait_for()


def test_the_actors_beside_a_place_and_in_an_article_lead_to_their_cards(page):
    page.click_place("Baalbek")
    page.panel.locator(".st-key-links-actors").get_by_role("button", name="Hezbollah").click()
    page.heading("Hezbollah").wait_for()
    page.panel.get_by_role("button", name="Close").first.click()
    page.heading("Baalbek").wait_for()

    page.panel.get_by_role("button", name="Show in article").first.click()
    page.panel.locator(".st-key-links-actors").get_by_role("button", name="Iran").click()
    page.heading("Iran").wait_for()
    page.panel.get_by_role("button", name="Close").first.click()
    page.panel.get_by_role("button", name="Back to Baalbek").wait_for()


def test_what_is_part_of_an_actor_is_taken_for_it_when_the_reader_says_so(page):
    page.tick("Iran")
    page.wait_for_map("s.count === 1")

    page.sidebar.get_by_text("Include what is part of it").click()
    page.wait_for_map("s.count === 2")
    assert page.places() == {"Beirut", "Natanz site"}
    page.line.get_by_role("button", name="Iran and its parts").first.wait_for()


def test_the_card_counts_what_is_part_of_its_actor_and_says_so_when_the_reader_includes_it(page):
    open_card(page, "Iran")
    page.panel.get_by_text("1 mention in 1 article · Seen on 28 Oct 2024").wait_for()
    page.wait_for_map("s.lines === 1")
    expect(row(page, "places", "Natanz site")).to_have_count(0)
    page.tick("Iran")

    page.sidebar.get_by_text("Include what is part of it").click()
    page.panel.get_by_text("Counted with 1 that is part of it: Revolutionary Guards.").wait_for()
    page.panel.get_by_text("2 mentions in 2 articles").wait_for()
    expect(page.panel.locator(".names")).to_have_text("Iran 1 · Revolutionary Guards 1")
    page.wait_for_map("s.lines === 2")
    row(page, "places", "Natanz site").click()
    page.heading("Iran and its parts · Natanz site").wait_for()
    page.panel.get_by_text("Mentioned together in 1 sentence.").wait_for()
    expect(page.panel.locator("mark.actor.chosen")).to_have_text(re.compile("Revolutionary Guards"))

    page.panel.get_by_role("button", name="Back to Iran").click()
    page.sidebar.get_by_text("Include what is part of it").click()
    page.panel.get_by_text("1 mention in 1 article · Seen on 28 Oct 2024").wait_for()
    expect(page.panel.get_by_text("part of it:")).to_have_count(0)


@pytest.mark.parametrize("milliseconds", [0, 60, 120, 180, 240, 300, 400])
def test_two_quick_acts_both_count(page, milliseconds):
    """The second is sent by a browser that still shows the place marked which the first has left."""
    page.tick("Iran")
    open_card(page, "Iran")
    row(page, "places", "Beirut").click()
    back = page.panel.get_by_role("button", name="Back to Iran")
    back.wait_for()
    page.quiet()

    with_parts = page.sidebar.get_by_role("switch", name="Include what is part of it")
    with_parts.evaluate(
        """(input, { back, wait }) => { back.click(); setTimeout(() => input.click(), wait); }""",
        {"back": back.element_handle(), "wait": milliseconds},
    )

    page.panel.get_by_text("Counted with 1 that is part of it").wait_for()
    expect(back).to_have_count(0)
    assert "place=" not in page.page.url


def test_lines_lead_from_the_actors_country_to_the_places_it_is_named_with_and_open_their_sentences(page):
    open_card(page, "Houthis")
    page.wait_for_map("s.lines === 1")
    legend = page.frame.locator(".map-legend")
    legend.get_by_text("mentioned together").wait_for()
    assert page.frame.evaluate("window.placesLayer.anchor.label") == "Houthis (Yemen)"

    x, y = page.frame.evaluate(
        """() => {
            const layer = window.placesLayer;
            const { a, bend, b } = layer.curve(layer.lines[0].place);
            return [(a.x + 2 * bend.x + b.x) / 4, (a.y + 2 * bend.y + b.y) / 4];
        }"""
    )
    box = page.page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()
    page.page.mouse.click(box["x"] + x, box["y"] + y)
    page.panel.get_by_text("Mentioned together in 1 sentence.").wait_for()
    page.wait_for_map("s.selected === 'geonames:71137'")

    page.panel.get_by_role("button", name="Back to Houthis").click()
    page.heading("Houthis").wait_for()
    page.panel.get_by_role("button", name="Close").first.click()
    page.wait_for_map("s.lines === 0")
    legend.get_by_text("mentioned together").wait_for(state="detached")


def test_an_actor_of_no_country_has_no_line_and_its_places_are_brought_out(page):
    open_card(page, "United Nations")
    page.frame.locator(".map-legend").get_by_text("mentioned together").wait_for()
    assert page.map_state()["lines"] == 0
    strengths = page.frame.evaluate(
        "Object.fromEntries(window.placesLayer.places.map((p) => [p.label, window.placesLayer.strength(p)]))"
    )
    assert strengths["Rome"] == 1 and strengths["Beirut"] < 0.5
