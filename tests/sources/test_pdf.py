"""PDF files: the words in their order, lines made whole, and a reason where there are no words."""

import io
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.settings import Limits
from dashboard.sources import Received, Refusal, pdf, read_bytes
from tests.sources.pdf_files import pdf as made

PAGE = (
    "Talks put off in Rome",
    "",
    "The foreign minister of Oman arrived in Muscat on Sunday, of-",
    "ficials said, after a round of talks in Rome that had been put",
    "off for a week. Nobody was told why.",
    "Ships that left Basra in the morning were held for hours near",
    "the Strait of Hormuz before they were let through.",
    "3",
)


def one(data: bytes, limits: Limits | None = None):
    (item,) = read_bytes("a.pdf", data, limits)
    return item


def test_lines_that_the_width_of_a_page_broke_are_made_whole_and_page_numbers_left_out():
    item = one(made([PAGE], title="Talks put off in Rome"))
    assert isinstance(item, Received), item
    assert item.article.title == "Talks put off in Rome"
    assert item.article.text == (
        "The foreign minister of Oman arrived in Muscat on Sunday, officials said, after a round of talks in Rome that "
        "had been put off for a week. Nobody was told why.\n"
        "Ships that left Basra in the morning were held for hours near the Strait of Hormuz before they were let "
        "through."
    )
    assert item.article.published is None


def test_pages_follow_each_other():
    assert one(made([["Rome is old."], ["Muscat is old."]])).article.text == "Rome is old.\n\nMuscat is old."


@pytest.mark.parametrize("title", ["Microsoft Word - talks.docx", "untitled", "talks.indd", ""])
def test_a_title_that_a_program_made_is_none(title):
    assert one(made([["Rome is old."]], title=title)).article.title == ""


def test_a_title_that_cannot_be_read_is_noted_and_the_words_kept():
    whole = made([["Rome is old."]], title="Talks in Rome")
    item = one(whole.replace(b"<< /Title (Talks in Rome)", b"[  /Title (Talks in Rome)"))
    assert isinstance(item, Received) and (item.article.title, item.article.text) == ("", "Rome is old.")
    assert item.notes == ("The title in its properties could not be read (PdfReadError).",)


def test_a_title_that_is_no_text_is_none():
    whole = made([["Rome is old."]], title="Talks in Rome")
    item = one(whole.replace(b"/Title (Talks in Rome)", b"/Title [ 1 2 ]        "))
    assert isinstance(item, Received) and (item.article.title, item.notes) == ("", ())


def test_a_page_without_words_is_noted_and_the_others_kept():
    broken = made([["Rome is old."], ["Muscat is old."]], compress=True)
    at = broken.index(b"stream\n", broken.index(b"7 0 obj")) + 7
    item = one(broken[:at] + b"\x00" * 9 + broken[at + 9 :])
    assert isinstance(item, Received)
    assert item.article.text == "Rome is old."
    assert item.notes == ("No words are on page 2: empty, a picture, or damaged.",)


def test_a_page_that_unpacks_to_very_much_is_left_out_in_bounded_memory():
    huge = b"BT /F1 11 Tf (" + b"x" * (pdf.MOST_PAGE_BYTES + 1) + b") Tj ET"
    item = one(made([["Rome is old."], huge]))
    assert isinstance(item, Received) and item.article.text == "Rome is old."
    assert "Page 2 could not be read (LimitReachedError)" in item.notes[0]


@pytest.mark.parametrize(("name", "most"), [("MOST_PAGES", 2), ("MOST_SECONDS", -1.0)])
def test_what_is_too_long_is_read_as_far_as_it_may_be(monkeypatch, name, most):
    monkeypatch.setattr(pdf, name, most)
    item = one(made([["One."], ["Two."], ["Three."]]))
    said = item.notes[0] if isinstance(item, Received) else item.reason
    assert "on were left out: it is too long" in said


def test_pictures_of_pages_are_refused_with_what_to_do():
    item = one(made([b"q Q", b"q Q"]))
    assert isinstance(item, Refusal)
    assert item.reason == "no words on its 2 pages: it holds pictures of them" and "OCR" in item.remedy


def test_a_locked_file_is_refused_with_what_to_do():
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made([PAGE])))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    item = one(out.getvalue())
    assert isinstance(item, Refusal) and item.reason == "locked with a password"


@pytest.mark.parametrize("data", [b"", b"%PDF", b"%PDF-1.7\n" + b"\x00" * 500, b"PK\x03\x04", made([PAGE])[:300]])
def test_what_is_no_whole_pdf_is_refused(data):
    item = one(data)
    assert isinstance(item, Refusal) and ("cannot be read" in item.reason or "no page" in item.reason)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=30))
def test_no_damage_stops_the_reader(at, damage):
    data = made([PAGE, PAGE])
    assert isinstance(one(data[:at] + damage + data[at + len(damage) :]), Received | Refusal)


def test_no_reader_of_documents_is_loaded_until_there_is_one():
    code = (
        "import sys; from dashboard.sources import read_bytes; list(read_bytes('a.txt', b'Rome.'));"
        "heavy = 'pypdf docx openpyxl trafilatura lxml pyarrow feedparser protego dashboard.sources.pages';"
        "sys.exit(any(each in sys.modules for each in heavy.split()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
