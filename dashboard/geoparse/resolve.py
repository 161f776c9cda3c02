"""
Choose one place for each toponym of an article.

The choice is joint. Each distinct name of the article is a variable whose values are the candidates that the gazetteer
has for it. A conditional logit scores candidates by what is known of them alone (kind, population, "City, State") and,
in three rounds, by how well they agree with what the other names of the article probably mean: nearness, the same
country, a country or state that the article names. An article that names Beirut and Tyre pulls Tripoli to Lebanon.

Reads candidates from a gazetteer and weights from a small JSON file; opens no socket. Coordinates are WGS 84 decimal
degrees, always (lat, lon); distances are kilometres on the sphere (mean radius 6371.0088 km).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dashboard.errors import ModelError
from dashboard.geoparse.anchors import anchors
from dashboard.geoparse.candidates import CONTEXT_FEATURES, INDEX, PRIOR_FEATURES, Candidates, Context, Variable
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.sphere import EARTH_KM, within
from dashboard.geoparse.toponyms import Toponym

#: A place is right within this distance, the field's usual measure (100 miles).
RIGHT_KM = 161.0
#: Variables that are settled together; longer articles are cut into such blocks, so that time grows linearly.
_BLOCK = 60

ROUNDS = 3
#: Features of the chosen place that also tell how sure the choice is.
SIGNALS = (
    "log_population", "group0", "group4", "main_name", "derived_name", "qualified", "near_60_max", "near_250_max",
    "country_share", "named_country", "named_admin1", "far_from_all", "curated", "capital", "home_region",
)  # fmt: skip
_SIGNAL_COLUMNS = np.array([INDEX[name] for name in SIGNALS])


@dataclass(frozen=True, slots=True)
class Resolution:
    """
    What one toponym became: a row of the place table or None, and the probability that it got.

    `mass` is the probability of all candidates within 161 km of the chosen one; `runners_up` are up to three other
    rows with theirs; `signals` are the values of `SIGNALS` for the chosen one; `evidence`
    names what spoke most for the choice against the next best, strongest first. A name without candidates of its own
    that was put at the place named beside it (`anchors`) has `candidates` 0 and a row.
    """

    row: int | None
    mass: float
    candidates: int
    signals: tuple[float, ...] = ()
    runners_up: tuple[tuple[int, float], ...] = ()
    evidence: tuple[str, ...] = ()


UNPLACED = Resolution(None, 0.0, 0)


class Resolver:
    """Places toponyms with the weights of one file. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, weights: Sequence[np.ndarray]) -> None:
        self.gazetteer = gazetteer
        self.weights = [np.asarray(w, dtype=np.float64) for w in weights]
        self.candidates = Candidates(gazetteer)

    @classmethod
    def open(cls, weights: Path, gazetteer: Gazetteer) -> Resolver:
        """Open a file of weights. Raises ModelError if it is missing or has other features than this version."""
        try:
            table = json.loads(weights.read_text(encoding="utf-8"))
            if tuple(table["features"]) != PRIOR_FEATURES + CONTEXT_FEATURES:
                raise ModelError(f"{weights}: made for other features; restore the file, or train again")
            return cls(gazetteer, [np.array(w) for w in table["weights"]])
        except FileNotFoundError as error:
            raise ModelError(
                f"{weights}: no such file; restore it, or run: python -m dashboard train FOLDER"
            ) from error
        except (KeyError, ValueError) as error:
            if isinstance(error, ModelError):
                raise
            raise ModelError(f"{weights}: cannot be read ({error}); restore it, or train again") from error

    def resolve(self, toponyms: Sequence[Toponym], context: Context) -> list[Resolution]:
        """
        Return one `Resolution` per toponym, in order.

        A toponym without candidates is `UNPLACED`, unless it is a street, a school or the like: unknown is a result.
        """
        variables, of_toponym = self.candidates.variables(toponyms, context)
        out: list[Resolution] = [UNPLACED] * len(toponyms)
        for at in range(0, len(variables), _BLOCK):
            block = variables[at : at + _BLOCK]
            features, starts = self.candidates.prior(block, context, at)
            shares, scores = self.settle(block, features, starts)
            for number, variable in enumerate(block):
                resolution = self._settled(variable, features, scores, shares, starts, number)
                for member in variable.members:
                    out[member] = resolution
        unknown = [each.row for each in out]
        for n, anchor in anchors(
            toponyms, unknown, [each.mass for each in out], self.gazetteer, self.candidates.points
        ).items():
            out[n] = Resolution(anchor.row, anchor.sure, 0, (0.0,) * len(SIGNALS), evidence=("named_beside",))
        return out

    def settle(
        self, block: Sequence[Variable], features: np.ndarray, starts: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Fill the context features round by round; return each candidate's probability and score after the last."""
        owner = np.repeat(np.arange(len(block)), np.diff(np.append(starts, len(features))))
        scores = features @ self.weights[0]
        shares = softmax(scores, starts, owner)
        if len(block) > 1:
            geometry = self.geometry(block, owner)
            for weights in self.weights[1:]:
                self.agree(features, shares, starts, owner, geometry)
                scores = features @ weights
                shares = softmax(scores, starts, owner)
        return shares, scores

    def geometry(self, block: Sequence[Variable], owner: np.ndarray) -> dict[str, np.ndarray]:
        """Return what does not change between rounds: nearness of candidates of different names, and their areas."""
        gazetteer = self.gazetteer
        rows = np.concatenate([variable.name.rows for variable in block])
        xyz = self.candidates.points[rows]
        cosine = xyz @ xyz.T
        # "Tripoli, Libya" says nothing for "Tripoli, Lebanon": variables of one name do not look at each other
        group_of = {id(name): n for n, name in enumerate(dict.fromkeys(variable.name for variable in block))}
        group = np.array([group_of[id(variable.name)] for variable in block])[owner]
        other = group[:, None] != group[None, :]
        chord = np.maximum(2.0 - 2.0 * cosine, 0.0) * np.float32(EARTH_KM**2)
        country = gazetteer.country[rows].astype(np.int64)
        admin1 = gazetteer.admin1[rows].astype(np.int64)
        return {
            "near_20": other / (1.0 + chord / 400.0),
            "near_60": other / (1.0 + chord / 3_600.0),
            "near_250": other / (1.0 + chord / 62_500.0),
            "group": group,
            "country": country,
            "admin1": np.unique(admin1, return_inverse=True)[1],
            "has_admin1": admin1 >= 0,
            "is_country": self.candidates.group[rows] == 0,
            "is_admin1": (admin1 == rows),
        }

    def agree(
        self, features: np.ndarray, shares: np.ndarray, starts: np.ndarray, owner: np.ndarray, geometry: dict
    ) -> None:
        """Fill in the context features from the present probabilities, in place."""
        names = len(starts)
        others = max(1, names - 1)

        def per_name(kernel: np.ndarray) -> np.ndarray:
            return np.add.reduceat(kernel * shares, starts, axis=1)

        near_60, near_250 = per_name(geometry["near_60"]), per_name(geometry["near_250"])
        features[:, INDEX["near_60_sum"]] = near_60.sum(axis=1) / others**0.5
        features[:, INDEX["near_60_max"]] = near_60.max(axis=1)
        features[:, INDEX["near_250_sum"]] = near_250.sum(axis=1) / others**0.5
        features[:, INDEX["near_250_max"]] = near_250.max(axis=1)
        features[:, INDEX["near_20_max"]] = per_name(geometry["near_20"]).max(axis=1)
        features[:, INDEX["far_from_all"]] = near_250.max(axis=1) < 0.1
        beside = np.zeros(len(features))
        for step in (-1, 1):
            neighbour = owner + step
            valid = (neighbour >= 0) & (neighbour < names)
            beside[valid] = np.maximum(beside[valid], near_250[np.flatnonzero(valid), neighbour[valid]])
        features[:, INDEX["adjacent_near"]] = beside
        country, known, same = geometry["country"], geometry["country"] >= 0, geometry["group"]

        def pooled(groups: np.ndarray, chosen: np.ndarray) -> np.ndarray:
            """Sum of the other names' probability in each candidate's group."""
            size = int(groups.max(initial=0)) + 1
            weight = np.where(chosen, shares, 0.0)
            total = np.bincount(groups, weight, minlength=size)
            own = np.bincount(same * size + groups, weight, minlength=names * size)
            return total[groups] - own[same * size + groups]

        grouped = np.where(known, country, 0)
        same_country = np.where(known, pooled(grouped, known), 0.0)
        named_country = np.where(known, pooled(grouped, known & geometry["is_country"]), 0.0)
        same_admin1 = np.where(geometry["has_admin1"], pooled(geometry["admin1"], geometry["has_admin1"]), 0.0)
        named_admin1 = np.where(geometry["has_admin1"], pooled(geometry["admin1"], geometry["is_admin1"]), 0.0)
        features[:, INDEX["same_country"]] = np.log1p(same_country)
        features[:, INDEX["country_share"]] = same_country / others
        features[:, INDEX["same_admin1"]] = np.log1p(same_admin1)
        features[:, INDEX["named_country"]] = np.minimum(named_country, 1.0) * ~geometry["is_country"]
        features[:, INDEX["named_admin1"]] = np.minimum(named_admin1, 1.0) * ~geometry["is_admin1"]
        features[:, INDEX["holds_others"]] = np.where(
            geometry["is_country"], np.log1p(same_country), np.where(geometry["is_admin1"], np.log1p(same_admin1), 0.0)
        )

    def _settled(
        self, variable: Variable, features: np.ndarray, scores: np.ndarray, shares: np.ndarray, starts: np.ndarray,
        number: int,
    ) -> Resolution:  # fmt: skip
        rows = variable.name.rows
        at = int(starts[number])
        share = shares[at : at + len(rows)]
        best = int(share.argmax())
        if not variable.kind_words:
            best = self._city_of_area(rows, best)
        near = within(self.candidates.points[rows] @ self.candidates.points[rows[best]], RIGHT_KM)
        order = [int(n) for n in np.argsort(-share, kind="stable") if not near[n]][:3]
        rival = features[at + order[0]] if order else np.zeros(features.shape[1])
        gain = (features[at + best] - rival) * self.weights[-1 if len(starts) > 1 else 0]
        names = PRIOR_FEATURES + CONTEXT_FEATURES
        evidence = tuple(names[n] for n in np.argsort(-gain)[:4] if gain[n] > 0.15)
        return Resolution(
            row=int(rows[best]),
            mass=float(share[near].sum()),
            candidates=len(rows),
            signals=tuple(float(x) for x in features[at + best, _SIGNAL_COLUMNS]),
            runners_up=tuple((int(rows[n]), float(share[n])) for n in order if share[n] >= 0.005),
            evidence=evidence if len(rows) > 1 else ("only_candidate",),
        )

    def _city_of_area(self, rows: np.ndarray, best: int) -> int:
        """Return the candidate that is the city after which the chosen area is called, if it is near; else `best`."""
        gazetteer, area = self.gazetteer, int(rows[best])
        if self.candidates.group[area] not in (2, 3):
            return best
        for n, row in enumerate(rows.tolist()):
            inside = area in (int(gazetteer.admin1[row]), int(gazetteer.admin2[row]))
            points = self.candidates.points
            if inside and self.candidates.group[row] == 4 and within(points[row] @ points[area], RIGHT_KM):
                return n
        return best


def softmax(scores: np.ndarray, starts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the softmax of the scores within each name."""
    top = np.maximum.reduceat(scores, starts)
    weights = np.exp(scores - top[owner])
    return weights / np.add.reduceat(weights, starts)[owner]
