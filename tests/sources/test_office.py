"""Office files: documents and sheets as people save them, and those that somebody made to do harm."""

import io
import zipfile
from datetime import date, datetime

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.settings import Limits
from dashboard.sources import Columns, Received, Refusal, office, read_bytes
from dashboard.sources.zipped import declares_type


def document(*paragraphs: tuple[str, str], title: str = "") -> bytes:
    made = docx.Document()
    for style, text in paragraphs:
        made.add_paragraph(text, style=style)
    made.core_properties.title = title
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(data: bytes, added: dict[str, bytes] | None = None, **parts: bytes) -> bytes:
    """Return an office file with some of its parts (by the end of their name) made other, and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            key = member.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(member.filename, parts.get(key, old.read(member)))
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def read(name: str, data: bytes, *columns: str, limits: Limits | None = None):
    return list(read_bytes(name, data, limits, Columns.of(columns)))


def one(name: str, data: bytes, limits: Limits | None = None):
    (item,) = read(name, data, limits=limits)
    return item


DOCUMENT = document(
    ("Title", "Talks put off"), ("Normal", "They met in Rome."), ("Normal", ""), ("Normal", "In Muscat.")
)
SHEET = workbook(Stories=[["Headline", "Body", "Date"], ["Talks", "They met in Rome.", datetime(2024, 10, 28, 9)]])


def test_a_document_is_its_paragraphs_with_its_title_apart():
    article = one("a.docx", DOCUMENT).article
    assert (article.title, article.text) == ("Talks put off", "They met in Rome.\n\nIn Muscat.")
    assert article.published is None


def test_a_document_without_a_heading_has_the_title_of_its_properties():
    article = one("a.docx", document(("Normal", "They met in Rome."), title="Talks")).article
    assert (article.title, article.text) == ("Talks", "They met in Rome.")


def test_a_heading_further_down_is_text():
    article = one("a.docx", document(("Normal", "They met in Rome."), ("Heading 1", "In Muscat"))).article
    assert (article.title, article.text) == ("", "They met in Rome.\n\nIn Muscat")


def test_tables_of_a_document_stand_where_they_are():
    made = docx.Document()
    made.add_paragraph("Before.")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Rome", "Muscat"
    made.add_paragraph("After.")
    out = io.BytesIO()
    made.save(out)
    assert one("a.docx", out.getvalue()).article.text == "Before.\n\nRome\tMuscat\n\nAfter."


def test_a_document_without_words_is_refused():
    assert one("a.docx", document(("Normal", " "))).reason == "no words in it"


def test_each_row_of_a_sheet_is_an_article():
    (item,) = read("a.xlsx", SHEET)
    assert (item.article.title, item.article.text, item.line) == ("Talks", "They met in Rome.", 2)
    assert item.article.published == date(2024, 10, 28)
    assert str(item.mapped) == "title from Headline, text from Body, published from Date"


def test_rows_without_a_text_and_with_too_many_cells_are_refused_by_their_number():
    rows = [[], ["id", "text"], [7.0, "Rome."], [8, None], [], [9, "Muscat.", None, "more"], [10, 2024]]
    items = read("a.xlsx", workbook(Only=rows))
    assert [(item.line, item.given_id, item.article.text) for item in items if isinstance(item, Received)] == [
        (3, "7", "Rome."), (7, "10", "2024"),
    ]  # fmt: skip
    assert [(item.line, item.reason) for item in items if isinstance(item, Refusal)] == [
        (4, "no text"), (6, "cells beyond the 2 columns that the first row names"),
    ]  # fmt: skip


def test_each_sheet_has_columns_of_its_own_and_is_named():
    items = read("a.xlsx", workbook(One=[["text"], ["Rome."]], Two=[["note"], ["x"]], Three=[["body"], ["Muscat."]]))
    assert [item.file for item in items] == ["a.xlsx#One", "a.xlsx#Two", "a.xlsx#Three"]
    assert items[1].reason == "no column is named \"text\" (there are 'note')"


def test_the_reader_says_which_column_of_a_sheet_is_which():
    (item,) = read("a.xlsx", workbook(One=[["story", "text"], ["Rome.", "no"]]), "text=story")
    assert item.article.text == "Rome."


def test_strings_that_a_workbook_keeps_apart_are_read():
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"<sst " + space + b"><si><t>text</t></si><si><r><t>They met in </t></r><r><t>Rome.</t></r></si></sst>"
    sheet = b"<worksheet " + space + b'><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="3">'
    sheet += b'<c r="A3" t="s"><v>1</v></c></row></sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(SHEET)) as zipped:
        types = zipped.read("[Content_Types].xml")
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = types.replace(
        b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    )
    data = rewritten(SHEET, {"xl/sharedStrings.xml": strings}, sheet1=sheet, **{"[Content_Types]": types})
    (item,) = read("a.xlsx", data)
    assert (item.article.text, item.line) == ("They met in Rome.", 3)


def test_an_empty_workbook_is_refused():
    assert one("a.xlsx", workbook(One=[])).reason == "the file is empty"


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [("a.docx", DOCUMENT, "document"), ("a.docx", DOCUMENT, "core"), ("a.xlsx", SHEET, "workbook"),
     ("a.xlsx", SHEET, "sheet1"), ("a.xlsx", SHEET, "styles")],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_part_is_refused_before_it_is_parsed(name, data, part, encoding):
    item = one(name, rewritten(data, **{part: LAUGHS.decode().encode(encoding)}))
    assert isinstance(item, Refusal) and f"{part}.xml in it declares a document type (DTD)" in item.reason


def test_a_document_type_behind_a_long_comment_is_found_or_refused():
    assert declares_type(b"<!--" + b"x" * 5000 + b"-->" + LAUGHS.split(b"?>")[1])
    assert declares_type(b"<!--" + b"x" * 100_000)
    assert not declares_type(b"<?xml version='1.0'?><!-- <!DOCTYPE x> --><x/>")


def test_what_unpacks_to_very_much_is_refused_unread():
    zeros = rewritten(SHEET, sheet1=b"<worksheet>" + b" " * 30_000_000)
    assert "it unpacks to 30," in one("a.xlsx", zeros, Limits(office_bytes=20_000_000)).reason
    assert "times its size" in one("a.xlsx", zeros).reason


def test_a_sheet_that_claims_a_row_far_away_is_refused_in_time(monkeypatch):
    monkeypatch.setattr(office, "MOST_ROWS", 1000)
    with zipfile.ZipFile(io.BytesIO(SHEET)) as zipped:
        sheet = zipped.read("xl/worksheets/sheet1.xml")
    items = read("a.xlsx", rewritten(SHEET, sheet1=sheet.replace(b'<row r="2"', b'<row r="99999999999"')))
    assert [item.reason for item in items] == ["a sheet of over 1,000 rows"]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip" * 99, SHEET[:2000], DOCUMENT[:-30]])
def test_what_is_no_whole_office_file_is_refused(name, data):
    assert isinstance(one(name, data), Refusal)


def test_a_zip_that_is_no_office_file_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("a.txt", "Rome.")
    for name in ("a.docx", "a.xlsx"):
        assert "cannot be read" in one(name, out.getvalue()).reason


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=30))
def test_no_damage_stops_a_reader(at, damage):
    for name, data in (("a.docx", DOCUMENT), ("a.xlsx", SHEET)):
        at = at % len(data)
        for item in read(name, data[:at] + damage + data[at + len(damage) :]):
            assert isinstance(item, Received | Refusal)
