"""Asking web servers: politely, within bounds, and never into one's own network. Against a real server on loopback."""

import gzip
import time
from email.utils import formatdate

import pytest

from dashboard.settings import Limits
from dashboard.sources.addresses import Blocked
from dashboard.sources.web import BETWEEN_S, Client, Unreachable
from tests.sources.web_server import conditional, serving

AGENT = "test-desk/1.0 (desk@example.org)"


@pytest.fixture
def server():
    with serving() as made:
        yield made


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.at, self.slept = 1_700_000_000.0, []

    def now(self):
        return self.at

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.at += seconds


def client(clock=None, **of):
    clock = clock or Clock()
    return Client(AGENT, **{"internal_hosts": {"127.0.0.1"}, "now": clock.now, "sleep": clock.sleep, **of})


def test_a_page_is_fetched_by_a_program_that_says_who_it_is(server):
    url = server.page("/a", "Rome", ETag='"1"', Last_Modified="Mon, 28 Oct 2024 10:00:00 GMT")
    answer = client().get(url)
    assert (answer.body, answer.kind, answer.charset) == (b"Rome", "text/html", "utf-8")
    assert (answer.etag, answer.modified) == ('"1"', "Mon, 28 Oct 2024 10:00:00 GMT")
    assert [headers["User-Agent"] for _, headers in server.asked] == [AGENT, AGENT]


def test_only_what_has_changed_is_sent(server):
    server.replies["/feed"] = conditional(b"<rss/>", '"1"')
    assert client().get(server.url + "/feed", '"0"').body == b"<rss/>"
    answer = client().get(server.url + "/feed", '"1"', "Mon, 28 Oct 2024 10:00:00 GMT")
    assert answer.unchanged and answer.body == b"" and answer.etag == '"1"'
    assert server.asked[-1][1]["If-Modified-Since"] == "Mon, 28 Oct 2024 10:00:00 GMT"


def test_redirects_are_followed_to_where_they_end(server):
    server.page("/end", "Rome")
    server.replies["/one"] = (301, {"Location": "/two"}, b"")
    server.replies["/two"] = (307, {"Location": server.url + "/end"}, b"")
    assert client().get(server.url + "/one").url == server.url + "/end"


@pytest.mark.parametrize(
    ("location", "reason"),
    [("/loop", "over 5 redirects"), ("", r"a redirect \(302\) to nowhere")],
)  # fmt: skip
def test_redirects_that_end_nowhere_are_given_up(server, location, reason):
    server.replies["/loop"] = (302, {"Location": location}, b"")
    with pytest.raises(Unreachable, match=reason):
        client().get(server.url + "/loop")
    assert len(server.paths) <= 6


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.2/", "http://[::1]/", "http://2130706433/", "http://169.254.169.254/", "file:///etc/passwd",
     "ftp://127.0.0.1/", "http://user@127.0.0.1/", "http://[64:ff9b::7f00:1]/", "//localhost/"],
)  # fmt: skip
def test_every_hop_of_a_redirect_is_checked(server, location):
    server.replies["/a"] = (302, {"Location": location}, b"")
    with pytest.raises(Blocked):
        client().get(server.url + "/a")
    assert server.paths == ["/a"]


def test_robots_txt_does_not_lead_into_ones_own_network_either(server):
    server.replies["/robots.txt"] = (302, {"Location": "http://127.0.0.2/robots.txt"}, b"")
    with pytest.raises(Blocked):
        client().get(server.page("/a", "Rome"))


def test_a_connection_goes_to_the_address_that_was_checked(server):
    answers = iter([["127.0.0.1"], ["127.0.0.9"]])
    port = server.server_address[1]
    server.page("/a", "Rome")
    found = client(internal_hosts={f"news.example:{port}"}, resolve=lambda host, port: next(answers))
    assert found.get(f"http://news.example:{port}/a").body == b"Rome"
    assert server.asked[-1][1]["Host"] == f"news.example:{port}"


def test_a_public_name_that_leads_to_loopback_is_not_asked(server):
    with pytest.raises(Blocked, match="news.example is at 127.0.0.1"):
        client(resolve=lambda host, port: ["127.0.0.1"]).get("http://news.example/")
    assert server.asked == []


def test_what_robots_txt_forbids_is_not_read(server):
    server.page("/robots.txt", "User-agent: *\nDisallow: /private\nDisallow: /*.pdf$\n", "text/plain")
    open_, closed = server.page("/open", "Rome"), server.page("/private/a", "Rome")
    asking = client()
    assert asking.get(open_).body == b"Rome"
    for url in (closed, server.page("/a.pdf", "Rome")):
        with pytest.raises(Blocked, match="robots.txt"):
            asking.get(url)
    assert [path for path, _ in server.asked] == ["/robots.txt", "/open"]


