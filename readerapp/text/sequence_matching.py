"""Common elements of two sequences, in order: the core of every comparison of texts.

Elements that occur once in both sequences are matched first (patience diff, Bram Cohen 2003), since
they say surely what belongs together. Between them the same is done again. Where nothing is unique,
a short range is solved exactly (longest common subsequence), and a long one is split at its rarest
common element (histogram diff, as in JGit). The work is bounded: what is left when the limit is
reached counts as different.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

_EXACT_CELLS = 40_000
"""Product of two lengths up to which the longest common subsequence is computed: some 10 ms."""
_MOST_FREQUENT = 16
"""Occurrences on each side of an element at which a long range may still be split."""
_WORK = 4_000_000
"""Elements looked at in all, beside some for each element: about two seconds."""
_WORK_PER_ELEMENT = 12
"""Times that each element may be looked at; a text with ordinary changes needs three or four."""


class MatchBlock(NamedTuple):
    """A run of elements that both sequences have: `length` from `old` and from `new` on."""

    old: int
    new: int
    length: int


class _Range(NamedTuple):
    """A range of both sequences, half-open on each side."""

    old: int
    old_end: int
    new: int
    new_end: int


def match_sequences(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[MatchBlock]:
    """Return what two sequences have in common, in order and without overlaps.

    >>> match_sequences("the old ferry".split(), "the new ferry".split())
    [MatchBlock(old=0, new=0, length=1), MatchBlock(old=2, new=2, length=1)]
    """
    work = _WORK + _WORK_PER_ELEMENT * (len(old) + len(new))
    pairs: list[MatchBlock] = []
    open_ranges = [_Range(0, len(old), 0, len(new))]
    while open_ranges and work > 0:
        found, inner = _strip_ends(old, new, open_ranges.pop())
        pairs += found
        old_count, new_count = inner.old_end - inner.old, inner.new_end - inner.new
        if not old_count or not new_count:
            continue
        work -= old_count + new_count
        if anchors := _unique_anchors(old, new, inner):
            open_ranges += _between(anchors, inner)
            pairs += [MatchBlock(i, j, 1) for i, j in anchors]
        elif old_count * new_count <= _EXACT_CELLS:
            work -= old_count * new_count // 4
            pairs += [MatchBlock(i, j, 1) for i, j in _longest_common(old, new, inner)]
        elif (anchor := _rarest_anchor(old, new, inner)) is not None:
            open_ranges += _between([anchor], inner)
            pairs.append(MatchBlock(*anchor, 1))
    return _join(sorted(pairs))


def _strip_ends(
    old: Sequence[Hashable], new: Sequence[Hashable], within: _Range
) -> tuple[list[MatchBlock], _Range]:
    """Return the matches at both ends of a range, and what is left between them."""
    i, i_end, j, j_end = within
    while i < i_end and j < j_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    found = [
        MatchBlock(within.old, within.new, i - within.old),
        MatchBlock(i_end, j_end, within.old_end - i_end),
    ]
    return [block for block in found if block.length], _Range(i, i_end, j, j_end)


def _between(anchors: Sequence[tuple[int, int]], within: _Range) -> list[_Range]:
    """Return the ranges before, between and after matched elements."""
    ranges = []
    i, j = within.old, within.new
    for old_at, new_at in [*anchors, (within.old_end, within.new_end)]:
        if i < old_at and j < new_at:
            ranges.append(_Range(i, old_at, j, new_at))
        i, j = old_at + 1, new_at + 1
    return ranges


def _unique_anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], within: _Range
) -> list[tuple[int, int]]:
    """Match the elements that are unique on both sides: the most of them that are in one order."""
    old_part, new_part = old[within.old : within.old_end], new[within.new : within.new_end]
    old_counts, new_counts = Counter(old_part), Counter(new_part)
    places = {
        element: at
        for at, element in enumerate(new_part, within.new)
        if new_counts[element] == 1 and old_counts.get(element) == 1
    }
    shared = [
        (at, places[element])
        for at, element in enumerate(old_part, within.old)
        if element in places
    ]
    return _longest_increasing(shared)


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence whose second numbers increase (patience sorting)."""
    tops: list[int] = []
    top_indexes: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(pairs):
        pile = bisect_left(tops, value)
        before.append(top_indexes[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(value)
            top_indexes.append(index)
        else:
            tops[pile], top_indexes[pile] = value, index
    chain = []
    at = top_indexes[-1] if top_indexes else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _longest_common(
    old: Sequence[Hashable], new: Sequence[Hashable], within: _Range
) -> list[tuple[int, int]]:
    """Return the longest common subsequence of a short range (Wagner and Fischer 1974)."""
    columns = range(within.new_end - within.new)
    rows = [[0] * (len(columns) + 1)]  # from the last element to the first
    for i in range(within.old_end - 1, within.old - 1, -1):
        below, element = rows[-1], old[i]
        row = [0] * (len(columns) + 1)
        for column in reversed(columns):
            if element == new[within.new + column]:
                row[column] = below[column + 1] + 1
            else:
                here, right = below[column], row[column + 1]
                row[column] = here if here > right else right
        rows.append(row)
    rows.reverse()
    pairs = []
    i = column = 0
    while i < len(rows) - 1 and column < len(columns):
        if old[within.old + i] == new[within.new + column]:
            pairs.append((within.old + i, within.new + column))
            i, column = i + 1, column + 1
        elif rows[i + 1][column] >= rows[i][column + 1]:
            i += 1
        else:
            column += 1
    return pairs


def _rarest_anchor(
    old: Sequence[Hashable], new: Sequence[Hashable], within: _Range
) -> tuple[int, int] | None:
    """Return the places of the rarest common element of a range; None if all are frequent.

    Of several places the one with most equal elements around it is returned.
    """
    old_places: dict[Hashable, list[int]] = defaultdict(list)
    new_places: dict[Hashable, list[int]] = defaultdict(list)
    for at in range(within.old, within.old_end):
        old_places[old[at]].append(at)
    for at in range(within.new, within.new_end):
        new_places[new[at]].append(at)
    common = [
        (len(found) * len(new_places[element]), found[0], element)
        for element, found in old_places.items()
        if len(found) <= _MOST_FREQUENT and 0 < len(new_places.get(element, ())) <= _MOST_FREQUENT
    ]
    if not common:
        return None
    _, _, element = min(common, key=lambda one: one[:2])
    places = [(i, j) for i in old_places[element] for j in new_places[element]]
    return max(places, key=lambda place: _run_length(old, new, within, *place))


def _run_length(
    old: Sequence[Hashable], new: Sequence[Hashable], within: _Range, i: int, j: int
) -> int:
    """Return how many elements around a match are equal, up to eight on each side."""
    after = before = 0
    while after < 8 and i + after < within.old_end and j + after < within.new_end:
        if old[i + after] != new[j + after]:
            break
        after += 1
    while before < 8 and i - before > within.old and j - before > within.new:
        if old[i - before - 1] != new[j - before - 1]:
            break
        before += 1
    return after + before


def _join(pairs: Sequence[MatchBlock]) -> list[MatchBlock]:
    """Join matches that follow one another on both sides."""
    joined: list[MatchBlock] = []
    for block in pairs:
        last = joined[-1] if joined else None
        if last and (last.old + last.length, last.new + last.length) == block[:2]:
            joined[-1] = MatchBlock(last.old, last.new, last.length + block.length)
        else:
            joined.append(block)
    return joined


def drop_short_matches(
    blocks: Sequence[MatchBlock], old_length: int, new_length: int
) -> list[MatchBlock]:
    """Return the blocks without those that are shorter than the differences on both sides.

    A single "the" between two passages that were written anew says nothing; a person reads the
    passages as one difference.
    """
    kept = [MatchBlock(0, 0, 0)]
    for block in [*blocks, MatchBlock(old_length, new_length, 0)]:
        # What follows a block is only known now; when it is dropped, the one before is asked again.
        while len(kept) > 1 and kept[-1].length < min(_gap(*kept[-2:]), _gap(kept[-1], block)):
            kept.pop()
        kept.append(block)
    return kept[1:-1]


def _gap(block: MatchBlock, following: MatchBlock) -> int:
    """Return how many elements are between two blocks, on the side that has more."""
    return max(following.old - block.old - block.length, following.new - block.new - block.length)
