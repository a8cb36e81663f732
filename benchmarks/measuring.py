"""A program under a pty, measured as the person at the terminal sees it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.e2e.terminal import TIMEOUT, Pty

SIZE = (120, 40)
GAP = 0.004
"""Seconds without output between two frames: the pieces of one come closer together."""

# What a present-day terminal says when it is asked: it can hold back half-drawn frames.
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
FRAME = b"\x1b[?2026h"


@dataclass(frozen=True)
class Press:
    """One key: seconds from the key to the last byte of the answer, its bytes, its frames.

    Frames are counted by their marks; where the program sets none, by the pauses between them.
    """

    seconds: float
    size: int
    frames: int


@dataclass(frozen=True)
class Start:
    """Seconds from the start until the text was on the screen, and until nothing more came."""

    shown: float
    settled: float
    size: int


class Probe(Pty):
    """A program whose every chunk of output is timed."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.chunks: list[tuple[float, int]] = []
        self.started = time.perf_counter()
        super().__init__(command, SIZE, env, ANSWERS)

    def pump(self, timeout: float = 0.0) -> bytes:
        """As in Pty; the time of arrival is kept in `chunks` with the length so far."""
        chunk = super().pump(timeout)
        if chunk:
            self.chunks.append((time.perf_counter(), len(self.output)))
        return chunk

    def start(self, marker: str) -> Start:
        """Wait until the screen shows `marker` and has settled.

        The emulator is slow, so it draws only in the pauses; which chunk brought the marker is
        found afterwards, by drawing them again one by one.
        """
        end = time.monotonic() + TIMEOUT
        self.settle(0.3)
        while marker not in (screen := self.text()):
            assert time.monotonic() < end and self.running(), f"no {marker!r} on:\n{screen}"
            self.settle(0.3)
        shown = self._first_chunk_with(marker)
        last, size = self.chunks[-1]
        return Start(shown - self.started, last - self.started, size)

    def _first_chunk_with(self, marker: str) -> float:
        """When the chunk came that put `marker` on the screen."""
        begin = 0
        with Pty(["true"], SIZE) as again:
            for at, stop in self.chunks:
                again.output += self.output[begin:stop]
                again.draw()
                begin = stop
                if any(marker in row for row in again.screen.display):
                    return at
        raise AssertionError(f"{marker!r} is on the screen, but no output brought it")

    def press(self, keys: str, patience: float = 2.0, quiet: float = 0.08) -> Press | None:
        """Send keys at once and measure the answer; None if there was none in `patience`."""
        self.settle(quiet)
        first, before, pressed = len(self.chunks), len(self.output), time.perf_counter()
        self.write(keys)
        if not self.pump(patience):
            return None
        self.settle(quiet)
        times = [at for at, _ in self.chunks[first:]]
        bursts = 1 + sum(b - a > GAP for a, b in pairwise(times))
        frames = self.output.count(FRAME, before) or bursts
        return Press(times[-1] - pressed, len(self.output) - before, frames)

    def idle(self, seconds: float) -> int:
        """Bytes written in this time without a key, after a second to come to rest."""
        self.settle(1.0)
        before, end = len(self.output), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.pump(left)
        return len(self.output) - before


@dataclass(frozen=True)
class Summary:
    """Many presses of one key."""

    median_ms: float
    p95_ms: float
    size: float
    frames: float
    count: int


def summary(presses: Sequence[Press]) -> Summary:
    """Medians of what was measured, and the time that 95 in 100 stayed within."""
    times = sorted(press.seconds * 1000 for press in presses)
    return Summary(
        median_ms=statistics.median(times),
        p95_ms=times[min(len(times) - 1, round(0.95 * len(times)))],
        size=statistics.median(press.size for press in presses),
        frames=statistics.median(press.frames for press in presses),
        count=len(times),
    )
