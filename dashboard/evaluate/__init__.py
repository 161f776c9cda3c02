"""
Score this installation against annotated articles: `python -m dashboard evaluate GOLD.jsonl`.

`evaluate` reads articles with the analyser as `analyse` does (title, outlet and date given) and judges what it found in
their text: places (`figures`), actors, roles. Returns plain tables; `report` makes a screen of them. Stores nothing.

    files = {"mine.jsonl": read(Path("mine.jsonl"), "places")}
    evaluate(files, analyser, "places")["files"][0]["end_to_end"]["f161"]
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from dashboard.evaluate.figures import FARTHEST_KM, figures, prf, resolution
from dashboard.evaluate.gold import GoldArticle, GoldToponym, read_actor_passages, read_gold, read_role_passages
from dashboard.evaluate.matching import Judged, Predicted, distance_km, judge, match
from dashboard.geoparse.analyse import Analyser
from dashboard.model import AnalysedArticle

#: Told (what is being done, share of it done from 0 to 1), often.
Progress = Callable[[str, float], None]
#: What is measured: places end to end, the resolver alone, roles, or actors.
What = Literal["places", "oracle", "roles", "actors"]
#: Actors named in the report as most often missed or wrongly found.
SHOWN_ACTORS = 5


def read(path: Path, what: What) -> list[GoldArticle]:
    """Return the gold of a file for one of the measurements. Raises SourceError, with file and line."""
    if path.suffix == ".jsonl" or what in ("places", "oracle"):
        return read_gold(path, actors=what == "actors")
    return read_role_passages(path) if what == "roles" else read_actor_passages(path)


def evaluate(
    files: Mapping[str, Sequence[GoldArticle]],
    analyser: Analyser,
    what: What,
    demonyms: bool | None = None,
    progress: Progress = lambda label, done: None,
) -> dict[str, Any]:
    """
    Return {"what": ..., "files": [figures of each, with its name]}, and under "all" those of several files together.

    `demonyms` as in `evaluate_places`, which decides for each file alone.
    """
    out: list[dict[str, Any]] = []
    together, seconds = Judged.empty(), 0.0
    for number, (name, gold) in enumerate(files.items()):

        def part(label: str, done: float, number: int = number) -> None:
            progress(label, (number + done) / len(files))

        if what == "places":
            figured, judged = evaluate_places(gold, analyser, demonyms, part)
            together.add(judged)
            seconds += len(gold) / figured["articles_a_second"]
        elif what == "oracle":
            figured = evaluate_oracle(gold, analyser, part)
        else:
            figured = (evaluate_roles if what == "roles" else evaluate_actors)(gold, analyser)
        out.append({"file": name, **figured})
    result: dict[str, Any] = {"what": what, "files": out}
    if what == "places" and len(files) > 1:
        speed = together.articles / max(seconds, 1e-9)
        every = all(row["demonyms"] for row in out)
        result["all"] = figures(together) | {"demonyms": every, "articles_a_second": speed}
    return result


def annotates_demonyms(gold: Iterable[GoldArticle]) -> bool:
    """Tell whether any demonym is marked; where none is, they are taken to have been left out."""
    return any(toponym.demonym or toponym.role == "demonym" for each in gold for toponym in each.toponyms)


def evaluate_places(
    gold: Sequence[GoldArticle],
    analyser: Analyser,
    demonyms: bool | None = None,
    progress: Progress = lambda label, done: None,
) -> tuple[dict[str, Any], Judged]:
    """
    Return the figures of `figures.figures`, with speed, and the rows that they were made of, for pooling.

    Without `demonyms`, predicted and gold demonyms are left out; None decides by `annotates_demonyms`.
    `articles_a_second` counts processor time of this process in the analyser alone.
    """
    if demonyms is None:
        demonyms = annotates_demonyms(gold)
    judged, seconds = Judged.empty(), 0.0
    for number, each in enumerate(gold, start=1):
        started = time.process_time()
        analysed = analyser(each.article)
        seconds += time.process_time() - started
        toponyms, ignored = each.toponyms, each.ignored
        if not demonyms:
            left_out = [t for t in toponyms if t.demonym or t.role == "demonym"]
            toponyms = tuple(t for t in toponyms if t not in left_out)
            ignored = (*ignored, *((t.start, t.end) for t in left_out))
        judged.add(judge(toponyms, ignored, predicted(analysed, demonyms)))
        progress(f"{number:,} articles", number / len(gold))
    return figures(judged) | {"demonyms": demonyms, "articles_a_second": len(gold) / max(seconds, 1e-9)}, judged


def predicted(analysed: AnalysedArticle, demonyms: bool = True) -> list[Predicted]:
    """Return the places that an analysis found in the text; those of the title are not judged."""
    out = []
    for m in analysed.mentions:
        if m.field == "text" and (demonyms or m.role != "demonym"):
            lat, lon, kind = (m.place.lat, m.place.lon, m.place.kind) if m.place else (None, None, None)
            out.append(Predicted(m.start, m.end, lat, lon, m.role, kind, m.confidence))
    return out


def evaluate_oracle(
    gold: Sequence[GoldArticle],
    analyser: Analyser,
    progress: Progress = lambda label, done: None,
) -> dict[str, Any]:
    """Return the figures of the resolver alone: each gold name with coordinates is handed to it, none is left out."""
    errors, unplaced, seconds = [], 0, 0.0
    by_type: dict[str, list[float]] = {}
    for number, each in enumerate(gold, start=1):
        marks = [t for t in each.toponyms if t.lat is not None]
        started = time.process_time()
        places = analyser.put(each.article, [(t.start, t.end) for t in marks])
        seconds += time.process_time() - started
        for mark, place in zip(marks, places, strict=True):
            unplaced += place is None
            error = FARTHEST_KM if place is None else _error(mark, place.lat, place.lon)
            errors.append(error)
            by_type.setdefault(mark.role or mark.type or "none given", []).append(error)
        progress(f"{number:,} articles", number / len(gold))
    return {
        "articles": len(gold),
        "resolution": resolution(errors) | {"not_placed": unplaced},
        "by_gold_type": {
            name: resolution(members) for name, members in sorted(by_type.items(), key=lambda each: -len(each[1]))
        },
        "articles_a_second": len(gold) / max(seconds, 1e-9),
    }


def _error(mark: GoldToponym, lat: float, lon: float) -> float:
    assert mark.lat is not None and mark.lon is not None
    return distance_km(mark.lat, mark.lon, lat, lon)


def evaluate_roles(gold: Sequence[GoldArticle], analyser: Analyser) -> dict[str, Any]:
    """Return how many marked names were found and given the marked role, by role; a name not found is not right."""
    judged = Judged.empty()
    for each in gold:
        judged.add(judge(each.toponyms, each.ignored, predicted(analyser(each.article))))
    marked = [row for row in judged.gold if row.gold.role]
    right = sum(row.role == row.gold.role for row in marked)
    mixed = Counter((row.gold.role, row.role or "not found") for row in marked if row.role != row.gold.role)
    return {
        "articles": len(gold),
        "names": len(marked),
        "right": right,
        "accuracy": right / len(marked) if marked else None,
        "by_gold_role": {
            name: {"gold": row["gold"], "recall": row["recall"], "same_role": row["same_role"]}
            for name, row in figures(judged)["by_gold_role"].items()
        },
        "mixed_up": [{"marked": a, "given": b, "names": n} for (a, b), n in mixed.most_common()],
    }


def evaluate_actors(gold: Sequence[GoldArticle], analyser: Analyser) -> dict[str, Any]:
    """
    Return the figures of actor mentions (same actor, overlapping spans, one to one) and of each article's set of them.

    Actors that the analyser found and the catalogue does not know are not judged. `unknown` lists ids of gold that the
    catalogue does not hold: they cannot be found.
    """
    mentions, sets = [0, 0, 0], [0, 0, 0]
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for each in gold:
        found = [m for m in analyser(each.article).actors if m.field == "text" and m.rule != "unlisted"]
        for actor in {a.actor_id for a in each.actors} | {m.actor.actor_id for m in found}:
            marks = [a for a in each.actors if a.actor_id == actor]
            hits = [m for m in found if m.actor.actor_id == actor]
            pairs = len(match(marks, hits))
            _tally(mentions, pairs, len(hits) - pairs, len(marks) - pairs)
        named = {m.actor.actor_id for m in found}
        _tally(sets, len(named & each.present), len(named - each.present), len(each.present - named))
        missed.update(each.present - named)
        wrong.update(named - each.present)
    known = {*analyser.catalogue.actors, *(actor.actor_id for actor in analyser.catalogue.states.values())}
    ids = {actor for each in gold for actor in (*each.present, *(a.actor_id for a in each.actors))}
    return {
        "articles": len(gold),
        "mentions": prf(mentions[0], mentions[1], mentions[2]),
        "sets": prf(sets[0], sets[1], sets[2]),
        "missed": dict(missed.most_common(SHOWN_ACTORS)),
        "wrong": dict(wrong.most_common(SHOWN_ACTORS)),
        "unknown": sorted(ids - known),
    }


def _tally(counts: list[int], *more: int) -> None:
    counts[:] = [a + b for a, b in zip(counts, more, strict=True)]


__all__ = ["evaluate", "read"]
