"""How the reader ends when the link drops or the system asks it to.

A closed terminal sends SIGHUP; without a handler Python dies at once, with an ignored one
Textual spins for ever. Every annotation is on disk already when it is shown; what is left
is the note being typed, so the handler saves it first and leaves afterwards. An alarm with
its default action ends the process even when the terminal never takes another byte.

Nobody sends SIGHUP to a process that is not in its terminal's session, as under setsid; so the
terminal is looked at as well.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

PATIENCE = 2
"""Seconds that an orderly exit may take after the link has dropped."""

LOOK = 1.0
"""Seconds between two looks whether the terminal is still there."""


def end_on_signals(save: Callable[[], None], leave: Callable[[int], None]) -> None:
    """Call `save`, then `leave` with an exit code, on SIGHUP, SIGTERM or a terminal that is gone.

    Must be called from the running event loop. The code is 128 plus the signal's number.
    """
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE)
        try:
            save()
        finally:
            leave(128 + number)

    def look() -> None:
        if os.isatty(0):
            loop.call_later(LOOK, look)
        else:
            end(signal.SIGHUP)

    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, end, number)
    if os.isatty(0):
        loop.call_later(LOOK, look)
