"""Landmarks: snippets that occur once in a document, and the offset map that they give.

A highlight alone cannot tell its passage from a look-alike; the text around it can. The landmarks
of a document are that text, stored once for each document. This module has four parts:

- `OffsetMap` maps old offsets to regions of the new text. It interpolates between points whose old
  and new offsets are known.
- `Seeds` finds short strings of a quote in the text, to know where to look closer. As in sequence
  search (BLAST, minimap), equal strings of fixed length are looked up in one pass over the text,
  and those on one diagonal (with the same shift) vote for an offset.
- `share_around` measures how much of a short text is left, by its highlights and their context. A
  text of a few lines has hardly a landmark that an edit leaves intact. But its highlights store
  their context, which is most of the text.
- `neighbouring_snippets` finds snippets next to a target and next to its look-alikes. Landmarks are
  far apart: if two look-alikes are between the same two landmarks, these do not tell which one is
  left. The snippets next to each look-alike do, and they show where a single paragraph was moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from readerapp.anchoring.alignment import find_inside
from readerapp.anchoring.anchor import SNIPPETS_KEY, slice_text
from readerapp.anchoring.normalize import normalize
from readerapp.anchoring.thresholds import THRESHOLDS
from readerapp.core.model import Target
from readerapp.text.source import Sliceable

Point = tuple[int, int]
"""An offset in the old text, and the offset of the same thing in the normalized new text."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the new text where a passage may begin: `[start, end]`, in code points.

    If there was a single edit between the known points around the passage, it begins in
    `[earliest, latest]`, give or take a few code points. At a distance of `fade` code points from
    these it is unlikely.
    """

    start: int
    end: int
    earliest: int
    latest: int
    fade: int = THRESHOLDS.widest_fade

    def __contains__(self, offset: object) -> bool:
        return isinstance(offset, int) and self.start <= offset <= self.end

    def nearness(self, offset: int) -> float:
        """Return 1 where the passage most likely begins, down to 0 far from there and outside."""
        if offset not in self:
            return 0.0
        distance = max(self.earliest - offset, offset - self.latest, 0) - THRESHOLDS.region_margin
        return max(0.0, 1 - max(0, distance) / self.fade)


class OffsetMap:
    """A map from offsets in the old text to regions in the new text, known exactly at some points.

    Points that contradict their neighbours are left out.
    """

    def __init__(self, points: Iterable[Point]) -> None:
        candidates = sorted(set(points))
        self._points = [
            point
            for at, point in enumerate(candidates)
            if _is_confirmed(candidates, at) and not _is_in_copy(candidates, at)
        ]
        self._old = [old for old, _ in self._points]

    def regions(self, old: int) -> list[Region]:
        """Return the regions where the text at the old offset `old` may be now.

        The list is empty if no point near `old` is known. It has one region if the known points on
        both sides of `old` are still neighbours, otherwise one next to each of them.
        """
        right = bisect_left(self._old, old)
        here = right < len(self._old) and self._old[right] == old
        before, after = self._point(right if here else right - 1, old), self._point(right, old)
        if before and after:
            between = _between(before, after, old)
            if between:
                return [between]
        regions = []
        slack, margin = THRESHOLDS.region_slack, THRESHOLDS.region_margin
        if before:
            likely = before[1] + old - before[0]
            end = likely + (old - before[0]) // 4 + slack
            regions.append(Region(before[1] - margin, end, likely, likely))
        if after:
            likely = after[1] + old - after[0]
            start = likely - (after[0] - old) // 4 - slack
            regions.append(Region(start, after[1] + margin, likely, likely))
        return regions

    def agrees(self, point: Point) -> bool:
        """Return whether `point` fits the known points, or no points near it are known."""
        regions = self.regions(point[0])
        return not regions or any(point[1] in region for region in regions)

    def _point(self, at: int, old: int) -> Point | None:
        if 0 <= at < len(self._old) and abs(self._old[at] - old) <= THRESHOLDS.farthest_point:
            return self._points[at]
        return None


def _between(before: Point, after: Point, old: int) -> Region | None:
    """Return the region between two points, or None if one was moved away from the other."""
    was, gap = after[0] - before[0], after[1] - before[1]
    if not 0 <= gap <= 4 * was + THRESHOLDS.largest_insertion:
        return None
    by_shift = sorted((before[1] + old - before[0], after[1] + old - after[0]))
    earliest, latest = (max(before[1], min(offset, after[1])) for offset in by_shift)
    fade = min(THRESHOLDS.widest_fade, THRESHOLDS.sharpest_fade + latest - earliest + was // 8)
    margin = THRESHOLDS.region_margin
    return Region(before[1] - margin, after[1] + margin, earliest, latest, fade)


def _is_confirmed(points: Sequence[Point], at: int) -> bool:
    """Return whether at least a third of the neighbours of a point moved in the same way.

    Only neighbours at some distance from each other count: several points in one paragraph that
    moved elsewhere may all be in a copy of the paragraph.
    """
    before = _spaced_points(points, range(at - 1, -1, -1), points[at][0])
    after = _spaced_points(points, range(at + 1, len(points)), points[at][0])
    together = [p for p in before if _follows(p, points[at])]
    together += [p for p in after if _follows(points[at], p)]
    return len(together) * 3 >= len(before) + len(after)


def _spaced_points(points: Sequence[Point], numbers: Iterable[int], old: int) -> list[Point]:
    """Return the nearest points in one direction that are some distance from each other."""
    found: list[Point] = []
    for number in numbers:
        point = points[number]
        if abs(point[0] - old) >= THRESHOLDS.confirming_distance:
            found.append(point)
            old = point[0]
            if len(found) == THRESHOLDS.confirming_points:
                break
    return found


def _is_in_copy(points: Sequence[Point], at: int) -> bool:
    """Return whether a point is in a copy of its passage.

    It is if its neighbours still enclose as much text as before, but the point is not among it.
    """
    new, most = points[at][1], THRESHOLDS.confirming_points
    before = points[max(0, at - most) : at]
    after = points[at + 1 : at + 1 + most]
    return any(
        not first[1] <= new <= second[1] and _may_be_complete(first, second)
        for first in before
        for second in after
    )


def _may_be_complete(first: Point, second: Point) -> bool:
    """Return whether everything that was between two points may still be there."""
    was, gap = second[0] - first[0], second[1] - first[1]
    return was - was // 8 <= gap <= was + was // 4 + 60


def _follows(first: Point, second: Point) -> bool:
    """Return whether `second` is still after `first`, and not much further away than before."""
    was, gap = second[0] - first[0], second[1] - first[1]
    return 0 <= gap <= was + was // 4 + 1500


class Seeds:
    """The offsets in a text of the seeds (short substrings) of some probes."""

    def __init__(self, text: str, probes: Iterable[str]) -> None:
        # In a script with many characters, one of them is worth two or three letters.
        dense = len(set(text)) > 600
        self._size, self._stride = (5, 3) if dense else (12, 8)
        wanted = {gram for probe in probes for _, gram in self._grams(probe)}
        self._offsets: dict[str, list[int]] = {}
        size, most = self._size, THRESHOLDS.most_seed_occurrences
        for at in range(0, len(text) - size + 1, self._stride) if wanted else ():
            gram = text[at : at + size]
            if gram in wanted:
                offsets = self._offsets.setdefault(gram, [])
                if len(offsets) <= most:
                    offsets.append(at)

    def offsets(self, probe: str, most: int) -> list[int]:
        """Return where `probe` may begin in the text, best supported first.

        An offset can be wrong by the length of what was inserted or deleted before the seeds, and
        can be negative.

        Args:
            probe: One of the probes for which the seeds were made.
            most: The most offsets to return.
        """
        votes: list[tuple[int, int]] = []
        for seed_offset, gram in self._grams(probe):
            offsets = self._offsets.get(gram, ())
            if len(offsets) <= THRESHOLDS.most_seed_occurrences:
                votes += ((offset - seed_offset, seed_offset) for offset in offsets)
        ranked = sorted(_vote_groups(sorted(votes)), reverse=True)[:most]
        divisor = THRESHOLDS.chance_vote_divisor
        return [shift for support, shift in ranked if support * divisor >= ranked[0][0]]

    def shifts(self, probe: str) -> set[int]:
        """Return all offsets where `probe` may begin verbatim, including wrong ones."""
        return {
            offset - seed_offset
            for seed_offset, gram in self._grams(probe)
            for offset in self._offsets.get(gram, ())
        }

    def _grams(self, probe: str) -> Iterable[tuple[int, str]]:
        size, last = self._size, len(probe) - self._size + 1
        reach = THRESHOLDS.seed_reach
        if last <= 2 * reach:
            offsets: Iterable[int] = range(last)
        else:
            offsets = (*range(reach), *range(last - reach, last))
        for offset in offsets:
            yield offset, probe[offset : offset + size]


def _vote_groups(votes: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Yield (support, shift) for each group of votes with similar shifts.

    Args:
        votes: Pairs of shift and offset in the probe, sorted.
    """
    group: list[tuple[int, int]] = []
    for vote in votes:
        if group and vote[0] - group[-1][0] > THRESHOLDS.vote_spread:
            yield _count_support(group)
            group = []
        group.append(vote)
    if group:
        yield _count_support(group)


