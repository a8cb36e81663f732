"""Seeds: short strings of a quotation met again in the text say where to look closer.

As in sequence search (BLAST, minimap): equal strings of fixed length are looked up in one
pass over the text, and those that lie on one diagonal (the same shift) vote for a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
