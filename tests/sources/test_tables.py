"""CSV and JSON: each good row an article, each bad one a refusal with its line."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.settings import Limits
from dashboard.sources import Received, Refusal, read_bytes


def read(name: str, data: str | bytes, limits: Limits | None = None):
    return list(read_bytes(name, data.encode() if isinstance(data, str) else data, limits))


def texts(items):
    return [item.article.text for item in items if isinstance(item, Received)]


def refused(items):
    return [(item.line, item.reason) for item in items if isinstance(item, Refusal)]


def test_each_json_line_is_an_article_with_its_own_id():
    items = read("a.jsonl", '{"id": "x-1", "text": "Rome."}\n\n{"id": 7, "text": "Muscat."}\n{"text": "Beirut."}')
    assert texts(items) == ["Rome.", "Muscat.", "Beirut."]
    assert [item.given_id for item in items] == ["x-1", 7, None]
    assert [item.line for item in items] == [1, 3, 4]


def test_a_json_line_cut_in_half_is_named_and_the_rest_is_read():
    items = read("a.jsonl", '{"text": "Rome."}\n{"text": "Musc\n{"text": "Beirut."}\n')
    assert texts(items) == ["Rome.", "Beirut."]
    assert refused(items) == [(2, "the JSON is cut off")]
    assert items[1].raw == '{"text": "Musc\n'


def test_json_that_is_no_object_or_has_no_text_is_named():
    items = read("a.ndjson", '["Rome"]\n{"title": "Rome"}\n{"text": 5}\n{"text": "  "}\nnonsense\n{"text": "ok"}')
    assert refused(items) == [
        (1, "not a JSON object"),
        (2, "no text"),
        (3, '"text" is a number'),
        (4, "no text"),
        (5, "not JSON (Expecting value, character 1)"),
    ]
    assert texts(items) == ["ok"]


def test_hostile_json_is_refused_and_the_rest_is_read():
    deep, digits = "[" * 200_000, '{"text": ' + "9" * 5000 + "}"
    items = read("a.jsonl", f'{deep}\n{digits}\n{{"text": "Rome."}}')
    assert [line for line, _ in refused(items)] == [1, 2]
    assert texts(items) == ["Rome."]


def test_a_line_of_bytes_that_are_no_text_is_named():
    items = read("a.jsonl", b'{"text": "a\x00b"}\n\xff\xfe\xfa\xfb\n{"text": "Rome."}\n')
    assert [line for line, _ in refused(items)] == [1, 2]
    assert texts(items) == ["Rome."]


def test_a_line_beyond_the_limit_is_refused_in_bounded_memory():
    items = read("a.jsonl", '{"text": "' + "x" * 200_000 + '"}\n{"text": "Rome."}', Limits(article_characters=1000))
    assert len(refused(items)) == 1 and refused(items)[0][0] == 1
    assert texts(items) == ["Rome."]


def test_escaped_nul_and_lone_surrogates_are_replaced_one_for_one():
    (item,) = read("a.jsonl", '{"text": "a\\u0000b\\ud800c"}')
    assert item.article.text == "a\ufffdb\ufffdc"


def test_offsets_into_a_text_with_old_line_ends_do_not_move():
    (item,) = read("a.jsonl", '{"text": "One.\\r\\n\\r\\nRome\\rx"}')
    assert item.article.text == "One.  \n\nRome\nx"
    assert item.article.text.index("Rome") == "One.\r\n\r\nRome".index("Rome")


def test_utf_16_json_lines_are_read():
    assert texts(read("a.jsonl", '{"text": "Rome."}\n{"text": "Muscat."}\n'.encode("utf-16"))) == ["Rome.", "Muscat."]


def test_utf_16_that_is_cut_in_the_middle_of_a_character_is_refused():
    data = '[{"text": "Rome."}]'.encode("utf-16")[:-1]
    assert refused(read("a.json", data)) == [(None, "not text that can be read")]
    assert len(refused(read("a.jsonl", data))) == len(read("a.jsonl", data)) == 1


def test_a_json_file_may_be_an_array():
    items = read("a.json", '[\n {"text": "Rome."},\n 5,\n {"text": "Muscat."}\n]')
    assert texts(items) == ["Rome.", "Muscat."]
    assert refused(items) == [(3, "not a JSON object")]


def test_a_cut_array_loses_only_its_end():
    items = read("a.json", '[{"text": "Rome."},\n{"text": "Mus')
    assert texts(items) == ["Rome."]
    assert refused(items)[0][0] == 2


def test_a_json_file_may_be_one_object_over_several_lines():
    assert texts(read("a.json", '{\n "text": "Rome."\n}\n')) == ["Rome."]


def test_a_json_file_may_be_json_lines():
    assert texts(read("a.json", '{"text": "Rome."}\n{"text": "Muscat."}')) == ["Rome.", "Muscat."]


def test_each_csv_row_is_an_article():
    items = read(
        "a.csv",
        "id,Title,text,published,source,url,language\n"
        "7,Talks,They met in Rome.,2024-10-28,Wire,https://example.org/7,en\n",
    )
    (item,) = items
    assert item.given_id == "7"
    assert (item.article.title, item.article.source, item.article.url) == ("Talks", "Wire", "https://example.org/7")
    assert item.article.published.isoformat() == "2024-10-28"


def test_a_csv_without_a_text_column_is_refused_and_says_which_there_are():
    items = read("a.csv", "id,words\n1,Rome\n")
    assert refused(items) == [(1, "no column is named \"text\" (there are 'id', 'words')")]


def test_rows_after_a_quoted_line_break_keep_their_line_numbers():
    items = read("a.csv", 'text,title\n"One\ntwo\nthree",A\nRome.,B\n,C\nBeirut.,D\n')
    assert [item.line for item in items if isinstance(item, Received)] == [2, 5, 7]
    assert refused(items) == [(6, "no text")]


def test_a_row_with_too_many_cells_is_refused():
    items = read("a.csv", "text\nRome, Italy\nMuscat\n")
    assert refused(items) == [(2, "2 cells where the first row has 1")]
    assert texts(items) == ["Muscat"]


def test_a_short_row_is_read():
    assert texts(read("a.csv", "text,title,source\nRome.\n")) == ["Rome."]


def test_a_cell_of_half_a_million_characters_is_read():
    assert len(texts(read("a.csv", "text\n" + "x" * 500_000 + "\n"))[0]) == 500_000


def test_a_cell_over_the_limit_is_refused_and_the_next_row_is_read():
    items = read("a.csv", "text\n" + "x" * 2000 + "\nRome.\n", Limits(article_characters=1000))
    assert refused(items)[0][0] == 2
    assert texts(items) == ["Rome."]


def test_empty_tables_are_refused():
    assert refused(read("a.csv", "")) == [(None, "the file is empty")]
    assert refused(read("a.jsonl", "\n")) == [(None, "the file is empty")]
    assert refused(read("a.json", "")) == [(None, "the file is empty")]


def test_a_binary_csv_is_refused():
    assert refused(read("a.csv", b"text\n\x00\x01\x02")) == [(None, "not text that can be read")]


def test_one_bad_line_in_a_hundred_costs_only_itself():
    lines = [json.dumps({"text": f"Rome {n}."}) if n % 100 else '{"text": "cut' for n in range(2000)]
    items = read("a.jsonl", "\n".join(lines))
    assert len(texts(items)) == 1980
    assert [line for line, _ in refused(items)] == [n + 1 for n in range(0, 2000, 100)]


@settings(deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=60).map(lambda data: b"\xff\xfe" + data))
def test_no_bytes_stop_any_reader(data):
    for name in ("a.csv", "a.json", "a.jsonl", "a.md", "a.txt"):
        for item in read(name, data):
            assert isinstance(item, Received | Refusal)
            if isinstance(item, Received):
                item.article.text.encode(), item.article.title.encode()
            else:
                str(item).encode()


@given(st.text(min_size=1, alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_text_in_json_lines_is_kept_code_point_for_code_point(text):
    items = read("a.jsonl", json.dumps({"text": text}))
    assert texts(items) == ([text] if text.strip() else [])
