"""
Files of articles are read from S3 and written to it, against a local server of its interface (moto).

Skipped where `moto[server]` and `s3fs` are not installed: together they are some 200 MB.
"""

from dataclasses import replace

import pytest

from dashboard.pipeline import ingest
from dashboard.settings import Limits
from dashboard.sources import Columns, read_sources
from dashboard.store.archive import Archive
from dashboard.workers.partitions import analyse_file, files_of, taken
from tests.builders import NOON, reader
from tests.workers.test_pool import news

pytest.importorskip("moto.server", reason='an S3 server needs: pip install "moto[server]" s3fs')
s3fs = pytest.importorskip("s3fs", reason='S3 needs: pip install "moto[server]" s3fs')


@pytest.fixture
def bucket(monkeypatch):
    """A bucket on a server of this machine, found as any other is: by the environment."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    files.mkdir("news")
    yield files
    server.stop()


def test_what_lies_in_a_bucket_is_analysed_into_it_once_and_stored_like_local_files(settings, tmp_path, bucket):
    for n in range(3):
        content = news(5, n2=f"File {n}")
        (tmp_path / f"{n}.jsonl").write_bytes(content)
        bucket.pipe_file(f"news/in/{n}.jsonl", content)
    urls = files_of("s3://news/in/")
    assert urls == [f"s3://news/in/{n}.jsonl" for n in range(3)]
    analyse = reader()
    written = [analyse_file(url, "s3://news/out", analyse, Limits(), Columns()) for url in urls]
    before = {path: bucket.modified(path) for path in bucket.find("news/out")}
    assert [analyse_file(url, "s3://news/out", analyse, Limits(), Columns()) for url in urls] == written
    assert {path: bucket.modified(path) for path in bucket.find("news/out")} == before and len(before) == 3

    ingest([], settings, analyse, run=lambda _: taken(written, analyse.version, 3))
    alone = replace(settings, home=tmp_path / "alone")
    ingest(read_sources([tmp_path / f"{n}.jsonl" for n in range(3)], Limits()), alone, analyse)
    ours, theirs = (
        [replace(each, analysed_at=NOON) for each in Archive(home.archive).read()] for home in (settings, alone)
    )
    assert ours == theirs and len(ours) > 3
