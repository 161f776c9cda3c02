"""The list of feeds that `ingest --feeds` reads: a text file of addresses, or the region's."""

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
    Return the feeds of a file, or of the region file. A line is an address and, after a blank, the outlet's name; empty
    lines and those that begin with # are passed over.

    Raises SourceError, naming the file and the line, for a file that cannot be read or holds something else.
    """
    from dashboard.sources.online import Address, is_address

    if said == OF_REGION:
        if not settings.region.web.feeds:
            raise SourceError(f"no feeds are listed for {settings.region.name}; add them under [feeds] to region.toml")
        return [Address(url, outlet) for outlet, url in settings.region.web.feeds.items()]
    try:
        lines = Path(said).read_text(encoding="utf-8-sig").splitlines()
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
