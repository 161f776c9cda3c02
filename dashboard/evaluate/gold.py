"""
Read gold: articles with what a person says that they name. Three formats, one shape.

    *.jsonl    one article a line: `text`, `toponyms` (`start`, `end`, optionally `lat`, `lon`, `demonym`, `type`,
               `role`), optionally `id`, `title`, `source` or `domain`, `url`, `date` or `published`, `ignore` (spans
               that are neither required nor wrong) and `actors` (`start`, `end`, `actor_id`)
    roles      a passage a line: "[BEIRUT|dateline] - [Tehran|metonym] flew to [Rome]." (`train_roles.read_passages`)
    actors     passages with an empty line between: "{The IDF=israel-defense-forces} bombed {Syria=iso:SY}.", under
               lines "# id: ...", "# date: 2024-11-28", "# actors: a; b" (who is in it; without it, who is marked)

What `python -m dashboard analyse` writes has the same keys, so corrected output with the text beside it is gold.
Offsets are Unicode code points into `text`, half open; coordinates WGS 84 decimal degrees. Reads files, nothing else.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.errors import SourceError
from dashboard.geoparse.train_roles import read_passages
from dashboard.model import ROLES, Article

_ACTOR_MARK = re.compile(r"\{([^{}=]+)=([^{}=]+)\}")
_HEADER = re.compile(r"#\s*(id|date|title|source|actors)\s*:(.*)")


@dataclass(frozen=True, slots=True)
class GoldToponym:
    """A name that an annotator marked; `lat` and `lon` are both None where its place is not given."""

    start: int
    end: int
    lat: float | None = None
    lon: float | None = None
    demonym: bool = False
    type: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class GoldActor:
    """An actor's name that an annotator marked; `actor_id` as in the archive: "iso:IR", "actor:hamas"."""

    start: int
    end: int
    actor_id: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and what it names; `present` are the ids of all actors in it, `ignored` spans do not count."""

    article: Article
    toponyms: tuple[GoldToponym, ...] = ()
    ignored: tuple[tuple[int, int], ...] = ()
    actors: tuple[GoldActor, ...] = ()
    present: frozenset[str] = frozenset()


def read_gold(path: Path, *, actors: bool = False) -> list[GoldArticle]:
    """
    Return the annotated articles of a JSON lines file; with `actors`, their actors are what must be there.

    Raises SourceError, with file and line, if a line is no annotated article, or if there is none at all.
    """
    wanted = "actors" if actors else "toponyms"
    out = []
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            if not isinstance(item, dict):
                raise _Bad("the line is not a JSON object", "write one article a line")
            out.append(_article(item, number, wanted))
        except json.JSONDecodeError as error:
            raise SourceError(f"{path}:{number}: not JSON ({error}); write one article a line, as JSON") from error
        except _Bad as error:
            raise SourceError(f"{path}:{number}: {error}") from error
    return _not_empty(path, out)


def read_role_passages(path: Path) -> list[GoldArticle]:
    """Return passages with marked roles. Raises SourceError, with file and line, for a role that is none."""
    list(_lines(path))
    out = []
    for passage in read_passages(path):
        marks = tuple(
            GoldToponym(mark["start"], mark["end"], demonym=mark["demonym"], role=mark["role"])
            for mark in passage["toponyms"]
        )
        out.append(GoldArticle(Article(passage["id"], "", passage["text"]), marks))
    if not any(each.toponyms for each in out):
        raise SourceError(f"{path}: no name is marked in it; mark names like [Beirut] or [Tehran|metonym]")
    return out


def read_actor_passages(path: Path) -> list[GoldArticle]:
    """Return passages with marked actors. Raises SourceError, with file and line, for what is not of that format."""
    out: list[GoldArticle] = []
    headers: dict[str, str] = {}
    body: list[str] = []
    first = 1
    for number, line in [*_lines(path), (0, "")]:
        header = _HEADER.match(line)
        if header and not body:
            headers[header[1]] = header[2].strip()
        elif line.strip() and not line.startswith("#"):
            first = first if body else number
            body.append(line)
        elif not line.strip() and body:
            out.append(_passage(path, first, headers, "\n".join(body)))
            headers, body = {}, []
    if not any(each.present for each in out):
        raise SourceError(f"{path}: no actor is marked in it; mark names like {{Tehran=iso:IR}} or {{IRGC=irgc}}")
    return out


class _Bad(Exception):
    """What is wrong with an article and what to do."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(f"{wrong}; {remedy}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of a UTF-8 file; only a line feed ends a line."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise SourceError(f"{path}:{number}: not UTF-8 ({error}); save the file as UTF-8") from error


