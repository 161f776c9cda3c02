"""
Add articles from the page: files or a pasted text go in, and what was found and what was refused comes out.

Whatever is refused is named with file and line and what to do about it; the rest is stored. Texts of the input are
shown through `text.escape` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.app import catalogue, columns, gate, map, prepare, quarantine, resources, state, text
from dashboard.app.languages import add_words, words
from dashboard.errors import DashboardError
from dashboard.model import NO_FILTERS, AnalysedArticle, Article, Place
from dashboard.pipeline import Analyse, IngestReport, ingest
from dashboard.sources import Columns, Received, Refusal, read_bytes, read_text
from dashboard.sources.fields import received

if TYPE_CHECKING:
    from dashboard.geoparse.analyse import Analyser

SHOWN_REFUSALS = 50
SHOWN_TABLES = 10


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text that was pasted, with what the reader knows of it."""

    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: date | None = None


def _dismissed() -> None:
    st.session_state["add-report"] = None


def dialog() -> None:
    """Draw the dialog; Streamlit shows it over the page."""
    st.dialog(words.ADD, width="medium", on_dismiss=_dismissed)(_dialog)()


def _dialog() -> None:
    report = st.session_state.get("add-report")
    if report is not None:
        _told(report)
        return
    kept = quarantine.kept()
    names = [add_words.FILES, add_words.PASTE]
    files_tab, paste_tab, *more = st.tabs([*names, add_words.not_read(len(kept))] if kept else names)
    for tab in more:
        with tab:
            st.html(quarantine.listed(kept))
    with files_tab:
        files = st.file_uploader(
            add_words.CHOOSE_FILES,
            accept_multiple_files=True,
            key="add-files",
        )
        st.caption(add_words.FILES_ABOUT)
        chosen = columns.chooser([(file.name, file.file_id, file.getvalue()) for file in files or ()])
    with paste_tab:
        pasted = _paste()
    st.caption(add_words.STAYS_HERE)
    # never disabled: a text that is being typed is only known here once its box has lost the keys, and a click would go
    # into the void that did nothing but take them away
    if st.button(add_words.GO, type="primary", key="add-go"):
        if not files and not pasted.text.strip():
            st.html(f'<p class="note" role="alert">{text.escape(add_words.NOTHING_TO_READ)}</p>')
            return
        _read([(file.name, file.getvalue(), chosen[file.file_id]) for file in files or ()], pasted)


def _paste() -> Pasted:
    body = st.text_area(add_words.TEXT, height=190, key="add-text", placeholder=add_words.TEXT_HINT)
    left, right = st.columns([3, 2])
    title = left.text_input(add_words.TITLE, key="add-title")
    outlet = right.text_input(add_words.OUTLET, key="add-outlet")
    left, right = st.columns([3, 2])
    url = left.text_input(add_words.ADDRESS, key="add-url", placeholder="https://")
    published = right.date_input(add_words.DATE, value=None, key="add-date", format="DD/MM/YYYY",
                                 min_value=date(1500, 1, 1), max_value=date(2100, 12, 31))  # fmt: skip
    return Pasted(body, title, outlet, url, published if isinstance(published, date) else None)


def _read(files: list[tuple[str, bytes, Columns]], pasted: Pasted) -> None:
    """Read, analyse, store, and show what came of it; the page behind has it after the dialog."""
    settings = resources.settings()
    bar = st.progress(0.0, text=add_words.READING)

    def progress(doing: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=text.label(add_words.doing(doing)))

    try:
        gate.require_editor()
        prepare.build_gazetteer(settings, progress)
        watched = Watched(analyser())
        report = ingest(items(files, pasted), settings, watched, progress)
        resources.asker().index.refresh()
        state.move_to(resources.asker().index.horizon)
    except (DashboardError, OSError) as error:
        st.error(text.label(str(error), most=2000))
        return
    st.session_state["add-report"] = report
    st.session_state["add-box"] = map.box_of_new(watched.places, settings.region.box)
    st.session_state["add-read"] = watched.articles[0] if len(watched.articles) == 1 else ""
    st.rerun(scope="fragment")


