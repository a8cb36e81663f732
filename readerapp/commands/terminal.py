"""The terminal before the reader's screen has it: keys typed early are kept as they were typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from readerapp.errors import ReaderError


def keys_from_terminal() -> None:
    """Take keys from the terminal itself, after standard input has been read to its end.

    Raises:
        ReaderError: there is no terminal.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        raise ReaderError("There is no terminal to take keys from; use text or list.") from error
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)


@contextmanager
def keys_kept() -> Iterator[None]:
    """Until the end of the block, show no typed key and change none; then as it was before.

    A terminal in its usual mode prints what is typed while the program starts, and turns Enter
    into a line feed; the reader would take that for another key.
    """
    import termios

    try:
        before = termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):  # no terminal: nothing to keep
        yield
        return
    quiet = [*before]
    quiet[0] &= ~termios.ICRNL
    quiet[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error, OSError):  # the terminal may be gone
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)
