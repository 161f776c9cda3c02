"""
Who an article is: a hash of its canonical URL or, without one, of its normalised title and text. Pure.

Which addresses are one is told by `canonical`. Two texts that differ in white space or Unicode composition are one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard.sources.canonical import canonical_url

_SCHEMES = ("http", "https")
#: What addresses were rid of before there was `canonical`: ids of archives from then are made with it.
_FORMER_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|yclid|_ga|cmpid|ocid)$", re.IGNORECASE
)


def article_id(title: str, text: str, url: str | None) -> str:
    """Return the 16 hex digits that an article is known by."""
    if url is not None:
        return _digest("url\0" + canonical_url(url))
    return _digest("text\0" + _normalised(title) + "\0" + _normalised(text))


def former_id(url: str | None) -> str | None:
    """
    Return the id that an article of this address had before more spellings of it were told to be one; None without.

    An archive from then keeps it: its articles are recognised, and corrections of them hold. Addresses that were taken
    for one though they are several have none.
    """
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.fragment.startswith(("!", "/")):
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.port and parts.port != {"http": 80, "https": 443}.get(parts.scheme.lower()):
        host += f":{parts.port}"
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _FORMER_TRACKING.match(pair[0])]
    former = f"https://{host}{parts.path.rstrip('/')}" + (f"?{urlencode(sorted(query))}" if query else "")
    return _digest("url\0" + former)


def web_url(value: str) -> str | None:
    """Return an address as given if a reader can be sent to it: http or https, with a host; else None."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        valid = parts.scheme.lower() in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return value if valid and not re.search(r"[\s\x00-\x1f\x7f\ud800-\udfff\"<>\\^`{|}]", value) else None


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
