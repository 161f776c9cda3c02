"""A reader mends a pin at the wrong place: at once on the map, there after a reload, gone when undone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashboard.model import Candidate
from dashboard.store.corrections import Ledger
from tests.browser.harness import LISTENING, analysed, place, search_gazetteer, store
from tests.browser.samples import BAALBEK, ROME, desk_articles

LUUQ = place("test:luuq", "Luuq", 33.0, 44.0, country_code="IQ", country="Iraq")


@pytest.fixture
def home(tmp_path):
    """The desk's articles, and one whose Baalbek has Rome as its runner-up."""
    home = tmp_path / "home"
    desk_articles(home)
    six = analysed("six", "Rain on Baalbek. Wind over Baalbek.", {"Baalbek": BAALBEK}, title="Rain")
    mentions = tuple(replace(m, runners_up=(Candidate(ROME, 0.3),)) for m in six.mentions)
    store(home, replace(six, mentions=mentions))
    return home


@pytest.fixture
def page(app, desk, home):
    made = desk(app()).open()
    made.click_place("Baalbek")
    made.heading("Baalbek").wait_for()
    return made


def card(page, said):
    return page.panel.locator('[class*="st-key-card-"]').filter(has_text=said)


def open_form(page, said):
    card(page, said).get_by_role("button", name="Wrong place?").click()
    page.panel.locator(".st-key-mend").wait_for()
    page.settled()


def candidate(page, name):
    return page.panel.locator(".st-key-rows-candidates-mend").get_by_role("button", name=re.compile("^" + name)).first


def counts(page):
    return page.panel.locator(".about").first.inner_text()


def entries(home):
    return Ledger(home / "corrections.jsonl").read().active


def test_a_wrong_pin_is_mended_in_two_clicks_stays_after_a_reload_and_can_be_undone(page, home):
    assert "7 mentions in 3 articles" in counts(page)
    open_form(page, "Rain on Baalbek")
    candidate(page, "Rome").click()

    page.panel.locator(".st-key-mended").get_by_text("Rome", exact=True).wait_for()
    page.panel.get_by_text("5 mentions in 2 articles").wait_for()
    (entry,) = entries(home)
    assert (entry.applies_to, entry.name, entry.was, entry.place) == ("article", "Baalbek", BAALBEK.place_id, ROME)

    page.open()
    page.panel.get_by_role("button", name=re.compile("^Rome")).click()  # it lies outside of the region's map
    page.panel.get_by_text("Rain on").wait_for()
    card(page, "Rain on").get_by_role("button", name="Why here?").click()
    page.page.get_by_text("Placed by hand").first.wait_for()
    page.page.keyboard.press("Escape")
    page.tab("Not placed").click()
    page.page.get_by_role("button", name="Put right earlier · 1").click()
    page.page.locator('[class*="st-key-lost-earlier"]').get_by_role("button", name="Undo").first.click()
    page.wait_gone(page.panel.get_by_text("Rain on"))


def test_undo_after_show_says_so_and_goes_back_to_where_it_was_mended(page, home):
    open_form(page, "Rain on Baalbek")
    candidate(page, "Rome").click()
    mended = page.panel.locator(".st-key-mended")
    mended.get_by_role("button", name="Show").click()
    page.heading("Rome").wait_for()
    page.wait_for_map("s.selected === 'geonames:3169070' && Math.abs(s.center.lng - 12.5) < 1")

    mended.get_by_role("button", name="Undo").click()
    page.panel.get_by_role("status").get_by_text("Undone: “Baalbek” is as it was before.").wait_for()
    page.heading("Baalbek").wait_for()
    page.panel.get_by_text("7 mentions in 3 articles").wait_for()
    state = page.wait_for_map(f"s.selected === '{BAALBEK.place_id}' && Math.abs(s.center.lng - 36.2) < 1")
    assert abs(state["center"]["lat"] - 34) < 1 and entries(home) == ()
    said = "(id) => new URLSearchParams(location.search).get('place') === id"
    page.page.wait_for_function(said, arg=BAALBEK.place_id)

    page.click_place("Beirut")
    page.heading("Beirut").wait_for()
    page.wait_gone(page.panel.get_by_text("Undone"))


