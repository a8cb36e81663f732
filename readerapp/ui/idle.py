"""What is done while nothing is asked of the reader: a little at a time, and at little cost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from textual.message_pump import MessagePump

REST = 0.02
"""Seconds after the last key until it begins: its answer is on the way by then."""


class IdleTask:
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


class PollTimer:
    """Calls something again and again, for a tenth of what a timer of Textual's takes.

    At rest that is all there is to do. What goes wrong in it goes wrong in `node`.
    """

    def __init__(self, node: MessagePump, seconds: float, look: Callable[[], object]) -> None:
        self._node, self._seconds, self._look = node, seconds, look
        self._wait()

    def stop(self) -> None:
        """Look no more."""
        self._next.cancel()

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(self._seconds, self._again)

    def _again(self) -> None:
        self._wait()
        try:
            self._look()
        except Exception as error:  # noqa: BLE001 - handled where the others are
            self._node.call_later(_fail, error)


def _fail(error: Exception) -> None:
    raise error
