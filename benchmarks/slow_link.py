"""A slow link between a program on a pty and the user: limited bytes a second, and latency.

It reads what the program writes at once, as an SSH server does, and delivers it later. The terminal
at its end answers status queries.
"""

from __future__ import annotations

import time
from collections import deque

from tests.e2e.terminal import TIMEOUT, Pty

ASK, ANSWER = b"\x1b[5n", b"\x1b[0n"
_PIECES = 200
"""Pieces a second in which output is delivered."""


class Link:
    """A slow link to a program on a pty.

    Args:
        pty: the program.
        rate: bytes a second.
        delay: seconds each way.

    Attributes:
        delivered: the output that has reached the user.
        last: when the last of it arrived.
        size: bytes that the program has written.
        most: the most bytes that were under way at one time.
    """

    def __init__(self, pty: Pty, rate: int, delay: float) -> None:
        self._pty, self._rate, self._delay = pty, rate, delay
        self._keys: deque[tuple[float, bytes]] = deque()
        self._coming: deque[tuple[float, bytes]] = deque()  # with the time of arrival
        self._free = 0.0  # when the link has sent all that it read
        self._under_way = 0
        self._answered = 0
        self.delivered = bytearray()
        self.size = self.most = 0
        self.last = 0.0

    def press(self, key: bytes) -> None:
        """Send a key, which arrives after the delay."""
        self._keys.append((time.perf_counter() + self._delay, key))

    def run(self, until: float) -> None:
        """Deliver keys and output until the time `until`."""
        while (now := time.perf_counter()) < until:
            while self._keys and self._keys[0][0] <= now:
                self._pty.write(self._keys.popleft()[1])
            while self._coming and self._coming[0][0] <= now:
                self._deliver(*self._coming.popleft())
            if chunk := self._pty.pump(0.001):
                self._take(now, chunk)

    def run_until(self, text: bytes) -> float:
        """Run until `text` has arrived in one piece; return the time of the last arrival."""
        end = time.perf_counter() + TIMEOUT
        while text not in self.delivered:
            assert time.perf_counter() < end, f"{text!r} never came"
            self.run(time.perf_counter() + 0.01)
        return self.last

    def drain(self, quiet: float = 0.5) -> None:
        """Run until nothing has arrived for `quiet` seconds."""
        self.run(time.perf_counter() + 2 * self._delay + quiet)
        while self._coming:
            self.run(self._coming[-1][0] + 2 * self._delay + quiet)

    def forget(self) -> None:
        """Reset the counts of bytes."""
        self.size = self.most = 0

    def _take(self, now: float, chunk: bytes) -> None:
        step = max(1, self._rate // _PIECES)
        for start in range(0, len(chunk), step):
            piece = chunk[start : start + step]
            self._free = max(now, self._free) + len(piece) / self._rate
            self._coming.append((self._free + self._delay, piece))
        self.size += len(chunk)
        self._under_way += len(chunk)
        self.most = max(self.most, self._under_way)

    def _deliver(self, when: float, piece: bytes) -> None:
        self.last = when
        self.delivered += piece
        self._under_way -= len(piece)
        for _ in range(self.delivered.count(ASK) - self._answered):
            self._answered += 1
            self.press(ANSWER)
