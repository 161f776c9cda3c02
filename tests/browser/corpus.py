"""
A home with the corpus of `payloads` in every field, and a page that is watched for whatever of it runs.

The browser ignores the Content Security Policy here: what the page does with texts must hold without it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from dashboard.app import text as shown_text
from dashboard.geoparse.actor_rows import COLUMNS
from dashboard.model import Actor, Candidate
from dashboard.store.corrections import Correction, Ledger
from tests.browser.harness import Desk, analysed, place, store
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
