"""Many spellings of an address are one; two articles are never one; nobody's site is another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.sources.canonical import canonical_url, same_site
from dashboard.sources.identity import web_url

STORY = "https://example.org/world/talks-in-muscat"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://example.org/world/talks-in-muscat",
        "https://EXAMPLE.org:443/world/talks-in-muscat/",
        "http://example.org:80/world//talks-in-muscat#comments",
        "https://example.org./world/talks%2Din%2dmuscat",
        "https://www.example.org/world/talks-in-muscat",
        "https://m.example.org/world/talks-in-muscat",
        "https://mobile.example.org/world/talks-in-muscat",
        "https://www2.m.example.org/world/talks-in-muscat",
        "https://amp.example.org/world/talks-in-muscat",
        "https://example.org/world/talks-in-muscat/amp",
        "https://example.org/world/talks-in-muscat/amp/",
        "https://example.org/amp/world/talks-in-muscat",
        "https://example.org/world/amp/talks-in-muscat",
        "https://example.org/world/talks-in-muscat.amp",
        "https://example.org/world/talks-in-muscat/amp.html",
        "https://example.org/world/talks-in-muscat?amp",
        "https://example.org/world/talks-in-muscat?amp=1",
        "https://example.org/world/talks-in-muscat?outputType=amp&amp_js_v=0.1&usqp=mq331AQ",
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/world/talks-in-muscat",
        "https://www-example-org.cdn.ampproject.org/v/s/www.example.org/amp/world/talks-in-muscat?amp_js_v=0.1",
        "https://cdn.ampproject.org/c/example.org/world/talks-in-muscat",
        "https://www-example-org.bing-amp.com/c/s/www.example.org/world/talks-in-muscat",
        "https://www.google.com/amp/s/www.example.org/world/talks-in-muscat/amp/",
        "https://google.co.uk/amp/example.org/world/talks-in-muscat",
        "https://www.google.com/url?rct=j&sa=t&url=https://example.org/world/talks-in-muscat&ct=ga&usg=AOvVaw",
        "https://web.archive.org/web/20241028101500/https://www.example.org/world/talks-in-muscat",
        "https://web.archive.org/web/2024id_/http:/example.org:80/world/talks-in-muscat",
        "https://www.google.com/amp/s/web.archive.org/web/2024/https://example.org/world/talks-in-muscat",
    ],
)
def test_spellings_of_one_address_are_one(spelling):
    assert canonical_url(spelling) == STORY


@pytest.mark.parametrize(
    "parameter",
    """utm_source utm_medium utm_campaign utm_term utm_content utm_id UTM_SOURCE fbclid gclid dclid gbraid
    wbraid gad_source msclkid twclid ttclid li_fat_id igshid igsh yclid ysclid _openstat mc_cid mc_eid mkt_tok
    _hsenc _hsmi __hstc vero_id oly_enc_id wickedid _ga _gl pk_campaign mtm_source at_medium at_campaign
    ns_mchannel xtor cmpid CMP ocid cvid ncid icid ref_src smid mbid spm s_cid wt.mc_id traffic_source
    guce_referrer soc_src fb_ref __twitter_impression srsltid _branch_match_id epik hsa_acc ito taid""".split(),
)
def test_what_says_how_a_reader_came_is_left_out(parameter):
    assert canonical_url(f"{STORY}?{parameter}=x1") == STORY
    assert canonical_url(f"{STORY}?id=7&{parameter}=&page=2") == f"{STORY}?id=7&page=2"


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/world/Talks-in-Muscat",
        "https://example.org/world/talks-in-muscat?id=2",
        "https://example.org/world/talks-in-muscat?ref=2",
        "https://example.org:8443/world/talks-in-muscat",
        "https://example.org/world/talks-in-muscat%2Fnext",
        "https://example.org/world/talks-in-muscat-amp",
        "https://example.org/world/example",
        "https://news.example.org/world/talks-in-muscat",
        "https://example.org/world/talks-in-muscat#!/2",
        "https://example.com/world/talks-in-muscat",
        "https://google.foo.com/amp/s/example.org/world/talks-in-muscat",
        "https://cdn.ampproject.org.evil.example/c/s/example.org/world/talks-in-muscat",
        "https://evil.example/url?url=https://example.org/world/talks-in-muscat",
    ],
)
def test_what_is_read_stays_apart(other):
    assert canonical_url(other) != STORY


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://www.gov.uk/a", "https://www.gov.uk/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://amp.dev/a", "https://amp.dev/a"),
        ("https://en.m.wikipedia.org/wiki/Muscat", "https://en.wikipedia.org/wiki/Muscat"),
        ("https://example.org/amp", "https://example.org/amp"),
        ("https://example.org/", "https://example.org"),
        ("https://example.org/a?b=1&a=2&a=1", "https://example.org/a?a=1&a=2&b=1"),
        ("https://BÜCHER.example/ü?q=é", "https://xn--bcher-kva.example/%C3%BC?q=%C3%A9"),
        ("http://127.0.0.1:8000/a", "https://127.0.0.1:8000/a"),
        ("http://localhost/a", "https://localhost/a"),
        ("https://www.google.com/amp/s/", "https://google.com/s"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://google.com/url?q=javascript%3Aalert%281%29"),
    ],
)
def test_no_more_is_left_out_than_says_nothing(address, canonical):
    assert canonical_url(address) == canonical


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["m.", "www.", "amp.", "cdn.ampproject.org/c/s/"]))
def test_the_canonical_spelling_of_any_address_is_its_own(path, query, prefix):
    address = web_url(f"https://{prefix}example.org/{path}?{query}")
    if address is not None:
        once = canonical_url(address)
        assert canonical_url(once) == once and web_url(once)


def test_hosts_of_one_site():
    assert same_site("https://www.example.org/a", "https://amp.example.org/b")
    assert same_site("https://example.org/a", "https://edition.example.org/b")
    assert same_site("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a", "https://example.org/b")
    assert not same_site("https://example.org/a", "https://myexample.org/b")


def test_neighbours_under_one_suffix_are_strangers():
    assert not same_site("https://evil.github.io/a", "https://wire.github.io/a")
    assert not same_site("https://evil.github.io/a", "https://github.io/a")
    assert not same_site("https://evil.co.uk/a", "https://co.uk/a")
    assert not same_site("https://evil.example.org/a", "https://wire.example.org/a")
    assert not same_site("https://[::1", "https://example.org/a")
