"""Two readers on one store: how soon one shows what the other marks, and the cost of polling.

    python benchmarks/live.py [--marks 30] [--idle 10]

Each reader runs under its own pty. One highlights quotation after quotation and writes notes. The
other is idle, or is in the middle of a note; it must keep its focus and every letter.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.terminal import Pty

_TICKS = os.sysconf("SC_CLK_TCK")


def document(folder: Path, quotations: int) -> Path:
    """Write a text with a quotation in each paragraph."""
    path = folder / "meeting.txt"
    path.write_text(
        "".join(f"“This is sentence number {n},” said Ida Holm.\n\n" for n in range(quotations)),
        encoding="utf-8",
    )
    return path


def reader(folder: Path, path: Path, who: str) -> Pty:
    """Start a reader and wait until it is idle."""
    command = [sys.executable, "-m", "readerapp", "--store", str(folder / "store"), "--as", who]
    terminal = Pty([*command, str(path)], (120, 40), {"HOME": str(folder)})
    terminal.wait_for("saved")
    terminal.settle(1.5)
    return terminal


def seen(terminal: Pty, words: str, begin: float) -> float:
    """Return the seconds from `begin` until the screen shows `words`."""
    while words not in terminal.text():
        assert time.perf_counter() - begin < 20, terminal.text()
        terminal.pump(0.005)
    return time.perf_counter() - begin


def delays(marks: int, folder: Path, path: Path, typing: bool) -> list[float]:
    """Return the seconds until each note of one reader is in the list of the other.

    Args:
        marks: number of highlights with notes.
        folder: folder of the store.
        path: the document.
        typing: True if the other reader is in the middle of a note.
    """
    found = []
    with reader(folder, path, "Ana") as ana, reader(folder, path, "Bob") as bob:
        if typing:
            bob.write("Aa thought of mine that goes on")
            bob.settle(0.3)
        for number in range(marks):
            time.sleep(random.uniform(0, 1))  # anywhere between two polls
            note = f"{'t' if typing else 'i'}{number:03}x"
            begin = time.perf_counter()
            ana.write(f".a{note}\x1b")
            found.append(seen(bob, f" {number + 1 + typing} highlight", begin))
            if typing:
                bob.write(str(number % 10))
        if typing:
            whole = "a thought of mine that goes on" + "".join(str(n % 10) for n in range(marks))
            bob.write("\x1b")
            ana.write("g")
            assert whole.split()[-1] in "".join(bob.wait_for(whole.split()[-1]).split("\n"))
    return found


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def main() -> None:
    """Print the delays, and the bytes and processor time of an idle reader."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--marks", type=int, default=30)
    parser.add_argument("--idle", type=float, default=10, help="seconds")
    options = parser.parse_args()
    for typing in (False, True):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found = delays(options.marks, folder, document(folder, options.marks + 2), typing)
        what = "in the middle of a note" if typing else "idle"
        print(
            f"the other is {what}: from the keys to their screen {statistics.median(found):.2f} s "
            f"(median of {len(found)}), at most {max(found):.2f} s"
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = document(folder, 20)
        with reader(folder, path, "Ana") as ana, reader(folder, path, "Bob") as bob:
            bob.settle(2)
            before, size, end = cpu(bob.pid), len(bob.output), time.monotonic() + options.idle
            while (left := end - time.monotonic()) > 0:
                bob.pump(left)
            used = cpu(bob.pid) - before
            print(
                f"idle for {options.idle:.0f} s with two readers open: {len(bob.output) - size} "
                f"bytes, {1000 * used / options.idle:.1f} ms of CPU a second"
            )
            assert ana.running()


if __name__ == "__main__":
    main()
