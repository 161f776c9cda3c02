"""Of 100,000 rows 1,000 are malformed, in every way that tables are: the others are read, and each has its line."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.settings import Limits
from dashboard.sources import Refusal
from dashboard.sources.tables import read_csv, read_json_lines
from dashboard.store.archive import Archive

ROOT = Path(__file__).resolve().parents[2]

#: What stands in place of a row; "{n}" is its number.
BROKEN_CSV = (
    '{n},"Talks number {n} in Rome',  # a quote that is not closed
    "{n},Talks, number {n}, in Rome",  # cells too many
    "{n},",  # no text
    '{n},"Talks number {n}"", in Rome',  # the same after a quote of its own
)
BROKEN_JSON = (
    '{{"id": {n}, "text": "Talks',
    "Talks number {n}",
    '{{"id": {n}, "title": "no text"}}',
    '["a list", {n}]',
    '{{"text": {{"n": {n}}}}}',
)


def csv_table(rows: int) -> tuple[str, list[int]]:
    """Return a table of which every hundredth row is malformed, and the lines of these; good rows have 1 to 3 lines."""
    lines, broken = ["id,text"], []
    for n in range(rows):
        if n % 100 == 37:
            broken.append(len(lines) + 1)
            lines.append(BROKEN_CSV[n // 100 % len(BROKEN_CSV)].format(n=n))
        elif n % 7 == 0:
            lines += [f'{n},"Talks ""number"" {n}', "", 'in Rome, Italy."']
        else:
            lines.append(f'{n},"Talks number {n} in Rome."' if n % 2 else f"{n},Talks number {n} in Rome.")
    return "\n".join(lines) + "\n", broken


def json_lines(rows: int) -> tuple[str, list[int]]:
    broken = range(38, rows + 1, 100)
    lines = [json.dumps({"id": n, "text": f"Talks number {n} in Rome."}) for n in range(rows)]
    for number in broken:
        lines[number - 1] = BROKEN_JSON[number // 100 % len(BROKEN_JSON)].format(n=number)
    return "\n".join(lines) + "\n", list(broken)


TABLES = [pytest.param(csv_table, read_csv, id="csv"), pytest.param(json_lines, read_json_lines, id="jsonl")]


@pytest.mark.parametrize(("table", "read"), TABLES)
def test_the_other_99_percent_are_read_and_the_rest_is_named_by_its_line(table, read):
    text, broken = table(100_000)
    taken, refused = [], []
    for item in read("table", io.BytesIO(text.encode()), Limits()):
        if isinstance(item, Refusal):
            refused.append(item.line)
        else:
            taken.append(int(item.given_id))
    assert refused == broken and len(broken) == 1000
    assert taken == [n for n in range(100_000) if n % 100 != 37]


@pytest.mark.parametrize(("table", "suffix"), [(csv_table, ".csv"), (json_lines, ".jsonl")], ids=["csv", "jsonl"])
def test_an_ingest_stores_the_99_percent_and_names_the_rest(settings, tmp_path, table, suffix):
    settings = replace(settings, home=tmp_path / "home")
    text, broken = table(600)
    (tmp_path / f"news{suffix}").write_text(text)
    environ = {**os.environ, "DASHBOARD_HOME": str(settings.home), "DASHBOARD_GAZETTEER": str(settings.gazetteer)}
    done = subprocess.run([sys.executable, "-m", "dashboard", "ingest", tmp_path / f"news{suffix}"], cwd=ROOT,
                          env=environ, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 1 and "594 articles read" in done.stdout
    assert [f"news{suffix}:{line}:" in done.stderr for line in broken] == [True] * 6
    assert len(list(Archive(settings.archive).read())) == 594
