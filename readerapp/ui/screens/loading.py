"""Loading screen of a long document: its beginning, the progress, and Esc to cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, getters, work
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

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

_PROGRESS_INTERVAL = 0.1
"""Seconds between two progress messages."""


def is_long(path: Path) -> bool:
    """Return True if opening `path` may take longer than a key press should."""
    try:
        return path.stat().st_size >= limits.CACHED_FROM
    except OSError:
        return False


class _Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Raised in the loading thread to cancel it."""


class LoadingScreen(Screen[str]):
    """A screen that reads a document on a thread and passes it to the app.

    If that fails or is cancelled, the screen returns the reason in a sentence.
    """

    BINDINGS = [("escape,q", "stop", "Stop")]

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # at run time this would be an import cycle

    @dataclass
    class Progress(Message):
        """Progress of reading.

        Attributes:
            done: parts that are read.
            total: all parts; 0 if that is not known.
        """

        done: int
        total: int

    @dataclass
    class Beginning(Message):
        """The beginning of the document is there.

        Attributes:
            text: the beginning.
        """

        text: Text

    @dataclass
    class Finished(Message):
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
        self._file_name = sanitize_label(path.name, 60)
        self._stop = threading.Event()
        self._next_progress = 0.0
        self._preview_text: Text | None = None
        self._preview = Static("", id="beginning", markup=False)
        self._progress_line = Static(
            f"Reading {self._file_name} … (Esc stops)", classes="title", markup=False
        )

    def compose(self) -> ComposeResult:
        """Yield the beginning of the document, and the progress below it."""
        self._preview.styles.height = "1fr"
        yield self._preview
        yield self._progress_line

    def on_mount(self) -> None:
        """Start reading."""
        self._read()

    @work(thread=True)
    def _read(self) -> None:
        """Read the document on a thread and post messages about it."""
        try:
            path = str(self._path)
            document = documents.open(
                path, progress=self._report_progress, preview=self._report_beginning
            )
        except _Cancelled:
            return
        except ReaderError as error:
            self.post_message(self.Finished(None, str(error)))
        else:
            self.post_message(self.Finished(document))

    def _report_progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Cancelled
        if time.monotonic() >= self._next_progress:
            self._next_progress = time.monotonic() + _PROGRESS_INTERVAL
            self.post_message(self.Progress(done, total))

    def _report_beginning(self, beginning: Text, names: Sequence[str]) -> None:
        self.post_message(self.Beginning(beginning))

    def on_loading_screen_progress(self, message: Progress) -> None:
        """Show the progress."""
        share = f" {message.done / message.total:.0%}" if message.total else ""
        self._progress_line.update(Content(f"Reading {self._file_name} …{share} (Esc stops)"))

    def on_loading_screen_beginning(self, message: Beginning) -> None:
        """Show the beginning of the document."""
        self._preview_text = message.text
        self._show_preview()

    def on_resize(self, event: events.Resize) -> None:
        """Redraw for the new size."""
        self._show_preview()

    def _show_preview(self) -> None:
        width, height = self.app.size
        if self._preview_text is None or min(width, height) < 8:
            return
        layout = LineLayout(self._preview_text, width - 4)
        rows = layout.rows_from(0, height - 1)
        lines = (f"{' ' * (2 + row.indent)}{row.display}".rstrip() for row in rows)
        self._preview.update(Content("\n".join(lines)))

    def on_loading_screen_finished(self, message: Finished) -> None:
        """Open the document, or leave with the reason why there is none."""
        if self._stop.is_set():
            return
        if message.document is None:
            self.dismiss(message.problem)
        else:
            self.app.read_document(message.document)

    def action_stop(self) -> None:
        """Cancel; the thread ends after the part that it is reading."""
        self._stop.set()
        self.dismiss(f"{self._file_name} was not opened.")
