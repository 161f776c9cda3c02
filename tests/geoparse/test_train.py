"""Training on a user's own articles makes models that load and find what they were taught."""

import json
from pathlib import Path

import pytest

from dashboard.errors import SourceError
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.toponyms import Tagger
from dashboard.geoparse.train import ROLES_ALONE, read_annotated, train
from dashboard.geoparse.train_roles import read_passages
from dashboard.geoparse.words import Words
from dashboard.settings import load_settings

WORDS = Words.open(load_settings().data / "words.tsv")


def annotated(number: int, text: str, name: str, lat: float, lon: float) -> str:
    start = text.index(name)
    mark = {"start": start, "end": start + len(name), "name": name, "lat": lat, "lon": lon}
    return json.dumps({"id": f"t{number}", "text": text, "toponyms": [mark]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpora"
    folder.mkdir()
    lines = [
        annotated(n, f"{'Officials' if n % 2 else 'Residents'} in {name} said that rain fell.", name, lat, lon)
        for n, (name, lat, lon) in enumerate(
            [("Beirut", 33.89, 35.5), ("Cairo", 30.06, 31.25), ("Muscat", 23.58, 58.41), ("Amman", 31.95, 35.93)] * 4
        )
    ]
    (folder / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_trains_all_models_and_leaves_out_what_is_excluded(folder: Path, tmp_path: Path, gazetteer: Gazetteer) -> None:
    held_out = tmp_path / "held"
    held_out.mkdir()
    first = (folder / "own.jsonl").read_text(encoding="utf-8").splitlines()[0]
    (held_out / "test.jsonl").write_text(first, encoding="utf-8")
    data = load_settings().data
    files = [path for path in (data / "training").glob("*.txt") if path.name != ROLES_ALONE]
    passages = sum(len(list(read_passages(path))) for path in files)
    report = train(folder, data, gazetteer, tmp_path / "models", held_out)
    assert report.articles == 15 + passages
    names = {path.name for path in (tmp_path / "models").iterdir()}
    assert names == {"toponyms.crfsuite", "resolver.json", "confidence.json", "metonyms.tsv"}
    tagger = Tagger(tmp_path / "models" / "toponyms.crfsuite", gazetteer, WORDS)
    assert [t.surface for t in tagger.find("Officials in Aleppo said that rain fell.")] == ["Aleppo"]


def test_a_line_that_is_no_annotated_article_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a", "text": "Rome", "toponyms": []}\n{"id": "b", "text": "Ro', encoding="utf-8")
    with pytest.raises(SourceError, match=r"bad.jsonl:2: not an annotated article"):
        list(read_annotated(path))
    path.write_text('{"id": "a", "text": "Rome", "toponyms": [{"start": 0, "end": 9}]}\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"bad.jsonl:1: .*outside of the text"):
        list(read_annotated(path))
