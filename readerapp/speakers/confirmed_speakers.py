"""Speakers whom the user has confirmed, looked up by range."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping


class ConfirmedSpeakers:
    """The speakers whom the person has set, to be looked up by range."""

    def __init__(self, accepted: Mapping[tuple[int, int], str]) -> None:
        self._ranges = sorted(accepted.items())
        self._starts = [start for (start, _), _ in self._ranges]
        self._longest = max((end - start for start, end in accepted), default=0)

    def name_of(self, start: int, end: int) -> str:
        """Return who was set for at least half of a range; empty if nobody was."""
        first = bisect_left(self._starts, start - self._longest)
        for (low, high), name in self._ranges[first : bisect_right(self._starts, end)]:
            if 2 * (min(end, high) - max(start, low)) >= end - start:
                return name
        return ""