def _not_empty(path: Path, articles: list[GoldArticle]) -> list[GoldArticle]:
    if not articles:
        raise SourceError(f"{path}: no article in it; write one JSON object a line, with text and toponyms")
    return articles


def _article(item: dict[str, Any], number: int, wanted: str) -> GoldArticle:
    text = item.get("text")
    if not isinstance(text, str):
        raise _Bad("the article has no text", 'give it as a string under "text"')
    if wanted not in item:
        raise _Bad(f'the key "{wanted}" is missing', "give a list of what is named, [] where nothing is")
    toponyms = tuple(_toponym(each, text) for each in _spans(item, "toponyms", text))
    actors = tuple(
        GoldActor(each["start"], each["end"], _actor_id(str(each["actor_id"])))
        for each in _spans(item, "actors", text)
        if each.get("actor_id")
    )
    article = Article(
        article_id=str(item.get("id", f"line {number}")),
        title=_string(item.get("title")) or "",
        text=text,
        source=_string(item.get("source")) or _string(item.get("domain")),
        url=_string(item.get("url")),
        published=_day(item.get("published") or item.get("date")),
    )
    ignored = tuple((each["start"], each["end"]) for each in _spans(item, "ignore", text))
    return GoldArticle(article, toponyms, ignored, actors, frozenset(each.actor_id for each in actors))


def _spans(item: dict[str, Any], key: str, text: str) -> list[dict[str, Any]]:
    """Return the checked spans under a key; none where the key is missing."""
    spans = item.get(key, [])
    if not isinstance(spans, list) or not all(isinstance(each, dict) for each in spans):
        raise _Bad(f'"{key}" is not a list of objects', "give each name as an object with start and end")
    for each in spans:
        start, end = each.get("start"), each.get("end")
        if type(start) is not int or type(end) is not int:
            raise _Bad(f"{key}: start {start!r} and end {end!r} must be integers", "count Unicode code points")
        if not 0 <= start < end <= len(text):
            raise _Bad(
                f"{key}: {start}-{end} lies outside of the text of {len(text)} characters",
                "count Unicode code points of this text from 0, end not included",
            )
    return spans


def _toponym(each: dict[str, Any], text: str) -> GoldToponym:
    lat, lon = each.get("lat"), each.get("lon")
    where = f"toponyms: {text[each['start'] : each['end']]!r}"
    if (lat is None) != (lon is None):
        raise _Bad(f"{where} has only one of lat and lon", "give both, or null for both")
    if lat is not None:
        for value, bound in ((lat, 90.0), (lon, 360.0)):
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise _Bad(f"{where} has the coordinate {value!r}", "give lat and lon as numbers, or null for both")
            if abs(value) > bound:
                raise _Bad(f"{where} lies at lat {lat}, lon {lon}", "give decimal degrees, lat first")
    role = each.get("role")
    if role is not None and role not in ROLES:
        raise _Bad(f"{where} has the role {role!r}", f"use one of {', '.join(ROLES)}")
    return GoldToponym(each["start"], each["end"], lat, lon, bool(each.get("demonym")), _string(each.get("type")), role)


def _passage(path: Path, number: int, headers: dict[str, str], marked: str) -> GoldArticle:
    text, at, actors = "", 0, []
    for mark in _ACTOR_MARK.finditer(marked):
        text += marked[at : mark.start()]
        actors.append(GoldActor(len(text), len(text) + len(mark[1]), _actor_id(mark[2])))
        text += mark[1]
        at = mark.end()
    text += marked[at:]
    if "{" in text or "}" in text:
        raise SourceError(f"{path}:{number}: a brace is left over; mark names like {{Tehran=iso:IR}}")
    listed = {_actor_id(name) for name in headers.get("actors", "").split(";") if name.strip()}
    article = Article(
        article_id=headers.get("id") or f"line {number}",
        title=headers.get("title", ""),
        text=text,
        source=headers.get("source") or None,
        published=_day(headers.get("date")),
    )
    if headers.get("date") and article.published is None:
        raise SourceError(f"{path}:{number}: the date {headers['date']!r} is none; write it like 2024-11-28")
    return GoldArticle(article, (), (), tuple(actors), frozenset(listed or {each.actor_id for each in actors}))


def _actor_id(name: str) -> str:
    """Return an id as the archive has it: "hamas" is "actor:hamas"."""
    name = name.strip()
    return name if ":" in name else f"actor:{name}"


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
