"""Actors that no catalogue knows, and those of a reader's own: added, removed, refused, and text everywhere."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from dashboard.model import Actor
from tests.browser.actor_pages import actors_articles, open_card, row
from tests.browser.harness import ROOT, analysed, store
from tests.browser.samples import BEIRUT, HEZBOLLAH


def unlisted_articles(home, name="Zarqan Tollund"):
    """An article that names somebody whom no catalogue knows, twice, beside Beirut."""
    actors_articles(home)
    who = Actor("unlisted:" + name.casefold().replace(" ", "-"), name, "person")
    store(home, analysed("who", f"Officials met {name} in Beirut. Then {name} left.", {"Beirut": BEIRUT}, {name: who}))


def unlisted_row(page, name):
    return page.page.locator('[class*="st-key-lost-row-unlisted-"]').filter(has_text=name)


def open_form(page, name):
    page.settled()
    page.tab("Unlisted actors").click()
    unlisted_row(page, name).get_by_role("button", name=re.compile("^Add")).click()
    page.page.get_by_role("button", name="Add to my catalogue").wait_for()
    page.settled()


def test_an_unlisted_actor_is_added_to_the_readers_catalogue_and_its_articles_are_read_anew(app, desk, tmp_path):
    home = tmp_path / "home"
    unlisted_articles(home)
    page = desk(app()).open()
    page.tab("Unlisted actors").click()
    page.page.get_by_text("1 person or organisation is named that your catalogue of actors does not know").wait_for()
    assert "person, seen 2 times in 1 article" in unlisted_row(page, "Zarqan Tollund").inner_text()
    expect(page.sidebar.get_by_test_id("stCheckbox").filter(has_text="Zarqan Tollund")).to_have_count(0)

    open_form(page, "Zarqan Tollund")
    page.page.locator(".st-key-lost-open mark.actor.chosen").wait_for()
    page.open_list(page.page.get_by_role("combobox", name=re.compile("Country")))
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
    page.tab("Articles").click()
    page.tab("Unlisted actors").click()
    expect(own_row(page, "Mahmoud Tollund")).to_have_count(0)


def test_actors_of_earlier_visits_are_listed_and_only_what_the_page_added_is_the_pages_to_remove(app, desk, tmp_path):
    home = tmp_path / "home"
    actors_articles(home)
    kept = HEAD + "# mine\nmine,My <b>Group</b>,ngo,,,,,,,\n"
    two = "own-ilm-circle,Ilm <i>Circle</i>,ngo,,LB,,,,,\nown-other,Other Circle,party,,,,,,,\n"
    (home / "actors.csv").write_text(kept + two, encoding="utf-8")
    page = desk(app()).open()
    page.tab("Unlisted actors").click()
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
    page.tab("Unlisted actors").click()
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
        assert str(ROOT) not in page.page.locator(".st-key-lost-open").inner_text()  # no folder of the server
    assert not (home / "actors.csv").exists()


def test_whom_the_catalogue_knows_by_now_is_not_offered_and_its_articles_are_read_again(app, desk, tmp_path):
    home = tmp_path / "home"
    unlisted_articles(home)
    (home / "actors.csv").write_text(HEAD + "zt,Zarqan Tollund,person,,LB,,,,,\n", encoding="utf-8")
    page = desk(app()).open("tab=unlisted")
    page.page.get_by_text("Zarqan Tollund is in your catalogue by now").wait_for()
    page.settled()
    assert unlisted_row(page, "Zarqan Tollund").count() == 0
    page.page.get_by_role("button", name="Read their articles again").click()
    page.wait_gone(page.page.get_by_text("in your catalogue by now"))
    page.sidebar.get_by_test_id("stCheckbox").filter(has_text="Zarqan Tollund").first.wait_for()


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
    for frame in page.frames():
        assert frame.evaluate("window.top.pwned") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0


def test_a_broken_catalogue_of_the_readers_own_is_named_on_the_page(app, desk, tmp_path):
    home = tmp_path / "home"
    actors_articles(home)
    (home / "actors.csv").write_text(HEAD + "a,A,wizard,,,,,,,\n", encoding="utf-8")
    page = desk(app()).open()

    page.page.locator(".note").filter(has_text="actors.csv:2: type 'wizard' is not one of").wait_for()
    page.page.locator(".note").filter(has_text="the actors of that file are left out").wait_for()
