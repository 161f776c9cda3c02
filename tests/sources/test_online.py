"""Feeds and pages by their addresses, against a real server on loopback: what comes back, and what is asked again."""

from dataclasses import replace

import pytest

from dashboard.settings import Limits
from dashboard.sources import Received, Refusal
from dashboard.sources.online import Address, Round, read_addresses
from dashboard.sources.visits import Visits
from dashboard.sources.web import Client
from tests.sources.pdf_files import pdf
from tests.sources.test_office import SHEET
from tests.sources.web_pages import PARAGRAPHS, page
from tests.sources.web_server import conditional, serving


@pytest.fixture
def server():
    with serving() as made:
        yield made


@pytest.fixture
def visits(tmp_path):
    return Visits(tmp_path / "visits.json")


def rss(*entries: str) -> str:
    items = "".join(f"<item>{each}</item>" for each in entries)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Example Post</title>{items}</channel></rss>'


def entry(link: str) -> str:
    return f"<title>Talks</title><link>{link}</link><description>In Rome.</description>"


def read(visits, *urls, pages=False, told=None, internal=frozenset({"127.0.0.1"}), outlet=""):
    client = Client("test (desk@example.org)", Limits(), internal, sleep=lambda seconds: None)
    addresses = [Address(each, outlet) for each in urls]
    return list(read_addresses(addresses, client, visits, Limits(), pages=pages, told=told))


def test_a_page_is_an_article_with_its_own_address(server, visits):
    url = server.page("/news/talks?utm_source=x", page(canonical="/news/talks"))
    (item,) = read(visits, url)
    assert isinstance(item, Received)
    assert (item.article.text, item.article.url) == ("\n".join(PARAGRAPHS), server.url + "/news/talks")
    assert (item.file, item.origin) == (url, url)


def test_a_feed_is_read_whatever_its_type_is_said_to_be(server, visits):
    for kind in ("application/rss+xml", "text/xml", "text/html", "text/plain", "application/octet-stream"):
        url = server.page("/feed", rss(entry("/a")), kind)
        (item,) = read(visits, url)
        assert (item.article.text, item.article.url) == ("In Rome.", server.url + "/a")
        assert (item.file, item.line, item.origin) == (url, 1, server.url + "/a")


def test_documents_and_tables_are_read_like_files(server, visits):
    a = server.page("/a", pdf([["Rome is old."]]), "application/octet-stream")
    b = server.page("/b", SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    c = server.page("/c", "text\nMuscat.\n,\n", "text/csv")
    items = read(visits, a, b, c)
    assert [item.article.text for item in items if isinstance(item, Received)] == [
        "Rome is old.", "They met in Rome.", "Muscat.",
    ]  # fmt: skip
    assert [item.file for item in items] == [a, b, c]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"\x89PNG", "image/png", "image/png instead of a feed, a page or a document"),
        (b"", "", "something without a type instead of"),
        (b"<rss", "application/rss+xml", "application/rss+xml instead of a feed"),
        ("<html><body></body></html>", "text/html", "no article is found on this page"),
    ],
)
def test_what_is_no_article_is_refused_with_its_address(server, visits, body, kind, reason):
    url = server.page("/a", body, kind)
    (item,) = read(visits, url)
    assert isinstance(item, Refusal) and (item.file, item.origin) == (url, url)
    assert reason in item.reason


def test_one_address_that_fails_does_not_stop_the_others(server, visits):
    told = Round()
    good = server.page("/a", page())
    items = read(visits, server.url + "/gone", "http://10.0.0.1/", "ftp://x/", good, told=told)
    assert [type(item) for item in items] == [Refusal, Refusal, Refusal, Received]
    assert (len(told.failed), told.fetched) == (3, [good])
    assert [item.done for item in items] == [0.25, 0.5, 0.75, 1.0]


def test_a_feed_that_has_not_changed_is_asked_for_and_not_read_again(server, visits, tmp_path):
    server.replies["/feed"] = conditional(rss("<title>T</title><description>Rome.</description>").encode(), '"1"')
    url = server.url + "/feed"
    assert len(read(visits, url)) == 1
    visits.save()
    told = Round()
    assert read(Visits(tmp_path / "visits.json"), url, told=told) == []
    assert told.unchanged == [url]


def test_what_was_not_saved_is_fetched_again(server, visits, tmp_path):
    server.replies["/feed"] = conditional(rss("<title>T</title><description>Rome.</description>").encode(), '"1"')
    read(visits, server.url + "/feed")
    assert len(read(Visits(tmp_path / "visits.json"), server.url + "/feed")) == 1


def test_visits_that_cannot_be_read_or_are_old_are_forgotten(visits, tmp_path):
    for broken in ("{", "[]", '{"x": 5}', ""):
        (tmp_path / "visits.json").write_text(broken)
        assert Visits(tmp_path / "visits.json").known("x") is None
    visits.note("old", '"1"', now=0.0)
    visits.note("new", '"2"')
    visits.save()
    again = Visits(tmp_path / "visits.json")
    assert again.known("old") is None and again.known("new").etag == '"2"'


def test_entries_are_read_on_their_own_pages_once_if_that_is_wanted(server, visits):
    server.page("/a", page(canonical=None))
    feed = server.page("/feed", rss(entry("/a")), "text/xml")
    (item,) = read(visits, feed, pages=True)
    assert item.article.text == "\n".join(PARAGRAPHS) and item.article.url == server.url + "/a"
    told = Round()
    assert read(visits, feed, pages=True, told=told) == [] and told.seen_pages == 1
    assert server.paths.count("/a") == 1


def test_an_entry_whose_page_is_not_to_be_had_is_what_the_feed_says(server, visits):
    feed = server.page("/feed", rss(entry("/gone")), "text/xml")
    (item,) = read(visits, feed, pages=True)
    assert item.article.text == "In Rome." and item.notes[-1] == "Its page could not be read: the server says 404."
    assert visits.known(server.url + "/gone") is None


def test_a_feed_does_not_lead_into_ones_own_network(server, visits):
    secret = "http://10.0.0.1/secret"
    feed = server.page(
        "/feed", rss(f"<title>T</title><link>{secret}</link><description>In Rome.</description>"), "text/xml"
    )
    (item,) = read(visits, feed, pages=True)
    assert "10.0.0.1 is at 10.0.0.1, which is not of the public internet" in item.notes[-1]


def test_a_feed_of_the_internet_does_not_lead_to_an_allowed_host_either(server, visits):
    class Public(Client):
        def get(self, *arguments, **of):
            return replace(super().get(*arguments, **of), internal=False)

    server.page("/a", page())
    feed = server.page("/feed", rss(entry("/a")), "text/xml")
    client = Public("test (desk@example.org)", Limits(), {"127.0.0.1"}, sleep=lambda seconds: None)
    (item,) = read_addresses([Address(feed)], client, visits, Limits(), pages=True)
    assert "the internet leads to 127.0.0.1" in item.notes[-1] and server.paths == ["/feed"]


def test_an_outlet_that_a_list_names_is_the_outlet(server, visits):
    a, b = server.page("/a", page()), server.page("/f", rss("<description>In Rome.</description>"), "text/xml")
    assert [item.article.source for item in read(visits, a, b, outlet="The Wire")] == ["The Wire"] * 2
