"""
Read an article: find its places and actors, put the places, say how each is meant and how sure that is.

`Analyser` is a function from `Article` to `AnalysedArticle`: no network, no file written, the same answer everywhere.
It loads gazetteer, models and catalogue once (under a second) and may be shared by threads, which take turns.
"""

from __future__ import annotations

import gc
import hashlib
import math
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dashboard import __version__
from dashboard.geoparse.actor_mentions import NamedAt, Tokens, actor_mentions, around_of, by_token, inside_person
from dashboard.geoparse.actor_spans import ActorSpan, tokens_in
from dashboard.geoparse.actors import Catalogue
from dashboard.geoparse.candidates import Context
from dashboard.geoparse.confidence import confidence_of, read_confidence
from dashboard.geoparse.document import Document
from dashboard.geoparse.exact import find_exact, is_other_script
from dashboard.geoparse.gazetteer import MAIN_NAME, Gazetteer
from dashboard.geoparse.language import foreign_language, language_name
from dashboard.geoparse.resolve import Resolution, Resolver
from dashboard.geoparse.roles import OF_GOVERNMENTS, RoleModel, dateline_end
from dashboard.geoparse.text import lower_capitals, sentence_index, sentence_spans
from dashboard.geoparse.toponyms import Tagger, Toponym
from dashboard.geoparse.words import Words
from dashboard.model import AnalysedArticle, Article, Candidate, Mention, Place, Role
from dashboard.settings import Settings

_GAP = "\n\n"
_SURROGATE = re.compile("[\ud800-\udfff]")
#: A capital is one of so many first meanings of a name that stands for it, or is called so first of all.
_AMONG_FIRST = 3
#: A name is put on the map from this confidence on; below, a pin would more often be wrong than right, and the name
#: goes to those not placed, with the place as its first candidate. On the development articles 0.4 raises F@161.
_PLACED_FROM = 0.4
#: A name that was put at the place beside it needs more: the reader sees it at a place that has another name.
_BESIDE_FROM = 0.5
#: A demonym of which this much speaks for one place ("European") is of that place, be its point a convention.
_PEOPLE_FROM = 0.9
#: The same of a feature of the kind that the words beside its name say.
_OF_ITS_KIND_FROM = 0.7
#: Actors that are no seat of anybody: a name that is theirs stands for them, not for a place.
_NO_PLACES = frozenset(("armed_group", "party", "person", "igo", "ngo", "company", "media"))
#: So many capitals alone are the initials of a body.
_ACRONYM = 5
_KM_A_DEGREE = 111.2  # of latitude


def _fingerprint(models: Path, catalogue: Sequence[Path], outlets: Mapping[str, tuple[float, float]]) -> str:
    """Return a short hash of models, catalogue and outlets' homes: another one means that articles are read anew."""
    digest = hashlib.sha256()
    for path in (*sorted(models.iterdir()), *catalogue):
        digest.update(path.read_bytes())
    if outlets:
        digest.update(repr(sorted(outlets.items())).encode())
    return digest.hexdigest()[:8]


