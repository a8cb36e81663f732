"""Terminal input: a key parser that never loses Esc, and the loop that reads the terminal.

Terminals send one byte for Esc, and the same byte begins the escape sequence of an arrow key or
of Alt with a key. A slow link delivers Esc and the next keys in one piece. Textual then takes
them for Alt or for an unknown sequence and loses Esc, so that, for example, the note editor stays
open. Here everything that is no known sequence of a key, the mouse or a reply is Esc and keys.

The read loop sleeps in `select` until there is input. Textual's own thread checks ten times a
second whether to stop, and if the terminal is closed, it reads nothing for ever. Here the stop
event wakes the thread, and a closed terminal is reported in the usual way, as SIGHUP: the system
does not send it to a process that is not in the session of its terminal.
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
from textual.message import Message

from readerapp.ui.terminal.output_thread import STATUS_REPLY
from readerapp.ui.textual_internals import InputParser

ESC = "\x1b"
ESC_KEY = "\x1b[27u"
"""Esc as in the kitty keyboard protocol, which is not ambiguous."""

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


class KeyParser(InputParser):
    """Textual's parser, fed with an unambiguous sequence for each Esc that is a key."""

    def __init__(
        self,
        debug: bool = False,
        clock: Callable[[], float] = time.monotonic,
        on_reply: Callable[[], object] = lambda: None,
    ) -> None:
        """Create a parser.

        Args:
            debug: Passed on to Textual's parser.
            clock: Returns the time in seconds; for tests.
            on_reply: Called for each reply to a status query, by which the terminal reports
                that it has drawn all output before the query.
        """
        super().__init__(debug)
        self._on_reply = on_reply
        self._clock = clock
        self._incomplete = ""  # an incomplete sequence at the end of the input
        self._incomplete_since = 0.0

    def feed(self, data: str) -> Iterator[Message]:
        """Parse `data` and yield its events; the empty string means the end of the input."""
        ready, self._incomplete = (
            split_escapes(self._incomplete + data) if data else (flush_keys(self._incomplete), "")
        )
        self._incomplete_since = self._clock()
        if STATUS_REPLY in ready:
            ready = ready.replace(STATUS_REPLY, "")
            self._on_reply()
        if ready:
            yield from super().feed(ready)
        if not data:
            yield from super().feed("")

    @property
    def due(self) -> float | None:
        """Return the seconds until `tick` may yield events; None if it has nothing to wait for."""
        if self._incomplete:
            return max(0.0, self._incomplete_since + constants.ESCAPE_DELAY - self._clock())
        return constants.ESCAPE_DELAY if self.awaits_more else None

    def tick(self) -> Iterator[Message]:
        """Yield an incomplete sequence as keys if its rest has not come in time."""
        if self._incomplete and self._clock() - self._incomplete_since >= constants.ESCAPE_DELAY:
            incomplete, self._incomplete = self._incomplete, ""
            yield from super().feed(flush_keys(incomplete))
        yield from super().tick()


def split_escapes(data: str) -> tuple[str, str]:
    r"""Replace each Esc that begins no known sequence by `ESC_KEY`.

    Args:
        data: The input so far, with the incomplete end of the last call.

    Returns:
        The text that can be parsed now, and an incomplete sequence at the end of `data`, which
        must be prepended to the next input.

    >>> split_escapes("\x1bx\x1b[")
    ('\x1b[27ux', '\x1b[')
    """
    end = _UNFINISHED.search(data)
    complete_end = end.start() if end else len(data)
    parts, position = [], 0
    while (at := data.find(ESC, position, complete_end)) >= 0:
        match = _PASTE.match(data, at) or _SEQUENCE.match(data, at)
        parts += [data[position:at], match.group() if match else ESC_KEY]
        position = match.end() if match else at + 1
    if position > complete_end:  # the end is inside a paste
        return "".join(parts) + data[position:], ""
    return "".join(parts) + data[position:complete_end], data[complete_end:]


def flush_keys(keys: str) -> str:
    """Return an incomplete sequence as keys, each Esc as `ESC_KEY`."""
    return keys.replace(ESC, ESC_KEY)


_READ_SIZE = 4096
"""Maximum number of bytes in one read."""


class WakeableEvent(threading.Event):
    """A threading event that `select` can wait for; it writes to a pipe when it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the event is set."""
        return self._out

    def set(self) -> None:
        """Set the event and wake all threads that wait for it, also in `select`."""
        super().set()
        os.write(self._in, b"\0")

    def clear(self) -> None:
        """Reset the event and empty its pipe."""
        super().clear()
        while select.select([self], [], [], 0)[0]:
            os.read(self._out, _READ_SIZE)


def read_input(
    terminal: int, parser: KeyParser, deliver: Callable[[Message], object], ending: WakeableEvent
) -> bool:
    """Read the terminal and deliver the events until `ending` is set.

    Args:
        terminal: The file descriptor of the terminal.
        parser: Parses the input.
        deliver: Called with each event, in this thread.
        ending: Stops the loop.

    Returns:
        False if the terminal was closed, else True.
    """
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
            # Half a character decodes to "", which the parser would take for the end.
            text = decode(data)
            for event in parser.feed(text) if text else ():
                deliver(event)
        for event in parser.tick():
            deliver(event)
    return True


def _read(terminal: int) -> bytes | None:
    """Return the bytes that can be read now; None if the terminal was closed."""
    try:
        return os.read(terminal, _READ_SIZE) or None
    except BlockingIOError:  # another program made it non-blocking and read the input first
        return b""
    except OSError:
        return None


def raise_sighup() -> None:
    """Send SIGHUP to this process, so that it saves what is typed and ends."""
    os.kill(os.getpid(), signal.SIGHUP)
