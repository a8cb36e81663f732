"""Loading screen of a long document: its beginning, the progress, and Esc to cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import Document, limits
from readerapp.text.line_layout import LineLayout
from readerapp.text.sanitize import sanitize_label
from readerapp.text.source import Text

_EVERY = 0.1
"""Seconds between two progress messages."""


def is_long(path: Path) -> bool:
    """Return True if opening `path` may take longer than a key press should."""
    try:
        return path.stat().st_size >= limits.KEPT_FROM
    except OSError:
        return False


class _Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Raised in the loading thread to cancel it."""


class LoadingScreen(Screen[str]):
    """A screen that reads a document on a thread and passes it to the app.

    If that fails or is cancelled, the screen returns the reason in a sentence.
    """

    BINDINGS = [("escape,q", "stop", "Stop")]

    @dataclass
    class Told(Message):
        """Progress of reading.

        Attributes:
            done: parts that are read.
            total: all parts; 0 if that is not known.
        """

        done: int
        total: int

    @dataclass
    class Begun(Message):
        """The beginning of the document is there.

        Attributes:
            text: the beginning.
        """

        text: Text

    @dataclass
    class Ended(Message):
        """Reading has ended.

        Attributes:
            document: the document; None if it cannot be read.
            problem: why it cannot be read.
        """

        document: Document | None
        problem: str = ""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._name = sanitize_label(path.name, 60)
        self._stop = threading.Event()
        self._next = 0.0
        self._begun: Text | None = None
        self._page = Static("", id="beginning", markup=False)
        self._line = Static(f"Reading {self._name} … (Esc stops)", classes="title", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the beginning of the document, and the progress below it."""
        self._page.styles.height = "1fr"
        yield self._page
        yield self._line

    def on_mount(self) -> None:
        """Start reading."""
        self._read()

    @work(thread=True)
    def _read(self) -> None:
        """Read the document on a thread and post messages about it."""
        try:
            path = str(self._path)
            document = documents.open(path, progress=self._tell, preview=self._begin)
        except _Cancelled:
            return
        except ReaderError as error:
            self.post_message(self.Ended(None, str(error)))
        else:
            self.post_message(self.Ended(document))

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Cancelled
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self.post_message(self.Told(done, total))

    def _begin(self, beginning: Text, names: Sequence[str]) -> None:
        self.post_message(self.Begun(beginning))

    def on_loading_screen_told(self, message: Told) -> None:
        """Show the progress."""
        share = f" {message.done / message.total:.0%}" if message.total else ""
        self._line.update(Content(f"Reading {self._name} …{share} (Esc stops)"))

    def on_loading_screen_begun(self, message: Begun) -> None:
        """Show the beginning of the document."""
        self._begun = message.text
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Redraw for the new size."""
        self._show()

    def _show(self) -> None:
        width, height = self.app.size
        if self._begun is None or min(width, height) < 8:
            return
        layout = LineLayout(self._begun, width - 4)
        rows = layout.rows_from(0, height - 1)
        lines = (f"{' ' * (2 + row.indent)}{row.shown}".rstrip() for row in rows)
        self._page.update(Content("\n".join(lines)))

    def on_loading_screen_ended(self, message: Ended) -> None:
        """Open the document, or leave with the reason why there is none."""
        if self._stop.is_set():
            return
        if message.document is None:
            self.dismiss(message.problem)
        else:
            self.app.read_document(message.document)  # type: ignore[attr-defined]

    def action_stop(self) -> None:
        """Cancel; the thread ends after the part that it is reading."""
        self._stop.set()
        self.dismiss(f"{self._name} was not opened.")
