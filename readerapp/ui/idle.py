"""Idle-time tasks and a cheap poll timer on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from textual.message_pump import MessagePump

START_DELAY = 0.02
"""Delay in seconds before an idle task begins, so that the screen update of a key goes first."""


class IdleTask:
    """A runner of one generator at a time, step by step; keys are handled between the steps."""

    def __init__(self) -> None:
        self._next: asyncio.Handle | None = None

    def run(self, work: Callable[[], Iterator[None]]) -> None:
        """Start `work` after `START_DELAY` seconds; cancel the work before it.

        Args:
            work: Called at the start; each `yield` of its generator ends a step.
        """
        self.stop()
        self._next = asyncio.get_running_loop().call_later(START_DELAY, lambda: self._step(work()))

    def stop(self) -> None:
        """Cancel the remaining steps."""
        if self._next:
            self._next.cancel()
            self._next = None

    def _step(self, steps: Iterator[None]) -> None:
        for _ in steps:
            self._next = asyncio.get_running_loop().call_soon(self._step, steps)
            return
        self._next = None


class PollTimer:
    """A timer that repeats a call, for a tenth of the cost of a Textual timer.

    While the reader is idle, polling is its only work. An exception in the call is raised in
    `node`.
    """

    def __init__(self, node: MessagePump, seconds: float, poll: Callable[[], object]) -> None:
        self._node, self._seconds, self._poll = node, seconds, poll
        self._wait()

    def stop(self) -> None:
        """Stop polling."""
        self._next.cancel()

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(self._seconds, self._run)

    def _run(self) -> None:
        self._wait()
        try:
            self._poll()
        except Exception as error:  # noqa: BLE001 - raised again in `node`, like all others
            self._node.call_later(_raise, error)


def _raise(error: Exception) -> None:
    raise error
