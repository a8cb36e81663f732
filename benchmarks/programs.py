"""The programs that are measured: the reader, a minimal Textual program, and peers."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from texts import OPENING

HERE = Path(__file__).resolve().parent
PAGE_UP, PAGE_DOWN, UP, DOWN = "\x1b[5~", "\x1b[6~", "\x1b[A", "\x1b[B"
ENDING = "The measured text ends here."


@dataclass(frozen=True)
class Move:
    """A key to measure.

    Attributes:
        name: name of the row.
        keys: the key.
        before: keys that bring the program to where the key has its effect.
        between: keys to press before each press; they are not measured.
        most: the most presses.
    """

    name: str
    keys: str
    before: Sequence[str] = ()
    between: Sequence[str] = ()
    most: int = 1000


@dataclass(frozen=True)
class Program:
    """A program of the table.

    Attributes:
        name: its name in the table.
        words: the command, without the file.
        moves: the keys to measure.
        suffix: extension of the files that it reads.
        marker: text on its first screen.
    """

    name: str
    words: Sequence[str]
    moves: Sequence[Move] = field(default=())
    suffix: str = ".txt"
    marker: str = OPENING

    @property
    def here(self) -> bool:
        """Return True if the program is installed."""
        return shutil.which(self.words[0]) is not None

    def command(self, path: Path) -> list[str]:
        """Return the command that opens a file."""
        return [*self.words, str(path)]


def reader(store: Path) -> Program:
    """Return the reader, with its annotations in `store`."""
    return Program("reader", [sys.executable, "-m", "readerapp", "--store", str(store), "read"])


PLAIN = Program("plain", [sys.executable, str(HERE / "plain_app.py")], [Move("page", PAGE_DOWN)])
LESS = Program(
    "less",
    ["less"],
    [
        Move("line scroll", "j"),
        Move("page", " ", ["g"]),
        Move("half page", "d", ["g"]),
        Move("to the end", "G", ["g"], ["g"]),
    ],
)
# Other programs to read a text in a terminal. Those that are not installed are left out.
PEERS = (
    Program(
        "vim",
        ["vim", "-R", "-u", "NONE", "-c", "set nocompatible scrolloff=0"],
        [Move("line scroll", "j", ["ggL"]), Move("page", "\x06", ["gg"])],
    ),
    Program(  # it begins at the end
        "toolong",
        ["tl"],
        [Move("line scroll", UP, [PAGE_UP]), Move("page", PAGE_UP)],
        marker=ENDING,
    ),
    Program("frogmouth", ["frogmouth"], [Move("line scroll", "j"), Move("page", " ")], ".md"),
    Program(
        "mdreview",
        ["mdreview"],
        [Move("line scroll", DOWN, [DOWN * 60]), Move("page", PAGE_DOWN)],
        ".md",
    ),
    Program("slate", ["slate"], [Move("page", PAGE_DOWN)]),
)
