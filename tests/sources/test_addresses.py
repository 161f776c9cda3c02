"""No address leads into one's own network, however it is written and whatever its name resolves to."""

import pytest

from dashboard.sources.addresses import Blocked, not_public, target

PUBLIC = "93.184.215.14"


def to(*addresses: str):
    return lambda host, port: list(addresses)


NOWHERE = [
    # loopback, in every way of writing it
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0177.0.0.1/",
    "http://0x7f.0.0.1/", "http://0x7f000001/", "http://017700000001/", "http://127.000.000.001/", "http://127.0.0.1./",
    "http://127.255.255.254/", "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://１２７.0.0.1/", "http://127。0。0。1/",
    "http://①②⑦.0.0.1/", "http://[::127.0.0.1]/",
    # unspecified
    "http://0.0.0.0/", "http://0/", "http://[::]/", "http://0.1.2.3/",
    # private, shared, link-local, of clouds
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/",
    "http://[fd00:ec2::254]/", "http://[fec0::1]/",
    # IPv4 within IPv6: mapped, translated, NAT64, 6to4, Teredo
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a00:1::]/", "http://[2001:0:7f00:1::]/", "http://[2001::1]/",
    # multicast, reserved, documentation, benchmarks, discard
    "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/", "http://[ff02::1]/",
    "http://192.0.2.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://[2001:db8::1]/", "http://[3fff::1]/",
    "http://198.18.0.1/", "http://192.0.0.8/", "http://192.88.99.1/", "http://[100::1]/", "http://[5f00::1]/",
]  # fmt: skip


@pytest.mark.parametrize("url", NOWHERE)
@pytest.mark.parametrize("scheme", ["http", "HTTPS"])
def test_no_ip_address_of_ones_own_network_is_asked(url, scheme):
    def never(host, port):
        raise AssertionError(f"{host} was resolved")

    with pytest.raises(Blocked):
        target(url.replace("http:", f"{scheme}:"), resolve=never)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "data:text/html,x", "javascript:alert(1)",
     "//example.org/", "example.org", "", "http://", "http:///path", "http://example.org:0/", "http://example.org:99999/",
     "http://user@example.org/", "http://user:pw@example.org/", "http://@example.org/", "http://example.org@127.0.0.1/",
     "http://127.0.0.1\\@example.org/", "http://exa mple.org/", "http://example.org/\r\nHost: x", "http://example.org/\t",
     "http://exa%6dple.org/", "http://%31%32%37.0.0.1/", "http://[::1", "http://[x]/", "http://a..b/", "http://-a.org/",
     "http://" + "a" * 64 + ".org/", "http://0x/", "http://1.2.3.4.5/", "http://1.2.3.400/", "http://example.0x1/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_not_asked(url):
    with pytest.raises(Blocked):
        target(url, resolve=to(PUBLIC))


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), (PUBLIC, "10.0.0.1"), ("::ffff:10.0.0.1",), ("64:ff9b::7f00:1",), ("fe80::1%eth0",),
     ("169.254.169.254",), ("nonsense",)],
)  # fmt: skip
def test_a_name_that_resolves_into_ones_own_network_is_not_asked(addresses):
    with pytest.raises(Blocked, match=r"example.org is at .*, which is n"):
        target("https://example.org/", resolve=to(*addresses))


def test_localhost_is_resolved_by_this_machine_and_not_asked():
    with pytest.raises(Blocked, match="localhost is at"):
        target("http://localhost/")


def test_a_name_is_resolved_once_and_its_addresses_are_pinned():
    asked = []

    def resolve(host, port):
        asked.append((host, port))
        return [PUBLIC, "2606:2800:21f:cb07::1"] if len(asked) == 1 else ["127.0.0.1"]

    found = target("https://EXAMPLE.org.:8443/a b?q=ä".replace(" ", "%20"), resolve=resolve)
    assert (found.host, found.port, found.path) == ("example.org", 8443, "/a%20b?q=%C3%A4")
    assert found.addresses == (PUBLIC, "2606:2800:21f:cb07::1") and asked == [("example.org", 8443)]
    assert found.origin == "https://example.org:8443"


def test_names_in_other_scripts_are_asked_as_ascii():
    assert target("https://bücher.example/", resolve=to(PUBLIC)).host == "xn--bcher-kva.example"


def test_public_addresses_are_asked():
    for address in (PUBLIC, "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::200e", "172.32.0.1", "100.128.0.1"):
        assert not_public(address) == ""
    assert target("http://8.8.8.8/").addresses == ("8.8.8.8",)
    assert target("http://[2606:4700::1111]/").origin == "http://[2606:4700::1111]"


def test_a_setting_allows_named_hosts_and_only_them():
    allowed = {"127.0.0.1", "wiki.example:8080"}
    assert target("http://127.0.0.1:9/", allowed).internal
    assert target("http://wiki.example:8080/", allowed, resolve=to("10.0.0.7")).addresses == ("10.0.0.7",)
    for url in ("http://wiki.example/", "http://127.0.0.2/", "http://2130706433/", "http://[::ffff:127.0.0.1]/"):
        with pytest.raises(Blocked):
            target(url, allowed, resolve=to("10.0.0.7"))


def test_the_internet_does_not_lead_to_an_allowed_host():
    with pytest.raises(Blocked, match="the internet leads to 127.0.0.1"):
        target("http://127.0.0.1/", {"127.0.0.1"}, sent_by_public=True)


def test_a_name_that_does_not_resolve_could_not_be_asked_rather_than_must_not():
    with pytest.raises(OSError, match="no address"):
        target("http://example.org/", resolve=to())
