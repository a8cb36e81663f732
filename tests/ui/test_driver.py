"""The driver under the real app in a terminal: the screen of the plain one, at a small price."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.terminal import TIMEOUT, Pty
from tests.ui.terminal.glass import Glass, wrong_cells

pytestmark = pytest.mark.e2e

WORDS = "the ferry lay moored until the harbour froze and nobody asked the crew about it".split()
TEXT = "\n\n".join(
    " ".join(WORDS[(7 * n * n + k) % len(WORDS)] for k in range(40 + n % 50)) + f" {n}."
    for n in range(200)
)
WIDE = "\n\n".join(
    f"{n} 港の船は冬まで動かない。 “e\u0301te\u0301” 🚢 👩‍👩‍👧 นมัสเต ok {'한국 ' * (n % 20)}end."
    for n in range(120)
)


class Watched:
    """The reader in a terminal, and what the terminal shows."""

    def __init__(self, terminal: Pty, size: tuple[int, int]) -> None:
        self.terminal = terminal
        self.glass = Glass(*size)
        self._fed = 0

    def look(self) -> str:
        """The text on the screen, brought up to date."""
        self.terminal.pump(0.02)
        fresh = self.terminal.output[self._fed :].decode(errors="ignore")
        if not re.search(r"\x1b[^a-zA-Z\\]*\Z", fresh):
            self._fed = len(self.terminal.output)
            self.glass.feed(fresh)
        return "\n".join("".join(str(cell[0]) for cell in row).rstrip() for row in self.glass.cells)

    def resize(self, columns: int, rows: int) -> None:
        self.look()
        self.glass.resize(columns, rows)
        self.terminal.resize(columns, rows)


@contextmanager
def reading(path: Path, driver: str, size: tuple[int, int] = (120, 34)) -> Iterator[Watched]:
    store = path.parent / f"store-{driver}"
    command = [sys.executable, "-m", "readerapp", str(path), "--store", str(store), "--as", "Ana"]
    with Pty(command, size, {"READERAPP_DRIVER": driver}) as terminal:
        yield Watched(terminal, size)


def both_show(wanted: str, plain: Watched, frugal: Watched) -> None:
    """Wait until both terminals show a text, and the same in every cell."""
    end = time.monotonic() + TIMEOUT
    while True:
        screens = plain.look(), frugal.look()
        wrong = wrong_cells(frugal.glass, plain.glass)
        if not wrong and all(re.search(wanted, screen) for screen in screens):
            return
        assert time.monotonic() < end, f"{wanted!r}, {wrong[:5]}\n" + "\n".join(screens)


@pytest.mark.parametrize("text", [TEXT, WIDE], ids=["latin", "wide"])
def test_a_session_ends_in_the_same_cells_as_with_the_plain_driver(home: Path, text: str) -> None:
    path = home / "ferry.txt"
    path.write_text(text, encoding="utf-8")
    acts = [
        ("", "saved"),
        ("j" * 32, "saved"),
        ("\x1b[6~\x1b[6~", "saved"),
        ("vee1", "1 highlight"),
        ("ajetty", "jetty"),
        ("\x1b", "quit"),
        ("?", "(?i)keys"),
        ("\x1b", "quit"),
        ("z" + "j" * 5 + "k" * 40, "highl"),
        ((70, 20), "highl"),
        ("z", "1 highlight"),
        ((110, 36), "saved"),
        ("G", "100%"),
        ("g", "0%"),
    ]
    with reading(path, "plain") as plain, reading(path, "") as frugal:
        for act, wanted in acts:
            for watched in (plain, frugal):
                if isinstance(act, str):
                    watched.terminal.write(act)
                else:
                    watched.resize(*act)
            both_show(wanted, plain, frugal)
        assert len(frugal.terminal.output) < len(plain.terminal.output) / 4
        for watched in (plain, frugal):
            watched.terminal.write("q")
            watched.terminal.wait_until_ended()
        assert b"\x1b[?1049l" in frugal.terminal.output
