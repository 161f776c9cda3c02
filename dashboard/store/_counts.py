"""
Counts under filters: the summary, the places, the facets and the timeline.

All of them come from the mentions of one set of filters (`Selection`): every facet counts
under the filters of the *other* facets, so a mention is kept with the one facet that it misses, if it misses one. A
mention that misses two counts nowhere. `dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd

from dashboard.model import Filters
from dashboard.store._filters import OF_A_PLACE, Facet, conditions, one_of, scope
from dashboard.store._timeline import Step, Timeline, timeline_of
from dashboard.store.index import Index

#: The facets that a mention may miss and still be counted in, each with its mark in the column `missed`.
_MARK: dict[Facet, int] = {"actors": 1, "countries": 2, "dates": 4, "outlets": 8, "roles": 16, "kinds": 32}
#: The facets that are one column of the selection, and those that are one of the places.
_COLUMN: dict[Facet, str] = {"outlets": "source", "roles": "role", "dates": "published"}
_OF_PLACES: dict[Facet, str] = {"countries": "coalesce(p.country_code, '')", "kinds": "p.kind"}
#: Each actor with itself and with all that it is part of, directly or through others: part_no, actor_no.
_WHOLES = """
    WITH RECURSIVE wholes(part_no, actor_id) AS (
        SELECT actor_no, actor_id FROM actors
        UNION
        SELECT wholes.part_no, part.whole FROM wholes
        JOIN (SELECT actor_id, unnest(affiliation) AS whole FROM actors) part USING (actor_id))
    SELECT wholes.part_no, actors.actor_no FROM wholes JOIN actors USING (actor_id)
    """


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


class Selection:
    """
    The mentions of one set of filters, for as long as the block runs.

    With `kept` they are put into a table of one cursor's own, which pays for a page of questions; without, each
    question reads the columns that it needs, which is quicker for one.
    """

    def __init__(self, index: Index, filters: Filters, *, kept: bool = False) -> None:
        self.filters = filters
        self._cursor = index.cursor()
        missed, always, missed_values, always_values = ["0"], ["true"], [], []
        marks = [0]
        for facet, (sql, values) in conditions(filters).items():
            if facet in OF_A_PLACE:
                sql = f"(m.place_no IS NULL OR {sql})"
            if facet in _MARK:
                missed.append(f"CASE WHEN {sql} THEN 0 ELSE {_MARK[facet]} END")
                marks.append(_MARK[facet])
                missed_values += values
            else:
                always.append(sql)
                always_values += values
        self._sql = f"""
            SELECT * FROM (
                SELECT m.place_no, m.article_no, m.sentence_key, m.source, m.role, m.published, m.confidence,
                       m.unplaced, ({" + ".join(missed)})::UTINYINT AS missed
                FROM mentions m WHERE {" AND ".join(always)})
            WHERE missed IN ({", ".join(map(str, marks))})
            """
        self._values = missed_values + always_values
        self._kept = kept
        if kept:
            self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE selection AS {self._sql}", self._values)

    def __enter__(self) -> Selection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.close()

    def ask(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run a query over `selection`."""
        if self._kept:
            return self._cursor.execute(sql, list(values))
        sql = sql.strip()
        rest = ", " + sql.removeprefix("WITH ") if sql.startswith("WITH ") else sql
        return self._cursor.execute(f"WITH selection AS ({self._sql}) {rest}", [*self._values, *values])

    def frame(self, sql: str, values: Sequence[Any] = ()) -> pd.DataFrame:
        """Return what a query over `selection` gives."""
        return self.ask(sql, values).df()

    def summary(self) -> Summary:
        roles = one_of("role", self.filters.roles) if self.filters.roles else "true"
        found = self.ask(
            """
            SELECT count(place_no), count(DISTINCT CASE WHEN place_no IS NOT NULL THEN article_no END),
                   count(DISTINCT CASE WHEN place_no IS NOT NULL AND published IS NULL THEN article_no END),
                   count(*) - count(place_no), count(DISTINCT CASE WHEN place_no IS NULL THEN unplaced END),
                   count(DISTINCT place_no)
            FROM selection WHERE missed = 0
            """
        ).fetchone()
        all_mentions = self._cursor.execute(
            f"SELECT count(*) FROM mentions WHERE place_no IS NOT NULL AND {roles}", list(self.filters.roles)
        ).fetchone()
        all_articles = self._cursor.execute("SELECT count(*) FROM articles").fetchone()
        assert found and all_mentions and all_articles
        return Summary(
            mentions=found[0],
            mentions_total=all_mentions[0],
            places=found[5],
            articles=found[1],
            articles_total=all_articles[0],
            undated_articles=found[2],
            unplaced_mentions=found[3],
            unplaced_names=found[4],
        )

    def places(self) -> pd.DataFrame:
        return self.frame(
            """
            WITH counted AS (
                SELECT place_no, count(*) AS mentions, count(DISTINCT article_no) AS articles,
                       round(avg(confidence), 4) AS confidence
                FROM selection WHERE missed = 0 AND place_no IS NOT NULL GROUP BY place_no)
            SELECT p.place_id, p.name, p.kind, coalesce(p.country_code, '') AS country_code,
                   coalesce(p.country, '') AS country, coalesce(p.admin1, '') AS admin1, p.lat, p.lon, p.radius_km,
                   p.population, c.mentions, c.articles, c.confidence
            FROM counted c JOIN places p USING (place_no)
            ORDER BY c.mentions DESC, p.name, p.place_id
            """
        )

    def actors(self) -> pd.DataFrame:
        _, table, key = scope(self.filters)
        marks = "0" if self.filters.actor_match == "all" else f"0, {_MARK['actors']}"
        beside = f"""
            SELECT s.article_no, a.actor_no FROM selection s JOIN {table} a ON a.{key} = s.{key}
            WHERE s.missed IN ({marks}) AND s.place_no IS NOT NULL"""
        if self.filters.with_parts:  # a mention beside two parts of one actor counts once
            beside = f"""
                SELECT DISTINCT s.mention, s.article_no, whole.actor_no
                FROM (SELECT row_number() OVER () AS mention, * FROM selection) s JOIN {table} a ON a.{key} = s.{key}
                JOIN ({_WHOLES}) whole ON whole.part_no = a.actor_no
                WHERE s.missed IN ({marks}) AND s.place_no IS NOT NULL"""
        rows = self.ask(
            f"""
            WITH counted AS (SELECT actor_no, count(*) AS mentions, count(DISTINCT article_no) AS articles
                             FROM ({beside}) GROUP BY actor_no)
            SELECT a.actor_id, a.name, a.type, coalesce(a.country_code, ''), c.mentions, c.articles
            FROM actors a JOIN counted c USING (actor_no) WHERE a.listed OR {one_of("a.actor_id", self.filters.actors)}
            """,
            list(self.filters.actors),
        ).fetchall()
        missing = _missing(rows, self.filters.actors)
        names = self._named("actor_id, name, type, coalesce(country_code, '')", "actors", "actor_id", missing)
        rows += [(*names.get(each, (each, each, "unlisted", "")), 0, 0) for each in missing]
        rows.sort(key=lambda row: (-row[4], row[1], row[0]))
        return _frame(rows, ["actor_id", "name", "type", "country_code", "mentions", "articles"])

    def countries(self) -> pd.DataFrame:
        counted = self._group("countries", self.filters.countries)
        names = self._named("country_code, country", "places", "country_code", [code for code, _ in counted if code])
        rows = [(code, names.get(code, (code, None))[1] or code, count) for code, count in counted]
        rows.sort(key=lambda row: (-row[2], row[1]))
        return _frame(rows, ["country_code", "country", "mentions"])

    def outlets(self) -> pd.DataFrame:
        return _frame(self._group("outlets", self.filters.outlets), ["outlet", "mentions"])

    def roles(self) -> pd.DataFrame:
        return _frame(self._group("roles", self.filters.roles), ["role", "mentions"])

    def kinds(self) -> pd.DataFrame:
        return _frame(self._group("kinds", self.filters.kinds), ["kind", "mentions"])

    def timeline(self, step: Step | None = None) -> Timeline:
        return timeline_of(dict(self._group("dates")), self.filters, step)

    def _group(self, facet: Facet, chosen: Sequence[str] = ()) -> list[tuple[Any, int]]:
        """Return (value, mentions) of a facet of one column, most mentions first, and what was chosen of it."""
        rows = self._of_places(facet) if facet in _OF_PLACES else self._of_mentions(facet)
        rows += [(value, 0) for value in _missing(rows, chosen)]
        return rows if facet == "dates" else sorted(rows, key=lambda row: (-row[1], row[0]))

    def _of_mentions(self, facet: Facet) -> list[tuple[Any, int]]:
        return self.ask(
            f"""
            SELECT {_COLUMN[facet]}, count(*) FROM selection
            WHERE place_no IS NOT NULL AND missed IN (0, {_MARK[facet]}) GROUP BY 1
            """
        ).fetchall()

    def _of_places(self, facet: Facet) -> list[tuple[Any, int]]:
        """Count by place first: there are fewer places than mentions, and only they know their country and kind."""
        return self.ask(
            f"""
            WITH counted AS (SELECT place_no, count(*) AS mentions FROM selection
                             WHERE place_no IS NOT NULL AND missed IN (0, {_MARK[facet]}) GROUP BY place_no)
            SELECT {_OF_PLACES[facet]}, sum(mentions)::BIGINT FROM counted JOIN places p USING (place_no) GROUP BY 1
            """
        ).fetchall()

    def _named(self, columns: str, table: str, key: str, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        if not ids:
            return {}
        sql = f"SELECT DISTINCT {columns} FROM {table} WHERE {one_of(key, ids)}"
        return {row[0]: row for row in self._cursor.execute(sql, list(ids)).fetchall()}


def page(index: Index, filters: Filters, step: Step | None = None) -> Page:
    """Return all that the page draws from one set of filters, at less than the price of asking one by one."""
    with Selection(index, filters, kept=True) as selection:
        return Page(
            summary=selection.summary(),
            places=selection.places(),
            actors=selection.actors(),
            countries=selection.countries(),
            outlets=selection.outlets(),
            roles=selection.roles(),
            kinds=selection.kinds(),
            timeline=selection.timeline(step),
        )


def summary(index: Index, filters: Filters) -> Summary:
    """Return the counts of the line above the map."""
    with Selection(index, filters) as selection:
        return selection.summary()


def place_counts(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return one row per place that the filters leave, by mentions descending, then by name.

    Columns: place_id, name, kind, country_code, country, admin1, lat, lon, radius_km, population, mentions, articles,
    confidence (the mean of its mentions).
    """
    with Selection(index, filters) as selection:
        return selection.places()


def actor_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """
    Return actor_id, name, type, country_code, mentions, articles, by mentions descending, then by name.

    Counts are mentions of places in the sentences (or articles, by `actor_scope`) that name the actor. With
    `actor_match` "all" they are counted under the actors already chosen: what choosing this one as well would leave.
    """
    with Selection(index, filters) as selection:
        return selection.actors()


def country_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return country_code, country, mentions, by mentions descending; "" is what lies in no country, such as a sea."""
    with Selection(index, filters) as selection:
        return selection.countries()


def outlet_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return outlet, mentions, by mentions descending, then by name; "" stands for articles that name no outlet."""
    with Selection(index, filters) as selection:
        return selection.outlets()


def role_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return role, mentions, by mentions descending, then by name."""
    with Selection(index, filters) as selection:
        return selection.roles()


def kind_facet(index: Index, filters: Filters) -> pd.DataFrame:
    """Return kind, mentions, by mentions descending, then by name."""
    with Selection(index, filters) as selection:
        return selection.kinds()


def timeline(index: Index, filters: Filters, step: Step | None = None) -> Timeline:
    """
    Return mentions by day, week or month, counted under all filters but the dates.

    Without a step: days up to two months, weeks up to two years, months beyond. The bars say which are inside the date
    filter; undated mentions are counted apart whether the filter keeps them or not.
    """
    with Selection(index, filters) as selection:
        return selection.timeline(step)


def _missing(rows: Sequence[tuple[Any, ...]], chosen: Sequence[str]) -> list[str]:
    """Return the chosen values that no row starts with: nothing is left of them, and they are listed all the same."""
    there = {row[0] for row in rows}
    return [value for value in dict.fromkeys(chosen) if value not in there]


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    types = {name: "int64" if name in ("mentions", "articles") else "str" for name in columns}
    return pd.DataFrame(rows, columns=list(columns)).astype(types)
