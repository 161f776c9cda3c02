"""
How sure a placed mention is: the calibrated probability that it lies within 161 km of where it belongs.

A logistic regression on what the tagger and the resolver found (`train.fit_confidence`); the weights are a JSON file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from operator import mul
from pathlib import Path

from dashboard.errors import ModelError
from dashboard.geoparse.resolve import Resolution
from dashboard.geoparse.toponyms import Toponym
from dashboard.model import KIND_FAMILIES

#: Kinds whose point is a convention: two careful people put "Patagonia" or "the Rhine" more than 161 km apart.
_VAGUE_KINDS = frozenset({"region", "mountain", *KIND_FAMILIES["water"]})


def confidence_features(toponym: Toponym, resolution: Resolution, kind: str, own: bool = False) -> list[float]:
    """
    Return what the confidence of a placed mention is computed from.

    `kind` is that of the place; `own` says that it is of the project's own table and the installation's region.
    """
    mass = _logit(resolution.mass)
    return [
        1.0,
        _logit(toponym.probability),
        mass,
        1.0 if resolution.candidates == 1 else 0.0,
        1.0 if toponym.demonym else 0.0,
        math.log(resolution.candidates + 1),
        1.0 if kind in _VAGUE_KINDS else 0.0,
        1.0 if own else 0.0,
        1.0 if resolution.candidates == 0 else 0.0,
        mass if resolution.candidates == 0 else 0.0,
        *resolution.signals,
    ]


def _logit(p: float) -> float:
    p = 0.001 if p < 0.001 else 0.999 if p > 0.999 else p
    return math.log(p / (1 - p))


def confidence_of(
    weights: Sequence[float], toponym: Toponym, resolution: Resolution, kind: str, own: bool = False
) -> float:
    """Return the calibrated probability, 0 to 1, that a mention is placed within 161 km of where it belongs."""
    features = confidence_features(toponym, resolution, kind, own)
    score = sum(map(mul, weights, features))
    return round(1.0 / (1.0 + math.exp(-score)), 4)


def read_confidence(path: Path) -> list[float]:
    """Return the weights of the calibration. Raises ModelError if the file is missing or of another shape."""
    try:
        weights = json.loads(path.read_text(encoding="utf-8"))["weights"]
        return [float(w) for w in weights]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); restore it, or train again") from error
