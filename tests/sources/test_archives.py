"""Zip and gzip: every member read like a file of its own, and what is made to do harm named and passed over."""

import gzip
import io
import json
import random
import stat
import struct
import subprocess
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.settings import Limits
from dashboard.sources import Columns, Received, Refusal, read_bytes, read_sources
from tests.sources.pdf_files import pdf
from tests.sources.test_office import DOCUMENT, SHEET
from tests.sources.test_parquet import ROWS, parquet
from tests.sources.web_pages import page


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def read(data: bytes, name: str = "a.zip", limits: Limits | None = None, *columns: str):
    return list(read_bytes(name, data, limits, Columns.of(columns)))


def reasons(items) -> dict[str, str]:
    return {item.file: item.reason for item in items if isinstance(item, Refusal)}


def test_members_of_every_format_are_read_and_named():
    members = {
        "sub/a.txt": "Rome is old.", "b.csv": "text\nRome.\n,\n", "c.jsonl": '{"text": "Muscat."}\nno\n',
        "d.html": page(), "e.pdf": pdf([["Basra is old."]]), "f.docx": DOCUMENT, "g.xlsx": SHEET,
        "h.parquet": parquet(ROWS), "i.tsv": "text\tn\nAden.\t1\n", "j.png": b"\x89PNG",
    }  # fmt: skip
    items = read(zipped(members))
    assert [item.file for item in items if isinstance(item, Received)] == [
        "a.zip/sub/a.txt", "a.zip/b.csv", "a.zip/c.jsonl", "a.zip/d.html", "a.zip/e.pdf", "a.zip/f.docx",
        "a.zip/g.xlsx", "a.zip/h.parquet", "a.zip/h.parquet", "a.zip/i.tsv",
    ]  # fmt: skip
    refused = [(item.file, item.line) for item in items if isinstance(item, Refusal)]
    assert refused == [("a.zip/c.jsonl", 2), ("a.zip/h.parquet", 2), ("a.zip/j.png", None)]


def test_columns_are_for_members_too():
    (item,) = read(zipped({"a.csv": "story,text\nRome.,no\n"}), "a.zip", None, "text=story")
    assert item.article.text == "Rome."


def test_hidden_members_and_folders_are_passed_over():
    members = {".DS_Store": "x", "__MACOSX/a.txt": "x", "sub/": "", "sub/.git/a.txt": "x", "sub/a.txt": "Rome."}
    assert [item.file for item in read(zipped(members))] == ["a.zip/sub/a.txt"]


def test_paths_that_lead_out_are_refused_and_the_rest_is_read():
    bad = ["../a.txt", "/etc/a.txt", "sub/../../a.txt", "C:/a.txt", "..\\b.txt"]
    items = read(zipped({**dict.fromkeys(bad, "Rome."), "good.txt": "Muscat."}))
    assert [item.article.text for item in items if isinstance(item, Received)] == ["Muscat."]
    assert list(reasons(items).values()) == ["a path that leads out of the archive"] * len(bad)


