"""Signal handlers that save and end the reader when the link drops or another program asks.

When a terminal is closed, the process gets SIGHUP. Without a handler Python dies at once; if the
signal is ignored, Textual loops for ever. Every annotation is on disk before it is shown, so only
the note being typed is unsaved: the handler saves it first and leaves afterwards. An alarm with
its default action ends the process even if the terminal accepts no more output.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

SAVE_TIMEOUT = 2.0
"""Timeout in seconds for saving the typed text after a signal."""

SIGNALS = (
    *(signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT),
    *(signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU),
)
r"""The signals that ask a program to end and give it time for that.

They come from a dropped link, from `kill` and similar programs, and from batch systems before the
end of a job. In the terminal Ctrl+C and Ctrl+\ are keys and send no signal.
"""

SHUTDOWN_TIMEOUT = 0.7
"""Timeout in seconds for everything after the save; nothing is lost if it is not done in time."""


LeftToChild = Callable[[], AbstractContextManager[None]]
"""Leaves Ctrl+C and Ctrl+Z to a program that runs in the terminal inside the block."""


def end_on_signals(
    save: Callable[[], None], close: Callable[[], None], exit_app: Callable[[int], None]
) -> LeftToChild:
    """Install handlers that save and end the process on each of `SIGNALS`.

    Must be called from the running event loop. The exit code is 128 plus the signal's number.

    Args:
        save: Called first; also before the process is stopped (SIGTSTP), as it may never
            continue.
        close: Called if there is no terminal. The process ends right after it, or when
            `SHUTDOWN_TIMEOUT` seconds have passed, without Textual's shutdown, which takes half a
            second.
        exit_app: Called with the exit code if there is a terminal, to restore the terminal. What
            follows the shutdown must be called by `close_until_alarm`.

    Returns:
        What leaves the signals of the keyboard to a program that is run in the terminal.
    """
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, SAVE_TIMEOUT)
        code = 128 + number
        try:
            save()
        finally:
            signal.setitimer(signal.ITIMER_REAL, SHUTDOWN_TIMEOUT)
            if os.isatty(0):
                exit_app(code)
            else:
                _end_after(close, code)

    for number in SIGNALS:
        loop.add_signal_handler(number, end, number)

    suspend_app = signal.getsignal(signal.SIGTSTP)  # Textual's, which restores the terminal

    def suspend() -> None:
        save()
        if callable(suspend_app):
            suspend_app(signal.SIGTSTP, None)

    if callable(suspend_app):
        loop.add_signal_handler(signal.SIGTSTP, suspend)

    @contextmanager
    def left_to_child() -> Iterator[None]:
        for number in (signal.SIGINT, signal.SIGQUIT):
            loop.remove_signal_handler(number)
            signal.signal(number, _ignore)
        loop.remove_signal_handler(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)  # this process stops and continues with it
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGQUIT):
                loop.add_signal_handler(number, end, number)
            if callable(suspend_app):
                loop.add_signal_handler(signal.SIGTSTP, suspend)

    return left_to_child


def _ignore(*_signal: object) -> None:
    """Do nothing; unlike SIG_IGN, a program that is started does not inherit it."""


def close_until_alarm(close: Callable[[], None]) -> None:
    """Call `close` until the alarm that a signal handler has set; then give it up.

    Nothing is lost if `close` is not done in time.
    """

    def stop(*_signal: object) -> None:
        raise _TimeIsUp

    signal.signal(signal.SIGALRM, stop)
    with suppress(_TimeIsUp):
        close()
    signal.setitimer(signal.ITIMER_REAL, 0)


class _TimeIsUp(Exception):  # noqa: N818 - not an error
    pass


def _end_after(close: Callable[[], None], code: int) -> None:
    """Call `close`, then end the process without Python's cleanup."""
    try:
        close()
    finally:
        os._exit(code)
