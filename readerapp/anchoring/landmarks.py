"""Landmarks: snippets of a document that occur only once in it.

A highlight alone cannot tell its passage from a look-alike; what stands around it can.
Landmarks are the surroundings, kept once for each document.

Course: where the parts of a document went, interpolated between the points that are known.

Seeds: short strings of a quotation met again in the text say where to look closer.

As in sequence search (BLAST, minimap): equal strings of fixed length are looked up in one
pass over the text, and those that lie on one diagonal (the same shift) vote for a place.

Surroundings: how much of a short text is left, by its highlights and the words around them.

A text of a few lines has hardly a landmark that an edit leaves whole. But its highlights keep
what stands around them, which is most of it.

Beside: snippets around a target and around its twins that occur only once in the document.

Landmarks are far apart: of two look-alikes between the same two landmarks they do not say which
is left. What stands right beside each of them does, and it says where a paragraph went alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from readerapp.anchoring.alignment import find_inside
from readerapp.anchoring.anchor import BESIDE, Sliceable, slice_text
from readerapp.anchoring.normalize import normalize
from readerapp.core.model import Target

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


class OffsetMap:
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


_SPREAD = 24
"""Votes whose shifts differ by no more than this are for the same place."""

_REACH = 320
"""Code points at each end of a long probe that give seeds; the middle adds nothing."""

_FEWEST = 5
"""A place with less than one in so many of the best one's votes is there by chance."""

_COMMON = 40
"""A seed met more often than this says nothing about the place."""


class Seeds:
    """Where the seeds of some probes stand in a text."""

    def __init__(self, text: str, probes: Iterable[str]) -> None:
        # A character of a script with many of them carries as much as two or three letters.
        dense = len(set(text)) > 600
        self._size, self._stride = (5, 3) if dense else (12, 8)
        wanted = {gram for probe in probes for _, gram in self._grams(probe)}
        self._places: dict[str, list[int]] = {}
        size = self._size
        for at in range(0, len(text) - size + 1, self._stride) if wanted else ():
            gram = text[at : at + size]
            if gram in wanted:
                places = self._places.setdefault(gram, [])
                if len(places) <= _COMMON:
                    places.append(at)

    def places(self, probe: str, most: int) -> list[int]:
        """Where `probe` may begin in the text, the best supported places first, at most `most`.

        A place can be off by what was inserted or deleted before the seeds, and negative.
        """
        votes: list[tuple[int, int]] = []
        for offset, gram in self._grams(probe):
            places = self._places.get(gram, ())
            if len(places) <= _COMMON:
                votes += ((place - offset, offset) for place in places)
        ranked = sorted(_clusters(sorted(votes)), reverse=True)[:most]
        return [shift for support, shift in ranked if support * _FEWEST >= ranked[0][0]]

    def shifts(self, probe: str) -> set[int]:
        """Where `probe` begins in the text if it is there word for word, and where it does not."""
        return {
            place - offset
            for offset, gram in self._grams(probe)
            for place in self._places.get(gram, ())
        }

    def _grams(self, probe: str) -> Iterable[tuple[int, str]]:
        size, last = self._size, len(probe) - self._size + 1
        if last <= 2 * _REACH:
            offsets: Iterable[int] = range(last)
        else:
            offsets = (*range(_REACH), *range(last - _REACH, last))
        for offset in offsets:
            yield offset, probe[offset : offset + size]


