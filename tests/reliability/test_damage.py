"""A flipped byte in an archive file is noticed wherever it is, and named; everything else is served."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.model import NO_FILTERS
from dashboard.pipeline import ingest
from dashboard.settings import load_settings
from dashboard.sources import read_text
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.compaction import compact
from dashboard.store.index import Index
from tests.builders import analysed, reader


@pytest.fixture
def settings(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_HOME", str(tmp_path / "home"))
    return load_settings()


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


def in_a_page(path: Path, column: str) -> int:
    """Return where the last byte of the only data page of a column is; its header comes first."""
    group = pq.read_metadata(path).row_group(0)
    chunk = next(each for each in map(group.column, range(group.num_columns)) if each.path_in_schema == column)
    start = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
    return start + chunk.total_compressed_size - 1


PLACES = {
    "magic at the start": lambda path: 0,
    "a page of texts": lambda path: in_a_page(path, "text"),
    "a page of numbers": lambda path: in_a_page(path, "mentions.list.element.confidence"),
    "magic at the end": lambda path: path.stat().st_size - 1,
}
FOOTER = {
    "footer": lambda path: path.stat().st_size - 200,
    "length of the footer": lambda path: path.stat().st_size - 8,
}


def named_of_ours(path: Path) -> Path:
    return path


def named_otherwise(path: Path) -> Path:
    return path.rename(path.with_name("from-a-colleague.parquet"))


CASES = [
    *((named_of_ours, where) for where in PLACES | FOOTER),
    *((named_otherwise, where) for where in PLACES),
]


@pytest.mark.parametrize(("name", "where"), CASES, ids=lambda each: getattr(each, "__name__", each))
def test_a_flipped_byte_is_named_and_the_rest_is_served(settings, name, where):
    archive = Archive(settings.archive)
    damaged = name(
        archive.write([analysed("a", "Talks in *Rome/rome*, in *Muscat/muscat* and by the *Red Sea/red-sea*.")])
    )
    archive.write([analysed("b", "In *Beirut/beirut*.")])
    assert archive.sound_files()[1] == []
    flip(damaged, (PLACES | FOOTER)[where](damaged))

    with Index.open(settings) as index:
        assert list(queries.place_counts(index, NO_FILTERS)["name"]) == ["Beirut"]
        assert len(index.damaged) == 1 and damaged.name in str(index.damaged[0])
    said = CliRunner().invoke(main, ["status"])
    assert said.exit_code == 1 and "1 articles in 2 files" in said.stdout
    assert f"Warning: {damaged}" in said.stderr and "restore it from a copy, or remove it" in said.stderr


def test_the_index_is_built_anew_without_a_file_that_was_damaged_since(settings):
    archive = Archive(settings.archive)
    damaged = archive.write([analysed("a", "In *Rome/rome*.")])
    archive.write([analysed("b", "In *Beirut/beirut*.")])
    Index.open(settings).close()
    flip(damaged, damaged.stat().st_size // 2)
    settings.index.unlink()
    with Index.open(settings) as index:
        assert list(queries.place_counts(index, NO_FILTERS)["name"]) == ["Beirut"]
        assert damaged.name in str(index.damaged[0]) and index.note == ""
        damaged.unlink()
        index.refresh()
        assert index.damaged == ()


def test_an_ingest_names_the_damaged_file_and_reads_its_articles_anew(settings):
    news = [read_text("Talks were held in Rome."), read_text("Talks were held in Muscat.")]
    ingest(news, settings, reader())
    (damaged,) = Archive(settings.archive).files()
    flip(damaged, 100)
    report = ingest(news, settings, reader())
    assert report.added == 2 and len(report.warnings) == 1 and damaged.name in report.warnings[0]
    damaged.unlink()
    assert len(list(Archive(settings.archive).read())) == 2


def test_every_page_that_is_written_has_a_checksum(settings):
    """Also in a compacted file: a reader that knows no digests in names can check it."""
    archive = Archive(settings.archive)
    for key in "ab":
        archive.write([analysed(key, "In *Rome/rome*, as was said in Rome and elsewhere.")])
    compact(archive)
    (path,) = archive.files()
    flip(path, in_a_page(path, "text"))
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(path, page_checksum_verification=True)
