"""Articles that name actors, and what the tests of actors do with the page."""

from __future__ import annotations

import re
from datetime import date

from dashboard.model import Actor
from tests.browser.harness import analysed, store
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
