"""
Put a street, a school, a creek that no gazetteer holds at the place that the text names beside it.

Only names that say by a word what they are ("Grand Canal Square", "Jerome Township", "Lake Harriet") are put so: such
things are small and lie in or by a place that an article names. A bare name that nobody knows stays unplaced. The
anchor is a place as small as a district at most; how much of the article lies near it says how sure that is.
Pure functions on rows of the gazetteer; distances are kilometres on the sphere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.geoparse.gazetteer import KIND_NUMBER, Gazetteer
from dashboard.geoparse.sphere import within
from dashboard.geoparse.text import fold_name
from dashboard.geoparse.toponyms import Toponym

#: Last words, and first words, of names of things that are small and of the neighbourhood.
_LAST = frozenset(
    "street avenue ave ave. road rd. boulevard blvd blvd. drive lane way square plaza circle terrace highway "
    "bridge tunnel park parks garden gardens zoo school academy college university campus institute hospital "
    "clinic church cathedral chapel basilica temple synagogue mosque shrine monastery abbey museum gallery "
    "theatre theater cinema opera hotel inn resort hostel motel hall house building tower towers center centre "
    "mall market arena stadium gym court courthouse jail prison library station terminal airport airfield harbor "
    "harbour marina pier dock docks port palace castle citadel fortress fort monument memorial cemetery township "
    "twp. twp precinct quarter neighborhood neighbourhood estate farm ranch beach creek brook river lake "
    "reservoir pond falls spring springs island cove inlet canyon gorge trail forest woods hill hills mount "
    "mountain peak pass ridge cave reserve sanctuary dam mill mine plant factory warehouse roundabout checkpoint "
    "camp barracks observatory planetarium lighthouse aquarium guesthouse lodge villa chateau strasse straat "
    "gasse platz allee gade gatan".split()
)
_FIRST = frozenset(
    "lake mount river port university college school hospital church hotel camp jabal jebel wadi rue via viale "
    "calle avenida plaza piazza palazzo villa castello chateau musee museo place".split()
)
_ENDINGS = ("strasse", "straat", "gasse", "platz", "allee")
#: An anchor is no larger than this, and what lies within the second distance of it speaks for it.
_LARGEST_KM, _NEAR_KM = 60.0, 100.0
_TOO_LARGE = np.array([KIND_NUMBER[kind] for kind in ("country", "admin1", "continent", "territory")])
#: Code points of text after which a place named beside says half as much.
_HALF_GAP = 300.0
#: How much more a place speaks for itself whose name the unknown one holds.
_NAMED_WITHIN = 4.0


class Anchor(NamedTuple):
    """The place that an unknown name is put at, and the share of the article's places that lie near it, 0 to 1."""

    row: int
    sure: float


def is_local(surface: str) -> bool:
    """Tell whether a name says by a word that it is a thing of the neighbourhood."""
    parts = fold_name(surface).split()
    if len(parts) < 2:
        return bool(parts) and parts[0].endswith(_ENDINGS)
    # "Queen St." is folded as "queen saint"
    return parts[-1] in _LAST or parts[0] in _FIRST or parts[-1] == "saint" or parts[-1].endswith(_ENDINGS)


def anchors(
    toponyms: Sequence[Toponym], rows: Sequence[int | None], mass: Sequence[float], gazetteer: Gazetteer,
    points: np.ndarray,
) -> dict[int, Anchor]:  # fmt: skip
    """Return {toponym: anchor} for the names of local things that have no row of their own."""
    unknown = [n for n, row in enumerate(rows) if row is None and is_local(toponyms[n].surface)]
    if not unknown:
        return {}
    near = [n for n, row in enumerate(rows) if row is not None and not toponyms[n].demonym]
    at = np.array([rows[n] for n in near], dtype=np.int64)
    small = (gazetteer.radius[at] <= _LARGEST_KM) & ~np.isin(gazetteer.kind[at], _TOO_LARGE)
    near, at = [n for n, fits in zip(near, small, strict=True) if fits], at[small]
    if not near:
        return {}
    names = [fold_name(toponyms[n].surface) for n in near]
    starts = np.array([toponyms[n].start for n in near])
    ends = np.array([toponyms[n].end for n in near])
    weight = np.array([mass[n] for n in near])
    # each place counts once, however often it is named
    _, group, counts = np.unique(at, return_inverse=True, return_counts=True)
    once = weight / counts[group]
    close = within(points[at] @ points[at].T, _NEAR_KM)
    focus = (close * once).sum(axis=1) / max(float(once.sum()), 1e-9)
    out: dict[int, Anchor] = {}
    best: dict[str, tuple[float, Anchor]] = {}
    for n in unknown:
        gap = np.maximum(starts - toponyms[n].end, toponyms[n].start - ends).clip(min=0)
        key = fold_name(toponyms[n].surface)
        # "Chillagoe Guesthouse" is in Chillagoe
        inside = np.array([f" {name}" in f" {key}" for name in names])
        score = weight * focus / (1.0 + gap / _HALF_GAP) * np.where(inside, _NAMED_WITHIN, 1.0)
        chosen = int(score.argmax())
        if key not in best or score[chosen] > best[key][0]:
            best[key] = (float(score[chosen]), Anchor(int(at[chosen]), float(weight[chosen] * focus[chosen])))
    for n in unknown:
        out[n] = best[fold_name(toponyms[n].surface)][1]
    return out
