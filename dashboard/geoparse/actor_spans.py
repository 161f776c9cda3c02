"""Where a text names an actor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from dashboard.model import Actor


@dataclass(frozen=True, slots=True)
class ActorSpan:
    """An actor's name in a text: tokens `first` to `last` (included), who, how sure, and by which rule."""

    first: int
    last: int
    actor: Actor
    confidence: float
    rule: str


class _Span(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def tokens_in(spans: Iterable[_Span]) -> set[int]:
    """Return all tokens of some spans."""
    return {token for span in spans for token in range(span.first, span.last + 1)}
