"""A key that is held over a slow link: how long the screen goes on after it was let go.

    python benchmarks/link.py [--rate 50000] [--delay 0.05] [--seconds 3]

The link takes what the program writes at once, as an SSH server does, and delivers so many bytes
a second, each way so many seconds late. The terminal answers when it is asked whether it is there.
Beside the reader stands `plain`: the reader with the driver as Textual has it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from texts import OPENING, prose

from tests.e2e.terminal import Pty

SIZE = (120, 40)
PER_SECOND = 30
ASK, ANSWER = b"\x1b[5n", b"\x1b[0n"
KEYS = {"line scroll": "j", "page": "\x1b[6~"}


@dataclass(frozen=True)
class Held:
    """Seconds from the last press to the last byte on the screen; bytes in all and under way."""

    settled: float
    size: int
    most: int


class Link:
    """What lies between a program on a pty and the person."""

    def __init__(self, pty: Pty, rate: int, delay: float) -> None:
        self._pty, self._rate, self._delay = pty, rate, delay
        self._keys: deque[tuple[float, bytes]] = deque()
        self._coming: deque[tuple[float, bytes]] = deque()  # each with the time of its arrival
        self._free = 0.0  # when the link has sent what it took
        self.size = self.most = 0
        self.last = 0.0

    def press(self, key: bytes) -> None:
        """Send a key, which arrives later."""
        self._keys.append((time.perf_counter() + self._delay, key))

    def run(self, until: float) -> None:
        """Let time pass."""
        while (now := time.perf_counter()) < until:
            while self._keys and self._keys[0][0] <= now:
                self._pty.write(self._keys.popleft()[1])
            while self._coming and self._coming[0][0] <= now:
                self.last, chunk = self._coming.popleft()
                for _ in range(chunk.count(ASK)):
                    self.press(ANSWER)
            if chunk := self._pty.pump(0.001):
                self._free = max(now, self._free) + len(chunk) / self._rate
                self._coming.append((self._free + self._delay, chunk))
                self.size += len(chunk)
                self.most = max(self.most, sum(len(one) for _, one in self._coming))

    def drain(self) -> None:
        """Let time pass until nothing has come for half a second."""
        self.run(time.perf_counter() + 2 * self._delay + 0.5)
        while self._coming:
            self.run(self._coming[-1][0] + 2 * self._delay + 0.5)


def held(
    command: Sequence[str], env: dict[str, str], key: str, options: argparse.Namespace
) -> Held:
    """Hold a key for some seconds."""
    with Pty(command, SIZE, env) as pty:
        pty.wait_for("saved" if "readerapp" in command else OPENING)
        link = Link(pty, options.rate, options.delay)
        link.press(b"g" + b"j" * SIZE[1])
        link.drain()
        link.size = link.most = 0
        began = time.perf_counter()
        for number in range(round(options.seconds * PER_SECOND)):
            link.run(began + number / PER_SECOND)
            link.press(key.encode())
        released = time.perf_counter()
        link.drain()
        return Held(link.last - released, link.size, link.most)


def main() -> None:
    """Hold each key in each program, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rate", type=int, default=50_000, help="bytes a second")
    parser.add_argument("--delay", type=float, default=0.05, help="seconds each way")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long a key is held")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readerapp-link-") as folder:
        path = Path(folder) / "prose.txt"
        path.write_text(prose(1_000_000), encoding="utf-8")
        reader = [sys.executable, "-m", "readerapp", str(path), "--store", f"{folder}/store"]
        base = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
            "HOME": folder,
            "LESSHISTFILE": "-",
        }
        programs = {
            "reader": (reader, base),
            "plain": (reader, {**base, "READERAPP_DRIVER": "plain"}),
            "less": (["less", str(path)], base),
        }
        for what, key in KEYS.items():
            for name, (command, env) in programs.items():
                if shutil.which(command[0]):
                    found = held(
                        command, env, " " if name == "less" and what == "page" else key, options
                    )
                    print(
                        f"{what:<12} {name:<7} settled {found.settled * 1000:6.0f} ms after the "
                        f"last press, {found.size:>7,} bytes, at most {found.most:>7,} under way"
                    )


if __name__ == "__main__":
    main()
