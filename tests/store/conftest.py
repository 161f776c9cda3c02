"""An index of hand-made articles, as a reader would have it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.model import AnalysedArticle
from dashboard.settings import Settings, load_settings
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.store.talks import ARTICLES


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load_settings({}), home=tmp_path / "home")


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Return an index of the four articles of `talks`, which no test changes."""
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write(ARTICLES)
    with Index.in_memory(archive) as made:
        yield made


@pytest.fixture
def index_of(tmp_path: Path) -> Callable[..., Index]:
    """Return a maker of indexes in memory."""
    made: list[Index] = []

    def make(*articles: AnalysedArticle) -> Index:
        archive = Archive(tmp_path / f"archive-{len(made)}")
        archive.write(articles)
        made.append(Index.in_memory(archive))
        return made[-1]

    yield make
    for index in made:
        index.close()
