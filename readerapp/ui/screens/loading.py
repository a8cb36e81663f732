"""Loading screen of a long document or a web page: its beginning, the progress, Esc to cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
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

StartAt = str | int | tuple[int, int] | None
"""Where to begin in a document: the id of an annotation, an offset, or a range, both in code
points; None is the last position."""

_PROGRESS_INTERVAL = 0.1
"""Seconds between two progress messages."""


_SLOW_ENDINGS = (".pdf", ".epub", ".docx", ".odt", ".mbox")
"""Endings of formats that may take long to open though the file is small."""


def takes_long(name: str) -> bool:
    """Return True if opening a path or web address may take longer than a key press should."""
    if documents.is_address(name) or name.lower().endswith(_SLOW_ENDINGS):
        return True
    try:
        return Path(name).stat().st_size >= limits.CACHED_FROM
    except (OSError, ValueError):
        return False


def open_document(
    app: ReaderApp,
    name: str,
    failed: Callable[[str], object],
    *,
    start_at: StartAt = None,
    returns_to: str = "",
) -> None:
    """Open a file or a web address as the command line does, and read it.

    One that takes long is read on a thread, with progress and Esc to cancel.

    Args:
        app: the app.
        name: a path or a web address.
        failed: called with a sentence if it fails on the thread.
        start_at: as in `ReaderApp.read_document`.
        returns_to: as in `ReaderApp.read_above`: the open screens stay, and the last copy of a page
            is used; empty to replace them.

    Raises:
        ReaderError: it cannot be opened, as is known at once.
    """
    if not takes_long(name):
        _read(app, documents.open(name), start_at, returns_to)
        return
    loading = LoadingScreen(name, start_at, returns_to)

    def report(sentence: str | None) -> None:
        if loading.was_stopped and app.status_line:
            app.status_line.show_message(sentence or "")
        elif sentence:
            failed(sentence)

    app.push_screen(loading, report)


def _read(app: ReaderApp, document: Document, start_at: StartAt, returns_to: str) -> None:
    if returns_to:
        app.read_above(document, start_at, returns_to)
    else:
        app.read_document(document, start_at)


class _Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Raised in the loading thread to cancel it."""


class LoadingScreen(Screen[str]):
    """A screen that reads a document on a thread and passes it to the app.

    If that fails or is cancelled, the screen returns the reason in a sentence.

    Args:
        name: a path, or a web address, which is fetched as the command line does.
        start_at: where to go in the document, as in `ReaderApp.read_document`.
        returns_to: as in `open_document`.

    Attributes:
        was_stopped: whether the person has stopped it.
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

    def __init__(self, name: str, start_at: StartAt = None, returns_to: str = "") -> None:
        super().__init__()
        self._name_to_open, self._start_at, self._returns_to = name, start_at, returns_to
        self._is_address = documents.is_address(name)
        self._label = sanitize_label(name if self._is_address else Path(name).name, 60)
        self.was_stopped = False
        self._stop = threading.Event()
        self._next_progress = 0.0
        self._preview_text: Text | None = None
        self._preview = Static("", id="beginning", markup=False)
        self._progress_line = Static(self._sentence(), classes="title", markup=False)

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
            document = documents.open(
                self._name_to_open,
                progress=self._report_progress,
                preview=self._report_beginning,
                fresh=self._is_address and not self._returns_to,
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
        self._progress_line.update(Content(self._sentence(share)))

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
            _read(self.app, message.document, self._start_at, self._returns_to)

    def action_stop(self) -> None:
        """Cancel; the thread ends after the part that it is reading."""
        self._stop.set()
        self.was_stopped = True
        self.dismiss(f"Not opened: {self._label}")

    def _sentence(self, share: str = "") -> str:
        """Return what is being done; `share` is the part that is done, as in " 42%"."""
        verb = "Fetching" if self._is_address and not self._returns_to else "Reading"
        return f"{verb} {self._label} …{share} · Esc stop"
