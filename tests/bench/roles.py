"""
How well the sense of place names and their roles are told: `python -m tests.bench.roles [../shared]`.

Five-fold cross-validation on `relocar_train` and `semeval_train`, by sentence (a sentence that stands twice is in one
fold), alone and with the other corpora and the project's passages added to the training folds, where a sentence of the
corpus itself weighs three times; trained on everything but `semeval_train` and tested on it; and the roles that the
installed `Analyser` gives to the project's own held-out sentences. No sentence is both trained on and tested.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.train_roles import fit_senses, passage_examples, read_passages, sense_examples
from dashboard.geoparse.words import Words
from dashboard.model import ROLES, Article
from dashboard.settings import load_settings

GOLD = Path(__file__).resolve().parent.parent / "gold" / "roles.txt"
_FOLDS = 5
#: How often a sentence of the tested corpus, and of another one, counts in training, and the ridge for both.
_ALONE, _WITH_OTHERS = 3.3, 10.0
_OWN_CORPUS_WEIGHS = 3


class Item(NamedTuple):
    """One name in a sentence: the sentence, the features of the name and its sense."""

    text: str
    features: list[str]
    label: str


def accuracy(train: Sequence[Item], test: Sequence[Item], ridge: float) -> float:
    """Return the share of the test's senses that weights fitted on `train` get right."""
    weights = fit_senses(((item.features, item.label) for item in train), ridge)
    right = sum((sum(weights.get(f, 0.0) for f in item.features) > 0) == (item.label == "M") for item in test)
    return right / len(test)


def cross_validate(items: Sequence[Item], others: Sequence[Item]) -> float:
    """Return the accuracy over five folds of sentences, the other items added to every training part."""
    texts = sorted({item.text for item in items})
    random.Random(0).shuffle(texts)
    fold = {text: n % _FOLDS for n, text in enumerate(texts)}
    right = 0.0
    for k in range(_FOLDS):
        test = [item for item in items if fold[item.text] == k]
        train = [item for item in items if fold[item.text] != k]
        assert not {item.text for item in test} & {item.text for item in [*train, *others]}
        if others:
            right += accuracy([*train * _OWN_CORPUS_WEIGHS, *others], test, _WITH_OTHERS) * len(test)
        else:
            right += accuracy(train, test, _ALONE) * len(test)
    return right / len(items)


def read_items(shared: Path, data: Path, gazetteer: Gazetteer) -> dict[str, list[Item]]:
    """Return the items of each corpus, "own" for the project's passages."""
    words = Words.open(data / "words.tsv")
    out = {}
    for path in sorted((shared / "corpora" / "metonymy").glob("*.jsonl")):
        texts = [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
        found = sense_examples(path, gazetteer, words)
        out[path.stem] = [Item(text, *example) for text, example in zip(texts, found, strict=True)]
    out["own"] = [
        Item(passage["text"], *example)
        for path in sorted((data / "training").glob("*.txt"))
        for passage in read_passages(path)
        for example in passage_examples([passage], gazetteer, words)
    ]
    return out


def print_roles(analyser: Analyser) -> None:
    """Print, by role, how many names of the held-out sentences were found and how many have the right role."""
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for passage in read_passages(GOLD):
        mentions = analyser(Article("a", "", passage["text"])).mentions
        for mark in passage["toponyms"]:
            gold[mark["role"]] += 1
            here = [m for m in mentions if m.start < mark["end"] and mark["start"] < m.end]
            if here:
                found[mark["role"]] += 1
                right[mark["role"]] += here[0].role == mark["role"]
    print(f"\n{'own held-out sentences':<24}{'names':>7}{'found':>7}{'right':>7}{'of found':>10}{'of all':>8}")
    for role in (*ROLES, "all"):
        n, f, r = (c.total() if role == "all" else c[role] for c in (gold, found, right))
        print(f"{role:<24}{n:>7}{f:>7}{r:>7}{r / max(f, 1):>10.3f}{r / max(n, 1):>8.3f}")


def main(shared: Path) -> None:
    settings = load_settings()
    items = read_items(shared, settings.data, Gazetteer.open(settings.gazetteer))
    print(f"{'sense of place names':<24}{'items':>7}{'alone':>8}{'with the others':>17}")
    for name in ("relocar_train", "semeval_train", "own"):
        started = time.perf_counter()
        others = [item for other, more in items.items() if other != name for item in more]
        alone, both = cross_validate(items[name], []), cross_validate(items[name], others)
        seconds = time.perf_counter() - started
        print(f"{name:<24}{len(items[name]):>7}{alone:>8.3f}{both:>17.3f}   five folds, {seconds:.0f} s")
    others = [item for other, more in items.items() if other != "semeval_train" for item in more]
    cross = accuracy(others, items["semeval_train"], _ALONE)
    print(f"{'all others to semeval':<24}{len(items['semeval_train']):>7}{'':>8}{cross:>17.3f}")
    print_roles(Analyser.open(settings))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
