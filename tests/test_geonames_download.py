"""Files of the dump are fetched whole from a site, here one of our own on 127.0.0.1, or an error says what to do."""

from __future__ import annotations

import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.errors import SettingsError, SourceError
from dashboard.geonames_download import ATTEMPTS, download
from tests.geoparse.test_geonames_dump import LEBANON, zipped

BODY = bytes(range(256)) * 4000


class Site:
    """What the server holds, how it misbehaves, and what it was asked."""

    def __init__(self) -> None:
        self.files = {"allCountries.zip": BODY}
        self.cut_after: list[int] = []  # bytes of each of the next answers
        self.statuses: list[int] = []  # of the next answers, instead of them
        self.modified: float | None = 1_700_000_000.0
        self.asked: list[tuple[str, str | None]] = []
        self.url = ""


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    held = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, wanted = self.path.rsplit("/", 1)[-1], self.headers.get("Range")
            held.asked.append((name, wanted))
            date = formatdate(held.modified, usegmt=True) if held.modified else None
            if held.statuses:
                return self.send_error(held.statuses.pop(0))
            if name not in held.files:
                return self.send_error(404)
            if date and self.headers.get("If-Modified-Since") == date:
                self.send_response(304)
                return self.end_headers()
            body, start = held.files[name], 0
            if wanted and date and self.headers.get("If-Range") == date:
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                if start > len(body):
                    return self.send_error(416)
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(body) - start))
            if date:
                self.send_header("Last-Modified", date)
            self.end_headers()
            rest = body[start:]
            self.wfile.write(rest[: held.cut_after.pop(0)] if held.cut_after else rest)
            return None

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    held.url = f"http://127.0.0.1:{server.server_port}/export/dump"
    yield held
    server.shutdown()
    server.server_close()


def fetch(site: Site, folder, waits: list[float] | None = None):
    return download("allCountries.zip", folder, site.url, sleep=(waits if waits is not None else []).append)


def test_a_file_arrives_whole(site, tmp_path):
    seen = []
    path = download("allCountries.zip", tmp_path / "new", site.url, lambda said, done: seen.append(done))
    assert path.read_bytes() == BODY
    assert seen[-1] == 1.0
    assert [each.name for each in path.parent.iterdir()] == ["allCountries.zip"]


def test_a_cut_connection_is_gone_on_from(site, tmp_path):
    site.cut_after, waits = [300_000, 100_000], []
    assert fetch(site, tmp_path, waits).read_bytes() == BODY
    assert [wanted for _, wanted in site.asked] == [None, "bytes=300000-", "bytes=400000-"]
    assert waits == [2.0, 4.0]


def test_a_connection_that_is_cut_each_time_says_what_is_kept_and_the_next_run_goes_on(site, tmp_path):
    site.cut_after = [1000] * ATTEMPTS
    with pytest.raises(SourceError, match=r"4,000 bytes are kept in .*allCountries.zip.part; run the same command"):
        fetch(site, tmp_path)
    assert not (tmp_path / "allCountries.zip").exists()
    assert fetch(site, tmp_path).read_bytes() == BODY
    assert site.asked[-1][1] == "bytes=4000-"


def test_a_part_is_never_joined_to_a_newer_file(site, tmp_path):
    site.cut_after = [1000] * ATTEMPTS
    with pytest.raises(SourceError):
        fetch(site, tmp_path)
    site.modified, site.files["allCountries.zip"] = 1_800_000_000.0, b"newer" * 1000
    assert fetch(site, tmp_path).read_bytes() == b"newer" * 1000


def test_without_a_date_a_cut_file_is_fetched_anew(site, tmp_path):
    site.modified, site.cut_after = None, [1000]
    assert fetch(site, tmp_path).read_bytes() == BODY
    assert [wanted for _, wanted in site.asked] == [None, None]


def test_a_file_of_the_same_date_is_not_fetched_again(site, tmp_path):
    fetch(site, tmp_path)
    site.files["allCountries.zip"] = b"other"
    assert fetch(site, tmp_path).read_bytes() == BODY
    site.modified = 1_800_000_000.0
    assert fetch(site, tmp_path).read_bytes() == b"other"


def test_a_file_that_the_site_does_not_have(site, tmp_path):
    site.files = {}
    with pytest.raises(SourceError, match="the site says 404 .*--geonames"):
        fetch(site, tmp_path)
    assert len(site.asked) == 1


def test_a_busy_site_is_asked_again(site, tmp_path):
    site.statuses = [503, 429]
    assert fetch(site, tmp_path).read_bytes() == BODY
    site.statuses = [503] * ATTEMPTS
    with pytest.raises(SourceError, match="503"):
        fetch(site, tmp_path)


def test_a_site_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="cannot be reached"):
        download("allCountries.zip", tmp_path, "http://127.0.0.1:9/", sleep=lambda seconds: None)
    with pytest.raises(SettingsError, match="no http or https address"):
        download("allCountries.zip", tmp_path, "file:///etc/")


def test_the_command_builds_from_what_it_fetched(site, tmp_path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_GAZETTEER", str(tmp_path / "cache" / "gazetteer"))
    site.files = {
        "allCountries.zip": zipped(allCountries="\n".join(LEBANON)),
        "alternateNamesV2.zip": zipped(alternateNamesV2="1\t3\ten\tZgharta Town\t1\t\t\t\t\t"),
        "admin1CodesASCII.txt": b"LB.04\tBeyrouth\tBeyrouth\t276778",
        "admin2Codes.txt": b"LB.09.0901\tZgharta District\tZgharta District\t2",
    }
    done = CliRunner().invoke(main, ["gazetteer", "build", "--download", "--site", site.url])
    assert done.exit_code == 0, done.output
    assert sorted(name for name, _ in site.asked) == sorted(site.files)
    found = CliRunner().invoke(main, ["gazetteer", "search", "Zgharta", "Town"])
    assert "Zgharta Town · city · Mohafazat Liban-Nord, Lebanon" in found.stdout


def test_a_failed_fetch_leaves_the_old_gazetteer(site, tmp_path, monkeypatch):
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    (folder / "kept").write_text("old", encoding="utf-8")
    monkeypatch.setenv("DASHBOARD_GAZETTEER", str(folder))
    done = CliRunner().invoke(main, ["gazetteer", "build", "--download"], env={"DASHBOARD_GEONAMES": site.url + "/no"})
    assert done.exit_code == 2 and "alternateNamesV2.zip: the site says 404" in done.stderr
    assert (folder / "kept").exists()
