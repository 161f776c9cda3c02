"""
The brief: what the filters leave as one HTML file, with map, numbered excerpts and links, that opens without a network.

Scripts, styles and the base map are inside. Texts of articles are escaped HTML, or data that a script sets as text; the
page's own policy lets no script run but the one whose hash it names, and asks no other host.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.app import languages, map
from dashboard.app.brief.parts import excerpt_list, filter_list, place_index
from dashboard.app.languages import takeaway_words, words
from dashboard.app.places_layer import PlaceTable, assets
from dashboard.app.text import escape
from dashboard.export.geojson import as_json
from dashboard.model import Filters
from dashboard.settings import Settings
from dashboard.store import queries
from dashboard.store.index import Index

STATIC = Path(__file__).resolve().parent / "static"
#: More sentences than these nobody reads in one page; how many there are is told.
MOST_EXCERPTS = 1000


def brief(index: Index, filters: Filters, settings: Settings, today: date, *, most: int = MOST_EXCERPTS) -> str:
    """Return the page. Raises QueryError for filters that mean nothing."""
    answer = queries.page(index, filters)
    said = queries.all_excerpts(index, filters, most)
    places = answer.places
    numbers = {place_id: number for number, place_id in enumerate(places["place_id"].tolist())}
    title = takeaway_words.TITLE.format(region=settings.region.called(languages.current()))
    counts = answer.summary
    body = f"""
<header>
<p class="kicker">{escape(takeaway_words.MADE.format(day=words.day(today)))}</p>
<h1>{escape(title)}</h1>
<p class="counts">{escape(takeaway_words.counts(counts.mentions, counts.places, counts.articles))}</p>
{filter_list(filters, answer)}
</header>
<figure>
<div id="map" dir="ltr" role="region" aria-label="{escape(takeaway_words.MAP)}"></div>
<canvas id="printed" aria-hidden="true"></canvas>
<figcaption><button type="button" id="png">{escape(takeaway_words.PNG)}</button></figcaption>
</figure>
<section><h2>{escape(takeaway_words.EXCERPTS)}</h2>
<p class="about" id="told" role="status">{escape(takeaway_words.excerpts(len(said.excerpts), said.total_excerpts))}</p>
<p class="only" id="only" hidden><span></span> <button type="button">{escape(takeaway_words.SHOW_ALL)}</button></p>
{excerpt_list(said.excerpts, numbers, filters)}</section>
<section><h2>{escape(takeaway_words.PLACE_INDEX)}</h2>{place_index(places, said.excerpts, filters)}</section>
<footer><p>{escape(takeaway_words.SOURCES)}</p><p>{escape(takeaway_words.ALONE)}</p></footer>
"""
    data = {
        "map": _map_data(places, settings),
        "ids": list(numbers),
        "names": places["name"].tolist(),
        "centre": settings.region.centre,
        "zoom": settings.region.zoom,
        "file": takeaway_words.file_name(settings.region.name, "map", ".png", today),
        "one": takeaway_words.ONE_PLACE_ONCE,
        "many": takeaway_words.ONE_PLACE,
    }
    script, style = _script(settings.data / "basemap"), _style()
    return f"""<!DOCTYPE html>
<html lang="{languages.current()}" dir="{languages.direction()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
{body}
<script type="application/json" id="data">{as_json(data)}</script>
<script>{script}</script>
</body>
</html>
"""


def _map_data(places: Any, settings: Settings) -> dict[str, Any]:
    table = PlaceTable(lambda part: {"columns": json.loads(part.text)})
    return {
        **table.shown(map.columns(places)),
        "version": "brief",
        "box": map.box_of(places, settings.region.box),
        "fit": 1,
        "legend": map.named(map.drawn(places)),
        "words": {**words.MAP_WORDS, "attribution": words.ATTRIBUTION},
    }


@cache
def _script(basemap: Path) -> str:
    parts = [assets.leaflet_script(), assets.script(basemap), (STATIC / "brief.js").read_text(encoding="utf-8")]
    # neither ends the element, and in a string, the one place where they may stand, both mean the same
    return _one_line_end("\n".join(parts)).replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _style() -> str:
    own = (STATIC / "brief.css").read_text(encoding="utf-8")
    return _one_line_end("\n".join([assets.leaflet_style(), assets.style(), own]))


def _one_line_end(text: str) -> str:
    """Return text with the line ends that a browser makes of any, since it hashes what it has read."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _policy(script: str, style: str) -> str:
    """Return what the page may do: run its one script, use its one style sheet, draw pictures of its own."""

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {hashed(script)}; style-src {hashed(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
