"""
How fast articles are read, step by step: `python -m tests.bench.speed [../shared] [--beside-spacy en_core_web_sm]`.

Prints milliseconds of processor time an article for each step, over the articles of `corpora/lgl.jsonl` and
`trnews.jsonl`, then articles a second for places with roles and for everything, the peak memory of this process, and
how long `python -m dashboard analyse` takes on one article from its start to its end. The first pass meets most words
for the first time; the passes after it are what a long run comes to: their best is the machine's own speed, their
median what other work on it left.

With `--factors`, what makes it quick, each against the same done otherwise, in one run: all features of a token looked
up at once as 64-bit keys, against strings given to CRFsuite's own tagger; and what is kept from one article to the next
(word forms, names of the gazetteer, their candidates), against all forgotten after each.

Seconds differ from machine to machine: a plain loop says how quick this one is. With `--beside-spacy`, where spaCy and
that model are installed (the project needs neither), both read the same articles by turns in one run, spaCy finding
names alone, and the ratio is printed.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pycrfsuite

from dashboard.geoparse import analyse, features, text
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import _FORMS as document_forms
from dashboard.geoparse.document import Document
from dashboard.model import Article
from dashboard.settings import load_settings

_ARTICLE = {"id": "a1", "text": "MUSCAT - Tehran rejected the offer."}
_WARMING = 20
_PASSES = 7
#: Articles that each reads in turn: few, so that both meet the same moods of the machine.
_TURN = 20
_ADDITIONS = 10_000_000


class Clock:
    """Processor time of functions that are wrapped in place, in seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def wrap(self, owner: Any, name: str, step: str) -> None:
        inner: Callable = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.process_time()
            try:
                return inner(*args, **kwargs)
            finally:
                self.seconds[step] += time.process_time() - started

        setattr(owner, name, timed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--beside-spacy", metavar="MODEL")
    parser.add_argument("--factors", action="store_true", help="print what keys and kept words give (a minute)")
    given = parser.parse_args()
    shared: Path = given.shared
    print(f"this machine adds {_ADDITIONS:,} numbers in a Python loop in {_yardstick():.2f} s")
    analyser = Analyser.open_for_good(load_settings())
    for name in ("lgl", "trnews"):
        articles = read(shared / "corpora" / f"{name}.jsonl")
        for article in articles[:_WARMING]:
            analyser(article)
        first, *later = [len(articles) / _pass(analyser, articles) for _ in range(1 + _PASSES)]
        print(
            f"{name}, articles a second of one core: first pass {first:.0f}, then {statistics.median(later):.0f} "
            f"(median of {_PASSES}), at best {max(later):.0f}"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    articles = read(shared / "corpora" / "lgl.jsonl") + read(shared / "corpora" / "trnews.jsonl")
    if given.beside_spacy:
        _print_ratio(analyser, articles, given.beside_spacy)
    if given.factors:
        _print_factors(analyser, articles)
    _print_steps(analyser, articles)
    _print_start()


def read(path: Path) -> list[Article]:
    """Return the articles of a corpus."""
    with path.open(encoding="utf-8") as file:
        return [Article(gold["id"], "", gold["text"]) for gold in map(json.loads, file)]


def _pass(analyser: Analyser, articles: list[Article]) -> float:
    started = time.process_time()
    for article in articles:
        analyser(article)
    return time.process_time() - started


def _yardstick() -> float:
    """Return processor seconds of a loop of additions: the best of three."""
    took = []
    for _ in range(3):
        started, total = time.process_time(), 0
        for number in range(_ADDITIONS):
            total += number
        took.append(time.process_time() - started)
    return min(took)


def _print_factors(analyser: Analyser, articles: list[Article]) -> None:
    """Print what each way of being quick gives, in processor time, by turns over the same articles."""
    tagger = analyser._tagger
    plain = pycrfsuite.Tagger()
    plain.open(str(load_settings().data / "models" / "toponyms.crfsuite"))
    keys = strings = kept = forgotten = 0.0
    for at in range(0, len(articles), _TURN):
        documents = [Document(article.text) for article in articles[at : at + _TURN]]
        started = time.process_time()
        for document in documents:
            encoded = tagger._featurizer.encode(document)
            scores = tagger._scores(encoded)
            lengths = [run.last + 1 - run.first for run in encoded.runs]
            tagger._crf.best(scores, lengths)
            tagger._crf.marginals(scores, lengths)
        keys += time.process_time() - started
        started = time.process_time()
        for document in documents:
            encoded = tagger._featurizer.encode(document)
            for _, of_run in tagger._featurizer.strings(encoded, [True] * len(encoded.runs)):
                plain.tag(of_run)
                for position in range(len(of_run)):
                    for label in tagger._crf.labels:
                        plain.marginal(label, position)
        strings += time.process_time() - started
        kept += _pass(analyser, articles[at : at + _TURN])
        started = time.process_time()
        for article in articles[at : at + _TURN]:
            _forget(analyser)
            analyser(article)
        forgotten += time.process_time() - started
    print(f"tagging with keys takes {keys / strings:.2f} of what CRFsuite's tagger and strings take")
    print(f"everything takes {kept / forgotten:.2f} of what it takes when each article starts with nothing kept")


def _forget(analyser: Analyser) -> None:
    gazetteer, candidates = analyser.gazetteer, analyser._resolver.candidates
    for kept in (gazetteer.match, gazetteer.word, gazetteer.entries, gazetteer.is_seat, gazetteer.place,
                 gazetteer.homes, candidates.name, candidates._home, candidates.lookup._found, candidates._respelled,
                 text.fold, text.name_parts):  # fmt: skip
        kept.cache_clear()
    document_forms.clear()
    analyser._tagger._featurizer.forget()


def _print_ratio(analyser: Analyser, articles: list[Article], model: str) -> None:
    import spacy  # not among the project's requirements: see above

    names = spacy.load(model, exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    own = other = 0.0
    for at in range(0, len(articles), _TURN):
        turn = articles[at : at + _TURN]
        own += _pass(analyser, turn)
        started = time.process_time()
        for article in turn:
            names(article.text)
        other += time.process_time() - started
    count = len(articles)
    print(f"{model}, names alone: {count / other:.1f} articles a second of one core")
    print(f"everything, beside it: {count / own:.1f} articles a second, {other / own:.1f} times as many")


def _print_steps(analyser: Analyser, articles: list[Article]) -> None:
    clock = Clock()
    for owner, name, step in (
        (analyse, "Document", "tokens, document"),
        (features, "named_runs", "runs, names in them"),
        (analyser._tagger._featurizer, "encode", "features"),
        (analyser._tagger, "find", "tagging"),
        (analyser._resolver.candidates, "variables", "candidates"),
        (analyser._resolver, "resolve", "resolution"),
        (analyser._roles, "roles", "roles"),
        (analyser.catalogue, "find", "actors"),
        (analyse, "actor_mentions", "actors"),
    ):
        clock.wrap(owner, name, step)
    whole = _pass(analyser, articles)
    steps = clock.seconds
    steps["tagging"] -= steps["features"]
    steps["features"] -= steps["runs, names in them"]
    steps["resolution"] -= steps["candidates"]
    steps["sentences, assembling"] = whole - sum(steps.values())
    for step, seconds in steps.items():
        print(f"{step:<24}{1000 * seconds / len(articles):7.3f} ms an article")
    print(f"{'places and roles':<24}{len(articles) / (whole - steps['actors']):7.0f} articles a second")
    print(f"{'everything':<24}{len(articles) / whole:7.0f} articles a second")


def _print_start() -> None:
    command = [sys.executable, "-m", "dashboard", "analyse", "-"]
    took = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(command, input=json.dumps(_ARTICLE).encode(), stdout=subprocess.DEVNULL, check=True)
        took.append(time.perf_counter() - started)
    processor = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"cold start on one article {min(took):.2f} s, the best of five; "
        f"{(processor.ru_utime + processor.ru_stime) / 5:.2f} s of processor time"
    )


if __name__ == "__main__":
    main()
