"""
How well places are found and put, and how fast: `python -m tests.bench.places [../shared]`.

Reads the annotated articles of `corpora/dev` through `Analyser`, scores them with `bench/score.py` and prints a row a
corpus. Demonyms count as found places, except where a corpus does not annotate them (column "demonyms").
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from pathlib import Path

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.gazetteer_build import build
from dashboard.geoparse.gazetteer_version import is_current
from dashboard.model import AnalysedArticle, Article
from dashboard.settings import load_settings


def main(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "score.py")
    assert spec and spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    settings = load_settings()
    if not is_current(settings.gazetteer, settings.data):
        build(settings.gazetteer, settings.data)
    started = time.perf_counter()
    analyser = Analyser.open(settings)
    print(f"opened in {time.perf_counter() - started:.2f} s")
    print(f"{'corpus':<10}{'demonyms':<10}{'found P':>9}{'R':>7}{'F1':>7}{'P@161':>8}{'R@161':>7}{'F@161':>7}")
    for path in sorted((shared / "corpora" / "dev").glob("*.jsonl")):
        gold = [json.loads(line) for line in path.open(encoding="utf-8")]
        demonyms = any(t.get("demonym") for article in gold for t in article["toponyms"])
        predicted = [
            {"id": article["id"], "toponyms": _toponyms(analyser(_article(article)), demonyms)} for article in gold
        ]
        result = score.score(gold, predicted)
        found, whole = result["recognition"]["overlap"], result["end_to_end"]
        print(
            f"{path.stem:<10}{'yes' if demonyms else 'no':<10}{found['P']:>9.3f}{found['R']:>7.3f}{found['F1']:>7.3f}"
            f"{whole['precision161']:>8.3f}{whole['recall161']:>7.3f}{whole['f161']:>7.3f}"
        )
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
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
