"""Saved web pages: the article, its date, outlet and address, and nothing of what stands around it."""

import time
from datetime import date
from pathlib import Path

import pytest

from dashboard.settings import Limits
from dashboard.sources import Received, Refusal, read_bytes, read_sources
from dashboard.sources.pages import article_of
from tests.sources.web_pages import PARAGRAPHS, news, page


def one(markup: str | bytes, name: str = "a.html", limits: Limits | None = None):
    (item,) = read_bytes(name, markup.encode() if isinstance(markup, str) else markup, limits)
    return item


def article(markup: str | bytes, name: str = "a.html"):
    item = one(markup, name)
    assert isinstance(item, Received), item
    return item.article


def fetched(markup: str, address: str):
    item = article_of(address, markup.encode(), Limits(), address=address)
    assert isinstance(item, Received), item
    return item.article


def test_a_saved_page_is_its_article_without_menus_teasers_and_scripts():
    read = article(page())
    assert (read.title, read.text) == ("Talks put off", "\n".join(PARAGRAPHS))
    assert (read.source, read.published, read.language) == ("Example Post", date(2024, 10, 28), "en")
    assert read.url == "https://www.example.org/news/talks"


def test_what_a_page_says_of_itself_as_json_ld_comes_first():
    read = article(page(linked=news(inLanguage="en-GB", articleBody="Muscat. " * 60)))
    assert (read.title, read.source, read.published) == ("Talks put off in Rome", "The Wire", date(2024, 10, 29))
    assert read.text == ("Muscat. " * 60).strip() and read.language == "en-gb"


def test_a_teaser_that_a_page_gives_as_its_text_is_not_believed():
    assert article(page(linked=news(articleBody="Talks put off. Subscribe to read."))).text == "\n".join(PARAGRAPHS)


def test_markup_and_entities_in_json_ld_become_text():
    body = "<p>Ships left Basra &amp; Muscat.</p>" * 20
    text = article(page(linked=news(articleBody=body, headline="Talks &quot;off&quot;"))).text
    assert "Ships left Basra & Muscat." in text and "<p>" not in text


@pytest.mark.parametrize(
    "linked",
    [
        [{"@type": "Organization", "name": "X"}, news()],
        {"@graph": [{"@type": "WebPage", "name": "X"}, news()]},
        {"@type": ["WebPage"], "mainEntity": {**news(), "@type": ["ReportageNewsArticle", "Article"]}},
        {**news(), "publisher": [{"name": "The Wire"}]},
    ],
    ids=["list", "graph", "main entity", "publishers"],
)
def test_json_ld_is_found_wherever_it_lies(linked):
    assert article(page(linked=linked)).source == "The Wire"


def test_of_several_articles_of_a_page_its_own_counts():
    other = news(headline="Storm", articleBody="Lisbon. " * 99, url="https://www.example.org/news/storm")
    own = news(headline="Own", mainEntityOfPage={"@id": "https://www.example.org/news/talks#main"})
    assert article(page(linked=[other, own])).title == "Own"


@pytest.mark.parametrize("script", ["{", "[" * 100_000, '{"@graph": ' * 3000, "null", '{"@type": "NewsArticle"}'])
def test_broken_json_ld_costs_nothing_but_itself(script):
    head = f'<script type="application/ld+json">{script}</script>'
    assert article(page(head=head)).title == "Talks put off"


def test_a_canonical_address_of_the_same_site_is_believed_and_that_of_another_is_not():
    markup = page(canonical="https://example.org/news/talks")
    assert fetched(markup, "https://m.example.org/news/talks?ref=x").url == "https://example.org/news/talks"
    assert fetched(markup, "https://copies.example/a").url == "https://copies.example/a"


def test_a_page_that_a_cache_shows_is_believed_for_the_site_that_it_shows_and_no_other():
    markup = page(canonical="https://example.org/news/talks")
    cache = "https://www-example-org.cdn.ampproject.org/c/s/"
    assert fetched(markup, cache + "www.example.org/amp/talks").url == "https://example.org/news/talks"
    for theirs in ("https://x.cdn.ampproject.org/c/s/evil.example/a", "https://archive.ph/AbCdE"):
        assert fetched(markup, theirs).url == theirs


