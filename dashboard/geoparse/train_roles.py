"""
Train the sense of place names: whether "Tehran" is the city or who governs there.

Reads JSON lines with one name each (`text`, `start`, `end`, `sense` of literal, metonymic, mixed) and passages with
inline marks (`read_passages`). "mixed" counts as metonymic. Deterministic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pycrfsuite

from dashboard.errors import SourceError
from dashboard.geoparse.document import Document
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.roles import kind_of_name, metonym_features
from dashboard.model import ROLES

PARAMETERS = {"c1": 0.0, "c2": 1.0, "max_iterations": 100, "feature.minfreq": 2}
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


def sense_examples(path: Path, gazetteer: Gazetteer) -> Iterator[Example]:
    """Yield (features, "M" or "L") of a file of senses. Raises SourceError, with file and line, for a broken line."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                item = json.loads(line)
                label = "L" if item["sense"] == "literal" else "M"
                yield _features(Document(item["text"]), item["start"], item["end"], item["name"], gazetteer), label
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"{path}:{number}: not a sense ({error}); needs text, start, end, name, sense"
                ) from error


def passage_examples(passages: Iterable[dict], gazetteer: Gazetteer) -> Iterator[Example]:
    """Yield (features, "M" or "L") of the locations and metonyms of marked passages."""
    for passage in passages:
        document = Document(passage["text"])
        for mark in passage["toponyms"]:
            if mark["role"] in ("location", "metonym"):
                features = _features(document, mark["start"], mark["end"], mark["name"], gazetteer)
                yield features, "M" if mark["role"] == "metonym" else "L"


def _features(document: Document, start: int, end: int, name: str, gazetteer: Gazetteer) -> list[str]:
    kind = kind_of_name(gazetteer, gazetteer.name_id(name))
    return metonym_features(document, *document.tokens_of(start, end), kind)


def fit_roles(examples: Iterable[Example], out: Path, parameters: dict | None = None) -> int:
    """Train on the examples, write the model to `out` and return how many examples there were."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**PARAMETERS, **(parameters or {})})
    count = 0
    for features, label in examples:
        trainer.append([features], [label])
        count += 1
    if not count:
        raise SourceError("no sentence to learn metonyms from")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".part")
    trainer.train(str(partial))
    partial.replace(out)
    return count
