"""`ingest` of addresses and lists of feeds, against a real server on loopback."""

import csv
import io

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import load_settings
from tests.sources.test_online import rss
from tests.sources.web_pages import page
from tests.sources.web_server import conditional, serving
from tests.test_cli import home, run  # noqa: F401

ENTRY = "<title>T</title><description>Talks in Rome.</description>"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("DASHBOARD_INTERNAL_HOSTS", "127.0.0.1")
    with serving() as made:
        yield made


@pytest.fixture
def region(tmp_path, monkeypatch):
    def write(more: str) -> None:
        text = (load_settings({}).data / "region.toml").read_text().replace("[feeds]", "")
        (tmp_path / "region.toml").write_text(text + more)
        monkeypatch.setenv("DASHBOARD_REGION", str(tmp_path / "region.toml"))

    return write


def places() -> set[str]:
    return {row["name"] for row in csv.DictReader(io.StringIO(run("export", "places").stdout))}


def test_a_page_is_read_by_its_address(home, server):  # noqa: F811
    result = run("ingest", server.page("/a", page()))
    assert result.exit_code == 0, result.stderr
    assert "1 added" in result.stdout and "1 addresses fetched, 0 unchanged" in result.stdout
    assert {"Muscat", "Basra"} <= places()


def test_a_list_of_feeds_is_read_and_asked_again_for_what_has_changed(home, server, tmp_path):  # noqa: F811
    server.replies["/feed"] = conditional(rss(ENTRY).encode(), '"1"')
    (tmp_path / "feeds.txt").write_text(f"# ours\n\n{server.url}/feed The Wire\n")
    assert "1 added" in run("ingest", "--feeds", tmp_path / "feeds.txt").stdout
    again = run("ingest", "--feeds", tmp_path / "feeds.txt")
    assert again.exit_code == 0 and "0 addresses fetched, 1 unchanged since the last time" in again.stdout


def test_an_archive_that_was_removed_is_filled_again(home, server, tmp_path):  # noqa: F811
    import shutil

    server.replies["/feed"] = conditional(rss(ENTRY).encode(), '"1"')
    run("ingest", server.url + "/feed")
    shutil.rmtree(home / "archive")
    assert "1 added" in run("ingest", server.url + "/feed").stdout


def test_the_regions_feeds_are_read(home, server, region):  # noqa: F811
    feed = server.page("/feed", rss(ENTRY), "text/xml")
    region(f'\n[feeds]\n"The Wire" = "{feed}"\n[web]\nuser_agent = "our-desk (desk@example.org)"\n')
    assert "1 added" in run("ingest", "--feeds").stdout
    assert server.asked[-1][1]["User-Agent"] == "our-desk (desk@example.org)"


@pytest.mark.parametrize("text", ["", "# nothing\n", "example.org/feed\n"])
def test_a_list_of_feeds_that_cannot_be_used_leaves_with_2(home, tmp_path, text):  # noqa: F811
    (tmp_path / "feeds.txt").write_text(text)
    result = run("ingest", "--feeds", tmp_path / "feeds.txt")
    assert result.exit_code == 2 and "feeds.txt" in result.stderr


def test_no_feeds_of_the_region_and_nothing_to_read_leave_with_2(home):  # noqa: F811
    assert "add them under [feeds]" in run("ingest", "--feeds").stderr
    assert run("ingest").exit_code == 2


def test_an_address_of_ones_own_network_is_refused_and_kept_in_quarantine(home):  # noqa: F811
    result = run("ingest", "http://127.0.0.1:9/x")
    assert result.exit_code == 2 and "127.0.0.1 is at 127.0.0.1" in result.stderr and "internal_hosts" in result.stderr


def test_how_the_web_is_asked_comes_from_the_region_or_the_environment(region):
    region('\n[web]\nuser_agent = "desk (a@example.org)"\ninternal_hosts = ["Wiki.local"]\n')
    import os

    assert load_settings(os.environ).region.web.internal_hosts == {"wiki.local"}
    said = load_settings({**os.environ, "DASHBOARD_INTERNAL_HOSTS": "a.local, b.local:80", "DASHBOARD_USER_AGENT": "x"})
    assert (said.region.web.internal_hosts, said.region.web.user_agent) == ({"a.local", "b.local:80"}, "x")
    with pytest.raises(SettingsError):
        load_settings({**os.environ, "DASHBOARD_USER_AGENT": "x\r\nHost: y"})
