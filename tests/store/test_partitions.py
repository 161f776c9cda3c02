"""The archive parted by month: each article once, in its newest analysis, whole or not at all."""

from datetime import timedelta

import pyarrow.dataset as ds
import pytest

from dashboard.errors import ArchiveError
from dashboard.store.archive import Archive
from dashboard.store.partitions import write_partitions
from dashboard.store.schema import SCHEMA, from_row
from tests.builders import NOON, analysed

UNDATED = "month=__HIVE_DEFAULT_PARTITION__"


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path / "archive")
    made.write([analysed("a", "In *Rome/rome*.", published="2024-10-28"), analysed("b", "In *Muscat/muscat*.")])
    later = NOON + timedelta(hours=1)
    made.write([analysed("a", "Talks in *Rome/rome* by *Iran/@iran*.", published="2024-10-29", at=later),
                analysed("c", "In *Foo/?*.", published="2024-11-01")])  # fmt: skip
    return made


def test_each_article_is_in_the_folder_of_its_month_in_its_newest_analysis(archive, tmp_path):
    done = write_partitions(archive, tmp_path / "out")
    assert (done.articles, done.months, done.files) == (3, 3, 3)
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["month=2024-10", "month=2024-11", UNDATED]
    table = ds.dataset(tmp_path / "out", partitioning="hive").to_table().sort_by("article_id")
    assert table["month"].to_pylist() == ["2024-10", None, "2024-11"]
    assert table.schema.names == [*SCHEMA.names, "month"]
    found = [from_row(row) for row in table.select(SCHEMA.names).to_pylist()]
    assert found == sorted(archive.read(), key=lambda each: each.article.article_id)


def test_partitions_from_before_are_replaced_and_nothing_else_is(archive, tmp_path):
    write_partitions(archive, tmp_path / "out")
    archive.write([analysed("d", "In *Beirut/beirut*.", published="2024-12-01")])
    assert write_partitions(archive, tmp_path / "out").months == 4
    assert len(list((tmp_path / "out").iterdir())) == 4
    (tmp_path / "out" / "mine.txt").write_text("not to be lost")
    with pytest.raises(ArchiveError, match="holds something else"):
        write_partitions(archive, tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["archive", "out"]


def test_what_fails_half_way_leaves_what_was_there(archive, tmp_path, monkeypatch):
    write_partitions(archive, tmp_path / "out")
    path = archive.write([analysed("d", "In *Beirut/beirut*.", published="2024-12-01")])

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ds, "write_dataset", full)
        with pytest.raises(ArchiveError, match="No space left on device.*make room"):
            write_partitions(archive, tmp_path / "out")
    assert ds.dataset(tmp_path / "out", partitioning="hive").count_rows() == 3
    assert sorted(each.name for each in tmp_path.iterdir()) == ["archive", "out"]
    path.write_bytes(path.read_bytes()[:-5])
    damaged = []
    assert write_partitions(archive, tmp_path / "out", damaged).articles == 3 and len(damaged) == 1


def test_an_empty_archive_is_an_empty_folder(tmp_path):
    assert write_partitions(Archive(tmp_path / "none"), tmp_path / "out").articles == 0
    assert list((tmp_path / "out").iterdir()) == []


def test_many_months_are_written_in_any_order(tmp_path):
    archive = Archive(tmp_path / "archive")
    days = [f"{year}-{month:02}-01" for year in range(2015, 2025) for month in range(1, 13)] * 3
    archive.write([analysed(str(n), "In *Rome/rome*.", published=day) for n, day in enumerate(days)])
    assert write_partitions(archive, tmp_path / "out").months == 120
    assert ds.dataset(tmp_path / "out", partitioning="hive").count_rows() == 360
