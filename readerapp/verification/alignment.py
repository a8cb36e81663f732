"""Alignment of the words of a quotation with the words of a source.

A semi-global alignment with affine gaps (Gotoh 1982): the whole quotation against any part of the
source. Words of the source that the quotation leaves out cost most when the gap is opened and
little after that, because people cut whole clauses, and next to nothing where the quotation marks
that it leaves some out; words that only the quotation has cost the same each, because nobody may
add any. A word that is the same counts by how much it says: the rarer, the more.

Long quotations are first cut at runs of words that both have (anchors), and only what is between
two anchors is aligned, so that time and memory grow with the length and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

_SIMILAR = 0.5
_MISMATCH = -1.0
_ADDED = -1.6
_CUT_OPEN = -6.0
_CUT_EXTEND = -0.2
_MARKED_CUT_EXTEND = -0.005
_NEVER = -1e9
_SAME_BEGINNING = 3
"""Letters at the beginning that two words share which may be forms of one another."""
_MOST_CELLS = 40_000
"""Largest product of words that is aligned at once: some 40 ms."""
_SHORTEST_ANCHOR = 4
"""Words of an anchor, so that it is not there by chance."""
_MOST_ANCHOR_PLACES = 30
"""Places of a word in the source above which no anchor begins there."""
_SPARE = 20
"""Words of the source beyond the length of what is before the first or after the last anchor."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment.

    Attributes:
        quotation: the index of the word of the quotation; None if it is only in the source.
        source: the index of the word of the source; None if it is only in the quotation.
        same: whether both are the same word.
    """

    quotation: int | None
    source: int | None
    same: bool = False


def align(
    quotation: Sequence[str],
    source: Sequence[str],
    weight: Callable[[str], float],
    marked: Container[int] = (),
) -> list[Step]:
    """Align all words of `quotation` with the most similar part of `source`.

    Args:
        quotation: the words of the quotation.
        source: the words of the source, or of a part of it.
        weight: how much a word that is the same counts, above 1.0.
        marked: the indexes of words of the quotation before which it marks a cut.

    Returns:
        The steps in order, from the first to the last word of the quotation.
    """
    if len(quotation) * len(source) <= _MOST_CELLS:
        return _align_all(quotation, source, weight, marked, starts=True, ends=True)
    steps: list[Step] = []
    at = before = 0
    anchors = [*_find_anchors(quotation, source), (len(quotation), len(source), 0)]
    for position, index, length in anchors:
        low, high = before, index
        is_first, is_last = at == 0 and before == 0, length == 0
        reach = 2 * (position - at) + _SPARE
        if is_first:
            low = max(low, high - reach)
        if is_last:
            high = min(high, low + reach)
        cuts = {index - at for index in range(at, position + 1) if index in marked}
        between = _align_between(
            quotation[at:position], source[low:high], weight, cuts, starts=is_first, ends=is_last
        )
        steps += _moved(between, at, low)
        steps += [Step(position + one, index + one, same=True) for one in range(length)]
        at, before = position + length, index + length
    return steps


def _moved(steps: Iterable[Step], position: int, index: int) -> Iterator[Step]:
    """Yield steps with all indexes increased."""
    for step in steps:
        yield Step(
            None if step.quotation is None else step.quotation + position,
            None if step.source is None else step.source + index,
            step.same,
        )


def _align_between(
    quotation: Sequence[str],
    source: Sequence[str],
    weight: Callable[[str], float],
    marked: Container[int],
    *,
    starts: bool,
    ends: bool,
) -> list[Step]:
    """Align what is between two anchors; word by word if it is too long and has no anchor."""
    if len(quotation) * len(source) <= _MOST_CELLS:
        return _align_all(quotation, source, weight, marked, starts=starts, ends=ends)
    pairs = min(len(quotation), len(source))
    first = len(source) - pairs if starts else 0
    steps = [Step(one, first + one, quotation[one] == source[first + one]) for one in range(pairs)]
    steps += [Step(one, None) for one in range(pairs, len(quotation))]
    if not (starts or ends):
        steps += [Step(None, one) for one in range(pairs, len(source))]
    return steps


def _find_anchors(quotation: Sequence[str], source: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return runs of words that both have, in the order of both, the longest taken first.

    Returns:
        The first index in the quotation, the first in the source, and the number of words.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(source) - _SHORTEST_ANCHOR + 1):
        places.setdefault(tuple(source[index : index + _SHORTEST_ANCHOR]), []).append(index)
    runs: list[tuple[int, int, int]] = []
    done: dict[int, int] = {}
    for position in range(len(quotation) - _SHORTEST_ANCHOR + 1):
        here = places.get(tuple(quotation[position : position + _SHORTEST_ANCHOR]), ())
        if len(here) > _MOST_ANCHOR_PLACES:
            continue
        for index in here:
            if done.get(index - position, -1) > position:
                continue
            length = _SHORTEST_ANCHOR
            most = min(len(quotation) - position, len(source) - index)
            while length < most and quotation[position + length] == source[index + length]:
                length += 1
            done[index - position] = position + length
            runs.append((length, position, index))
    runs.sort(key=lambda run: (-run[0], run[1], run[2]))
    taken: list[tuple[int, int, int]] = []
    for length, position, index in runs:
        place = bisect_left(taken, (position, index, length))
        if place and not _follows(taken[place - 1], position, index):
            continue
        if place < len(taken) and not _follows((position, index, length), *taken[place][:2]):
            continue
        insort(taken, (position, index, length))
    return taken


def _follows(run: tuple[int, int, int], position: int, index: int) -> bool:
    """Return whether a place is after a run in both texts."""
    return run[0] + run[2] <= position and run[1] + run[2] <= index


def _align_all(
    quotation: Sequence[str],
    source: Sequence[str],
    weight: Callable[[str], float],
    marked: Container[int],
    *,
    starts: bool,
    ends: bool,
) -> list[Step]:
    """Align all words of a quotation with a source, in time that grows with the product of both.

    Args:
        quotation: the words of the quotation.
        source: the words of the source.
        weight: how much a word counts.
        marked: the indexes of words before which a cut is marked.
        starts: whether the alignment may begin anywhere in the source.
        ends: whether it may end anywhere in the source.
    """
    width = len(source) + 1
    places: dict[str, list[int]] = {}
    beginnings: dict[str, list[int]] = {}
    for j, word in enumerate(source):
        places.setdefault(word, []).append(j)
        if len(word) > _SAME_BEGINNING:
            beginnings.setdefault(word[:_SAME_BEGINNING], []).append(j)
    # best[j]: the quotation so far ends at source word j; cut: and the last word is cut.
    best = [0.0] * width
    if not starts:
        best = [0.0, *(_CUT_OPEN + _CUT_EXTEND * j for j in range(width - 1))]
    moves: list[bytearray] = []
    for number, word in enumerate(quotation, start=1):
        extend = _MARKED_CUT_EXTEND if number in marked else _CUT_EXTEND
        pairs = [_MISMATCH] * len(source)
        if len(word) > _SAME_BEGINNING:
            for j in beginnings.get(word[:_SAME_BEGINNING], ()):
                pairs[j] = _SIMILAR
        for j in places.get(word, ()):
            pairs[j] = weight(word)
        previous, row = best, bytearray(width)
        last = previous[0] + _ADDED
        best = [last]
        row[0] = _IS_ADDED
        cut = _NEVER
        for j in range(1, width):
            opened, cut = last + _CUT_OPEN, cut + extend
            extends = cut > opened
            if not extends:
                cut = opened
            last = previous[j - 1] + pairs[j - 1]
            move = _IS_PAIR
            added = previous[j] + _ADDED
            if added > last:
                last, move = added, _IS_ADDED
            if cut > last:
                last, move = cut, _IS_CUT
            best.append(last)
            row[j] = move | _EXTENDS if extends else move
        moves.append(row)
    end = max(range(width), key=best.__getitem__) if ends else width - 1
    return _trace(quotation, source, moves, end, starts=starts)


_IS_PAIR, _IS_ADDED, _IS_CUT, _EXTENDS = 0, 1, 2, 4


def _trace(
    quotation: Sequence[str],
    source: Sequence[str],
    moves: Sequence[bytearray],
    end: int,
    *,
    starts: bool,
) -> list[Step]:
    """Return the steps that lead to the end of the alignment."""
    steps: list[Step] = []
    i, j = len(quotation), end
    while i:
        move = moves[i - 1][j] & 3
        if move == _IS_PAIR:
            i, j = i - 1, j - 1
            steps.append(Step(i, j, quotation[i] == source[j]))
        elif move == _IS_ADDED:
            i -= 1
            steps.append(Step(i, None))
        else:
            extends = True
            while extends:
                extends = bool(moves[i - 1][j] & _EXTENDS)
                j -= 1
                steps.append(Step(None, j))
    if not starts:
        steps += [Step(None, one) for one in range(j - 1, -1, -1)]
    steps.reverse()
    return steps
