"""
Train all models on a folder of annotated articles: tagger, resolver, confidence and the sense of place names.

    FOLDER/*.jsonl            articles: `id`, `text`, `toponyms` with `start`, `end`, optionally `lat`, `lon`,
                              `demonym`, and `ignore` spans
    FOLDER/metonymy/*.jsonl   sentences with the sense of one name (`train_roles`)
    data/training/*.txt       the project's own passages, with inline marks

Writes the model files of `data/models/` and nothing else. Deterministic.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pycrfsuite
from geopy.distance import great_circle

from dashboard.errors import SourceError
from dashboard.geoparse.candidates import Context
from dashboard.geoparse.confidence import confidence_features
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.resolve import RIGHT_KM, SIGNALS, Resolver
from dashboard.geoparse.toponyms import Tagger
from dashboard.geoparse.train_examples import Examples, read_examples
from dashboard.geoparse.train_resolver import fit_resolver, write_weights
from dashboard.geoparse.train_roles import fit_roles, passage_examples, read_passages, sense_examples
from dashboard.geoparse.words import Words

#: The project's own passages are few and of the region: each counts this often among the sentences of other corpora.
OWN_PASSAGES_WEIGH = 3
#: As `train_resolver.POLICY`: the corpora hardly name seas, sites and capitals of the installation's region.
CONFIDENCE_POLICY = {"capital": 0.7, "home_region": 0.5}
#: Weight of a feature of the project's own table in the installation's region: chosen so that "Red Sea" there is as
#: sure as a country; elsewhere ("Patagonia", "Midwest") the corpora say how often such a point is right.
OWN_FEATURE = 3.0
_OWN = 7  # its place among `confidence.confidence_features`

#: The passages of the region count twice for the tagger: they are the fewest, and news of it is what counts most.
REGION = "passages.txt"
#: Passages that were written for hard roles, short and without other text around: they teach the tagger nothing.
ROLES_ALONE = "roles.txt"
#: L-BFGS with elastic net, chosen by cross-validation over the training parts: with the groups of words a strong ridge
#: (c2) generalises better than 0.4 did; c1 keeps the model under 5 MB.
PARAMETERS = {"c1": 0.07, "c2": 2.5, "max_iterations": 80, "feature.minfreq": 2, "feature.possible_transitions": True}


#: The halves that the confidence is fitted on need a tagger about as good as the real one, no better.
_HALF_ITERATIONS = 40


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was trained on and how large the model became."""

    articles: int
    toponyms: int
    senses: int
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


def fit_tagger(examples: Examples, out: Path, parameters: dict | None = None) -> None:
    """
    Train the tagger on examples and write it to `out`.

    Raises SourceError if there are none at all.
    """
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**PARAMETERS, **(parameters or {})})
    count = 0
    for corpus in examples:
        for article in corpus:
            for features, labels in article:
                trainer.append(features, labels)
                count += 1
    if not count:
        raise SourceError("nothing to train on: the folder holds no annotated article that is not excluded")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".part")
    trainer.train(str(partial))
    partial.replace(out)


def read_corpora(folder: Path, data: Path, exclude: Path | None = None) -> list[tuple[list[dict], bool]]:
    """
    Return the corpora of a folder and the project's own passages, each with whether it annotates demonyms.

    Articles whose id stands in a file of `exclude` are left out. A file without a single demonym among its
    annotations is read as one that does not annotate them.
    """
    held_out = set()
    if exclude is not None:
        held_out = {article["id"] for path in sorted(exclude.glob("*.jsonl")) for article in read_annotated(path)}
    corpora = []
    for path in sorted(folder.glob("*.jsonl")):
        every = list(read_annotated(path))
        demonyms = any(t.get("demonym") for article in every for t in article["toponyms"])
        corpora.append(([article for article in every if article["id"] not in held_out], demonyms))
    corpora += [(list(read_passages(path)), True) for path in _of_places(data)]
    return corpora


def _of_places(data: Path) -> list[Path]:
    """Return the files of passages that teach the tagger."""
    return [path for path in _passages(data) if path.name != ROLES_ALONE]


def _passages(data: Path) -> list[Path]:
    """Return the files of the project's own passages."""
    return sorted((data / "training").glob("*.txt"))


