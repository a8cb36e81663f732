"""Numbers of paragraphs, counted block by block when they are asked for."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable

from readerapp.text.source import Text

_NEAR = 16
"""Blocks that may be counted on the way, when nobody wants to wait."""
_KEPT = 256
"""Blocks whose paragraphs are kept: lists of highlights ask for the same ones again and again."""


class ParagraphIndex:
    """Which paragraph, by number from 1, an offset lies in. Safe to use from several threads."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._before = array("q", [0])  # paragraphs that begin before each block, as far as counted
        self._found: dict[int, list[int]] = {}  # paragraphs of blocks, of the last ones asked for
        self._lock = threading.Lock()

    def number(self, offset: int) -> int:
        """The number of the paragraph at `offset`, 1 before the first; counts what precedes."""
        i = self._text.block_at(offset)
        self._count_to(i)
        begun = self._starts(i)
        place = offset - self._text.block_start(i)
        return max(1, self._before[i] + bisect_right(begun, place))

    def known(self, offset: int) -> int | None:
        """As `number`; None if much would have to be counted first."""
        i = self._text.block_at(offset)
        return self.number(offset) if i < len(self._before) + _NEAR else None

    def start(self, number: int) -> int | None:
        """The offset at which the paragraph with that number begins; None if there is none."""
        while self._before[-1] < number and len(self._before) <= self._text.block_count:
            self._count_to(len(self._before))
        i = bisect_left(self._before, number) - 1
        if number < 1 or self._before[-1] < number:
            return None
        return self._text.block_start(i) + self._starts(i)[number - 1 - self._before[i]]

    def index(self, stop: Callable[[], bool] | None = None) -> bool:
        """Count all, unless `stop` says so between two blocks; whether it is done."""
        while len(self._before) <= self._text.block_count:
            if stop is not None and stop():
                return False
            self._count_to(len(self._before))
        return True

    def _count_to(self, i: int) -> None:
        while len(self._before) <= i:
            k = len(self._before) - 1
            count = len(self._starts(k))
            with self._lock:
                if len(self._before) == k + 1:  # nobody else counted the block meanwhile
                    self._before.append(self._before[k] + count)

    def _starts(self, i: int) -> list[int]:
        """Where paragraphs begin in block `i`; not the one that goes on from the block before."""
        found = self._found.get(i)
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            found = self._found[i] = self._look(i)
        return found

    def _look(self, i: int) -> list[int]:
        block = self._text.block(i)
        found = [
            start
            for start, end in self._text.flow.paragraphs(block)
            if not block[start:end].isspace() and end > start
        ]
        if found and found[0] == 0 and self._text.divided(i):
            del found[0]
        return found
