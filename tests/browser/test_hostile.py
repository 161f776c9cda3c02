"""Nothing that stands in an article, an outlet, an address, a place or an actor runs: it is shown as text."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dashboard.model import Actor
from tests.browser.harness import analysed, place, running, store

RUN = "top.pwned=1"
IMAGE = f"<img src=x onerror={RUN}>"
MARKUP = [
    IMAGE,
    f"</script><script>{RUN}</script>",
    f"${{{RUN}}}",
    f"`${{{RUN}}}`",
    f"{{{{ {RUN} }}}}",
    f"[link](javascript:{RUN})",
    "**b** :red[r] :smile: $x$ `c` # h",
    f'"><svg onload={RUN}>',
    "a' onmouseover='" + RUN,
]
ADDRESS = f"javascript:{RUN}"


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory, gazetteer_folder):
    home = tmp_path_factory.mktemp("hostile") / "home"
    articles = []
    for number, markup in enumerate(MARKUP):
        name = f"Evil{number} {markup}"
        where = place(f"evil:{number}{markup}", name, 30.0 + number, 40.0 + number, country_code="SY",
                      country=f"Land {markup}", admin1=f"Area {markup}")  # fmt: skip
        actor = Actor(f"actor:{number}{markup}", f"Actor{number} {markup}", "armed_group")
        articles.append(
            analysed(
                f"article-{number}",
                f"{actor.name} came to {name} on foot",
                {name: where},
                {actor.name: actor},
                title=f"Title{number} {markup}",
                source=f"Outlet{number} {markup}",
                url=ADDRESS,
                published=date(2024, 1, 1 + number),
            )  # fmt: skip
        )
    store(home, *articles)
    with running(home, gazetteer_folder) as app:
        yield app


def assert_nothing_ran(page):
    for frame in page.frames():
        assert frame.evaluate("window.top.pwned") is None
        armed = "img[src=x], svg[onload], [onerror], [onmouseover]"
        assert frame.evaluate("(armed) => document.querySelectorAll(armed).length", armed) == 0
        assert frame.evaluate("[...document.querySelectorAll('a')].every((a) => !/^javascript:/i.test(a.href))")


def shown(text):
    """Return what a reader sees of a text: white space folded, as the browser does."""
    return re.sub(r"\s+", " ", text)


def test_every_state_of_the_page_shows_markup_as_text(hostile_app, desk):
    page = desk(hostile_app).open()
    page.page.locator(".st-key-rows-top button").first.wait_for()
    assert_nothing_ran(page)
    assert page.map_state()["count"] == len(MARKUP)
    assert any(IMAGE in label for label in page.places())

    for number, markup in enumerate(MARKUP[:3]):
        page.panel.get_by_role("button", name=f"Evil{number} ").first.click()
        head = page.panel.locator("h2.place-name").filter(has_text=f"Evil{number}")
        head.wait_for()
        assert markup in head.inner_text()
        card = page.panel.locator("article.card").filter(has_text=f"Title{number}")
        card.wait_for()
        assert f"Title{number} {markup}" in shown(card.inner_text())
        assert f"Outlet{number} {markup}" in shown(card.inner_text())
        assert page.panel.get_by_role("link", name="Open source").count() == 0

        page.panel.get_by_role("button", name="Why here?").first.click()
        page.page.locator(".why-head").first.wait_for()
        assert_nothing_ran(page)
        page.page.keyboard.press("Escape")

        page.panel.get_by_role("button", name="Show in article").first.click()
        whole = page.panel.locator("article.whole")
        whole.wait_for()
        assert f"Actor{number} {markup}" in shown(re.sub(r"actor|place", "", whole.inner_text())) or "Actor" in markup
        page.panel.get_by_text("no link that can be opened").wait_for()
        assert_nothing_ran(page)
        page.panel.get_by_role("button", name=re.compile("^(arrow_back )?Back to")).first.click()
        page.panel.get_by_role("button", name="Clear").first.click()
        page.heading("Choose a place").wait_for()


def test_filters_chips_and_search_show_markup_as_text(hostile_app, desk):
    page = desk(hostile_app).open()
    for number in range(4):
        label = page.sidebar.get_by_test_id("stCheckbox").filter(has_text=f"Actor{number} ").first
        label.wait_for()
        # what is longer than a label is cut; as far as it goes it is the text itself
        assert shown(label.inner_text()).startswith(shown(f"Actor{number} {MARKUP[number]}")[:25])
    page.tick("Actor0 ")
    page.wait_for_map("s.count === 1")
    chip = page.line.get_by_role("button", name="Actor0").first
    chip.wait_for()
    assert IMAGE in chip.inner_text()
    assert_nothing_ran(page)

    more = page.sidebar.get_by_role("button", name=re.compile(r"\d+ more")).first
    more.click()
    page.open_list(page.page.get_by_placeholder("Type a name"))
    page.page.get_by_role("option").first.wait_for()
    assert_nothing_ran(page)
    page.page.keyboard.press("Escape")

    box = page.page.get_by_test_id("stTextInputField")
    box.fill(f'{IMAGE} "{RUN}')
    box.press("Enter")
    page.page.locator(".st-key-search-results").wait_for()
    assert_nothing_ran(page)
    box.fill("Evil")
    box.press("Enter")
    page.page.locator(".st-key-rows-places button").filter(has_text="Evil1").wait_for()
    assert_nothing_ran(page)


def test_every_label_is_the_text_itself_and_no_markdown(hostile_app, desk):
    page = desk(hostile_app).open()
    row = page.panel.get_by_role("button", name="Evil6 ").first
    row.wait_for()

    assert "Evil6 **b** :red[r] :smile: $x$ `c` # h" in shown(row.inner_text())
    for tag in ("strong", "code", "h1", ".katex"):
        assert row.locator(tag).count() == 0


def test_a_hover_draws_the_name_and_runs_nothing(hostile_app, desk):
    page = desk(hostile_app).open()
    for name in sorted(page.places())[:4]:
        x, y = page.spot(name)
        page.page.mouse.move(x, y)
        page.frame.wait_for_function("window.placesLayer.hovered !== null")
    assert_nothing_ran(page)
