"""The regions that are shipped can be used: their files are read, their sample is whole, their actors are known."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.geoparse.actors import Catalogue
from dashboard.settings import Limits, load_settings, read_region
from dashboard.sources.files import read_sources
from dashboard.sources.received import Received

DATA = load_settings({}).data


@pytest.fixture(params=sorted((DATA / "regions").glob("*.toml")), ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


def test_a_region_lies_in_its_box(path: Path) -> None:
    region = read_region(path)
    south, west, north, east = region.box
    lat, lon = region.centre
    assert south < lat < north and west < lon < east and region.countries


def test_the_actors_that_are_shown_first_are_in_the_catalogue(path: Path) -> None:
    ids = read_region(path).actors
    known = Catalogue.open(DATA).actors
    assert ids and [each for each in ids if each not in known] == []
    assert len(set(ids)) == len(ids)


def test_each_article_of_the_sample_is_read_with_all_that_its_head_says(path: Path) -> None:
    folder = read_region(path).sample
    assert folder is not None
    read = list(read_sources([folder], Limits()))
    assert len(read) >= 16 and all(isinstance(each, Received) and not each.notes for each in read), read
    articles = [each.article for each in read]
    for article in articles:
        assert str(article.source).endswith("(sample)") and str(article.url).startswith("https://example.org/"), article
        assert article.published and date(2023, 1, 1) <= article.published < date(2026, 1, 1), article.title
        assert 120 <= len(article.text.split()) <= 300, article.title
    assert len({article.url for article in articles}) == len({article.title for article in articles}) == len(articles)
