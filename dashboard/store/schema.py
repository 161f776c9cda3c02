"""
The columns of the archive, and the way from an `AnalysedArticle` to a row and back, exactly.

One row is one analysis of one article, its mentions and actors nested inside, so that a row stands by itself: a mention
carries the full row of its place. Dates are calendar days, times UTC to the microsecond, coordinates (lat, lon) in
WGS 84 decimal degrees, offsets Unicode code points. Opens no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pyarrow as pa

from dashboard.model import Actor, ActorMention, AnalysedArticle, Article, Candidate, Mention, Place
from dashboard.store._fingerprints import fingerprints
from dashboard.store.contract import content_hash

#: Goes up when a column changes its name, type or meaning; a reader refuses files of a later version.
ARCHIVE_VERSION = 1

_PLACE = pa.struct(
    [
        pa.field("place_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("lon", pa.float64(), nullable=False),
        ("country_code", pa.string()),
        ("country", pa.string()),
        ("admin1", pa.string()),
        pa.field("radius_km", pa.float64(), nullable=False),
        pa.field("population", pa.int64(), nullable=False),
    ]
)
_SPOT = [
    pa.field("field", pa.string(), nullable=False),
    pa.field("start", pa.int32(), nullable=False),
    pa.field("end", pa.int32(), nullable=False),
    pa.field("surface", pa.string(), nullable=False),
    pa.field("sentence", pa.int32(), nullable=False),
]
_MENTION = pa.struct(
    [
        *_SPOT,
        pa.field("role", pa.string(), nullable=False),
        ("place", _PLACE),
        pa.field("confidence", pa.float64(), nullable=False),
        ("evidence", pa.list_(pa.string())),
        ("runners_up", pa.list_(pa.struct([("place", _PLACE), ("score", pa.float64())]))),
    ]
)
_ACTOR = pa.struct(
    [
        pa.field("actor_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        ("country_code", pa.string()),
        ("affiliation", pa.list_(pa.string())),
    ]
)
_ACTOR_MENTION = pa.struct(
    [
        *_SPOT,
        pa.field("actor", _ACTOR, nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
    ]
)
_SPAN = pa.struct(
    [pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)],
)

SCHEMA = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        ("source", pa.string()),
        ("url", pa.string()),
        ("published", pa.date32()),
        ("language", pa.string()),
        pa.field("mentions", pa.list_(_MENTION), nullable=False),
        pa.field("actors", pa.list_(_ACTOR_MENTION), nullable=False),
        pa.field("sentences", pa.list_(_SPAN), nullable=False),
        pa.field("analyser", pa.string(), nullable=False),
        pa.field("analysed_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("notes", pa.list_(pa.string()), nullable=False),
        pa.field("content", pa.string(), nullable=False),
        ("author", pa.string()),
        ("fingerprint", pa.binary()),
    ],
    metadata={"dashboard_archive_version": str(ARCHIVE_VERSION)},
)

#: Columns that came later: files from before lack them, and nothing is known of what they say.
LATER = ("author", "fingerprint")

#: Stands in compacted files besides: the other versions of the article that were ever stored.
SUPERSEDED = pa.field(
    "superseded",
    pa.list_(pa.struct([pa.field("content", pa.string()), pa.field("analyser", pa.string())])),
)


def to_rows(analysed: Sequence[AnalysedArticle]) -> list[dict[str, Any]]:
    """Return analyses as rows of `SCHEMA`; `fingerprint` tells copies of one report (`store._fingerprints`)."""
    made = fingerprints([each.article.title for each in analysed], [each.article.text for each in analysed])
    return [{**_row(each), "fingerprint": found} for each, found in zip(analysed, made, strict=True)]


def to_table(analysed: Sequence[AnalysedArticle]) -> pa.Table:
    """Return analyses as a table of `SCHEMA`; raises ArrowException, ValueError or OverflowError for what is no row."""
    return pa.Table.from_pylist(to_rows(analysed), schema=SCHEMA) if analysed else SCHEMA.empty_table()


def _row(analysed: AnalysedArticle) -> dict[str, Any]:
    article = analysed.article
    return {
        "article_id": article.article_id,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "mentions": [
            {
                "field": m.field,
                "start": m.start,
                "end": m.end,
                "surface": m.surface,
                "sentence": m.sentence,
                "role": m.role,
                "place": None if m.place is None else _place_row(m.place),
                "confidence": m.confidence,
                "evidence": list(m.evidence),
                "runners_up": [{"place": _place_row(c.place), "score": c.score} for c in m.runners_up],
            }
            for m in analysed.mentions
        ],
        "actors": [
            {
                "field": a.field,
                "start": a.start,
                "end": a.end,
                "surface": a.surface,
                "sentence": a.sentence,
                "actor": {
                    "actor_id": a.actor.actor_id,
                    "name": a.actor.name,
                    "type": a.actor.type,
                    "country_code": a.actor.country_code,
                    "affiliation": list(a.actor.affiliation),
                },
                "confidence": a.confidence,
                "rule": a.rule,
            }
            for a in analysed.actors
        ],
        "sentences": [{"start": start, "end": end} for start, end in analysed.sentences],
        "analyser": analysed.analyser,
        "analysed_at": analysed.analysed_at,
        "notes": list(analysed.notes),
        "content": content_hash(article),
        "author": article.author,
    }


def from_row(row: dict[str, Any]) -> AnalysedArticle:
    """Return the analysis that a row of `SCHEMA` holds."""
    return AnalysedArticle(
        article=Article(
            article_id=row["article_id"],
            title=row["title"],
            text=row["text"],
            source=row["source"],
            url=row["url"],
            published=row["published"],
            language=row["language"],
            author=row.get("author"),
        ),
        mentions=tuple(
            Mention(
                field=m["field"],
                start=m["start"],
                end=m["end"],
                surface=m["surface"],
                sentence=m["sentence"],
                role=m["role"],
                place=None if m["place"] is None else Place(**m["place"]),
                confidence=m["confidence"],
                evidence=tuple(m["evidence"] or ()),
                runners_up=tuple(Candidate(Place(**c["place"]), c["score"]) for c in m["runners_up"] or ()),
            )
            for m in row["mentions"]
        ),
        actors=tuple(
            ActorMention(
                field=a["field"],
                start=a["start"],
                end=a["end"],
                surface=a["surface"],
                sentence=a["sentence"],
                actor=Actor(**{**a["actor"], "affiliation": tuple(a["actor"]["affiliation"] or ())}),
                confidence=a["confidence"],
                rule=a["rule"],
            )
            for a in row["actors"]
        ),
        sentences=tuple((span["start"], span["end"]) for span in row["sentences"]),
        analyser=row["analyser"],
        analysed_at=row["analysed_at"].astimezone(UTC),
        notes=tuple(row["notes"]),
    )


def completed(rows: pa.Table) -> pa.Table:
    """Return rows of an archive file with all columns of `SCHEMA`, in their order; what came later is null."""
    for name in LATER:
        if name not in rows.schema.names:
            rows = rows.append_column(SCHEMA.field(name), pa.nulls(len(rows), SCHEMA.field(name).type))
    return rows.select(SCHEMA.names)


def _place_row(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "country_code": place.country_code,
        "country": place.country,
        "admin1": place.admin1,
        "radius_km": place.radius_km,
        "population": place.population,
    }
