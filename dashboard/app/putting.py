"""
What a reader may do with a name that is not placed, or is put at the wrong place: candidates, coordinates, corrections,
and a question to Nominatim.

Draws nothing. The functions that write a correction are widget callbacks: the page that follows shows what they did.
Coordinates are WGS 84 decimal degrees, (lat, lon).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st
from geopy.distance import great_circle

from dashboard.app import acts, gate, resources, state, tab_state
from dashboard.app.languages import words
from dashboard.app.mending_state import Queue, Settled, picking, remember_settled, stop_picking
from dashboard.errors import DashboardError, GazetteerError
from dashboard.geocode import GazetteerGeocoder
from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.lookup import called as places_called
from dashboard.geoparse.lookup import look_up
from dashboard.model import NO_FILTERS, Place, Role
from dashboard.nominatim import PoliteNominatim, place_of
from dashboard.settings import NominatimService
from dashboard.store import queries
from dashboard.store.corrections import AppliesTo, Correction, Ledger, Origin, Spot
from dashboard.store.queries import Doubt, Excerpt, LostName

#: A point within so many kilometres of a town is said to be in the town's country; the sea is nobody's.
IN_A_COUNTRY_KM = 30.0
#: Seconds that a reader waits for the installation's turn to ask, and for the answer.
PATIENCE_S = 5.0
TIMEOUT_S = 10.0
#: Longer ones are no names of places, and are neither looked up nor sent anywhere.
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """
    A name to put right: what the text says, in which article, where there (`spot`, for a mention that has a place), the
    place that it has (`was`, "" for none), how it is meant there (`role`, "" without a place), and the places that the
    analysis thought of. `mentions` and `articles` are how often a name without a place stands anywhere; `queue` is
    where in the queue of names to check it is put right.
    """

    name: str
    article_id: str
    candidates: tuple[Place, ...]
    mentions: int = 1
    articles: int = 1
    was: str = ""
    role: str = ""
    spot: Spot | None = None
    queue: Queue | None = None


def of_lost(lost: LostName) -> Subject:
    """Return what is to put right of a name that was not placed."""
    return Subject(lost.name, lost.excerpt.article_id, lost.candidates, lost.mentions, lost.articles)


def of_mention(excerpt: Excerpt, chosen: Place) -> Subject:
    """Return what is to put right of the mention that an excerpt is shown for."""
    spot = Spot("text" if excerpt.sentence else "title", excerpt.start, excerpt.end, excerpt.text, excerpt.begins)
    others = tuple(each.place for each in excerpt.runners_up)
    return Subject(excerpt.surface, excerpt.article_id, others, was=chosen.place_id, role=excerpt.role, spot=spot)


def of_doubt(doubt: Doubt, where: Queue) -> Subject:
    """Return what is to check of a name that is not sure."""
    return replace(of_mention(doubt.excerpt, doubt.place), queue=where)


@dataclass(frozen=True, slots=True)
class Done:
    """A name that was put right in this session, as its row in the list was: see `tab_state.done`."""

    id: str
    name: str
    mentions: int
    articles: int


# ------------------------------------------------------------------------------------------------ what it could be


@st.cache_resource(show_spinner=False)
def _gazetteer() -> Gazetteer:
    return Gazetteer.open(resources.settings().gazetteer)


@lru_cache(maxsize=256)
def found(text: str, limit: int) -> tuple[Place, ...]:
    """Return places that a text may name. Raises GazetteerError if there is no gazetteer."""
    return tuple(look_up(_gazetteer(), text[:LONGEST_NAME], resources.settings().region.countries, limit))


@lru_cache(maxsize=256)
def called(text: str) -> tuple[str, ...]:
    """Return the ids of the places that the gazetteer calls so, in any script; none without a gazetteer."""
    try:
        return tuple(places_called(_gazetteer(), text[:LONGEST_NAME]))
    except GazetteerError:
        return ()


def candidates(subject: Subject, limit: int) -> list[Place]:
    """Return the places that a name may mean: those that the analysis thought of, then those of the gazetteer."""
    every = {place.place_id: place for place in (*subject.candidates, *found(subject.name, limit + 1))}
    every.pop(subject.was, None)
    return [*every.values()][:limit]


_DEGREES = (
    r"([+\-−]?)(\d{1,3}(?:\.\d+)?)"
    r"(?:\s*°(?:\s*(\d{1,2}(?:\.\d+)?)\s*['′’](?:\s*(\d{1,2}(?:\.\d+)?)\s*[\"″”])?)?)?\s*"
)
_BETWEEN = r"\s*(?:[,;]\s*|(?<=[\sNS°'′’\"″”]))"
_PAIR = re.compile(f"{_DEGREES}([NS]?){_BETWEEN}{_DEGREES}([EW]?)", re.IGNORECASE)
#: One number with a decimal comma, or two without a blank: nobody can tell.
_AMBIGUOUS = re.compile(r"\d+,\d+")


def coordinates(text: str) -> tuple[float, float]:
    """
    Return (lat, lon) of what a reader typed: "33.89, 35.50", "33.89 N 35.5 E", "33°53′24″N 35°30′E".

    Raises ValueError, saying in the reader's words what to change, for anything else.
    """
    match = _PAIR.fullmatch(text.strip()[:80])
    if match is None or _AMBIGUOUS.fullmatch(text.strip()):
        raise ValueError(words.COORDINATES_FORM)
    lat = _degrees(*match.groups()[:4], negative=match[5].upper() == "S")
    lon = _degrees(*match.groups()[5:9], negative=match[10].upper() == "W")
    if not -90 <= lat <= 90:
        raise ValueError(words.BEYOND_THE_POLE)
    if not -180 <= lon <= 180:
        raise ValueError(words.ROUND_THE_EARTH)
    return round(lat, 6), round(lon, 6)


def _degrees(sign: str, whole: str, minutes: str | None, seconds: str | None, *, negative: bool) -> float:
    value = float(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if negative or sign in ("-", "−") else value


def by_hand(name: str, lat: float, lon: float, kind: str) -> Place:
    """Return a place of a reader's own, in the country of the nearest town if one is near."""
    digest = hashlib.sha256(f"{name}\0{lat}\0{lon}\0{kind}".encode()).hexdigest()[:16]
    near = nearest(lat, lon)
    country = near[0] if near and near[1] <= IN_A_COUNTRY_KM else None
    return Place(
        f"hand:{digest}", name, kind, lat, lon,
        country.country_code if country else None, country.country if country else None,
        country.admin1 if country else None,
    )  # fmt: skip


