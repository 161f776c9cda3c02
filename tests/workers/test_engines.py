"""Other engines read the archive as README.md of `workers` says: its examples are run, and open only what they need."""

import importlib.util
import re
import shutil
from pathlib import Path

import pytest

from dashboard.store.archive import Archive
from dashboard.store.partitions import write_partitions
from tests.builders import analysed

README = (Path(__file__).resolve().parents[2] / "dashboard" / "workers" / "README.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^(\w+)\n\n```python\n(.*?)```$", README, re.MULTILINE | re.DOTALL))


@pytest.fixture
def by_month(tmp_path, monkeypatch):
    """The archive in a folder "by-month" of the working folder; files of later months are no Parquet files."""
    archive = Archive(tmp_path / "archive")
    archive.write(
        [
            analysed("a", "From *Rome/rome* to *Muscat/muscat*, *Foo/?*.", published="2024-10-28"),
            analysed("b", "In *Rome/rome*, and nowhere.", published="2024-10-29"),
            analysed("c", "Nowhere.", published="2024-10-30"),
            analysed("d", "In *Beirut/beirut*.", published="2024-11-01"),
            analysed("e", "In *Beirut/beirut*, undated."),
        ]
    )
    write_partitions(archive, tmp_path / "by-month")
    for path in (tmp_path / "by-month").glob("month=[!2]*/*.parquet"):
        path.write_bytes(b"whoever opens this fails")
    for path in (tmp_path / "by-month" / "month=2024-11").iterdir():
        path.write_bytes(b"whoever opens this fails")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "by-month"


def numbers(said: str) -> list[tuple[str, str]]:
    return re.findall(r"(Muscat|Rome|Beirut)\W+(\d+)", said)


@pytest.mark.parametrize("engine", ["DuckDB", "pandas"])
def test_the_example_reads_its_month_and_opens_no_other(by_month, engine, capfd):
    exec(EXAMPLES[engine], {})
    assert numbers(capfd.readouterr().out) == [("Muscat", "1"), ("Rome", "2")]


def test_the_example_for_spark_reads_its_month_and_opens_no_other(by_month, capfd):
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("PYSPARK NOT TESTED: pip install pyspark, and Java, to test the example for it")
    left: dict = {}
    exec(EXAMPLES["PySpark"], left)
    try:
        assert numbers(capfd.readouterr().out) == [("Muscat", "1"), ("Rome", "2")]
    finally:
        left["spark"].stop()


def test_every_engine_has_an_example():
    assert list(EXAMPLES) == ["DuckDB", "pandas", "PySpark"]
