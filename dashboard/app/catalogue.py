"""
The actor catalogue as the page knows it: what each actor is in one line, countries' names, what is wrong with it.

Read again when one of its files was changed; nothing here draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.app import resources
from dashboard.errors import DataFileError
from dashboard.geoparse import actor_table
from dashboard.geoparse.tables import read_point, read_table


@dataclass(frozen=True, slots=True)
class Known:
    """
    Descriptions by actor id, names and points (lat, lon) of countries by code, and "" or a sentence for the reader.
    """

    descriptions: Mapping[str, str]
    countries: Mapping[str, str]
    points: Mapping[str, tuple[float, float]]
    note: str


def known() -> Known:
    """Return what the files of this installation say now."""
    settings = resources.settings()
    return _known(settings.data, settings.home, state_of_files())


Stamp = tuple[str, int, int]


def state_of_files() -> tuple[Stamp, ...]:
    """Return what tells one state of the catalogue's files from another."""
    settings = resources.settings()
    return tuple(_stamp(path) for path in actor_table.files(settings.data, settings.home))


def description(actor_id: str) -> str:
    """Return what an actor is, in one line; "" for one that the catalogue does not describe."""
    return known().descriptions.get(actor_id, "")


def country(code: str) -> str:
    """Return a country's name; of an unknown code, the code."""
    return known().countries.get(code, code)


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), stat.st_mtime_ns, stat.st_size


@st.cache_resource(show_spinner=False, max_entries=1)
def _known(data: Path, home: Path, stamps: tuple[Stamp, ...]) -> Known:
    """Read the catalogue; `stamps` only tell one state of its files from another."""
    try:
        table = actor_table.open_table(data, home)
        rows, note = table.rows, table.note
    except DataFileError as error:
        rows, note = (), str(error)
    names, points = {}, {}
    path = data / "countries.csv"
    try:
        for line, row in read_table(path):
            names[row["country_code"]] = row["name"]
            points[row["country_code"]] = read_point(path, line, row)
    except DataFileError as error:
        note = note or str(error)
    return Known({row.actor.actor_id: row.description for row in rows if row.description}, names, points, note)
