"""Where an outlet is at home is learned from its own articles, and told to the resolver by the settings."""

import json
from pathlib import Path

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import OUTLETS, load_settings
from dashboard.store.outlets import FEWEST_ARTICLES, learn_homes, write_homes
from tests.builders import analysed


def articles(source: str, *texts: str):
    return [analysed(f"{source}{n}", text, source=source) for n, text in enumerate(texts)]


def test_a_local_paper_is_at_home_where_its_places_lie() -> None:
    homes = learn_homes(articles("Bekaa Post", *["Rain fell on *Baalbek/baalbek*."] * FEWEST_ARTICLES))
    home = homes["Bekaa Post"]
    assert (round(home.lat, 2), round(home.lon, 2)) == (34.0, 36.21)
    assert (home.articles, home.share) == (FEWEST_ARTICLES, 1.0)


def test_an_outlet_that_writes_of_everywhere_has_no_home() -> None:
    world = [
        "*Rome/rome*.",
        "*Muscat/muscat*.",
        "*Beirut/beirut*.",
        "*Tehran/tehran*.",
        "*Rome/rome* and *Muscat/muscat*.",
    ]
    assert learn_homes(articles("Wire", *world)) == {}


def test_few_articles_and_large_places_say_nothing() -> None:
    few = articles("Bekaa Post", *["*Baalbek/baalbek*."] * (FEWEST_ARTICLES - 1))
    large = articles("Iran Daily", *["*Iran/iran* and the *Red Sea/red-sea*."] * FEWEST_ARTICLES)
    assert learn_homes([*few, *large]) == {}


def test_settings_read_what_was_learned_and_the_region_file_stands_before_it(tmp_path: Path) -> None:
    homes = learn_homes(articles("Bekaa Post", *["*Baalbek/baalbek*."] * FEWEST_ARTICLES))
    write_homes(tmp_path / OUTLETS, homes)
    region = tmp_path / "region.toml"
    region.write_text('name = "R"\nbox = [1, 2, 3, 4]\ncentre = [2, 3]\n[outlets]\n"Wire" = [1.0, 2.0]\n', "utf-8")
    environ = {"DASHBOARD_HOME": str(tmp_path), "DASHBOARD_REGION": str(region)}
    assert load_settings(environ).region.outlets == {"Bekaa Post": (34.0, 36.21), "Wire": (1.0, 2.0)}
    region.write_text(region.read_text("utf-8") + '"Bekaa Post" = [5.0, 6.0]\n', "utf-8")
    assert load_settings(environ).region.outlets["Bekaa Post"] == (5.0, 6.0)


def test_a_damaged_file_of_homes_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / OUTLETS).write_text(json.dumps(["Bekaa Post"]), "utf-8")
    with pytest.raises(SettingsError, match="dashboard outlets"):
        load_settings({"DASHBOARD_HOME": str(tmp_path)})
