"""What is kept of a link through a login leads to this page only, whatever somebody wrote into the cookie."""

import pytest

from dashboard.app.way_back import _known


def test_what_the_page_reads_is_kept():
    assert _known("country=IT&since=2024-10-01&place=geonames:266826") == (
        "country=IT&since=2024-10-01&place=geonames:266826"
    )


@pytest.mark.parametrize(
    "query",
    [
        "", "next=https://example.org", "//example.org", "https://example.org/?x=1", "country=%0d%0aLocation:%20/x",
        "country=IT\r\nSet-Cookie: a=b", "tab=<script>", "\x00", "country=" + "A" * 9_000, "search=" + "%00" * 200,
    ],
)  # fmt: skip
def test_what_it_does_not_read_is_not(query):
    known = _known(query)
    assert "\r" not in known and "\n" not in known and "example.org" not in known and "<" not in known
    assert len(known) < 3_500


def test_a_link_that_no_cookie_holds_is_let_go():
    assert _known("&".join(f"outlet={'ü' * 100}{n}" for n in range(40))) == ""
