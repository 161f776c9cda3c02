"""Which offices the rows of a catalogue hold, and what their actors are part of as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.geoparse.actor_checks import SHARED_OFFICES
from dashboard.geoparse.actor_rows import ActorRow
from dashboard.geoparse.offices import Held, Offices, split_title
from dashboard.geoparse.text import kept_fold_name
from dashboard.model import Actor

#: What a state's army is called: its commander is "the Lebanese army chief".
_ARMIES = ("Armed Forces", "Army", "Defense Forces", "Defence Forces", "Defense Force", "military", "Military")


def with_all_wholes(rows: Sequence[ActorRow]) -> list[Actor]:
    """Return the rows' actors with all that they are part of, not only directly: the nearest first."""
    direct = {row.actor.actor_id: row.actor.affiliation for row in rows}
    out = []
    for row in rows:
        wholes = list(row.actor.affiliation)
        for whole in wholes:  # grows while it is read
            wholes.extend(each for each in direct.get(whole, ()) if each not in wholes)
        further = len(wholes) > len(row.actor.affiliation)
        out.append(replace(row.actor, affiliation=tuple(wholes)) if further else row.actor)
    return out


def offices_of(
    rows: Sequence[ActorRow], actors: Mapping[str, Actor], state_names: Mapping[str, Sequence[str]]
) -> Offices:
    """Return the offices of a catalogue, each with its owner, as far as the catalogue knows it."""
    known = {kept_fold_name(name): f"iso:{code}" for code, names in state_names.items() for name in names}
    names = {row.actor.actor_id: row.names for row in rows if row.actor.type != "person"}
    known |= {kept_fold_name(name): actor_id for actor_id, each in names.items() for name in each}
    names |= {f"iso:{code}": tuple(each) for code, each in state_names.items()}
    bodies = {
        row.actor.actor_id: next(parent for parent in row.actor.affiliation if parent.startswith("iso:"))
        for row in rows
        if row.actor.type == "government_body" and any(a.startswith("iso:") for a in row.actor.affiliation)
    }
    held = []
    for row in rows:
        for tenure in row.tenures:
            office = split_title(tenure.title, lambda name: known.get(kept_fold_name(name)))
            if office and not tenure.title.startswith(SHARED_OFFICES):
                held.append(Held(*office, actors[row.actor.actor_id], tenure.start, tenure.end))
    armies = {row.actor.actor_id for row in rows if row.actor.name.endswith(_ARMIES)}
    return Offices(held, lambda owner: names.get(owner, ()), bodies, armies)