def test_undo_goes_to_no_place_that_the_filters_leave_out_and_lets_go_of_one_that_is_gone(page):
    open_form(page, "Rain on Baalbek")
    page.panel.get_by_text("Only here").click()
    search_gazetteer(page.panel, "دمشق")
    candidate(page, "Damascus").click()
    mended = page.panel.locator(".st-key-mended")
    mended.get_by_role("button", name="Show").click()
    page.heading("Damascus").wait_for()
    page.tick("Houthis")
    page.wait_for_map("s.count === 1")

    mended.get_by_role("button", name="Undo").click()
    page.panel.get_by_text("Undone: “Baalbek”").wait_for()
    page.panel.get_by_text("Choose a place").wait_for()
    page.page.wait_for_function("!location.search.includes('place=')")


def test_one_mention_alone_is_mended_by_the_gazetteer_and_undone_beside_it(page, home):
    open_form(page, "Snow fell on Baalbek")
    page.panel.get_by_text("Only here").click()
    search_gazetteer(page.panel, "دمشق")
    candidate(page, "Damascus").click()

    page.wait_for_places(there={"Damascus", "Baalbek"})
    page.panel.get_by_text("6 mentions in 3 articles").wait_for()
    (entry,) = entries(home)
    assert entry.applies_to == "mention" and entry.spot is not None and entry.spot.nth == 2

    page.panel.locator(".st-key-mended").get_by_role("button", name="Undo").click()
    page.wait_for_places(gone={"Damascus"})
    page.panel.get_by_text("7 mentions in 3 articles").wait_for()


def test_a_name_in_an_open_article_is_asked_about_and_mended_there(page, home):
    card(page, "Rain on").get_by_role("button", name="Show in article").click()
    page.panel.locator("article.whole").wait_for()
    bar = page.panel.locator(".st-key-mention")
    bar.locator("b", has_text="Baalbek").wait_for()  # the place that was chosen on the map
    page.page.wait_for_function(LISTENING)
    second = page.panel.locator("mark[data-place][data-field=text]", has_text="Baalbek").nth(1)
    second.focus()
    page.page.keyboard.press("Enter")
    page.settled()
    bar.get_by_role("button", name="Why here?").click()
    page.page.locator(".why").get_by_text("It could also have been").wait_for()
    page.page.keyboard.press("Escape")

    bar.get_by_role("button", name="Wrong place?").click()
    page.panel.locator(".st-key-mend").get_by_text("Only here").click()
    page.settled()
    candidate(page, "Rome").click()
    bar.locator(".done").wait_for()
    page.panel.locator("article.whole").wait_for()  # the article is open still
    (entry,) = entries(home)
    assert (entry.applies_to, entry.place.place_id, entry.article_id) == ("mention", ROME.place_id, "six")
    assert (entry.spot.field, entry.spot.start) == ("text", 27)
    rome = page.panel.locator("mark[data-place][data-field=text]", has_text="Baalbek").nth(1)
    assert rome.get_attribute("data-place") == ROME.place_id

    bar.get_by_role("button", name="Undo").click()
    bar.get_by_role("status").wait_for()
    page.panel.locator("article.whole").wait_for()
    bar.get_by_role("button", name="Why here?").wait_for()
    assert not entries(home)
    assert rome.get_attribute("data-place") == BAALBEK.place_id


def test_a_name_is_mended_wherever_it_was_put_there_also_in_articles_that_come_later(page, home):
    open_form(page, "Rain on Baalbek")
    page.panel.get_by_text("Wherever Baalbek was put here").click()
    candidate(page, "Rome").click()

    page.wait_for_places(gone={"Baalbek"})
    page.panel.get_by_text("Choose a place").or_(page.panel.get_by_text("No sentence is left")).first.wait_for()
    page.panel.locator(".st-key-mended").get_by_text("Rome", exact=True).wait_for()
    store(home, analysed("later", "Hail on Baalbek.", {"Baalbek": BAALBEK}))
    page.open()
    assert "Baalbek" not in page.places()


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("Not a place", ("not_a_place", None)),
        ("A government, team or institution", ("role", "metonym")),
        ("A people", ("role", "demonym")),
        ("Part of another name", ("role", "name_part")),
    ],
)
def test_a_name_that_is_no_place_leaves_the_map(page, home, button, says):
    open_form(page, "Rain on Baalbek")
    page.panel.get_by_role("button", name=button).click()

    page.panel.get_by_text("5 mentions in 2 articles").wait_for()
    (entry,) = entries(home)
    assert (entry.says, entry.role) == says and entry.applies_to == "article"


