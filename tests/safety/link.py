"""A reader on a pty of its own, what its store holds, and terminals that are closed by chance.

python -m tests.safety.link TIMES     how much of a note is lost when its terminal is closed
"""

from __future__ import annotations

import os
import random
import string
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from readerapp.model import Annotation
from readerapp.store import Store
from tests.e2e.terminal import TIMEOUT, Pty

ROOT = Path(__file__).resolve().parents[2]
TEXT = "“The ferry sails on Sunday,” said Ida Holm. It is the last one.\n\n" + "And so on. " * 2000
WORDS = "The ferry sails on Sunday,"

PATIENT = (
    "import sys; from readerapp.ui import lifecycle; lifecycle.SAVING = lifecycle.LEAVING = 20; "
    "from readerapp.cli import main; sys.exit(main())"
)
"""The reader, which gives itself moments to end in, with time enough on a busy machine."""

HEAD = "<<>>"
"""The beginning of a note, which stands nowhere else on the screen."""

GRACE = 1.0
"""Seconds: what was typed earlier than this before the link dropped must not be lost."""


class Link:
    """`readerapp` in a folder of its own. `before` are words before the command, as `setsid -w`.

    `hurried`: it ends as fast as it promises, or is ended; else it takes the time it needs.
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
        self.pty.wait_for("Press . to find")

    def marks(self) -> list[Annotation]:
        """What is on the disk now."""
        store = Store(self.store)
        return [mark for record in store.documents() for mark in _marks(store, record)]

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait until something is so; the terminal is not read meanwhile."""
        end = time.monotonic() + TIMEOUT
        while not holds():
            assert time.monotonic() < end, what
            time.sleep(0.01)

    def ended_after(self) -> float:
        """Seconds until the process is gone, without reading its terminal."""
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
class Drop:
    """What became of a note whose terminal was closed while it was typed."""

    typed: str
    shown: int
    """How many letters were on the screen at the end, and maybe a blank after them."""
    early: int
    """How many letters were typed more than `GRACE` before the end."""
    saved: str
    ended: float


def drop(folder: Path, seed: int, hurried: bool = False) -> Drop:
    chance = random.Random(seed)
    link = Link(folder, hurried=hurried)
    typed = HEAD
    link.pty.write(".a" + typed)
    link.pty.wait_for(typed)
    times = []
    end = time.monotonic() + chance.uniform(0.05, 2.0)
    while time.monotonic() < end:
        letter = chance.choice(string.ascii_letters + " éß雨")
        link.pty.write(letter)
        times.append(time.monotonic())
        typed += letter
        if chance.random() < 0.8:
            link.pty.pump()
        time.sleep(chance.choice([0, 0.01, 0.05, 0.2, 0.5]))
    screen = link.pty.text()
    shown = max(len(part) for n in range(len(typed) + 1) if (part := typed[:n].rstrip()) in screen)
    closed = time.monotonic()
    link.pty.hang_up()
    ended = link.ended_after()
    (mark,) = link.marks()
    assert mark.target and mark.target.exact == WORDS
    early = len(HEAD) + sum(1 for at in times if at < closed - GRACE)
    return Drop(typed, shown, early, mark.note, ended)


def drops(folder: Path, times: int, hurried: bool = False) -> list[Drop]:
    """As many terminals closed, several at a time."""
    with ThreadPoolExecutor(5) as pool:
        return list(pool.map(lambda seed: drop(folder / str(seed), seed, hurried), range(times)))


def main(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = drops(Path(folder), times, hurried=True)
    lost = sum(max(0, one.early - len(one.saved)) for one in found)
    late = sum(len(one.typed) - len(one.saved) for one in found) - lost
    print(
        f"{times} terminals closed, {sum(len(one.typed) for one in found)} letters typed: {lost} "
        f"lost, {late} of the last second; longest exit {max(one.ended for one in found):.2f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
