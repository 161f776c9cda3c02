"""People log in with a provider: an editor may do everything, a viewer read, a stranger nothing."""

from __future__ import annotations

import re

import pytest

from dashboard.store.corrections import Ledger
from tests.browser.harness import App
from tests.browser.samples import desk_articles

pytest.importorskip("authlib", reason="a login needs Authlib: pip install -r tests/requirements.txt")
from tests.oidc_provider import providing  # noqa: E402  it signs with what comes with Authlib

EDITOR, VIEWER, STRANGER = "anna@example.org", "ben@example.org", "eve@example.org"


@pytest.fixture(scope="module")
def provider():
    with providing() as made:
        yield made


@pytest.fixture
def server(provider, tmp_path, gazetteer_folder):
    """The app with a login; its secrets lie outside of the project."""
    home = tmp_path / "home"
    desk_articles(home)
    (home / "access.toml").write_text(f'editors = ["{EDITOR.upper()}"]\nviewers = ["{VIEWER}"]\n', encoding="utf-8")
    app = App(home, gazetteer_folder)
    (tmp_path / "secrets.toml").write_text(provider.secrets_toml(app.url), encoding="utf-8")
    app.environ["STREAMLIT_SECRETS_FILES"] = str(tmp_path / "secrets.toml")
    yield app.start()
    app.stop()


@pytest.fixture
def enter(desk, server, provider):
    """Log somebody in."""

    def make(address: str, **claims):
        provider.user = {"email": address, **claims}
        page = desk(server, pass_through=provider.url + "/")
        page.page.goto(server.url)
        page.page.get_by_role("button", name="Log in").click()
        return page

    return make


def lost(page):
    page.tab("Not placed").click()
    return page.page.locator('[class*="st-key-lost-row-"]').filter(has_text="Tell Qar")


def test_without_a_login_nothing_is_shown(desk, server):
    page = desk(server)
    page.page.goto(server.url)
    page.page.get_by_role("button", name="Log in").wait_for()
    page.settled()
    assert "Baalbek" not in page.page.locator("body").inner_text()
    assert page.page.locator("iframe").count() == 0


def test_an_editor_may_change_and_the_ledger_says_who(server, enter):
    page = enter(EDITOR)
    page.wait_for_map()
    page.page.get_by_text(f"{EDITOR} · may read and change").wait_for()
    page.page.get_by_role("button", name="Add articles").first.wait_for()
    lost(page).get_by_role("button", name="Place it").click()
    page.page.get_by_role("button", name="Not a place").click()
    page.page.get_by_role("button", name="Undo").wait_for()
    (entry,) = Ledger(server.home / "corrections.jsonl").read().active
    assert entry.by == EDITOR


def test_a_viewer_sees_everything_and_has_nothing_to_change_it_with(server, enter):
    page = enter(VIEWER)
    page.wait_for_map()
    page.page.get_by_text(f"{VIEWER} · may read").wait_for()
    lost(page).get_by_role("button", name="Read it").click()
    page.page.locator(".st-key-lost-open").get_by_text("Nobody found").wait_for()
    page.settled()
    for name in ("Add articles", "Not a place", "Undo", "Place it", "By coordinates", "Add to my catalogue"):
        assert page.page.get_by_role("button", name=re.compile(name)).count() == 0
    page.click_place("Baalbek")
    page.heading("Baalbek").wait_for()


def test_a_page_that_is_older_than_the_list_changes_nothing(server, enter):
    page = enter(EDITOR)
    page.wait_for_map()
    lost(page).get_by_role("button", name="Place it").click()
    button = page.page.get_by_role("button", name="Not a place")
    button.wait_for()
    page.settled()
    (server.home / "access.toml").write_text(f'viewers = ["{EDITOR}"]\n', encoding="utf-8")
    button.click()
    page.page.get_by_text("You may read here and not change anything").wait_for()
    assert Ledger(server.home / "corrections.jsonl").read().active == ()

    (server.home / "access.toml").write_text("", encoding="utf-8")
    page.tab("Articles").click()
    page.page.get_by_text("not among those who may read here").wait_for()
    assert page.page.locator("iframe").count() == 0


@pytest.mark.parametrize(
    "address, claims", [(STRANGER, {}), (EDITOR, {"email_verified": False}), (f"{EDITOR}.evil.example", {})]
)
def test_a_stranger_is_told_so_and_let_out(enter, address, claims):
    page = enter(address, **claims)
    page.page.get_by_text(f"You are logged in as {address}, which is not among those who may read here.").wait_for()
    assert page.page.locator("iframe").count() == 0
    page.page.get_by_role("button", name="Log out").click()
    page.page.get_by_role("button", name="Log in").wait_for()


def test_a_token_that_somebody_else_signed_lets_nobody_in(enter, provider):
    from joserfc.jwk import RSAKey

    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    try:
        page = enter(EDITOR)
        page.page.wait_for_url(re.compile("127.0.0.1"))
        page.page.get_by_role("button", name="Log in").wait_for()
        assert page.page.locator("iframe").count() == 0
    finally:
        provider.signing = provider.key


def test_a_list_that_cannot_be_read_lets_nobody_in(server, enter):
    (server.home / "access.toml").write_text("editors = anna", encoding="utf-8")
    page = enter(EDITOR)
    page.page.get_by_text("The list of who may read cannot be read").wait_for()


def test_a_link_is_followed_through_the_login(desk, server, provider):
    provider.user = {"email": VIEWER}
    page = desk(server, pass_through=provider.url + "/")
    page.page.goto(f"{server.url}?country=IT&tab=articles")
    page.page.get_by_role("button", name="Log in").click()
    page.wait_for_map()
    page.line.get_by_role("button", name="Italy").wait_for()
    assert "country=IT" in page.page.url
