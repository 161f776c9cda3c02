"""
A small still map of a few places, as a picture (SVG) that needs no script: where an article plays, at a glance.

Web Mercator over the project's own basemap. Latitudes and longitudes are WGS 84 decimal degrees; what is drawn is in
pixels of the picture. Names are escaped; the picture follows the page's light or dark.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from dashboard.app.text import escape

WIDTH, HEIGHT = 400, 160
#: The least that is shown, as a share of the world's width, and the margin around the places, as a share of theirs.
_LEAST, _MARGIN = 0.03, 0.25
_MOST_NAMES = 8
#: About how wide a letter is.
_LETTER = 5.9
#: The radius of the ring around the chosen place.
_RING = 7
_MERCATOR_ENDS = 85.0
#: Outlines go on for so many pixels outside; their points lie on a grid of so many a pixel.
_OUTSIDE, _PARTS = 20, 1.5

_STYLE = (
    "svg{color-scheme:light dark;background:#cfe3ef}.land{fill:#f5f2ea;stroke:#c9c1b2;stroke-width:1}"
    ".dot{fill:#c0392b;stroke:#fff;stroke-width:1.2}.chosen{fill:none;stroke:#1f2933;stroke-width:1.6}"
    "text{font:500 11px 'Source Sans',system-ui,sans-serif;fill:#1f2933;stroke:#f5f2ea}"
    "text{paint-order:stroke;stroke-width:2.6px}"
    "@media(prefers-color-scheme:dark){svg{background:#17304a}.land{fill:#232c36;stroke:#46525f}"
    ".dot{fill:#ef7466;stroke:#12181f}.chosen{stroke:#f1efe9}text{fill:#f1efe9;stroke:#12181f}}"
)

#: Left, top, right, bottom.
_Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place to draw: where it is, what it is called, whether it is the one that the reader chose."""

    lat: float
    lon: float
    name: str
    chosen: bool = False


def picture(spots: Sequence[Spot], basemap: Path, about: str) -> str:
    """Return an HTML image of some places, the most important first, with `about` for who does not see it."""
    encoded = base64.b64encode(svg(spots, basemap).encode()).decode()
    return (
        f'<img class="small-map" width="{WIDTH}" height="{HEIGHT}" alt="{escape(about)}" '
        f'src="data:image/svg+xml;base64,{encoded}">'
    )


def svg(spots: Sequence[Spot], basemap: Path) -> str:
    """Return the picture itself; `basemap` is the folder of `countries.json`."""
    at = _mercator(np.array([[spot.lon, spot.lat] for spot in spots], dtype=float).reshape(-1, 2))
    corner, scale = _view(at)
    paths = "".join(filter(None, (_path((ring - corner) * scale) for ring in _rings(basemap / "countries.json"))))
    points = ((at - corner) * scale).round(1).tolist()
    dots = "".join(
        f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>'
        + (f'<circle class="chosen" cx="{x}" cy="{y}" r="{_RING}"/>' if spot.chosen else "")
        for spot, (x, y) in reversed(list(zip(spots, points, strict=True)))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<style>{_STYLE}</style><path class="land" fill-rule="evenodd" transform="scale({1 / _PARTS})" d="{paths}"/>'
        f"{dots}{_names(spots, points)}</svg>"
    )


def _mercator(degrees: np.ndarray) -> np.ndarray:
    """Return (lon, lat) rows on the unit square, y downwards."""
    lat = np.radians(np.clip(degrees[:, 1], -_MERCATOR_ENDS, _MERCATOR_ENDS))
    return np.column_stack([degrees[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * math.pi)])


