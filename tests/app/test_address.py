"""Links: what is chosen as parameters and back, and what a link from anyone may hold."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.app import address
from dashboard.app.address import Address
from dashboard.app.languages import desk_words, view_words
from dashboard.model import KINDS, NO_FILTERS, ROLES, Filters
from dashboard.store import queries

FULL = Address(
    filters=Filters(
        actors=("actor:hezbollah", "iso:IR"), actor_match="all", actor_scope="article", with_parts=True,
        countries=("LB", ""), since=date(2024, 10, 1), until=date(2024, 12, 31), keep_undated=False,
        outlets=("Wire & Co", ""), roles=("metonym",), kinds=("city",), min_confidence=0.75, words='"a b" c&d=e',
    ),
    place="geonames:276781", article="ab12", actor="actor:hezbollah", beside="", page=3, tab="articles", tiles=True,
    search="?x=1", at=(33.894, -35.502, 6.25),
    before=(date(2024, 1, 1), date(2024, 1, 31)), after=(date(2024, 2, 1), date(2024, 2, 29)),
    language="ar",
)  # fmt: skip


def test_everything_comes_back_from_its_link():
    assert address.read_query(address.query(FULL)) == (FULL, ())
    assert address.read(address.written(FULL)) == (FULL, ())


def test_the_usual_view_has_an_empty_link():
    assert address.query(Address()) == ""
    assert address.read({}) == (Address(), ())


def test_a_link_can_be_read_by_people():
    shown = Address(
        Filters(actors=("actor:hezbollah",), countries=("LB",), since=date(2024, 10, 1)), at=(33.9, 35.5, 6)
    )
    assert address.query(shown) == (
        "actor=actor:hezbollah&country=LB&since=2024-10-01&view=33.90000,35.50000,6"
    )  # fmt: skip


def test_every_role_is_not_the_usual_ones():
    every = Address(Filters(roles=ROLES))
    assert address.read_query(address.query(every)) == (every, ())


@pytest.mark.parametrize(
    ("query", "dropped"),
    [
        ("since=2024-13-01", "since"), ("since=20240101", "since"), ("until=9999-12-31", "until"),
        ("since=2024-02-01&until=2024-01-01", "until"), ("view=1,2", "view"), ("view=nan,1,5", "view"),
        ("lang=tlh", "lang"), ("lang=../ar", "lang"),
        ("view=1,inf,5", "view"), ("view=1,2,99", "view"), ("view=1e300,2,5", "view"), ("page=0", "page"),
        ("page=1e9", "page"), ("page=" + "9" * 200, "page"), ("page=²", "page"), ("role=king", "role"),
        ("kind=city%27--", "kind"), ("sure=2", "sure"), ("sure=-0.1", "sure"), ("match=some", "match"),
        ("tab=admin", "tab"), ("basemap=http://x", "basemap"), ("place=", "place"), ("place=a&place=b", "place"),
        ("place=" + "x" * 301, "place"), ("actor=%00", "actor"), ("outlet=a%0Ab", "outlet"),
        ("words=" + "a+" * 40, "words"),
        ("before=2024-01-31,2024-01-01", "before"), ("after=2024-01-01", "after"),
        ("evil=1", "unknown"), ("words=" + "x" * 9000, "length"),
        ("&".join(f"actor=a{n}" for n in range(51)), "actor"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_left_out_and_named(query, dropped):
    found, named = address.read_query(query)
    assert named == (dropped,)
    assert len(found.filters.actors) in (0, address.MOST_VALUES)
    kept, _ = (
        address.read_query("country=LB&" + query) if dropped != "length" else (Address(Filters(countries=("LB",))), ())
    )
    assert kept.filters.countries == ("LB",)  # the rest of the link holds


def test_what_streamlit_itself_puts_into_an_address_is_nothing_unknown():
    assert address.read_query("embed=true&embed_options=dark_theme")[1] == ()


anything = st.dictionaries(
    st.sampled_from([*view_words.PARAMETERS, "x"]),
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["2024-01-01", "1,2,3", "\ud800", "", "1e999", "-1"]))),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_no_link_is_an_error_and_what_is_kept_can_be_asked(given_):
    found, dropped = address.read(given_)
    queries.check(found.filters)
    assert address.read_query(address.query(found)) == (found, ())
    assert view_words.left_out(dropped) if dropped else True


def test_there_are_words_for_every_parameter_and_a_tab_for_every_key():
    assert set(parse_qs(address.query(FULL), keep_blank_values=True)) | {"beside", "unknown"} == set(
        view_words.PARAMETERS
    )
    assert tuple(desk_words.TABS) == address.TABS
    assert NO_FILTERS.kinds == () and set(KINDS) >= {"city"}
