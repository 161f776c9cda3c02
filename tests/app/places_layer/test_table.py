"""A place travels once: after that, a change is row numbers and sizes."""

from __future__ import annotations

import json

from dashboard.app.places_layer import Places, PlaceTable
from tests.app.places_layer.test_columns import unpacked


def places(*named, size=None, lat=10.0):
    rows = len(named)
    return Places(id=[f"id-{name}" for name in named], lat=[lat] * rows, lon=[20.0] * rows, size=size or [1] * rows,
                  label=list(named))  # fmt: skip


class Published(list):
    def __call__(self, part):
        self.append(json.loads(part.text))
        return {"url": part.name}


def test_a_place_is_published_once():
    published = Published()
    table = PlaceTable(published)

    table.shown(places("Rome", "Beirut"))
    table.shown(places("Beirut"))

    assert [part["label"] for part in published] == [["Rome", "Beirut"]]


def test_rows_are_steps_in_the_tables_order_with_their_sizes():
    table = PlaceTable(Published())
    table.shown(places("a", "b", "c", "d"))

    shown = table.shown(places("d", "b", size=[7, 300]))

    assert unpacked(shown["rows"]) == [1, 2]
    assert unpacked(shown["sizes"]) == [300, 7]


def test_what_is_new_comes_as_a_part_of_its_own():
    published = Published()
    table = PlaceTable(published)
    before = table.shown(places("Rome"))

    after = table.shown(places("Rome", "Sanaa"))

    assert [part["label"] for part in published] == [["Rome"], ["Sanaa"]]
    assert before["table"]["id"] == after["table"]["id"]
    assert len(before["table"]["parts"]) == 1 and len(after["table"]["parts"]) == 2


def test_a_place_that_was_moved_is_a_new_row():
    published = Published()
    table = PlaceTable(published)
    table.shown(places("Rome"))

    shown = table.shown(places("Rome", lat=41.9))

    assert unpacked(shown["rows"]) == [1]
    assert unpacked(published[1]["lat"]) == [4_190_000]


def test_after_many_parts_the_table_starts_again_with_what_is_shown():
    published = Published()
    table = PlaceTable(published, most_parts=2)
    first = [table.shown(places(name)) for name in "ab"][-1]

    again = table.shown(places("b", "c"))

    assert again["table"]["id"] != first["table"]["id"]
    assert published[-1]["label"] == ["b", "c"] and unpacked(again["rows"]) == [0, 1]


def test_ten_thousand_places_change_in_less_than_six_bytes_each():
    many = [str(number) for number in range(10_000)]
    table = PlaceTable(Published())
    table.shown(places(*many))

    shown = table.shown(places(*many[::3], size=[400] * len(many[::3])))

    assert len(shown["rows"]) + len(shown["sizes"]) < 6 * len(many[::3])


def test_no_place_is_no_row():
    shown = PlaceTable(Published()).shown(places())

    assert unpacked(shown["rows"]) == [] and shown["table"]["parts"] == []
