"""Who is named, with what and with whom: an actor's card, the sentences it shares, and actors of a reader's own."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from dashboard.model import Actor
from tests.browser.harness import analysed, running, store
from tests.browser.samples import BAALBEK, BEIRUT, HEZBOLLAH, HOUTHIS, IRAN, NATANZ, RED_SEA, ROME, SANAA

GUARDS = Actor("actor:irgc", "Revolutionary Guards", "armed_group", "IR", ("iso:IR",))
UNITED_NATIONS = Actor("actor:united-nations", "United Nations", "igo")


def actors_articles(home):
    """Hezbollah stands with Beirut in two sentences and with Baalbek in one; the Guards are part of Iran."""
    store(
        home,
        analysed("one", "Hezbollah held Baalbek. Hezbollah and Iran spoke in Beirut. Rome was told.",
                 {"Baalbek": BAALBEK, "Beirut": BEIRUT, "Rome": ROME}, {"Hezbollah": HEZBOLLAH, "Iran": IRAN},
                 title="Quiet in the valley", published=date(2024, 10, 28)),
        analysed("two", "Hizbullah spoke in Beirut. A storm came to Beirut.", {"Beirut": BEIRUT},
                 {"Hizbullah": HEZBOLLAH}, title="A speech", published=date(2024, 11, 6)),
        analysed("three", "The Houthis hold Sanaa. Ships left the Red Sea.", {"Sanaa": SANAA, "Red Sea": RED_SEA},
                 {"Houthis": HOUTHIS}, title="Ships turn back", published=date(2024, 1, 9)),
        analysed("four", "Revolutionary Guards stood at Natanz site. The United Nations met in Rome.",
                 {"Natanz site": NATANZ, "Rome": ROME},
                 {"Revolutionary Guards": GUARDS, "United Nations": UNITED_NATIONS}, title="Guards"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def actors_app(tmp_path_factory, gazetteer_folder):
    home = tmp_path_factory.mktemp("actors") / "home"
    actors_articles(home)
    with running(home, gazetteer_folder) as app:
        yield app


@pytest.fixture
def page(actors_app, desk):
    return desk(actors_app).open()


def search(page, words):
    box = page.page.get_by_test_id("stTextInputField")
    box.fill(words)
    box.press("Enter")


def open_card(page, name):
    search(page, name)
    page.page.locator(".st-key-rows-actors").get_by_role("button", name=re.compile(f"^{name}")).first.click()
    page.heading(name).wait_for()
    page.settled()


def row(page, of, name):
    return page.panel.locator(f".st-key-rows-beside-{of}").get_by_role("button", name=re.compile(f"^{name}"))


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


# ------------------------------------------------------------------------------------------- actors of no catalogue


def unlisted_articles(home, name="Zarqan Tollund"):
    """An article that names somebody whom no catalogue knows, twice, beside Beirut."""
    actors_articles(home)
    who = Actor("unlisted:" + name.casefold().replace(" ", "-"), name, "person")
    store(home, analysed("who", f"Officials met {name} in Beirut. Then {name} left.", {"Beirut": BEIRUT}, {name: who}))


def unlisted_row(page, name):
    return page.page.locator('[class*="st-key-lost-row-unlisted-"]').filter(has_text=name)


def open_form(page, name):
    page.page.get_by_role("tab", name="Unlisted actors").click()
    unlisted_row(page, name).get_by_role("button", name=re.compile("^Add")).click()
    page.page.get_by_role("button", name="Add to my catalogue").wait_for()
    page.settled()


def test_an_unlisted_actor_is_added_to_the_readers_catalogue_and_its_articles_are_read_anew(app, desk, tmp_path):
    home = tmp_path / "home"
    unlisted_articles(home)
    page = desk(app()).open()
    page.page.get_by_role("tab", name="Unlisted actors").click()
    page.page.get_by_text("1 person or organisation is named that your catalogue of actors does not know").wait_for()
    assert "person, seen 2 times in 1 article" in unlisted_row(page, "Zarqan Tollund").inner_text()
    expect(page.sidebar.get_by_test_id("stCheckbox").filter(has_text="Zarqan Tollund")).to_have_count(0)

    open_form(page, "Zarqan Tollund")
    page.page.locator(".st-key-lost-open mark.actor.chosen").wait_for()
    page.page.get_by_role("combobox", name=re.compile("Country")).click()
    page.page.keyboard.type("Leban")
    page.page.get_by_role("option", name="Lebanon").click()
    page.page.get_by_role("button", name="Add to my catalogue").click()

    page.page.get_by_text("is in your catalogue; 1 article was read anew").wait_for()
    written = (home / "actors.csv").read_text(encoding="utf-8").splitlines()
    assert written[1:] == ["own-zarqan-tollund,Zarqan Tollund,person,,LB,,,,,"]
    page.sidebar.get_by_test_id("stCheckbox").filter(has_text="Zarqan Tollund").first.wait_for()
    page.page.get_by_role("button", name="About Zarqan Tollund").click()
    page.heading("Zarqan Tollund").wait_for()
    page.panel.get_by_text("Person · Lebanon").wait_for()
    row(page, "places", "Beirut").wait_for()


HEAD = "id,name,type,aliases,country,affiliation,offices,designations,wikidata,description\n"


def own_row(page, name):
    ways = page.page.locator('[class*="st-key-lost-done-listed-"], [class*="st-key-lost-row-own-"]')
    return ways.filter(has_text=name)


def test_an_actor_that_was_added_is_removed_again_and_stands_where_it_stood_before(app, desk, tmp_path):
    home = tmp_path / "home"
    unlisted_articles(home, "Mahmoud Tollund")
    page = desk(app()).open()
    open_form(page, "Mahmoud Tollund")
    page.page.get_by_role("button", name="Add to my catalogue").click()
    page.page.get_by_text("is in your catalogue; 1 article was read anew").wait_for()
    page.tick("Mahmoud Tollund")
    page.wait_for_map("s.count === 1")
    own_row(page, "Mahmoud Tollund").get_by_role("button", name="About").click()
    page.heading("Mahmoud Tollund").wait_for()

    own_row(page, "Mahmoud Tollund").get_by_role("button", name="Remove").click()
    page.page.get_by_text("the article that names it is read anew, without it. You can add it again.").wait_for()
    page.page.get_by_role("button", name="Keep it").click()
    page.page.get_by_text("You can add it again.").wait_for(state="detached")
    assert "Mahmoud" in (home / "actors.csv").read_text(encoding="utf-8")
    own_row(page, "Mahmoud Tollund").get_by_role("button", name="Remove").click()
    page.page.get_by_role("button", name="Remove from my catalogue").click()

    page.page.get_by_text("is no longer in your catalogue; 1 article was read anew").wait_for()
    assert (home / "actors.csv").read_text(encoding="utf-8") == HEAD
    page.wait_for_map("s.count === 6")  # the filter that named it is gone
    expect(page.heading("Mahmoud Tollund")).to_have_count(0)
    expect(page.sidebar.get_by_test_id("stCheckbox").filter(has_text="Mahmoud Tollund")).to_have_count(0)
    expect(own_row(page, "Mahmoud Tollund").get_by_role("button")).to_have_count(0)
    open_form(page, "Mahmoud Tollund")  # unlisted as before
    page.page.get_by_role("button", name="Add to my catalogue").click()
    page.page.get_by_text("is in your catalogue; 1 article was read anew").wait_for()
    expect(own_row(page, "Mahmoud Tollund")).to_have_count(1)

    (home / "actors.csv").write_text(HEAD, encoding="utf-8")  # taken out by hand: the page no longer says otherwise
    page.page.get_by_role("tab", name="Articles").click()
    page.page.get_by_role("tab", name="Unlisted actors").click()
    expect(own_row(page, "Mahmoud Tollund")).to_have_count(0)


def test_actors_of_earlier_visits_are_listed_and_only_what_the_page_added_is_the_pages_to_remove(app, desk, tmp_path):
    home = tmp_path / "home"
    actors_articles(home)
    kept = HEAD + "# mine\nmine,My <b>Group</b>,ngo,,,,,,,\n"
    two = "own-ilm-circle,Ilm <i>Circle</i>,ngo,,LB,,,,,\nown-other,Other Circle,party,,,,,,,\n"
    (home / "actors.csv").write_text(kept + two, encoding="utf-8")
    page = desk(app()).open()
    page.page.get_by_role("tab", name="Unlisted actors").click()
    page.page.get_by_text("Added here earlier").click()
    page.page.get_by_text("1 more was written by hand in your file of actors").wait_for()
    assert "aid or civil group, Lebanon, named in no article" in own_row(page, "Ilm <i>Circle</i>").inner_text()

    own_row(page, "Ilm").get_by_role("button", name="Remove").click()
    page.page.get_by_text("no article names it. You can add it again.").wait_for()
    page.page.get_by_role("button", name="Remove from my catalogue").click()
    page.page.get_by_text("is no longer in your catalogue; 0 articles were read anew").wait_for()
    assert (home / "actors.csv").read_text(encoding="utf-8") == kept + two.splitlines(keepends=True)[1]
    own_row(page, "Other Circle").wait_for()  # the list stays open


def test_a_line_that_was_written_on_by_hand_meanwhile_is_not_removed(app, desk, tmp_path):
    home = tmp_path / "home"
    actors_articles(home)
    (home / "actors.csv").write_text(HEAD + "own-ilm,Ilm Circle,ngo,,LB,,,,,\n", encoding="utf-8")
    page = desk(app()).open()
    page.page.get_by_role("tab", name="Unlisted actors").click()
    page.page.get_by_text("Added here earlier").click()
    own_row(page, "Ilm").get_by_role("button", name="Remove").click()
    page.page.get_by_role("button", name="Remove from my catalogue").wait_for()
    other = HEAD + "own-ilm,Ilm Circle,ngo,,LB,,,,,what I found out\n"
    (home / "actors.csv").write_text(other, encoding="utf-8")

    page.page.get_by_role("button", name="Remove from my catalogue").click()
    own_row(page, "Ilm").wait_for(state="detached")
    page.settled()
    assert (home / "actors.csv").read_text(encoding="utf-8") == other


def test_what_the_catalogue_would_refuse_is_refused_with_the_reason_and_nothing_is_written(app, desk, tmp_path):
    home = tmp_path / "home"
    unlisted_articles(home)
    page = desk(app()).open()
    open_form(page, "Zarqan Tollund")
    name = page.page.get_by_label("Name", exact=True)
    for typed, reason in (("Hezbollah", "is also that of Hezbollah"), ("=1+1", "cannot begin with '='")):
        name.fill(typed)
        page.page.get_by_role("button", name="Add to my catalogue").click()
        page.page.get_by_text(reason).wait_for()
    assert not (home / "actors.csv").exists()


def test_an_unlisted_actor_has_a_card_that_says_so(app, desk, tmp_path):
    unlisted_articles(tmp_path / "home")
    page = desk(app()).open()
    open_form(page, "Zarqan Tollund")
    page.page.locator(".st-key-lost-open").get_by_role("button", name="About Zarqan Tollund").click()
    page.heading("Zarqan Tollund").wait_for()
    page.panel.get_by_text("Person · not in your catalogue").wait_for()
    row(page, "places", "Beirut").wait_for()


def test_a_name_in_hostile_words_is_text_wherever_an_actor_stands(app, desk, tmp_path):
    home = tmp_path / "home"
    image = "<img src=x onerror=top.pwned=1>"
    name = f"Evil {image} **b** :red[r] $x$"
    unlisted_articles(home, name)
    other = Actor(f"actor:{image}", f"Other {image} **b**", "armed_group", "LB")
    text = f"{other.name} held Beirut with Hezbollah."
    store(home, analysed("other", text, {"Beirut": BEIRUT}, {other.name: other, "Hezbollah": HEZBOLLAH}))
    page = desk(app()).open()
    open_form(page, "Evil")
    assert name in unlisted_row(page, "Evil").inner_text()
    page.page.get_by_role("button", name="Add to my catalogue").click()
    page.page.get_by_text("is in your catalogue;").wait_for()
    rows = (home / "actors.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2 and sorted(each.name for each in tmp_path.iterdir()) == ["home"]

    open_card(page, "Hezbollah")
    beside = row(page, "actors", "Other")
    assert f"Other {image} **b**"[:38] in beside.inner_text()
    beside.click()
    page.panel.locator("h2").filter(has_text=f"Hezbollah · Other {image} **b**").wait_for()
    page.panel.get_by_role("button", name=re.compile("^About Other")).click()
    page.panel.locator("h2").filter(has_text=re.compile("^Other <img")).wait_for()
    page.panel.get_by_role("button", name="Keep only this actor").click()
    page.line.get_by_role("button", name=re.compile("^Other")).first.wait_for()
    for frame in page.page.frames:
        assert frame.evaluate("window.top.pwned") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0


def test_a_broken_catalogue_of_the_readers_own_is_named_on_the_page(app, desk, tmp_path):
    home = tmp_path / "home"
    actors_articles(home)
    (home / "actors.csv").write_text(HEAD + "a,A,wizard,,,,,,,\n", encoding="utf-8")
    page = desk(app()).open()

    page.page.locator(".note").filter(has_text="actors.csv:2: type 'wizard' is not one of").wait_for()
    page.page.locator(".note").filter(has_text="the actors of that file are left out").wait_for()