def test_links_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("passwd.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    assert reasons(read(out.getvalue())) == {"a.zip/passwd.txt": "a link"}


@pytest.mark.parametrize("name", ["b.zip", "b.csv.gz", "b.tar", "b.TGZ", "b.7z", "b.rar"])
def test_archives_within_archives_are_refused(name):
    inner = zipped({"a.txt": "Rome."})
    assert reasons(read(zipped({name: inner}))) == {f"a.zip/{name}": "an archive within an archive"}
    assert reasons(read(gzip.compress(inner), f"{name}.gz")) == {f"{name}.gz": "an archive within an archive"}


def test_a_locked_member_is_refused():
    data = bytearray(zipped({"a.txt": "Rome."}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert reasons(read(bytes(data))) == {"a.zip/a.txt": "locked with a password"}


def test_a_member_that_unpacks_to_more_than_the_zip_says_is_cut_off_and_refused():
    body = b"Rome. " * 10_000
    data = zipped({"a.txt": body})
    lie = data.replace(struct.pack("<I", len(body)), struct.pack("<I", 10))
    assert "cannot be unpacked (Bad CRC-32" in reasons(read(lie))["a.zip/a.txt"]


def test_limits_of_members_bytes_and_growth():
    many = zipped({f"{n}.txt": "Rome." for n in range(30)})
    assert reasons(read(many, limits=Limits(archive_members=20))) == {
        "a.zip": "a zip of 30 members, over the limit of 20"
    }
    assert "a directory of" in reasons(read(many, limits=Limits(archive_members=2)))["a.zip"]
    big = zipped({f"{n}.txt": "Rome. " * 1000 for n in range(3)})
    assert "it unpacks to 18,000 bytes" in reasons(read(big, limits=Limits(archive_bytes=10_000)))["a.zip"]
    zeros = zipped({"a.txt": b"\x00" * 30_000_000})
    assert "times its size" in reasons(read(zeros))["a.zip"]


def test_one_member_that_grows_too_much_is_refused_and_the_others_are_read():
    noise = random.Random(1).randbytes(3_000_000)  # keeps the whole from growing too much
    members = {"bomb.txt": b" " * 12_000_000, "a.txt": "Rome.", "noise.bin": noise}
    items = read(zipped(members), limits=Limits(growth=30))
    found = reasons(items)
    assert found["a.zip/bomb.txt"] == "it unpacks to more than 10,000,000 bytes"
    assert [item.article.text for item in items if isinstance(item, Received)] == ["Rome."]


def test_a_gzip_is_read_as_what_it_packs():
    lines = "".join(json.dumps({"text": f"Rome {n}."}) + "\n" for n in range(50))
    items = read(gzip.compress(lines.encode()), "a.jsonl.gz")
    assert len(items) == 50 and items[3].file == "a.jsonl.gz" and items[3].line == 4
    assert reasons(read(gzip.compress(b"x"), "a.bin.gz")) == {"a.bin.gz": "not a format that is read"}


def test_a_gzip_bomb_is_refused():
    assert reasons(read(gzip.compress(b"\x00" * 30_000_000), "a.txt.gz")) == {
        "a.txt.gz": "it unpacks to more than 10,000,000 bytes"
    }


def test_a_cut_gzip_is_refused():
    assert "cannot be unpacked" in reasons(read(gzip.compress(b"Rome." * 99)[:-9], "a.txt.gz"))["a.txt.gz"]
    assert "cannot be unpacked" in reasons(read(b"no gzip", "a.txt.gz"))["a.txt.gz"]


def test_ten_gigabytes_of_zeros_are_refused_in_bounded_memory(tmp_path):
    zeros = b"\x00" * 1_000_000
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(zeros) * 10_000)
    big = struct.pack("<I", 3_500_000_000)
    three = zipped({f"{n}.txt": zeros for n in range(3)}).replace(struct.pack("<I", len(zeros)), big)
    (tmp_path / "bomb.zip").write_bytes(three)
    code = (
        "import resource, sys; from dashboard.settings import Limits; from dashboard.sources import read_sources\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"print(*read_sources([{str(tmp_path)!r}], Limits()))\n"
        "sys.exit(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before > 100_000)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "bomb.zip: it unpacks to 10,500,000,000 bytes, over the limit of 1,000,000,000" in done.stdout
    assert "bomb.txt.gz: it unpacks to more than 1,000,000,000 bytes" in done.stdout


def test_a_directory_that_is_larger_than_it_says_is_not_read_into_memory():
    data = zipped({"a.txt": "Rome."})
    end = data.rindex(b"PK\x05\x06")
    forged = data[: end + 12] + struct.pack("<I", 900_000_000) + data[end + 16 :]
    assert "a directory of 900,000,000 bytes" in reasons(read(forged))["a.zip"]


def test_what_is_no_zip_or_an_empty_one_is_refused():
    for data in (b"", b"PK\x03\x04", b"no zip" * 99, zipped({"a.txt": "Rome."})[:-30]):
        assert "not a zip that can be read" in reasons(read(data))["a.zip"]
    assert reasons(read(zipped({}))) == {"a.zip": "no files in this zip"}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=30))
def test_no_damage_stops_the_reader(at, damage):
    for name, data in (("a.zip", zipped({"a.txt": "Rome. " * 40, "b.csv": "text\nRome.\n"})),
                       ("a.txt.gz", gzip.compress(b"Rome is old. " * 40))):  # fmt: skip
        at = at % len(data)
        for item in read(data[:at] + damage + data[at + len(damage) :], name):
            assert isinstance(item, Received | Refusal)


def test_the_share_that_is_done_of_a_zip_grows(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.txt": f"Rome {n}. " * 500 for n in range(20)}, zipfile.ZIP_STORED))
    done = [item.done for item in read_sources([tmp_path / "a.zip"], Limits())]
    assert done == sorted(done) and done[0] < 0.2 and done[-1] > 0.8
