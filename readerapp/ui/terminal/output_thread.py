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

STATUS_QUERY = "\x1b[5n"
STATUS_REPLY = "\x1b[0n"

_QUERY_INTERVAL = 3000
"""Code points after which the terminal is queried: what a slow link sends in 60 ms."""
_REPLY_TIMEOUT = 2.0
"""Timeout in seconds for a reply.

After it updates no longer wait and no more queries are sent, unless the reply still comes.
"""


_EXIT_TIMEOUT = 0.5
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
        self._sends_queries = asks
        self._replies: SimpleQueue[bool] = SimpleQueue()
        self._sent = 0  # code points since the last query
        self._query_count = self._reply_count = 0
        self._query_time = 0.0  # time of the last query
        self._waiting = self._replies_proven = False

    def report_reply(self) -> None:
        """Report a reply: the terminal has drawn all output before a query."""
        self._reply_count += 1
        self._replies.put(True)

    def wait_for_replies(self) -> None:
        """Wait until no reply is missing, or until the timeout for it has passed."""
        while (
            self._reply_count < self._query_count
            and time.monotonic() < self._query_time + _EXIT_TIMEOUT
        ):
            time.sleep(0.005)

    def release(self) -> None:
        """Make `wait` return now, because the program ends."""
        self._replies.put(False)

    def with_query(self, text: str) -> str:
        """Return `text`, followed by a query if one is due."""
        self._sent += len(text)
        if not self._sends_queries or self._waiting or self._sent < _QUERY_INTERVAL:
            return text
        self._sent, self._waiting = 0, True
        self._query_count, self._query_time = self._query_count + 1, time.monotonic()
        return text + STATUS_QUERY

    def wait(self) -> None:
        """Wait until the terminal is close enough behind to take another screen update.

        Return at once for a terminal that has never replied.
        """
        behind = self._waiting and self._sent >= _QUERY_INTERVAL and self._replies_proven
        try:
            while self._waiting:
                self._replies_proven = self._replies.get(block=behind, timeout=_REPLY_TIMEOUT)
                self._waiting = False
        except Empty:
            self._replies_proven = self._replies_proven and not behind


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
        renderer: DiffRenderer,
        flow_control: FlowControl | None = None,
        on_closed: Callable[[], object] = lambda: None,
    ) -> None:
        """Create the thread; it must still be started.

        Args:
            write: Writes a text; raises OSError if the terminal was closed.
            renderer: Renders the items.
            flow_control: Flow control; None for none.
            on_closed: Called if the terminal was closed, but not while the program ends anyway.
        """
        super().__init__(daemon=True, name="terminal-output")
        self._write, self._on_closed = write, on_closed
        self._stopped = False
        self._renderer: DiffRenderer | FullRenderer = renderer
        self._queue: SimpleQueue[_QueueSlot | None] = SimpleQueue()
        self._last: _QueueSlot | None = None  # the last entry, if it holds a screen update
        self._flow_control = flow_control or FlowControl()

    def post(self, item: Item) -> None:
        """Queue an item; a screen update replaces the one before it if that still waits."""
        if isinstance(item, ScreenUpdate) and self._last:
            self._last.item = item
            if not self._last.taken:  # checked after the write: `_send` sets it before it reads
                return
        slot = _QueueSlot(item)
        self._last = slot if isinstance(item, ScreenUpdate) else None
        self._queue.put(slot)

    def stop(self) -> None:
        """Send what is queued, and return when all of it is sent."""
        self._stopped = True
        self._queue.put(None)
        self._flow_control.release()
        self.join()

    def run(self) -> None:
        """Send items until the thread is stopped or the terminal is closed."""
        try:
            while slot := self._queue.get():
                try:
                    self._send(slot)
                except OSError:
                    raise
                except Exception:  # noqa: BLE001 - whatever fails, the screen must not freeze
                    self._renderer, self._flow_control = FullRenderer(), FlowControl()
                    self._send(slot)
        except OSError:
            if not self._stopped:
                self._on_closed()

    def _send(self, slot: _QueueSlot) -> None:
        """Write the item of an entry; a screen update waits for the flow control."""
        if isinstance(slot.item, ScreenUpdate):
            self._flow_control.wait()
        slot.taken = True
        if text := self._renderer.text(slot.item):
            self._write(self._flow_control.with_query(text))


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
