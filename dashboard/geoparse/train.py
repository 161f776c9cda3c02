"""
Train the toponym tagger on annotated articles.

Reads JSON lines of the shape that `evaluate` reads: `id`, `text`, `toponyms` with `start`, `end`, optionally `demonym`,
and optionally `ignore` spans. Writes one CRFsuite model file and nothing else. Deterministic.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from dashboard.errors import SourceError
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.toponyms import Document, featurize

#: L-BFGS with elastic net: measured on held-out articles against 1.0 and 0.1; keeps the model under 5 MB.
PARAMETERS = {"c1": 0.02, "c2": 0.3, "max_iterations": 150, "feature.minfreq": 2, "feature.possible_transitions": True}


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was trained on and how large the model became."""

    articles: int
    toponyms: int
    seconds: float
    bytes: int


def read_annotated(path: Path) -> Iterator[dict]:
    """
    Yield the annotated articles of a JSON lines file.

    Raises SourceError, with file and line, for a line that is no such article.
    """
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                article = json.loads(line)
                text = article["text"]
                for toponym in article["toponyms"]:
                    if not 0 <= toponym["start"] < toponym["end"] <= len(text):
                        raise ValueError(f"toponym {toponym['start']}-{toponym['end']} lies outside of the text")
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"{path}:{number}: not an annotated article ({error}); needs id, text, toponyms with start and end"
                ) from error
            yield article


def labels_of(document: Document, article: dict, gazetteer: Gazetteer, demonyms: bool) -> dict[int, str]:
    """
    Return the label of each token that an annotation covers.

    Where a corpus does not annotate demonyms (`demonyms` false), a token that the gazetteer knows as nothing but a
    demonym gets the demonym's label all the same: or the tagger would learn that "Syrian" is a word like any other.
    """
    labels: dict[int, str] = {}
    spans = sorted((t["start"], t["end"], bool(t.get("demonym"))) for t in article["toponyms"])
    token, count = 0, len(document.tokens)
    for start, end, demonym in spans:
        while token < count and document.tokens[token].end <= start:
            token += 1
        k, begin = token, True
        while k < count and document.tokens[k].start < end:
            if k not in labels:
                labels[k] = ("B-" if begin else "I-") + ("D" if demonym else "P")
                begin = False
            k += 1
    if not demonyms:
        for k, folded in enumerate(document.folded):
            if k not in labels and document.tokens[k].text[0].isupper() and folded:
                name = gazetteer.key_id(folded + " ")
                if name is not None and gazetteer.code(name) == "demonym":
                    labels[k] = "B-D"
    return labels


def examples(
    articles: Iterable[dict], gazetteer: Gazetteer, demonyms: bool
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield (features, labels) of each run of each article."""
    for article in articles:
        document = Document(article["text"])
        labels = labels_of(document, article, gazetteer, demonyms)
        ignored = [(s["start"], s["end"]) for s in article.get("ignore", ())]
        found, features = featurize(document, gazetteer)
        for run, sequence in zip(found, features, strict=True):
            start, end = document.tokens[run.first].start, document.tokens[run.last].end
            if any(a < end and start < b for a, b in ignored):
                continue
            yield sequence, [labels.get(k, "O") for k in range(run.first, run.last + 1)]


def train(
    sources: Iterable[Path],
    gazetteer: Gazetteer,
    out: Path,
    exclude: Iterable[Path] = (),
    parameters: dict | None = None,
    progress: Callable[[str, float], None] = lambda label, done: None,
) -> TrainReport:
    """
    Train a model on annotated files and write it to `out`; articles whose id is in an `exclude` file are left out.

    A file without a single demonym among its annotations is read as one that does not annotate them.
    Raises SourceError if a file is no annotated corpus, or if nothing is left to train on.
    """
    started = time.perf_counter()
    held_out = {article["id"] for path in exclude for article in read_annotated(path)}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**PARAMETERS, **(parameters or {})})
    count = toponyms = 0
    for path in sources:
        progress(f"reading {path.name}", 0.1)
        every = list(read_annotated(path))
        articles = [article for article in every if article["id"] not in held_out]
        demonyms = any(t.get("demonym") for article in every for t in article["toponyms"])
        for features, labels in examples(articles, gazetteer, demonyms):
            trainer.append(features, labels)
        count += len(articles)
        toponyms += sum(len(article["toponyms"]) for article in articles)
    if not count:
        raise SourceError("nothing to train on: the folder holds no annotated article that is not excluded")
    progress("training", 0.4)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".part")
    trainer.train(str(partial))
    partial.replace(out)
    progress("done", 1.0)
    return TrainReport(count, toponyms, time.perf_counter() - started, out.stat().st_size)
