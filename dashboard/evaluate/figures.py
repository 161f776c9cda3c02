"""
The field's figures for places: which names were found, how far off they were put, how well confidence keeps its word.

Acc@161, mean and median error are those of the matched mentions that have coordinates on both sides; AUC is the area
under their sorted log errors over its greatest possible value, 0 to 1, lower is better (Gritta et al. 2018, "What's
missing in geographical parsing?"). P@161 is the share right of all that was put on the map, R@161 the share right of
all gold with coordinates, F@161 their harmonic mean. Pure functions.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from dashboard.evaluate.matching import RIGHT_KM, FoundRow, GoldRow, Judged

#: Half the equator, the largest error there is; what the oracle's names without a place count as.
FARTHEST_KM = 20039.0
#: Width of a bin of confidence.
BIN = 0.1


def figures(judged: Judged) -> dict[str, Any]:
    """Return every figure of some articles, as nested tables of plain numbers; a figure of nothing is None."""
    found, gold = judged.found, judged.gold
    matched = sum(row.matched for row in found)
    with_coordinates = [row for row in gold if row.gold.lat is not None]
    on_map = [row for row in found if row.judged]
    right = sum(row.right for row in on_map)
    precision, recall = _share(right, len(on_map)), _share(right, len(with_coordinates))
    return {
        "articles": judged.articles,
        "gold": len(gold),
        "gold_with_coordinates": len(with_coordinates),
        "ignored_spans": judged.ignored,
        "recognition": {
            "exact": prf(*judged.exact),
            "overlap": prf(matched, len(found) - matched, len(gold) - matched),
        },
        "resolution": resolution([row.km for row in gold if row.km is not None])
        | {"not_placed": sum(1 for row in with_coordinates if row.matched and row.km is None)},
        "end_to_end": {
            "precision161": precision,
            "recall161": recall,
            "f161": _mean(precision, recall),
            "right": right,
            "placed": len(on_map),
        },
        "by_role": _found_by(found, lambda row: row.predicted.role),
        "by_gold_role": _gold_by(gold, lambda row: row.gold.role),
        "by_kind": _found_by([row for row in found if row.predicted.kind], lambda row: row.predicted.kind),
        "by_gold_type": _gold_by(gold, lambda row: row.gold.type),
        "calibration": calibration([(row.predicted.confidence, row.right) for row in on_map]),
    }


def prf(right: int, wrong: int, missed: int) -> dict[str, float | int | None]:
    """Return precision, recall and F1 with the counts that they come from."""
    precision, recall = _share(right, right + wrong), _share(right, right + missed)
    return {
        "precision": precision,
        "recall": recall,
        "f1": _mean(precision, recall),
        "found": right,
        "wrong": wrong,
        "missed": missed,
    }


def resolution(errors_km: Iterable[float]) -> dict[str, float | int | None]:
    """Return Acc@161, mean, median and AUC of error distances."""
    errors = np.sort(np.fromiter(errors_km, dtype=float))
    if not len(errors):
        return {"mentions": 0, "acc161": None, "mean_km": None, "median_km": None, "auc": None}
    logs = np.log1p(errors) / math.log(FARTHEST_KM)
    area = float(np.mean((logs[1:] + logs[:-1]) / 2)) if len(errors) > 1 else float(logs[0])
    return {
        "mentions": len(errors),
        "acc161": float(np.mean(errors <= RIGHT_KM)),
        "mean_km": float(errors.mean()),
        "median_km": float(np.median(errors)),
        "auc": area,
    }


def calibration(judged: Iterable[tuple[float, bool]]) -> dict[str, Any]:
    """
    Return (confidence, right) of mentions in bins, and the expected calibration error.

    That is the mean distance of a bin's share right from its mean confidence, weighed by mentions (Guo et al. 2017).
    """
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(int(confidence / BIN + 1e-9), round(1 / BIN) - 1)].append((confidence, right))
    count = sum(map(len, bins.values()))
    rows, error = [], 0.0
    for number, members in sorted(bins.items()):
        confidence, right = (sum(column) / len(members) for column in zip(*members, strict=True))
        error += len(members) / count * abs(confidence - right)
        rows.append(
            {
                "from": round(number * BIN, 2),
                "to": round((number + 1) * BIN, 2),
                "mentions": len(members),
                "confidence": confidence,
                "right": right,
            }
        )
    return {"bins": rows, "ece": error if count else None, "mentions": count}


def _found_by(rows: Iterable[FoundRow], key: Callable[[FoundRow], str | None]) -> dict[str, dict[str, Any]]:
    """Return, by a property of what was found: how much of it is gold, how far off it is, how much of it is right."""
    groups: dict[str, list[FoundRow]] = defaultdict(list)
    for row in rows:
        groups[key(row) or "other"].append(row)
    return {
        name: {
            "found": len(members),
            "precision": _share(sum(row.matched for row in members), len(members)),
            **resolution([row.km for row in members if row.km is not None]),
            "placed": sum(row.judged for row in members),
            "precision161": _share(sum(row.right for row in members), sum(row.judged for row in members)),
        }
        for name, members in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    }


def _gold_by(rows: Sequence[GoldRow], key: Callable[[GoldRow], str | None]) -> dict[str, dict[str, Any]]:
    """Return, by a property of gold: how much was found, how far off, how much is right; nothing if none has it."""
    groups: dict[str, list[GoldRow]] = defaultdict(list)
    for row in rows:
        groups[key(row) or "none given"].append(row)
    if set(groups) <= {"none given"}:
        return {}
    return {
        name: {
            "gold": len(members),
            "recall": _share(sum(row.matched for row in members), len(members)),
            "same_role": _share(sum(row.role == row.gold.role for row in members), len(members)),
            **resolution([row.km for row in members if row.km is not None]),
            "with_coordinates": sum(row.gold.lat is not None for row in members),
            "recall161": _share(sum(row.right for row in members), sum(row.gold.lat is not None for row in members)),
        }
        for name, members in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(precision: float | None, recall: float | None) -> float | None:
    """Return the harmonic mean; 0 where only one of them is of anything, None where neither is."""
    if precision is None and recall is None:
        return None
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)
