"""Sends to the terminal in a thread of its own, and never more than the terminal takes.

While one picture of the screen is still on its way, newer ones replace each other: the newest
is sent, as the difference from what was really sent before. Everything else keeps its order.

A fault in working out what to send must never leave the screen standing still: from then on
every picture is sent whole.

No lock is held anywhere: a signal that stops the program sends its farewells from within
whatever was being done, and waits until they are sent.

How far the terminal is behind: it is asked, for over SSH no buffer of ours shows it.

Behind a pty the kernel holds back a program that writes faster than the terminal takes. Over SSH
the server takes megabytes at once, and a key that was held goes on for seconds after it was let
go. So after some output the terminal is asked for a sign of life (DSR 5, ECMA-48), which every
terminal gives in its turn; pictures wait while one is missing, and newer ones replace them.
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
"""Characters after which the terminal is asked: what a slow link takes in 60 ms."""
_PATIENCE = 2.0
"""Seconds after which an answer is given up, and with it the asking."""


_LAST_WORDS = 0.5
"""Seconds after a question in which the program does not end: a shell would get the answer."""


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether there is a link between this program and its terminal."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))


class FlowControl:
    """Asks while output goes on; for one writer, with answers from any thread.

    `asks` False: it never does, and nothing ever waits.
    """

    def __init__(self, asks: bool = False) -> None:
        self._asks = asks
        self._answers: SimpleQueue[bool] = SimpleQueue()
        self._sent = 0  # since the terminal was asked last
        self._asked = self._answered = 0
        self._when = 0.0  # it was asked last
        self._waiting = self._proven = False

    def answered(self) -> None:
        """The terminal has drawn all that came before a question."""
        self._answered += 1
        self._answers.put(True)

    def settle(self) -> None:
        """Return when no answer is missing, or none is to be expected any more."""
        while self._answered < self._asked and time.monotonic() < self._when + _LAST_WORDS:
            time.sleep(0.005)

    def hurry(self) -> None:
        """Do not wait any more: the program ends."""
        self._answers.put(False)

    def after(self, text: str) -> str:
        """`text`, with a question behind it if it is time for one."""
        self._sent += len(text)
        if not self._asks or self._waiting or self._sent < _STEP:
            return text
        self._sent, self._waiting = 0, True
        self._asked, self._when = self._asked + 1, time.monotonic()
        return text + ASK

    def wait(self) -> None:
        """Return when the terminal is near enough for another picture.

        One that has never answered is not waited for.
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
    """A place in the queue. Its item may be replaced until it is taken."""

    item: Item
    taken: bool = False


class OutputThread(threading.Thread):
    """Takes what is to be sent, from any thread, without ever waiting."""

    def __init__(
        self,
        write: Callable[[str], object],
        shown: DiffRenderer,
        pace: FlowControl | None = None,
        gone: Callable[[], object] = lambda: None,
    ) -> None:
        """`write` raises OSError where the terminal is gone; `gone` is called then, but not
        where the program is ending anyway.
        """
        super().__init__(daemon=True, name="terminal-output")
        self._write, self._gone = write, gone
        self._stopped = False
        self._shown: DiffRenderer | FullRenderer = shown
        self._queue: SimpleQueue[_QueueSlot | None] = SimpleQueue()
        self._last: _QueueSlot | None = None  # the last place, if it holds a picture
        self._pace = pace or FlowControl()

    def post(self, item: Item) -> None:
        """Send this after what was posted before; of pictures in a row the last is enough."""
        if isinstance(item, ScreenUpdate) and self._last:
            self._last.item = item
            if not self._last.taken:  # asked afterwards: it is taken before it is read
                return
        place = _QueueSlot(item)
        self._last = place if isinstance(item, ScreenUpdate) else None
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
                    self._shown, self._pace = FullRenderer(), FlowControl()
                    self._send(place)
        except OSError:
            if not self._stopped:
                self._gone()

    def _send(self, place: _QueueSlot) -> None:
        if isinstance(place.item, ScreenUpdate):
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
