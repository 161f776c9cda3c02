"""
Train the resolver's weights on annotated articles with coordinates.

A conditional logit a round: the first sees each candidate alone, each later one also what the round before made of the
other names. The likelihood of a mention is the probability of the candidates near the annotated point. Deterministic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dashboard.geoparse.candidates import CONTEXT_FEATURES, PRIOR_FEATURES, Context
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.lbfgs import minimise
from dashboard.geoparse.resolve import RIGHT_KM, ROUNDS, Resolver, softmax
from dashboard.geoparse.sphere import EARTH_KM, unit
from dashboard.geoparse.toponyms import Toponym

#: A candidate this far from the annotated point counts half as much as one on it.
_HALF_KM = 40.0
_RIDGE = 1.0
#: What corpora of US local papers cannot teach: of two places with one name a national capital, the one in the
#: installation's region, near the outlet's home or in the project's own table of features is likelier, and one that
#: lies where the text puts it most of all. Least weights, chosen by us; on the development articles each leaves F@161
#: as it was or raises it.
POLICY = {"home_region": 1.5, "near_outlet": 1.5, "curated": 2.0, "capital": 2.0, "qualified": 6.0}
#: Greatest weights, likewise: local papers write of Lebanon, Pennsylvania; elsewhere a country's name is the country.
CEILING = {"beside_country": -3.0}


def gold_toponyms(article: dict) -> list[Toponym]:
    """Return the annotated toponyms of an article as the tagger would give them."""
    return [
        Toponym(t["start"], t["end"], article["text"][t["start"] : t["end"]], bool(t.get("demonym")), 1.0)
        for t in sorted(article["toponyms"], key=lambda t: t["start"])
    ]


def fit_resolver(articles: Iterable[dict], gazetteer: Gazetteer) -> list[np.ndarray]:
    """Return the weights of each round."""
    width = len(PRIOR_FEATURES) + len(CONTEXT_FEATURES)
    resolver = Resolver(gazetteer, [np.zeros(width)])
    blocks = []
    for article in articles:
        toponyms = gold_toponyms(article)
        points = {t["start"]: (t["lat"], t["lon"]) for t in article["toponyms"] if t.get("lat") is not None}
        context = Context(article["text"])
        variables, _ = resolver.candidates.variables(toponyms, context)
        if not variables:
            continue
        variables = variables[:80]
        features, starts = resolver.candidates.prior(variables, context, 0)
        owner = np.repeat(np.arange(len(variables)), np.diff(np.append(starts, len(features))))
        right = np.zeros(len(features))
        weight = np.zeros(len(variables))
        for number, variable in enumerate(variables):
            at = slice(starts[number], starts[number] + len(variable.name.rows))
            cosines = [
                resolver.candidates.points[variable.name.rows] @ unit(*points[toponyms[m].start])
                for m in variable.members
                if toponyms[m].start in points
            ]
            if cosines:
                km = EARTH_KM * np.arccos(np.clip(np.mean(cosines, axis=0), -1, 1))
                right[at] = np.where(km <= RIGHT_KM, 1.0 / (1.0 + (km / _HALF_KM) ** 2), 0.0)
                weight[number] = len(cosines) ** 0.5 if right[at].any() else 0.0
        geometry = resolver.geometry(variables, owner) if len(variables) > 1 else None
        blocks.append((features, starts, owner, right, weight, geometry))
    weights: list[np.ndarray] = []
    for number in range(ROUNDS):
        free = np.ones(width, dtype=bool)
        if number == 0:
            free[len(PRIOR_FEATURES) :] = False
        else:
            for features, starts, owner, _, _, geometry in blocks:
                if geometry is not None:
                    shares = softmax(features @ weights[-1], starts, owner)
                    resolver.agree(features, shares, starts, owner, geometry)
        start = weights[-1].copy() if weights else np.zeros(width)
        weights.append(_fit(blocks, start, free))
    for w in weights:
        for name, least in POLICY.items():
            column = (PRIOR_FEATURES + CONTEXT_FEATURES).index(name)
            w[column] = max(w[column], least)
        for name, most in CEILING.items():
            column = (PRIOR_FEATURES + CONTEXT_FEATURES).index(name)
            w[column] = min(w[column], most)
    return weights


def _fit(blocks: list, weights: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Maximise the ridge-penalised log-likelihood."""
    features = np.concatenate([block[0] for block in blocks])
    right = np.concatenate([block[3] for block in blocks])
    name_weight = np.concatenate([block[4] for block in blocks])
    offsets = np.cumsum([0] + [len(block[0]) for block in blocks])
    starts = np.concatenate([block[1] + at for block, at in zip(blocks, offsets, strict=False)])
    owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(features))))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        shares = softmax(features @ w, starts, owner)
        hit = np.add.reduceat(shares * right, starts)
        value = -(name_weight * np.log(np.maximum(hit, 1e-12)))[name_weight > 0].sum() + 0.5 * _RIDGE * (w @ w)
        posterior = shares * right / np.maximum(hit, 1e-12)[owner]
        gradient = -((name_weight[owner] * (posterior - shares)) @ features) + _RIDGE * w
        return float(value), np.where(free, gradient, 0.0)

    return minimise(loss, weights)


def write_weights(path: Path, weights: list[np.ndarray]) -> None:
    """Write the weights as JSON, with the names of the features beside them."""
    table = {
        "features": PRIOR_FEATURES + CONTEXT_FEATURES,
        "weights": [[round(float(x), 5) for x in w] for w in weights],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