class Watched:
    """An analyser that remembers what it read, and where the places in it lie."""

    def __init__(self, analyse: Analyse) -> None:
        self._analyse = analyse
        self.places: set[Place] = set()
        self.articles: list[str] = []

    @property
    def version(self) -> str:
        return self._analyse.version

    def __call__(self, article: Article) -> AnalysedArticle:
        made = self._analyse(article)
        roles = NO_FILTERS.roles
        self.articles.append(article.article_id)
        self.places |= {each.place for each in made.mentions if each.place is not None and each.role in roles}
        return made


def analyser() -> Analyser:
    """Return the analyser, imported and loaded when the first article is added, and again when actors were."""
    return _analyser(catalogue.state_of_files())


@st.cache_resource(show_spinner=False, max_entries=1)
def _analyser(actors: tuple[catalogue.Stamp, ...]) -> Analyser:
    from dashboard.geoparse.analyse import Analyser

    return Analyser.open(resources.settings())


def items(files: list[tuple[str, bytes, Columns]], pasted: Pasted) -> Iterator[Received | Refusal]:
    """Yield the articles and refusals of some files (name, bytes, which column is which) and a pasted text."""
    limits = resources.settings().limits
    if pasted.text.strip():
        yield from_paste(pasted)
    for name, data, chosen in files:
        yield from read_bytes(name, data, limits, chosen)


def from_paste(pasted: Pasted) -> Received | Refusal:
    """Return the article of a pasted text; without a title, its first line may be one."""
    limits = resources.settings().limits
    found = read_text(pasted.text, pasted.title, limits)
    if isinstance(found, Refusal):
        return found
    fields = {
        "title": found.article.title,
        "text": found.article.text,
        "source": pasted.outlet.strip() or None,
        "url": pasted.url.strip() or None,
        "published": pasted.published,
    }
    return received(fields, found.file, found.line, limits)


def _told(report: IngestReport) -> None:
    """Say what was found and what was refused."""
    st.html(summary(report))
    if report.refusals:
        st.html(refusals(report))
    with st.container(horizontal=True):
        if (report.added or report.updated) and st.button(add_words.SHOW, type="primary", key="add-show"):
            _close(fit=True)
        if st.session_state.get("add-read") and st.button(add_words.READ_IT, key="add-read-it"):
            _close(fit=True, read=st.session_state["add-read"])
        if st.button(add_words.MORE, key="add-more"):
            st.session_state["add-report"] = None
            st.rerun(scope="fragment")
        if not (report.added or report.updated) and st.button(add_words.CLOSE, key="add-close"):
            _close(fit=False)


def _close(*, fit: bool, read: str = "") -> None:
    st.session_state["add-report"] = None
    if read:
        state.open_article(read)
    if fit:
        state.reset()
        state.fit_to(st.session_state.get("add-box"))
    st.rerun()


def summary(report: IngestReport) -> str:
    """Return what an ingest found as HTML."""
    kept = report.added + report.updated
    head, about = add_words.found(kept, report.mentions, report.places, report.unplaced)
    lines = [about]
    if report.unchanged:
        lines.append(add_words.unchanged(report.unchanged))
    tables = report.tables[:SHOWN_TABLES]
    lines += [add_words.columns_are(file, mapped) for file, mapped in tables if not mapped.plain]
    said = "".join(f'<p class="about">{text.escape(line)}</p>' for line in lines)
    return f'<h2 class="place-name">{text.escape(head)}</h2>{said}'


def refusals(report: IngestReport) -> str:
    """Return what was refused as HTML: where, why, and what to do."""
    rows = []
    for refusal in report.refusals[:SHOWN_REFUSALS]:
        where = add_words.where(refusal.file, refusal.line)
        rows.append(
            f"<li><b>{text.escape(where)}</b><br>{text.escape(words.capital(refusal.reason))}. "
            f"{text.escape(words.capital(refusal.remedy))}.</li>"
        )
    if report.refused > len(rows):
        rows.append(f"<li>{text.escape(add_words.more(report.refused - len(rows)))}</li>")
    head = add_words.refused(report.refused)
    return f'<div class="refused"><h3 class="facet">{text.escape(head)}</h3><ul>{"".join(rows)}</ul></div>'