@pytest.fixture
def government(app, desk, home):
    """A page that shows the only mention of Luuq, which the analysis took for a government."""
    store(home, analysed("luuq", "Today Luuq was cut off.", {"Luuq": LUUQ}, title="Flood", roles={"Luuq": "metonym"}))
    made = desk(app()).open("role=location&role=dateline&role=metonym&place=test:luuq")
    made.heading("Luuq").wait_for()
    open_form(made, "was cut off")
    return made


def test_what_is_read_as_a_government_is_turned_back_to_the_place_and_says_who_did(government, home):
    page = government
    assert page.panel.get_by_role("button", name="A government, team or institution").count() == 0
    page.panel.get_by_role("button", name="The place itself").click()
    page.panel.locator(".st-key-mended").get_by_text("is the place itself").wait_for()
    card(page, "was cut off").get_by_role("button", name="Why here?").click()
    page.page.get_by_text("Where it happened: by hand, a reader said so").wait_for()
    page.page.keyboard.press("Escape")
    (entry,) = entries(home)
    assert (entry.says, entry.role, entry.was) == ("role", "location", "test:luuq")
    page.open("place=test:luuq")
    card(page, "was cut off").wait_for()  # without any filter


def test_a_government_that_is_placed_says_that_it_is_no_pin_yet_and_is_made_one(government, home):
    page = government
    search_gazetteer(page.panel, "Damascus")
    candidate(page, "Damascus").click()
    page.panel.locator(".st-key-mended").get_by_text("still “Stands for a government”").wait_for()
    page.panel.locator(".st-key-mended").get_by_role("button", name="It is the place itself").click()
    page.wait_gone(page.panel.get_by_text("still “Stands for a government”"))
    page.open()
    page.wait_for_places(there={"Damascus"})
    assert [(each.says, each.was) for each in entries(home)] == [("place", "test:luuq"), ("role", "test:luuq")]


def test_who_places_a_government_where_it_is_already_says_that_it_is_the_place(app, desk, home):
    store(home, analysed("rome", "Today Rome was cut off.", {"Rome": ROME}, title="Flood", roles={"Rome": "metonym"}))
    page = desk(app()).open(f"role=location&role=metonym&place={ROME.place_id}")
    open_form(page, "was cut off")
    search_gazetteer(page.panel, "Rome")
    page.settled()
    candidate(page, "Rome").click()
    page.panel.locator(".st-key-mended").get_by_text("is the place itself").wait_for()
    page.open(f"place={ROME.place_id}")
    card(page, "was cut off").wait_for()


def test_a_mended_mention_is_mended_again_from_where_it_is_now(page, home):
    open_form(page, "Rain on Baalbek")
    candidate(page, "Rome").click()
    page.panel.locator(".st-key-mended").get_by_role("button", name="Show").click()
    page.heading("Rome").wait_for()
    open_form(page, "Rain on")
    page.panel.get_by_role("button", name="A people").click()
    page.wait_gone(page.panel.get_by_text("Rain on"))
    assert [(each.says, each.was) for each in entries(home)] == [
        ("place", BAALBEK.place_id),
        ("role", BAALBEK.place_id),
    ]


