"""Background work of the reader screen: loading, polling the store, reloading a changed file.

A thread reads the annotations. A timer polls for changes of other processes and of the file. A file
that changed on the disk is read again on a thread while the user goes on. The last reading position
is saved in the library.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from readerapp import documents
from readerapp.annotations.change import display_title
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.reading.completion import complete_folder
from readerapp.reading.last_positions import LastPosition
from readerapp.text.phrases import count_noun
from readerapp.ui.ascii_fallback import NOTICE, is_utf8_output
from readerapp.ui.idle import PollTimer
from readerapp.ui.reader import PORTION_PAUSE, ReaderBase

if TYPE_CHECKING:
    from readerapp.listing.view_model import AnnotationListModel


_LONG = 1.0
"""Seconds of reading a file again before its progress is shown, and between progress messages."""

_Stamp = tuple[int, int]


class _NoLonger(Exception):  # noqa: N818 - nothing went wrong
    """Raised in the thread that reads the file again, to cancel it."""


class DocumentReload(ReaderBase):
    """Reload of a file that changed on the disk.

    The new version is shown once it has been read and nothing prevents it.
    """

    @dataclass
    class Reread(Message):
        """The file has been read again, or could not be.

        Attributes:
            document: the new version; None if it could not be read.
            stamp: size and modification time of this version; None if the file is gone.
        """

        document: Document | None
        stamp: _Stamp | None

    @dataclass
    class Progressed(Message):
        """Progress of reading the file again.

        Attributes:
            share: the part that is read, 0 to 1.
        """

        share: float

    _busy = False
    _again: Document | None = None
    """The new version of the document, to be shown when nothing prevents it."""
    _unreadable: _Stamp | None = None
    """The version of the file that could not be read: it was being written, or is damaged."""

    def reread(self) -> None:
        """Read a changed file again, or show the new version if it has been read.

        A version that could not be read is not tried again.
        """
        path = self.document.path
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

    def on_document_reload_progressed(self, message: Progressed) -> None:
        """Show the progress of reading in the status line."""
        self.say(f"The file has changed; reading it again … {message.share:.0%}")

    def on_document_reload_reread(self, message: Reread) -> None:
        """Show the new version, or wait until the file changes once more."""
        self._busy = False
        if message.document is None:
            self._unreadable = message.stamp
        else:
            self._again = message.document
            self._show_again(message.document)

    def _show_again(self, document: Document) -> None:
        """Replace this screen by one with the new version; its highlights are re-anchored.

        It is left for later while the annotations are still being read, and if the user is typing,
        has another screen open or has unsaved changes.
        """
        typing = self.prompt.open or self.notes_panel.editing
        if self._list_model is None or self.unsaved or typing or not self.is_current:
            return
        self.save_now()
        self.close_store()
        self.app.switch_screen(type(self)(document, self.context, self.theme_styles))


def _stamp(path: Path) -> _Stamp | None:
    """Return what identifies a version of the file.

    Returns:
        Its size in bytes and its modification time in nanoseconds; None if the file is gone.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


POLL_INTERVAL = 0.8
"""Seconds between two polls of the store and the file. Annotations made by others should appear
within one second; the rest of it is room for a slow disk."""