def _view(at: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the upper left corner on the unit square, and pixels a unit, that show these points with a margin."""
    low, high = (at.min(axis=0), at.max(axis=0)) if len(at) else (np.zeros(2), np.ones(2))
    wide, high_ = (high - low) * (1 + 2 * _MARGIN)
    width = max(wide, high_ * WIDTH / HEIGHT, _LEAST)
    scale = WIDTH / width
    return (low + high) / 2 - np.array([WIDTH, HEIGHT]) / 2 / scale, scale


def _path(ring: np.ndarray) -> str:
    """Return a ring in pixels as part of a path; "" where nothing of it is in the picture."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    if high[0] < 0 or high[1] < 0 or low[0] > WIDTH or low[1] > HEIGHT:
        return ""
    pixels = (np.clip(ring, -_OUTSIDE, [WIDTH + _OUTSIDE, HEIGHT + _OUTSIDE]) * _PARTS).round().astype(np.int32)
    pixels = pixels[np.r_[True, (pixels[1:] != pixels[:-1]).any(axis=1)]]
    # what lies outside runs along the edge, and needs no more than its ends: a whole coast would be a megabyte
    beyond = (_sides(pixels) @ [1, 3]).astype(np.int32)
    inner = (beyond != 4) & (beyond == np.roll(beyond, 1)) & (beyond == np.roll(beyond, -1))
    pixels = pixels[~inner]
    if len(pixels) < 3:
        return ""
    steps = np.diff(pixels, axis=0).tolist()
    return f"M{pixels[0, 0]} {pixels[0, 1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"


def _sides(pixels: np.ndarray) -> np.ndarray:
    """Return 0, 1 or 2 for x and y of each point: before the picture's edge, inside, beyond."""
    low, high = -_OUTSIDE * _PARTS + 1, np.array([WIDTH + _OUTSIDE, HEIGHT + _OUTSIDE]) * _PARTS - 1
    return (pixels >= low).astype(np.int32) + (pixels > high)


def _names(spots: Sequence[Spot], points: Sequence[Sequence[float]]) -> str:
    """
    Return the names that have room: none lies over another or is cut at the edge.

    The chosen place's comes first and in any case, and no other stands at its ring.
    """
    out: list[str] = []
    taken: list[_Area] = [(x - 4, y - 4, x + 4, y + 4) for x, y in points]
    rings = [point for spot, point in zip(spots, points, strict=True) if spot.chosen]
    order = sorted(range(len(spots)), key=lambda number: not spots[number].chosen)
    for number in order:
        if len(out) == _MOST_NAMES:
            break
        (x, y), spot = points[number], spots[number]
        if not spot.chosen and any(math.hypot(x - a, y - b) < _RING + 4 for a, b in rings):
            continue  # whatever stands beside the ring names what it is around
        inside = [(box, edge) for box, edge in _sides_of(spot, x, y) if _in_picture(box)]
        free = [(box, edge) for box, edge in inside if not any(_meet(box, other) for other in taken)]
        if spot.chosen:
            free = (free or inside)[:1]
            clear = _RING + 8  # farther than its own name stands
            taken.append((x - clear, y - clear, x + clear, y + clear))
        if free:
            box, (edge, anchor) = free[0]
            out.append(f'<text x="{edge:g}" y="{box[1] + 11:g}" text-anchor="{anchor}">{escape(spot.name)}</text>')
            taken.append(box)
    return "".join(out)


def _sides_of(spot: Spot, x: float, y: float) -> list[tuple[_Area, tuple[float, str]]]:
    """Return where a name may stand, the best first: the box, and the x and the anchor that it is drawn from."""
    gap, size = _RING + 4 if spot.chosen else 8, len(spot.name) * _LETTER
    sides = [((x + gap, y - 7, x + gap + size, y + 6), (x + gap, "start")),
             ((x - gap - size, y - 7, x - gap, y + 6), (x - gap, "end"))]  # fmt: skip
    if spot.chosen:
        middle = [(x - size / 2, top, x + size / 2, top + 13) for top in (y - _RING - 15, y + _RING + 2)]
        sides += [(box, (x, "middle")) for box in middle]
    return sides


def _in_picture(box: _Area) -> bool:
    return box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 0 and box[3] <= HEIGHT


def _meet(a: _Area, b: _Area) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


@lru_cache(maxsize=2)
def _rings(path: Path) -> tuple[np.ndarray, ...]:
    """Return the outlines of all countries (TopoJSON) as rings on the unit square."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, translate = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]
    rings = []
    for country in topology["objects"]["countries"]["geometries"]:
        parts = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for ring in (ring for part in parts for ring in part):
            points = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
            rings.append(_mercator(np.concatenate([points[0], *(each[1:] for each in points[1:])])))
    return tuple(rings)
