"""Ranges of a text: an index that finds those at an offset, and the excerpt around an offset.

Excerpts are for a text editor widget, which wraps and draws all that it holds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar


class IndexedRange(Protocol):
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


_LOWEST_LEVEL = 8
"""The lowest level; a bucket of level n is two to the power of n code points long."""

S = TypeVar("S", bound=IndexedRange)


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
        level, numbers = _buckets_of(span)
        self._levels[level] = self._levels.get(level, 0) + 1
        for number in numbers:
            self._buckets.setdefault((level, number), {})[span.key] = span

    def discard(self, key: Hashable) -> None:
        """Remove the span with that key, if there is one."""
        span = self._spans.pop(key, None)
        if span is None:
            return
        level, numbers = _buckets_of(span)
        self._levels[level] -= 1
        if not self._levels[level]:
            del self._levels[level]
        for number in numbers:
            bucket = self._buckets[level, number]
            del bucket[key]
            if not bucket:
                del self._buckets[level, number]

    def touching(self, start: int, end: int) -> list[S]:
        """Return the spans that share a code point with the range, by start, longest first."""
        overlapping = {
            key: span
            for bucket in self._buckets_near(start, end)
            for key, span in bucket.items()
            if span.start < end and span.end > start
        }
        return sorted(overlapping.values(), key=lambda span: (span.start, -span.end))

    def _buckets_near(self, start: int, end: int) -> Iterator[dict[Hashable, S]]:
        if (end - start) >> _LOWEST_LEVEL > len(self._spans):
            yield self._spans
            return
        for level in self._levels:
            for number in range(start >> level, (max(start, end - 1) >> level) + 1):
                if bucket := self._buckets.get((level, number)):
                    yield bucket


def _buckets_of(span: IndexedRange) -> tuple[int, range]:
    """Return the level of a span and the numbers of its one or two buckets there."""
    level = max(_LOWEST_LEVEL, (span.end - span.start).bit_length())
    return level, range(span.start >> level, (max(span.start, span.end - 1) >> level) + 1)


def split_at_edges(
    start: int, end: int, spans: Iterable[S]
) -> list[tuple[int, int, tuple[S, ...]]]:
    """Split the range at every start and end of a span.

    Returns:
        Start, end and the spans over each part; the spans keep the order in which they were given.
    """
    overlapping = [span for span in spans if span.start < end and span.end > start]
    offsets = {offset for span in overlapping for offset in (span.start, span.end)}
    edges = sorted({start, end, *(offset for offset in offsets if start < offset < end)})
    return [
        (left, right, tuple(s for s in overlapping if s.start <= left and s.end >= right))
        for left, right in pairwise(edges)
    ]


EDITOR_LIMIT = 64_000
"""Maximum length in code points of a text that an editor loads whole: it wraps them in 30 ms."""

EXCERPT_LENGTH = 4_000
"""Length in code points of an excerpt of a longer text, and of the longest line that an editor
loads: it draws a row by cutting up the whole line, which takes 10 ms for so many."""

_WORD_LIMIT = 200
"""Code points in which the start of a word is looked for, so that an excerpt begins with a word."""


class Excerpt(NamedTuple):
    """The range of an excerpt in code points, half-open."""

    start: int
    end: int


def is_too_long_for_editor(text: str) -> bool:
    """Return whether an editor would take noticeably long with all of `text`."""
    return len(text) > EDITOR_LIMIT or max(map(len, text.split("\n"))) > EXCERPT_LENGTH


def excerpt_around(text: str, offset: int) -> Excerpt:
    """Return the excerpt of a long text with `offset` as near its middle as possible."""
    start = min(max(0, offset - EXCERPT_LENGTH // 2), max(0, len(text) - EXCERPT_LENGTH))
    end = min(start + EXCERPT_LENGTH, len(text))
    return Excerpt(_word_start(text, start), end if end == len(text) else _word_start(text, end))


def _word_start(text: str, offset: int) -> int:
    """Return the last start of a line or word shortly before `offset`; if none, `offset`."""
    first = max(0, offset - _WORD_LIMIT)
    newline = text.rfind("\n", first, offset)
    return (newline if newline >= 0 else text.rfind(" ", first, offset)) + 1 or offset
