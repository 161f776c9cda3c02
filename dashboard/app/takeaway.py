"""
Take away what the filters leave: a dialog that says how much that is, with a button for each file.

A file is made when its button is clicked, outside the run of the page, from the edition that the reader sees; the page
does not run again for it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from dashboard.app import languages, resources, text
from dashboard.app.brief import brief
from dashboard.app.brief.parts import filter_list
from dashboard.app.languages import takeaway_words
from dashboard.app.resources import Asker
from dashboard.export import ENDINGS, Format, What, export
from dashboard.model import Filters
from dashboard.store import queries

OF_MENTIONS: tuple[Format, ...] = ("csv", "geojson", "geoparquet", "kml", "annotations")
OF_PLACES: tuple[Format, ...] = ("csv", "geojson", "geoparquet", "kml")


def dialog(ask: Asker, filters: Filters) -> None:
    """Draw the dialog; Streamlit shows it over the page."""
    st.dialog(takeaway_words.TAKE_AWAY, width="medium")(_dialog)(ask, filters)


def _dialog(ask: Asker, filters: Filters) -> None:
    answer = ask(queries.page, filters)
    counts = answer.summary
    if not counts.mentions:
        st.html(f'<p class="about">{text.escape(takeaway_words.NOTHING)}</p>')
        return
    st.html(_held(answer, filters))
    with st.container(key="take-rows", gap=None):
        _row("brief", takeaway_words.BRIEF, takeaway_words.BRIEF_ABOUT, [_brief_button(ask, filters)])
        for name, about, what, forms in (
            (takeaway_words.MENTIONS, takeaway_words.MENTIONS_ABOUT, "mentions", OF_MENTIONS),
            (takeaway_words.PLACES, takeaway_words.PLACES_ABOUT, "places", OF_PLACES),
        ):
            _row(what, name, about, [_button(ask, filters, what, form) for form in forms])  # type: ignore[arg-type]
    st.caption(takeaway_words.NO_FORMULAS)


def _held(answer: queries.Page, filters: Filters) -> str:
    """Return how much the files hold, and under which filters, as HTML."""
    counts = answer.summary
    said = takeaway_words.counts(counts.mentions, counts.places, counts.articles)
    about = f'<p class="about">{text.escape(takeaway_words.HOLDS)}</p>'
    return f'{about}<p class="taken" role="status">{text.escape(said)}</p>{filter_list(filters, answer)}'


def _row(what: str, name: str, about: str, buttons: Sequence[Callable[[], None]]) -> None:
    with st.container(key=f"take-{what}", gap="small"):
        st.html(f'<h3 class="take-name">{text.escape(name)}</h3><p class="line">{text.escape(about)}</p>')
        with st.container(horizontal=True, gap="small"):
            for button in buttons:
                button()


def _button(ask: Asker, filters: Filters, what: What, form: Format) -> Callable[[], None]:
    """Return what draws the button of one file."""
    ending, kind = ENDINGS[form]

    def made() -> bytes:
        out = io.BytesIO()
        export(ask.edition, filters, what, form, out)  # type: ignore[arg-type]
        return out.getvalue()

    def draw() -> None:
        _download(takeaway_words.FORMATS[form], made, what, ending, kind, key=f"take-{what}-{form}")

    return draw


def _brief_button(ask: Asker, filters: Filters) -> Callable[[], None]:
    language = languages.current()  # the file is made where no session is

    def made() -> bytes:
        with languages.speaking(language):
            return brief(ask.edition, filters, resources.settings(), date.today()).encode()  # type: ignore[arg-type]

    def draw() -> None:
        _download(takeaway_words.BRIEF_BUTTON, made, "brief", ".html", "text/html", key="take-brief-html", first=True)

    return draw


def _download(
    label: str, made: Callable[[], bytes], what: str, ending: str, kind: str, *, key: str, first: bool = False
) -> None:
    st.download_button(
        label,
        data=made,  # called when the button is clicked
        file_name=takeaway_words.file_name(resources.settings().region.name, what, ending, date.today()),
        mime=kind,
        key=key,
        icon=":material/download:",
        type="primary" if first else "secondary",
        on_click="ignore",
    )
