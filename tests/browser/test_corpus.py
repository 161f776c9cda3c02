"""The corpus of `payloads` in every field and view: nothing runs, nothing is asked of another host, all is text."""

from __future__ import annotations

import re

from tests.browser.corpus import HUBS, Watched, seen
from tests.browser.harness import running
from tests.browser.payloads import PAYLOADS


def test_nothing_of_the_corpus_runs_in_any_view(corpus_home, desk, gazetteer_folder):
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 100
    with running(corpus_home, gazetteer_folder) as app:
        page = desk(app, bypass_csp=True)
        watched = Watched(page, app.url)
        page.open()
        panel, below = page.panel, page.page.locator(".st-key-below")
        _map_and_filters(page, watched)
        _cards_of_articles(page, watched, panel)
        _cards_of_actors(page, watched, panel)
        _whole_article(page, watched, panel)
        _tabs(page, watched, below)
        _search(page, watched)
        _dialog(page, watched)


def _map_and_filters(page, watched):
    page.page.locator(".st-key-rows-top button").first.wait_for()
    assert {f"P{n} {payload}" for n, payload in enumerate(PAYLOADS)} <= page.places()
    page.click_place("Everywhere")
    page.heading("Everywhere").wait_for()
    watched.calm()
    for title in ("Armed groups", "Countries", "Outlets"):
        page.sidebar.locator("[class*=st-key-more-]").filter(has_text=" more").nth(0 if title[0] == "A" else -1).click()
        page.open_list(page.page.get_by_placeholder("Type a name").last)
        page.page.get_by_role("option").first.wait_for()
        while page.page.get_by_placeholder("Type a name").count():  # the list, then what holds it
            page.page.keyboard.press("Escape")
            page.page.wait_for_timeout(200)
    watched.calm()
    for number, name in enumerate(("A", "C", "O")):
        page.sidebar.get_by_test_id("stCheckbox").filter(has_text=re.compile(f"^{name}[0-9]")).first.locator(
            "label"
        ).click()
        page.line.locator(f"[class*=st-key-chip-{number}]").wait_for()  # the boxes move when one is ticked
        page.settled()
    watched.calm()
    page.line.get_by_role("button", name="Reset").click()
    page.wait_gone(page.line.locator("[class*=st-key-chip-]"))


def _turned(page, where, key: str, most: int = 99):
    """Yield what each page of a list shows, of the first `most`."""
    pages = where.locator(f"[class*=st-key-{key}]")
    last = max(int(found) for found in re.findall(r"\d+", pages.inner_text()))
    for number in range(1, min(last, most) + 1):
        before = where.inner_text() if number > 1 else ""
        if number > 1:
            pages.get_by_role("button", name="Next page").click()
            pages.locator("[aria-current]").filter(has_text=re.compile(f"^{number}$")).wait_for()
            page.settled()
        while (said := where.inner_text()) == before or len(said) < len(before) / 4:
            page.page.wait_for_timeout(50)
        page.settled()
        yield where.inner_text()


def _missing(shown: str, fields: str) -> list[str]:
    there = seen(shown)
    every = [f"{field}{n} {payload}" for n, payload in enumerate(PAYLOADS) for field in fields]
    return [said for said in every if seen(said) not in there]