def test_a_host_that_cannot_give_its_robots_txt_is_not_read(server):
    server.replies["/robots.txt"] = (500, {}, b"")
    with pytest.raises(Unreachable, match=r"robots.txt cannot be read \(the server says 500\)"):
        client().get(server.page("/a", "Rome"))


def test_requests_to_one_host_are_apart_as_far_as_it_asks(server):
    server.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    clock = Clock()
    asking = client(clock)
    for path in ("/a", "/b"):
        asking.get(server.page(path, "Rome"))
    assert clock.slept == [BETWEEN_S, 7.0]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_pause_that_it_names(server, status):
    replies = iter([(status, {"Retry-After": "20"}, b""), (200, {"Content-Type": "text/html"}, b"Rome")])
    server.replies["/a"] = lambda headers: next(replies)
    clock = Clock()
    assert client(clock).get(server.url + "/a").body == b"Rome"
    assert clock.slept[-1] == 20.0


@pytest.mark.parametrize("said", ["3600", formatdate(1_700_003_600, usegmt=True)])
def test_a_server_that_asks_for_a_long_pause_is_left_alone(server, said):
    server.replies["/a"] = (429, {"Retry-After": said}, b"")
    asking = client()
    for _ in range(2):
        with pytest.raises(Unreachable, match=r"left alone for 3,\d\d\d s"):
            asking.get(server.url + "/a")
    assert server.paths == ["/a"]


def test_a_server_that_stays_busy_is_given_up(server):
    server.replies["/a"] = (503, {"Retry-After": "nonsense"}, b"")
    with pytest.raises(Unreachable, match="busy"):
        client().get(server.url + "/a")
    assert server.paths == ["/a"] * 3


@pytest.mark.parametrize(("status", "remedy"), [(404, "check the address"), (403, "not open"), (500, "later")])
def test_other_answers_say_what_to_do(server, status, remedy):
    server.replies["/a"] = (status, {}, b"")
    with pytest.raises(Unreachable) as caught:
        client().get(server.url + "/a")
    assert str(status) in caught.value.args[0] and remedy in caught.value.args[1]


@pytest.mark.parametrize("drip", ["headers", "body"])
def test_an_answer_that_drips_is_cut_off(server, drip):
    def slowly(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"" if drip == "headers" else b"Content-Type: text/html\r\n\r\n"))
        while not server.stopping.wait(0.05):
            try:
                connection.sendall(b"X-A: b\r\n" if drip == "headers" else b"x")
            except OSError:
                return

    server.raw["/a"] = slowly
    started = time.monotonic()
    with pytest.raises(Unreachable):
        client(answer_s=1.0).get(server.url + "/a")
    assert time.monotonic() - started < 8


def test_a_server_that_says_nothing_is_left(server):
    server.raw["/a"] = lambda connection: server.stopping.wait(30)
    with pytest.raises(Unreachable, match="no whole answer within 1 s"):
        client(answer_s=1.0).get(server.url + "/a")


def test_an_answer_over_the_limit_is_not_taken_in(server):
    limits = Limits(page_bytes=10_000)
    big = b"x" * 20_000
    server.replies["/said"] = (200, {}, big)
    server.raw["/unsaid"] = lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + big)
    server.replies["/packed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\x00" * 5_000_000))
    for path in ("/said", "/unsaid", "/packed"):
        with pytest.raises(Unreachable, match="limit"):
            client(limits=limits).get(server.url + path)


def test_a_packed_answer_is_unpacked_and_a_cut_one_is_none(server):
    server.replies["/a"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"Rome " * 99))
    assert client().get(server.url + "/a").body == b"Rome " * 99
    server.replies["/b"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"Rome " * 99)[:-12])
    server.raw["/c"] = lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nRome")
    server.replies["/d"] = (200, {"Content-Encoding": "br"}, b"xxx")
    server.raw["/e"] = lambda connection: connection.sendall(b"nonsense\r\n\r\n")
    for path in ("/b", "/c", "/d", "/e"):
        with pytest.raises(Unreachable):
            client().get(server.url + path)


def test_nobody_there_and_no_such_name_could_not_be_asked(server):
    with pytest.raises(Unreachable, match="no answer"):
        client().get("http://127.0.0.1:9/")

    def nobody(host, port):
        raise OSError("Name or service not known")

    with pytest.raises(Unreachable, match="name is not found"):
        client(resolve=nobody).get("http://nowhere.example/")