def _count_support(group: Sequence[tuple[int, int]]) -> tuple[int, int]:
    support = len({offset for _, offset in group})
    return support, group[len(group) // 2][0]


def share_around(text: str, targets: Iterable[Target]) -> float:
    """Return the share of `text` that is the passage or context of the first few `targets`.

    The share is from 0 to 1; edited passages count. The time is proportional to the length of
    `text`.
    """
    whole = normalize(text)
    covered: set[int] = set()
    for target in islice(targets, THRESHOLDS.most_shared_passages):
        alike, offsets = find_inside(normalize(target.prefix + target.exact + target.suffix), whole)
        if alike >= THRESHOLDS.edited_passage:
            covered.update(range(offsets[0], offsets[-1]))
    return len(covered) / max(1, len(whole))


SNIPPET = 24
"""Length of a landmark in code points."""


def make_landmarks(text: Sliceable | str) -> tuple[tuple[str, int], ...]:
    """Choose snippets that occur once in `text`, evenly distributed, each with its offset.

    There are at most 500, some 400 code points apart or more; in a text of a page or two they are
    closer. They take less than 25 KB as JSON. Reads the whole text once, about 50 ms for each
    million code points.
    """
    whole = slice_text(text, 0, len(text))
    limits, length = THRESHOLDS, len(whole)
    fewest = min(limits.fewest_landmarks, length // limits.shortest_spacing)
    count = min(limits.most_landmarks, max(length // limits.landmark_spacing, fewest))
    attempts = limits.landmark_attempts
    tries = [
        [
            length * (number * attempts + attempt) // (count * attempts)
            for attempt in range(attempts)
        ]
        for number in range(count)
    ]
    snippets = {start: whole[start : start + SNIPPET] for starts in tries for start in starts}
    plain = {s: snippet for s, snippet in snippets.items() if normalize(snippet) == snippet}
    seeds = Seeds(whole, plain.values())
    once = {s for s, snippet in plain.items() if find_snippet(whole, seeds, snippet) == [s]}
    firsts = (next((start for start in starts if start in once), None) for starts in tries)
    return tuple((snippets[start], start) for start in firsts if start is not None)


def locate_landmarks(text: str, landmarks: Sequence[tuple[str, int]]) -> Iterator[Point]:
    """Yield the old and the new offset of the landmarks that occur once in `text`.

    Args:
        text: The normalized text.
        landmarks: Snippets, each with its old offset.
    """
    seeds = Seeds(text, [snippet for snippet, _ in landmarks])
    for snippet, old in landmarks:
        found = find_snippet(text, seeds, snippet)
        if len(found) == 1:
            yield old, found[0]


def count_present(text: str, several: Sequence[Sequence[tuple[str, int]]]) -> list[tuple[int, int]]:
    """Count how many landmarks of each of several documents occur in `text`.

    Searches for about 60 of each document, evenly distributed, and reads the text once for all of
    them.

    Returns:
        For each document the number found, and the number searched for.
    """
    whole = normalize(text)
    samples = [marks[:: max(1, len(marks) // THRESHOLDS.landmark_sample)] for marks in several]
    seeds = Seeds(whole, {snippet for marks in samples for snippet, _ in marks})
    return [
        (sum(bool(find_snippet(whole, seeds, snippet)) for snippet, _ in marks), len(marks))
        for marks in samples
    ]


def find_snippet(text: str, seeds: Seeds, snippet: str) -> list[int]:
    """Return all offsets of `snippet` in `text`, sorted.

    Args:
        text: The text.
        seeds: The seeds of `text`, including those of `snippet`. None of these should be too common
            in the text.
        snippet: The string to find.
    """
    shifts = seeds.shifts(snippet)
    return sorted(at for at in shifts if at >= 0 and text.startswith(snippet, at))


Range = tuple[int, int]


def neighbouring_snippets(
    text: str, groups: Sequence[Sequence[Range]]
) -> list[list[tuple[str, int]]]:
    """Return for each group of ranges the snippets next to them that occur once in `text`.

    There are at most two on each side of a range, the nearest possible, each with its offset.
    """
    tried = [[side for one in group for side in _sides(text, *one)] for group in groups]
    starts = {start for group in tried for side in group for start in side}
    snippets = {start: text[start : start + SNIPPET] for start in starts}
    wanted = {snippet for snippet in snippets.values() if normalize(snippet) == snippet}
    seeds = Seeds(text, wanted)
    once = {snippet for snippet in wanted if len(find_snippet(text, seeds, snippet)) == 1}
    most = THRESHOLDS.most_snippets
    found = []
    for group in tried:
        nearest = {
            start
            for side in group
            for start in [start for start in side if snippets[start] in once][:most]
        }
        found.append([(snippets[start], start) for start in sorted(nearest)])
    return found


def locate_neighbours(text: str, targets: Iterable[Target]) -> list[Point]:
    """Find the snippets stored in `targets` that occur once in the normalized `text`.

    Edits can make a snippet of one look-alike appear in another. So each snippet must be as far
    from a second one as before.

    Returns:
        The old and the new offset of each snippet.
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
    """Return the possible starts of snippets before and after a range, nearest first."""
    step, attempts = THRESHOLDS.snippet_step, THRESHOLDS.snippet_attempts
    before = [start - SNIPPET - step * number for number in range(attempts)]
    after = [end + step * number for number in range(attempts)]
    last = len(text) - SNIPPET
    return [at for at in before if at >= 0], [at for at in after if at <= last]


def _agree(one: Point, other: Point) -> bool:
    was, now = other[0] - one[0], other[1] - one[1]
    near = abs(was) <= THRESHOLDS.snippet_pair_distance
    return near and abs(now - was) <= THRESHOLDS.snippet_pair_shift


def _snippets(targets: Iterable[Target]) -> Iterator[tuple[str, int]]:
    for target in targets:
        stored = target.extra.get(SNIPPETS_KEY)
        for one in stored if isinstance(stored, Sequence) else ():
            match one:
                case [str(words), int(at)] if len(words) == SNIPPET and at >= 0:
                    yield words, at
