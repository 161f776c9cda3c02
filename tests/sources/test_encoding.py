"""Texts in the encodings that news is kept in come out as they were written; what is none is no text."""

import io
import json
import subprocess
import sys

import pytest

from dashboard.sources import Received, Refusal, read_bytes
from dashboard.sources.encoding import decoded, encoding_of

ARABIC = "وصل وزير الخارجية العماني إلى مسقط يوم الأحد لإجراء محادثات، ثم غادر إلى روما."
TEXTS = {
    "cp1256": ARABIC,
    "cp1255": "שר החוץ הגיע לירושלים לשיחות עם ראש הממשלה.",
    "cp1254": "Dışişleri Bakanı İstanbul'da görüştü; Şanlıurfa'ya gitti, ardından Diyarbakır'ı ziyaret etti.",
    "cp1251": "Министр иностранных дел прибыл в Москву для переговоров о перемирии.",
    "cp1252": "Le président français s’est rendu à Beyrouth. Une trêve était prévue à l’Élysée.",
    "gb18030": "外交部长周日抵达北京进行会谈。",
    "shift_jis": "外務大臣は日曜日に東京に到着した。",
}


def texts(name, data):
    return [item.article.text for item in read_bytes(name, data) if isinstance(item, Received)]


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_text_comes_out_as_it_was_written(encoding):
    assert texts("a.txt", TEXTS[encoding].encode(encoding)) == [TEXTS[encoding]]


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_table_comes_out_as_it_was_written(encoding):
    text = TEXTS[encoding].replace(",", "")
    assert texts("a.csv", f"id,text\n1,Rome.\n2,{text}\n".encode(encoding)) == ["Rome.", text]


def test_a_long_ascii_beginning_does_not_hide_the_encoding():
    data = ("Rome. " * 50_000 + "\n" + ARABIC).encode("cp1256")
    assert encoding_of(io.BytesIO(data)) == "cp1256"


def test_lines_of_another_encoding_in_a_file_of_utf_8_are_read_too():
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in ("Orléans.", ARABIC, "مسقط", "Ende.")]
    data = b"\n".join([lines[0].encode(), lines[1].encode("cp1256"), lines[2].encode("cp1256"), lines[3].encode()])
    assert texts("a.jsonl", data) == ["Orléans.", ARABIC, "مسقط", "Ende."]


def test_the_encoding_of_json_lines_is_guessed_once_and_from_all_of_them():
    few = json.dumps({"text": "“A”"}, ensure_ascii=False).encode("cp1256")  # too little to tell
    lines = [few, *(json.dumps({"text": f"{ARABIC} {n}"}, ensure_ascii=False).encode("cp1256") for n in range(3000))]
    read = texts("a.jsonl", b"\n".join(lines))
    assert read[0] == "“A”" and read[1:] == [f"{ARABIC} {n}" for n in range(3000)]


def test_icelandic_is_not_taken_for_turkish():
    text = "Utanríkisráðherra fór til Þórshafnar og ræddi við ráðherra."
    assert decoded(text.encode("cp1252")) == text


def test_noise_is_no_text_in_any_encoding():
    for data in (
        bytes(range(128, 256)) * 9,
        bytes(range(1, 32)) * 9 + b"\xe9\xe8",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    ):
        assert decoded(data) is None or "\x00" in decoded(data)
        assert encoding_of(io.BytesIO(data)) is None
        assert all(isinstance(item, Refusal) for item in read_bytes("a.jsonl", data))


def test_utf_8_loads_no_guesser():
    code = (
        "import sys; from dashboard.sources import read_bytes;"
        "list(read_bytes('a.csv', 'text\\nBaalbek بعلبك'.encode()));"
        "sys.exit('charset_normalizer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
