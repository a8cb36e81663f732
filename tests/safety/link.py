"""A reader on a pty of its own, the contents of its store, and readers that end at random times.

python -m tests.safety.link TIMES           how much of a note is lost when its terminal is closed
python -m tests.safety.link TIMES --kill    and when the reader is killed (SIGKILL) during typing
"""

from __future__ import annotations

import os
import random
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from readerapp.core.model import Annotation
from readerapp.store import Store
from tests.e2e.terminal import TIMEOUT, Pty

ROOT = Path(__file__).resolve().parents[2]
TEXT = "“The ferry sails on Sunday,” said Ida Holm. It is the last one.\n\n" + "And so on. " * 2000
WORDS = "The ferry sails on Sunday,"

PATIENT = (
    "import sys; from readerapp.ui import signals; "
    "signals.SAVE_TIMEOUT = signals.SHUTDOWN_TIMEOUT = 20; "
    "from readerapp.cli import main; sys.exit(main())"
)
"""The reader, which gives itself moments to end in, with time enough on a busy machine."""

HEAD = "<<>>"
"""The beginning of a note, which stands nowhere else on the screen."""

GRACE = 1.0
"""Seconds: what was typed earlier than this before the link dropped must not be lost."""


class Link:
    """`readerapp` in a folder of its own. `before` are words before the command, as `setsid -w`.

    `hurried`: it must end within the promised time, or is killed; else it may take longer.
    """

    def __init__(
        self, folder: Path, *before: str, hurried: bool = False, **environment: str
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store = folder / "store"
        file = folder / "ferry.txt"
        file.write_text(TEXT, encoding="utf-8")
        run = ("-m", "readerapp") if hurried else ("-c", PATIENT)
        command = (sys.executable, *run, str(file), "--store", str(self.store))
        paths = {"HOME": str(folder), "PYTHONPATH": str(ROOT)}
        paths |= {f"XDG_{name}_HOME": str(folder / name) for name in ("DATA", "STATE", "CACHE")}
        self.pty = Pty([*before, *command], env={**paths, **environment})
        self.pty.wait_for(". next quotation")

    def marks(self) -> list[Annotation]:
        """Return the notes that are on the disk now."""
        store = Store(self.store)
        return [mark for record in store.documents() for mark in _marks(store, record)]

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait until a condition holds, without reading the terminal."""
        end = time.monotonic() + TIMEOUT
        while not holds():
            assert time.monotonic() < end, what
            time.sleep(0.01)

    def ended_after(self) -> float:
        """Return the seconds until the process has ended, without reading its terminal."""
        start = time.monotonic()
        while self.pty._status is None:
            pid, status = os.waitpid(self.pty.pid, os.WNOHANG)
            if pid:
                self.pty._status = os.waitstatus_to_exitcode(status)
            assert time.monotonic() - start < TIMEOUT, "it never ends"
            time.sleep(0.005)
        return time.monotonic() - start


def _marks(store: Store, record) -> list[Annotation]:  # type: ignore[no-untyped-def]
    opened = store.open(record)
    try:
        return [mark for mark in opened.annotations.values() if not mark.deleted]
    finally:
        opened.close()


@dataclass(frozen=True)
class Ending:
    """The result for a note whose reader ended while the note was typed."""

    typed: str
    shown: int
    """How many letters were on the screen at the end, and maybe a blank after them."""
    early: int
    """How many letters were typed more than `GRACE` before the end."""
    saved: str
    said: bool
    """Whether the screen said at the end that all is saved."""
    oldest: float
    """Seconds since the first letter that is lost was typed; 0 if none is."""
    took: float
    """Seconds that the reader took to end."""

    @property
    def wrong(self) -> bool:
        """Return whether the note has other letters, or fewer than the screen reported as saved."""
        fewer = self.said and len(self.saved) < self.shown
        return fewer or not self.typed.startswith(self.saved)


def drop(folder: Path, seed: int, hurried: bool = False) -> Ending:
    """Close the terminal while a note is typed, in bursts and with pauses."""
    chance = random.Random(seed)
    gaps = (chance.choice([0, 0.01, 0.05, 0.2, 0.5]) for _ in iter(int, 1))
    return _end(folder, chance, gaps, chance.uniform(0.05, 2.0), Pty.hang_up, hurried)


def kill(folder: Path, seed: int, hurried: bool = False) -> Ending:
    """Kill the reader while a note is typed, at one speed with a tenth more or less."""
    chance = random.Random(seed)
    speed = chance.uniform(0.05, 0.5)
    gaps = (speed * chance.uniform(0.9, 1.1) for _ in iter(int, 1))
    return _end(folder, chance, gaps, chance.uniform(0.2, 6.0), Pty.kill, hurried)


def _end(
    folder: Path,
    chance: random.Random,
    gaps: Iterator[float],
    seconds: float,
    end: Callable[[Pty], None],
    hurried: bool,
) -> Ending:
    link = Link(folder, hurried=hurried)
    typed = HEAD
    begin = time.monotonic()
    link.pty.write(".a" + typed)
    link.pty.wait_for(typed)
    times = [begin] * len(HEAD)
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        letter = chance.choice(string.ascii_letters + " éß雨")
        link.pty.write(letter)
        times.append(time.monotonic())
        typed += letter
        if chance.random() < 0.8:
            link.pty.pump()
        time.sleep(next(gaps))
    screen = link.pty.text()
    shown = max(len(part) for n in range(len(typed) + 1) if (part := typed[:n].rstrip()) in screen)
    ended = time.monotonic()
    end(link.pty)
    took = link.ended_after()
    (mark,) = link.marks()
    assert mark.target and mark.target.exact == WORDS
    link.pty.hang_up()
    return Ending(
        typed,
        shown,
        early=sum(1 for at in times if at < ended - GRACE),
        saved=mark.note,
        said="· saved" in screen,
        oldest=ended - times[len(mark.note)] if len(mark.note) < len(typed) else 0.0,
        took=took,
    )


def endings(
    way: Callable[[Path, int, bool], Ending], folder: Path, times: int, hurried: bool = False
) -> list[Ending]:
    """Return the results of many readers, several at a time."""
    with ThreadPoolExecutor(5) as pool:
        return list(pool.map(lambda seed: way(folder / str(seed), seed, hurried), range(times)))


def main(times: int, way: Callable[[Path, int, bool], Ending], what: str) -> int:
    """Print what was lost; the letters that were lost and must not be, and notes that are wrong."""
    with tempfile.TemporaryDirectory() as folder:
        found = endings(way, Path(folder), times, hurried=True)
    lost = sum(max(0, one.early - len(one.saved)) for one in found)
    late = sum(len(one.typed) - len(one.saved) for one in found) - lost
    oldest, took = max(one.oldest for one in found), max(one.took for one in found)
    wrong = sum(one.wrong for one in found)
    print(
        f"{times} {what}, {sum(len(one.typed) for one in found)} letters typed\n"
        f"{lost} lost that are older than {GRACE:g} s, {late} younger, the oldest {oldest:.2f} s\n"
        f"{wrong} notes that are wrong, or were said to be saved and are not\n"
        f"longest exit {took:.2f} s"
    )
    return lost + wrong


if __name__ == "__main__":
    by_kill = "--kill" in sys.argv
    chosen = (kill, "readers killed") if by_kill else (drop, "terminals closed")
    sys.exit(bool(main(int(sys.argv[1]), *chosen)))
