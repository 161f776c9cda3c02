"""
Make `waters.json`, outlines of seas, gulfs, bays and straits, from `data/features.csv` and `countries.json`.

    python data/basemap/build_waters.py

Needs shapely; only this script does. The outline of a water is what can be reached from its middle without crossing
land, within its radius and not through a passage that is narrow for its size. It reaches a little into the land: the
map draws it under the land, so that coasts are those of `countries.json`. The result maps place ids to rings, each
flat: lon, lat of the first point, then steps, in hundredths of a degree. A water without an outline stays a circle.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import shapely
from shapely.affinity import affine_transform

HERE = Path(__file__).resolve().parent
KINDS = {"sea", "gulf", "bay", "strait", "channel"}
SMALLEST_KM = 30.0
KM_PER_DEGREE = 111.2


def land() -> shapely.STRtree:
    """Return the countries' rings of `countries.json` as polygons in a tree."""
    topology = json.loads((HERE / "countries.json").read_text(encoding="utf-8"))
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        return [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[:-1]]

    polygons = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        polygons += [shapely.make_valid(shapely.Polygon(ring(part[0]), [ring(r) for r in part[1:]])) for part in parts]
    return shapely.STRtree(polygons)


def outline(lat: float, lon: float, radius_km: float, countries: shapely.STRtree) -> shapely.Geometry | None:
    """Return the water around a point in (lon, lat) degrees, or None if there is none."""
    reach = radius_km / KM_PER_DEGREE * 1.12
    stretch = 1 / math.cos(math.radians(lat))
    if abs(lon) + reach * stretch > 180 or abs(lat) + reach > 84:
        return None
    circle = shapely.Point(0, 0).buffer(reach, quad_segs=24)
    flat = [1 / stretch, 0, 0, 1, -lon / stretch, -lat]
    round_ = [stretch, 0, 0, 1, lon, lat]
    around = affine_transform(circle, round_)
    near = shapely.union_all(countries.geometries[countries.query(around)]) if len(countries) else shapely.Polygon()
    water = circle.difference(affine_transform(near, flat))
    narrow = min(0.25, 0.0006 * radius_km)
    opened = water.buffer(-narrow)
    parts = [part for part in getattr(opened, "geoms", [opened]) if not part.is_empty]
    if not parts:
        return None
    middle = min(parts, key=lambda part: (part.distance(shapely.Point(0, 0)), -part.area))
    if middle.distance(shapely.Point(0, 0)) > reach / 2:
        return None
    tolerance = min(0.08, reach / 40)
    reached = middle.buffer(narrow).intersection(water).buffer(tolerance).intersection(circle).simplify(tolerance / 2)
    largest = max(getattr(reached, "geoms", [reached]), key=lambda part: part.area)
    return affine_transform(shapely.Polygon(largest.exterior), round_)


def main() -> None:
    countries = land()
    found = {}
    with open(HERE.parent / "features.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] not in KINDS or float(row["radius_km"]) < SMALLEST_KM:
                continue
            shape = outline(float(row["lat"]), float(row["lon"]), float(row["radius_km"]), countries)
            if shape is None:
                continue
            points = [(round(x * 100), round(y * 100)) for x, y in shape.exterior.coords[:-1]]
            flat = [*points[0]]
            for before, after in zip(points, points[1:], strict=False):
                flat += [after[0] - before[0], after[1] - before[1]]
            found[f"feature:{row['id']}"] = [flat]
    (HERE / "waters.json").write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(found)} waters")


if __name__ == "__main__":
    main()
