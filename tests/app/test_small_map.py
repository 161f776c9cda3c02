"""The small map of an article: every place is in the picture, names do not lie over each other, and none is markup."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboard.app import small_map
from dashboard.app.small_map import HEIGHT, WIDTH, Spot

BASEMAP = Path(__file__).resolve().parents[2] / "data" / "basemap"
SVG = "{http://www.w3.org/2000/svg}"
ROME, MUSCAT, BEIRUT = Spot(41.89, 12.48, "Rome"), Spot(23.6, 58.4, "Muscat", True), Spot(33.89, 35.5, "Beirut")
FAR = Spot(38.9, -77.0, "Washington")


def drawn(*spots):
    return ElementTree.fromstring(small_map.svg(spots, BASEMAP))


def dots(picture, of="dot"):
    return [(float(c.get("cx")), float(c.get("cy"))) for c in picture.iter(SVG + "circle") if c.get("class") == of]


@pytest.mark.parametrize("spots", [[ROME], [ROME, MUSCAT], [ROME, MUSCAT, BEIRUT, FAR], [Spot(89, 179, "Pole"), ROME]])
def test_every_place_is_in_the_picture(spots):
    found = dots(drawn(*spots))
    assert len(found) == len(spots)
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in found)


def test_north_is_up_east_is_right_and_the_chosen_place_has_a_ring():
    picture = drawn(ROME, MUSCAT)
    muscat, rome = dots(picture)  # the first of the list is drawn last, over the others
    assert rome[0] < muscat[0] and rome[1] < muscat[1]
    assert dots(picture, "chosen") == [muscat]


def test_a_point_stands_on_its_land():
    """Muscat and Rome seen from inside a ring of the drawn outline: even and odd crossings to the right."""
    for spot in (ROME, Spot(30.0, 44.0, "inland")):
        picture = drawn(spot)
        x, y = dots(picture)[0]
        assert crossings(picture, x, y) % 2 == 1
    sea = drawn(Spot(40.0, 5.5, "at sea"))
    assert crossings(sea, *dots(sea)[0]) % 2 == 0


def crossings(picture, x, y):
    path = next(picture.iter(SVG + "path"))
    scale = float(path.get("transform")[6:-1])
    count = 0
    for ring in filter(None, path.get("d").split("M")):
        start, steps = ring.rstrip("z").split("l")
        points = [tuple(map(float, start.split()))]
        numbers = list(map(float, steps.split()))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            ax, ay, bx, by = (value * scale for value in (ax, ay, bx, by))
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                count += 1
    return count


def test_names_keep_clear_of_each_other_and_of_the_edge():
    spots = [Spot(31 + n / 50, 34 + n / 50, f"Place {n}") for n in range(12)]
    texts = list(drawn(*spots).iter(SVG + "text"))
    assert 0 < len(texts) <= 8
    boxes = []
    for each in texts:
        size, x, y = len(each.text) * 5.9, float(each.get("x")), float(each.get("y"))
        left = x if each.get("text-anchor") == "start" else x - size
        boxes.append((left, y - 11, left + size, y + 2))
    for n, (a, b, c, d) in enumerate(boxes):
        assert a >= 0 and c <= WIDTH
        assert not any(a < e[2] and c > e[0] and b < e[3] and d > e[1] for e in boxes[n + 1 :])


def named(picture):
    return {each.text: (float(each.get("x")), float(each.get("y")), each.get("text-anchor"))
            for each in picture.iter(SVG + "text")}  # fmt: skip


def test_what_stands_at_the_ring_names_the_chosen_place():
    around = [Spot(4.74, 45.24, "Beledweyne"), Spot(4.75, 47.28, "Right"), Spot(4.75, 44.05, "Left"),
              Spot(2.0, 45.3, "Mogadishu")]  # fmt: skip
    picture = drawn(*around, Spot(4.75, 45.25, "Shabelle River", True))
    ((x, y),) = dots(picture, "chosen")
    names = named(picture)
    assert "Shabelle River" in names and "Beledweyne" not in names and "Mogadishu" in names
    for name, (left, base, anchor) in names.items():
        size = len(name) * 5.9
        left -= {"start": 0, "middle": size / 2, "end": size}[anchor]
        away = max(left - x, x - left - size, base - 11 - y, y - base - 2)
        assert (7 <= away < 14) == (name == "Shabelle River"), name


def test_the_chosen_place_has_its_name_also_where_dots_are_on_every_side():
    crowd = [Spot(30 + down / 9, 44 + across / 9, f"{across} {down}")
             for across in range(-9, 10) for down in range(-3, 4) if across or down]  # fmt: skip
    assert "Chosen place" in named(drawn(*crowd, Spot(30, 44, "Chosen place", True)))


def test_the_picture_is_small_wherever_it_is():
    assert len(small_map.svg([ROME, MUSCAT, FAR], BASEMAP)) < 150_000


def test_a_name_is_no_markup_and_the_picture_says_what_it_shows():
    hostile = '"><script>alert(1)</script>'
    html = small_map.picture([Spot(41.9, 12.5, hostile)], BASEMAP, f"Map of {hostile}")
    assert "<script" not in html and html.count("<") == 1
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()
    assert "<script" not in svg
    assert [each.text for each in ElementTree.fromstring(svg).iter(SVG + "text")] == [hostile]
