"""Files, folders, uploads and pasted text become articles or refusals."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.settings import Limits
from dashboard.sources import Received, Refusal, read_bytes, read_sources, read_text

LIMITS = Limits()


def one(name: str, data: bytes | str, limits: Limits = LIMITS):
    (item,) = read_bytes(name, data.encode() if isinstance(data, str) else data, limits)
    return item


def article(name: str, data: bytes | str):
    item = one(name, data)
    assert isinstance(item, Received), item
    return item.article


def test_a_short_first_line_before_an_empty_line_is_the_title():
    read = article("a.txt", "Talks in Muscat\n\nThe talks were held in Muscat.\n")
    assert (read.title, read.text) == ("Talks in Muscat", "The talks were held in Muscat.\n")


def test_a_first_line_that_ends_in_a_period_is_text():
    read = article("a.txt", "The talks were held.\n\nThen they ended.")
    assert (read.title, read.text) == ("", "The talks were held.\n\nThen they ended.")


def test_a_first_line_without_an_empty_line_after_it_is_text():
    assert article("a.txt", "Talks in Muscat\nwere held.").title == ""


def test_a_first_line_of_200_characters_is_text_and_of_199_a_title():
    assert article("a.txt", "x" * 200 + "\n\ntext").title == ""
    assert article("a.txt", "x" * 199 + "\n\ntext").title == "x" * 199


def test_a_lone_line_is_the_text():
    assert article("a.txt", "Talks in Muscat\n\n").text == "Talks in Muscat\n\n"


def test_windows_line_ends_of_a_text_file_become_plain_ones():
    assert article("a.txt", b"Title\r\n\r\nOne.\r\nTwo.").text == "One.\nTwo."


def test_front_matter_names_title_source_date_address_and_language():
    read = article(
        "a.md",
        '---\ntitle: "Talks: round two"\nsource: Wire\npublished: 2024-10-28\n'
        "url: https://example.org/a\nlanguage: en\nmood: tense\n---\n\nThe talks.\n",
    )
    assert (read.title, read.source, read.url, read.language) == (
        "Talks: round two", "Wire", "https://example.org/a", "en")  # fmt: skip
    assert (read.published, read.text) == (date(2024, 10, 28), "The talks.\n")


def test_markdown_without_front_matter_takes_its_heading_as_title():
    read = article("a.markdown", "# Talks in Rome\n\nThey were postponed.")
    assert (read.title, read.text) == ("Talks in Rome", "They were postponed.")


def test_a_heading_that_differs_from_the_front_matters_title_stays_in_the_text():
    read = article("a.md", "---\ntitle: One\n---\n# Two\n\nText.")
    assert (read.title, read.text) == ("One", "# Two\n\nText.")


def test_front_matter_that_is_not_closed_is_text():
    assert article("a.md", "---\ntitle: One\n\nText.").title == ""


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert article("a.txt", b"\xef\xbb\xbfRome.").text == "Rome."


def test_utf_16_is_read_by_its_mark():
    assert article("a.txt", "Baalbek بعلبك".encode("utf-16")).text == "Baalbek بعلبك"


def test_windows_1252_is_read_when_it_is_mostly_letters():
    assert article("a.txt", "Prud’homme flew to Orléans".encode("cp1252")).text == "Prud’homme flew to Orléans"


@pytest.mark.parametrize("data", [b"", b"   \n\n  ", b"\xef\xbb\xbf"], ids=["nothing", "blanks", "mark"])
def test_an_empty_file_is_refused_by_name(data):
    refusal = one("empty.txt", data)
    assert isinstance(refusal, Refusal)
    assert refusal.file == "empty.txt"
    assert refusal.reason in ("the file is empty", "no text")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(128, 256)) * 9], ids=["png", "noise"])
def test_bytes_that_are_no_text_are_refused_by_name(data):
    refusal = one("picture.txt", data)
    assert isinstance(refusal, Refusal)
    assert (refusal.file, refusal.line, refusal.reason) == ("picture.txt", None, "not text that can be read")


def test_an_unknown_format_is_refused_and_says_which_are_read():
    refusal = one("a.odt", b"PK")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "not a format that is read" and ".csv" in refusal.remedy


def test_a_text_over_the_limit_is_refused():
    refusal = one("long.txt", "word " * 100, Limits(article_characters=100))
    assert isinstance(refusal, Refusal) and "over the limit" in refusal.reason


def test_a_file_far_over_the_limit_is_refused_unread():
    refusal = one("long.txt", "word " * 1000, Limits(article_characters=100))
    assert isinstance(refusal, Refusal) and "5,000 bytes" in refusal.reason


def test_a_long_line_of_blanks_takes_no_time():
    assert isinstance(one("a.md", "# x" + " " * 1_000_000 + "y\n\ntext"), Received)


def test_folders_are_walked_in_sorted_order_without_hidden_files(tmp_path: Path):
    for name in ("b/2.txt", "b/1.txt", "a/9.txt", "c.txt", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Text of {name}.")
    read = [item.file.removeprefix(f"{tmp_path}/") for item in read_sources([tmp_path], LIMITS)]
    assert read == ["c.txt", "a/9.txt", "b/1.txt", "b/2.txt"]


def test_a_missing_file_is_refused_and_the_next_is_read(tmp_path: Path):
    (tmp_path / "there.txt").write_text("Rome.")
    missing, there = read_sources([tmp_path / "missing.txt", tmp_path / "there.txt"], LIMITS)
    assert isinstance(missing, Refusal) and "cannot be opened" in missing.reason
    assert isinstance(there, Received)


def test_the_share_that_is_done_grows_to_one(tmp_path: Path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("Rome. " * 50)
    done = [item.done for item in read_sources([tmp_path], LIMITS)]
    assert done == sorted(done) and done[-1] == 1.0


def test_pasted_text_is_read_with_or_without_a_title():
    with_title, without = read_text("They met in Rome.", "Talks"), read_text("Talks\n\nThey met in Rome.")
    assert isinstance(with_title, Received) and isinstance(without, Received)
    assert with_title.article == without.article


def test_pasted_blanks_are_refused():
    assert isinstance(read_text("  \n "), Refusal)


def test_the_seed_article_is_text_from_its_first_character():
    text = "A planned round of talks was postponed in Rome.\nThis comes at a time."
    assert article("article.txt", text).text == text
