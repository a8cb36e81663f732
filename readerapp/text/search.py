"""Search: literal by default and forgiving, by regular expression on demand; streams, never blocks.

A literal query finds its words however they are wrapped and typeset: white space in it stands
for any run of white space, straight quotation marks and hyphens for their typographic kin, and
lower case for either case. It runs on the bytes of the file, in chunks, which is what makes
100 MB a matter of a tenth of a second. A regular expression runs on decoded windows with a time
limit, by the `regex` package, because `re` cannot be stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from readerapp.model import ReaderError
from readerapp.text.expression import compile_expression
from readerapp.text.pattern import Literal, is_any_case, literal
from readerapp.text.source import CHUNK, Text, count_points

_BEYOND = 16 * 1024
"""Bytes or code points by which a match may reach out of its chunk."""
_CONTEXT = 64
"""Code points before a chunk that a regular expression can look back at."""
_SECONDS = 5.0
"""Time that a regular expression may take on the way to its next match."""
_escaped = re.compile(r"\\.", re.DOTALL)

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Match:
    """A match, in code points; `wrapped` if the search went on from the text's other end."""

    start: int
    end: int
    wrapped: bool = False


def search(
    text: Text,
    query: str,
    start: int = 0,
    *,
    forward: bool = True,
    regex: bool = False,
    wrap: bool = True,
    stop: Stop | None = None,
) -> Match | None:
    """The first match that begins at or after `start`, or backward the last that begins before it.

    With `wrap` the search goes on from the other end. When `stop` says so it ends, between two
    chunks of the text, without a match.

    Raises:
        ReaderError: the regular expression is wrong or takes too long.
    """
    finder = _finder(text, query, regex)
    if finder is None:
        return None
    if forward:
        here, there = _ahead(finder, start, None, stop), _ahead(finder, 0, start, stop)
    else:
        here, there = _back(finder, 0, start, stop), _back(finder, start, None, stop)
    for found in here:
        return Match(*found)
    if wrap:
        for found in there:
            return Match(*found, wrapped=True)
    return None


def find_all(
    text: Text, query: str, start: int = 0, *, regex: bool = False, stop: Stop | None = None
) -> Iterator[Match]:
    """All matches from `start` on that do not overlap, one by one as they are found.

    Raises:
        ReaderError: as `search`.
    """
    finder = _finder(text, query, regex)
    if finder is None:
        return iter(())
    return (Match(*found) for found in _ahead(finder, start, None, stop))


Found = tuple[int, int]


class _Finder(Protocol):
    text: Text

    def matches(self, first: int, last: int, offset: int) -> Iterator[Found]:
        """Matches that begin in the blocks from `first` to `last`, and not before `offset`."""


def _finder(text: Text, query: str, regex: bool) -> _Finder | None:
    if regex:
        return _Expression(text, query) if query else None
    found = literal(query)
    return None if found is None else _Bytes(text, found, max(_BEYOND, 8 * len(query)))


def _ahead(finder: _Finder, start: int, before: int | None, stop: Stop | None) -> Iterator[Found]:
    """Matches that begin from `start` to `before`, from left to right."""
    text = finder.text
    i = text.block_at(start)
    while i < text.block_count and not (stop is not None and stop()):
        last = min(text.block_count, (i // CHUNK + 1) * CHUNK)
        for found in finder.matches(i, last, start):
            if before is not None and found[0] >= before:
                return
            yield found
            start = found[1]
        i = last


def _back(finder: _Finder, start: int, before: int | None, stop: Stop | None) -> Iterator[Found]:
    """Matches that begin from `start` to `before`, from right to left."""
    text = finder.text
    lowest = text.block_at(start)
    last = text.block_count if before is None else text.block_at(before) + 1
    while last > lowest and not (stop is not None and stop()):
        i = max(lowest, (last - 1) // CHUNK * CHUNK)
        found = finder.matches(i, last, start)
        yield from reversed([each for each in found if before is None or each[0] < before])
        last = i


class _Bytes:
    """Finds a literal in the bytes under the text."""

    def __init__(self, text: Text, pattern: Literal, beyond: int) -> None:
        self.text = text
        self._pattern = pattern
        self._beyond = beyond

    def matches(self, first: int, last: int, offset: int) -> Iterator[Found]:
        """As `_Finder.matches`."""
        text = self.text
        begin, end = text.cut(first), text.cut(last)
        at, here = begin, -1
        data = text.read_bytes(begin, min(text.size, end + self._beyond))
        for start, stop in self._pattern.find(data):
            if begin + start >= end:
                return
            here = text.block_start(first) if here < 0 else here
            here += count_points(data[at - begin : start])
            at = begin + start
            if here >= offset:
                yield here, here + count_points(data[start:stop])


class _Expression:
    """Finds a regular expression in decoded windows, within a time limit."""

    def __init__(self, text: Text, query: str) -> None:
        any_case = is_any_case(_escaped.sub("", query))
        self._pattern: Any = compile_expression(query, any_case=any_case)
        self.text = text

    def matches(self, first: int, last: int, offset: int) -> Iterator[Found]:
        """As `_Finder.matches`."""
        begin, end = self.text.block_start(first), self.text.block_start(last)
        base = max(0, begin - _CONTEXT)
        window = self.text.slice(base, end + _BEYOND)
        at = max(begin, offset) - base
        while (found := self._next(window, at)) is not None and base + found[0] < end:
            if found[1] > found[0]:
                yield base + found[0], base + found[1]
            at = max(found[1], found[0] + 1)

    def _next(self, window: str, at: int) -> Found | None:
        try:
            # concurrent: other threads run meanwhile, so that the reader still answers keys.
            match = self._pattern.search(window, at, timeout=_SECONDS, concurrent=True)
        except (TimeoutError, MemoryError):
            raise ReaderError(
                "The regular expression takes too long here; make it simpler."
            ) from None
        return None if match is None else match.span()
