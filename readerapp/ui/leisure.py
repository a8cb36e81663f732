"""Work for the moments in which nothing is asked of the reader, a little at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

REST = 0.02
"""Seconds after the last key until it begins: its answer is on the way by then."""


class Leisure:
    """Does one piece of work, in steps between which keys are taken; then nothing any more."""

    def __init__(self) -> None:
        self._next: asyncio.Handle | None = None

    def spend(self, work: Callable[[], Iterator[None]]) -> None:
        """Begin `work` after a rest, in place of what was being done."""
        self.stop()
        self._next = asyncio.get_running_loop().call_later(REST, lambda: self._step(work()))

    def stop(self) -> None:
        """Leave the rest of it."""
        if self._next:
            self._next.cancel()
            self._next = None

    def _step(self, steps: Iterator[None]) -> None:
        for _ in steps:
            self._next = asyncio.get_running_loop().call_soon(self._step, steps)
            return
        self._next = None
