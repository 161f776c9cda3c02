"""Who wrote an article, as pages, feeds, tables and texts say it; several authors, none, and what is no name."""

import json

import pytest

from dashboard.sources import Columns, Received, read_bytes
from dashboard.sources.fields import AUTHOR_CHARACTERS, MOST_AUTHORS
from tests.sources.web_pages import news, page

TEXT = "They met in Rome."


def authors(name, data, columns=None):
    items = list(read_bytes(name, data.encode(), columns=columns) if columns else read_bytes(name, data.encode()))
    assert all(isinstance(item, Received) for item in items), items
    return [item.article.author for item in items]


@pytest.mark.parametrize("column", ["author", "Authors", "byline", "dc:creator", "Author Name"])
def test_a_column_of_a_table_tells_it(column):
    assert authors("a.csv", f'text,{column}\n{TEXT},"Jane Doe"\n{TEXT},\n') == ["Jane Doe", None]


def test_a_reader_may_say_which_column():
    columns = Columns.of(["author=signed"])
    assert authors("a.csv", f"text,author,signed\n{TEXT},desk,Jane Doe\n", columns) == ["Jane Doe"]


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ("Jane Doe", "Jane Doe"), (["Jane Doe", "Ali Haddad", "Jane Doe"], "Jane Doe; Ali Haddad"),
        ({"@type": "Person", "name": " Jane \n Doe "}, "Jane Doe"), ([{"name": "Jane Doe"}, None, 5, {}], "Jane Doe"),
        ("https://example.org/jane", None), ("", None), ([], None), (7, None), (True, None),
        ("x" * 500, "x" * (AUTHOR_CHARACTERS - 1) + "…"),
        ([f"A{n}" for n in range(99)], "; ".join([*(f"A{n}" for n in range(MOST_AUTHORS)), "…"])),
    ],
)  # fmt: skip
def test_json_may_name_one_several_or_something_else(said, author):
    assert authors("a.json", json.dumps([{"text": TEXT, "author": said}])) == [author]


def test_front_matter_tells_it():
    assert authors("a.md", f"---\ntitle: Talks\nauthor: Jane Doe\n---\n{TEXT}\n") == ["Jane Doe"]


def test_a_page_tells_it_in_its_head_or_better_in_its_json_ld():
    named = page().replace("<head>", '<head><meta name="author" content="Jane Doe">')
    assert authors("a.html", named) == ["Jane Doe"]
    two = [{"@type": "Person", "name": "Ali Haddad"}, {"@type": "Person", "name": "Lea &amp; Co"}]
    assert authors("a.html", page(linked=news(author=two)).replace(
        "<head>", '<head><meta name="author" content="Jane Doe">')) == ["Ali Haddad; Lea & Co"]  # fmt: skip


def test_feeds_tell_it():
    rss = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title>'
        f"<item><title>A</title><description>{TEXT}</description><dc:creator>Jane Doe</dc:creator></item>"
        f"<item><title>B</title><description>{TEXT}</description></item></channel></rss>"
    )
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>A</title>'
        "<author><name>Jane Doe</name></author><author><name>Ali Haddad</name></author>"
        f"<summary>{TEXT}</summary></entry></feed>"
    )
    items = [
        {"id": "1", "content_text": TEXT, "authors": [{"name": "Jane Doe"}, {"url": "https://example.org/x"}]},
        {"id": "2", "content_text": TEXT},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "author": {"name": "Desk"}, "items": items}
    assert authors("a.rss", rss) == ["Jane Doe", None]
    assert authors("a.atom", atom) == ["Jane Doe; Ali Haddad"]
    assert authors("a.rss", json.dumps(feed)) == ["Jane Doe", "Desk"]
