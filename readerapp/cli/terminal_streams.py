"""Connect the standard streams to the terminal while the screen is on it.

In a pipeline standard input is a document, standard output takes a result, and standard error may
be a file. The screen and its keys need the terminal itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from readerapp.core.errors import ReaderError

_STREAMS = (0, 1, 2)


@contextmanager
def terminal_streams() -> Iterator[None]:
    """Connect those of standard input, output and error that are not a terminal to the terminal.

    They are what they were when the block ends.

    Raises:
        ReaderError: There is no terminal.
    """
    others = [stream for stream in _STREAMS if not os.isatty(stream)]
    if not others:
        yield
        return
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise ReaderError(
            "There is no terminal for the keys; use `readerapp text` or `readerapp list`."
        ) from error
    for output in (sys.stdout, sys.stderr):
        output.flush()
    before: dict[int, int | None] = {}
    try:
        for stream in others:
            try:
                before[stream] = os.dup(stream)
            except OSError:  # it was closed
                before[stream] = None
            os.dup2(terminal, stream)
        os.close(terminal)
        yield
    finally:
        for output in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # the terminal may be gone
                output.flush()
        for stream, copy in before.items():
            if copy is None:
                os.close(stream)
            else:
                os.dup2(copy, stream)
                os.close(copy)
