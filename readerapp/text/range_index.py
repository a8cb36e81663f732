"""Spans: many ranges over a text, found by the place they touch."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Span(Protocol):
    """Anything with a range in code points and a key of its own."""

    @property
    def start(self) -> int:
        """Its first code point."""

    @property
    def end(self) -> int:
        """Behind its last code point."""

    @property
    def key(self) -> Hashable:
        """What tells it from all others."""


_SHORTEST = 8
"""Buckets of the lowest level hold 2 to this power code points."""

S = TypeVar("S", bound=Span)


class RangeIndex(Generic[S]):
    """Spans by key and by place: adding, removing and looking take the same for 10 and 100,000.

    A span stands in the level whose buckets are at least as long as itself, so it lies in at
    most two of them; a look into a range visits a few buckets of each level that is in use.
    """

    def __init__(self, spans: Iterable[S] = ()) -> None:
        self._spans: dict[Hashable, S] = {}
        self._buckets: dict[tuple[int, int], dict[Hashable, S]] = {}
        self._levels: dict[int, int] = {}
        for span in spans:
            self.add(span)

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[S]:
        return iter(self._spans.values())

    def __contains__(self, key: Hashable) -> bool:
        return key in self._spans

    def get(self, key: Hashable) -> S | None:
        """The span with that key, or None."""
        return self._spans.get(key)

    def add(self, span: S) -> None:
        """Add `span`, in place of the one that has its key."""
        self.discard(span.key)
        self._spans[span.key] = span
        level, places = _places(span)
        self._levels[level] = self._levels.get(level, 0) + 1
        for place in places:
            self._buckets.setdefault((level, place), {})[span.key] = span

    def discard(self, key: Hashable) -> None:
        """Take away the span with that key, if there is one."""
        span = self._spans.pop(key, None)
        if span is None:
            return
        level, places = _places(span)
        self._levels[level] -= 1
        if not self._levels[level]:
            del self._levels[level]
        for place in places:
            bucket = self._buckets[level, place]
            del bucket[key]
            if not bucket:
                del self._buckets[level, place]

    def touching(self, start: int, end: int) -> list[S]:
        """The spans that share a code point with the range, by start, then longest first."""
        found = {
            key: span
            for bucket in self._around(start, end)
            for key, span in bucket.items()
            if span.start < end and span.end > start
        }
        return sorted(found.values(), key=lambda span: (span.start, -span.end))

    def _around(self, start: int, end: int) -> Iterator[dict[Hashable, S]]:
        if (end - start) >> _SHORTEST > len(self._spans):
            yield self._spans
            return
        for level in self._levels:
            for place in range(start >> level, (max(start, end - 1) >> level) + 1):
                if bucket := self._buckets.get((level, place)):
                    yield bucket


def _places(span: Span) -> tuple[int, range]:
    """The level of a span, and its one or two buckets there."""
    level = max(_SHORTEST, (span.end - span.start).bit_length())
    return level, range(span.start >> level, (max(span.start, span.end - 1) >> level) + 1)


def split_at_edges(
    start: int, end: int, spans: Iterable[S]
) -> list[tuple[int, int, tuple[S, ...]]]:
    """The range cut wherever a span begins or ends: start, end and the spans over each part.

    The spans over a part keep the order in which they were given.
    """
    here = [span for span in spans if span.start < end and span.end > start]
    inner = {place for span in here for place in (span.start, span.end) if start < place < end}
    edges = sorted({start, end} | inner)
    return [
        (a, b, tuple(span for span in here if span.start <= a and span.end >= b))
        for a, b in pairwise(edges)
    ]
