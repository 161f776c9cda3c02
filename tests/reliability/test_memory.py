"""
Inputs without measure: what is far too large or too deep is refused and said, what comes after it is read, and memory
stays within 300 MB of what a process has that is about to begin.

Inputs of 100 MB; with DASHBOARD_FULL_TESTS=1, of 1 GB.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHARACTERS = 1_000_000_000 if os.environ.get("DASHBOARD_FULL_TESTS") == "1" else 100_000_000
MOST_MB = 300

PROSE = "Talks were held in Rome, in Muscat and by the Red Sea. \U0001f6a2 " * 1000
LINE = PROSE + "\n"

#: Name of the file: what comes before the long text, what is repeated, what comes after it; what is said of it, and how
#: many articles are read.
INPUTS = {
    "text.txt": ("", LINE, "", "over the limit of 500,000 characters", 0),
    "marked.md": ("# Title\n\n", LINE, "", "over the limit of 500,000 characters", 0),
    "lines.jsonl": ('{"text": "', PROSE, '"}\n{"text": "Rome."}\n', "lines.jsonl:1: a line of over", 1),
    "quoted.csv": ('id,text\n1,"', LINE, '"\n2,Rome\n', "quoted.csv:2: the row cannot be read (over", 1),
    "bare.csv": ("text\n", PROSE.replace(",", ""), "\nRome\n", "bare.csv:2: the row cannot be read (over", 1),
    "object.json": ('{\n"text": "', PROSE, '"\n}', "characters in one piece of JSON", 0),
    "array.json": ('[{"text": "Rome"},\n{"text": "', PROSE, '"}]', "array.json:2: the array cannot be read", 1),
    "values.jsonl": ('{"text": "Rome", "x": [', "{}," * 10_000, '0]}\n{"text": "Rome."}\n', "values.jsonl:1: ", 1),
    "deep.json": ("", "[" * 10_000, "", "nested too deeply", 0),
    "deep.jsonl": ('{"text": "Rome", "x":', "[" * 10_000, '\n{"text": "Rome."}\n', "deep.jsonl:1: ", 1),
}

_READ = """
import json, resource, sys
from dashboard.settings import Limits
from dashboard.sources import Received, read_sources

def most_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)

idle, articles, said = most_mb(), 0, []
for item in read_sources(sys.argv[1:], Limits()):
    if isinstance(item, Received):
        articles += 1
    else:
        said.append(str(item))
print(json.dumps({"articles": articles, "said": said, "mb": most_mb() - idle}))
"""


def read(path: Path) -> dict:
    """Read a file or folder in a process of its own, and return the articles, what it said, and the MB it took."""
    done = subprocess.run([sys.executable, "-c", _READ, path], cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", INPUTS)
def test_a_text_without_measure_is_refused_and_said_in_bounded_memory(tmp_path, name):
    before, repeated, after, said, articles = INPUTS[name]
    with open(tmp_path / name, "w", encoding="utf-8") as file:
        file.write(before)
        for _ in range(CHARACTERS // len(repeated)):
            file.write(repeated)
        file.write(after)
    found = read(tmp_path / name)
    (tmp_path / name).unlink()
    assert len(found["said"]) == 1 and said in found["said"][0]
    assert found["articles"] == articles and found["mb"] < MOST_MB


@pytest.mark.parametrize("depth", [100, 900, 990, 1000, 5000, 100_000])
def test_nesting_of_any_depth_is_read_or_refused_and_the_next_line_is_read(tmp_path, depth):
    deep = "[" * depth + "]" * depth
    lines = (f'{{"text": "Rome.", "id": {deep}}}', f'{{"text": {deep}}}', '{"x":' * depth + "1" + "}" * depth)
    (tmp_path / "deep.jsonl").write_text("\n".join([*lines, '{"text": "Muscat."}']))
    found = read(tmp_path / "deep.jsonl")
    assert 1 <= found["articles"] <= 2 and found["articles"] + len(found["said"]) == 4


def test_an_array_of_any_length_is_read_in_bounded_memory(tmp_path):
    one = json.dumps({"text": PROSE[:2000]}) + ",\n"
    with open(tmp_path / "array.json", "w") as file:
        file.write("[\n" + one * (CHARACTERS // len(one)) + '{"text": "Rome"}\n]\n')
    found = read(tmp_path / "array.json")
    assert found["said"] == [] and found["articles"] == CHARACTERS // len(one) + 1 and found["mb"] < MOST_MB


def test_a_folder_of_100000_files_is_read_in_bounded_memory(tmp_path):
    for n in range(100_000):
        if n % 1000 == 0:
            folder = tmp_path / "in" / str(n)
            folder.mkdir(parents=True)
        with open(folder / f"{n}.txt", "w") as file:
            file.write(f"Talks number {n} were held in Rome.")
    found = read(tmp_path / "in")
    shutil.rmtree(tmp_path / "in")
    assert found["articles"] == 100_000 and found["said"] == [] and found["mb"] < MOST_MB


_INGEST = """
import json, resource, sys
from dashboard.geoparse.analyse import Analyser
from dashboard.pipeline import ingest
from dashboard.settings import load_settings
from dashboard.sources import read_sources

def most_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)

settings = load_settings()
analyser = Analyser.open(settings)
ingest(read_sources(sys.argv[1:2], settings.limits), settings, analyser)
idle = most_mb()
report = ingest(read_sources(sys.argv[2:], settings.limits), settings, analyser)
print(json.dumps({"articles": report.added, "mentions": report.mentions, "mb": most_mb() - idle}))
"""


def test_the_longest_articles_that_are_read_are_analysed_in_bounded_memory(tmp_path, gazetteer_folder):
    """Three of them, dense with names: more than one archive file takes."""
    sentence = "Talks were held in Rome, in Muscat and by the Red Sea on Monday, said Ali Hassan of Hezbollah. "
    (tmp_path / "short.txt").write_text(sentence)
    (tmp_path / "long").mkdir()
    for n in range(3):
        (tmp_path / "long" / f"{n}.txt").write_text(f"{n}. " + (sentence * 20 + "\n") * 250)
    environ = {
        **os.environ, "DASHBOARD_HOME": str(tmp_path / "home"), "DASHBOARD_GAZETTEER": str(gazetteer_folder)
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", _INGEST, tmp_path / "short.txt", tmp_path / "long"], cwd=ROOT,
                          env=environ, check=True, capture_output=True)  # fmt: skip
    found = json.loads(done.stdout)
    print(found)
    assert found["articles"] == 3 and found["mentions"] > 40_000 and found["mb"] < MOST_MB
