"""
Who an article is: a hash of its canonical URL or, without one, of its normalised title and text. Pure.

Two addresses that differ in scheme, case of the host, default port, fragment, tracking parameters, order of the
parameters or a final slash are one address. Two texts that differ in white space or Unicode composition are one text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

#: Parameters that say how a reader came, not what is read.
_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|yclid|_ga|cmpid|ocid)$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def article_id(title: str, text: str, url: str | None) -> str:
    """Return the 16 hex digits that an article is known by."""
    if url is not None:
        said = "url\0" + canonical_url(url)
    else:
        said = "text\0" + _normalised(title) + "\0" + _normalised(text)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def web_url(value: str) -> str | None:
    """Return an address as given if a reader can be sent to it: http or https, with a host; else None."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        valid = parts.scheme.lower() in _DEFAULT_PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return value if valid and not re.search(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]", value) else None


def canonical_url(url: str) -> str:
    """Return the one spelling of a web address that its variants share. It is for comparing, not for opening."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host += f":{parts.port}"
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])]
    return f"https://{host}{parts.path.rstrip('/')}" + (f"?{urlencode(sorted(query))}" if query else "")


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
