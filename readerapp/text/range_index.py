"""An index of ranges over a text: find all spans that overlap an offset or a range."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Span(Protocol):
    """An object with a half-open range in code points and a unique key."""

    @property
    def start(self) -> int:
        """Return the offset of its first code point."""

    @property
    def end(self) -> int:
        """Return the offset after its last code point."""

    @property
    def key(self) -> Hashable:
        """Return the key that identifies the span."""


_SHORTEST = 8
"""Binary logarithm of the bucket length at the lowest level, in code points."""

S = TypeVar("S", bound=Span)


class RangeIndex(Generic[S]):
    """A set of spans, found by key and by range, with a cost that does not grow with their number.

    Adding, removing and looking up take the same time for 10 spans and for 100,000. A span belongs
    to the level whose buckets are at least as long as the span, so it lies in at most two buckets.
    A lookup visits a few buckets of each level in use.
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
        """Return the span with that key, or None."""
        return self._spans.get(key)

    def add(self, span: S) -> None:
        """Add `span`; replace the span with the same key."""
        self.discard(span.key)
        self._spans[span.key] = span
        level, places = _places(span)
        self._levels[level] = self._levels.get(level, 0) + 1
        for place in places:
            self._buckets.setdefault((level, place), {})[span.key] = span

    def discard(self, key: Hashable) -> None:
        """Remove the span with that key, if there is one."""
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
        """Return the spans that share a code point with the range, by start, longest first."""
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
    """Return the level of a span and the numbers of its one or two buckets there."""
    level = max(_SHORTEST, (span.end - span.start).bit_length())
    return level, range(span.start >> level, (max(span.start, span.end - 1) >> level) + 1)


def split_at_edges(
    start: int, end: int, spans: Iterable[S]
) -> list[tuple[int, int, tuple[S, ...]]]:
    """Split the range at every start and end of a span.

    Returns:
        Start, end and the spans over each part; the spans keep the order in which they were given.
    """
    here = [span for span in spans if span.start < end and span.end > start]
    inner = {place for span in here for place in (span.start, span.end) if start < place < end}
    edges = sorted({start, end} | inner)
    return [
        (a, b, tuple(span for span in here if span.start <= a and span.end >= b))
        for a, b in pairwise(edges)
    ]