def _cards_of_articles(page, watched, panel):
    """Ten cards a page: title, outlet, sentence and names of each article."""
    page.click_place("Everywhere")
    page.heading("Everywhere").wait_for()
    shown, titles, cards = "", set(), panel.locator("article.card")
    pages = -(-len(PAYLOADS) // 10)
    for number in range(1, pages + 1):
        if number > 1:
            panel.get_by_role("button", name="Next page").click()
        wanted = 10 if number < pages else len(PAYLOADS) - 10 * (pages - 1)
        while True:  # until all cards are those of the next page
            said = cards.all_inner_texts()
            fresh = {found for each in said for found in re.findall(r"^T\d+ ", each, re.MULTILINE)}
            if len(said) == len(fresh) == wanted and not fresh & titles:
                break
            page.page.wait_for_timeout(50)
        titles |= fresh
        shown += "\n".join(said)
    watched.calm()
    assert _missing(shown, "TOPA") == []


def _cards_of_actors(page, watched, panel):
    """Two actors beside everyone: labels of buttons, which read Markdown, and a description."""
    shown = ""
    for hub in HUBS:
        _find(page, hub.name)
        page.page.locator(".st-key-rows-actors button").first.click()
        page.heading(hub.name).wait_for()
        for name in ("places", "actors"):
            more = panel.locator(f"[class*=st-key-beside-more-{name}]")
            more.wait_for()
            if more.locator("details[open]").count() == 0:
                more.locator("summary").click()
            panel.locator(f".st-key-rows-beside-more-{name} button").last.wait_for()
            page.settled()
        shown += panel.inner_text()
        watched.calm()
    labels = [said[:30] for said in (f"{'P' if n % 120 < 60 else 'A'}{n} {p}" for n, p in enumerate(PAYLOADS))]
    assert [label for label in labels if seen(label) not in seen(shown)] == []
    panel.locator(".st-key-rows-beside-places button").first.click()
    panel.get_by_role("button", name=re.compile("All sentences that name")).wait_for()
    watched.calm()


def _whole_article(page, watched, panel):
    """All of the corpus as one text, as its notes, and as places that another one could have been."""
    _find(page, "Nowhere")
    page.page.locator(".st-key-rows-places button").first.click()
    page.heading("Nowhere").wait_for()
    panel.get_by_role("button", name="Why here?").first.click()
    why = page.page.locator(".why").first
    why.wait_for()
    watched.shows(why, *(f"R{n} {payload}" for n, payload in enumerate(PAYLOADS)))
    watched.calm()
    page.page.keyboard.press("Escape")
    panel.get_by_role("button", name="Show in article").first.click()
    panel.locator("article.whole").wait_for()
    watched.shows(panel.locator("article.whole"), *PAYLOADS)
    watched.shows(panel.locator("article.whole > .line"), *PAYLOADS)
    watched.calm()


def _find(page, said: str):
    box = page.page.get_by_test_id("stTextInputField").first
    box.fill(said)
    box.press("Enter")
    page.page.locator(".st-key-search-results").wait_for()
    page.settled()


def _search(page, watched):
    """What is typed comes back as a label, becomes a filter, and finds names."""
    for payload in PAYLOADS[::19]:
        _find(page, payload.replace("\n", " "))
        watched.calm()
    _find(page, PAYLOADS[0])
    page.page.get_by_role("button", name=re.compile("Keep only articles")).click()
    page.line.locator("[class*=st-key-chip-]").first.wait_for()
    watched.calm()


def _tabs(page, watched, below):
    """The tables, the names without a place with their forms, the actors of no catalogue with theirs."""
    page.tab("Articles").click()
    below.locator(".st-key-tab-articles").get_by_test_id("stDataFrame").hover()
    below.get_by_role("button", name="Search").wait_for()
    assert below.get_by_role("button", name="Download").count() == 0  # it would write formulas as they are
    watched.calm()
    for tab, field, pages in (("Not placed", "L", "lost-pages"), ("Unlisted actors", "U", "unlisted-pages")):
        page.tab(tab).click()
        below.locator(f"[class*=st-key-{pages}]").wait_for()
        shown = ""
        for said in _turned(page, below, pages, most=3):
            watched.calm()
            shown += said
        assert len(set(re.findall(rf"^{field}\d+ ", shown, re.MULTILINE))) >= 30
        below.get_by_role("button", name=re.compile("^(Place it|Add )")).first.click()
        below.locator(".st-key-lost-open").first.wait_for()
        watched.calm()
    page.tab("Not placed").click()
    below.get_by_text("Put right earlier").click()
    below.get_by_text("Put right ·").wait_for()
    shown = "\n".join(_turned(page, below.locator(".st-key-put-right"), "put-right-pages"))
    wanted = [f"{field}{n} {payload}" for n, payload in enumerate(PAYLOADS[::7]) for field in "KH"]
    assert [said for said in wanted if seen(said) not in seen(shown)] == []
    watched.calm()


def _dialog(page, watched):
    """File names, their refusals, and a text with its title, outlet and address."""
    page.page.get_by_role("button", name=re.compile("Add articles")).first.click()
    dialog = page.page.get_by_role("dialog")
    names = [payload.replace("/", "\u2044").replace("\0", "")[:120] for payload in PAYLOADS[:50]]
    dialog.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": b""} for name in names]
    )
    dialog.get_by_role("tab", name="Paste a text").click()
    dialog.get_by_label("Text", exact=True).fill("Rain fell on Aleppo.\n" + "\n".join(PAYLOADS))
    for label in ("Title", "Outlet", "Address"):
        dialog.get_by_label(f"{label} (optional)").fill(PAYLOADS[0])
    dialog.get_by_label("Title (optional)").press("Tab")
    page.settled()
    watched.calm()
    dialog.get_by_role("button", name="Read and place").click()
    dialog.get_by_text("refused").first.wait_for()
    watched.shows(dialog.locator(".refused"), *names[:49])
    watched.calm()
