"""
Who may read and who may change, and where a server may stand open: rules only. Reads one file, draws nothing.

Where people log in (`[auth]` in Streamlit's secrets.toml), `access.toml` in the installation's home says who they are:

    editors = ["anna@example.org"]      # read, add articles, put names right, add actors
    viewers = ["ben@example.org"]       # read

Addresses, without regard to case; nobody else is let in. The file is read again whenever somebody does something, so
who is taken out is out at once. Without a login there are no users, and the server stands on this computer only.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dashboard.errors import SettingsError

Role = Literal["viewer", "editor"]

#: File of the home folder that says who may do what.
FILE = "access.toml"
#: The variable, and the one value of it, that opens a server without a login to everybody who can reach it.
OPEN_VARIABLE, OPEN_VALUE = "DASHBOARD_OPEN_TO_ALL", "yes-anyone-may-read-and-change"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what, by address in lower case; an editor is no viewer besides."""

    editors: frozenset[str] = frozenset()
    viewers: frozenset[str] = frozenset()

    def role_of(self, user: Mapping[str, object]) -> Role | None:
        """
        Return what somebody may do, by the claims of their ID token; None for nothing.

        An address that its provider says is not verified is nobody's; a provider that does not say vouches for it.
        """
        address = user.get("email")
        if not isinstance(address, str) or user.get("email_verified", True) not in (True, "true"):
            return None
        known = address.strip().casefold()
        return "editor" if known in self.editors else "viewer" if known in self.viewers else None


def read_access(path: Path) -> Access:
    """
    Read who may do what; a file that does not exist lets nobody in.

    Raises SettingsError, naming the file, for anything but two lists of addresses.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Access()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}); nobody is let in until it can") from error
    if unknown := set(table) - {"editors", "viewers"}:
        raise SettingsError(f"{path}: {', '.join(sorted(unknown))} is neither editors nor viewers; nobody is let in")
    return Access(_addresses(path, table, "editors"), _addresses(path, table, "viewers"))


def _addresses(path: Path, table: Mapping[str, object], name: str) -> frozenset[str]:
    given = table.get(name, [])
    if not isinstance(given, list) or not all(isinstance(each, str) and "@" in each for each in given):
        raise SettingsError(f'{path}: {name} must be a list of addresses, as in {name} = ["anna@example.org"]')
    return frozenset(each.strip().casefold() for each in given)


def is_of_this_computer(host: str | None) -> bool:
    """Tell whether only this computer reaches what listens there; "" and None are every address there is."""
    if not host:
        return False
    if host.startswith("unix://") or host.casefold() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def may_stand_open(environ: Mapping[str, str], *, login: bool) -> bool:
    """Tell whether others than this computer may be served: behind a login, or because somebody said so in words."""
    return login or environ.get(OPEN_VARIABLE) == OPEN_VALUE
