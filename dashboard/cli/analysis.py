"""The analyser of this installation, and what `analyse` writes of an article."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from dashboard.cli.gazetteer import ensure_gazetteer
from dashboard.model import ActorMention, AnalysedArticle, Mention
from dashboard.settings import Settings
from dashboard.sources import Quarantine


def open_analyser(settings: Settings) -> Any:
    """Return the analyser of this installation, with its gazetteer built if that is still to do."""
    from dashboard.geoparse.analyse import Analyser

    ensure_gazetteer(settings)
    analyser = Analyser.open_for_good(settings)
    if analyser.catalogue.note:
        click.echo(f"Warning: {analyser.catalogue.note}", err=True)
    return analyser


def open_pool(settings: Settings, analyser: Any, workers: int) -> Any:
    """Return what analyses batches with that many processes, each with an analyser of its own like this one."""
    from dashboard.geoparse.analyse import Analyser
    from dashboard.workers.pieces import ENDED
    from dashboard.workers.pool import FEW_ARTICLES, Pool

    ended = any(each.refusal.reason.startswith(ENDED) for each in Quarantine(settings.quarantine).list())
    return Pool(workers, partial(Analyser.open_for_good, settings), analyser, few=0 if ended else FEW_ARTICLES)


def as_json(given_id: object, analysed: AnalysedArticle) -> dict[str, Any]:
    """Return an analysis as `analyse` writes it: DESIGN.md, "Command line"."""
    listed = [each for each in analysed.actors if each.rule != "unlisted"]
    return {
        "id": given_id,
        "toponyms": [_toponym(each) for each in analysed.mentions if each.field == "text"],
        "actors": [_actor(each) for each in listed if each.field == "text"],
        "title_toponyms": [_toponym(each) for each in analysed.mentions if each.field == "title"],
        "title_actors": [_actor(each) for each in listed if each.field == "title"],
        "unlisted_actors": [
            _actor(each) for each in analysed.actors if each.rule == "unlisted" and each.field == "text"
        ],
    }


def _toponym(mention: Mention) -> dict[str, Any]:
    place = mention.place
    return {
        "start": mention.start,
        "end": mention.end,
        "name": mention.surface,
        "place_id": place.place_id if place else None,
        "place": place.name if place else None,
        "kind": place.kind if place else None,
        "country_code": place.country_code if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "role": mention.role,
        "confidence": round(mention.confidence, 4),
    }


def _actor(mention: ActorMention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "name": mention.surface,
        "actor_id": mention.actor.actor_id,
        "actor": mention.actor.name,
        "type": mention.actor.type,
        "confidence": round(mention.confidence, 4),
        "rule": mention.rule,
    }
