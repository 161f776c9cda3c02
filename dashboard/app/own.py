"""
Actors of a reader's own on the page: what became of those of this visit, those of earlier ones, and the way out again.

Both adding and removing have the articles that name an actor read anew. Names come from articles: they are shown
through `text.escape` and `text.label` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app import add, catalogue, gate, resources, state, tab_state, text
from dashboard.app.languages import actor_words, desk_words, words
from dashboard.app.resources import Asker
from dashboard.errors import DashboardError, DataFileError
from dashboard.geoparse.own_actors import LONGEST_NAME, OwnActor, own_actors, remove_own
from dashboard.model import AnalysedArticle, Article
from dashboard.pipeline import ingest
from dashboard.sources import Received
from dashboard.store import queries

#: Articles that are read anew at once: about ten a second and more.
MOST_ANEW = 500
#: No actor is named in more.
MOST_EVER = 1_000_000
#: Actors of earlier visits on one page.
ROWS = 12


@dataclass(frozen=True, slots=True)
class Changed:
    """
    Whom the reader put into the catalogue in this visit, or took out: id, name, and which of the two.

    `articles` were read anew, `left` were not.
    """

    actor_id: str
    name: str
    removed: bool = False
    articles: int = 0
    left: int = 0


def changed(ask: Asker) -> None:
    """Draw whom the reader added and removed in this visit, the newest first."""
    there = {actor.actor_id: actor for actor in _added()}
    for number, each in enumerate(_true_still(there)):
        said = actor_words.taken_out if each.removed else actor_words.taken_in
        _row(ask, f"lost-done-listed-{number}", each.name, said(each.articles, each.left), there.get(each.actor_id),
             done=True)  # fmt: skip


def earlier(ask: Asker) -> None:
    """Draw whom the page added in earlier visits, folded away, the newest first."""
    there = {actor.actor_id: actor for actor in _added()}
    of_this_visit = {each.actor_id for each in _true_still(there)}
    found = [actor for actor in reversed(there.values()) if actor.actor_id not in of_this_visit]
    shown = [actor for actor in found if not actor.by_hand]
    if not shown:
        return
    # without their number: an expander whose title changes folds itself away
    folded = st.expander(actor_words.ADDED_EARLIER, key="lost-added", on_change="rerun")
    if not folded.open:
        return
    with folded:
        rows = st.container(key="lost-added-rows", gap=None)
        page, pages = 1, -(-len(shown) // ROWS)
        if pages > 1:
            page = st.pagination(pages, key="added-pages", max_visible_pages=5)
        with rows:
            for number, actor in enumerate(shown[(page - 1) * ROWS : page * ROWS]):
                _row(ask, f"lost-row-own-{number}", actor.name, _about(actor), actor)
        if by_hand := len(found) - len(shown):
            st.html(f'<p class="about">{text.escape(actor_words.by_hand(by_hand))}</p>')


def _added() -> Sequence[OwnActor]:
    try:
        return own_actors(resources.settings().home)
    except DataFileError:  # the page's note on the catalogue says so
        return ()


def _true_still(there: Mapping[str, OwnActor]) -> list[Changed]:
    """Return what the reader changed in this visit, but not what another visit or a hand has changed since."""
    return [each for each in tab_state.listed() if each.removed != (each.actor_id in there)]


def _about(actor: OwnActor) -> str:
    kind = words.ACTOR_TYPES.get(actor.type, actor.type)  # type: ignore[call-overload]
    return words.COMMA.join(part for part in (kind, catalogue.country(actor.country)) if part)


def _row(ask: Asker, key: str, name: str, about: str, actor: OwnActor | None, *, done: bool = False) -> None:
    """Draw an actor with the ways to its card and out of the catalogue; one that is not in it has none."""
    named = actor is not None and bool(queries.articles_naming(ask.index, actor.actor_id, 1))
    if actor is not None and not named and not done:
        about = f"{about}{words.COMMA}{actor_words.NOT_NAMED}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<p class="lost-name{" done" if done else ""}"><b dir="auto">{text.escape(name[:LONGEST_NAME])}</b> '
            f"<span>{text.escape(about)}</span></p>"
        )
        if actor is None:
            return
        label, suffix = f":gray[{text.label(actor.name, most=40)}]", state.suffix(actor.actor_id)
        with st.container(key=f"own-ways-{suffix}", horizontal=True, gap="small", width="content"):
            if named:
                st.button(desk_words.about_actor(label), key=f"own-about-{suffix}", type="tertiary",
                          on_click=state.open_actor, args=(actor.actor_id,))  # fmt: skip
            if not actor.by_hand and gate.may_change():
                st.button(actor_words.remove(label), key=f"own-remove-{suffix}", type="tertiary",
                          on_click=tab_state.ask_to_remove, args=(actor.actor_id,))  # fmt: skip
    if not actor.by_hand and tab_state.asked_to_remove() == actor.actor_id:
        with st.container(key="lost-open", gap="small"):
            _confirm(ask, actor)


def _confirm(ask: Asker, actor: OwnActor) -> None:
    """Say what removing does, and do it when the reader agrees."""
    named = len(queries.articles_naming(ask.index, actor.actor_id, MOST_EVER))
    st.html(
        f'<p class="removing"><b dir="auto">{text.escape(actor.name[:LONGEST_NAME])}</b> '
        f"{text.escape(actor_words.what_removing_does(named))}</p>"
    )
    with st.container(key="own-choice", horizontal=True, gap="small"):
        agreed = st.button(actor_words.REMOVE, key="own-remove", type="primary")
        st.button(actor_words.KEEP, key="own-keep", on_click=tab_state.ask_to_remove, args=("",))
    if not agreed:
        return
    told = st.empty()
    try:
        gate.require_editor()
        name = remove_own(resources.settings().home, actor.actor_id)
    except DashboardError as error:
        told.error(text.label(words.capital(str(error)), most=600))
        return
    tab_state.forget_actor(actor.actor_id)
    read_anew(ask, told, actor.actor_id, Changed(actor.actor_id, name, removed=True))


def read_anew(ask: Asker, told: DeltaGenerator, named: str, change: Changed) -> None:
    """
    Read the articles that name the actor `named` anew, remember the change, and draw the page again.

    Where they cannot be read, say so in `told`: the change stands all the same.
    """
    done = _read(ask, told, [named], lambda why: actor_words.not_read_anew(change.removed, why))
    if done is None:
        return
    tab_state.remember_listed(replace(change, articles=done[0], left=done[1]))
    _show_what_is_new()


def read_again(ask: Asker, told: DeltaGenerator, named: Sequence[str]) -> None:
    """
    Read the articles that name some actors anew, and draw the page again: the catalogue knows them by now.

    Where they cannot be read, say so in `told`.
    """
    if _read(ask, told, named, actor_words.not_read_again) is not None:
        _show_what_is_new()


def _read(
    ask: Asker, told: DeltaGenerator, named: Sequence[str], failed: Callable[[str], str]
) -> tuple[int, int] | None:
    """Return how many articles were read anew and how many are left; None, and why in `told`, if that failed."""
    bar = told.progress(0.0, text=actor_words.READING_ANEW)

    def progress(doing: str, share: float) -> None:
        bar.progress(share, text=actor_words.READING_ANEW)

    try:
        every = [*dict.fromkeys(each for who in named for each in queries.articles_naming(ask.index, who, MOST_EVER))]
        report = ingest(_received(ask, every[:MOST_ANEW]), resources.settings(), Anew(ask), progress)
        resources.asker().index.refresh()
    except (DashboardError, OSError) as error:
        told.error(text.label(failed(str(error)), most=600))
        return None
    return report.updated + report.added, max(0, len(every) - MOST_ANEW)


def _show_what_is_new() -> None:
    state.move_to(resources.asker().index.horizon)
    tab_state.open_unlisted("")
    st.rerun()


def _received(ask: Asker, articles: list[str]) -> Iterator[Received]:
    for number, article_id in enumerate(articles, start=1):
        view = queries.article_view(ask.index, article_id)
        if view is not None:
            yield Received(view.article, "the archive", done=number / len(articles))


class Anew:
    """The analyser as it is now, for articles that were read before: what their source lacked is said of them still."""

    def __init__(self, ask: Asker) -> None:
        self._ask = ask
        self._analyse = add.analyser()
        self.version = self._analyse.version

    def __call__(self, article: Article) -> AnalysedArticle:
        made = self._analyse(article)
        before = queries.article_view(self._ask.index, article.article_id)
        notes = (*(before.notes if before else ()), *made.notes)
        return replace(made, notes=tuple(dict.fromkeys(notes)))
