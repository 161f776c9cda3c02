"""A report that many outlets print: one card that says where else, from which each of the others can be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from playwright.sync_api import expect

from tests.browser.harness import analysed, store
from tests.browser.samples import ROME
from tests.store import reports

OUTLETS = ("Gulf Wire", "Harbour Post", "Daily Mirror of Aden", "La Voce", "The Levant", "Nile Times", "Morning Star",
           "Red Sea Weekly", "Coast Herald", "Tigris Review")  # fmt: skip
HOSTILE = "<img src=x onerror=\"document.title='run'\"> **bold** :red[x] [a](javascript:alert(1))"


def printed(number: int, outlet: str, url: str | None) -> object:
    body = "\n\n".join((reports.OTHER_LEAD if number % 2 else reports.WIRE[0], *reports.WIRE[1:]))
    made = analysed(f"wire-{number}", body, {"Rome": ROME}, title=f"Ships wait, says {outlet}", source=outlet, url=url,
                    published=date(2024, 10, 28))  # fmt: skip
    author = HOSTILE if outlet == HOSTILE else "Lea Farouk; Jan Berg" if number % 2 else None
    return replace(made, article=replace(made.article, author=author))


def wire(home, *, last: str = OUTLETS[-1], last_url: str | None = None) -> None:
    """Store a report as ten outlets print it, and another article about Rome."""
    outlets = (*OUTLETS[:-1], last)
    urls = [f"https://{outlet.lower().replace(' ', '-')}.example/ships" for outlet in OUTLETS[:-1]] + [last_url]
    store(
        home,
        *(printed(number, outlet, url) for number, (outlet, url) in enumerate(zip(outlets, urls, strict=True))),
        analysed("other", "It rained in Rome.", {"Rome": ROME}, title="Rain", published=date(2024, 10, 30)),
    )


def test_a_wire_report_is_one_card_with_the_way_to_every_other_outlet(app, desk, tmp_path):
    wire(tmp_path / "home")
    page = desk(app()).open()
    page.click_place("Rome")
    page.heading("Rome").wait_for()
    panel = page.panel
    panel.get_by_text("11 mentions in 11 articles").wait_for()
    panel.get_by_text(
        "A report that several outlets print is shown once; 9 more articles are behind “Also in”."
    ).wait_for()
    assert panel.locator("article.card").count() == 2
    panel.get_by_role("button", name="Also in 9 outlets").click()
    listed = page.page.get_by_test_id("stPopoverBody")
    listed.get_by_text("Red Sea Weekly", exact=True).wait_for()
    assert listed.get_by_role("link", name="Open source").count() == 8  # one of nine has no address
    assert {each.get_attribute("href") for each in listed.get_by_role("link").all()} == {
        f"https://{outlet.lower().replace(' ', '-')}.example/ships" for outlet in OUTLETS[1:-1]
    }
    shown = listed.locator(".copied").all_text_contents()
    assert len(shown) == 9 and "Ships wait, says Tigris Review" in shown and "Ships wait, says Gulf Wire" not in shown

    listed.get_by_role("button", name="Show in article").nth(shown.index("Ships wait, says Nile Times")).click()
    panel.get_by_role("heading", name="Ships wait, says Nile Times").wait_for()
    panel.get_by_text("28 Oct 2024 · Nile Times · by Lea Farouk; Jan Berg", exact=True).wait_for()
    panel.get_by_role("button", name="Also in 9 outlets").click()
    page.page.get_by_test_id("stPopoverBody").get_by_text("Gulf Wire", exact=True).wait_for()


def test_what_an_outlet_calls_itself_stays_text(app, desk, tmp_path):
    wire(tmp_path / "home", last=HOSTILE, last_url="javascript:document.title='run'")
    page = desk(app()).open()
    page.click_place("Rome")
    page.panel.get_by_role("button", name="Also in 9 outlets").click()
    listed = page.page.get_by_test_id("stPopoverBody")
    listed.get_by_text("<img src=x onerror").first.wait_for()
    expect(listed.get_by_role("link")).to_have_count(8)
    assert listed.locator("img").count() == 0
    shown = listed.locator(".copied").all_text_contents()
    listed.get_by_role("button", name="Show in article").nth(shown.index(f"Ships wait, says {HOSTILE}")).click()
    page.panel.get_by_text(f"28 Oct 2024 · {HOSTILE} · by {HOSTILE}", exact=True).wait_for()
    assert page.panel.locator("img:not(.small-map)").count() == 0 and page.page.title() != "run"