def _clusters(votes: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """(support, shift) of each group of votes; `votes` are (shift, offset in the probe), sorted."""
    group: list[tuple[int, int]] = []
    for vote in votes:
        if group and vote[0] - group[-1][0] > _SPREAD:
            yield _weigh(group)
            group = []
        group.append(vote)
    if group:
        yield _weigh(group)


def _weigh(group: Sequence[tuple[int, int]]) -> tuple[int, int]:
    support = len({offset for _, offset in group})
    return support, group[len(group) // 2][0]


_ALIKE = 0.75
"""Likeness of words that were edited; two sentences about the same thing are less alike."""

_MOST_RANGES = 5
"""Highlights that are looked for."""


def share_around(text: str, targets: Iterable[Target]) -> float:
    """How much of `text` stands around the first few of `targets`, as it stood there or edited.

    0 to 1. Takes time in proportion to the length of the text.
    """
    whole = normalize(text)
    covered: set[int] = set()
    for target in islice(targets, _MOST_RANGES):
        alike, offsets = find_inside(normalize(target.prefix + target.exact + target.suffix), whole)
        if alike >= _ALIKE:
            covered.update(range(offsets[0], offsets[-1]))
    return len(covered) / max(1, len(whole))


SNIPPET = 24
"""Code points of a landmark."""

_SAMPLE = 60
_MOST = 500
_CLOSEST = 400
_FEW = 8
"""Landmarks that a text has, even a short one, if they are at least `_SHORT` apart: enough to
tell it by some when others were edited."""
_SHORT = 2 * SNIPPET
_TRIES = 10


def make_landmarks(text: Sliceable | str) -> tuple[tuple[str, int], ...]:
    """Snippets that occur once in `text`, each with its offset, evenly spread over it.

    At most 500, and some 400 code points apart or more, in a text of a page or two closer: less
    than 25 KB as JSON. Reads the whole text once, about 50 ms for each million code points.
    """
    whole = slice_text(text, 0, len(text))
    count = min(_MOST, max(len(whole) // _CLOSEST, min(_FEW, len(whole) // _SHORT)))
    tries = [
        [len(whole) * (number * _TRIES + attempt) // (count * _TRIES) for attempt in range(_TRIES)]
        for number in range(count)
    ]
    snippets = {start: whole[start : start + SNIPPET] for starts in tries for start in starts}
    plain = {s: snippet for s, snippet in snippets.items() if normalize(snippet) == snippet}
    seeds = Seeds(whole, plain.values())
    once = {s for s, snippet in plain.items() if find_snippet(whole, seeds, snippet) == [s]}
    firsts = (next((start for start in starts if start in once), None) for starts in tries)
    return tuple((snippets[start], start) for start in firsts if start is not None)


def locate_landmarks(text: str, landmarks: Sequence[tuple[str, int]]) -> Iterator[Point]:
    """The old and the new offset of those landmarks that stand once in the folded `text`."""
    seeds = Seeds(text, [snippet for snippet, _ in landmarks])
    for snippet, old in landmarks:
        found = find_snippet(text, seeds, snippet)
        if len(found) == 1:
            yield old, found[0]


def count_present(text: str, several: Sequence[Sequence[tuple[str, int]]]) -> list[tuple[int, int]]:
    """How many landmarks of each of several documents stand in `text`, and of how many.

    Looks for about 60 of each, evenly spread, and reads the text once for all of them.
    """
    whole = normalize(text)
    samples = [marks[:: max(1, len(marks) // _SAMPLE)] for marks in several]
    seeds = Seeds(whole, {snippet for marks in samples for snippet, _ in marks})
    return [
        (sum(bool(find_snippet(whole, seeds, snippet)) for snippet, _ in marks), len(marks))
        for marks in samples
    ]


def find_snippet(text: str, seeds: Seeds, snippet: str) -> list[int]:
    """Where the snippet, whose seeds are among `seeds` of `text`, stands; none of the seeds
    should be too common to tell."""
    shifts = seeds.shifts(snippet)
    return sorted(at for at in shifts if at >= 0 and text.startswith(snippet, at))


Range = tuple[int, int]

_STEP = 32
_BESIDE_TRIES = 12
_KEPT = 2
_NEAR = 600
"""Code points within which a second snippet must be found."""
_SHIFT = 60
"""Code points by which the distance between the two may have changed."""


def neighbouring_snippets(
    text: str, groups: Sequence[Sequence[Range]]
) -> list[list[tuple[str, int]]]:
    """For each group of ranges the snippets beside them that stand once in `text`.

    At most two on each side of a range, the nearest there are, with their offsets.
    """
    tried = [[side for one in group for side in _sides(text, *one)] for group in groups]
    starts = {start for group in tried for side in group for start in side}
    snippets = {start: text[start : start + SNIPPET] for start in starts}
    wanted = {snippet for snippet in snippets.values() if normalize(snippet) == snippet}
    seeds = Seeds(text, wanted)
    once = {snippet for snippet in wanted if len(find_snippet(text, seeds, snippet)) == 1}
    found = []
    for group in tried:
        kept = {
            start
            for side in group
            for start in [start for start in side if snippets[start] in once][:_KEPT]
        }
        found.append([(snippets[start], start) for start in sorted(kept)])
    return found


def locate_neighbours(text: str, targets: Iterable[Target]) -> list[Point]:
    """The old and the new offset of what stood beside `targets` and stands in the folded `text`.

    Edits can make a snippet of one look-alike appear in another; so each must be found as far
    from a second one as it was.
    """
    points = sorted(set(locate_landmarks(text, sorted(set(_snippets(targets))))))
    return [
        point
        for at, point in enumerate(points)
        if any(
            _agree(point, other)
            for other in (*points[max(0, at - 3) : at], *points[at + 1 : at + 4])
        )
    ]


def _sides(text: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """Where snippets before and after a range may begin, the nearest first."""
    before = [start - SNIPPET - _STEP * number for number in range(_BESIDE_TRIES)]
    after = [end + _STEP * number for number in range(_BESIDE_TRIES)]
    last = len(text) - SNIPPET
    return [at for at in before if at >= 0], [at for at in after if at <= last]


def _agree(one: Point, other: Point) -> bool:
    was, now = other[0] - one[0], other[1] - one[1]
    return abs(was) <= _NEAR and abs(now - was) <= _SHIFT


def _snippets(targets: Iterable[Target]) -> Iterator[tuple[str, int]]:
    for target in targets:
        kept = target.extra.get(BESIDE)
        for one in kept if isinstance(kept, Sequence) else ():
            match one:
                case [str(words), int(at)] if len(words) == SNIPPET and at >= 0:
                    yield words, at
