"""
Counts under filters: the summary, the places, the facets and the timeline.

Numbers come from the mentions that the filters leave (`_selection`), words from the names of places and actors
(`_facts`); nothing here asks the database. `dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.model import Filters
from dashboard.store._facts import NO_DAY, Numbers
from dashboard.store._selection import Selection, day_of, selection_of
from dashboard.store._slices import counted, summed
from dashboard.store._timeline import Step, Timeline, timeline_of
from dashboard.store.index import Index


@dataclass(frozen=True, slots=True)
class Summary:
    """
    The line above the map. `mentions_total` counts under no filter but the roles, `articles_total` the whole archive.

    `undated_articles` are those among `articles`. `unplaced_mentions` were recognised and not placed; they are counted
    under all filters but country, kind and confidence, which a name without a place cannot pass; `unplaced_names` are
    the distinct names among them.
    """

    mentions: int
    mentions_total: int
    places: int
    articles: int
    articles_total: int
    undated_articles: int
    unplaced_mentions: int
    unplaced_names: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page draws from one set of filters; each part as the query of that name returns it."""

    summary: Summary
    places: pd.DataFrame
    actors: pd.DataFrame
    countries: pd.DataFrame
    outlets: pd.DataFrame
    roles: pd.DataFrame
    kinds: pd.DataFrame
    timeline: Timeline


def page(index: Index, filters: Filters, step: Step | None = None) -> Page:
    """Return all that the page draws from one set of filters."""
    selection = selection_of(index, filters)
    return Page(
        summary=_summary(selection),
        places=_places(selection),
        actors=_actors(selection),
        countries=_countries(selection),
        outlets=_outlets(selection),
        roles=_roles(selection),
        kinds=_kinds(selection),
        timeline=_timeline(selection, step),
    )


def summary(index: Index, filters: Filters) -> Summary:
    """Return the counts of the line above the map."""
    return _summary(selection_of(index, filters))


