"""How far a command's long work has come, on the terminal it was typed in."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from readerapp import documents
from readerapp.text.safe import label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.text.source import Text

_AFTER = 0.5
"""Seconds of work after which it is told."""
_EVERY = 0.1
_WIDEST = 60
_FOOT = "\x1b[999;1H"


def opened(
    path: str,
    *,
    fresh: bool = False,
    paint: Callable[[Text, Sequence[str]], bool] | None = None,
) -> Document:
    """As `documents.open`; if it takes long, a line on standard error says how far it is.

    The line is for a person at a terminal alone, and it is gone when the document is there.
    `paint` puts the beginning of a document on the screen, and says whether it could; then
    the line stands at the foot of it.
    """
    line = Line(f"Reading {label(path, _WIDEST)}")

    def begin(beginning: Text, names: Sequence[str]) -> None:
        line.clear()
        line.at_foot = paint is not None and paint(beginning, names)

    try:
        return documents.open(path, progress=line.tell, preview=begin, fresh=fresh)
    finally:
        line.clear()


class Line:
    """One line on standard error that is written over and over, for a person at a terminal.

    `doing` is what it says, safe for a terminal.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._next = time.monotonic() + _AFTER
        self._quiet = not sys.stderr.isatty()
        self._written = False
        self.at_foot = False

    def tell(self, done: int, total: int) -> None:
        """Say how far the work is, unless it was said just now."""
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next = now + _EVERY
        share = f" {done / total:.0%}" if total else ""
        sys.stderr.write(f"{self._start}{self._doing} …{share} (Ctrl+C stops)")
        sys.stderr.flush()
        self._written = True

    def clear(self) -> None:
        """Take the line away."""
        if self._written:
            sys.stderr.write(self._start)
            sys.stderr.flush()
            self._written = False

    @property
    def _start(self) -> str:
        """To the start of an empty line: the one where the cursor is, or the last of the screen."""
        return f"{_FOOT if self.at_foot else chr(13)}\x1b[K"
