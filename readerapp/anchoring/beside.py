"""Beside: snippets around a target and around its twins that occur only once in the document.

Landmarks are far apart: of two look-alikes between the same two landmarks they do not say which
is left. What stands right beside each of them does, and it says where a paragraph went alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from readerapp.anchoring.course import Point
from readerapp.anchoring.folding import fold
from readerapp.anchoring.landmarks import SNIPPET, locate, places
from readerapp.anchoring.seeds import Seeds
from readerapp.anchoring.targets import BESIDE
from readerapp.model import Target

Range = tuple[int, int]

_STEP = 32
_TRIES = 12
_KEPT = 2
_NEAR = 600
"""Code points within which a second snippet must be found."""
_SHIFT = 60
"""Code points by which the distance between the two may have changed."""


def beside(text: str, groups: Sequence[Sequence[Range]]) -> list[list[tuple[str, int]]]:
    """For each group of ranges the snippets beside them that stand once in `text`.

    At most two on each side of a range, the nearest there are, with their offsets.
    """
    tried = [[side for one in group for side in _sides(text, *one)] for group in groups]
    starts = {start for group in tried for side in group for start in side}
    snippets = {start: text[start : start + SNIPPET] for start in starts}
    wanted = {snippet for snippet in snippets.values() if fold(snippet) == snippet}
    seeds = Seeds(text, wanted)
    once = {snippet for snippet in wanted if len(places(text, seeds, snippet)) == 1}
    found = []
    for group in tried:
        kept = {
            start
            for side in group
            for start in [start for start in side if snippets[start] in once][:_KEPT]
        }
        found.append([(snippets[start], start) for start in sorted(kept)])
    return found


def located(text: str, targets: Iterable[Target]) -> list[Point]:
    """The old and the new offset of what stood beside `targets` and stands in the folded `text`.

    Edits can make a snippet of one look-alike appear in another; so each must be found as far
    from a second one as it was.
    """
    points = sorted(set(locate(text, sorted(set(_snippets(targets))))))
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
    before = [start - SNIPPET - _STEP * number for number in range(_TRIES)]
    after = [end + _STEP * number for number in range(_TRIES)]
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
