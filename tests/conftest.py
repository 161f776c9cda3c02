"""What tests share: the real gazetteer and the real analyser, each made once a session."""

from __future__ import annotations

import os
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


@pytest.fixture(scope="session")
def gazetteer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built gazetteer: the user's own if it is current, else one for this session."""
    settings = load_settings()
    if is_current(settings.gazetteer, settings.data):
        if "geonames" not in Gazetteer.open(settings.gazetteer).meta:  # tests name places of the default one
            return settings.gazetteer
    folder = tmp_path_factory.mktemp("gazetteer") / "gazetteer"
    build(folder, settings.data)
    return folder


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
