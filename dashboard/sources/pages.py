"""
Articles from web pages, saved or fetched: what a reader would read of them, without menus, teasers and scripts.

A page's own words about itself (schema.org JSON-LD) come first, then what trafilatura finds. The address is the one
that the page names as its canonical one, if it is of the same site: a page that claims to be another outlet's article
is not believed, nor one that claims to be its site's front page. The network is not touched.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from dashboard.settings import Limits
from dashboard.sources.canonical import same_site
from dashboard.sources.columns import Columns
from dashboard.sources.encoding import decoded
from dashboard.sources.fields import clean, received
from dashboard.sources.identity import web_url
from dashboard.sources.newsarticle import news_article
from dashboard.sources.received import RAW_CHARACTERS, Received, Refusal

#: Elements of a page, scripts and pictures left aside: what is read takes time that grows faster than these.
MOST_ELEMENTS = 20_000
#: A text that a page gives as its own is believed if it is this share of the one that stands on it: some give a teaser.
WHOLE_ENOUGH = 0.6

_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_ASIDE = ("script", "style", "svg", "noscript", "template", "iframe", "picture", "video", "audio", "canvas")


def read_page(name: str, stream: BinaryIO, limits: Limits, columns: Columns) -> Iterator[Received | Refusal]:
    """Yield the article of a saved web page (.html) or web archive (.mhtml)."""
    data = stream.read(limits.page_bytes + 1)
    address = None
    if name.lower().endswith((".mhtml", ".mht")):
        part = _page_of_mail(data)
        if part is None:
            yield Refusal(name, None, "no page in this web archive", "save the page anew, as HTML", _raw(data))
            return
        data, address = part
    yield article_of(name, data, limits, address=address)


def article_of(
    name: str, data: bytes, limits: Limits, *, address: str | None = None, charset: str | None = None
) -> Received | Refusal:
    """
    Return the article of a page's bytes, or why there is none.

    `address` is where the page was fetched from, `charset` what the server said; a saved page has neither.
    """
    if len(data) > limits.page_bytes:
        return Refusal(name, None, f"a page of over {limits.page_bytes:,} bytes", "save its text instead", _raw(data))
    if not data.strip():
        return Refusal(name, None, "the file is empty", "save the page anew")
    markup = _markup(data, charset)
    if markup is None:
        return Refusal(name, None, "not text that can be read", "save the page anew, as HTML", _raw(data))
    try:
        fields = page_fields(markup, address)
    except Exception as error:  # a stranger's markup: whatever trips over it must not stop the rest
        reason = f"the page cannot be read ({type(error).__name__}: {error})"
        return Refusal(name, None, reason[:300], "save its text instead", clean(markup[:RAW_CHARACTERS]))
    if not fields.get("text"):
        reason = str(fields.get("refused") or "no article is found on this page")
        remedy = "if there is one, paste its text; pages that a script fills are empty without it"
        return Refusal(name, None, reason, remedy, clean(markup[:RAW_CHARACTERS]))
    return received(fields, name, 1, limits)


def page_fields(markup: str, address: str | None) -> dict[str, object]:
    """Return title, text, published, source, url, language and author of a page, as far as it tells them."""
    import lxml.html  # these take a third of a second to load
    import trafilatura

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    tree = lxml.html.document_fromstring(markup.encode("utf-8", errors="replace"), parser=parser)
    address = address or _saved_from(markup)
    scripts = [each.text or "" for each in tree.iter("script") if "ld+json" in (each.get("type") or "").lower()]
    links = {"canonical": _canonical(tree, address)}
    for each in list(tree.iter(*_ASIDE)):
        each.drop_tree()
    count = sum(1 for _ in tree.iter())
    if count > MOST_ELEMENTS:
        return {"refused": f"a page of {count:,} elements, over the limit of {MOST_ELEMENTS:,}"}
    own = news_article(scripts, links["canonical"] or address)
    language = tree.get("lang")
    found: Any = trafilatura.bare_extraction(
        tree, url=address, include_comments=False, with_metadata=True, include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )  # fmt: skip
    said: dict[str, object] = {}
    if found is not None:
        said = {
            "title": found.title,
            "text": found.text,
            "published": found.date,
            "source": found.sitename,
            "author": (found.author or "").split("; "),
        }
    text = str(said.get("text") or "")
    body = str(own.pop("text", ""))
    fields = {**{key: value for key, value in said.items() if value}, **own}
    title = str(fields.get("title") or "")
    fields["text"] = (
        body if len(body) >= WHOLE_ENOUGH * len(text) else _without_title(text, title, str(said.get("title")))
    )
    fields["url"] = links["canonical"] or _own_address(own.get("url"), address) or address
    if not fields.get("language") and language:
        fields["language"] = language
    return fields


def _canonical(tree: Any, address: str | None) -> str | None:
    said = [each.get("href") for each in tree.iter("link") if "canonical" in (each.get("rel") or "").lower().split()]
    said += [each.get("content") for each in tree.iter("meta") if each.get("property") == "og:url"]
    return next((found for each in said if (found := _own_address(each, address))), None)


def _own_address(said: object, address: str | None) -> str | None:
    """Return the address that a page gives itself, if it may be believed."""
    try:
        full = urljoin(address or "", said.strip()) if isinstance(said, str) else ""
        path = urlsplit(full).path.strip("/")
    except ValueError:
        return None
    if not web_url(full) or not path:
        return None
    return full if address is None or same_site(full, address) else None


def _saved_from(markup: str) -> str | None:
    match = _SAVED_FROM.search(markup[:4096])
    return web_url(match[1]) if match else None


def _markup(data: bytes, charset: str | None) -> str | None:
    """Decode a page: by its byte order mark, by what the server says, by what it says itself, else as it looks."""
    meta = _CHARSET.search(data[:4096])
    for said in (charset, meta[1].decode("ascii") if meta else None):
        if said and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                return data.decode(said)
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    text = decoded(data)
    if text is None:
        text = data.decode("utf-8", errors="replace")  # browsers do; pages with a few broken bytes are common
        if text.count("\ufffd") > len(text) // 100 or "\x00" in text:
            return None
    return text.removeprefix("\ufeff")


def _page_of_mail(data: bytes) -> tuple[bytes, str | None] | None:
    """Return the page of a web archive, which is kept like a mail, and its address."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            said = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
            return (body, web_url(said)) if isinstance(body, bytes) else None
    return None


def _without_title(text: str, *titles: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest and first.strip() in [each.strip() for each in titles] else text


def _raw(data: bytes) -> str:
    return data[:RAW_CHARACTERS].decode("ascii", errors="backslashreplace")
