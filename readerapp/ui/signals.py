"""How the reader ends when the link drops, or the system or another program asks it to.

A closed terminal sends SIGHUP; without a handler Python dies at once, with an ignored one
Textual spins for ever. Every annotation is on disk already when it is shown; what is left
is the note being typed, so the handler saves it first and leaves afterwards. An alarm with
its default action ends the process even when the terminal never takes another byte.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress

SAVING = 2.0
"""Seconds that saving what is typed may take after the link has dropped."""

SIGNALS = (
    *(signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT),
    *(signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU),
)
"""What asks a program to end and leaves it the time to: a dropped link, `kill` and its kin, and
what batch systems send before the end of a job. In the terminal Ctrl+C and Ctrl+\\ are keys."""

LEAVING = 0.7
"""Seconds that all the rest may take; nothing is lost that it does not come to."""


def end_on_signals(
    save: Callable[[], None], tidy: Callable[[], None], leave: Callable[[int], None]
) -> None:
    """End with an exit code on each of `SIGNALS`; `save` comes first.

    Must be called from the running event loop. Where there is a terminal, `leave` gives it back,
    and `tidy_briefly` is for what follows; where there is none, `tidy` is given a moment and the
    process ends, without half a second of taking itself apart. The code is 128 plus the signal's
    number. `save` also comes before the process is put to sleep, from which it may never wake.
    """
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, SAVING)
        code = 128 + number
        try:
            save()
        finally:
            signal.setitimer(signal.ITIMER_REAL, LEAVING)
            if os.isatty(0):
                leave(code)
            else:
                _end_after(tidy, code)

    for number in SIGNALS:
        loop.add_signal_handler(number, end, number)

    fall_asleep = signal.getsignal(signal.SIGTSTP)  # Textual's, which gives the terminal back

    def sleep() -> None:
        save()
        if callable(fall_asleep):
            fall_asleep(signal.SIGTSTP, None)

    if callable(fall_asleep):
        loop.add_signal_handler(signal.SIGTSTP, sleep)


def clean_up_briefly(tidy: Callable[[], None]) -> None:
    """Call `tidy` for as long as is left since a signal came; nothing is lost if it is not done."""

    def stop(*_signal: object) -> None:
        raise _TimeIsUp

    signal.signal(signal.SIGALRM, stop)
    with suppress(_TimeIsUp):
        tidy()
    signal.setitimer(signal.ITIMER_REAL, 0)


class _TimeIsUp(Exception):  # noqa: N818 - it is no error
    pass


def _end_after(tidy: Callable[[], None], code: int) -> None:
    try:
        tidy()
    finally:
        os._exit(code)
