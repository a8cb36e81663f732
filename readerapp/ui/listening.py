"""Listens to the terminal: sleeps until there is something to read, and wakes for nothing else.

Textual's own thread looks ten times a second whether it shall end, and where the terminal is gone
it reads nothing for ever. Here the end wakes the thread, and a terminal that is gone is told like
any other: by SIGHUP, which nobody sends to a process that is not in its terminal's session.
"""

from __future__ import annotations

import os
import select
import signal
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual.message import Message

from readerapp.ui.keyboard import KeyParser

_MOST = 4096
"""Bytes that are read at a time."""


class Ending(threading.Event):
    """An event that `select` can wait for too."""

    def __init__(self) -> None:
        super().__init__()
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)

    def fileno(self) -> int:
        """Can be read from once the event is set."""
        return self._out

    def set(self) -> None:
        """Wake whoever waits for it."""
        super().set()
        os.write(self._in, b"\0")

    def clear(self) -> None:
        """As if it had never been set."""
        super().clear()
        while select.select([self], [], [], 0)[0]:
            os.read(self._out, _MOST)


def listen(
    terminal: int, parser: KeyParser, deliver: Callable[[Message], object], ending: Ending
) -> bool:
    """Deliver what the terminal sends until `ending` is set; False if the terminal is gone."""
    decode = getincrementaldecoder("utf-8")("replace").decode
    sources: list[int | Ending] = [terminal, ending]
    ended = False
    while not ended:
        ready = select.select(sources, [], [], parser.due)[0]
        ended = ending in ready
        if terminal in ready:
            data = _read(terminal)
            if data is None:
                return False
            # Half a character is nothing yet, and nothing would tell the parser of the end.
            text = decode(data)
            for event in parser.feed(text) if text else ():
                deliver(event)
        for event in parser.tick():
            deliver(event)
    return True


def _read(terminal: int) -> bytes | None:
    """What can be read; None from a terminal that is gone."""
    try:
        return os.read(terminal, _MOST) or None
    except BlockingIOError:  # another program has set it so, and took what there was
        return b""
    except OSError:
        return None


def tell_that_it_is_gone() -> None:
    """Let the program end as when its terminal is closed: what is typed is saved first."""
    os.kill(os.getpid(), signal.SIGHUP)
