"""
Places as columns: checked where they come in, packed small where they go out to the browser.

Coordinates are (lat, lon), WGS 84 decimal degrees, kept to 1e-5 (1 m); radii kilometres. Packed numbers are the
little-endian bytes of the smallest type that holds them, in base 64 with `+` and `-` and without padding, after a mark
of the type: `u1:AAEC` is 0, 1, 2. columns.js reads them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

#: A list, a tuple, a NumPy array or a pandas Series.
Column: TypeAlias = Any

#: What a place may be drawn as: a dot, a diamond, a dashed circle (blue or brown), the outline of a country; for
#: changes a cross, a triangle up, a grey dot, a triangle down, a slanting cross.
FAMILIES = ("city", "site", "water", "area", "country", "appeared", "rose", "same", "fell", "vanished")

#: Degrees are sent as whole numbers of this.
STEP = 1e-5

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TYPES = ("u1", "u2", "u4", "i4")


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """
    Places to draw, one value a place in every column.

    `id` is unique and comes back on a click; `label` is plain text, drawn as it is; `size` is what a dot's area stands
    for, such as a number of mentions. By choice: `family`, one of FAMILIES (all "city" if it is left out); `colour`,
    such as "#c0392b", or "" for the family's own; `radius_km`, the extent of a "water" or an "area"; `country`, the ISO
    3166-1 alpha-2 code whose outline a "country" is.

    Raises ValueError, naming the column and the row, for what cannot be drawn.
    """

    id: Column
    lat: Column
    lon: Column
    size: Column
    label: Column
    family: Column = ()
    colour: Column = ()
    radius_km: Column = ()
    country: Column = ()

    def __post_init__(self) -> None:
        rows = len(self.id)
        for name, default in (("family", "city"), ("colour", ""), ("radius_km", 0.0), ("country", "")):
            if len(getattr(self, name)) == 0:
                object.__setattr__(self, name, [default] * rows)
        for name in self.__slots__:
            if len(getattr(self, name)) != rows:
                raise ValueError(f"{name} has {len(getattr(self, name))} values for {rows} ids; give one a place")
        for name in ("id", "label", "family", "colour", "country"):
            object.__setattr__(self, name, _texts(getattr(self, name)))
        for name, low, high in (("lat", -90, 90), ("lon", -180, 180), ("size", 0, 1e12), ("radius_km", 0, 20_100)):
            numbers = np.asarray(getattr(self, name), dtype=np.float64)
            wrong = np.flatnonzero(~((numbers >= low) & (numbers <= high)))
            if len(wrong):
                raise ValueError(f"{name} of row {wrong[0]} is {numbers[wrong[0]]}; it must be {low} to {high:g}")
            object.__setattr__(self, name, numbers)
        if len(set(self.id)) != rows:
            raise ValueError(f"the id {_repeated(self.id)!r} stands in more than one row")
        if not set(self.family) <= set(FAMILIES):
            row = next(row for row, family in enumerate(self.family) if family not in FAMILIES)
            raise ValueError(f"family of row {row} is {self.family[row]!r}; it must be one of {', '.join(FAMILIES)}")
        for colour in set(self.colour) - {""}:
            if not _COLOUR.fullmatch(colour):
                raise ValueError(f"colour of row {self.colour.index(colour)} is {colour!r}; write it as '#c0392b'")

    def __len__(self) -> int:
        return len(self.id)

    def keys(self) -> list[tuple[Any, ...]]:
        """Return what makes each place what it is, all but its size; equal keys are the same row of a table."""
        return list(
            zip(
                self.id,
                np.rint(self.lat / STEP).astype(np.int64).tolist(),
                np.rint(self.lon / STEP).astype(np.int64).tolist(),
                self.label,
                self.family,
                self.colour,
                np.rint(self.radius_km).astype(np.int64).tolist(),
                self.country,
                strict=True,
            )
        )


def packed(numbers: npt.ArrayLike) -> str:
    """Return whole numbers (or, where one is not whole, 4-byte floats) packed as the module's head says."""
    given = np.asarray(numbers)
    kind = "f4"
    if given.size == 0 or np.all(np.mod(given, 1) == 0):
        low, high = (int(given.min()), int(given.max())) if given.size else (0, 0)
        fits = (each for each in _TYPES if np.iinfo(each).min <= low and high <= np.iinfo(each).max)
        kind = next(fits, "f4")
    data = np.ascontiguousarray(given, dtype="<" + kind).tobytes()
    return f"{kind}:{base64.b64encode(data, b'+-').decode().rstrip('=')}"


def as_part(keys: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """Return rows, as `Places.keys` has them, as the columns of a part of the browser's table."""
    ids, lats, lons, labels, families, colours, radii, countries = zip(*keys, strict=True) if keys else ((),) * 8
    return {
        "id": ids,
        "label": labels,
        "lat": packed(lats),
        "lon": packed(lons),
        "radius_km": packed(radii),
        **{
            name: {"of": (names := sorted(set(values))), "at": packed([names.index(value) for value in values])}
            for name, values in (("family", families), ("colour", colours), ("country", countries))
        },
    }


def _texts(column: Column) -> list[str]:
    """Return a column as a list of strings; to go through a Series of 50,000 one by one takes a tenth of a second."""
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    return values if set(map(type, values)) <= {str} else [str(value) for value in values]


def _repeated(values: Sequence[str]) -> str:
    seen: set[str] = set()
    return next(value for value in values if value in seen or seen.add(value))  # type: ignore[func-returns-value]
