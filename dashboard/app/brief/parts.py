"""
The parts of the brief that are read: the filters in words, the index of places, the numbered excerpts. All as HTML.

Whatever comes from an article goes through `text.escape`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import pandas as pd

from dashboard.app.languages import takeaway_words, words
from dashboard.app.text import escape, joined, safe_url
from dashboard.model import Filters
from dashboard.store import queries

#: A place that is named all the time has so many numbers in the index, and a count of the rest.
MOST_NUMBERS = 24


def filter_list(filters: Filters, answer: queries.Page) -> str:
    """Return what is filtered as a list of terms."""
    actors = dict(zip(answer.actors["actor_id"], answer.actors["name"], strict=True))
    countries = dict(zip(answer.countries["country_code"], answer.countries["country"], strict=True))
    said = takeaway_words.filters(
        filters,
        actors=[actors.get(each, each) for each in filters.actors],
        countries=[countries.get(each, each) for each in filters.countries],
    )
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in said)
    return f'<dl class="filters" id="filters">{rows}</dl>'


def place_index(places: pd.DataFrame, excerpts: Sequence[queries.Excerpt], filters: Filters) -> str:
    """Return the places, most mentioned first, each with the numbers of its excerpts."""
    of_place: dict[str, list[int]] = {place_id: [] for place_id in places["place_id"]}
    for number, excerpt in enumerate(excerpts, start=1):
        for place_id in dict.fromkeys(mark.id for mark in kept_marks(excerpt, filters, of_place)):
            of_place[place_id].append(number)
    rows = []
    columns = places[["place_id", "name", "kind", "admin1", "country", "mentions"]]
    for at, (place_id, name, kind, admin1, country, mentions) in enumerate(columns.itertuples(index=False, name=None)):
        numbers = of_place[place_id]
        links = [f'<a href="#e{number}">{number}</a>' for number in numbers[:MOST_NUMBERS]]
        if len(numbers) > MOST_NUMBERS:
            links.append(escape(takeaway_words.more_numbers(len(numbers) - MOST_NUMBERS)))
        where = words.whereabouts(kind, name=name, admin1=admin1 or None, country=country or None)
        rows.append(
            f'<li><button type="button" data-place="{at}"><bdi>{escape(name)}</bdi></button> '
            f'<span class="where">{joined([where, words.counted(mentions, "mention")])}</span>'
            f'<span class="numbers">{", ".join(links)}</span></li>'
        )
    return f'<ul class="places">{"".join(rows)}</ul>'


def excerpt_list(excerpts: Sequence[queries.Excerpt], numbers: Mapping[str, int], filters: Filters) -> str:
    """Return the excerpts, numbered from 1; `numbers` are those of the places in the data of the map."""
    rows = []
    for number, excerpt in enumerate(excerpts, start=1):
        marks = kept_marks(excerpt, filters, numbers)
        ids = dict.fromkeys(mark.id for mark in marks)
        names = dict.fromkeys(mark.name for mark in marks)
        url = safe_url(excerpt.url)
        title = f"<cite><bdi>{escape(excerpt.title)}</bdi></cite>"
        if url:
            title = (
                f'<a href="{escape(url)}" rel="noopener noreferrer nofollow" target="_blank" '
                f'title="{escape(takeaway_words.OPEN)}">{title}</a>'
            )
        source = "".join(
            f'<span class="{kind}"><bdi>{escape(said)}</bdi></span> · '
            for kind, said in (("day", words.day(excerpt.published)), ("outlet", excerpt.source or words.NO_OUTLET))
        )
        rows.append(
            f'<li id="e{number}" value="{number}" data-places="{" ".join(str(numbers[each]) for each in ids)}">'
            f'<p class="said" dir="auto">{_marked(excerpt.text, marks)}</p>'
            f'<p class="where"><bdi>{"</bdi> · <bdi>".join(map(escape, names))}</bdi></p>'
            f'<p class="source">{source}{title}</p></li>'
        )
    return f'<ol class="excerpts">{"".join(rows)}</ol>'


def kept_marks(excerpt: queries.Excerpt, filters: Filters, places: Container[str]) -> list[queries.Mark]:
    """Return the marks of the mentions that the filters leave; `places` are the ids of the places left."""
    return [
        mark for mark in excerpt.marks
        if mark.kind == "place" and mark.id in places and mark.confidence >= filters.min_confidence
        and (not filters.roles or mark.role in filters.roles)
    ]  # fmt: skip


def _marked(text: str, marks: Sequence[queries.Mark]) -> str:
    pieces, at = [], 0
    for mark in marks:
        if mark.start < at:  # inside the one before
            continue
        pieces += [escape(text[at : mark.start]), f"<mark>{escape(text[mark.start : mark.end])}</mark>"]
        at = mark.end
    return "".join([*pieces, escape(text[at:])])
