"""The output thread of the terminal, with flow control by status queries (DSR).

While one screen update is being sent, newer updates replace each other: only the newest is sent,
as the difference from what was really sent before. All other output keeps its order.

If computing the output fails, the screen must not freeze: from then on each update repaints the
whole screen.

No locks: the exit sequences may be written from a signal handler, in the middle of any other
operation, and the handler waits until they are sent.

Flow control: behind a pty the kernel blocks a program that writes faster than the terminal
reads. Over SSH the server accepts megabytes at once, and no buffer on this side shows how far the
terminal is behind; a key that was held would scroll for seconds after its release. So after some
output the terminal is queried for its status (DSR 5, ECMA-48). Every terminal replies after it
has processed the output before. While a reply is missing, updates wait and newer ones replace
them.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from readerapp.ui.terminal.frame_parser import Item, ScreenUpdate
from readerapp.ui.terminal.renderer import DiffRenderer, FullRenderer

ASK = "\x1b[5n"
ANSWER = "\x1b[0n"

_STEP = 3000
"""Code points after which the terminal is queried: what a slow link sends in 60 ms."""
_PATIENCE = 2.0
"""Timeout in seconds for a reply.

After it updates no longer wait and no more queries are sent, unless the reply still comes.
"""


_LAST_WORDS = 0.5
"""Seconds that the program waits for a reply before it ends: else the shell would get it."""


def is_remote(environment: Mapping[str, str]) -> bool:
    """Return whether the environment says that the terminal is connected by SSH."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))


class FlowControl:
    """Flow control: sends status queries and waits for replies.

    For one writing thread; replies may be reported from any thread. If `asks` is False, it sends
    no queries and never waits.
    """

    def __init__(self, asks: bool = False) -> None:
        self._asks = asks
        self._answers: SimpleQueue[bool] = SimpleQueue()
        self._sent = 0  # code points since the last query
        self._asked = self._answered = 0
        self._when = 0.0  # time of the last query
        self._waiting = self._proven = False

    def answered(self) -> None:
        """Report a reply: the terminal has drawn all output before a query."""
        self._answered += 1
        self._answers.put(True)

    def settle(self) -> None:
        """Wait until no reply is missing, or until the timeout for it has passed."""
        while self._answered < self._asked and time.monotonic() < self._when + _LAST_WORDS:
            time.sleep(0.005)

    def hurry(self) -> None:
        """Make `wait` return now, because the program ends."""
        self._answers.put(False)

    def after(self, text: str) -> str:
        """Return `text`, followed by a query if one is due."""
        self._sent += len(text)
        if not self._asks or self._waiting or self._sent < _STEP:
            return text
        self._sent, self._waiting = 0, True
        self._asked, self._when = self._asked + 1, time.monotonic()
        return text + ASK

    def wait(self) -> None:
        """Wait until the terminal is close enough behind to take another screen update.

        Return at once for a terminal that has never replied.
        """
        behind = self._waiting and self._sent >= _STEP and self._proven
        try:
            while self._waiting:
                self._proven = self._answers.get(block=behind, timeout=_PATIENCE)
                self._waiting = False
        except Empty:
            self._proven = self._proven and not behind


@dataclass(slots=True)
class _QueueSlot:
    """An entry of the queue; its item may be replaced until `taken` is True."""

    item: Item
    taken: bool = False


class OutputThread(threading.Thread):
    """A thread that writes queued items; posting never blocks, from any thread."""

    def __init__(
        self,
        write: Callable[[str], object],
        shown: DiffRenderer,
        pace: FlowControl | None = None,
        gone: Callable[[], object] = lambda: None,
    ) -> None:
        """Create the thread; it must still be started.

        Args:
            write: Writes a text; raises OSError if the terminal was closed.
            shown: Renders the items.
            pace: Flow control; None for none.
            gone: Called if the terminal was closed, but not while the program ends anyway.
        """
        super().__init__(daemon=True, name="terminal-output")
        self._write, self._gone = write, gone
        self._stopped = False
        self._shown: DiffRenderer | FullRenderer = shown
        self._queue: SimpleQueue[_QueueSlot | None] = SimpleQueue()
        self._last: _QueueSlot | None = None  # the last entry, if it holds a screen update
        self._pace = pace or FlowControl()

    def post(self, item: Item) -> None:
        """Queue an item; a screen update replaces the one before it if that still waits."""
        if isinstance(item, ScreenUpdate) and self._last:
            self._last.item = item
            if not self._last.taken:  # checked after the write: `_send` sets it before it reads
                return
        place = _QueueSlot(item)
        self._last = place if isinstance(item, ScreenUpdate) else None
        self._queue.put(place)

    def stop(self) -> None:
        """Send what is queued, and return when all of it is sent."""
        self._stopped = True
        self._queue.put(None)
        self._pace.hurry()
        self.join()

    def run(self) -> None:
        """Send items until the thread is stopped or the terminal is closed."""
        try:
            while place := self._queue.get():
                try:
                    self._send(place)
                except OSError:
                    raise
                except Exception:  # noqa: BLE001 - whatever fails, the screen must not freeze
                    self._shown, self._pace = FullRenderer(), FlowControl()
                    self._send(place)
        except OSError:
            if not self._stopped:
                self._gone()

    def _send(self, place: _QueueSlot) -> None:
        """Write the item of an entry; a screen update waits for the flow control."""
        if isinstance(place.item, ScreenUpdate):
            self._pace.wait()
        place.taken = True
        if text := self._shown.text(place.item):
            self._write(self._pace.after(text))


def write_all(terminal: int, encoding: str, text: str) -> None:
    """Write a text to a terminal; wait while the terminal accepts no output.

    Another program that shares the terminal may have made it non-blocking.

    Raises:
        OSError: The terminal was closed.
    """
    data = text.encode(encoding, "replace")
    while data:
        try:
            data = data[os.write(terminal, data) :]
        except BlockingIOError:
            select.select([], [terminal], [])
