"""Each row of a CSV has its line, and a quote that somebody forgot costs one line."""

import csv
import io

import pytest

from dashboard.sources.rows import numbered_rows


def rows(text: str, limit: int = 1000):
    found = numbered_rows(io.StringIO(text, newline=""), limit)
    return [(line, str(row) if isinstance(row, csv.Error) else row) for line, row in found]


def test_a_cell_may_have_lines_and_quotes_of_its_own():
    assert rows('a,"b\nc ""d"", e"\nf,g\n') == [(1, ["a", 'b\nc "d", e']), (3, ["f", "g"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_every_system_are_counted(end):
    assert rows(end.join(["a,b", "", 'c,"d"', "e,f"])) == [(1, ["a", "b"]), (2, []), (3, ["c", "d"]), (4, ["e", "f"])]


@pytest.mark.parametrize("after", ['3,"c"\n4,d\n', "3,c\n4,d\n"], ids=["quoted rows after it", "no quote after it"])
def test_a_quote_that_is_not_closed_costs_its_line(after):
    assert rows('1,a\n2,"b\n' + after) == [
        (1, ["1", "a"]), (2, "a quote is not closed"), (3, ["3", "c"]), (4, ["4", "d"])
    ]  # fmt: skip


def test_a_quote_in_the_middle_of_a_line_is_read_as_it_stands():
    assert rows('1,"b" c\n2,5" guns\n') == [(1, ["1", "b c"]), (2, ["2", '5" guns'])]


def test_a_row_over_the_limit_is_refused_and_the_next_is_read():
    long = '1,"' + "x" * 30 + "\n" + "y" * 60 + '\nz"\n2,b\n'
    assert rows(long, limit=80) == [(1, "over 80 characters in one row"), (4, ["2", "b"])]
    assert rows("1," + "x" * 200 + "\n2,b\n", limit=80) == [(1, "over 80 characters in one line"), (2, ["2", "b"])]


def test_quotes_that_are_never_closed_do_not_make_it_read_without_end(monkeypatch):
    monkeypatch.setattr("dashboard.sources.rows.READ_AGAIN", 100)
    assert 0 < len(rows('a,""b"\n' * 3 + 'a,"b ""\n' * 200)) <= 203