def nearest(lat: float, lon: float) -> tuple[Place, float] | None:
    """Return the nearest town of the gazetteer and how far it is, in kilometres; None without a gazetteer."""
    try:
        town = GazetteerGeocoder(_gazetteer()).reverse((lat, lon))
    except GazetteerError:
        return None
    if town is None or isinstance(town, list):
        return None
    return Place(**town.raw), great_circle((lat, lon), (town.latitude, town.longitude)).km


# ----------------------------------------------------------------------------------------------------- putting it right


def place(subject: Subject, where: Place, origin: Origin, scope: str) -> None:
    """
    Put a name there: as far as the widget `scope` says, in all articles, in the one that is shown, or only here.

    Who puts a name where it is already, though it stands for something else, says that it is the place itself.
    """
    if where.place_id == subject.was and subject.role not in NO_FILTERS.roles:
        meant(subject, "location", scope)
        return
    _keep(subject, scope, Correction("name", subject.name, "place", origin, where))


def place_by_hand(subject: Subject, point: str, kind: str, origin: Origin, scope: str) -> None:
    """Put a name where the widget `point` says, as a place of the kind in the widget `kind`."""
    try:
        lat, lon = coordinates(str(st.session_state.get(point) or ""))
    except ValueError as error:
        tab_state.say(str(error))
        return
    place(subject, by_hand(subject.name, lat, lon, st.session_state[kind]), origin, scope)


def place_picked() -> None:
    """Put the name that the map is asked for where it was clicked."""
    asked = picking()
    if asked is not None and asked.at is not None:
        place_by_hand(asked.subject, asked.point, asked.kind, "map", asked.scope)


def no_place(subject: Subject, scope: str) -> None:
    """Say that a name is none of a place."""
    _keep(subject, scope, Correction("name", subject.name, "not_a_place", "by hand"))


def meant(subject: Subject, role: Role, scope: str) -> None:
    """Say how a name is meant: as the place itself, or as what it stands for."""
    _keep(subject, scope, Correction("name", subject.name, "role", "by hand", role=role))


