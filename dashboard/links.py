"""
Which address of an article may become a link, in a file or on the page.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

#: Control signs, signs that turn the direction of what follows, and white space: no address has them.
_NO_PART = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\s]")


def safe_url(address: str | None) -> str:
    """Return an address that may be a link (http or https, with a host and no control characters), or ""."""
    if not address or _NO_PART.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    return address if parts.scheme.lower() in ("http", "https") and host else ""
