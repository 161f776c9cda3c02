"""Columns are checked where they come in, and small where they go out."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from dashboard.app.places_layer import Places
from dashboard.app.places_layer.columns import packed


def places(**changed):
    columns = {"id": ["a", "b"], "lat": [1.0, 2.0], "lon": [3.0, 4.0], "size": [5, 6], "label": ["A", "B"]}
    return Places(**{**columns, **changed})


def unpacked(text):
    data = text[3:].replace("-", "/")
    return np.frombuffer(base64.b64decode(data + "=" * (-len(data) % 4)), dtype="<" + text[:2]).tolist()


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [([], "u1"), ([0, 255], "u1"), ([256], "u2"), ([70_000], "u4"), ([-1, 4], "i4"), ([0.5, 2], "f4")],
)
def test_numbers_are_packed_into_the_smallest_type_and_come_back(numbers, kind):
    assert packed(numbers)[:3] == kind + ":"
    assert unpacked(packed(numbers)) == numbers


def test_packed_numbers_hold_no_sign_that_a_script_must_escape():
    every_byte = packed(list(range(256)))

    assert set("/=_&<>") & set(every_byte) == set()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lat": [1.0, 91.0]}, "lat of row 1 is 91.0; it must be -90 to 90"),
        ({"lon": [1.0, float("nan")]}, "lon of row 1 is nan"),
        ({"size": [-1, 2]}, "size of row 0 is -1.0"),
        ({"label": ["A"]}, "label has 1 values for 2 ids"),
        ({"id": ["a", "a"]}, "the id 'a' stands in more than one row"),
        ({"family": ["city", "town"]}, "family of row 1 is 'town'"),
        ({"colour": ["red", ""]}, "colour of row 0 is 'red'; write it as '#c0392b'"),
    ],
)
def test_what_cannot_be_drawn_is_named_by_column_and_row(changed, said):
    with pytest.raises(ValueError, match=said):
        places(**changed)


def test_what_is_left_out_has_a_plain_look():
    assert places().family == ["city", "city"] and places().colour == ["", ""]
