"""
The corpus of `payloads` in every field and every view: nothing runs, nothing is asked of another host, all is text.

The browser ignores the Content Security Policy here: what the page does with texts must hold without it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import folium
import pytest

from dashboard import export
from dashboard.app import text as shown_text
from dashboard.app.brief import brief
from dashboard.app.places_layer import Places, PlacesLayer
from dashboard.geoparse.actor_rows import COLUMNS
from dashboard.model import NO_FILTERS, Actor, Candidate
from dashboard.settings import load_settings
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger
from dashboard.store.index import Index
from tests.browser.harness import Desk, analysed, place, running, store
from tests.browser.payloads import EVIL, PAYLOADS

EVERYWHERE = place("evil:everywhere", "Everywhere", 33.0, 44.0)
#: A card of an actor lists sixty places and sixty actors beside it: two actors stand beside all of the corpus.
HUBS = tuple(Actor(f"actor:own-hub-{n}", f"Hub{n}", "armed_group") for n in (1, 2))
#: How many actors of the corpus have a row in the reader's own catalogue; a country needs a table of its own.
TYPES = ("armed_group", "person", "ngo")

#: What counts, in every frame, as a payload that ran or was made into an element.
ARMED = """() => [...document.querySelectorAll(`
    script[src*=evil], img[src=x], img[src*=evil], img[srcset], iframe[src*=evil], iframe[srcdoc], embed, object,
    base, portal, link[href*=evil], meta[http-equiv=refresh], form[action], video, audio, source, svg script, svg image,
    svg animate, svg set, svg a, foreignObject, math, annotation, .katex, marquee, plaintext, xmp, frameset, applet,
    [popover], [ping], table[background],
    [href^='javascript:' i], [href^='vbscript:' i], [href^='data:' i]:not(link), [style*=evil],
    [style*='animation:x']`),
    ...[...document.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((name) => name.startsWith('on'))),
    ...[...document.querySelectorAll('a:not([href^="#"])')].filter((e) =>
        !e.closest('[data-testid=stLinkButton], .leaflet-control-attribution')),
    ...[...document.querySelectorAll('style')].filter((e) => /evil/.test(e.textContent)),
].map((e) => e.outerHTML.slice(0, 300))"""

#: Before any script of a page: remembers what a payload would do.
WATCH = """(() => {
    window.ran = [];
    Object.defineProperty(window, 'pwned', { set() { window.top.ran.push('pwned ' + new Error().stack); }, get() {} });
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = () => { window.top.ran.push(name); };
})()"""


def seen(said: str) -> str:
    """Return a text as it can be compared with what a browser shows: without white space and what has no width."""
    return re.sub(r"[\s\u200b-\u200f\u2028\u2029\u2060\ufeff\ufffd\x00-\x1f\x7f-\x9f]+", "", shown_text._plain(said))


def hostile_home(home: Path) -> None:
    """Fill a home with the corpus: titles, texts, outlets, addresses, names of every kind, notes, corrections."""
    articles = []
    for number, payload in enumerate(PAYLOADS):
        here = place(f"evil:{number}{payload}", f"P{number} {payload}", number / 4 - 20, number / 2 - 40,
                     country_code="SY", country=f"C{number} {payload}", admin1=f"D{number} {payload}")  # fmt: skip
        there = Actor(f"actor:own-evil-{number}", f"A{number} {payload}", TYPES[number % 3])
        who = Actor(f"unlisted:{number}{payload}", f"U{number} {payload}", "person")
        hub, by_place = HUBS[number // 120], number % 120 < 60
        beside = f"{hub.name} came to {here.name}" if by_place else f"{hub.name} met {there.name}"
        made = analysed(
            f"article-{number}",
            f"{beside}. {there.name} left {here.name} for Everywhere. At L{number} {payload} was {who.name}",
            {here.name: here, "Everywhere": EVERYWHERE, f"L{number} {payload}": None},
            {there.name: there, hub.name: hub, who.name: who},
            title=f"T{number} {payload}",
            source=f"O{number} {payload}",
            url=payload,
            published=date(2024, 1, 1 + number % 28),
        )  # fmt: skip
        article = replace(made.article, author=f"W{number} {payload}")
        articles.append(replace(made, article=article, notes=(f"N{number} {payload}",)))
    runners = tuple(Candidate(replace(EVERYWHERE, place_id=f"evil:r{n}", name=f"R{n} {payload}", country=payload), 0.1)
                    for n, payload in enumerate(PAYLOADS))  # fmt: skip
    whole = analysed("whole", "Nothing but Nowhere. " + "\n".join(PAYLOADS),
                     {"Nowhere": replace(EVERYWHERE, place_id="evil:nowhere", name="Nowhere")},
                     title="Whole")  # fmt: skip
    whole = replace(whole, mentions=tuple(replace(each, runners_up=runners) for each in whole.mentions),
                    article=replace(whole.article, author="\n".join(PAYLOADS)), notes=PAYLOADS)  # fmt: skip
    store(home, *articles, whole)
    Ledger(home / "corrections.jsonl").add(
        *(Correction("name", f"K{n} {payload}", "place", "by hand",
                     replace(EVERYWHERE, place_id=f"hand:{n}", name=f"H{n} {payload}", country=f"C{n} {payload}"))
          for n, payload in enumerate(PAYLOADS[::7]))
    )  # fmt: skip
    with open(home / "actors.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for hub in HUBS:
            rows.writerow({"id": hub.actor_id.removeprefix("actor:"), "name": hub.name, "type": hub.type,
                           "description": "\n".join(PAYLOADS).replace("\0", "")})  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("corpus") / "home"
    hostile_home(made)
    return made


class Watched:
    """A page that remembers whatever ran or was asked for."""

    def __init__(self, page: Desk, own: str) -> None:
        self.page, self.asked = page, []
        page.context.add_init_script(WATCH)
        page.context.on("request", lambda request: self.asked.append(request.url))
        self.own = own

    def calm(self) -> None:
        """Fail if anything ran, was made an element, was asked for, or left the page."""
        self.page.settled()
        for frame in self.page.frames():
            assert frame.evaluate("window.top.ran") == []
            armed = frame.evaluate(ARMED)
            assert not armed, armed
        assert len(self.page.context.pages) == 1
        assert self.page.page.url.partition("?")[0].rstrip("/") == self.own  # what is shown stands behind it
        assert self.page.outside == []
        strange = [url for url in self.asked if EVIL in url or re.search(r"/x$|pwned|%3C|<", url)]
        assert strange == []

    def shows(self, where, *texts: str) -> None:
        """Fail unless a part of the page shows all of some texts, as they are."""
        there = seen(where.inner_text())
        missing = [said for said in texts if seen(said) not in there]
        assert missing == []


def test_nothing_of_the_corpus_runs_in_any_view(home, desk, gazetteer_folder):
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 100
    with running(home, gazetteer_folder) as app:
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
        page.page.get_by_placeholder("Type a name").last.click()
        page.page.get_by_role("option").first.wait_for()
        page.page.keyboard.press("Escape")
        page.page.keyboard.press("Escape")
    watched.calm()
    for name in ("A", "C", "O"):
        page.sidebar.get_by_test_id("stCheckbox").filter(has_text=re.compile(f"^{name}[0-9]")).first.locator(
            "label"
        ).click()
        page.settled()
    page.line.locator("[class*=st-key-chip-2]").wait_for()
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
    below.get_by_role("tab", name="Articles").click()
    below.get_by_test_id("stDataFrame").hover()
    below.get_by_role("button", name="Search").wait_for()
    assert below.get_by_role("button", name="Download").count() == 0  # it would write formulas as they are
    watched.calm()
    for tab, field, pages in (("Not placed", "L", "lost-pages"), ("Unlisted actors", "U", "unlisted-pages")):
        below.get_by_role("tab", name=tab).click()
        below.locator(f"[class*=st-key-{pages}]").wait_for()
        shown = ""
        for said in _turned(page, below, pages, most=3):
            watched.calm()
            shown += said
        assert len(set(re.findall(rf"^{field}\d+ ", shown, re.MULTILINE))) >= 30
        below.get_by_role("button", name=re.compile("^(Place it|Add )")).first.click()
        below.locator(".st-key-lost-open").first.wait_for()
        watched.calm()
    below.get_by_role("tab", name="Not placed").click()
    below.get_by_text("Put right earlier").click()
    below.get_by_text("H0 ").first.wait_for()
    watched.shows(below, *(f"{field}{n} {payload}" for n, payload in enumerate(PAYLOADS[::7]) for field in "KH"))
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


def test_nothing_of_the_corpus_runs_in_an_export_that_a_page_includes(home, desk, app):
    """Each export as a script and as a text of a page, and a saved map: what people do with exports."""
    server = app(home)
    page = desk(server, bypass_csp=True)
    watched = Watched(page, server.url)
    page.open()
    with Index.in_memory(Archive(home / "archive")) as index:
        for what in export.WHATS:
            of_maps = ("jsonl", "geojson") if what in ("places", "mentions", "links") else ("jsonl",)
            for form in (*of_maps, "annotations") if what == "mentions" else of_maps:
                out = io.BytesIO()
                export.export(index, NO_FILTERS, what, form, out)
                made = out.getvalue().decode()
                rows = "[" + ",".join(made.split("\n")[:-1]) + "]" if form == "jsonl" else made
                page.page.evaluate(
                    """(rows) => { const frame = document.createElement("iframe"); document.body.append(frame);
                    frame.contentDocument.write(`<p>${rows}</p><script>window.data = ${rows}</scr` + `ipt>`); }""",
                    rows,
                )
                assert page.page.frames[-1].evaluate("JSON.stringify(window.data).length") > 1000
                watched.calm()
        places = export.queries.place_counts(index, NO_FILTERS)
    layer = PlacesLayer(Places(id=places["place_id"], lat=places["lat"], lon=places["lon"], size=places["mentions"],
                               label=places["name"]))  # fmt: skip
    made = folium.Map((33, 44), zoom_start=4, tiles=None)
    layer.add_to(made)
    page.page.evaluate(
        """(html) => { const frame = document.createElement("iframe"); frame.className = "saved";
        document.body.append(frame); frame.contentDocument.write(html); frame.contentDocument.close(); }""",
        made.get_root().render(),
    )
    page.page.frames[-1].wait_for_function("window.placesLayer && window.placesLayer.places.length > 100")
    watched.calm()


def test_nothing_of_the_corpus_runs_in_a_brief_or_in_kml(home, desk, app):
    """Opened as pages of the app's own host, where a script of them could do most."""
    server = app(home)
    page = desk(server, bypass_csp=True)
    watched = Watched(page, server.url)
    page.open()
    kml = io.BytesIO()
    with Index.in_memory(Archive(home / "archive")) as index:
        made = brief(index, NO_FILTERS, load_settings({}), date(2025, 1, 1))
        export.export(index, NO_FILTERS, "mentions", "kml", kml)
    for kind, content in (("text/html", made), ("application/xml", kml.getvalue().decode())):
        page.page.evaluate(
            """([kind, content]) => { const frame = document.createElement("iframe"); frame.id = "opened";
            document.getElementById("opened")?.remove();
            frame.src = URL.createObjectURL(new Blob([content], {type: kind})); document.body.append(frame);
            return new Promise((done) => frame.addEventListener("load", () => done())); }""",
            [kind, content],
        )
        frame = next(each for each in page.frames() if each.url.startswith("blob:"))
        armed = frame.evaluate(ARMED)  # the ways to the sources are links, to addresses of the web alone
        assert not [each for each in armed if not re.match(r'<(a|atom:link) ([\w:]+="[^"]*" )?href="https?://', each)]
        assert frame.evaluate("[window.top.ran, document.documentElement.textContent.length > 100000]") == [[], True]
        assert page.outside == [] and not [url for url in watched.asked if EVIL in url]
    assert page.page.url.rstrip("/") == server.url and len(page.context.pages) == 1


@pytest.mark.parametrize("what", export.WHATS)
def test_no_cell_of_the_corpus_begins_like_a_formula(home, what):
    with Index.in_memory(Archive(home / "archive")) as index:
        out = io.BytesIO()
        export.export(index, NO_FILTERS, what, "csv", out)
    cells = [cell for row in csv.DictReader(io.StringIO(out.getvalue().decode())) for cell in row.values()]
    assert len(cells) > 1000
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell) and not re.fullmatch(r"-?[0-9.e-]+", cell)]
