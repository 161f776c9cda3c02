"""
Train the sense of place names: whether "Tehran" is the city or who governs there.

Reads JSON lines with one name each (`text`, `start`, `end`, `sense` of literal, metonymic, mixed) and passages with
inline marks (`read_passages`). "mixed" counts as metonymic. Fits a logistic regression
and keeps its weights as text. Deterministic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from dashboard.errors import SourceError
from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.governors import Reader
from dashboard.geoparse.lbfgs import minimise
from dashboard.geoparse.roles import kind_of_name
from dashboard.geoparse.senses import sense_features
from dashboard.geoparse.words import Words
from dashboard.model import ROLES

#: Weight of the squares of the weights, chosen by cross-validation on the project's passages; a weak pull to zero is
#: enough, as words share their groups.
RIDGE = 5.0
_LEAST_OFTEN = 2
#: Weights below this are left out of the file: hundreds of them do not move a probability by a hundredth.
_LEAST_WEIGHT = 0.004
Example = tuple[list[str], str]

_MARK = re.compile(r"\[([^\[\]|]+)(?:\|([a-z_]+))?\]")


def read_passages(path: Path) -> Iterator[dict]:
    """
    Yield the passages of a marked text as annotated articles.

    "[Beirut]" marks a location, "[Tehran|metonym]" another role. Each line that is not empty and does not start with
    "#" is a passage: `id`, `text`, `toponyms` with `start`, `end`, `name`, `role`, `demonym`.
    Raises SourceError, with file and line, for an unknown role.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        text, at, toponyms = "", 0, []
        for mark in _MARK.finditer(line):
            role = mark.group(2) or "location"
            if role not in ROLES:
                raise SourceError(f"{path}:{number}: role {role!r} is not one of {', '.join(ROLES)}")
            text += line[at : mark.start()]
            toponyms.append(
                {
                    "start": len(text), "end": len(text) + len(mark.group(1)), "name": mark.group(1), "role": role,
                    "demonym": role == "demonym", "lat": None, "lon": None,
                }
            )  # fmt: skip
            text += mark.group(1)
            at = mark.end()
        yield {"id": f"{path.stem}:{number}", "text": text + line[at:], "toponyms": toponyms}


def sense_examples(path: Path, gazetteer: Gazetteer, words: Words) -> Iterator[Example]:
    """Yield (features, "M" or "L") of a file of senses. Raises SourceError, with file and line, for a broken line."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                item = json.loads(line)
                label = "L" if item["sense"] == "literal" else "M"
                yield (
                    _features(Document(item["text"]), item["start"], item["end"], item["name"], gazetteer, words),
                    label,
                )
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"{path}:{number}: not a sense ({error}); needs text, start, end, name, sense"
                ) from error


def passage_examples(passages: Iterable[dict], gazetteer: Gazetteer, words: Words) -> Iterator[Example]:
    """Yield (features, "M" or "L") of the locations and metonyms of marked passages."""
    for passage in passages:
        document = Document(passage["text"])
        for mark in passage["toponyms"]:
            if mark["role"] in ("location", "metonym"):
                features = _features(document, mark["start"], mark["end"], mark["name"], gazetteer, words)
                yield features, "M" if mark["role"] == "metonym" else "L"


def _features(document: Document, start: int, end: int, name: str, gazetteer: Gazetteer, words: Words) -> list[str]:
    kind = kind_of_name(gazetteer, gazetteer.name_id(name))
    return sense_features(Reader(document, words), *document.tokens_of(start, end), kind).expanded(words)


def fit_senses(examples: Iterable[Example], ridge: float = RIDGE) -> dict[str, float]:
    """
    Return the weight of each feature in the log odds of "M", fitted on the examples.

    A feature that stands only once with a sense says nothing of it. Raises SourceError if there is no example.
    """
    number: dict[str, int] = {}
    owner: list[int] = []
    held: list[int] = []
    metonymic: list[bool] = []
    for features, label in examples:
        held += [number.setdefault(feature, len(number)) for feature in features]
        owner += [len(metonymic)] * len(features)
        metonymic.append(label == "M")
    if not metonymic:
        raise SourceError("no sentence to learn metonyms from")
    rows, columns, target = np.array(owner), np.array(held), np.array(metonymic)
    counts = [np.bincount(columns[target[rows] == sense], minlength=len(number)) for sense in (True, False)]
    # half of a weight speaks for one sense and half against the other; where only one is known, all of it for that one
    known = (counts[0] >= _LEAST_OFTEN).astype(float) + (counts[1] >= _LEAST_OFTEN)
    penalty = np.where(known == 2, 0.5, 1.0) * ridge
    kept = known[columns] > 0
    rows, columns = rows[kept], columns[kept]
    sign = np.where(target, 1.0, -1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * np.bincount(rows, weights[columns], minlength=len(target))
        value = np.logaddexp(0.0, -margin).sum() + (penalty * weights**2).sum()
        pull = -sign / (1.0 + np.exp(np.minimum(margin, 500.0)))
        return float(value), np.bincount(columns, pull[rows], minlength=len(number)) + 2.0 * penalty * weights

    weights = minimise(loss, np.zeros(len(number)))
    return dict(zip(number, weights.tolist(), strict=True))


def fit_roles(examples: Iterable[Example], out: Path) -> int:
    """Train on the examples, write the weights to `out` and return how many of them there are."""
    weights = fit_senses(examples)
    lines = [
        f"{feature}\t{weight:.3f}\n" for feature, weight in sorted(weights.items()) if abs(weight) >= _LEAST_WEIGHT
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".part")
    partial.write_text("".join(lines), encoding="utf-8")
    partial.replace(out)
    return len(lines)
