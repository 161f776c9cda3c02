"""Whether anybody outside is asked, and who: off unless the installation says so."""

from dataclasses import replace

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import NominatimService, load_settings

WHO = "our-desk (desk@example.org)"


def test_nobody_is_asked_by_itself():
    assert load_settings({}).region.nominatim is None
    assert load_settings({"DASHBOARD_NOMINATIM_URL": "https://example.org"}).region.nominatim is None


def test_the_environment_switches_it_on():
    assert load_settings({"DASHBOARD_NOMINATIM": WHO}).region.nominatim == NominatimService(WHO)
    found = load_settings({"DASHBOARD_NOMINATIM": WHO, "DASHBOARD_NOMINATIM_URL": "http://127.0.0.1:8080/n/"})
    assert found.region.nominatim == NominatimService(WHO, "http", "127.0.0.1:8080/n")


def test_the_region_file_switches_it_on_and_the_environment_overrules_it(tmp_path):
    region = tmp_path / "region.toml"
    region.write_text(
        'name = "R"\nbox = [1, 2, 3, 4]\ncentre = [2, 3]\n'
        f'[nominatim]\nuser_agent = "{WHO}"\nurl = "https://example.org"\n'
    )
    expected = NominatimService(WHO, "https", "example.org")
    assert load_settings({"DASHBOARD_REGION": str(region)}).region.nominatim == expected
    environ = {"DASHBOARD_REGION": str(region), "DASHBOARD_NOMINATIM": "other (https://example.org)"}
    assert load_settings(environ).region.nominatim == replace(expected, user_agent="other (https://example.org)")


@pytest.mark.parametrize(
    ("who", "url"),
    [("python", ""), (WHO + "\r\nX: y", ""), (WHO, "ftp://example.org"), (WHO, "example.org"), (WHO, "http://[")],
)
def test_a_setting_that_cannot_be_used_is_refused(who, url):
    with pytest.raises(SettingsError, match="DASHBOARD_NOMINATIM"):
        load_settings({"DASHBOARD_NOMINATIM": who, "DASHBOARD_NOMINATIM_URL": url})
