"""
What an analysis must keep to be stored, and the hash that tells one version of an article from another.

Knows no file format: whoever only analyses checks with it and does not wait for pyarrow to load.
"""

from __future__ import annotations

import hashlib
import json

from dashboard.model import ActorMention, AnalysedArticle, Article, Mention, text_of


def content_hash(article: Article) -> str:
    """Return 16 hex digits that change when anything in the article changes."""
    published = article.published.isoformat() if article.published else None
    parts = [article.title, article.text, article.source, article.url, published, article.language]
    if article.author is not None:  # what was stored before there were authors keeps its hash
        parts.append(article.author)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def check(analysed: AnalysedArticle) -> None:
    """
    Raise ValueError for an analysis that breaks the contract of `dashboard.model`.

    Every offset must lie in its field and give the surface, every sentence number must exist, the time must have a
    zone, a coordinate must be on the globe, a confidence between 0 and 1, and every text must be encodable.
    """
    article = analysed.article
    if analysed.analysed_at.tzinfo is None:
        raise ValueError(f"analysed_at {analysed.analysed_at} has no time zone")
    if not article.article_id:
        raise ValueError("article_id is empty")
    for start, end in analysed.sentences:
        if not 0 <= start <= end <= len(article.text):
            raise ValueError(f"sentence {start}:{end} is outside the text of {len(article.text)} characters")
    spots: tuple[Mention | ActorMention, ...] = (*analysed.mentions, *analysed.actors)
    for spot in spots:
        said = text_of(article, spot.field)[spot.start : spot.end] if spot.start >= 0 else ""
        if said != spot.surface or not said:
            raise ValueError(f"{spot.field}[{spot.start}:{spot.end}] is {said!r} and not {spot.surface!r}")
        if not (spot.sentence == 0 if spot.field == "title" else 1 <= spot.sentence <= len(analysed.sentences)):
            raise ValueError(f"{spot.surface!r} is in sentence {spot.sentence} of {len(analysed.sentences)}")
        if not 0 <= spot.confidence <= 1:
            raise ValueError(f"{spot.surface!r} has confidence {spot.confidence}")
    for mention in analysed.mentions:
        for place in (mention.place, *(candidate.place for candidate in mention.runners_up)):
            if place is not None and not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
                raise ValueError(f"{place.place_id} lies at {place.lat}, {place.lon}")
