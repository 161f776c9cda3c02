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
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np

from dashboard.errors import ModelError
from dashboard.geoparse.anchors import anchors
from dashboard.geoparse.candidates import CONTEXT_FEATURES, INDEX, PRIOR_FEATURES, Candidates, Context, Name, Variable
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.kind_groups import KIND_GROUPS
from dashboard.geoparse.namesakes import is_area
from dashboard.geoparse.sphere import EARTH_KM, within
from dashboard.geoparse.toponyms import Toponym

#: A place is right within this distance, the field's usual measure (100 miles).
RIGHT_KM = 161.0
#: Variables that are settled together; longer articles are cut into such blocks, so that time grows linearly.
_BLOCK = 60
#: Squares of 20, 60 and 250 kilometres: two places that far apart are half as near as two at one point.
_SCALES = np.array([400.0, 3_600.0, 62_500.0], dtype=np.float32)[:, None, None]

#: Kinds of areas: a word beside the name that says one ("Jenin governorate") keeps the area from being its city.
_ADMIN1 = KIND_GROUPS["admin1"]
_AREAS = frozenset((_ADMIN1, KIND_GROUPS["admin2"]))

ROUNDS = 3
#: Features of the chosen place that also tell how sure the choice is.
SIGNALS = (
    "log_population", "group0", "group4", "main_name", "derived_name", "qualified", "near_60_max", "near_250_max",
    "country_share", "named_country", "named_admin1", "far_from_all", "curated", "capital", "home_region",
)  # fmt: skip
_FEATURES = PRIOR_FEATURES + CONTEXT_FEATURES
_QUALIFIED = SIGNALS.index("qualified")
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

    @property
    def qualified(self) -> bool:
        """Whether the text itself says that the place lies where it does."""
        return bool(self.signals) and self.signals[_QUALIFIED] > 0


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
            shares = self.settle(block, features, starts)
            for variable, resolution in zip(block, self._settled(block, features, shares, starts), strict=True):
                for member in variable.members:
                    out[member] = resolution
        self._keep_to_said(variables, out)
        self._tell_apart(toponyms, variables, out, context.text)
        unknown = [each.row for each in out]
        for n, anchor in anchors(
            toponyms, unknown, [each.mass for each in out], self.gazetteer, self.candidates.points
        ).items():
            out[n] = Resolution(anchor.row, anchor.sure, 0, (0.0,) * len(SIGNALS), evidence=("named_beside",))
        return out

    def _keep_to_said(self, variables: Sequence[Variable], out: list[Resolution]) -> None:
        """Put what says where another lies, in place, where that one lies: "Mount Isa, Queensland" is no hamlet's."""
        for variable in variables:
            row = out[variable.members[0]].row
            if row is None or not variable.qualifiers or not out[variable.members[0]].qualified:
                continue
            around = {int(self.gazetteer.admin1[row]), int(self.gazetteer.admin2[row])}
            country = int(self.gazetteer.country[row])
            for area in (variables[number] for number in variable.qualifiers):
                chosen = out[area.members[0]].row
                holding = [
                    number
                    for number, of, whole in zip(
                        area.name.numbers, area.name.country, area.name.is_country, strict=True
                    )
                    if number in around or whole and of == country
                ]
                if chosen is not None and holding and chosen not in holding:
                    for member in area.members:
                        out[member] = _moved(out[member], holding[0], chosen)

    def _tell_apart(
        self, toponyms: Sequence[Toponym], variables: Sequence[Variable], out: list[Resolution], text: str
    ) -> None:
        """Put each mention of "New York" in the state or in the city, in place, by what stands around it."""
        doubtful = [variable for variable in variables if variable.name.namesakes]
        if not doubtful:
            return
        areas = [each.row is not None and int(self.candidates.group[each.row]) == _ADMIN1 for each in out]
        for variable in doubtful:
            for n in variable.members:
                areas[n] = False
        for variable in doubtful:
            pair = [variable.name.numbers[n] for n in variable.name.namesakes or ()]
            for n in variable.members:
                if out[n].row in pair:
                    row, other = pair if is_area(n, toponyms, areas, text) else pair[::-1]
                    out[n] = _moved(out[n], row, other)

    def settle(self, block: Sequence[Variable], features: np.ndarray, starts: np.ndarray) -> np.ndarray:
        """Fill the context features round by round; return each candidate's probability after the last."""
        owner = np.repeat(np.arange(len(block)), [len(variable.name) for variable in block])
        shares = softmax(features @ self.weights[0], starts, owner)
        if len(block) > 1:
            geometry = self.geometry(block, owner)
            for weights in self.weights[1:]:
                self.agree(features, shares, starts, owner, geometry)
                shares = softmax(features @ weights, starts, owner)
        return shares

    def geometry(self, block: Sequence[Variable], owner: np.ndarray) -> dict[str, np.ndarray]:
        """Return what does not change between rounds: nearness of candidates of different names, and their areas."""
        rows = np.concatenate([variable.name.rows for variable in block])
        xyz = self.candidates.points[rows]
        cosine = xyz @ xyz.T
        # "Tripoli, Libya" says nothing for "Tripoli, Lebanon": variables of one name do not look at each other
        group_of = {id(name): n for n, name in enumerate(dict.fromkeys(variable.name for variable in block))}
        group = np.array([group_of[id(variable.name)] for variable in block])[owner]
        other = group[:, None] != group[None, :]
        chord = np.maximum(2.0 - 2.0 * cosine, 0.0) * np.float32(EARTH_KM**2)  # squared, square kilometres
        country = [number for variable in block for number in variable.name.country]
        admin1 = [area for variable in block for area, _ in variable.name.inside]
        is_country = self.candidates.group[rows] == 0
        is_admin1 = np.array(admin1) == rows
        has_country, has_admin1 = np.array(country) >= 0, np.array(admin1) >= 0
        # four sums by area are taken at once: the same country, a named country, the same first-order area, a named one
        areas = np.array([_numbered(country), _numbered(admin1)])
        areas = areas[[0, 0, 1, 1]] + (np.arange(4) * (int(areas.max(initial=0)) + 1))[:, None]
        size = int(areas.max(initial=0)) + 1
        return {
            "near": other / (1.0 + chord / _SCALES),
            "areas": areas.ravel(),
            "own_areas": (areas + group * size).ravel(),
            "counted": np.array([has_country, has_country & is_country, has_admin1, has_admin1 & is_admin1]),
            "known": np.array([has_country, has_country, has_admin1, has_admin1]),
            "is_country": is_country,
            "is_admin1": is_admin1,
        }

    def agree(
        self, features: np.ndarray, shares: np.ndarray, starts: np.ndarray, owner: np.ndarray, geometry: dict
    ) -> None:
        """Fill in the context features from the present probabilities, in place."""
        names = len(starts)
        others = max(1, names - 1)
        count = len(features)
        each = np.arange(count)
        by_name = np.zeros((count, names), dtype=np.float32)
        by_name[each, owner] = shares
        near = geometry["near"] @ by_name
        total, highest = near.sum(axis=2), near.max(axis=2)
        features[:, INDEX["near_60_sum"]] = total[1] / others**0.5
        features[:, INDEX["near_60_max"]] = highest[1]
        features[:, INDEX["near_250_sum"]] = total[2] / others**0.5
        features[:, INDEX["near_250_max"]] = highest[2]
        features[:, INDEX["near_20_max"]] = highest[0]
        features[:, INDEX["far_from_all"]] = highest[2] < 0.1
        # of the names before and after, with nothing beyond the first and the last
        beside = np.zeros((count, names + 2))
        beside[:, 1:-1] = near[2]
        features[:, INDEX["adjacent_near"]] = np.maximum(beside[each, owner], beside[each, owner + 2])
        # the other names' probability in each candidate's area: all of it less that of the name itself
        areas, own_areas = geometry["areas"], geometry["own_areas"]
        weight = (geometry["counted"] * shares).ravel()
        pooled = np.bincount(areas, weight)[areas] - np.bincount(own_areas, weight)[own_areas]
        same_country, named_country, same_admin1, named_admin1 = pooled.reshape(4, count) * geometry["known"]
        features[:, INDEX["same_country"]] = same_country_log = np.log1p(same_country)
        features[:, INDEX["country_share"]] = same_country / others
        features[:, INDEX["same_admin1"]] = same_admin1_log = np.log1p(same_admin1)
        features[:, INDEX["named_country"]] = np.minimum(named_country, 1.0) * ~geometry["is_country"]
        features[:, INDEX["named_admin1"]] = np.minimum(named_admin1, 1.0) * ~geometry["is_admin1"]
        features[:, INDEX["holds_others"]] = np.where(
            geometry["is_country"], same_country_log, same_admin1_log * geometry["is_admin1"]
        )

    def _settled(
        self, block: Sequence[Variable], features: np.ndarray, shares: np.ndarray, starts: np.ndarray
    ) -> list[Resolution]:
        """Return what each name of a block became, from the probabilities of its candidates."""
        # names have few candidates: lists, not arrays, but for what is done for all names at once
        chosen: list[int] = []
        rivals: list[list[int]] = []
        masses: list[float] = []
        share = shares.tolist()
        for variable, start in zip(block, starts.tolist(), strict=True):
            own = share[start : start + len(variable.name)]
            best, near = self._choice(variable.name, own.index(max(own)), _AREAS.isdisjoint(variable.kind_words))
            far = [n for n, close in enumerate(near) if not close]
            far.sort(key=own.__getitem__, reverse=True)
            chosen.append(start + best)
            rivals.append([start + n for n in far[:3]])
            masses.append(sum(compress(own, near)))
        against = features[[first[0] if first else 0 for first in rivals]]
        against[[not first for first in rivals]] = 0.0
        gains = (features[chosen] - against) * self.weights[-1 if len(block) > 1 else 0]
        strongest = np.argsort(-gains, axis=1)[:, :4]
        signals = features[chosen][:, _SIGNAL_COLUMNS].tolist()
        out = []
        for number, variable in enumerate(block):
            rows, start = variable.name.numbers, int(starts[number])
            evidence: tuple[str, ...] = ("only_candidate",)
            if len(rows) > 1:
                gain = gains[number]
                evidence = tuple(_FEATURES[n] for n in strongest[number].tolist() if gain[n] > 0.15)
            if variable.name.respelled:
                evidence = ("spelled_otherwise", *evidence)
            row = rows[chosen[number] - start]
            runners_up = tuple((rows[n - start], share[n]) for n in rivals[number] if share[n] >= 0.005)
            if variable.elsewhere:
                out.append(Resolution(None, 0.0, len(rows), runners_up=((row, masses[number]), *runners_up)[:3]))
                continue
            out.append(
                Resolution(
                    row=row,
                    mass=masses[number],
                    candidates=len(rows),
                    signals=tuple(signals[number]),
                    runners_up=runners_up,
                    evidence=evidence,
                )
            )
        return out

    def _choice(self, name: Name, best: int, may_be_city: bool) -> tuple[int, tuple[bool, ...]]:
        """Return the candidate to take where `best` is the likeliest, and which candidates are near it."""
        found = name.near.get((best, may_be_city))
        if found is None:
            taken = self._city_of_area(name.rows, best) if may_be_city else best
            points = self.candidates.points
            near = within(points[name.rows] @ points[name.numbers[taken]], RIGHT_KM)
            found = name.near[best, may_be_city] = (taken, tuple(near.tolist()))
        return found

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


def _moved(resolution: Resolution, row: int, other: int) -> Resolution:
    """Return a resolution at one of two places that stood for one another until now, with what both got."""
    shares: dict[int | None, float] = {resolution.row: resolution.mass, **dict(resolution.runners_up)}
    mass = min(1.0, shares.get(row, 0.0) + shares.get(other, 0.0))
    rest = tuple(each for each in resolution.runners_up if each[0] not in (row, other))
    return replace(resolution, row=row, mass=mass, runners_up=((other, shares.get(other, 0.0)), *rest)[:3])


def softmax(scores: np.ndarray, starts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the softmax of the scores within each name."""
    top = np.maximum.reduceat(scores, starts)
    weights = np.exp(scores - top[owner])
    return weights / np.add.reduceat(weights, starts)[owner]


def _numbered(values: Sequence[int]) -> list[int]:
    """Return values as numbers from 0, the same for equal ones."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(value, len(numbers)) for value in values]
