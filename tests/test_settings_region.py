"""A region file says where its sample lies and which actors come first; without either it is complete, too."""

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import load_settings, read_region

LEAST = 'name = "R"\nbox = [1, 2, 3, 4]\ncentre = [2, 3]\n'


def test_a_sample_lies_beside_the_file_that_names_it(tmp_path):
    region = tmp_path / "region.toml"
    region.write_text(LEAST + 'sample = "own/sample"\nactors = ["hamas", "iso:IR"]\n')
    found = load_settings({"DASHBOARD_REGION": str(region)}).region
    assert found.sample == tmp_path / "own" / "sample" and found.actors == ("actor:hamas", "iso:IR")


def test_no_region_must_have_either(tmp_path):
    region = tmp_path / "region.toml"
    region.write_text(LEAST)
    assert read_region(region).sample is None and read_region(region).actors == ()


def test_actors_that_are_no_list_are_refused_with_the_file(tmp_path):
    region = tmp_path / "region.toml"
    region.write_text(LEAST + "actors = 5\n")
    with pytest.raises(SettingsError, match="region.toml"):
        read_region(region)


def test_the_page_is_in_english_unless_the_region_says_otherwise(tmp_path):
    region = tmp_path / "region.toml"
    region.write_text(LEAST)
    assert read_region(region).language == "en"
    region.write_text(LEAST + 'language = "ar"\nnames = { ar = "المنطقة" }\n')
    found = read_region(region)
    assert (found.language, found.called("ar"), found.called("en")) == ("ar", "المنطقة", "R")
