"""
The actor catalogue as the page knows it: what each actor is in one line, its offices and where their dates can be
checked, countries' names, what is wrong with it.

Read again when one of its files was changed; nothing here draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from dashboard.app import resources
from dashboard.errors import DataFileError
from dashboard.geoparse import actor_table, office_sources
from dashboard.geoparse.actor_checks import name_key
from dashboard.geoparse.actor_rows import IN_CONTEXT, ActorRow, Tenure
from dashboard.geoparse.office_sources import OfficeSource
from dashboard.geoparse.tables import read_point, read_table, split_names
from dashboard.geoparse.text import kept_fold_name


@dataclass(frozen=True, slots=True)
class Office:
    """A time in office of an actor, and the source that covers it; None without one."""

    tenure: Tenure
    source: OfficeSource | None


@dataclass(frozen=True, slots=True)
class Known:
    """
    Descriptions and offices (the newest first) by actor id, names and points (lat, lon) of countries by code, and "" or
    a sentence for the reader. `names` are all names of actors and states as they are searched, folded and with a blank
    before each word, and whose each is; `called` says by `name_key` whose a whole name is that needs no context.
    """

    descriptions: Mapping[str, str]
    offices: Mapping[str, tuple[Office, ...]]
    countries: Mapping[str, str]
    points: Mapping[str, tuple[float, float]]
    names: tuple[tuple[str, str], ...]
    called: Mapping[str, str]
    note: str


def known() -> Known:
    """Return what the files of this installation say now."""
    settings = resources.settings()
    return _known(settings.data, settings.home, (*state_of_files(), _stamp(settings.data / SOURCES)))


Stamp = tuple[str, int, int]
#: File of `data/` that says where the dates of offices can be checked.
SOURCES = "office_sources.csv"


def state_of_files() -> tuple[Stamp, ...]:
    """Return what tells one state of the catalogue's files from another."""
    settings = resources.settings()
    return tuple(_stamp(path) for path in actor_table.files(settings.data, settings.home))


def description(actor_id: str) -> str:
    """Return what an actor is, in one line; "" for one that the catalogue does not describe."""
    return known().descriptions.get(actor_id, "")


def called(text: str) -> tuple[str, ...]:
    """Return the ids of the actors of which a name, in any script, has words that begin with all words of a text."""
    words = [f" {word}" for word in kept_fold_name(text).split()]
    if not words:
        return ()
    return tuple(dict.fromkeys(who for name, who in known().names if all(word in name for word in words)))


def known_as(name: str) -> str:
    """Return the id of the actor that the catalogue calls exactly so, whatever case and accents; "" for none."""
    return known().called.get(name_key(name), "")


def offices(actor_id: str) -> tuple[Office, ...]:
    """Return the times in office of an actor, the newest first."""
    return known().offices.get(actor_id, ())


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
    called = [(name.removeprefix(IN_CONTEXT), row.actor.actor_id) for row in rows for name in row.names]
    path = data / "countries.csv"
    try:
        for line, row in read_table(path):
            names[row["country_code"]] = row["name"]
            called += [(name, f"iso:{row['country_code']}") for name in (row["name"], *split_names(row["aliases"]))]
            points[row["country_code"]] = read_point(path, line, row)
    except DataFileError as error:
        note = note or str(error)
    descriptions = {row.actor.actor_id: row.description for row in rows if row.description}
    searched = tuple((f" {kept_fold_name(name)}", actor_id) for name, actor_id in called)
    whole = {
        name_key(name): row.actor.actor_id for row in rows for name in row.names if not name.startswith(IN_CONTEXT)
    }
    return Known(descriptions, _offices(data / SOURCES, rows, names), names, points, searched, whole, note)


def _offices(path: Path, rows: Sequence[ActorRow], countries: Mapping[str, str]) -> dict[str, tuple[Office, ...]]:
    held = [row for row in rows if row.tenures]
    try:
        titles = {tenure.title for row in held for tenure in row.tenures}
        sources, _ = office_sources.read(path, titles, countries.values())
    except DataFileError:  # `actors check` says so; an office without a source says that it has none
        sources = office_sources.OfficeSources((), ())
    return {
        row.actor.actor_id: tuple(
            Office(tenure, sources.of(tenure))
            for tenure in sorted(row.tenures, key=lambda each: (each.start, each.end or date.max), reverse=True)
        )
        for row in held
    }
