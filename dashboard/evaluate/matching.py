"""
Match what was found with gold, and say of each mention what became of it. Pure functions.

Matching is one to one: equal spans first, then the largest overlap. A prediction that touches an ignored span and no
gold counts nowhere. Distances are kilometres on the sphere (mean radius 6371.0088 km), coordinates decimal degrees.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard.evaluate.gold import GoldToponym
from dashboard.geoparse.sphere import EARTH_KM

#: A mention is right within this distance: 100 miles, the field's usual measure.
RIGHT_KM = 161.0


class Span(Protocol):
    """Anything with offsets."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Predicted:
    """A name that the analyser found; `lat`, `lon` and `kind` are None where it was not placed."""

    start: int
    end: int
    lat: float | None = None
    lon: float | None = None
    role: str = "location"
    kind: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundRow:
    """
    A prediction and what became of it. `matched` with gold or not; `km` from gold, None where it cannot be told.

    `judged` says whether it counts for P@161: placed, and not matched with gold that has no coordinates.
    """

    predicted: Predicted
    matched: bool
    judged: bool
    km: float | None

    @property
    def right(self) -> bool:
        return self.km is not None and self.km <= RIGHT_KM


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A gold mention and what became of it; `role` is that of the prediction that it was matched with."""

    gold: GoldToponym
    matched: bool
    km: float | None
    role: str | None

    @property
    def right(self) -> bool:
        return self.km is not None and self.km <= RIGHT_KM


@dataclass
class Judged:
    """All rows of some articles; `exact` counts (found, wrong, missed) by equal spans."""

    found: list[FoundRow]
    gold: list[GoldRow]
    exact: list[int]
    ignored: int = 0
    articles: int = 0

    @classmethod
    def empty(cls) -> Judged:
        return cls([], [], [0, 0, 0])

    def add(self, other: Judged) -> None:
        self.found += other.found
        self.gold += other.gold
        self.exact = [a + b for a, b in zip(self.exact, other.exact, strict=True)]
        self.ignored += other.ignored
        self.articles += other.articles


def overlap(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def match(gold: Sequence[Span], found: Sequence[Span], *, exact: bool = False) -> dict[int, int]:
    """Return {number of the found span: number of the gold span}, one to one: equal spans, then largest overlap."""
    equal: dict[tuple[int, int], list[int]] = defaultdict(list)
    for j, span in enumerate(found):
        equal[span.start, span.end].append(j)
    pairs: dict[int, int] = {}
    left: list[int] = []
    for i, span in enumerate(gold):
        same = equal[span.start, span.end]
        if same:
            pairs[same.pop(0)] = i
        else:
            left.append(i)
    if exact:
        return pairs
    free = [j for j in range(len(found)) if j not in pairs]
    shared = [(overlap(gold[i], found[j]), i, j) for i in left for j in free if overlap(gold[i], found[j])]
    taken: set[int] = set()
    for _, i, j in sorted(shared, key=lambda each: (-each[0], each[1], each[2])):
        if i not in taken and j not in pairs:
            pairs[j] = i
            taken.add(i)
    return pairs


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance of two points in decimal degrees (haversine)."""
    a, b = math.radians(lat1), math.radians(lat2)
    sine = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(sine, 1.0)))


def judge(gold: Sequence[GoldToponym], ignored: Iterable[tuple[int, int]], found: Sequence[Predicted]) -> Judged:
    """Hold the predictions for one article against its gold."""
    spans = [Predicted(start, end) for start, end in ignored]

    def counts(span: Span) -> bool:
        return any(overlap(span, g) for g in gold) or not any(overlap(span, each) for each in spans)

    strict = match(gold, found, exact=True)
    wrong = sum(1 for j, each in enumerate(found) if j not in strict and counts(each))
    pairs = match(gold, found)
    out = Judged([], [], [len(strict), wrong, len(gold) - len(strict)], len(spans), 1)
    by_gold = {i: j for j, i in pairs.items()}
    for j, each in enumerate(found):
        if j in pairs:
            place = gold[pairs[j]]
            out.found.append(FoundRow(each, True, each.lat is not None and place.lat is not None, _km(place, each)))
        elif counts(each):
            out.found.append(FoundRow(each, False, each.lat is not None, None))
    for i, place in enumerate(gold):
        mate = found[by_gold[i]] if i in by_gold else None
        km, role = (None, None) if mate is None else (_km(place, mate), mate.role)
        out.gold.append(GoldRow(place, mate is not None, km, role))
    return out


def _km(gold: GoldToponym, found: Predicted) -> float | None:
    if gold.lat is None or gold.lon is None or found.lat is None or found.lon is None:
        return None
    return distance_km(gold.lat, gold.lon, found.lat, found.lon)
