"""The list of feeds that `ingest --feeds` reads: a text file of addresses, an OPML file, or the region's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.errors import SourceError
from dashboard.settings import Settings

if TYPE_CHECKING:
    from dashboard.sources.online import Address

#: What `--feeds` without a file means.
OF_REGION = "the region's"


def listed_feeds(said: str, settings: Settings) -> list[Address]:
    """
    Return the feeds of a file, or of the region file: OPML, or lines of an address and, after a blank, the outlet's
    name, of which empty ones and those that begin with # are passed over.

    Raises SourceError, naming the file and the line or feed, for a file that cannot be read or holds something else.
    """
    from dashboard.sources import opml
    from dashboard.sources.online import Address, is_address

    if said == OF_REGION:
        if not settings.region.web.feeds:
            raise SourceError(f"no feeds are listed for {settings.region.name}; add them under [feeds] to region.toml")
        return [Address(url, outlet) for outlet, url in settings.region.web.feeds.items()]
    try:
        data = Path(said).read_bytes()
        if opml.is_xml(data):
            return _of_opml(said, data)
        lines = data.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{said}: the list of feeds cannot be read ({error})") from error
    found = []
    for number, line in enumerate(lines, start=1):
        url, _, outlet = line.strip().partition(" ")
        if not url or url.startswith("#"):
            continue
        if not is_address(url):
            raise SourceError(f"{said}:{number}: {url!r} is no http or https address; one feed a line")
        found.append(Address(url, outlet.strip()))
    if not found:
        raise SourceError(f"{said}: no address in it; write one feed a line")
    return found


def _of_opml(said: str, data: bytes) -> list[Address]:
    """Return the feeds of an OPML file, each address once."""
    from dashboard.sources import opml
    from dashboard.sources.online import Address, is_address

    found: dict[str, Address] = {}
    try:
        for url, outlet in opml.listed(data):
            if not is_address(url):
                raise ValueError(f"{url[:200]!r} of {outlet[:80]!r} is no http or https address; take it out")
            found.setdefault(url, Address(url, outlet))
    except ValueError as error:
        raise SourceError(f"{said}: the list of feeds cannot be used: {error}") from error
    if not found:
        raise SourceError(f"{said}: no feed in it; export the list of subscriptions anew")
    return list(found.values())
