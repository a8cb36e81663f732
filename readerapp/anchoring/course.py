"""Course: where the parts of a document went, interpolated between the points that are known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[int, int]
"""An offset in the old text and the one in the new text where the same thing stands."""

_NEIGHBOURS = 3
_FAR = 40_000
_MARGIN = 24
_INSERTED = 8000
_FADE = 400
_SHARP = 40
_APART = 400
"""Code points between two points of which one can bear the other out."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a passage can have gone: it begins in `[start, end]`.

    If there was one edit between the known points around it, it begins in
    `[earliest, latest]`, give or take a few characters; `fade` characters further it is unlikely.
    """

    start: int
    end: int
    earliest: int
    latest: int
    fade: int = _FADE

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self.start <= place <= self.end

    def nearness(self, place: int) -> float:
        """1 where the passage most likely begins, down to 0 at some distance and outside."""
        if place not in self:
            return 0.0
        off = max(self.earliest - place, place - self.latest, 0) - _MARGIN
        return max(0.0, 1 - max(0, off) / self.fade)


class Course:
    """The way from places in the old text to places in the new one, known at some points."""

    def __init__(self, points: Iterable[Point]) -> None:
        everything = sorted(set(points))
        kept = [
            p
            for at, p in enumerate(everything)
            if _borne_out(everything, at) and not _copied(everything, at)
        ]
        self._points = kept
        self._old = [old for old, _ in kept]

    def regions(self, old: int) -> list[Region]:
        """Where what stood at `old` can be: nothing if nothing near it is known.

        One region if the known points on both sides of `old` are still neighbours, else one
        beside each of them.
        """
        right = bisect_left(self._old, old)
        here = right < len(self._old) and self._old[right] == old
        before, after = self._point(right if here else right - 1, old), self._point(right, old)
        if before and after:
            between = _between(before, after, old)
            if between:
                return [between]
        beside = []
        if before:
            likely, slack = before[1] + old - before[0], (old - before[0]) // 4 + 500
            beside.append(Region(before[1] - _MARGIN, likely + slack, likely, likely))
        if after:
            likely, slack = after[1] + old - after[0], (after[0] - old) // 4 + 500
            beside.append(Region(likely - slack, after[1] + _MARGIN, likely, likely))
        return beside

    def agrees(self, point: Point) -> bool:
        """Whether `point` is where the known points lead, or nothing is known there."""
        regions = self.regions(point[0])
        return not regions or any(point[1] in region for region in regions)

    def _point(self, at: int, old: int) -> Point | None:
        if 0 <= at < len(self._old) and abs(self._old[at] - old) <= _FAR:
            return self._points[at]
        return None


def _between(before: Point, after: Point, old: int) -> Region | None:
    """The region between two points, unless one of them was moved away from the other."""
    was, gap = after[0] - before[0], after[1] - before[1]
    if not 0 <= gap <= 4 * was + _INSERTED:
        return None
    by_shift = sorted((before[1] + old - before[0], after[1] + old - after[0]))
    earliest, latest = (max(before[1], min(place, after[1])) for place in by_shift)
    fade = min(_FADE, _SHARP + latest - earliest + was // 8)
    return Region(before[1] - _MARGIN, after[1] + _MARGIN, earliest, latest, fade)


def _borne_out(points: Sequence[Point], at: int) -> bool:
    """Whether a third of the neighbours of a point went the same way.

    Neighbours are some distance apart: what went elsewhere within one paragraph may as well be
    in a copy of it.
    """
    before = _apart(points, range(at - 1, -1, -1), points[at][0])
    after = _apart(points, range(at + 1, len(points)), points[at][0])
    together = [p for p in before if _follows(p, points[at])]
    together += [p for p in after if _follows(points[at], p)]
    return len(together) * 3 >= len(before) + len(after)


def _apart(points: Sequence[Point], numbers: Iterable[int], old: int) -> list[Point]:
    """The nearest points in one direction that are some distance from each other."""
    found: list[Point] = []
    for number in numbers:
        point = points[number]
        if abs(point[0] - old) >= _APART:
            found.append(point)
            old = point[0]
            if len(found) == _NEIGHBOURS:
                break
    return found


def _copied(points: Sequence[Point], at: int) -> bool:
    """Whether a point is in a copy: nothing is gone between its neighbours, where it stood."""
    _, place = points[at]
    before = points[max(0, at - _NEIGHBOURS) : at]
    after = points[at + 1 : at + 1 + _NEIGHBOURS]
    return any(
        not first[1] <= place <= second[1] and _kept(first, second)
        for first in before
        for second in after
    )


def _kept(first: Point, second: Point) -> bool:
    """Whether all that was between two points may still be there."""
    was, gap = second[0] - first[0], second[1] - first[1]
    return was - was // 8 <= gap <= was + was // 4 + 60


def _follows(first: Point, second: Point) -> bool:
    """Whether `second` still comes after `first`, and not much further off than it was."""
    was, gap = second[0] - first[0], second[1] - first[1]
    return 0 <= gap <= was + was // 4 + 1500
