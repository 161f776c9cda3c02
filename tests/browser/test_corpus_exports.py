"""The corpus of `payloads` in every export, opened as people open them: nothing runs, no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import folium
import pytest

from dashboard import export
from dashboard.app.brief import brief
from dashboard.app.places_layer import Places, PlacesLayer
from dashboard.model import NO_FILTERS
from dashboard.settings import load_settings
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.browser.corpus import ARMED, Watched
from tests.browser.harness import running
from tests.browser.payloads import EVIL


@pytest.fixture(scope="module")
def corpus_app(corpus_home, gazetteer_folder):
    with running(corpus_home, gazetteer_folder) as app:
        yield app


def test_nothing_of_the_corpus_runs_in_an_export_that_a_page_includes(corpus_home, desk, corpus_app):
    """Each export as a script and as a text of a page, and a saved map: what people do with exports."""
    page = desk(corpus_app, bypass_csp=True)
    watched = Watched(page, corpus_app.url)
    page.open()
    with Index.in_memory(Archive(corpus_home / "archive")) as index:
        for what in export.WHATS:
            of_maps = ("jsonl", "geojson") if what in ("places", "mentions", "links") else ("jsonl",)
            for form in (*of_maps, "annotations") if what == "mentions" else of_maps:
                out = io.BytesIO()
                export.export(index, NO_FILTERS, what, form, out)
                made = out.getvalue().decode()
                rows = "[" + ",".join(made.split("\n")[:-1]) + "]" if form == "jsonl" else made
                page.page.evaluate(
                    """(rows) => { const frame = document.createElement("iframe"); document.body.append(frame);
                    frame.contentDocument.write(`<p>${rows}</p><script>window.data = ${rows}</scr` + `ipt>`); }""",
                    rows,
                )
                assert page.page.frames[-1].evaluate("JSON.stringify(window.data).length") > 1000
                watched.calm()
        places = export.queries.place_counts(index, NO_FILTERS)
    layer = PlacesLayer(Places(id=places["place_id"], lat=places["lat"], lon=places["lon"], size=places["mentions"],
                               label=places["name"]))  # fmt: skip
    made = folium.Map((33, 44), zoom_start=4, tiles=None)
    layer.add_to(made)
    page.page.evaluate(
        """(html) => { const frame = document.createElement("iframe"); frame.className = "saved";
        document.body.append(frame); frame.contentDocument.write(html); frame.contentDocument.close(); }""",
        made.get_root().render(),
    )
    page.page.frames[-1].wait_for_function("window.placesLayer && window.placesLayer.places.length > 100")
    watched.calm()


def test_nothing_of_the_corpus_runs_in_a_brief_or_in_kml(corpus_home, desk, corpus_app):
    """Opened as pages of the app's own host, where a script of them could do most."""
    page = desk(corpus_app, bypass_csp=True)
    watched = Watched(page, corpus_app.url)
    page.open()
    kml = io.BytesIO()
    with Index.in_memory(Archive(corpus_home / "archive")) as index:
        made = brief(index, NO_FILTERS, load_settings({}), date(2025, 1, 1))
        export.export(index, NO_FILTERS, "mentions", "kml", kml)
    for kind, content in (("text/html", made), ("application/xml", kml.getvalue().decode())):
        page.page.evaluate(
            """([kind, content]) => { const frame = document.createElement("iframe"); frame.id = "opened";
            document.getElementById("opened")?.remove();
            frame.src = URL.createObjectURL(new Blob([content], {type: kind})); document.body.append(frame);
            return new Promise((done) => frame.addEventListener("load", () => done())); }""",
            [kind, content],
        )
        frame = next(each for each in page.frames() if each.url.startswith("blob:"))
        armed = frame.evaluate(ARMED)  # the ways to the sources are links, to addresses of the web alone
        assert not [each for each in armed if not re.match(r'<(a|atom:link) ([\w:]+="[^"]*" )?href="https?://', each)]
        assert frame.evaluate("[window.top.ran, document.documentElement.textContent.length > 100000]") == [[], True]
        assert page.outside == [] and not [url for url in watched.asked if EVIL in url]
    assert page.page.url.rstrip("/") == corpus_app.url and len(page.context.pages) == 1


@pytest.mark.parametrize("what", export.WHATS)
def test_no_cell_of_the_corpus_begins_like_a_formula(corpus_home, what):
    with Index.in_memory(Archive(corpus_home / "archive")) as index:
        out = io.BytesIO()
        export.export(index, NO_FILTERS, what, "csv", out)
    cells = [cell for row in csv.DictReader(io.StringIO(out.getvalue().decode())) for cell in row.values()]
    assert len(cells) > 1000
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell) and not re.fullmatch(r"-?[0-9.e-]+", cell)]
