"""What the terminal sends for keys: Esc and the key after it are told from a control sequence.

Terminals send one byte for Esc, and the same byte to begin the sequence of an arrow or of Alt
with a key. A slow line delivers Esc and the next keys in one piece, and Textual then takes them
for Alt or for an unknown sequence and loses Esc: the note that it should have ended goes on.
Here whatever is no sequence that keys, mouse or replies are known to send is Esc and keys.

Listens to the terminal: sleeps until there is something to read, and wakes for nothing else.

Textual's own thread looks ten times a second whether it shall end, and where the terminal is gone
it reads nothing for ever. Here the end wakes the thread, and a terminal that is gone is told like
any other: by SIGHUP, which nobody sends to a process that is not in its terminal's session.
"""

from __future__ import annotations

import os
import re
import select
import signal
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator

from textual import constants
from textual._xterm_parser import XTermParser
from textual.message import Message

from readerapp.ui.terminal.output_thread import ANSWER

ESC = "\x1b"
ESC_KEY = "\x1b[27u"
"""Esc as the kitty keyboard protocol spells it, which cannot be mistaken."""

_PASTE = re.compile(r"\x1b\[200~.*?(?:\x1b\[201~|\Z)", re.DOTALL)
_SEQUENCE = re.compile(
    r"""\x1b(?:
        \[M[^\x1b]{3}                           # the mouse, as old terminals send it
      | \[\[[A-E]                               # F1 to F5 on the Linux console
      | \[[A-IO-SZa-d~]                         # keys without parameters, focus
      | \[[0-9:;<=>?][0-?]*[\ -/]*[@-~]         # keys with parameters, mouse, replies
      | O[A-SM-y]                               # arrows, F1 to F4, the number pad
      | \][0-9]+;[^\x07\x1b]*(?:\x07|\x1b\\)    # replies about colours
      | [P_^][^\x1b]*\x1b\\                     # other replies
      | [bf\t\x7f]                              # Alt with arrows, Tab, Backspace
    )""",
    re.VERBOSE,
)
_UNFINISHED = re.compile(
    r"\x1b(?:\[(?:M[^\x1b]{0,2}|\[|[0-9:;<=>?][0-?]*[ -/]*)?|O|\][0-9]*(?:;[^\x07\x1b]*\x1b?)?)?\Z"
)


class KeyParser(XTermParser):
    """Textual's parser, given Esc in a spelling of its own wherever it stands for itself."""

    def __init__(
        self,
        debug: bool = False,
        clock: Callable[[], float] = time.monotonic,
        answered: Callable[[], object] = lambda: None,
    ) -> None:
        """`answered` is called whenever the terminal says that it has drawn all."""
        super().__init__(debug)
        self._answered = answered
        self._clock = clock
        self._held = ""  # what may be the beginning of a sequence
        self._since = 0.0

    def feed(self, data: str) -> Iterator[Message]:
        """The events in `data`; nothing at all means that no more will come."""
        ready, self._held = (
            split_escapes(self._held + data) if data else (flush_keys(self._held), "")
        )
        self._since = self._clock()
        if ANSWER in ready:
            ready = ready.replace(ANSWER, "")
            self._answered()
        if ready:
            yield from super().feed(ready)
        if not data:
            yield from super().feed("")

    @property
    def due(self) -> float | None:
        """Seconds until `tick` may have something to say; None if it will not, by itself."""
        if self._held:
            return max(0.0, self._since + constants.ESCAPE_DELAY - self._clock())
        return None if self._timeout_time is None else constants.ESCAPE_DELAY

    def tick(self) -> Iterator[Message]:
        """What has waited for the rest of a sequence for too long is keys."""
        if self._held and self._clock() - self._since >= constants.ESCAPE_DELAY:
            held, self._held = self._held, ""
            yield from super().feed(flush_keys(held))
        yield from super().tick()


def split_escapes(data: str) -> tuple[str, str]:
    """`data` with each Esc that begins no sequence spelt out, and an end to keep for the next."""
    end = _UNFINISHED.search(data)
    held = end.start() if end else len(data)
    parts, done = [], 0
    while (at := data.find(ESC, done, held)) >= 0:
        found = _PASTE.match(data, at) or _SEQUENCE.match(data, at)
        parts += [data[done:at], found.group() if found else ESC_KEY]
        done = found.end() if found else at + 1
    if done > held:  # the end lies within a paste
        return "".join(parts) + data[done:], ""
    return "".join(parts) + data[done:held], data[held:]


def flush_keys(keys: str) -> str:
    """An end that was kept and never went on, as keys."""
    return keys.replace(ESC, ESC_KEY)


_MOST = 4096
"""Bytes that are read at a time."""


class WakeableEvent(threading.Event):
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


def read_input(
    terminal: int, parser: KeyParser, deliver: Callable[[Message], object], ending: WakeableEvent
) -> bool:
    """Deliver what the terminal sends until `ending` is set; False if the terminal is gone."""
    decode = getincrementaldecoder("utf-8")("replace").decode
    sources: list[int | WakeableEvent] = [terminal, ending]
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


def raise_sighup() -> None:
    """Let the program end as when its terminal is closed: what is typed is saved first."""
    os.kill(os.getpid(), signal.SIGHUP)