def train(
    folder: Path, data: Path, gazetteer: Gazetteer, out: Path, exclude: Path | None = None,
    progress: Callable[[str, float], None] = lambda label, done: None,
) -> TrainReport:  # fmt: skip
    """
    Train all models and write them to the folder `out`; `progress` gets (label, 0 to 1).

    Raises SourceError, with file and line, if an input is not annotated as it should be, or if nothing is left.
    """
    started = time.perf_counter()
    corpora = read_corpora(folder, data, exclude)
    located = [a for articles, _ in corpora for a in articles if any(t.get("lat") is not None for t in a["toponyms"])]
    words = Words.open(data / "words.tsv")
    sequences = read_examples(corpora, gazetteer, words, lambda done: progress("reading", 0.3 * done))
    progress("tagger", 0.3)
    own = _of_places(data)  # which come last
    again = [
        examples
        for path, examples in zip(own, sequences[len(sequences) - len(own) :], strict=True)
        if path.name == REGION
    ]
    fit_tagger(sequences + again, out / "toponyms.crfsuite")
    progress("resolver", 0.6)
    weights = fit_resolver(located, gazetteer) if located else []
    if weights:
        write_weights(out / "resolver.json", weights)
    progress("confidence", 0.65)
    if weights:
        write_confidence(
            out / "confidence.json",
            fit_confidence(corpora, sequences, gazetteer, words, Resolver(gazetteer, weights)),
        )
    progress("roles", 0.9)
    senses = [
        e for path in sorted((folder / "metonymy").glob("*.jsonl")) for e in sense_examples(path, gazetteer, words)
    ]
    passages = [p for path in _passages(data) for p in read_passages(path)]
    own_senses = list(passage_examples(passages, gazetteer, words))
    if senses or own_senses:
        fit_roles(senses + own_senses * OWN_PASSAGES_WEIGH, out / "metonyms.tsv")
    progress("done", 1.0)
    articles = [article for corpus, _ in corpora for article in corpus]
    return TrainReport(
        articles=len(articles),
        toponyms=sum(len(article["toponyms"]) for article in articles),
        senses=len(senses) + len(own_senses),
        seconds=time.perf_counter() - started,
        bytes=sum(file.stat().st_size for file in out.iterdir()),
    )


def fit_confidence(
    corpora: list[tuple[list[dict], bool]], examples: Examples, gazetteer: Gazetteer, words: Words, resolver: Resolver
) -> np.ndarray:
    """
    Return the weights of `confidence.confidence_features`, fitted on articles that the tagger did not see.

    The articles are halved; each half is tagged by a model of the other. A mention is right if it matches an
    annotation and lies within 161 km of it; those that match one without coordinates are left out.
    """
    rows: list[list[float]] = []
    right: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in (0, 1):
            model = Path(folder) / f"{fold}.crfsuite"
            fit_tagger([corpus[fold::2] for corpus in examples], model, {"max_iterations": _HALF_ITERATIONS})
            tagger = Tagger(model, gazetteer, words)
            for articles, demonyms in corpora:
                for article in articles[1 - fold :: 2]:
                    _judge(article, demonyms, tagger, resolver, rows, right)
    weights = logistic(np.array(rows), np.array(right, dtype=float))
    for signal, least in CONFIDENCE_POLICY.items():
        at = SIGNALS.index(signal) - len(SIGNALS)
        weights[at] = max(weights[at], least)
    weights[_OWN] = OWN_FEATURE
    return weights


def _judge(
    article: dict, demonyms: bool, tagger: Tagger, resolver: Resolver, rows: list[list[float]], right: list[bool]
) -> None:
    """Append features and correctness of each mention of an article that can be judged."""
    if not any(t.get("lat") is not None for t in article["toponyms"]):
        return
    gazetteer = resolver.gazetteer
    toponyms = tagger.find(article["text"])
    for toponym, resolution in zip(toponyms, resolver.resolve(toponyms, Context(article["text"])), strict=True):
        if resolution.row is None or (toponym.demonym and not demonyms):
            continue
        gold = [t for t in article["toponyms"] if t["start"] < toponym.end and toponym.start < t["end"]]
        if any(t.get("lat") is None for t in gold):
            continue
        at = (float(gazetteer.lat[resolution.row]), float(gazetteer.lon[resolution.row]))
        rows.append(confidence_features(toponym, resolution, gazetteer.kind_of(resolution.row)))
        right.append(any(great_circle(at, (t["lat"], t["lon"])).km <= RIGHT_KM for t in gold))


def logistic(rows: np.ndarray, right: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Return the weights of a logistic regression of `right` (0 or 1) on `rows`, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-(rows @ weights)))
        gradient = rows.T @ (right - p) - ridge * weights
        hessian = (rows * (p * (1 - p))[:, None]).T @ rows + ridge * np.eye(len(weights))
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def write_confidence(path: Path, weights: np.ndarray) -> None:
    """Write the weights of the confidence as JSON."""
    path.write_text(json.dumps({"weights": [round(float(w), 5) for w in weights]}) + "\n", encoding="utf-8")
