"""
How well places are found and put, and how fast: `python -m tests.bench.places [../shared] [--folds 4]`.

Reads the annotated articles of `corpora/dev` through `Analyser`, scores them with `bench/score.py` and prints a row a
corpus. Demonyms count as found places, except where a corpus does not annotate them (column "demonyms").

With `--folds`, TR-News by cross-validation instead: each fold of its articles is read by models that were trained on
everything else (a minute a fold).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.gazetteer_build import build
from dashboard.geoparse.gazetteer_version import is_current
from dashboard.geoparse.train import read_annotated, train
from dashboard.model import AnalysedArticle, Article
from dashboard.settings import Settings, load_settings

_HEAD = f"{'corpus':<10}{'demonyms':<10}{'found P':>9}{'R':>7}{'F1':>7}{'P@161':>8}{'R@161':>7}{'F@161':>7}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--folds", type=int, metavar="N")
    given = parser.parse_args()
    shared: Path = given.shared
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "score.py")
    assert spec and spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    settings = load_settings()
    if not is_current(settings.gazetteer, settings.data):
        build(settings.gazetteer, settings.data)
    if given.folds:
        print(_HEAD)
        gold = list(read_annotated(shared / "corpora" / "trnews.jsonl"))
        print_row("trnews", score, gold, cross_validated(gold, given.folds, shared / "corpora", settings))
        return
    started = time.perf_counter()
    analyser = Analyser.open(settings)
    print(f"opened in {time.perf_counter() - started:.2f} s")
    print(_HEAD)
    for path in sorted((shared / "corpora" / "dev").glob("*.jsonl")):
        gold = list(read_annotated(path))
        print_row(path.stem, score, gold, [analyser(_article(article)) for article in gold])
    for name in ("lgl", "trnews"):
        articles = [
            _article(json.loads(line)) for line in (shared / "corpora" / f"{name}.jsonl").open(encoding="utf-8")
        ]
        for article in articles[:20]:
            analyser(article)
        started = time.process_time()
        for article in articles:
            analyser(article)
        seconds = time.process_time() - started
        print(f"{name}: {len(articles) / seconds:.0f} articles a second of one core ({len(articles)} articles)")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def print_row(name: str, score: ModuleType, gold: Sequence[dict], read: Sequence[AnalysedArticle]) -> None:
    """Print the scores of a corpus, whose articles were read in this order."""
    demonyms = any(t.get("demonym") for article in gold for t in article["toponyms"])
    predicted = [
        {"id": article["id"], "toponyms": _toponyms(analysed, demonyms)}
        for article, analysed in zip(gold, read, strict=True)
    ]
    result = score.score(gold, predicted)
    found, whole = result["recognition"]["overlap"], result["end_to_end"]
    print(
        f"{name:<10}{'yes' if demonyms else 'no':<10}{found['P']:>9.3f}{found['R']:>7.3f}{found['F1']:>7.3f}"
        f"{whole['precision161']:>8.3f}{whole['recall161']:>7.3f}{whole['f161']:>7.3f}",
        flush=True,
    )


def cross_validated(gold: Sequence[dict], folds: int, corpora: Path, settings: Settings) -> list[AnalysedArticle]:
    """Return the articles, each read by models that were trained without it and its fold."""
    read: dict[int, AnalysedArticle] = {}
    gazetteer = Gazetteer.open(settings.gazetteer)
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as folder:
            data, without = Path(folder) / "data", Path(folder) / "without"
            shutil.copytree(settings.data, data)
            without.mkdir()
            held = [article for number, article in enumerate(gold) if number % folds == fold]
            (without / "trnews.jsonl").write_text("".join(json.dumps(article) + "\n" for article in held))
            train(corpora, data, gazetteer, data / "models", without)
            analyser = Analyser.open(replace(settings, data=data))
            read |= {number: analyser(_article(gold[number])) for number in range(fold, len(gold), folds)}
    return [read[number] for number in range(len(gold))]


def _article(gold: dict) -> Article:
    return Article(gold["id"], "", gold["text"])


def _toponyms(analysed: AnalysedArticle, demonyms: bool) -> list[dict]:
    return [
        {
            "start": m.start,
            "end": m.end,
            "lat": m.place.lat if m.place else None,
            "lon": m.place.lon if m.place else None,
        }
        for m in analysed.mentions
        if demonyms or m.role != "demonym"
    ]


if __name__ == "__main__":
    main()
