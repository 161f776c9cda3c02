"""Fields of strangers become dates, addresses, titles and ids."""

from datetime import date

import pytest

from dashboard.settings import Limits
from dashboard.sources.fields import clean, day, received
from dashboard.sources.identity import article_id, former_id, web_url
from dashboard.sources.received import Received


def made(**fields):
    item = received(fields, "a.jsonl", 3, Limits())
    assert isinstance(item, Received)
    return item


@pytest.mark.parametrize(
    "said",
    [
        "2024-10-28",
        "20241028",
        "2024-10-28T23:30:00",
        "2024-10-28T23:30:00Z",
        "2024-10-28T23:30:00.123-05:00",
        "2024-10-28 08:00",
        "Mon, 28 Oct 2024 23:30:00 -0500",
        "28 Oct 2024 10:00:00 GMT",
    ],
)
def test_iso_8601_and_rfc_2822_dates_are_the_day_in_their_own_zone(said):
    assert day(said) == (date(2024, 10, 28), "")


@pytest.mark.parametrize(
    "said", ["soon", "28/10/2024", "2024-13-01", "2024-02-30", 1730000000, "٢٠٢٤-١٠-٢٨", "x" * 999]
)
def test_a_date_that_cannot_be_read_leaves_the_article_undated_with_a_note(said):
    item = made(text="Rome.", published=said)
    assert item.article.published is None
    assert len(item.notes) == 1 and "kept as undated" in item.notes[0]


@pytest.mark.parametrize("said", [None, ""])
def test_no_date_is_no_cause_for_a_note(said):
    assert made(text="Rome.", published=said).notes == ()


@pytest.mark.parametrize("url", ["http://example.org", "https://example.org/a?b=c#d", "HTTPS://EXAMPLE.org:8080/ä"])
def test_web_addresses_are_kept_as_given(url):
    assert made(text="Rome.", url=url).article.url == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", "//example.org", "http://", "https://[bad",
     'https://example.org/"onclick=', "https://example.org/a b", "http://example.org:99999/", 7],
)  # fmt: skip
def test_other_addresses_are_dropped_with_a_note(url):
    item = made(text="Rome.", url=url)
    assert item.article.url is None
    assert "not http or https" in item.notes[0]


def test_line_breaks_in_a_title_become_blanks_of_the_same_length():
    assert made(text="Rome.", title="Talks\r\nin\tRome").article.title == "Talks  in Rome"


def test_an_outlet_is_one_line():
    assert made(text="Rome.", source="  The\nWire ").article.source == "The Wire"
    assert made(text="Rome.", source=" ").article.source is None


def test_a_language_that_is_no_code_is_dropped():
    assert made(text="Rome.", language="EN-gb").article.language == "en-gb"
    assert made(text="Rome.", language="<b>").article.language is None


def test_other_names_of_fields_are_understood():
    article = made(
        body="Rome.", headline="Talks", date="2024-10-28", outlet="Wire", link="https://example.org/"
    ).article
    assert (article.title, article.source, article.text) == ("Talks", "Wire", "Rome.")


def test_cleaning_keeps_the_length():
    for text in ("a\r\nb\rc\r\n\r\n\nd", "\r", "\x00\ud800", "plain\n"):
        assert len(clean(text)) == len(text)


def test_the_id_is_the_addresss_where_there_is_one():
    assert article_id("A", "x", "https://example.org/a") == article_id("B", "y", "http://EXAMPLE.org:80/a/#top")
    assert article_id("A", "x", "https://example.org/a") != article_id("A", "x", "https://example.org/b")


def test_the_id_is_the_texts_where_there_is_no_address():
    assert article_id("Talks", "In  Rome.\n", None) == article_id("Talks ", "In Rome.", None)
    assert article_id("Talks", "In Rome.", None) != article_id("", "Talks In Rome.", None)
    assert len(article_id("", "x", None)) == 16


def test_an_address_with_a_user_is_still_web():
    assert web_url("https://user@example.org/") == "https://user@example.org/"


def test_an_address_with_half_a_character_is_none():
    assert web_url("https://example.org/\ud800") is None


def test_the_former_id_of_an_address_is_the_one_that_archives_have():
    # sha256("url\0https://www.example.org/a?gbraid=1"), as the first archives were written
    assert former_id("http://www.example.org:80/a/?gbraid=1&utm_source=x#top") == "c6de1dd67bfd0632"
    assert former_id("https://example.org/#!/1") is None and former_id(None) is None
