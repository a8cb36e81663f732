"""Landmarks: where the parts of a document went, told by snippets that occur only once.

A highlight alone cannot tell its passage from a look-alike; what stands around it can.
Landmarks are the surroundings, kept once for each document.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from readerapp.anchoring.folding import fold

SNIPPET = 24
"""Code points of a landmark."""

_MOST = 500
_CLOSEST = 400
_TRIES = 6
_NEIGHBOURS = 3
_FAR = 40_000


def landmarks(text: str) -> tuple[tuple[str, int], ...]:
    """Snippets that occur once in `text`, each with its offset, evenly spread over it.

    At most 500, and at least 400 code points apart: less than 25 KB as JSON.
    """
    found = []
    count = min(_MOST, len(text) // _CLOSEST)
    for number in range(count):
        near = len(text) * (2 * number + 1) // (2 * count)
        for attempt in range(_TRIES):
            start = near + attempt * SNIPPET
            snippet = text[start : start + SNIPPET]
            plain = len(snippet) == SNIPPET and fold(snippet) == snippet
            if plain and _only(text, snippet, start):
                found.append((snippet, start))
                break
    return tuple(found)


def _only(text: str, snippet: str, start: int) -> bool:
    return text.find(snippet) == start and text.find(snippet, start + 1) < 0


@dataclass(frozen=True, slots=True)
class Region:
    """Where a passage is expected: from `start` to `end`, most likely at `guess`."""

    start: int
    end: int
    guess: int

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self.start <= place <= self.end


class Course:
    """The way from places in the old text to places in the new one, known at some points."""

    def __init__(self, points: Iterable[tuple[int, int]]) -> None:
        everything = sorted(set(points))
        kept = [p for at, p in enumerate(everything) if _borne_out(everything, at)]
        self._old = [old for old, _ in kept]
        self._new = [new for _, new in kept]

    def __len__(self) -> int:
        return len(self._old)

    def regions(self, old: int) -> list[Region]:
        """Where what stood at `old` is expected: nothing if nothing near it is known.

        One region if the points on both sides of `old` are still neighbours, else one
        beside each of them.
        """
        right = bisect_left(self._old, old)
        left = right - 1
        if right < len(self._old) and self._old[right] == old:
            left = right
        before = self._point(left, old)
        after = self._point(right, old)
        if before and after:
            gap, was = after[1] - before[1], after[0] - before[0]
            if 0 <= gap <= 4 * was + 8000:
                guess = before[1] + (gap * (old - before[0]) // was if was else 0)
                if gap > was:  # something was inserted: nearer to the nearer neighbour
                    guess = _nearer(old, before, after)
                return [Region(before[1] - SNIPPET, after[1] + SNIPPET, guess)]
        beside = []
        if before:
            slack = (old - before[0]) // 4 + 500
            guess = before[1] + old - before[0]
            beside.append(Region(before[1] - SNIPPET, guess + slack, guess))
        if after:
            slack = (after[0] - old) // 4 + 500
            guess = after[1] - (after[0] - old)
            beside.append(Region(guess - slack, after[1] + SNIPPET, guess))
        return beside

    def _point(self, at: int, old: int) -> tuple[int, int] | None:
        if 0 <= at < len(self._old) and abs(self._old[at] - old) <= _FAR:
            return self._old[at], self._new[at]
        return None


def _nearer(old: int, before: tuple[int, int], after: tuple[int, int]) -> int:
    if old - before[0] <= after[0] - old:
        return before[1] + old - before[0]
    return after[1] - (after[0] - old)


def _borne_out(points: list[tuple[int, int]], at: int) -> bool:
    """Whether a neighbour of the point shifted about as much; a lone one proves nothing."""
    old, at_new = points[at]
    around = [*points[max(0, at - _NEIGHBOURS) : at], *points[at + 1 : at + 1 + _NEIGHBOURS]]
    agreeing = sum(
        _follows((other, new), (old, at_new))
        if other < old
        else _follows((old, at_new), (other, new))
        for other, new in around
    )
    return agreeing * 3 >= len(around)


def _follows(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether `second` still comes after `first`, and not much further off than it was."""
    was, gap = second[0] - first[0], second[1] - first[1]
    return 0 <= gap <= was + was // 4 + 1500