def test_a_place_that_is_none_says_that_a_reader_said_so_and_not_that_a_filter_did(app, desk, home):
    store(home, analysed("luuq", "El Nino came back.", {"El Nino": LUUQ}, title="Flood"))
    page = desk(app()).open("place=test:luuq")
    open_form(page, "came back")
    page.panel.get_by_role("button", name="Not a place").click()
    page.panel.get_by_text("what named it here is put right").wait_for()
    page.settled()
    assert page.panel.get_by_text("the filters leave no mention").count() == 0
    assert page.panel.get_by_role("button", name="Reset filters").count() == 0

    page.open("place=test:luuq")  # another visit finds the way back as well
    page.panel.get_by_text("El Nino is not a place").wait_for()
    page.panel.get_by_role("button", name="Undo").click()
    card(page, "came back").wait_for()


def ask_for_a_click(page):
    page.panel.get_by_role("button", name="Click on the map").click()
    page.wait_for_map("s.picking")
    page.frame.get_by_text("Click where Baalbek is.").wait_for()
    page.settled()


def test_a_click_anywhere_on_the_map_says_where_it_is_with_a_mark_before_it_is_applied(page, home):
    open_form(page, "Rain on Baalbek")
    ask_for_a_click(page)
    x, y = page.spot("Beirut")
    page.page.mouse.click(x, y)  # on a place, which is not chosen
    page.wait_for_map("s.picked && Math.abs(s.picked[0] - 33.894) < 0.5")
    page.page.mouse.click(x - 60, y + 20)  # at sea; the last one counts
    page.wait_for_map("s.picked && s.picked[1] < 35.2")
    page.settled()
    assert page.panel.get_by_role("heading", name="Baalbek").count() == 1 and entries(home) == ()
    lat, lon = page.map_state()["picked"]
    box = page.panel.get_by_label("Latitude, longitude")
    assert box.input_value() == f"{lat}, {lon}"

    page.panel.get_by_role("button", name="Place it there").click()
    page.panel.locator(".st-key-mended").wait_for()
    page.wait_for_map("!s.picking && s.picked === null")
    (entry,) = entries(home)
    assert (entry.origin, entry.place.lat, entry.place.lon) == ("map", lat, lon)
    page.panel.get_by_text("5 mentions in 2 articles").wait_for()


def test_escape_beside_or_on_the_map_and_a_form_that_closes_give_the_clicks_back_to_the_places(page, home):
    open_form(page, "Rain on Baalbek")
    ask_for_a_click(page)
    page.page.keyboard.press("Escape")
    page.wait_for_map("!s.picking")

    ask_for_a_click(page)
    page.page.mouse.click(*page.spot("Beirut"))
    page.wait_for_map("s.picked !== null")
    page.page.keyboard.press("Escape")  # the map has the keys now
    page.wait_for_map("!s.picking && s.picked === null")
    page.settled()

    ask_for_a_click(page)
    card(page, "Rain on Baalbek").get_by_role("button", name="Close").click()
    page.wait_for_map("!s.picking")
    page.click_place("Beirut")
    page.heading("Beirut").wait_for()
    assert entries(home) == ()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_point_on_the_map_is_settled_where_the_reader_looks(app, desk, home, width):
    page = desk(app(), width=width, height=844).open()
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()
    open_form(page, "Rain on Baalbek")
    ask_for_a_click(page)
    told = page.frame.locator(".map-pick")
    assert told.get_by_role("button").all_inner_texts() == ["Cancel"]
    told.get_by_role("button", name="Cancel").click()
    page.wait_for_map("!s.picking")
    page.settled()

    ask_for_a_click(page)
    page.box_at_rest(page.page.locator(".st-key-map-box iframe"))  # on a phone the page scrolls to it
    x, y = page.spot("Beirut")
    page.page.mouse.click(x + 25, y + 25)  # beside it, and beside what stands at the edges of a small map
    page.wait_for_map("s.picked")
    there = told.get_by_role("button", name="Place it there")
    there.wait_for()
    box = there.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 844
    lat, lon = page.map_state()["picked"]
    there.click()
    page.wait_for_map("!s.picking && s.picked === null")
    page.panel.locator(".st-key-mended").wait_for()
    (entry,) = entries(home)
    assert (entry.origin, entry.applies_to, entry.place.lat, entry.place.lon) == ("map", "article", lat, lon)
