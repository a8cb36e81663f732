"""Sends to the terminal in a thread of its own, and never more than the terminal takes.

While one picture of the screen is still on its way, newer ones replace each other: the newest
is sent, as the difference from what was really sent before. Everything else keeps its order.

A fault in working out what to send must never leave the screen standing still: from then on
every picture is sent whole.

No lock is held anywhere: a signal that stops the program sends its farewells from within
whatever was being done, and waits until they are sent.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from readerapp.ui.terminal.pace import Pace
from readerapp.ui.terminal.repainted import Repainted
from readerapp.ui.terminal.shown import Shown
from readerapp.ui.terminal.wanted import Item, Picture


@dataclass(slots=True)
class _Place:
    """A place in the queue. Its item may be replaced until it is taken."""

    item: Item
    taken: bool = False


class Outbox(threading.Thread):
    """Takes what is to be sent, from any thread, without ever waiting."""

    def __init__(
        self,
        write: Callable[[str], object],
        shown: Shown,
        pace: Pace | None = None,
        gone: Callable[[], object] = lambda: None,
    ) -> None:
        """`write` raises OSError where the terminal is gone; `gone` is called then, but not
        where the program is ending anyway.
        """
        super().__init__(daemon=True, name="terminal-output")
        self._write, self._gone = write, gone
        self._stopped = False
        self._shown: Shown | Repainted = shown
        self._queue: SimpleQueue[_Place | None] = SimpleQueue()
        self._last: _Place | None = None  # the last place, if it holds a picture
        self._pace = pace or Pace()

    def post(self, item: Item) -> None:
        """Send this after what was posted before; of pictures in a row the last is enough."""
        if isinstance(item, Picture) and self._last:
            self._last.item = item
            if not self._last.taken:  # asked afterwards: it is taken before it is read
                return
        place = _Place(item)
        self._last = place if isinstance(item, Picture) else None
        self._queue.put(place)

    def stop(self) -> None:
        """Send what is left, and return when all is sent."""
        self._stopped = True
        self._queue.put(None)
        self._pace.hurry()
        self.join()

    def run(self) -> None:
        """Send until stopped, or until the terminal is gone."""
        try:
            while place := self._queue.get():
                try:
                    self._send(place)
                except OSError:
                    raise
                except Exception:  # noqa: BLE001 - whatever it is, the person goes on reading
                    self._shown, self._pace = Repainted(), Pace()
                    self._send(place)
        except OSError:
            if not self._stopped:
                self._gone()

    def _send(self, place: _Place) -> None:
        if isinstance(place.item, Picture):
            self._pace.wait()
        place.taken = True
        if text := self._shown.text(place.item):
            self._write(self._pace.after(text))


def write_all(terminal: int, encoding: str, text: str) -> None:
    """Write a text to a terminal, waiting as long as it takes none.

    It may have been told by another program that shares it not to let anybody wait.

    Raises:
        OSError: the terminal is gone.
    """
    data = text.encode(encoding, "replace")
    while data:
        try:
            data = data[os.write(terminal, data) :]
        except BlockingIOError:
            select.select([], [terminal], [])
