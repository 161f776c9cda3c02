"""
Analysed articles made by hand, so that a test reads as a sentence.

    analysed("a1", "Talks were held in *Rome/rome* by *Iran/@iran*.", published="2024-10-28")

Stars mark names: `*surface/key*` is a place of PLACES, `*surface/key:role*` one in another role, `*surface/?*` a name
that was not placed, `*surface/@key*` an actor of ACTORS. Each line of the text is one sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from dashboard.model import Actor, ActorMention, AnalysedArticle, Article, Candidate, Mention, Place

PLACES = {
    "rome": Place("geonames:3169070", "Rome", "city", 41.89, 12.48, "IT", "Italy", "Lazio", 15.0, 2_318_895),
    "muscat": Place("geonames:287286", "Muscat", "city", 23.58, 58.41, "OM", "Oman", "Muscat", 12.0, 797_000),
    "beirut": Place("geonames:276781", "Beirut", "city", 33.89, 35.50, "LB", "Lebanon", "Beyrouth", 10.0, 1_916_100),
    "baalbek": Place("geonames:278913", "Baalbek", "city", 34.0, 36.21, "LB", "Lebanon", "Baalbek-Hermel", 5.0, 30_916),
    "lebanon": Place("iso:LB", "Lebanon", "country", 33.83, 35.83, "LB", "Lebanon", None, 90.0, 6_848_925),
    "iran": Place("iso:IR", "Iran", "country", 32.0, 53.0, "IR", "Iran", None, 700.0, 81_800_269),
    "tehran": Place("geonames:112931", "Tehran", "city", 35.69, 51.42, "IR", "Iran", "Tehran", 20.0, 7_153_309),
    "red-sea": Place("feature:red-sea", "Red Sea", "sea", 20.3, 38.5, None, None, None, 900.0, 0),
}
ACTORS = {
    "iran": Actor("iso:IR", "Iran", "state", "IR"),
    "israel": Actor("iso:IL", "Israel", "state", "IL"),
    "hezbollah": Actor("actor:hezbollah", "Hezbollah", "armed_group", "LB", ("iso:IR",)),
    "guards": Actor("actor:irgc", "Revolutionary Guards", "armed_group", "IR", ("iso:IR",)),
    "quds": Actor("actor:quds-force", "Quds Force", "armed_group", "IR", ("actor:irgc",)),
    "hamas": Actor("actor:hamas", "Hamas", "armed_group", "PS"),
    "qasim": Actor("unlisted:ali-qasim", "Ali Qasim", "person"),
}
NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)

_STAR = re.compile(r"\*([^*/]+)/([^*]+)\*")


def analysed(
    article_id: str,
    text: str,
    title: str = "",
    *,
    published: str | None = None,
    source: str | None = None,
    url: str | None = None,
    analyser: str = "test 1",
    at: datetime = NOON,
    confidence: float = 0.9,
    notes: tuple[str, ...] = (),
) -> AnalysedArticle:
    """Return the analysis that the starred text and title describe."""
    plain_title, title_mentions, title_actors, _ = _parse(title, "title", confidence)
    plain, mentions, actors, sentences = _parse(text, "text", confidence)
    article = Article(
        article_id, plain_title, plain, source, url, None if published is None else date.fromisoformat(published), "en"
    )
    return AnalysedArticle(
        article, (*title_mentions, *mentions), (*title_actors, *actors), sentences, analyser, at, notes
    )


def reader(version: str = "test 1", at: datetime = NOON):
    """Return an analyser as `ingest` wants one, which places names of PLACES and ACTORS where a word is their name."""
    names = {place.name: key for key, place in PLACES.items()}
    actors = {actor.name: "@" + key for key, actor in ACTORS.items() if actor.name not in names}
    pattern = re.compile(r"\b(" + "|".join([*names, *actors]) + r")\b")

    def analyse(article: Article) -> AnalysedArticle:
        if "explode" in article.text:
            raise RuntimeError("the analyser exploded")

        def starred(text: str) -> str:
            return pattern.sub(lambda m: f"*{m[0]}/{names.get(m[0]) or actors[m[0]]}*", text)

        made = analysed(article.article_id, starred(article.text), starred(article.title), analyser=version, at=at)
        return replace(made, article=article)

    analyse.version = version  # type: ignore[attr-defined]
    return analyse


def _parse(starred: str, field, confidence: float):
    plain, mentions, actors, sentences = "", [], [], []
    for number, line in enumerate(starred.split("\n"), start=1):
        if number > 1:
            plain += "\n"
        line_start, at = len(plain), 0
        sentence = 0 if field == "title" else number
        for star in _STAR.finditer(line):
            plain += line[at : star.start()]
            at = star.end()
            surface, key = star[1], star[2]
            span = (field, len(plain), len(plain) + len(surface), surface, sentence)
            plain += surface
            if key.startswith("@"):
                actors.append(ActorMention(*span, ACTORS[key[1:]], confidence, "alias"))
            elif key == "?":
                mentions.append(Mention(*span, "location", None, 0.0, ("no candidate",)))
            else:
                key, _, role = key.partition(":")
                runners = (Candidate(PLACES["muscat"], 0.05),) if key == "rome" else ()
                mentions.append(
                    Mention(*span, role or "location", PLACES[key], confidence, ("population", key), runners)
                )
        plain += line[at:]
        sentences.append((line_start, len(plain)))
    return plain, mentions, actors, tuple(sentences)
