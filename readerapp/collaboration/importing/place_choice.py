"""Choose between equal passages by what a file says of their place.

A page or a location of another edition is no offset in this text, but the order is the same: what
was on an earlier page comes before. So the passages that were found once, around one that stands
several times, say between which offsets it is. Where this leaves several, the one is taken that is
clearly nearest to where it should be, by its distance between the neighbours or by the page of all
pages. Otherwise a person decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.interchange.importers import ImportedAnnotation
from readerapp.interchange.place import place_order, place_share

_CLEARLY_NEARER = 2.0
"""How many times as far away the second place must be: pages are coarse."""
_SHARE_TOLERANCE = 0.05
"""Part of the text by which a page of all pages may be off: front matter, notes, an index."""


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A passage that was found once: its place in the file and its offset in code points."""

    order: float
    start: int


def choose_by_place(
    length: int,
    items: Sequence[ImportedAnnotation],
    found: Mapping[int, int],
    equal: Mapping[int, Sequence[int]],
) -> dict[int, int]:
    """Return the offsets of those items for which the place decides.

    Args:
        length: The length of the text in code points.
        items: All items of a book.
        found: The offsets of the items that were found once, by their index.
        equal: The offsets of each item that stands several times, by its index, in order.
    """
    orders = [place_order(item.place) for item in items]
    neighbours = sorted(
        (
            _Neighbour(order, start)
            for n, start in found.items()
            if (order := orders[n]) is not None
        ),
        key=lambda one: (one.order, one.start),
    )
    known_orders = [one.order for one in neighbours]
    chosen = {}
    for number, starts in equal.items():
        order = orders[number]
        expected: float | None = None
        tolerance, page = _SHARE_TOLERANCE * length, 0.0
        if share := place_share(items[number].place):
            expected, page = sum(share) / 2 * length, (share[1] - share[0]) * length
        if order is not None and neighbours:
            before = neighbours[: bisect_left(known_orders, order)][-1:]
            behind = neighbours[bisect_right(known_orders, order) :][:1]
            here = neighbours[bisect_left(known_orders, order) : bisect_right(known_orders, order)]
            starts = _between(starts, before, behind)
            if here:  # on the same page
                expected, tolerance = sum(one.start for one in here) / len(here), length
            elif before and behind and before[0].start <= behind[0].start:
                expected, tolerance = _interpolate(order, before[0], behind[0]), length
            if len(starts) == 1 and (before or behind or here):
                chosen[number] = starts[0]
                continue
        if expected is None:
            continue
        start = _nearest(starts, expected, tolerance, page)
        if start is not None:
            chosen[number] = start
    return chosen


def _between(
    starts: Sequence[int], before: Sequence[_Neighbour], behind: Sequence[_Neighbour]
) -> Sequence[int]:
    """Return the offsets between two neighbours; all if the order differs in this text."""
    first = before[0].start if before else -1
    last = behind[0].start if behind else None
    if last is not None and last < first:
        return starts
    return [start for start in starts if start >= first and (last is None or start <= last)]


def _interpolate(order: float, before: _Neighbour, behind: _Neighbour) -> float:
    part = (order - before.order) / (behind.order - before.order)
    return before.start + part * (behind.start - before.start)


def _nearest(starts: Sequence[int], expected: float, tolerance: float, page: float) -> int | None:
    """Return the offset that is clearly nearest, and near enough; None if none is.

    Args:
        starts: The offsets.
        expected: Where it should be.
        tolerance: How far away the nearest may be.
        page: The length of a page in code points: two on one page are not told apart.
    """
    ranked = sorted(starts, key=lambda start: abs(start - expected))
    if not ranked or abs(ranked[0] - expected) > tolerance:
        return None
    if len(ranked) == 1:
        return ranked[0]
    near, next_near = (abs(start - expected) for start in ranked[:2])
    return ranked[0] if next_near >= _CLEARLY_NEARER * near and next_near > page else None
