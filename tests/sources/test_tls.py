"""https: a server whose certificate proves its name is read at the pinned address, any other is refused unasked."""

import ssl
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import trustme

from dashboard.sources.web import Client, Unreachable
from tests.sources.web_server import serving

HOST = "news.test"


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, tmp_path, monkeypatch):
    """Let this machine trust the authority of the tests, as an installation does with its own: by SSL_CERT_FILE."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@contextmanager
def server(certificate):
    """Run a server with a certificate; `names` on it are those that it was asked for (SNI)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    names = []
    context.sni_callback = lambda connection, name, said: names.append(name)
    with serving(context) as made:
        made.names = names
        made.page("/a", "Rome")
        yield made


def asked(server, host=HOST, path="/a"):
    """Ask for a page of a host that the resolver puts at 127.0.0.1."""
    client = Client("test-desk", internal_hosts={host}, resolve=lambda name, port: ["127.0.0.1"], sleep=lambda s: None)
    return client.get(f"https://{host}:{server.server_address[1]}{path}")


def test_a_server_that_proves_its_name_is_read_at_the_address_that_was_checked(authority, trusted):
    with server(authority.issue_cert(HOST)) as made:
        assert asked(made).body == b"Rome"
        assert set(made.names) == {HOST}  # the name, though the connection goes to the address
        assert {headers["Host"] for _, headers in made.asked} == {f"{HOST}:{made.server_address[1]}"}


@pytest.mark.parametrize(
    ("names", "of", "said"),
    [
        (["other.test"], {}, "Hostname mismatch"),
        (["127.0.0.1"], {}, "Hostname mismatch"),
        ([HOST], {"not_after": datetime(2020, 1, 1, tzinfo=UTC)}, "expired"),
    ],
    ids=["of another host", "of the address alone", "expired"],
)
def test_a_certificate_that_does_not_prove_the_name_is_refused_and_nothing_asked(authority, trusted, names, of, said):
    with server(authority.issue_cert(*names, **of)) as made:
        with pytest.raises(Unreachable, match=f"its certificate does not prove that it is {HOST} .*{said}"):
            asked(made)
        assert made.asked == []


def test_a_certificate_of_an_authority_that_nobody_knows_is_refused(authority, trusted):
    with server(trustme.CA().issue_cert(HOST)) as made:
        with pytest.raises(Unreachable, match="certificate does not prove .*unable to get local issuer"):
            asked(made)
        assert made.asked == []


def test_a_redirect_to_a_host_that_cannot_prove_its_name_is_refused(authority, trusted):
    with server(authority.issue_cert(HOST)) as made, server(authority.issue_cert("other.test")) as second:
        made.replies["/away"] = (302, {"Location": f"https://{HOST}:{second.server_address[1]}/a"}, b"")
        with pytest.raises(Unreachable, match="certificate does not prove"):
            asked(made, path="/away")
        assert second.asked == []


def test_a_server_that_speaks_no_tls_is_no_answer():
    with serving() as made, pytest.raises(Unreachable, match="no answer"):
        asked(made)
