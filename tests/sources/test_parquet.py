"""Parquet files as pandas and Spark write them: each row an article, damage refused."""

import io
from datetime import date, datetime

import pyarrow
import pyarrow.parquet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.settings import Limits
from dashboard.sources import Columns, Received, Refusal, read_bytes


def parquet(rows: list[dict[str, object]] | pyarrow.Table, **options: object) -> bytes:
    table = pyarrow.Table.from_pylist(rows) if isinstance(rows, list) else rows
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, **options)
    return out.getvalue()


def read(data: bytes, *columns: str, limits: Limits | None = None):
    return list(read_bytes("a.parquet", data, limits, Columns.of(columns)))


ROWS = [
    {"id": 7, "headline": "Talks", "content": "They met in Rome.", "publish_date": datetime(2024, 10, 28, 9), "n": [1]},
    {"id": 8, "headline": None, "content": None, "publish_date": None, "n": []},
    {"id": 9, "headline": "Ships", "content": "They left Muscat.", "publish_date": None, "n": None},
]


def test_each_row_is_an_article_and_one_without_a_text_is_refused_by_its_number():
    first, second, third = read(parquet(ROWS))
    assert (first.article.title, first.article.text, first.given_id, first.line) == ("Talks", "They met in Rome.", 7, 1)
    assert first.article.published == date(2024, 10, 28)
    assert (second.line, second.reason) == (2, "no text")
    assert (third.article.text, third.article.published) == ("They left Muscat.", None)
    assert str(first.mapped) == (
        "id from id, title from headline, text from content, published from publish_date; not used: n"
    )


def test_texts_that_are_kept_as_a_dictionary_or_in_many_row_groups_are_read():
    table = pyarrow.table({"text": pyarrow.array([f"Rome {n % 3}." for n in range(100)]).dictionary_encode()})
    items = read(parquet(table, row_group_size=7, compression="zstd"))
    assert [item.article.text for item in items] == [f"Rome {n % 3}." for n in range(100)]


def test_the_reader_says_which_column_is_which():
    assert read(parquet([{"story": "Rome.", "text": "no"}]), "text=story")[0].article.text == "Rome."


def test_a_file_without_a_text_or_a_row_is_refused():
    assert read(parquet([{"n": 1}]))[0].reason == "no column is named \"text\" (there are 'n')"
    assert read(parquet(pyarrow.table({"text": pyarrow.array([], pyarrow.string())})))[0].reason == "the file is empty"


def test_a_row_group_over_the_limit_is_refused_unless_it_is_of_another_column():
    data = parquet([{"text": "Rome.", "other": "x" * 100_000}], compression="none")
    assert isinstance(read(data, limits=Limits(file_bytes=5000))[0], Received)
    data = parquet([{"text": "x" * 100_000}], compression="none")
    assert "a row group that unpacks to" in read(data, limits=Limits(file_bytes=5000))[0].reason


def test_a_text_of_another_type_is_refused():
    assert read(parquet([{"text": 5}]))[0].reason == '"text" is a number'
    assert read(parquet([{"text": b"Rome"}]))[0].reason == '"text" is a bytes'


def test_damage_in_the_middle_costs_what_follows_and_is_named():
    data = bytearray(parquet([{"text": f"Rome {n}. " * 50} for n in range(64)], row_group_size=16, compression="none"))
    at = data.index(b"Rome 40.")
    data[at - 30 : at] = b"\xff" * 30
    items = read(bytes(data))
    assert [item.article.text[:8].strip() for item in items if isinstance(item, Received)][:2] == ["Rome 0.", "Rome 1."]
    assert isinstance(items[-1], Refusal) and "cannot be read from row" in items[-1].reason


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=30))
def test_no_damage_stops_the_reader(at, damage):
    data = parquet(ROWS)
    at = at % len(data)
    for item in read(data[:at] + damage + data[at + len(damage) :]):
        assert isinstance(item, Received | Refusal)


def test_no_byte_of_the_metadata_ends_the_process():
    data = parquet(ROWS)
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    for at in range(start, len(data) - 8):
        for byte in (b"\x00", b"\x39", b"\x7f"):
            for item in read(data[:at] + byte + data[at + 1 :]):
                assert isinstance(item, Received | Refusal)


def test_what_is_no_parquet_is_refused():
    for data in (b"", b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", parquet(ROWS)[:-1]):
        (item,) = read(data)
        assert isinstance(item, Refusal) and "cannot be read" in item.reason
