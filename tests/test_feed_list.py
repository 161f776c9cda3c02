"""Lists of feeds: OPML as feed readers write it; what a stranger's file could do with a document type is not tried."""

from dataclasses import replace

import pytest

from dashboard.cli.feed_list import listed_feeds
from dashboard.errors import SourceError
from dashboard.settings import load_settings
from dashboard.sources.online import Address

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Ours</title></head><body>
  <outline text="Gulf"><outline text="Folder in it">
    <outline type="rss" text="Wire" title="The Wire &amp; Post" xmlUrl="https://wire.example/feed?a=1&amp;b=2"/>
  </outline></outline>
  <outline text="Post"   xmlurl="https://post.example/rss"/><outline text="again" xmlUrl="https://post.example/rss"/>
  <outline xmlUrl="https://bare.example/rss"/><outline type="link" text="A page" url="https://page.example"/>
</body></opml>"""
FEEDS = [
    Address("https://wire.example/feed?a=1&b=2", "The Wire & Post"), Address("https://post.example/rss", "Post"),
    Address("https://bare.example/rss", ""),
]  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def read(data: bytes, name: str = "feeds.opml"):
        path = tmp_path / name
        path.write_bytes(data)
        return listed_feeds(str(path), replace(load_settings({}), home=tmp_path))

    return read


@pytest.mark.parametrize(
    "data",
    [OPML.encode(), b"\xef\xbb\xbf" + OPML.encode(), OPML.replace("UTF-8", "UTF-16").encode("utf-16")],
    ids=["utf-8", "with a byte order mark", "utf-16"],
)
def test_the_feeds_of_an_opml_file_are_read_from_all_its_folders_each_once(read, data):
    assert read(data) == FEEDS and read(data, "feeds.txt") == FEEDS


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ('<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline text="&a;" '
         'xmlUrl="https://a.example"/></body></opml>', "document type"),
        ('<!DOCTYPE opml SYSTEM "https://evil.example/x.dtd"><opml/>', "document type"),
        ("<!-- " + "x" * 70_000 + ' --><!DOCTYPE o [<!ENTITY a "b">]><opml/>', "document type"),
        ("<opml><body>", "no whole XML"),
        ("<html><body/></html>", "instead of <opml>"),
        ("<opml><body/></opml>", "no feed in it"),
        ('<opml><outline xmlUrl="file:///etc/passwd" text="x"/></opml>', "no http or https address"),
        ('<opml><outline xmlUrl="javascript:alert(1)"/></opml>', "no http or https address"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_refused_with_its_name_and_why(read, said, reason):
    with pytest.raises(SourceError, match=f"feeds.opml: .*{reason}"):
        read(said.encode())


def test_a_list_of_many_megabytes_or_levels_is_refused_or_read(read):
    with pytest.raises(SourceError, match="limit"):
        read(b"<opml>" + b" " * 10_000_001)
    deep = "<outline>" * 3000 + '<outline xmlUrl="https://a.example"/>' + "</outline>" * 3000
    assert read(f"<opml>{deep}</opml>".encode()) == [Address("https://a.example", "")]


def test_a_list_of_lines_is_still_read(read):
    assert read(b"# ours\n\nhttps://wire.example/feed The Wire\n") == [Address("https://wire.example/feed", "The Wire")]
