"""Text that comes from articles is shown as text."""

from __future__ import annotations

import pytest

from dashboard.app import text
from dashboard.store.queries import Mark


def mark(start, end, kind="place", *, name="Rome", role="location", selected=False, id_="geonames:1"):
    return Mark(start, end, kind, name, id_, role, selected, 0.9)


@pytest.mark.parametrize("hostile", ["<img src=x onerror=alert(1)>", "</script>", "a & b", '" onclick="x', "'x'"])
def test_markup_is_escaped(hostile):
    escaped = text.escape(hostile)

    assert "<" not in escaped and '"' not in escaped and "'" not in escaped


def test_signs_that_turn_the_direction_of_the_page_are_left_out_and_marks_of_a_language_stay():
    assert text.escape("a\u202eb\u2066c\u200fd") == "abc\u200fd"


@pytest.mark.parametrize(
    "hostile",
    ["**b**", "[x](javascript:alert(1))", "`code`", "$x$", ":smile:", ":red[x]", "<b>", "# head", "~~s~~", "![i](u)",
     ":material/home:", "https://x.example", "a_b_c", "1. one", "- item", "http\\://x", "<->"],
)  # fmt: skip
def test_a_label_escapes_whatever_markdown_would_read(hostile):
    label = text.label(hostile)

    for sign in "\\`*_[]()<>#$:~!":
        assert label.count("\\" + sign) >= hostile.count(sign)


def test_a_label_is_one_line_and_not_endless():
    assert text.label("a\n\n b") == "a b"
    assert len(text.label("x" * 500, most=20)) == 20


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address, shown):
    assert bool(text.safe_url(address)) is shown


def test_a_marked_name_says_what_it_is_in_words():
    assert text.marked("To Rome.", [mark(3, 7)]) == ('To <mark class="place" title="Rome">Rome<sup>place</sup></mark>.')


def test_a_name_that_is_place_and_actor_says_both():
    html = text.marked("Iran", [mark(0, 4, name="Iran"), mark(0, 4, "actor", name="Iran", role="state")])

    assert html == '<mark class="actor place" title="Iran">Iran<sup>place, actor</sup></mark>'


def test_of_marks_that_overlap_the_selected_one_stays():
    html = text.marked("Gaza Health Ministry", [
        mark(0, 20, "actor", name="Ministry", role="government_body"), mark(0, 4, name="Gaza", selected=True)
    ])  # fmt: skip

    assert html == '<mark class="place chosen" title="Gaza">Gaza<sup>place</sup></mark> Health Ministry'


def test_marks_and_text_are_escaped_apart():
    html = text.marked("<b>Rome</b>", [mark(3, 7, name='"><script>')])

    assert html == (
        '&lt;b&gt;<mark class="place" title="&quot;&gt;&lt;script&gt;">Rome<sup>place</sup></mark>&lt;/b&gt;'
    )


def test_a_name_that_was_not_placed_says_so():
    assert "<sup>not placed</sup>" in text.marked("Tell X", [mark(0, 6, id_="")])


@pytest.mark.parametrize(
    "said", ["https://a.example", "www.a.example", "me@a.example", "-> <- <->", ">= ~= --", ":streamlit:"]
)
def test_what_is_replaced_even_where_it_is_escaped_gets_a_sign_of_no_width(said):
    made = text.label(said)
    assert "\u2060" in made
    assert made.replace("\\", "").replace("\u2060", "") == said


def test_parts_of_a_line_run_each_in_its_own_direction():
    said = text.joined(["مدينة في Tyre", None, "", "3 <b>"])
    assert said == "<bdi>مدينة في Tyre</bdi> · <bdi>3 &lt;b&gt;</bdi>"
