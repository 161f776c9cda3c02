"""
Tell a first-order area from the great city in it of the same name: "met in New York", "New York Gov. Kathy Hochul".

Where the two lie near each other nobody minds which is taken. Where they do not, each mention says by its neighbours
which one is meant: a city, unless something speaks of an area. Pure functions; nothing here knows a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.kind_groups import BETWEEN_LISTED, KIND_GROUPS
from dashboard.geoparse.sphere import unit, within
from dashboard.geoparse.toponyms import Toponym

#: A city of fewer people is not what the world calls by the name alone.
_GREAT_CITY = 1_000_000
#: Nearer than this the two are one pin.
_APART_KM = 161.0
#: Offices and bodies that states and provinces have, and other things of theirs, right after the name.
_OF_AN_AREA = re.compile(
    r"(?:['’]s)? (?:(?:state|provincial|departmental) )?(?:gov\b|governor|lt\.|lieutenant governor|attorney general|"
    r"senat|sen\b|rep\b|congress|lawmaker|legislat|assembly|republican|democrat|delegation|border|state\b|province|"
    r"department\b|national guard|supreme court)",
    re.IGNORECASE,
)
_IN_AN_AREA = re.compile(
    r"\b(?:upstate|(?:north|south|east|west)(?:ern)?|central|rural|(?:states?|province) of)\W+$",
    re.IGNORECASE,
)


class Namesakes(NamedTuple):
    """Candidates of one name, by number: a first-order area, and the city in it that is called so."""

    area: int
    city: int


def namesakes(gazetteer: Gazetteer, rows: np.ndarray, groups: np.ndarray) -> Namesakes | None:
    """Return the area and the great city in it among the candidates of a name; None if there are no such two."""
    areas = {int(rows[n]): n for n in np.flatnonzero(groups == KIND_GROUPS["admin1"]).tolist()}
    if not areas:
        return None
    points = unit(gazetteer.lat[rows], gazetteer.lon[rows])
    for n in np.flatnonzero(groups == KIND_GROUPS["city"]).tolist():
        area = areas.get(int(gazetteer.admin1[rows[n]]))
        if area is not None and gazetteer.population[rows[n]] >= _GREAT_CITY:
            return None if within(points[n] @ points[area], _APART_KM) else Namesakes(area, n)
    return None


def is_area(n: int, toponyms: Sequence[Toponym], areas: Sequence[bool], text: str) -> bool:
    """
    Tell whether mention `n` speaks of an area, not of a city, by what stands around it.

    `areas` says which mentions are first-order areas for certain: in a list with such, the name is one, too.
    """
    here = toponyms[n]
    if _OF_AN_AREA.match(text, here.end) or _IN_AN_AREA.search(text, max(0, here.start - 16), here.start):
        return True
    if n and not areas[n - 1] and text[toponyms[n - 1].end : here.start] == ", ":
        after = text[here.end : here.end + 1]
        if after in (",", ".", ";", ")", "") and not _in_a_list(n, toponyms, text):
            return True  # "in Albany, New York, held"
    beside = [k for k in (n - 1, n + 1) if 0 <= k < len(toponyms) and areas[k]]
    return any(text[toponyms[min(k, n)].end : toponyms[max(k, n)].start] in BETWEEN_LISTED for k in beside)


def _in_a_list(n: int, toponyms: Sequence[Toponym], text: str) -> bool:
    """Tell whether two further names are beside, as in a list of cities: "Tokyo, New York, London"."""
    gaps = (text[toponyms[k].end : toponyms[k + 1].start] for k in (n, n - 2) if 0 <= k < len(toponyms) - 1)
    return any(gap in BETWEEN_LISTED for gap in gaps)
