"""
Names that were recognised and not placed, what they may mean, and what readers said of them.

`dashboard.store.queries` is the door to all of this.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.model import NO_FILTERS, Field, Filters, Place
from dashboard.store._facts import distinct, key_of, parted
from dashboard.store._filters import OF_A_PLACE, bindable, where
from dashboard.store._reading import Excerpt, Surest, candidates_of, sentences_of
from dashboard.store._selection import selection_of
from dashboard.store.corrections import Spot
from dashboard.store.index import Index

#: Runners-up of all mentions of a name that are offered.
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class LostName:
    """
    One name without a place, in all articles that a filter leaves: how often it stands there, one sentence, and the
    places that the analysis thought of, the likeliest first. Sentence `number`, from 1, of `sentences`.
    """

    name: str
    mentions: int
    articles: int
    number: int
    sentences: int
    excerpt: Excerpt
    candidates: tuple[Place, ...]


def unplaced(index: Index, filters: Filters, limit: int = 1000) -> pd.DataFrame:
    """
    Return the names that were recognised and not placed: surface, mentions, articles, example_article_id, key.

    By mentions descending, then by name; spellings that differ in case or accents only are one row, and have one `key`.
    Filters of country, kind and confidence do not apply: a name without a place has none of them.
    """
    selection = selection_of(index, filters)
    facts, lost = selection.facts, selection.lost()
    spelled = np.bincount(lost.spelling, minlength=len(facts.spellings))
    names = 1 + int(facts.spelled.max(initial=-1))
    mentions = np.bincount(facts.spelled, weights=spelled, minlength=names).astype(np.int64)
    # of each name the spelling that is most frequent, of equal ones the first
    order = np.lexsort((facts.spelling_order, -spelled, facts.spelled))
    written = order[np.searchsorted(facts.spelled[order], np.arange(names))]
    pairs = distinct(key_of(facts.spelled[lost.spelling], lost.article))
    of_pair, article = parted(pairs)
    articles = np.bincount(of_pair, minlength=names)
    there = np.flatnonzero(mentions)
    there = there[np.lexsort((facts.spelling_order[written[there]], -mentions[there]))][:limit]
    example = article[np.searchsorted(of_pair, there)]
    with contextlib.closing(index.cursor()) as cursor:
        known = dict(
            cursor.execute(
                "SELECT article_no, article_id FROM articles WHERE article_no IN (SELECT unnest(?::INTEGER[]))",
                [np.unique(example).tolist()],
            ).fetchall()
        )
    said = [facts.spellings[at] for at in written[there].tolist()]
    return pd.DataFrame(
        {
            "surface": pd.Series([surface for _, surface in said], dtype="str"),
            "mentions": mentions[there],
            "articles": articles[there],
            "example_article_id": pd.Series([known.get(each, "") for each in example.tolist()], dtype="str"),
            "key": pd.Series([key for key, _ in said], dtype="str"),
        }
    )


def lost_name(index: Index, filters: Filters, key: str, number: int = 1) -> LostName | None:
    """
    Return what is known of one name by its `key`, with one of its sentences, newest first; None if nothing is left.

    A number past the end is the last. What it may mean comes from all its mentions, whatever the filters.
    """
    condition, values = where(index.cursor(), filters, without=OF_A_PLACE, placed=False)
    cursor = index.cursor()
    hits = cursor.execute(
        f"""
        WITH hits AS (
            SELECT m.article_no, m.sentence_key, m.sentence, m.published, count(*) AS mentions,
                   mode(m.surface ORDER BY m.surface) AS surface, min(m.role) AS role
            FROM mentions m WHERE m.unplaced = ? AND {condition} GROUP BY ALL)
        SELECT h.article_no, h.sentence_key, h.sentence, h.surface, h.role, h.mentions
        FROM hits h JOIN articles a USING (article_no)
        ORDER BY h.published DESC NULLS LAST, a.article_id, h.sentence
        """,
        [bindable(key), *values],
    ).fetchall()
    if not hits:
        return None
    at = min(max(number, 1), len(hits))
    article_no, sentence_key, sentence, surface, role, _ = hits[at - 1]
    (excerpt,) = sentences_of(index, [sentence_key], Surest(role))
    spelled = {
        row[0] for row in cursor.execute("SELECT DISTINCT surface FROM mentions WHERE unplaced = ?", [key]).fetchall()
    }
    marks = tuple(
        replace(mark, selected=mark.kind == "place" and not mark.id and mark.name in spelled) for mark in excerpt.marks
    )
    candidates = cursor.execute(
        "SELECT runners_up, count(*) FROM mentions WHERE unplaced = ? AND runners_up IS NOT NULL GROUP BY 1", [key]
    ).fetchall()
    return LostName(
        name=surface,
        mentions=sum(hit[5] for hit in hits),
        articles=len({hit[0] for hit in hits}),
        number=at,
        sentences=len(hits),
        excerpt=replace(excerpt, marks=marks),
        candidates=_likeliest(candidates),
    )


def _likeliest(found: Sequence[tuple[str, int]]) -> tuple[Place, ...]:
    """Return the places of runners-up, each list with how often it is there; the highest sum of scores first."""
    scores: dict[str, float] = {}
    places: dict[str, Place] = {}
    for runners_up, often in found:
        for each in candidates_of(runners_up):
            identity = each.place.place_id
            scores[identity] = scores.get(identity, 0.0) + often * each.score
            places[identity] = each.place
    return tuple(places[each] for each in sorted(scores, key=lambda each: (-scores[each], each))[:MOST_CANDIDATES])


def corrections(index: Index) -> pd.DataFrame:
    """
    Return what readers put right and did not take back, the newest first.

    Columns: id, at (UTC), by, applies_to, name, key, was (where the analysis put it), was_place (what that is called),
    says, role, origin, place_id, place, kind, country, admin1, lat, lon, article (its heading), mentions and articles
    (that it changes now), meant_as, lost. What does not apply is "" or NaN.
    `meant_as` is the commonest role of what it placed that is still not meant as the place itself, and so off the map
    unless a reader asks for such roles.
    `lost` says of an entry for one article or mention why it cannot apply now: "article" if that is not stored,
    "mention" if its text was changed so that what was corrected is not in it any more.
    """
    found = (
        index.cursor()
        .execute(
            """
        WITH changed AS (
            SELECT entry AS id, count(*) AS mentions, count(DISTINCT article_no) AS articles
            FROM (SELECT place_entry AS entry, article_no FROM corrected
                  UNION ALL SELECT role_entry, article_no FROM corrected)
            WHERE entry IS NOT NULL GROUP BY 1),
             otherwise AS (
            SELECT h.place_entry AS id, mode(m.role ORDER BY m.role) AS meant_as
            FROM corrected h JOIN mentions m USING (article_no, field, start, stop)
            WHERE h.place_entry IS NOT NULL AND NOT list_contains(?, m.role) GROUP BY 1)
        SELECT c.id, make_timestamp(c.at_us) AS at, c.line AS by, c.applies_to, c.name, c.key, c.was,
               coalesce(p.name, '') AS was_place, c.says, coalesce(c.role, '') AS role,
               c.origin, coalesce(c.place_id, '') AS place_id, coalesce(c.place, '') AS place,
               coalesce(c.kind, '') AS kind, coalesce(c.country, '') AS country, coalesce(c.admin1, '') AS admin1,
               c.lat, c.lon, coalesce(a.heading, '') AS article, coalesce(h.mentions, 0) AS mentions,
               coalesce(h.articles, 0) AS articles,
               CASE WHEN c.says = 'place' THEN coalesce(o.meant_as, '') ELSE '' END AS meant_as,
               CASE WHEN c.applies_to = 'name' THEN '' WHEN a.article_no IS NULL THEN 'article'
                    WHEN c.id IN (SELECT id FROM reached) THEN '' ELSE 'mention' END AS lost
        FROM corrections c LEFT JOIN changed h USING (id) LEFT JOIN otherwise o USING (id)
             LEFT JOIN articles a USING (article_id) LEFT JOIN places p ON p.place_id = c.was
        ORDER BY c.seq DESC
        """,
            [list(NO_FILTERS.roles)],
        )
        .df()
    )
    found["by"] = pd.Series([json.loads(line).get("by", "") for line in found["by"]], dtype="str")
    return found


def analysed_place(index: Index, article_id: str, of: Field, start: int, end: int) -> str | None:
    """
    Return the place_id that the analysis gave a mention which a correction has changed, "" for none.

    None if no correction has: then it is where the mention is. A correction speaks of what the analysis said, so that
    of two about one mention each is found again without the other.
    """
    row = (
        index.cursor()
        .execute(
            """
        SELECT coalesce(p.place_id, '') FROM corrected c JOIN articles a USING (article_no)
        LEFT JOIN places p USING (place_no)
        WHERE a.article_id = ? AND c.field = ? AND c.start = ? AND c.stop = ?
        """,
            [bindable(article_id), bindable(of), start, end],
        )
        .fetchone()
    )
    return None if row is None else str(row[0])


def spot(index: Index, article_id: str, of: Field, start: int, end: int) -> Spot | None:
    """
    Return where a mention stands, with all that a correction of it needs to follow it when the text is changed.

    None if no mention stands there. Offsets are code points of the field.
    """
    row = (
        index.cursor()
        .execute(
            """
        WITH a AS (SELECT * FROM articles WHERE article_id = ?),
             every AS (
                SELECT field, start, stop, sentence, fold(surface) AS key FROM mentions
                WHERE article_no = (SELECT article_no FROM a)
                UNION SELECT field, start, stop, sentence, fold(surface) FROM corrected
                WHERE article_no = (SELECT article_no FROM a))
        SELECT CASE WHEN e.sentence = 0 THEN a.title ELSE
                   substring(a.text, a.sentences[e.sentence].start + 1,
                             a.sentences[e.sentence].stop - a.sentences[e.sentence].start) END,
               CASE WHEN e.sentence = 0 THEN 0 ELSE a.sentences[e.sentence].start END,
               (SELECT count(*) FROM every o WHERE o.field = e.field AND o.key = e.key AND o.start <= e.start)
        FROM every e, a WHERE e.field = ? AND e.start = ? AND e.stop = ?
        """,
            [bindable(article_id), bindable(of), start, end],
        )
        .fetchone()
    )
    return None if row is None else Spot(of, start, end, row[0], row[1], row[2])