class Analyser:
    """Article -> AnalysedArticle. `version` names the program, the gazetteer and the models."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        tagger: Tagger,
        resolver: Resolver,
        roles: RoleModel,
        catalogue: Catalogue,
        confidence: Sequence[float],
        settings: Settings,
        made_of: str = "",
    ) -> None:
        self.gazetteer = gazetteer
        self.catalogue = catalogue
        self._tagger = tagger
        self._resolver = resolver
        self._roles = roles
        self._confidence = confidence
        self._region = settings.region
        self._limit = settings.limits.article_characters
        self._lock = threading.Lock()
        self.version = f"{__version__}+{gazetteer.version}.{made_of}"

    @classmethod
    def open(cls, settings: Settings) -> Analyser:
        """Load everything. Raises GazetteerError, ModelError or DataFileError, each saying what to do."""
        collects = gc.isenabled()
        gc.disable()  # a quarter of the time: what is loaded stays, and would be looked through again and again
        try:
            return cls._load(settings)
        finally:
            if collects:
                gc.enable()

    @classmethod
    def _load(cls, settings: Settings) -> Analyser:
        gazetteer = Gazetteer.open(settings.gazetteer)
        models, words = settings.data / "models", Words.open(settings.data / "words.tsv")
        catalogue = Catalogue.open(settings.data, settings.home, gazetteer.word)
        return cls(
            gazetteer,
            Tagger(models / "toponyms.crfsuite", gazetteer, words),
            Resolver.open(models / "resolver.json", gazetteer),
            RoleModel(models / "metonyms.tsv", gazetteer, words),
            catalogue,
            read_confidence(models / "confidence.json"),
            settings,
            _fingerprint(models, catalogue.paths, settings.region.outlets),
        )

    @classmethod
    def open_for_good(cls, settings: Settings) -> Analyser:
        """
        Open for as long as this process lives, as `open` does: what is loaded by then is never looked through for
        garbage again, which takes a twentieth of the time. An analyser that is let go before would stay in memory.
        """
        analyser = cls.open(settings)
        gc.freeze()
        return analyser

    def __call__(self, article: Article) -> AnalysedArticle:
        """Return what the article names. Never raises for what an article holds; says in `notes` what was left out."""
        with self._lock:
            return self._analyse(article)

    def put(self, article: Article, spans: Sequence[tuple[int, int]]) -> list[Place | None]:
        """Return the place of each given span of the text: the resolver alone (`evaluate --oracle`)."""
        shift = len(article.title) + len(_GAP) if article.title else 0
        whole = _SURROGATE.sub("\ufffd", article.title + _GAP + article.text if shift else article.text)
        whole = lower_capitals(whole)
        toponyms = []
        for start, end in sorted(spans):
            surface = whole[start + shift : end + shift]
            name_id = self.gazetteer.name_id(surface)
            demonym = name_id is not None and self.gazetteer.code(name_id) == "demonym"
            toponyms.append(Toponym(start + shift, end + shift, surface, demonym, 1.0))
        context = Context(whole, self._region, self._region.outlets.get(article.source or ""))
        with self._lock:
            resolutions = self._resolver.resolve(toponyms, context)
        places = {
            (toponym.start - shift, toponym.end - shift): None if each.row is None else self.gazetteer.place(each.row)
            for toponym, each in zip(toponyms, resolutions, strict=True)
        }
        return [places[span] for span in spans]

    def _analyse(self, article: Article) -> AnalysedArticle:
        notes: list[str] = []
        text = article.text
        if len(text) > self._limit:
            text = text[: max(text.rfind(" ", 0, self._limit), self._limit // 2)]
            notes.append(f"Only the first {self._limit:,} of {len(article.text):,} characters were read.")
        shift = len(article.title) + len(_GAP) if article.title else 0
        whole = _SURROGATE.sub("\ufffd", article.title + _GAP + text if shift else text)
        text = whole[shift:]
        reading = lower_capitals(whole)
        document = Document(reading)
        exact = self._why_exact(article, text, document)
        by_exact_names = exact is not None
        if exact is not None:
            notes.append(exact)
            capitals = not is_other_script(text) and not text.islower()
            toponyms = find_exact(reading, document, self.gazetteer, capitals)
        else:
            toponyms = self._tagger.find(reading, document)
        spans = [Tokens(*document.tokens_of(toponym.start, toponym.end)) for toponym in toponyms]
        in_span = {token: n for n, span in enumerate(spans) for token in range(span.first, span.last + 1)}
        named = [
            actor
            for actor in self.catalogue.find(document)
            if actor.first not in in_span
            or not self._is_in_a_place(actor, spans[in_span[actor.first]], toponyms[in_span[actor.first]], whole)
        ]
        named_at = by_token(named)
        kept = [
            n
            for n, span in enumerate(spans)
            if not inside_person(span, named_at) and not self._is_actor_only(span, named_at, toponyms[n], whole)
        ]
        toponyms, spans = [toponyms[n] for n in kept], [spans[n] for n in kept]
        outlet = self._region.outlets.get(article.source or "")
        resolutions = self._resolver.resolve(toponyms, Context(reading, self._region, outlet))
        name_ids = [self._resolver.candidates.lookup(toponym, whole) for toponym in toponyms]
        roles: list[tuple[Role, float]] = [("location", 0.0)] * len(toponyms)
        if not by_exact_names:
            roles = self._roles.roles(document, (shift, shift + dateline_end(text)), toponyms, spans, name_ids)
        sentences = sentence_spans(text)
        starts = [start for start, _ in sentences]
        roles = [
            ("metonym", 0.9)
            if role == "location" and self._owns_actor(document, span, named_at, toponym)
            else (role, sense)
            for toponym, span, (role, sense) in zip(toponyms, spans, roles, strict=True)
        ]
        roles = [
            ("location", sense) if role == "metonym" and self._is_said_elsewhere(resolution) else (role, sense)
            for resolution, (role, sense) in zip(resolutions, roles, strict=True)
        ]
        resolutions = [
            self._at_capital(resolution, name_id) if role == "metonym" else resolution
            for resolution, name_id, (role, _) in zip(resolutions, name_ids, roles, strict=True)
        ]
        mentions: list[Mention] = []
        for toponym, span, resolution, (role, sense) in zip(toponyms, spans, resolutions, roles, strict=True):
            surface = whole[toponym.start : toponym.end]
            around = around_of(span, named_at)
            mentions.append(self._mention(toponym, surface, span, resolution, role, sense, around, shift, starts))
        senses = [sense for _, sense in roles]
        offices: list[ActorSpan] = []
        if not by_exact_names:
            offices = self.catalogue.office_holders(document, named, tokens_in(spans), article.published)
        actors = actor_mentions(
            self.catalogue, self.gazetteer.word, document, whole, mentions, spans, senses, named_at, offices, shift,
            starts,
        )  # fmt: skip
        return AnalysedArticle(
            article=article,
            mentions=tuple(mentions),
            actors=tuple(actors),
            sentences=tuple(sentences),
            analyser=self.version,
            analysed_at=datetime.now(UTC),
            notes=tuple(notes),
        )

    def _is_in_a_place(self, actor: ActorSpan, span: Tokens, toponym: Toponym, whole: str) -> bool:
        """Tell whether a person's name is a part of that of a place: "Lake Assad", "Hariri International Airport"."""
        inside = span.first <= actor.first and actor.last <= span.last and span != (actor.first, actor.last)
        return inside and actor.actor.type == "person" and self._resolver.candidates.lookup(toponym, whole) is not None

    def _is_actor_only(self, span: Tokens, named_at: NamedAt, toponym: Toponym, whole: str) -> bool:
        """
        Tell whether a name is one of the catalogue, and none of the gazetteer: "Fatemiyoun", and "SANA", which is no
        Sana'a.
        """
        around = around_of(span, named_at)
        if around is None or (around.first, around.last) != span or around.actor.type not in _NO_PLACES:
            return False
        if around.actor.type != "person" and toponym.surface.isupper() and len(toponym.surface) <= _ACRONYM:
            return True
        return self._resolver.candidates.lookup(toponym, whole) is None

    def _why_exact(self, article: Article, text: str, document: Document) -> str | None:
        """Return a note that says why only exact names are looked for in a text, None where the models read it."""
        language = foreign_language(text, document.lower, article.language)
        if language is not None:
            name = language_name(language)
            return f"The text is in {name}, for which there is no model: only exact names were looked for."
        if is_other_script(text):
            return "There is no model for this article's script: only exact names were looked for."
        if text.islower():
            return "The text has no capitals: only exact names of well-known places were looked for."
        return None

    def _owns_actor(self, document: Document, span: Tokens, named_at: NamedAt, toponym: Toponym) -> bool:
        """Tell whether a seat of government stands before what a government has: "Tehran's IRGC", "Riyadh's envoy"."""
        after = span.last + 1
        if document.lower[after : after + 1] not in (["'s"], ["’s"]) or self.catalogue.at_seat(toponym.surface) is None:
            return False
        if not OF_GOVERNMENTS.isdisjoint(document.lower[after + 1 : after + 2]):
            return True
        body = named_at.get(after + 1)
        return body is not None and body.first == after + 1 and body.actor.type in ("government_body", "armed_group")

    def _is_said_elsewhere(self, resolution: Resolution) -> bool:
        """Tell whether the text itself says where a place lies, and it is no capital: "Paris, a city in Texas"."""
        return resolution.qualified and not self.gazetteer.capital[resolution.row]

    def _at_capital(self, resolution: Resolution, name_id: int | None) -> Resolution:
        """Return the resolution moved to a national capital of that name: only that stands for a government."""
        if resolution.row is None or name_id is None or self.gazetteer.kind_of(resolution.row) == "country":
            return resolution
        for number, entry in enumerate(self.gazetteer.entries(name_id)):
            # "Salem" is an old name of Jerusalem, too
            if self.gazetteer.capital[entry.row] and (entry.quality == MAIN_NAME or number < _AMONG_FIRST):
                others = tuple(other for other in resolution.runners_up if other[0] != entry.row)
                return replace(resolution, row=entry.row, runners_up=others)
        return resolution

    def _mention(
        self, toponym: Toponym, surface: str, span: Tokens, resolution: Resolution, role: Role, sense: float,
        around: ActorSpan | None, shift: int, starts: list[int],
    ) -> Mention:  # fmt: skip
        place = self.gazetteer.place(resolution.row) if resolution.row is not None else None
        runners_up = tuple(Candidate(self.gazetteer.place(row), round(p, 4)) for row, p in resolution.runners_up)
        confidence = 0.0
        if place and resolution.row is not None:
            own = bool(self.gazetteer.curated[resolution.row]) and self._is_of_region(place)
            confidence = confidence_of(self._confidence, toponym, resolution, place.kind, own)
        placed_from = _BESIDE_FROM if resolution.candidates == 0 else _PLACED_FROM
        if resolution.row is not None and self._is_sure(role, resolution):
            placed_from = 0.0
        if place and confidence < placed_from:
            runners_up = (Candidate(place, round(resolution.mass, 4)), *runners_up)[:3]
            place, confidence = None, 0.0
        if role in ("location", "metonym") and around is not None and (around.first, around.last) != span:
            role = "name_part"
        elif role == "metonym" and around is not None and around.actor.type in _NO_PLACES:
            role = "name_part"  # "Taqaddum won Anbar": a party, and an air base
        in_title = toponym.start < shift
        at = 0 if in_title else shift
        return Mention(
            field="title" if in_title else "text",
            start=toponym.start - at,
            end=toponym.end - at,
            surface=surface,
            sentence=0 if in_title else sentence_index(starts, toponym.start - at),
            role=role,
            place=place,
            confidence=confidence,
            evidence=resolution.evidence,
            runners_up=runners_up,
        )

    def _is_sure(self, role: Role, resolution: Resolution) -> bool:
        """
        Tell whether it is known which place is meant, however sure its point is: a capital that acts, a people, and a
        sea, river, region or building that nothing else is called like ("Latin America", "the Mississippi River"), or
        nothing else of the kind that the text says ("outside the White House", which is a town, too).
        """
        if role == "metonym":
            return bool(self.gazetteer.capital[resolution.row])
        if role == "demonym":
            return resolution.mass >= _PEOPLE_FROM
        alone = (
            resolution.candidates == 1 or "kind_word" in resolution.evidence and resolution.mass >= _OF_ITS_KIND_FROM
        )
        return alone and bool(self.gazetteer.curated[resolution.row])

    def _is_of_region(self, place: Place) -> bool:
        """Tell whether a feature lies in the installation's region or reaches into it: the Red Sea, not Europe."""
        return place.kind not in ("continent", "ocean") and _touches(self._region.box, place)


def _touches(box: tuple[float, float, float, float], place: Place) -> bool:
    """Tell whether a place, as large as it is, touches a box of (south, west, north, east) in decimal degrees."""
    south, west, north, east = box
    high = place.radius_km / _KM_A_DEGREE
    wide = high / max(math.cos(math.radians(place.lat)), 0.1)
    inside = (place.lon - west + wide) % 360.0 <= (east - west) % 360.0 + 2 * wide
    return south - high <= place.lat <= north + high and inside
