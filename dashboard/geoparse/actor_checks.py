"""
What the rows of an actor catalogue have wrong with each other: ids and names twice, circles of affiliation, two holders
of one office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from datetime import date
from pathlib import Path

from dashboard.geoparse.actor_rows import IN_CONTEXT, ActorRow, Problem
from dashboard.geoparse.text import kept_fold_name

#: Titles that begin so are held by several people at once.
SHARED_OFFICES = ("deputy ", "ambassador at large ", "spokes")


def _where(row: ActorRow, other: ActorRow) -> str:
    """Return where a row stands, as it is said of `other`."""
    return f"line {row.line}" if row.path == other.path else f"{row.actor.name}, line {row.line} of {row.path}"


def check_ids(rows: Sequence[ActorRow], problems: list[Problem]) -> None:
    seen: dict[str, ActorRow] = {}
    for row in rows:
        first = seen.setdefault(row.actor.actor_id, row)
        if first is not row:
            short = row.actor.actor_id.removeprefix("actor:")
            problems.append(Problem(row.line, f"id {short!r} stands in {_where(first, row)} already", "rename one"))


def name_key(name: str) -> str:
    """Return what two names share that no text can tell apart; "OPEC+" is not "OPEC"."""
    return kept_fold_name(name.removeprefix(IN_CONTEXT)) + ("+" if name.endswith("+") else "")


def check_names(rows: Sequence[ActorRow], countries: dict[str, str], problems: list[Problem]) -> None:
    states = {kept_fold_name(name): f"the country {code}" for code, name in countries.items()}
    seen: dict[str, ActorRow] = {}
    for row in rows:
        for name in row.names:
            key = name_key(name)
            if not key.strip():
                problems.append(Problem(row.line, f"the name {name!r} has no letter and no digit", "take it out"))
                continue
            first = seen.setdefault(key, row)
            if key in states or first.actor.actor_id != row.actor.actor_id:
                where = states.get(key) or _where(first, row)
                problems.append(
                    Problem(row.line, f"the name {name!r} is also that of {where}", "leave it to one, or write it out")
                )


def check_affiliations(rows: Sequence[ActorRow], countries: Container[str], problems: list[Problem]) -> None:
    parents = {row.actor.actor_id: row.actor.affiliation for row in rows}
    told: set[frozenset[str]] = set()
    for row in rows:
        for parent in row.actor.affiliation:
            if parent.startswith("iso:") and parent[4:] not in countries:
                problems.append(Problem(row.line, f"affiliation {parent!r} is no country", "use a code such as iso:LB"))
            elif parent.startswith("actor:") and parent not in parents:
                short = parent.removeprefix("actor:")
                problems.append(
                    Problem(row.line, f"affiliation {short!r} is no id of this file", "use an id, or iso:XX")
                )
        cycle = _cycle(row.actor.actor_id, parents)
        if cycle and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            said = " -> ".join(each.removeprefix("actor:") for each in cycle)
            problems.append(Problem(row.line, f"affiliation goes in a circle: {said}", "take one of the links out"))


def _cycle(start: str, parents: dict[str, tuple[str, ...]]) -> list[str]:
    """Return a way from an actor through its affiliations back to itself; [] if there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for parent in parents.get(way[-1], ()):
            if parent == start:
                return [*way, start]
            if parent not in seen:
                seen.add(parent)
                ways.append([*way, parent])
    return []


def check_holders(rows: Sequence[ActorRow], path: Path, problems: list[Problem]) -> None:
    """Note two holders of one office at one time, of a row in `path`: nobody could then say who was meant."""
    held: dict[str, list[tuple[date, date, ActorRow]]] = defaultdict(list)
    for row in rows:
        for tenure in row.tenures:
            if not tenure.title.startswith(SHARED_OFFICES):
                held[tenure.title.casefold()].append((tenure.start, tenure.end or date.max, row))
    for title, tenures in held.items():
        tenures.sort(key=lambda each: (each[0], each[1]))
        latest: tuple[date, date, ActorRow] | None = None
        for each in tenures:
            if latest is not None and each[0] < min(latest[1], each[1]):
                told, other = (each[2], latest[2]) if each[2].path == path else (latest[2], each[2])
                where = f"{other.actor.name}, line {other.line}" if other.path == path else _where(other, told)
                wrong = f"{title!r} is also held by {where}, on {each[0]}"
                problems.append(Problem(told.line, wrong, "mend the dates, or give the offices different titles"))
            if latest is None or each[1] > latest[1]:
                latest = each
