"""What tests share: the real gazetteer and the real analyser, each made once a session."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.gazetteer_build import build
from dashboard.geoparse.gazetteer_version import is_current
from dashboard.settings import Settings, load_settings

# what lands does not depend on luck: CI makes the same examples each time, other runs look for new ones
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


#: Folders of tests that take long. They begin first: no process is left with a long file when the others have ended.
LONG = ("reliability", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if name in item.path.parts), len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def gazetteer_path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Path]:
    """
    Where the gazetteer lies once it is built, also for the commands that tests run: the user's own if it is current,
    else one of this session, which the processes of pytest-xdist share.
    """
    settings = load_settings()
    if is_current(settings.gazetteer, settings.data):
        if "geonames" not in Gazetteer.open(settings.gazetteer).meta:  # tests name places of the default one
            yield settings.gazetteer
            return
    base = tmp_path_factory.getbasetemp()
    path = (base.parent if hasattr(request.config, "workerinput") else base) / "gazetteer"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DASHBOARD_GAZETTEER", str(path))
        yield path


@pytest.fixture(scope="session")
def gazetteer_folder(gazetteer_path: Path) -> Path:
    """The built gazetteer. Where several processes need it at once, one builds and the others wait."""
    data = load_settings().data
    if not is_current(gazetteer_path, data):
        with open(gazetteer_path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
            if not is_current(gazetteer_path, data):
                build(gazetteer_path, data)
    return gazetteer_path


@pytest.fixture(scope="session")
def gazetteer(gazetteer_folder: Path) -> Gazetteer:
    return Gazetteer.open(gazetteer_folder)


@pytest.fixture
def settings(tmp_path: Path, gazetteer_folder: Path) -> Settings:
    """Settings of an installation of its own: the project's data, an empty home."""
    return replace(load_settings(), home=tmp_path / "home", gazetteer=gazetteer_folder)


@pytest.fixture(scope="session")
def analyser(gazetteer_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    home = tmp_path_factory.mktemp("home")
    return Analyser.open(replace(load_settings(), home=home, gazetteer=gazetteer_folder))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and bench beside the project; tests that need it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not there")
    return SHARED
