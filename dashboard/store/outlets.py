"""
Learn where an outlet is at home from its own articles: a local paper mostly writes of the places around it.

An outlet's home is where its articles name the most places close to each other; an outlet that writes of everywhere has
none. Homes lie as JSON in the user's home folder, never in the project, and `settings` reads them there: the resolver
then prefers the Paris that is near (`Context.outlet`). Coordinates are WGS 84 decimal degrees, (lat, lon).
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dashboard.model import AnalysedArticle

#: An outlet needs as many articles that name a place before anything is said of it.
FEWEST_ARTICLES = 5
#: A home is where at least this share of the articles' places lies within `NEAR_KM` of it.
LEAST_SHARE = 0.4
NEAR_KM = 120.0
#: Only places as small as a district tell, and only those that are surely put.
_LARGEST_KM, _SURE = 60.0, 0.5
_ROLES = ("location", "dateline")
_EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet is at home, from how many articles that was learned, and the share of their places near it."""

    lat: float
    lon: float
    articles: int
    share: float


def learn_homes(analysed: Iterable[AnalysedArticle]) -> dict[str, Home]:
    """Return the homes of the outlets that have one, by outlet."""
    of_outlet: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    for each in analysed:
        if each.article.source:
            of_outlet[each.article.source].append(places_of(each))
    homes = {outlet: home_of(articles) for outlet, articles in of_outlet.items()}
    return {outlet: home for outlet, home in sorted(homes.items()) if home is not None}


def places_of(analysed: AnalysedArticle) -> list[tuple[float, float]]:
    """Return the distinct small places of an article, surely put and meant literally, as (lat, lon)."""
    found = {
        (m.place.lat, m.place.lon)
        for m in analysed.mentions
        if m.place is not None and m.role in _ROLES and m.confidence >= _SURE
        and m.place.radius_km <= _LARGEST_KM and m.place.kind not in ("country", "admin1")
    }  # fmt: skip
    return sorted(found)


def home_of(articles: Sequence[Sequence[tuple[float, float]]]) -> Home | None:
    """Return the home that the places of each article speak for; each article counts once. None if there is none."""
    told = [places for places in articles if places]
    if len(told) < FEWEST_ARTICLES:
        return None
    weight = np.concatenate([np.full(len(places), 1.0 / len(places)) for places in told]) / len(told)
    lat, lon = np.radians(np.array([point for places in told for point in places]).T)
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    near = points @ points.T >= np.cos(NEAR_KM / _EARTH_KM)
    share = near @ weight
    best = int(share.argmax())
    if share[best] < LEAST_SHARE:
        return None
    mean = (points * (near[best] * weight)[:, None]).sum(axis=0)
    mean /= np.linalg.norm(mean)
    at = float(np.degrees(np.arcsin(mean[2]))), float(np.degrees(np.arctan2(mean[1], mean[0])))
    return Home(round(at[0], 3), round(at[1], 3), len(told), round(float(share[best]), 2))


def write_homes(path: Path, homes: dict[str, Home]) -> None:
    """Write homes where `settings.load_settings` reads them; a reader sees the old file or the new one."""
    table = {outlet: [home.lat, home.lon] for outlet, home in homes.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)
