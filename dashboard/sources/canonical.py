"""
The one spelling that the addresses of an article share, and which addresses are of one site. Pure; opens nothing.

Leaves out what says how a reader came and on what device, and keeps what says what is read. Addresses that wrap another
one (Google's AMP viewer and redirects, AMP caches, the Wayback Machine) stand for the one within. What belongs to whom
is told by the Public Suffix List, private suffixes included, as it lies in the package `tld`: `a.github.io` and
`b.github.io` are two sites.
"""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

#: Parameters that say how a reader came, not what is read: campaigns (Google, Matomo, AT Internet, HubSpot, Marketo,
#: Mailchimp, ...), clicks (Facebook, Google, Microsoft, Twitter, TikTok, ...), newspapers' own, and forms of AMP.
_TRACKING = re.compile(
    r"""(?: utm_\w+ | (?:mtm|matomo|pk|piwik|hsa|bsft|ns|at|gad|itm|int)_\w+ | xtor
      | fbclid | fb_(?:action_ids|action_types|source|ref|comment_id) | igshid | igsh | gclid | gclsrc | dclid | gbraid
      | wbraid | srsltid | msclkid | twclid | ttclid | li_fat_id | yclid | ymclid | ysclid | _openstat | epik | rdt_cid
      | s_kwcid | ef_id | tblci | dicbo | oborigurl | _branch_(?:match_id|referrer) | __twitter_impression | s_cid
      | mc_[ce]id | mkt_tok | _hs(?:enc|mi) | __hs(?:tc|sc|fp) | hsctatracking | vero_(?:id|conv) | oly_(?:enc|anon)_id
      | wickedid | ck_subscriber_id | dm_i | _ke | nb_klid | emci | emdi | ceid | spm | mbid | sref | wt[._]z?mc\w*
      | _ga | _gl | ga_(?:source|medium|campaign) | ref_(?:src|url) | cmp | cmpid | ocid | cvid | ncid | icid | intcid
      | intcmp | ito | smid | smtyp | taid | traffic_source | guccounter | guce_referrer(?:_sig)? | soc_(?:src|trk)
      | share_from | sharetype | __source | feedtype
      | _{0,2}amp | amp_(?:js_v|gsa|lite|r|tf) | usqp )""",
    re.IGNORECASE | re.VERBOSE,
)
_AMP_VALUES = {("outputtype", "amp"), ("view", "amp"), ("mode", "amp"), ("format", "amp"), ("type", "amp")}
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Parts of a host's name that say for which device, or nothing.
_DEVICE = re.compile(r"www\d?|m|mobile|mobil|amp")
_AMP_PIECE = re.compile(r"amp(\.html?)?", re.IGNORECASE)
_AMP_FILE = re.compile(r"\.amp(\.html?)?$", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

#: Addresses within addresses, which may lie in each other.
_MOST_WRAPPINGS = 3
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com|cat|[a-z]{2}|com?\.[a-z]{2})")
_AMP_CACHE = re.compile(r"(?:.+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")
_CACHED = re.compile(r"/(?:[a-z]{1,2}/)?(?:s/)?(?P<rest>[^/]+\.[^/]+(?:/.*)?)")
_WAYBACK = re.compile(r"/web/\d{4,14}[a-z_]{0,4}/(?P<url>https?:/{1,2}.+)", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """
    Return the one spelling of a web address that its variants share. It is for comparing, not for opening.

    Raises ValueError for what `urlsplit` cannot read.
    """
    parts = _unwrapped(urlsplit(url))
    host = _plain_host(parts.hostname or "")
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host += f":{parts.port}"
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(*pair))
    # what a program in the page reads from behind "#!" or "#/" is a page of its own; other fragments are places in one
    at = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    return f"https://{host}{_plain_path(parts.path)}" + (f"?{urlencode(query)}" if query else "") + at


def same_site(one: str, other: str) -> bool:
    """
    Tell whether two addresses are of one site, so that one may say that it is the other.

    They are if the hosts, apart from www, mobile and AMP, are the same or one is a part of the other, and both are of
    one registered domain. An address that wraps another one is of the site within.
    """
    try:
        first, second = (_plain_host(_unwrapped(urlsplit(each)).hostname or "") for each in (one, other))
    except ValueError:
        return False
    if not first or not second or _registered(first) != _registered(second):
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _unwrapped(parts: SplitResult) -> SplitResult:
    """Return the address that an address stands for."""
    for _ in range(_MOST_WRAPPINGS):
        within = _within(parts)
        if within is None:
            break
        try:
            found = urlsplit(within)
            usable = found.scheme.lower() in _DEFAULT_PORTS and bool(found.hostname) and (found.port or 1) > 0
        except ValueError:
            break
        if not usable:
            break
        parts = found
    return parts


def _within(parts: SplitResult) -> str | None:
    """Return the address that lies in another one, if that is known to show or to lead to it."""
    host = (parts.hostname or "").rstrip(".")
    query = f"?{parts.query}" if parts.query else ""
    if _GOOGLE.fullmatch(host) and parts.path == "/url":
        said = dict(parse_qsl(parts.query))
        return said.get("url") or said.get("q")
    cached = None
    if _GOOGLE.fullmatch(host) and parts.path.startswith("/amp/"):
        cached = _CACHED.fullmatch(parts.path.removeprefix("/amp"))
    elif _AMP_CACHE.fullmatch(host):
        cached = _CACHED.fullmatch(parts.path)
    elif host == "web.archive.org" and (kept := _WAYBACK.fullmatch(parts.path)):
        return re.sub("^(https?):/{1,2}", r"\1://", kept["url"], flags=re.IGNORECASE) + query
    return f"https://{cached['rest']}{query}" if cached else None


def _is_tracking(name: str, value: str) -> bool:
    return bool(_TRACKING.fullmatch(name)) or (name.lower(), value.lower()) in _AMP_VALUES


def _plain_path(path: str) -> str:
    """Return a path without a last slash and without what asks for AMP; escapes are written in one way."""
    path = _ESCAPED.sub(_escape, quote(path, safe="/%:@!$&'()*+,;=~-._"))
    named = [piece for piece in path.split("/") if piece]
    kept = [piece for piece in named if not _AMP_PIECE.fullmatch(piece)] or named
    if kept:
        kept[-1] = _AMP_FILE.sub(r"\1", kept[-1]) or kept[-1]
    return "".join("/" + piece for piece in kept)


def _escape(found: re.Match[str]) -> str:
    byte = unquote_to_bytes(found[0])
    return byte.decode() if byte[0] in _UNRESERVED else found[0].upper()


@lru_cache(maxsize=4096)
def _plain_host(host: str) -> str:
    """Return a host in ASCII without the parts that say for which device; its registered domain stays whole."""
    host = host.rstrip(".").lower()
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii").lower()
    if not any(_DEVICE.fullmatch(each) or not each for each in host.split(".")):
        return host  # most are; what suffixes are registered is then not read
    domain = _registered(host)
    before = host.removesuffix(domain).rstrip(".")
    kept = [each for each in before.split(".") if each and not _DEVICE.fullmatch(each)]
    return ".".join([*kept, domain])


@lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    """Return the domain that somebody registered; of a host that no suffix is known of, its last two labels."""
    from tld import get_tld  # a tenth of a second to load

    if ":" in host or host.replace(".", "").isdigit():
        return host
    found = get_tld(f"https://{host}/", as_object=True, fail_silently=True, search_private=True)
    return str(found.fld) if found is not None else ".".join(host.split(".")[-2:])  # type: ignore[union-attr]