def place_counts(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return one row per place that the filters leave, by mentions descending, then by name.

    Columns: place_id, name, kind, country_code, country, admin1, lat, lon, radius_km, population, mentions, articles,
    confidence (the mean of its mentions).
    """
    return _places(selection_of(index, filters))


def place_courses(index: Index, filters: Filters, limit: int, steps: int) -> list[list[int]]:
    """
    Return the mentions over time of the `limit` most mentioned places, in the order of `place_counts`.

    Each is a list of `steps` counts, of equal spans from the first to the last day of what the filters leave; undated
    mentions are in none. Lists are empty where nothing is dated.
    """
    selection = selection_of(index, filters)
    facts, kept = selection.facts, selection.kept()
    limit, steps = max(limit, 0), max(steps, 1)
    counts = selection.by_place()[facts.places.number]
    rows = _most_first(counts)[:limit]
    rank = np.full(len(selection.by_place()), -1, dtype=np.int64)
    rank[facts.places.number[rows]] = np.arange(len(rows))
    day, of_place = facts.day[facts.placed.article[kept]].astype(np.int64), rank[facts.placed.place[kept]]
    dated = day != NO_DAY
    if not dated.any():
        return [[] for _ in rows]
    first, last = day[dated].min(), day[dated].max()
    wanted = dated & (of_place >= 0)
    span = (day[wanted] - first) * steps // (last - first + 1)
    found = np.bincount(of_place[wanted] * steps + span, minlength=len(rows) * steps)
    return found.reshape(len(rows), steps).tolist()


def actor_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return actor_id, name, type, country_code, mentions, articles, by mentions descending, then by name.

    Counts are mentions of places in the sentences (or articles, by `actor_scope`) that name the actor. With
    `actor_match` "all" they are counted under the actors already chosen: what choosing this one as well would leave.
    """
    return _actors(selection_of(index, filters))


def country_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return country_code, country, mentions, by mentions descending; "" is what lies in no country, such as a sea."""
    return _countries(selection_of(index, filters))


def outlet_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return outlet, mentions, by mentions descending, then by name; "" stands for articles that name no outlet."""
    return _outlets(selection_of(index, filters))


def role_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return role, mentions, by mentions descending, then by name."""
    return _roles(selection_of(index, filters))


def kind_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return kind, mentions, by mentions descending, then by name."""
    return _kinds(selection_of(index, filters))


def timeline(index: Index, filters: Filters, step: Step | None = None) -> Timeline:
    """
    Return mentions by day, week or month, counted under all filters but the dates.

    Without a step: days up to two months, weeks up to two years, months beyond. The bars say which are inside the date
    filter; undated mentions are counted apart whether the filter keeps them or not.
    """
    return _timeline(selection_of(index, filters), step)


def _summary(selection: Selection) -> Summary:
    facts, visible = selection.facts, selection.visible()
    articles = selection.by_article() > 0
    lost = selection.lost()
    of_roles = [code for code, role in enumerate(facts.roles) if role in (selection.filters.roles or facts.roles)]
    seen = facts.role_totals
    if selection.until < facts.last:
        unseen = np.flatnonzero(~visible[facts.placed.article])
        seen = seen - counted(facts.placed.role, unseen, len(seen))
    return Summary(
        mentions=selection.count(),
        mentions_total=int(seen[of_roles].sum()),
        places=int(np.count_nonzero(selection.by_place())),
        articles=int(np.count_nonzero(articles)),
        articles_total=int(np.count_nonzero(visible)),
        undated_articles=int(np.count_nonzero(articles & (facts.day == NO_DAY))),
        unplaced_mentions=len(lost),
        unplaced_names=len(np.unique(facts.spelled[lost.spelling])),
    )


def _places(selection: Selection) -> pd.DataFrame:
    facts, kept = selection.facts, selection.kept()
    mentions = selection.by_place()
    sure = summed(facts.placed.place, facts.placed.confidence, kept, len(mentions))
    articles = counted(facts.pair_place, selection.pairs(), len(mentions))
    number = facts.places.number
    rows = _most_first(mentions[number])
    number = number[rows]
    return facts.places.frame.take(rows).assign(
        mentions=mentions[number], articles=articles[number], confidence=(sure[number] / mentions[number]).round(4)
    ).reset_index(drop=True)  # fmt: skip


def _actors(selection: Selection) -> pd.DataFrame:
    filters, names = selection.filters, selection.facts.actors
    facet: Literal["", "actors"] = "" if filters.actor_match == "all" else "actors"
    mentions, articles = selection.by_actor(facet, with_parts=filters.with_parts)
    shown = names.frame["listed"].to_numpy(dtype=bool) | names.frame["actor_id"].isin(filters.actors).to_numpy()
    rows = _most_first(np.where(shown, mentions[names.number], 0))
    number = names.number[rows]
    frame = names.frame.iloc[rows, :4].assign(mentions=mentions[number], articles=articles[number])
    there = set(frame["actor_id"])
    missing = [each for each in dict.fromkeys(filters.actors) if each not in there]
    if missing:
        known = {row[0]: row for row in names.frame.iloc[:, :4].itertuples(index=False, name=None)}
        nobody = [(*known.get(each, (each, each, "unlisted", "")), 0, 0) for each in missing]
        nobody.sort(key=lambda row: (row[1], row[0]))
        frame = pd.concat([frame, _frame(nobody, list(frame.columns))])
    return frame.reset_index(drop=True)


def _countries(selection: Selection) -> pd.DataFrame:
    names = selection.facts.countries
    counted = _of_places(selection, "countries", "country_code")
    rows = [(code, names.get(code) or code, count) for code, count in counted]
    rows.sort(key=lambda row: (-row[2], row[1]))
    return _frame(rows, ["country_code", "country", "mentions"])


def _kinds(selection: Selection) -> pd.DataFrame:
    return _frame(_of_places(selection, "kinds", "kind"), ["kind", "mentions"])


def _outlets(selection: Selection) -> pd.DataFrame:
    facts = selection.facts
    counts = np.bincount(facts.outlet, weights=selection.by_article("outlets"), minlength=len(facts.outlets))
    return _frame(_ranked(facts.outlets, counts, selection.filters.outlets), ["outlet", "mentions"])


def _roles(selection: Selection) -> pd.DataFrame:
    counted = _ranked(selection.facts.roles, selection.by_role("roles"), selection.filters.roles)
    return _frame(counted, ["role", "mentions"])


def _timeline(selection: Selection, step: Step | None) -> Timeline:
    counts = selection.by_article("dates")
    articles = np.flatnonzero(counts)
    days, mentions = selection.facts.day[articles], counts[articles]
    undated = days == NO_DAY
    of_days: dict[date | None, int] = {None: int(mentions[undated].sum())} if undated.any() else {}
    days, mentions = days[~undated], mentions[~undated]
    first = int(days.min(initial=np.iinfo(np.int32).max))
    on_day = np.bincount(days - first, weights=mentions)  # far fewer days than articles
    of_days |= {day_of(first + at): int(on_day[at]) for at in np.flatnonzero(on_day).tolist()}
    return timeline_of(of_days, selection.filters, step)


def _of_places(
    selection: Selection, facet: Literal["countries", "kinds"], column: Literal["country_code", "kind"]
) -> list[tuple[str, int]]:
    """Count by place first: there are fewer places than mentions, and only they know their country and kind."""
    codes, values = selection.facts.of_place[column]
    counts = np.bincount(codes, weights=selection.by_place(facet), minlength=len(values))
    return _ranked(values, counts, getattr(selection.filters, facet))


def _ranked(values: Sequence[str], counts: Numbers, chosen: Sequence[str]) -> list[tuple[str, int]]:
    """Return the values that have mentions and those that were chosen, most mentions first, then by value."""
    counted = dict.fromkeys(chosen, 0) | {values[at]: int(counts[at]) for at in np.flatnonzero(counts).tolist()}
    return sorted(counted.items(), key=lambda row: (-row[1], row[0]))


def _most_first(counts: Numbers) -> Numbers:
    """Return the positions of what has mentions, most first; equal ones stay in their order."""
    there = np.flatnonzero(counts)
    return there[np.argsort(-counts[there], kind="stable")]


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    types = {name: "int64" if name in ("mentions", "articles") else "str" for name in columns}
    return pd.DataFrame(rows, columns=list(columns)).astype(types)
