"""The layer's names in a saved page: none overlaps, each stands by its own pin."""

from __future__ import annotations

import math

import pytest

from dashboard.app.places_layer import Places
from tests.app.test_map import BASEMAP


def test_names_are_drawn_where_they_do_not_overlap(saved):
    crowd = Places(id=["a", "b", "c"], lat=[30.0, 30.01, 26.0], lon=[44.0, 44.01, 44.0], size=[9, 8, 1],
                   label=["A name that is long", "Another name that is long", "Apart"])  # fmt: skip
    page = saved(crowd)

    boxes = page.evaluate("window.placesLayer.labels.map((label) => label.box)")

    assert len(boxes) >= 2
    for at, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def label_boxes(page):
    """Return left, top, right and bottom of each name on the map."""
    return dict(page.evaluate("window.placesLayer.labels.map((label) => [label.text, label.box])"))


#: Dots of this radius, in pixels, are those of what is named most (`labels.js`).
LARGE = 6.5


def pins(page):
    """Return x, y and radius of each dot."""
    return page.evaluate(
        """Object.fromEntries(window.placesLayer.points.map(
            (place) => [place.label, [...window.placesLayer.pointOf(place.id), window.placesLayer.dot(place)]]))"""
    )


def gap(box, pin):
    """Return how far a dot is from a box, across and down."""
    (left, top, right, bottom), (x, y, radius) = box, pin
    return max(0, left - x - radius, x - radius - right), max(0, top - y - radius, y - radius - bottom)


def beside_the_name(saved, *sides):
    """Show a place with small ones that its name would just not touch: "right" and "left" of it, "above" or "below"."""
    alone = saved(columns_of([("Esenboga Airport", 30.0, 44.0)]))
    box, (x, y, radius) = label_boxes(alone)["Esenboga Airport"], pins(alone)["Esenboga Airport"]
    far, half, up = box[2] - x + 6.5, (box[2] - box[0]) / 2 + 6.5, radius + 10
    at = {"right": [(far, 0)], "left": [(-far, 0)], "above": [(half, -up), (-half, -up)],
          "below": [(half, up), (-half, up)]}  # fmt: skip
    steps = [step for side in sides for step in at[side]]
    points = alone.evaluate(
        "(steps) => steps.map(([x, y]) => window.placesLayer._map.containerPointToLatLng([x, y]))",
        [(x + across, y + down) for across, down in steps],
    )
    others = [(f"{n}", point["lat"], point["lng"]) for n, point in enumerate(points)]
    return saved(columns_of([("Esenboga Airport", 30.0, 44.0), *others]))


def columns_of(rows):
    """Return columns of (label, lat, lon), the first of which is the largest, but not one of the most named."""
    labels, lats, lons = zip(*rows, strict=True)
    return Places(id=labels, lat=lats, lon=lons, size=[5, *[1] * (len(rows) - 1)], label=labels)


def test_a_name_that_would_end_at_the_dot_of_another_place_goes_to_another_side(saved):
    page = beside_the_name(saved, "right")
    box, dots = label_boxes(page)["Esenboga Airport"], pins(page)
    assert box[2] < dots["Esenboga Airport"][0] and gap(box, dots["0"])[0] > 50


def test_a_name_that_would_end_at_other_dots_on_every_side_is_left_out(saved):
    page = beside_the_name(saved, "right", "left", "above", "below")
    assert "Esenboga Airport" not in label_boxes(page)


def test_what_is_named_most_has_its_name_in_a_crowd_of_small_dots(saved):
    crowd = [(30 + 0.45 * down, 44 + 0.45 * across) for down in range(-3, 4) for across in range(-4, 5)]
    page = saved(
        Places(id=["most", *map(str, range(len(crowd)))], lat=[30.0, *(lat for lat, _ in crowd)],
               lon=[44.0, *(lon for _, lon in crowd)], size=[60, *[1] * len(crowd)],
               label=["Doha", *(f"Village {n}" for n in range(len(crowd)))])
    )  # fmt: skip
    assert "Doha" in label_boxes(page)


def test_in_a_crowd_each_name_is_nearest_to_its_own_dot_and_apart_from_the_next_name(saved):
    count = 160
    page = saved(
        Places(id=[f"id-{n}" for n in range(count)], lat=[22 + (n * 7919 % count) / count * 16 for n in range(count)],
               lon=[28 + (n * 1049 % 163) / 163 * 32 for n in range(count)], size=range(1, count + 1),
               label=[f"Village {n}" for n in range(count)])
    )  # fmt: skip
    boxes, dots = label_boxes(page), pins(page)
    assert len(boxes) > 20
    for name, box in boxes.items():
        own = math.hypot(*gap(box, dots[name]))
        behind = dots[name][0] - (box[0] + box[2]) / 2  # where its own dot is, seen from the name
        beside = abs(behind) > (box[2] - box[0]) / 2
        for other in dots.keys() - {name}:
            if dots[name][2] > LARGE and dots[other][2] < dots[name][2]:
                continue  # what is named most has its name, among smaller dots if need be
            across, down = gap(box, dots[other])
            assert math.hypot(across, down) > own - 0.1, (name, other)
            at_the_other_end = not beside or (dots[other][0] - (box[0] + box[2]) / 2) * behind < 0
            if box[1] < dots[other][1] < box[3] and at_the_other_end:
                assert across > 7.9, (name, other)
        for other in boxes.keys() - {name}:
            left, top, right, bottom = boxes[other]
            assert bottom <= box[1] or top >= box[3] or left >= box[2] + 7.9 or right <= box[0] - 7.9, (name, other)


@pytest.mark.parametrize("family", ["area", "water"])
def test_the_name_of_the_selected_stands_beside_its_ring(saved, family):
    page = saved(Places(id=["a", "b"], lat=[30.0, 33.0], lon=[44.0, 44.0], size=[1, 1], label=["Lake Assad", "Wide"],
                        family=[family, family], radius_km=[20, 700]))  # fmt: skip
    choose = """([id, lat, label, family]) => window.placesLayer.setData({
        ...window.placesLayer.data, selected: { id, lat, lon: 44, label, family } })"""

    page.evaluate(choose, ["a", 30, "Lake Assad", family])
    x, y = page.evaluate("window.placesLayer.pointOf('a')")
    ring = page.evaluate("window.placesLayer.ring(window.placesLayer.chosen)")
    assert math.hypot(*gap(label_boxes(page)["Lake Assad"], (x, y, ring))) > 1

    page.evaluate(choose, ["b", 33, "Wide", family])  # it has room in its ring
    x, y = page.evaluate("window.placesLayer.pointOf('b')")
    box = label_boxes(page)["Wide"]
    assert abs((box[0] + box[2]) / 2 - x) < 1 and abs((box[1] + box[3]) / 2 - y) < 1


def test_the_name_of_a_country_at_the_edge_is_moved_inwards(saved):
    page = saved(Places(id=["a"], lat=[24.0], lon=[45.0], size=[1], label=["Saudi Arabia"], family=["country"],
                        country=["SA"]), basemap=BASEMAP)  # fmt: skip
    page.evaluate(
        """() => {
            const [x] = window.placesLayer.pointOf("a");
            window.placesLayer._map.panBy([x - 985, 0], { animate: false });
            window.placesLayer.draw();
        }"""
    )
    assert label_boxes(page)["Saudi Arabia"][2] <= 998
