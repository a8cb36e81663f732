"""A file that changed on the disk is read again on a thread; the person goes on meanwhile."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from readerapp import documents
from readerapp.documents import Document
from readerapp.model import ReaderError
from readerapp.ui.screens.base import ReaderBase

_LONG = 1.0
"""Seconds after which reading again says how far it is, and between two times that it does."""

_Stamp = tuple[int, int]


class _NoLonger(Exception):  # noqa: N818 - nothing went wrong
    """Nobody waits for it."""


class Rereading(ReaderBase):
    """Shows the file as it is now, once it has been read and nothing is in the way."""

    @dataclass
    class Reread(Message):
        """The file has been read again, or could not be; `stamp` tells this version of it."""

        document: Document | None
        stamp: _Stamp | None

    @dataclass
    class Progressed(Message):
        """So much of it is read, 0 to 1."""

        share: float

    _busy = False
    _again: Document | None = None
    """The file as it was read again, to be shown when nothing is in the way."""
    _unreadable: _Stamp | None = None
    """The version of the file that could not be read: it was being written, or is damaged."""

    def reread(self) -> None:
        """See to a file that is no longer what is shown: read it, or show what was read of it."""
        path = self.reading.path
        if path is None or self._busy:
            return
        if self._again is not None and not self._again.text.changed():
            self._show_again(self._again)
        elif self._unreadable is None or self._unreadable != _stamp(path):
            self._busy = True
            self._read_again(path)

    @work(thread=True, group="reread")
    def _read_again(self, path: Path) -> None:
        worker, due = get_current_worker(), time.monotonic() + _LONG

        def tell(done: int, total: int) -> None:
            nonlocal due
            if worker.is_cancelled:
                raise _NoLonger
            if total and time.monotonic() >= due:
                due = time.monotonic() + _LONG
                self.post_message(self.Progressed(done / total))

        stamp = _stamp(path)
        document = None
        with suppress(ReaderError, _NoLonger):
            document = documents.open(str(path), progress=tell)
        self.post_message(self.Reread(document, stamp))

    def on_rereading_progressed(self, message: Progressed) -> None:
        """Say how far it is."""
        self.say(f"The file has changed; reading it again … {message.share:.0%}")

    def on_rereading_reread(self, message: Reread) -> None:
        """Show it, or wait until the file has changed once more."""
        self._busy = False
        if message.document is None:
            self._unreadable = message.stamp
        else:
            self._again = message.document
            self._show_again(message.document)

    def _show_again(self, document: Document) -> None:
        """The highlights follow their words. Later, if it would interrupt or lose something."""
        typing = self.prompt.open or self.notes.editing
        if self._desk is None or self.unsaved or typing or not self.is_current:
            return
        self.save_now()
        self.close_store()
        self.app.switch_screen(type(self)(document, self.place, self.palette))


def _stamp(path: Path) -> _Stamp | None:
    """What tells one version of the file from the next; None if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