def test_a_page_of_a_shared_host_cannot_claim_another_ones_address():
    markup = page(canonical="https://wire.github.io/talks")
    for theirs in ("https://evil.github.io/a", "https://github.io.evil.example/a", "https://google.foo.com/a"):
        assert fetched(markup, theirs).url == theirs
    claim = page(canonical="https://google.foo.com/amp/s/example.org/news/talks")
    assert fetched(claim, "https://example.org/a").url == "https://example.org/a"
    assert fetched(claim, "https://google.foo.com/a").url == "https://google.foo.com/amp/s/example.org/news/talks"


def test_a_canonical_address_that_is_the_front_page_is_not_believed():
    markup = page(canonical="https://example.org/")
    assert fetched(markup, "https://example.org/news/talks").url == "https://example.org/news/talks"
    assert article(markup).url is None


@pytest.mark.parametrize("said", ["javascript:alert(1)", "file:///etc/passwd", "//", "https://[x", "talks"])
def test_a_canonical_address_that_is_none_is_no_address(said):
    assert article(page(canonical=said)).url is None


def test_the_address_that_a_browser_notes_in_a_saved_page_is_used():
    markup = page(canonical=None).replace(
        "<!DOCTYPE html>", "<!DOCTYPE html>\n<!-- saved from url=(0029)https://example.org/news/talks -->\n"
    )
    assert article(markup).url == "https://example.org/news/talks"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16"])
def test_a_page_is_decoded_as_it_says(encoding):
    text = "وصل وزير الخارجية العماني إلى مسقط يوم الأحد لإجراء محادثات ثم غادر إلى روما في المساء"
    markup = page(paragraphs=(text, text + " أمس")).replace('charset="utf-8"', f'charset="{encoding}"')
    assert article(markup.encode(encoding)).text.startswith(text)


def test_a_page_that_says_a_wrong_encoding_is_read_as_it_looks():
    markup = page(paragraphs=("Prud’homme est arrivé à Orléans, où la trêve était prévue." * 3,))
    for said in ("ascii", "nonsense", "undefined"):
        data = markup.replace('charset="utf-8"', f'charset="{said}"').encode()
        assert "à Orléans, où" in article(data).text


def test_a_web_archive_is_read():
    import email.mime.multipart
    import email.mime.text

    mail = email.mime.multipart.MIMEMultipart("related")
    mail["Snapshot-Content-Location"] = "https://example.org/news/talks"
    part = email.mime.text.MIMEText(page(canonical=None), "html", "utf-8")
    part["Content-Location"] = "https://example.org/news/talks"
    mail.attach(part)
    read = article(mail.as_bytes(), "a.mhtml")
    assert (read.text, read.url) == ("\n".join(PARAGRAPHS), "https://example.org/news/talks")
    assert one(b"Subject: x\n\nno page", "a.mht").reason == "no page in this web archive"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "the file is empty"),
        ("<html><body><div id=app></div><script>render()</script></body></html>", "no article is found on this page"),
        (b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)) * 9, "not text that can be read"),
        ("<p>The minister arrived in Muscat.</p>" * 30_000, "a page of 30,002 elements, over the limit of 20,000"),
        ("<div>" * 100_000 + "text", "no article is found on this page"),
        ("<p>" + "x" * 3_000_000, "a page of over 2,000,000 bytes"),
    ],
    ids=["empty", "script", "picture", "wide", "deep", "large"],
)  # fmt: skip
def test_a_page_without_an_article_is_refused_soon_and_says_why(markup, reason):
    started = time.monotonic()
    item = one(markup, limits=Limits(page_bytes=2_000_000))
    assert isinstance(item, Refusal) and item.reason == reason
    assert time.monotonic() - started < 10


def test_whatever_stops_the_reader_of_pages_is_a_refusal(monkeypatch):
    import trafilatura

    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *a, **k: 1 / 0)
    item = one(page())
    assert isinstance(item, Refusal) and "ZeroDivisionError" in item.reason


def test_the_folder_beside_a_saved_page_is_part_of_it(tmp_path: Path):
    (tmp_path / "Talks.html").write_text(page(), encoding="utf-8")
    for folder in ("Talks_files", "Other_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("Rome.")
    read = [Path(item.file).relative_to(tmp_path).as_posix() for item in read_sources([tmp_path], Limits())]
    assert read == ["Talks.html", "Other_files/a.txt"]
