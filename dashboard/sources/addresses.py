"""
Which web addresses may be asked, and at which IP addresses: the guard against being sent into one's own network (SSRF).

A name is resolved once, and the connection goes to the addresses that were checked, so that a second answer of the
name server changes nothing. Every hop of a redirect passes here anew. Allowed are the networks of the public internet,
listed below from IANA's special-purpose registries (RFC 6890 and its updates); the rest is refused, and so is a host
that is written as a number in a way that only some programs read as an address. Opens no connection but the resolver's.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

#: Of IPv4, whatever is in none of these is public.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
#: Of IPv6, only this is, but for Teredo, documentation, 6to4 and the like in it. Outside of it lie loopback,
#: link-local, unique local, multicast, IPv4-mapped and NAT64 (64:ff9b::/96 and 64:ff9b:1::/48).
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$")
_NUMBER = re.compile(r"^(\d+|0x[0-9a-f]*)$")
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f\\]")

#: Returns the IP addresses of a name and a port; raises OSError for a name that has none.
Resolve = Callable[[str, int], list[str]]


class Blocked(Exception):
    """An address that is not asked; `args` are the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Target:
    """
    Where a request goes: `path` begins with "/" and holds the query; `addresses` are the IP addresses that were
    checked, best first; `internal` tells that the host is one that a setting allows whatever its address.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]
    internal: bool

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt and delays are for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def resolved(host: str, port: int) -> list[str]:
    """Return the IP addresses that this machine's resolver gives for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def target(
    url: str, internal_hosts: Collection[str] = (), *, sent_by_public: bool = False, resolve: Resolve = resolved
) -> Target:
    """
    Return where a web address leads, resolved and checked.

    `internal_hosts` holds names, IP addresses, or either with ":port", that may be asked though they are not public;
    not if `sent_by_public`: a page of the internet does not lead into one's own network.

    Raises Blocked, saying why, for everything that must not be asked; OSError if the name does not resolve.
    """
    if _NOT_IN_ADDRESS.search(url):
        raise Blocked("an address with a blank, a control character or a backslash in it", "check the address")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as error:
        raise Blocked(f"no web address ({error})", "check the address") from error
    if scheme not in _PORTS:
        raise Blocked(f"{scheme or 'nothing'} instead of http or https", "give an http or https address")
    if "@" in parts.netloc:
        raise Blocked("an address with a user name or password in it", "leave out what stands before the @")
    if port == 0 or not host:
        raise Blocked("no web address (no host, or port 0)", "check the address")
    host, port = _plain(host), port or _PORTS[scheme]
    internal = not {host, f"{host}:{port}", f"[{host}]:{port}"}.isdisjoint(internal_hosts)
    addresses = [host] if _literal(host) else resolve(host, port)
    if not addresses:
        raise OSError(f"{host} has no address")
    if internal and sent_by_public:
        raise Blocked(f"the internet leads to {host}, which is of one's own network", "ask it yourself, if you want it")
    for address in addresses if not internal else ():
        if why := not_public(address):
            raise Blocked(
                f"{host} is at {address}, {why}",
                "if it is yours and you want it read, name it under internal_hosts in the region file",
            )
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{_query(parts.query)}" if parts.query else "")
    return Target(url, scheme, host, port, path, tuple(addresses), internal)


def not_public(address: str) -> str:
    """Return why an IP address is not one of the public internet, "" if it is."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return "which is no IP address"
    said = "which is not of the public internet"
    if isinstance(ip, IPv4Address):
        return said if any(ip in network for network in _NOT_PUBLIC_4) else ""
    return said if ip not in _PUBLIC_6 or any(ip in network for network in _NOT_PUBLIC_6) else ""


def _plain(host: str) -> str:
    """Return a host as it is asked for: ASCII, lower case, without a last dot; raises Blocked for what is no name."""
    if ":" in host:
        if "%" in host or not _literal(host):
            raise Blocked(f"{host} is no IPv6 address that is asked", "check the address")
        return str(ip_address(host))
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise Blocked(f"{host!r} is no name of a host", "check the address") from error
    if _NUMBER.match(name.rpartition(".")[2]) and not _literal(name):
        raise Blocked(f"{host} is an IP address written in an unusual way", "write it as four numbers, or by name")
    if not _NAME.match(name):
        raise Blocked(f"{host!r} is no name of a host", "check the address")
    return name


def _literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _query(query: str) -> str:
    return quote(query, safe="/%:@!$&'()*+,;=?~-._[]")
