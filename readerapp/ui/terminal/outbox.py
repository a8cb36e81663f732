"""Sends to the terminal in a thread of its own, and never more than the terminal takes.

While one picture of the screen is still on its way, newer ones replace each other: the newest
is sent, as the difference from what was really sent before. Everything else keeps its order.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from readerapp.ui.terminal.wanted import Item, Picture

if TYPE_CHECKING:
    from readerapp.ui.terminal.shown import Shown


class Outbox(threading.Thread):
    """Takes what is to be sent, at any time and from any thread, without ever waiting."""

    def __init__(self, file: IO[str], shown: Shown) -> None:
        super().__init__(daemon=True, name="terminal-output")
        self._file = file
        self._shown = shown
        self._waiting: deque[Item] = deque()
        # A signal handler may send something while its own thread is in here.
        self._changed = threading.Condition(threading.RLock())
        self._stopped = False

    def post(self, item: Item) -> None:
        """Send this after what was posted before; of pictures in a row the last is enough."""
        with self._changed:
            last = self._waiting[-1] if self._waiting else None
            if isinstance(item, Picture) and isinstance(last, Picture):
                self._waiting.pop()
            self._waiting.append(item)
            self._changed.notify()

    def stop(self) -> None:
        """Send what is left, and return when all is sent."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self.join()

    def run(self) -> None:
        """Send until stopped, or until the terminal is gone."""
        with suppress(OSError):
            while item := self._next():
                if text := self._shown.text(item):
                    self._file.write(text)
                    self._file.flush()

    def _next(self) -> Item | None:
        """The next item, waited for; None when stopped."""
        with self._changed:
            while not self._waiting and not self._stopped:
                self._changed.wait()
            return self._waiting.popleft() if self._waiting else None
