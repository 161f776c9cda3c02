"""
What the page and the server say of who may read and who may change, beside `words`: plain text, to be said in another
language.
"""

from __future__ import annotations

LOG_IN = "Log in"
LOG_OUT = "Log out"
LOG_IN_FIRST = "Log in to read. Who may read and who may change is decided by whoever keeps this installation."
LIST_IS_BROKEN = "The list of who may read cannot be read, so nobody is let in. Tell whoever keeps this installation."
MAY_NOT_CHANGE = "You may read here and not change anything. Ask whoever keeps this installation"
SHUT = "This server answers its own computer only. Its .github/SECURITY.md says how it is opened to others.\n"
THIS_COMPUTER_ONLY = "It answers this computer only. .github/SECURITY.md says how it is opened to others."
OPEN_TO_USERS = "It answers other computers, and lets in whom access.toml in its home names."
OPEN_TO_ALL = "IT ANSWERS EVERYBODY who can reach this computer, and everybody may read and change everything."


def not_on_the_list(address: str) -> str:
    """Say to somebody who logged in that they are not let in."""
    who = f"You are logged in as {address}, which is" if address else "Your login tells no address, so you are"
    return f"{who} not among those who may read here. Ask whoever keeps this installation."


def logged_in(address: str, may_change: bool) -> str:
    """Return "anna@example.org · may change", "ben@example.org · may read"."""
    return f"{address} · may {'read and change' if may_change else 'read'}"


def may_not_stand_open(address: str, variable: str, value: str) -> str:
    """Say why a server does not start."""
    return (
        f"Not started: at {address or 'every address of this computer'} others could read everything and change it. "
        "Let it listen at 127.0.0.1 (--server.address 127.0.0.1), or set up a login (.github/SECURITY.md), or say that "
        f"this is wanted: {variable}={value}"
    )


LOGIN_LACKS_A_PACKAGE = 'Not started: a login is set up, and needs: pip install "streamlit[auth]"'
