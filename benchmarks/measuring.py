"""A program under a pty, measured as a user at the terminal sees it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.e2e.terminal import Pty

SIZE = (120, 40)
GAP = 0.004
"""Seconds without output between two frames: the pieces of one frame come closer together."""

AT_REST = 1.0
"""Seconds without output after which a start is complete: some programs show a page and go on
loading."""

AT_REST_MS = 10.0
"""Milliseconds of processor time in a quarter of a second below which a program is at rest."""

TIMEOUT = 90.0
"""Seconds that a start may take: one peer needs half a minute for a megabyte on a busy machine."""

# Answers of a present-day terminal: synchronized updates are supported; the terminal is there.
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[5n": b"\x1b[0n"}
FRAME = b"\x1b[?2026h"


@dataclass(frozen=True)
class Press:
    """The answer to one key.

    Frames are counted by their synchronized-update marks; for a program that sets none, by the
    pauses between them.

    Attributes:
        seconds: from the key to the last byte of the answer.
        size: bytes of the answer.
        frames: number of frames.
    """

    seconds: float
    size: int
    frames: int


@dataclass(frozen=True)
class Start:
    """One start of a program.

    Attributes:
        shown: seconds until the text was on the screen.
        settled: seconds until the last byte of output.
        size: bytes of output.
        steady: True if the text stayed on the screen after every further piece of output.
    """

    shown: float
    settled: float
    size: int
    steady: bool


class Probe(Pty):
    """A program under a pty; the arrival of every chunk of output is timed."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = SIZE
    ) -> None:
        self.chunks: list[tuple[float, int]] = []
        self.started = time.perf_counter()
        self._size = size
        super().__init__(command, size, env, ANSWERS)

    def pump(self, timeout: float = 0.0) -> bytes:
        """Read output as `Pty.pump` does; add its time and the total length to `chunks`."""
        chunk = super().pump(timeout)
        if chunk:
            self.chunks.append((time.perf_counter(), len(self.output)))
        return chunk

    def start(self, marker: str) -> Start:
        """Wait until the screen shows `marker` and has settled.

        The emulator is slow, so it draws only in the pauses. Which chunk brought the marker is
        found afterwards, by drawing the chunks again one by one.
        """
        end = time.monotonic() + TIMEOUT
        self.settle(AT_REST)
        while marker not in (screen := self.text()):
            assert time.monotonic() < end and self.running(), f"no {marker!r} on:\n{screen}"
            self.settle(AT_REST)
        seen = self._seen(marker)
        shown = next(number for number, there in enumerate(seen) if there)
        last, size = self.chunks[-1]
        at = self.chunks[shown][0]
        return Start(at - self.started, last - self.started, size, all(seen[shown:]))

    def when(self, marker: str) -> float:
        """Return the time of the first output that put `marker` on the screen.

        The marker must have been on the screen.
        """
        return self.chunks[self._seen(marker).index(True)][0]

    def _seen(self, marker: str) -> list[bool]:
        """Return for each chunk of output whether `marker` was on the screen after it."""
        seen, begin = [], 0
        with Pty(["true"], self._size) as again:
            for _, stop in self.chunks:
                again.output += self.output[begin:stop]
                again.draw()
                begin = stop
                seen.append(any(marker in row for row in again.screen.display))
        return seen

    def press(self, keys: str, timeout: float = 2.0, quiet: float = 0.08) -> Press | None:
        """Send keys at once and measure the answer.

        Args:
            keys: what to send.
            timeout: seconds to wait for the first byte.
            quiet: seconds without output that end the answer.

        Returns:
            The measurement; None if there was no answer.
        """
        self.settle(quiet)
        first, before, pressed = len(self.chunks), len(self.output), time.perf_counter()
        self.write(keys)
        if not self.pump(timeout):
            return None
        self.settle(quiet)
        times = [at for at, _ in self.chunks[first:]]
        bursts = 1 + sum(b - a > GAP for a, b in pairwise(times))
        frames = self.output.count(FRAME, before) or bursts
        return Press(times[-1] - pressed, len(self.output) - before, frames)

    def rest(self, longest: float = 60.0) -> None:
        """Wait until no thread of the program works any more (Linux).

        Args:
            longest: seconds to wait at most.
        """
        end = time.monotonic() + longest
        while time.monotonic() < end:
            before = self._busy()
            self.settle(0.25)
            if self._busy() - before < AT_REST_MS:
                return

    def idle(self, seconds: float) -> tuple[int, float]:
        """Measure the program without keys, after one second to settle.

        Args:
            seconds: how long to measure.

        Returns:
            Bytes written and milliseconds of processor time.
        """
        self.settle(1.0)
        before, busy, end = len(self.output), self._busy(), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.pump(left)
        return len(self.output) - before, self._busy() - busy

    def megabytes(self) -> float:
        """Return the private memory of the program, in MiB (Linux)."""
        sizes = Path(f"/proc/{self.pid}/smaps_rollup").read_text("ascii").splitlines()
        private = (line.split() for line in sizes if line.startswith("Private_"))
        return sum(int(words[1]) for words in private) / 1024

    def main_thread(self) -> float:
        """Return the milliseconds of processor time that the main thread has used (Linux)."""
        schedule = Path(f"/proc/{self.pid}/task/{self.pid}/schedstat").read_text("ascii")
        return int(schedule.split()[0]) / 1e6

    def _busy(self) -> float:
        """Return the processor time that the program's threads have used (Linux).

        The unit is milliseconds; the kernel counts nanoseconds.
        """
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e6


@dataclass(frozen=True)
class Summary:
    """Statistics of many presses of one key."""

    median_ms: float
    p95_ms: float
    size: float
    frames: float
    count: int


def summary(presses: Sequence[Press]) -> Summary:
    """Return medians of the presses, and the time that 95 of 100 stayed within."""
    times = sorted(press.seconds * 1000 for press in presses)
    return Summary(
        median_ms=statistics.median(times),
        p95_ms=times[min(len(times) - 1, round(0.95 * len(times)))],
        size=statistics.median(press.size for press in presses),
        frames=statistics.median(press.frames for press in presses),
        count=len(times),
    )


def medians(
    found: Mapping[str, Sequence[Start]], value: Callable[[Start], float]
) -> dict[str, float]:
    """Return the median of one figure of each program's starts."""
    return {name: statistics.median(map(value, starts)) for name, starts in found.items()}