def is_the_place(entry_id: str) -> None:
    """Say that what a correction placed is meant as the place itself, as far as that correction reaches."""
    ledger = Ledger(resources.settings().corrections)
    try:
        placed = next((each for each in ledger.read().active if each.id == entry_id), None)
        if placed is None:  # taken back meanwhile, by another reader
            return
        said = Correction(
            placed.applies_to, placed.name, "role", "by hand", role="location", article_id=placed.article_id,
            spot=placed.spot, was=placed.was, by=gate.require_editor(),
        )  # fmt: skip
        with acts.whole():
            ledger.add(said)
            resources.asker().index.refresh()
    except DashboardError as error:
        tab_state.say(str(error))


def confirm(subject: Subject, scope: str) -> None:
    """Say that a name is right where it is."""
    _keep(subject, scope, Correction("name", subject.name, "confirmed", "by hand"))


def undo(entry_id: str) -> None:
    """
    Take a correction back. Of the last of a mention, say so and go back to the place that it was made from.

    A reader who has gone on to a third place stays there, and a place that the filters leave out is not gone back to. A
    selected place that nothing is put at any more is let go.
    """
    try:
        with acts.whole():
            Ledger(resources.settings().corrections).undo(entry_id, gate.require_editor())
            resources.asker().index.refresh()
    except DashboardError as error:
        tab_state.say(str(error))
        return
    ask = resources.asker_of(state.horizon(resources.asker().index.horizon))
    selected = state.view().place
    if selected and ask(queries.place, selected) is None:
        state.clear_place()
    correction = tab_state.mended()
    if correction is None or correction.id != entry_id:
        return
    there = correction.place.place_id if correction.place else ""
    shown = ask(queries.place_counts, state.filters())["place_id"]
    if state.view().place in ("", there) and (shown == correction.was).any():
        go_back = state.point_at if state.view().article else state.show_place  # an open article stays open
        go_back(correction.was)
    tab_state.remember_undone()


def _keep(subject: Subject, scope: str, correction: Correction) -> None:
    """Write a correction of a subject down, as far as the widget `scope` says, and take it into the index."""
    reach: AppliesTo = st.session_state.get(scope) or "name"
    spot, was = subject.spot, subject.was
    if spot is not None:
        index, at = resources.asker().index, (subject.article_id, spot.field, spot.start, spot.end)
        before = queries.analysed_place(index, *at)
        was = subject.was if before is None else before  # of a mention that was mended once, not where it is now
        if reach == "mention":  # with all that lets it follow the mention into a changed article
            spot = queries.spot(index, *at) or spot
    kept = replace(
        correction,
        applies_to=reach,
        article_id="" if reach == "name" else subject.article_id,
        spot=spot if reach == "mention" else None,
        was=was,
    )
    try:
        with acts.whole():
            Ledger(resources.settings().corrections).add(replace(kept, by=gate.require_editor()))
            resources.asker().index.refresh()
    except DashboardError as error:
        tab_state.say(str(error))
        return
    stop_picking()
    if subject.queue is not None:
        remember_settled(Settled(kept.id, subject.queue))
    elif subject.spot is None:
        tab_state.close_name()
        tab_state.remember_done(Done(kept.id, subject.name, subject.mentions, subject.articles))
    else:
        tab_state.open_wrong("")
        tab_state.remember_mended(kept)


def still_done(done: Iterable[Done], active: Iterable[str]) -> list[Done]:
    """Return what of this session's corrections is in force."""
    there = set(active)
    return [each for each in done if each.id in there]


# ---------------------------------------------------------------------------------------------------------- Nominatim


def ask_nominatim(name: str, service: NominatimService) -> Place | None:
    """
    Return the best place that the service knows by this name, None if it knows none.

    Raises GeocodingError if it could not be asked. Only the name is sent, signed with the service's `user_agent`.
    """
    gate.require_editor()
    answer = _nominatim(service).geocode(name[:LONGEST_NAME])
    return None if answer is None else place_of(answer)


@st.cache_resource(show_spinner=False)
def _nominatim(service: NominatimService) -> PoliteNominatim:
    return PoliteNominatim(
        resources.settings().home / "nominatim.sqlite", user_agent=service.user_agent, domain=service.host,
        scheme=service.scheme, timeout=TIMEOUT_S, patience=PATIENCE_S,
    )  # fmt: skip
