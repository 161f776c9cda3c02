"""Who may read and who may change, and where a server may stand open."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.access import OPEN_VALUE, OPEN_VARIABLE, Access, is_of_this_computer, may_stand_open, read_access
from dashboard.errors import SettingsError

ACCESS = Access(frozenset({"anna@example.org"}), frozenset({"ben@example.org", "anna@example.org"}))


@pytest.mark.parametrize(
    "user, role",
    [
        ({"email": "anna@example.org"}, "editor"),
        ({"email": " ANNA@Example.org "}, "editor"),
        ({"email": "ben@example.org", "email_verified": True}, "viewer"),
        ({"email": "ben@example.org", "email_verified": "true"}, "viewer"),
        ({"email": "ben@example.org", "email_verified": False}, None),
        ({"email": "ben@example.org", "email_verified": "false"}, None),
        ({"email": "ben@example.org", "email_verified": None}, None),
        ({"email": "eve@example.org"}, None),
        ({"email": "anna@example.org.evil.example"}, None),
        ({"email": ["anna@example.org"]}, None),
        ({"email": ""}, None),
        ({"name": "anna@example.org", "sub": "anna@example.org"}, None),
        ({}, None),
    ],
)
def test_a_role_is_of_a_verified_address(user, role):
    assert ACCESS.role_of(user) == role


def test_a_file_names_editors_and_viewers(tmp_path: Path):
    path = tmp_path / "access.toml"
    path.write_text('editors = ["Anna@example.org"]\nviewers = ["ben@example.org"]\n', encoding="utf-8")
    assert read_access(path) == Access(frozenset({"anna@example.org"}), frozenset({"ben@example.org"}))


def test_without_a_file_nobody_is_let_in(tmp_path: Path):
    assert read_access(tmp_path / "access.toml") == Access()


@pytest.mark.parametrize(
    "said", ["editors = 1", 'editors = "a@b"', "editors = [1]", 'editors = ["*"]', "x", 'viewer = ["a@b"]', "\xff"]
)
def test_anything_else_is_an_error_that_names_the_file(tmp_path: Path, said: str):
    path = tmp_path / "access.toml"
    path.write_bytes(said.encode("latin-1"))
    with pytest.raises(SettingsError, match="access.toml"):
        read_access(path)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]", "::ffff:127.0.0.1", "unix:///run/x"]
)
def test_loopback_is_this_computer(host: str):
    assert is_of_this_computer(host)


@pytest.mark.parametrize(
    "host", ["", None, "0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "169.254.1.1", "fe80::1%eth0", "203.0.113.9",
             "news.example.org", "localhost.evil.example", "127.0.0.1.evil.example", "127.1", "2130706433",
             "64:ff9b::7f00:1", "::ffff:192.168.1.5"]
)  # fmt: skip
def test_everything_else_is_not(host):
    assert not is_of_this_computer(host)


@pytest.mark.parametrize("value", ["", "1", "yes", "true", OPEN_VALUE.upper(), OPEN_VALUE + " "])
def test_only_the_very_words_open_a_server(value: str):
    assert not may_stand_open({OPEN_VARIABLE: value}, login=False)
    assert may_stand_open({OPEN_VARIABLE: OPEN_VALUE}, login=False)
    assert may_stand_open({}, login=True)
