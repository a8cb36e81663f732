"""The progress line of long work, on standard error; open a document with it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.text.source import Text


_AFTER = 0.5
"""Seconds of work before the progress line appears."""
_EVERY = 0.1
"""Seconds between two updates of the progress line."""
_WIDEST = 60
"""The maximum width of the path in the progress line, in cells."""
_FOOT = "\x1b[999;1H"
"""The escape sequence that moves the cursor to the start of the last row."""


def open_document_with_progress(
    path: str,
    *,
    fresh: bool = False,
    as_format: str | None = None,
    paint: Callable[[Text, Sequence[str]], bool] | None = None,
) -> Document:
    """Open a document as `documents.open` does, with a progress line on standard error.

    The line appears only if it takes long and standard error is a terminal. It is removed when the
    document is open.

    Args:
        path: A file, a web address, or `-` for standard input.
        fresh: True to fetch a web page again even if there is a saved copy.
        as_format: The name of the format to read it as; None to detect it.
        paint: Called with the beginning of the text and the names of the document to show a
            preview. It returns True if it could; then the line is in the last row of the screen.
    """
    line = ProgressLine(f"Reading {sanitize_label(path, _WIDEST)}")

    def begin(beginning: Text, names: Sequence[str]) -> None:
        line.clear()
        line.at_foot = paint is not None and paint(beginning, names)

    try:
        return documents.open(
            path, as_format=as_format, progress=line.tell, preview=begin, fresh=fresh
        )
    finally:
        line.clear()


class ProgressLine:
    """A progress line on standard error, overwritten in place; shown only on a terminal.

    Its text, the argument `doing`, must be safe for a terminal.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._next = time.monotonic() + _AFTER
        self._quiet = not sys.stderr.isatty()
        self._written = False
        self.at_foot = False

    def tell(self, done: int, total: int) -> None:
        """Show the progress, unless the line was updated less than 0.1 seconds ago.

        Args:
            done: The amount of work that is done.
            total: The whole amount in the same unit; 0 if it is not known.
        """
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next = now + _EVERY
        share = f" {done / total:.0%}" if total else ""
        sys.stderr.write(f"{self._cleared_row}{self._doing} …{share} (Ctrl+C stops)")
        sys.stderr.flush()
        self._written = True

    def clear(self) -> None:
        """Remove the line."""
        if self._written:
            sys.stderr.write(self._cleared_row)
            sys.stderr.flush()
            self._written = False

    @property
    def _cleared_row(self) -> str:
        """Return the escape codes that clear the line, in the cursor's row or in the last row."""
        return f"{_FOOT if self.at_foot else chr(13)}\x1b[K"
