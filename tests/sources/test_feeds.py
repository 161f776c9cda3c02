"""Feeds: RSS, Atom and JSON Feed as publishers make them, and those that are none."""

import json
from datetime import date

import pytest

from dashboard.sources import Received, Refusal, read_bytes
from dashboard.sources.feeds import is_feed, text_of

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Example Post</title><link>https://example.org/</link><language>en-gb</language>
<item><title>Talks &amp; more</title><link>https://example.org/a</link><guid>x-1</guid>
<pubDate>Mon, 28 Oct 2024 23:30:00 -0500</pubDate><description>&lt;p&gt;They met.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>They met in <b>Rome</b>.</p>
<script>evil()</script><p>Then in Muscat.</p>]]></content:encoded>
</item>
<item><title>Ships</title><link>https://example.org/b</link>
<description>Ships left &lt;i&gt;Basra&lt;/i&gt;.</description></item>
<item><title>Only a headline from Aden</title><link>https://example.org/c</link></item>
<item><description></description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><title type="html">Talks</title><link href="https://example.org/a"/><updated>2024-10-28T10:00:00Z</updated>
<content type="html">&lt;p&gt;They met in Rome, officials said.&lt;/p&gt;</content>
<summary>They met.</summary></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "Wire", "language": "en",
    "items": [
        {"id": "1", "url": "https://example.org/a", "title": "Talks", "content_html": "<p>They met in Rome.</p>",
         "date_published": "2024-10-28T10:00:00+03:00"},
        {"id": 2, "content_text": "A < B & Muscat."}, 5, {"id": "3"},
    ],
}  # fmt: skip


def read(data: str | bytes, name: str = "a.rss"):
    return list(read_bytes(name, data.encode() if isinstance(data, str) else data))


def test_entries_of_rss_are_articles_with_the_feeds_outlet_and_language():
    first, second, third, fourth = read(RSS)
    assert (first.article.title, first.article.text) == ("Talks & more", "They met in Rome.\n\nThen in Muscat.")
    assert (first.article.source, first.article.language, first.given_id) == ("Example Post", "en-gb", "x-1")
    assert (first.article.url, first.article.published) == ("https://example.org/a", date(2024, 10, 28))
    assert first.notes == ()
    assert (second.article.text, second.article.published) == ("Ships left Basra.", None)
    assert second.notes == ("Only the summary that the feed gives is here.",)
    assert third.article.text == "Only a headline from Aden"
    assert third.notes == ("Only the headline is here: the input has no text.",)
    assert isinstance(fourth, Refusal) and (fourth.line, fourth.reason) == (4, "no text")


def test_entries_of_atom_are_articles():
    (item,) = read(ATOM, "a.atom")
    assert (item.article.title, item.article.text) == ("Talks", "They met in Rome, officials said.")
    assert (item.article.source, item.article.published) == ("Wire", date(2024, 10, 28))


def test_items_of_json_feed_are_articles_and_broken_ones_cost_only_themselves():
    items = read(json.dumps(JSON_FEED), "a.atom")
    assert [item.article.text for item in items if isinstance(item, Received)] == [
        "They met in Rome.",
        "A < B & Muscat.",
    ]
    assert items[0].article.published == date(2024, 10, 28) and items[0].article.language == "en"
    assert [item.line for item in items if isinstance(item, Refusal)] == [3, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_feed_is_decoded_as_it_says(encoding):
    markup = RSS.replace("utf-8", encoding).replace("They met.", "Orléans").replace("Basra", "Orléans")
    texts = [item.article.text for item in read(markup.encode(encoding)) if isinstance(item, Received)]
    assert "Ships left Orléans." in texts


def test_a_document_type_is_refused_before_it_is_parsed():
    evil = RSS.replace("?>", '?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1).replace("They met", "&x;")
    for data in (evil.encode(), evil.replace("utf-8", "utf-16", 1).encode("utf-16")):
        (item,) = read(data)
        assert isinstance(item, Refusal) and ("document type" in item.reason or "no feed" in item.reason)


@pytest.mark.parametrize(
    "data", ["", "<rss", "<rss></html>", "{", "<html><rss>",
             '{"version": "https://jsonfeed.org/version/1", "items": 5}',
             '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000],
)  # fmt: skip
def test_what_is_no_feed_is_refused(data):
    items = read(data)
    assert all(isinstance(item, Refusal) for item in items)


def test_a_feed_is_told_by_how_it_begins():
    assert is_feed(RSS.encode()) and is_feed(b"\n " + ATOM.encode()) and is_feed(json.dumps(JSON_FEED).encode())
    assert not is_feed(b"<!DOCTYPE html><html><body><rss>") and not is_feed(b'{"a": 1}') and not is_feed(b"")


def test_markup_becomes_paragraphs():
    assert text_of("<div>One<br>two</div><ul><li>three</li></ul>four") == "One\n\ntwo\n\nthree\n\nfour"
    assert text_of("a < b") == "a < b" and text_of("plain") == "plain" and text_of("a &amp; b") == "a & b"
    assert text_of("<p>a</p><script>evil()</script><style>x</style>b") == "a\n\nb"
