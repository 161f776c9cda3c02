"""`ingest --retry-quarantine` reads again what was refused, forgets what now succeeds, and `status` shows the rest."""

import csv
import io

import pytest

from dashboard.app import quarantine as shown
from dashboard.sources import Quarantine, Refusal
from tests.sources.web_pages import page
from tests.sources.web_server import serving
from tests.test_cli import home, run  # noqa: F401


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("DASHBOARD_INTERNAL_HOSTS", "127.0.0.1")
    with serving() as made:
        yield made


def kept(home):  # noqa: F811
    return [
        (each.refusal.file.rpartition("/")[2], each.refusal.line)
        for each in Quarantine(home / "quarantine.jsonl").list()
    ]


def test_what_was_mended_is_stored_and_forgotten_and_the_rest_stays(home, tmp_path):  # noqa: F811
    folder = tmp_path / "in"
    folder.mkdir()
    lines = ['{"text": "Talks in Rome."}', '{"text": "cut', '{"title": "no text"}']
    (folder / "a.jsonl").write_text("\n".join(lines))
    (folder / "b.txt").write_text("")
    (folder / "gone.txt").write_text("")
    assert run("ingest", folder).exit_code == 1
    assert sorted(kept(home)) == [("a.jsonl", 2), ("a.jsonl", 3), ("b.txt", None), ("gone.txt", None)]

    (folder / "a.jsonl").write_text("\n".join([lines[0], '{"text": "Rain in Muscat."}', lines[2]]))
    (folder / "b.txt").write_text("Ships left Basra.")
    (folder / "gone.txt").unlink()
    again = run("ingest", "--retry-quarantine")
    assert again.exit_code == 1 and "2 added, 0 updated, 1 unchanged" in again.stdout
    assert "1 in quarantine cannot be read again: pasted, uploaded, or no longer there." in again.stdout
    assert sorted(kept(home)) == [("a.jsonl", 3), ("gone.txt", None)]
    names = {row["name"] for row in csv.DictReader(io.StringIO(run("export", "places").stdout))}
    assert names == {"Rome", "Muscat", "Basra"}


def test_an_address_that_failed_is_fetched_again(home, server):  # noqa: F811
    server.replies["/a"] = (500, {}, b"")
    assert run("ingest", server.url + "/a").exit_code == 2
    assert kept(home) == [("a", None)]
    server.page("/a", page())
    assert "1 added" in run("ingest", "--retry-quarantine").stdout
    assert kept(home) == []


def test_an_address_that_can_be_had_again_is_no_longer_refused(home, server):  # noqa: F811
    server.replies["/a"] = (500, {}, b"")
    run("ingest", server.url + "/a")
    server.page("/a", page())
    run("ingest", server.url + "/a")
    assert kept(home) == []


def test_a_page_without_an_article_is_asked_for_anew_though_it_has_not_changed(home, server):  # noqa: F811
    url = server.page("/a", "<html><body></body></html>", ETag='"1"')
    run("ingest", url, server.page("/b", page()))
    run("ingest", "--retry-quarantine")
    assert "If-None-Match" not in server.asked[-1][1] and kept(home) == [("a", None)]
    assert server.asked[-1][0] == "/a"


def test_nothing_in_quarantine_is_nothing_to_do_and_sources_beside_it_are_misuse(home, tmp_path):  # noqa: F811
    result = run("ingest", "--retry-quarantine")
    assert result.exit_code == 0 and "Nothing in quarantine can be read again." in result.stdout
    assert run("ingest", "--retry-quarantine", tmp_path).exit_code == 2


def test_status_shows_what_was_refused_last_with_its_beginning_and_no_escapes(home):  # noqa: F811
    refusals = [Refusal(f"{n}.jsonl", n, "the JSON is cut off", "mend it", f"\x1b[31mred\n{n}") for n in range(9)]
    Quarantine(home / "quarantine.jsonl").add(refusals)
    said = run("status").stdout
    assert "8.jsonl:8: the JSON is cut off; mend it\n                [31mred 8\n" in said
    assert "3.jsonl:3" not in said and "\x1b" not in said and "ingest --retry-quarantine" in said


def test_the_page_shows_what_was_refused_as_text(home, monkeypatch, tmp_path):  # noqa: F811
    quarantine = Quarantine(tmp_path / "q.jsonl")
    refusals = [Refusal(f"<b>{n}", n, "not <i>text</i>", "leave it out", "<script>x</script>") for n in range(60)]
    quarantine.add(refusals)
    html = shown.listed(quarantine.list())
    assert html.count("<li>") == 51 and "10 more" in html
    assert "<script>" not in html and "<b>0" not in html and "&lt;script&gt;x" in html
    assert "Not &lt;i&gt;text&lt;/i&gt;. Leave it out." in html
