"""A real Chromium for the browser tests: skipped loudly where there is none, a failure where CI=true."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

from tests.browser.corpus import hostile_home
from tests.browser.harness import PATIENCE, App, Desk, launch, running
from tests.browser.samples import desk_articles
from tests.browser.saved_maps import saved  # noqa: F401  a fixture

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            made = launch(playwright)
        except Error as error:
            said = (
                "no Chromium: install it (Debian: apt-get install chromium; elsewhere: playwright install chromium) "
                f"or set CHROMIUM to its path. {error.message.splitlines()[0]}"
            )
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(said)
            warnings.warn(f"ALL BROWSER TESTS ARE SKIPPED: {said}", stacklevel=1)
            pytest.skip(said)
        yield made
        made.close()


@pytest.fixture(scope="module")
def corpus_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the corpus of payloads in every field."""
    made = tmp_path_factory.mktemp("corpus") / "home"
    hostile_home(made)
    return made


@pytest.fixture(scope="module")
def samples_app(tmp_path_factory: pytest.TempPathFactory, gazetteer_folder: Path) -> Iterator[App]:
    """One app over the desk's articles for all tests of a module: each opens a session of its own."""
    home = tmp_path_factory.mktemp("samples") / "home"
    desk_articles(home)
    with running(home, gazetteer_folder) as app:
        yield app


@pytest.fixture
def app(tmp_path: Path, gazetteer_folder: Path) -> Iterator[Callable[..., App]]:
    """Start the app over a home, with an empty one unless `home` is given; stopped after the test."""
    started = []

    def start(home: Path | None = None, **environ: str) -> App:
        block = running(home or tmp_path / "home", gazetteer_folder, **environ)
        made = block.__enter__()
        started.append(block)
        return made

    yield start
    for block in started:
        block.__exit__(None, None, None)


@pytest.fixture
def desk(browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Open a page of a running app; at the end, no page may have asked another host or thrown an error."""
    opened: list[Desk] = []

    def make(app: App, **of: Any) -> Desk:
        made = Desk(browser, app.url, **of)
        opened.append(made)
        return made

    yield make
    for each in opened:
        outside, errors = each.outside, each.errors
        each.close()
        assert outside == [], "the page asked another host"
        assert errors == [], "the page threw an error"
