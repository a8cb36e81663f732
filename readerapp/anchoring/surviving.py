"""Surviving: what is left, word for word, of a passage that was cut, split or interrupted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log2

SPLIT = 1500
"""Code points between two parts of a passage beyond which they are not one passage any more."""

_OFTEN = 4
_SCRAP = 4
_STRIDE = 4


@dataclass(frozen=True, slots=True)
class Run:
    """`size` code points that are the same in the old passage and in the text."""

    old: int
    new: int
    size: int


def surviving_runs(passage: str, text: str, low: int, high: int, shortest: int) -> list[Run]:
    """The runs of `passage` that stand in `text[low:high]` in the same order.

    Of all such rows of runs the one that keeps most. No run is shorter than `shortest`.
    """
    runs = list(_common_runs(passage, text, max(0, low), min(len(text), high), shortest))
    best: list[tuple[float, int]] = []  # for each run: what a row ending there keeps, run before it
    for number, run in enumerate(runs):
        kept, previous = float(run.size), -1
        for earlier in range(number):
            longer = best[earlier][0] + _added(runs[earlier], run)
            if longer > kept:
                kept, previous = longer, earlier
        best.append((kept, previous))
    row: list[Run] = []
    at = max(range(len(runs)), key=lambda n: best[n][0], default=-1)
    while at >= 0:
        row.append(runs[at])
        at = best[at][1]
    return row[::-1]


def clipped(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """What of `runs` is in `[start, end)` of the old passage, counted from `start`.

    Scraps are left out: a letter or two beyond the end of a run are the same by chance.
    """
    parts = []
    for run in runs:
        first, last = max(run.old, start), min(run.old + run.size, end)
        if last - first >= _SCRAP:
            parts.append(Run(first - start, run.new + first - run.old, last - first))
    return parts


def share_kept(passage: str, runs: Sequence[Run]) -> float:
    """How much of `passage` is in `runs`, 0 to 1."""
    kept, done = 0, 0
    for run in runs:
        kept += max(0, run.old + run.size - max(done, run.old))
        done = run.old + run.size
    return kept / len(passage)


def _added(before: Run, after: Run) -> float:
    """What `after` adds to a row that ends with `before`; if it cannot follow, less than nothing.

    The further the shift between them, the longer a run must be not to be there by chance.
    """
    gap = after.new - (before.new + before.size)
    if after.old <= before.old or after.new <= before.new or gap > SPLIT:
        return -inf
    overlap = max(0, before.old + before.size - after.old, -gap)
    shift = abs((after.new - after.old) - (before.new - before.old))
    return after.size - overlap - 6 * max(0.0, log2((shift + 1) / 8))


def _common_runs(passage: str, text: str, low: int, high: int, shortest: int) -> Iterator[Run]:
    size = max(3, shortest - _STRIDE + 1)
    places = _places(passage, size)
    reached: dict[int, int] = {}  # for each shift, the end of the last run on it
    for new in range(low, high - size + 1, _STRIDE):
        olds = places.get(text[new : new + size], ())
        for old in olds if len(olds) <= _OFTEN else ():
            if reached.get(new - old, -1) > new:
                continue
            run = _extended(passage, text, old, new, low, high)
            reached[new - old] = run.new + run.size
            if run.size >= shortest:
                yield run


@lru_cache(maxsize=8)  # a passage is compared with one place after another
def _places(passage: str, size: int) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for old in range(len(passage) - size + 1):
        places.setdefault(passage[old : old + size], []).append(old)
    return places


def _extended(passage: str, text: str, old: int, new: int, low: int, high: int) -> Run:
    start, room = 0, min(old, new - low)
    while start < room and passage[old - start - 1] == text[new - start - 1]:
        start += 1
    end, limit = 0, min(len(passage) - old, high - new)
    while end < limit and passage[old + end] == text[new + end]:
        end += 1
    return Run(old - start, new - start, start + end)