class BackgroundTasks(DocumentReload):
    """Background work: loading, polling the store, saving the last reading position."""

    @dataclass
    class Opened(Message):
        """The annotations have been read, or could not be.

        Attributes:
            desk: the list model; None if the annotations could not be read.
            problem: why they could not be read; empty otherwise.
        """

        desk: AnnotationListModel | None
        problem: str = ""
        two_notes: int = 0
        """Number of notes that have two conflicting texts, of which the user has to choose one."""

    @work(thread=True, group="open")
    def open_annotations(self) -> None:
        """Read the annotations on a thread, then post `Opened`."""
        from readerapp.listing.view_model import AnnotationListModel
        from readerapp.reading.speaker_review import TranscriptTurns

        try:
            session = self.context.session(self.document, patient=True)
            two_notes = sum(map(session.has_two_notes, session.store.annotations))
            self.post_message(self.Opened(AnnotationListModel(session), two_notes=two_notes))
            self.turns = TranscriptTurns(self.document.text)
            worker = get_current_worker()
            self.document.index(lambda: worker.is_cancelled)
            _load_ahead()
        except ReaderError as error:
            self.post_message(self.Opened(None, str(error)))

    _watch: PollTimer | None = None

    def on_background_tasks_opened(self, message: Opened) -> None:
        """Show the annotations and restore the last reading position."""
        from readerapp.reading.reanchor_review import describe_unsettled

        key = self.app.key  # type: ignore[attr-defined]
        if message.desk is None:
            self.load_error = message.problem
            self.say(message.problem, warning=True)
            self.run_pending()
            return
        self._list_model = message.desk
        session = message.desk.session
        self.status.show_title(display_title(session.store.record, self.document.title))
        self.document_view.show_highlights((), session.placed.values())
        untouched = self.document_view.caret.at == 0 and self.document_view.top == 0
        left = self.context.library.find(session.fingerprint, self.document.names)
        if left and untouched and self.start_at is None:
            self.document_view.restore(left.top, left.at)
        self.show_all()
        self._go_to_start()
        problem = self.store_problem = self.context.store.problem
        told = session.store.events[-1:]
        if waiting := describe_unsettled(session):
            told.append(f"Press {key('review.drifted')} to review: {waiting}")
        if message.two_notes:
            told.append(f"{count_noun(message.two_notes, 'note')} with two texts: Ctrl+P Conflicts")
        if problem or told:
            self.say(problem or ". ".join(told), warning=True)
        elif not is_utf8_output():
            self.say(NOTICE, warning=True)
        elif not session.placed:
            self.say(
                f"Press {key('quotation.next')} to find a quotation, {key('note')} to note it, "
                f"{key('speaker')} for who said it; {key('help')} shows all"
            )
        self._watch = PollTimer(self, POLL_INTERVAL, self._look)
        self.run_pending()

    def on_unmount(self) -> None:
        """Stop polling."""
        if self._watch:
            self._watch.stop()

    def _go_to_start(self) -> None:
        """Jump to the annotation or the offset that the document was opened at."""
        placed = (
            self.list_model.session.find(self.start_at) if isinstance(self.start_at, str) else None
        )
        if isinstance(self.start_at, int):
            self.document_view.jump(self.start_at)
        elif placed and placed.shown:
            self.document_view.jump(placed.start, end=placed.end)
        if placed:
            self.focus_annotation(placed.key)

    def save_now(self) -> None:
        """Save the note being typed and the reading position, without waiting for messages."""
        if self._list_model is None:
            return
        try:
            self.save_note()
        finally:
            self.remember_position()

    def close_store(self) -> None:
        """Close the session, so that the annotation file is complete."""
        if self._list_model is not None:
            self.list_model.session.close()

    def action_save_elsewhere(self) -> None:
        """Ask for the folder of another store."""
        hint = "a folder; it is made if it is not there"
        self.prompt.ask("save in", hint=hint, complete=complete_folder)

    def save_elsewhere(self, folder: str) -> None:
        """Move all annotations to the store in `folder`, unsaved changes included.

        Raises:
            ReaderError: no folder is named, or the annotations cannot be saved there.
        """
        if not folder.strip():
            raise ReaderError("Nothing was moved; name a folder, as in: ~/annotations")
        from readerapp.workspace import with_store

        context = with_store(self.context, folder.strip())
        change = context.take_over(self.list_model.session)
        self.context = context
        sentence = f"Saved in {context.store.folder}; start with --store to find it there"
        self.apply_change(replace(change, sentence=sentence))

    def remember_position(self) -> None:
        """Save the reading position and the counts of this document in the library."""
        session, at = self.list_model.session, self.document_view.caret.at
        self.context.library.remember(
            LastPosition(
                fingerprint=session.fingerprint,
                title=display_title(session.store.record, self.document.title),
                format=self.document.format,
                names=self.document.names,
                at=at,
                top=self.document_view.top,
                progress=self.document.text.fraction(at),
                highlights=len(session.placed),
                speakers=len(session.speakers),
            )
        )

    def _look(self) -> None:
        """Poll: apply what other processes saved, and reload the file if it has changed."""
        if self._list_model is None:
            return
        session = self._list_model.session
        try:
            if not session.quiet and self.apply_external_changes():
                self.set_timer(PORTION_PAUSE, self._look)
                return
        except ReaderError as error:
            self.say(str(error), warning=True)
        if self.document.text.changed():
            self.reread()
        elif session.fresh and not self.notes_panel.editing:
            self._enrich()

    @work(thread=True, exclusive=True, group="enrich")
    def _enrich(self) -> None:
        """Update the anchoring data on a thread, when there is nothing else to do."""
        with suppress(ReaderError):  # the next poll tries again
            self.list_model.session.enrich()


def _load_ahead() -> None:
    """Load what the first search and the first letter of some scripts need.

    Otherwise that key would wait 50 ms.
    """
    from readerapp.text import graphemes, search  # noqa: F401

    list(graphemes.clusters("\t"))
