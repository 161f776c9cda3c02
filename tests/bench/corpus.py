"""
An archive of made-up news of any size, for measuring: zipf-distributed places, actors and words, reproducible by seed.

Writes Parquet files as `ingest` would (names, digests, columns of `store.schema`), but from whole columns, 200,000
articles in a few minutes. An article has some 22 sentences of some 20 words (both drawn; long tails); it names a few
places and actors again and again, as articles do. Offsets are right: `text[start:end]` is the name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.model import ROLES
from dashboard.store._fingerprints import fingerprints
from dashboard.store.archive import Archive
from dashboard.store.schema import SCHEMA

FIRST_DAY = date(2024, 1, 1)
DAYS = 365
ANALYSED = datetime(2025, 1, 1, tzinfo=UTC)
COUNTRIES = ("IQ", "IR", "IL", "LB", "SY", "YE", "SA", "OM", "AE", "QA", "KW", "BH", "JO", "EG", "TR", "PS", "US", "GB")
KINDS = ("city", "admin1", "sea", "river", "facility", "country")
TYPES = ("state", "armed_group", "party", "person", "igo", "company")
#: Shares of the roles, in the order of `model.ROLES`.
ROLE_SHARES = (0.72, 0.06, 0.10, 0.10, 0.02)
UNPLACED_SHARE = 0.04
UNDATED_SHARE = 0.02
#: Places and actors that one article draws its mentions from.
PLACES_OF_AN_ARTICLE, ACTORS_OF_AN_ARTICLE = 5, 8
SENTENCES, WORDS = 22, 20

_SYLLABLES = "ba be da el ha ja ka la ma na qa ra sa ta wa ya zi dou há ré ni mo ru shi gha kho tel mar sun dor".split()


@dataclass(frozen=True, slots=True)
class Size:
    """How much to write: means are of each article. `distinct` words, places, actors and unplaced names."""

    articles: int = 200_000
    mentions: int = 2_000_000
    actor_mentions: int = 5_000_000
    words: int = 150_000
    places: int = 40_000
    actors: int = 4_000
    unplaced: int = 20_000
    outlets: int = 80


class Corpus:
    """The vocabulary of one seed, and the files made of it."""

    def __init__(self, size: Size, seed: int = 7) -> None:
        self.size = size
        self._random = np.random.default_rng(seed)
        taken: set[str] = set()
        self.words = self._names(size.words, taken, parts=(1, 5))
        self.place_names = [name.title() for name in self._names(size.places, taken, parts=(2, 4), second=0.3)]
        self.actor_names = [name.title() for name in self._names(size.actors, taken, parts=(2, 4), second=0.5)]
        lost = [name.title() for name in self._names(size.unplaced, taken, parts=(2, 4))]
        tokens = [*self.words, *(word + "." for word in self.words), *self.place_names, *self.actor_names, *lost]
        self._tokens = pa.array(tokens)
        self._lengths = np.array([len(token) for token in tokens], dtype=np.int64)
        self._first_place = 2 * size.words
        self._first_actor = self._first_place + size.places
        self._first_lost = self._first_actor + size.actors
        self._places = self._place_rows()
        self._actors = self._actor_rows()

    def _names(self, count: int, taken: set[str], parts: tuple[int, int], second: float = 0.0) -> list[str]:
        """Return new names of that many syllables; short ones first, as frequent words are short."""
        found: list[str] = []
        syllables = np.array(_SYLLABLES)
        for size in range(parts[0], parts[1] + 1):
            wanted = count - len(found) if size == parts[1] else min(count - len(found), len(_SYLLABLES) ** size // 3)
            while wanted > 0:
                made = ["".join(row) for row in syllables[self._random.integers(0, len(syllables), (2 * wanted, size))]]
                more = self._random.random(len(made)) < second
                after = syllables[self._random.integers(0, len(syllables), (len(made), 2))]
                made = [f"{n} {a}{b}" if m else n for n, m, (a, b) in zip(made, more, after, strict=True)]
                new = [name for name in dict.fromkeys(made) if name not in taken][:wanted]
                taken.update(new)
                found += new
                wanted -= len(new)
        return found

    def _place_rows(self) -> pa.StructArray:
        count, random = self.size.places, self._random
        of_place = SCHEMA.field("mentions").type.value_type.field("place").type
        country = random.integers(0, len(COUNTRIES), count)
        columns = {
            "place_id": [f"geonames:{1000 + n}" for n in range(count)],
            "name": self.place_names,
            "kind": np.array(KINDS)[random.choice(len(KINDS), count, p=(0.8, 0.06, 0.01, 0.03, 0.07, 0.03))],
            "lat": random.uniform(12, 42, count),
            "lon": random.uniform(25, 63, count),
            "country_code": np.array(COUNTRIES)[country],
            "country": np.array([f"Country {code}" for code in COUNTRIES])[country],
            "admin1": [f"Province {n % 300}" for n in range(count)],
            "radius_km": random.uniform(1, 40, count),
            "population": random.integers(0, 3_000_000, count),
        }
        arrays = [pa.array(columns[field.name], field.type) for field in of_place]
        return pa.StructArray.from_arrays(arrays, fields=list(of_place))

    def _actor_rows(self) -> pa.StructArray:
        count, random = self.size.actors, self._random
        of_actor = SCHEMA.field("actors").type.value_type.field("actor").type
        columns: dict[str, Any] = {
            "actor_id": [f"actor:{n}" for n in range(count)],
            "name": self.actor_names,
            "type": np.array(TYPES)[random.integers(0, len(TYPES), count)],
            "country_code": np.array(COUNTRIES)[random.integers(0, len(COUNTRIES), count)],
            "affiliation": [[] for _ in range(count)],
        }
        arrays = [pa.array(columns[field.name], field.type) for field in of_actor]
        return pa.StructArray.from_arrays(arrays, fields=list(of_actor))

    def _zipf(self, distinct: int, count: int, exponent: float = 1.0) -> np.ndarray:
        weights = np.cumsum(1.0 / np.arange(1, distinct + 1) ** exponent)
        return np.searchsorted(weights, self._random.random(count) * weights[-1]).clip(0, distinct - 1)

    def table(self, first: int, count: int) -> pa.Table:
        """Return `count` new articles, numbered from `first`."""
        size, random = self.size, self._random
        sentences = 3 + random.negative_binomial(4, 4 / (SENTENCES + 1), count)
        lengths = np.exp(random.normal(np.log(WORDS) - 0.1, 0.45, sentences.sum())).astype(np.int64).clip(3, 90)
        sentence_ends = np.cumsum(lengths)
        article_ends = sentence_ends[np.cumsum(sentences) - 1]
        tokens = self._zipf(size.words, int(lengths.sum()), 1.02)
        last = sentence_ends - 1
        article_of = np.repeat(np.arange(count), np.diff(article_ends, prepend=0))
        free = np.ones(len(tokens), dtype=bool)
        free[last] = False
        mentions, actors = (
            round(total / size.articles * count) for total in (size.mentions, size.actor_mentions)
        )  # fmt: skip
        spots = random.permutation(np.flatnonzero(free))[: mentions + actors]
        tokens[last] += size.words
        at_places, at_actors = np.sort(spots[:mentions]), np.sort(spots[mentions:])

        few = self._zipf(size.places, count * PLACES_OF_AN_ARTICLE).reshape(count, -1)
        place = few[article_of[at_places], random.integers(0, PLACES_OF_AN_ARTICLE, len(at_places))]
        lost = random.random(len(at_places)) < UNPLACED_SHARE
        lost_name = self._zipf(size.unplaced, len(at_places))
        tokens[at_places] = np.where(lost, self._first_lost + lost_name, self._first_place + place)
        few = self._zipf(size.actors, count * ACTORS_OF_AN_ARTICLE).reshape(count, -1)
        actor = few[article_of[at_actors], random.integers(0, ACTORS_OF_AN_ARTICLE, len(at_actors))]
        tokens[at_actors] = self._first_actor + actor

        ends = np.cumsum(self._lengths[tokens] + 1) - 1
        starts = ends - self._lengths[tokens]
        offsets = np.concatenate([[0], article_ends]).astype(np.int32)
        base = starts[offsets[:-1]]
        sentence_of = np.repeat(np.arange(len(lengths)), lengths)
        first_sentence = np.concatenate([[0], np.cumsum(sentences)[:-1]])
        said = self._tokens.take(pa.array(tokens))
        text = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), said), " ")

        def spot(at: np.ndarray) -> dict[str, pa.Array]:
            articles = article_of[at]
            return {
                "field": pa.array(np.full(len(at), "text")),
                "start": pa.array((starts[at] - base[articles]).astype(np.int32)),
                "end": pa.array((ends[at] - base[articles]).astype(np.int32)),
                "surface": said.take(pa.array(at)),
                "sentence": pa.array((sentence_of[at] - first_sentence[articles] + 1).astype(np.int32)),
            }

        mention_rows = {
            **spot(at_places),
            "role": pa.array(np.array(ROLES)[random.choice(len(ROLES), len(at_places), p=ROLE_SHARES)]),
            "place": pa.StructArray.from_arrays(
                self._places.take(pa.array(place)).flatten(), fields=list(self._places.type), mask=pa.array(lost)
            ),
            "confidence": pa.array(np.where(lost, 0.0, random.beta(8, 2, len(at_places)).round(4))),
            "evidence": self._evidence(len(at_places)),
            "runners_up": self._runners_up(len(at_places)),
        }
        actor_rows = {
            **spot(at_actors),
            "actor": self._actors.take(pa.array(actor)),
            "confidence": pa.array(random.beta(9, 1, len(at_actors)).round(4)),
            "rule": pa.array(np.array(["alias", "surname", "demonym"])[random.integers(0, 3, len(at_actors))]),
        }
        sentence_starts = starts[np.concatenate([[0], sentence_ends[:-1]])]
        base_of_sentence = np.repeat(base, sentences)
        spans = {
            "start": pa.array((sentence_starts - base_of_sentence).astype(np.int32)),
            "end": pa.array((ends[last] - base_of_sentence).astype(np.int32)),
        }
        numbers = range(first, first + count)
        outlet = np.array([f"Outlet {n}" for n in range(size.outlets)])[self._zipf(size.outlets, count)]
        days = random.integers(0, DAYS, count)
        title = self._tokens.take(pa.array(self._zipf(size.words, count * 8, 1.02)))
        titles = pc.binary_join(
            pa.ListArray.from_arrays(pa.array(np.arange(0, 8 * count + 1, 8), pa.int32()), title), " "
        )
        columns = {
            "article_id": pa.array([f"{n:016x}" for n in numbers]),
            "title": titles,
            "text": text,
            "source": pa.array(outlet, mask=random.random(count) < 0.03),
            "url": pa.array([f"https://news.example/{n}" for n in numbers]),
            "published": pa.array(
                np.datetime64(FIRST_DAY) + days, pa.date32(), mask=random.random(count) < UNDATED_SHARE
            ),
            "language": pa.array(np.full(count, "en")),
            "mentions": _lists("mentions", mention_rows, article_of[at_places], count),
            "actors": _lists("actors", actor_rows, article_of[at_actors], count),
            "sentences": _lists("sentences", spans, np.repeat(np.arange(count), sentences), count),
            "analyser": pa.array(np.full(count, "made-up 1")),
            "analysed_at": pa.array(
                [ANALYSED + timedelta(microseconds=n) for n in numbers], SCHEMA.field("analysed_at").type
            ),
            "notes": pa.array([[]] * count, pa.list_(pa.string())),
            "content": pa.array([f"{n:016x}" for n in numbers]),
            "author": pa.nulls(count, pa.string()),
            "fingerprint": pa.array(fingerprints(titles.to_pylist(), text.to_pylist()), pa.binary()),
        }  # fmt: skip
        return pa.Table.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)

    def _evidence(self, count: int) -> pa.ListArray:
        said = np.array(["population", "same country as its neighbours", "named with its province", "in the region"])
        ends = np.cumsum(self._random.integers(1, 4, count))
        values = pa.array(said[self._random.integers(0, len(said), int(ends[-1]) if count else 0)])
        return pa.ListArray.from_arrays(pa.array(np.concatenate([[0], ends]), pa.int32()), values)

    def _runners_up(self, count: int) -> pa.ListArray:
        of_mention = SCHEMA.field("mentions").type.value_type
        ends = np.cumsum(self._random.choice(4, count, p=(0.5, 0.25, 0.15, 0.1)))
        total = int(ends[-1]) if count else 0
        fields = list(of_mention.field("runners_up").type.value_type)
        other = self._places.take(pa.array(self._random.integers(0, self.size.places, total)))
        values = pa.StructArray.from_arrays([other, pa.array(self._random.random(total).round(4))], fields=fields)
        offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
        return pa.ListArray.from_arrays(offsets, values)

    def write(self, archive: Archive, *, first: int = 0, count: int | None = None, a_file: int = 500) -> Iterator[Path]:
        """Write articles, `a_file` to a file, and yield each file."""
        until = first + (self.size.articles if count is None else count)
        for start in range(first, until, a_file):
            buffer = io.BytesIO()
            pq.write_table(self.table(start, min(a_file, until - start)), buffer, compression="zstd")
            yield archive._put(buffer.getbuffer())


def _lists(column: str, rows: dict[str, pa.Array], article_of: np.ndarray, count: int) -> pa.ListArray:
    """Return the rows as one list an article."""
    fields = list(SCHEMA.field(column).type.value_type)
    values = pa.StructArray.from_arrays([rows[field.name] for field in fields], fields=fields)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(article_of, minlength=count))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)
