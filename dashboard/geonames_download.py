"""
Fetch files of GeoNames' dump from its site, whole or not at all; what a cut connection left is gone on from.

The only module of the gazetteer that uses the network, and only when asked (`gazetteer build --download`). A file that
is there and that the site has no newer version of is not fetched again. Sizes are bytes, times seconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from dashboard.errors import SettingsError, SourceError
from dashboard.geoparse.geonames_dump import SITE

Progress = Callable[[str, float], None]

PLACES, ALTERNATE_NAMES = "allCountries.zip", "alternateNamesV2.zip"
ADMIN1, ADMIN2 = "admin1CodesASCII.txt", "admin2Codes.txt"
USER_AGENT = "regional-map-dashboard (gazetteer build)"
#: Times that a cut connection is taken up again before giving up; each time after twice the pause.
ATTEMPTS = 4
_PAUSE = 2.0
_TIMEOUT = 60.0
_BLOCK = 1 << 18


class _Cut(Exception):
    """The connection ended before the file did."""


def download(
    name: str, folder: Path, site: str = SITE, progress: Progress = lambda label, done: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:  # fmt: skip
    """
    Return the path of `name` in `folder`, fetched from `site` unless it is there and of the same date.

    Raises SourceError, saying what to do, if the site has no such file, does not answer, or breaks off `ATTEMPTS`
    times; what came is kept as `name.part`, and the next call goes on from there. SettingsError if `site` is no
    http(s) address.
    """
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"{site!r} is no http or https address; the site of GeoNames is {SITE}")
    url, path = site.rstrip("/") + "/" + name, folder / name
    folder.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _fetch(url, path, progress)
            return path
        except HTTPError as error:
            if error.code < 500 and error.code not in (408, 429) or attempt == ATTEMPTS:
                raise SourceError(
                    f"{url}: the site says {error.code} {error.reason}; check the address, or get the file yourself "
                    "and give it with --geonames"
                ) from error
        except (_Cut, HTTPException, URLError, OSError) as error:
            if attempt == ATTEMPTS:
                part = _part(path)
                kept = f"; {part.stat().st_size:,} bytes are kept in {part}" if part.exists() else ""
                raise SourceError(f"{url}: {_reason(error)}{kept}; run the same command again to go on") from error
        sleep(_PAUSE * 2 ** (attempt - 1))
    raise AssertionError("unreachable")


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _reason(error: Exception) -> str:
    if isinstance(error, URLError):
        return f"cannot be reached ({error.reason})"
    return f"the connection was cut ({error or type(error).__name__})"


def _fetch(url: str, path: Path, progress: Progress) -> None:
    """Fetch once. A partial file has the date of the site's file, so that a newer one is not appended to it."""
    part, headers = _part(path), {"User-Agent": USER_AGENT}
    have = part.stat().st_size if part.exists() else 0
    if have:
        headers["Range"] = f"bytes={have}-"
        headers["If-Range"] = formatdate(part.stat().st_mtime, usegmt=True)
    elif path.exists():
        headers["If-Modified-Since"] = formatdate(path.stat().st_mtime, usegmt=True)
    try:
        response: HTTPResponse = urlopen(Request(url, headers=headers), timeout=_TIMEOUT)  # noqa: S310
    except HTTPError as error:
        if error.code == 304:
            return
        if error.code == 416 and have:  # the site's file is another than the part of it that is here
            part.unlink()
            raise _Cut("the part that was kept does not fit the file") from error
        raise
    with response:
        if have and (response.status != 206 or _start(response) != have):
            have = 0
        length = response.headers.get("Content-Length")
        total = have + int(length) if length and length.isdigit() else None
        modified = _modified(response)
        try:
            with part.open("ab" if have else "wb") as out:
                while block := response.read(_BLOCK):
                    out.write(block)
                    have += len(block)
                    if total:
                        progress(f"fetching {path.name}", min(1.0, have / total))
            if total is not None and have < total:
                raise _Cut(f"{have:,} of {total:,} bytes")
        except BaseException:
            if modified is None:
                part.unlink()  # without a date nobody can tell whether the rest is of the same file
            raise
        finally:
            if modified is not None:
                os.utime(part, (modified, modified))
    os.replace(part, path)


def _start(response: HTTPResponse) -> int | None:
    """Return where the part that the site sends begins: "bytes 100-199/200" begins at 100."""
    first = response.headers.get("Content-Range", "").removeprefix("bytes ").split("-")[0]
    return int(first) if first.isdigit() else None


def _modified(response: HTTPResponse) -> float | None:
    try:
        return parsedate_to_datetime(response.headers["Last-Modified"]).timestamp()
    except (TypeError, ValueError):
        return None
