"""How far the terminal is behind: it is asked, for over SSH no buffer of ours shows it.

Behind a pty the kernel holds back a program that writes faster than the terminal takes. Over SSH
the server takes megabytes at once, and a key that was held goes on for seconds after it was let
go. So after some output the terminal is asked for a sign of life (DSR 5, ECMA-48), which every
terminal gives in its turn; pictures wait while one is missing, and newer ones replace them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from queue import Empty, SimpleQueue

ASK = "\x1b[5n"
ANSWER = "\x1b[0n"

_STEP = 3000
"""Characters after which the terminal is asked: what a slow link takes in 60 ms."""
_PATIENCE = 2.0
"""Seconds after which an answer is given up, and with it the asking."""


_LAST_WORDS = 0.5
"""Seconds after a question in which the program does not end: a shell would get the answer."""


def is_far(environment: Mapping[str, str]) -> bool:
    """Whether there is a link between this program and its terminal."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))


class Pace:
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
