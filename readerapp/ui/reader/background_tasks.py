"""Loading, polling, reload and saving: what goes on while somebody reads.

A thread reads the annotations. A timer polls for changes of other processes and of the file. A file
that changed on the disk is read again on a thread while the user goes on. The last reading position
is saved in the library.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp import documents
from readerapp.annotations.change import display_title
from readerapp.core.errors import ReaderError
from readerapp.core.garbage_collection import exclude_from_collection, include_in_collection
from readerapp.core.paths import abbreviate_home
from readerapp.reading.completion import complete_folder
from readerapp.reading.last_positions import LastPosition
from readerapp.text.phrases import count_noun, without_full_stop
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.ascii_fallback import NOTICE, is_utf8_output
from readerapp.ui.idle import PollTimer
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.annotations.session import ReadingSession
    from readerapp.documents import Document
    from readerapp.listing.list_model import AnnotationListModel
    from readerapp.ui.reader.screen import ReaderScreen


MANY_ANNOTATIONS = 10_000
"""Annotations from which on they, and what the panes know of them, are excluded from collection
while their document is open: to look through 100,000 of them stops all threads for a third of a
second, every few marks (`benchmarks/reader.py --only highlights`)."""

POLL_INTERVAL = 0.8
"""Seconds between two polls of the store and the file. Annotations made by others should appear
within one second; the rest of it is room for a slow disk."""

PORTION_SIZE = 500
"""Annotations changed by others that one refresh applies between two keys. This many take less than
a tenth of a second."""

PORTION_PAUSE = 0.01
"""Seconds between two such portions, in which keys are handled."""


class AnnotationLoader(ReaderController):
    """Reads the annotations on a thread, then polls the store and the file for changes."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._poll_timer: PollTimer | None = None

    def start(self) -> None:
        """Read the annotations on a thread."""
        self.start_thread(self._load_on_thread, group="open", exclusive=False)

    def stop_polling(self) -> None:
        """Stop polling."""
        if self._poll_timer:
            self._poll_timer.stop()

    def _load_on_thread(self) -> None:
        from readerapp.catalog.other_stores import describe_other_stores
        from readerapp.listing.list_model import AnnotationListModel
        from readerapp.reading.transcript_turns import TranscriptTurns

        document, worker = self.reader.document, get_current_worker()
        try:
            session = self.reader.context.open_session(document, allow_unsaved=True)
            two_texts = sum(map(session.has_two_notes, session.store.annotations))
            list_model = AnnotationListModel(session)
            list_model.colour_names = self.reader.context.codebook.colour_names()
            outline = self.reader.contents.outline
            elsewhere = describe_other_stores(self.reader.context, session)
            self.call_on_screen(self._show_loaded, list_model, two_texts, elsewhere)
            turns = self.reader.marking.turns = TranscriptTurns(document)
            self.call_on_screen(self.reader.document_view.show_labels, turns.labels)
            outline.fold()
            document.index(lambda: worker.is_cancelled)
            _load_ahead()
            self.reader.importing.place_waiting_on_thread(session)
            self.reader.versions.look_on_thread(session)
            self.reader.changes.look_on_thread(session)
        except ReaderError as error:
            self.call_on_screen(self._show_error, str(error))

    def _show_error(self, error: str) -> None:
        """Show why the annotations cannot be read."""
        self.reader.pending_actions.load_error = error
        self.reader.panes.show_without_rows("The annotations cannot be read")
        self.say(error, warning=True)
        self.reader.pending_actions.run_pending()
        self.reader.panes.show_position()

    def _show_loaded(self, list_model: AnnotationListModel, two_texts: int, elsewhere: str) -> None:
        """Show the annotations and restore the last reading position.

        Args:
            list_model: the list model.
            two_texts: number of notes that have two conflicting texts, of which the user has to
                choose one.
            elsewhere: a sentence that says in which other store annotations are, if this one has
                none; may be empty.
        """
        from readerapp.reading.goto import loss_notice
        from readerapp.reading.reanchor_review import describe_unsettled

        key, reader, session = self.app.key, self.reader, list_model.session
        view, context, document = reader.document_view, reader.context, reader.document
        reader.pending_actions.loaded_model = list_model
        reader.status.show_title(display_title(session.store.record, document.title))
        view.show_highlights((), session.shown.values())
        untouched = view.caret.at == 0 and view.top == 0
        position = context.last_positions.find(session.fingerprint, document.names)
        if position and untouched and reader.start_at is None:
            view.restore(position.top, position.at)
        reader.panes.show_all()
        if len(session.placed) >= MANY_ANNOTATIONS:
            exclude_from_collection()
        self._go_to_start()
        problem = reader.saving.store_problem = context.store.problem
        notices = session.store.events[-1:]
        if elsewhere:
            notices.append(elsewhere)
        if lost := loss_notice(document, f"{key('palette')} About"):
            notices.append(lost)
        if unsettled := describe_unsettled(session):
            notices.append(f"{unsettled} · {key('review.drifted')} check")
        if kept := _leftover_notes(session):
            notices.append(kept)
        if two_texts:
            notices.append(f"{count_noun(two_texts, 'note')} with two texts · see Conflicts")
        if reader.returns_to:
            title = sanitize_label(reader.returns_to, 30)
            notices.insert(0, f"{key('jump.back')} back to {title}")
        proposed = ""
        if number := list_model.proposal_count:
            proposed = f"{count_noun(number, 'proposal')} · {key('proposals')} review"
        if notices and proposed:
            notices.append(proposed)
        if problem or notices:
            self.say(problem or " · ".join(notices), warning=True)
        elif not is_utf8_output():
            self.say(NOTICE, warning=True)
        elif proposed:
            self.say(proposed)
        elif not session.shown:
            reader.say_hint(
                f"{key('quotation.next')} next quotation · {key('note')} add note · "
                f"{key('speaker')} set speaker · {key('help')} help"
            )
        self._poll_timer = PollTimer(reader, POLL_INTERVAL, self._poll)
        reader.pending_actions.run_pending()

    def _go_to_start(self) -> None:
        """Jump to the annotation, the offset or the range that the document was opened at."""
        start_at, view = self.reader.start_at, self.reader.document_view
        placed = self.session.find(start_at) if isinstance(start_at, str) else None
        if isinstance(start_at, int):
            view.jump(start_at)
        elif isinstance(start_at, tuple):
            start, end = (min(one, len(self.reader.document.text)) for one in start_at)
            if start < end:  # the file may have become shorter since its words were found
                view.select(start, end)
        elif placed and placed.shown:
            view.jump(placed.start, end=placed.end)
        if placed:
            self.reader.panes.focus_annotation(placed.key)

    def apply_external_changes(self, *, tells: bool = True) -> bool:
        """Apply and show a portion of what other processes changed.

        Args:
            tells: whether the status line says so.

        Returns:
            True if more is left. Call again after `PORTION_PAUSE`, so that keys do not wait for it.

        Raises:
            ReaderError: the store cannot be read.
        """
        before, was_unsaved = self.list_model.proposal_count, bool(self.session.store.unsaved)
        change = self.session.refresh(PORTION_SIZE)
        if change or change.sentence:
            self.reader.panes.apply_change(replace(change, sentence=""))
            self._show_in_review(change)
        parts = [change.sentence] if change.sentence else []
        if (new := self.list_model.proposal_count - before) > 0:
            parts = [count_noun(new, "new proposal"), f"{self.app.key('proposals')} review"]
        if parts and tells:
            self._tell(parts, was_unsaved)
        return change.more

    def _show_in_review(self, change: Change) -> None:
        """Show a change of others in the review that is open, if one is."""
        if self.app.screen is self.reader:  # its module is not loaded for nothing
            return
        from readerapp.ui.screens.review_screen import ReviewScreenBase

        for screen in self.app.screen_stack:
            if isinstance(screen, ReviewScreenBase):
                screen.follow_change(change)

    def _tell(self, parts: Sequence[str], was_unsaved: bool) -> None:
        """Say what other processes changed.

        A question gives way, because its answer would be about something else by now, and so does
        the warning that something is not saved, which may not hold any more.
        """
        is_unsaved = bool(self.reader.saving.unsaved)
        if self.reader.key_sequences.is_asking or was_unsaved:
            self.say(" · ".join(parts), warning=is_unsaved)
        else:
            self.reader.say_news(*parts, warning=is_unsaved)

    def _poll(self) -> None:
        """Apply what other processes saved, and reload the file if it has changed."""
        session, saving = self.session, self.reader.saving
        if saving.store_problem:
            saving.store_problem = self.reader.context.store.problem
            self.reader.panes.show_position()
        try:
            if not session.is_up_to_date and self.apply_external_changes():
                self.reader.set_timer(PORTION_PAUSE, self._poll)
                return
        except ReaderError as error:
            self.reader.say_news(without_full_stop(str(error)), warning=True)  # with each poll
        if self.reader.document.text.changed():
            self.reader.reload.start()
        elif session.needs_enriching and not self.reader.notes_panel.editing:
            # Update the anchoring data on a thread, when there is nothing else to do.
            self.start_thread(self._enrich_on_thread, group="enrich")

    def _enrich_on_thread(self) -> None:
        with suppress(ReaderError):  # the next poll tries again
            self.session.enrich()


def _leftover_notes(session: ReadingSession) -> str:
    """Return a sentence about notes that an editor saved after the reader had ended."""
    from readerapp.reading.note_file import leftover_note_files, note_files_folder

    if not note_files_folder().is_dir():
        return ""
    notes = frozenset(one.note for one in session.store.annotations.values())
    if not (paths := leftover_note_files(notes)):
        return ""
    return f"A note from your editor is in {abbreviate_home(str(paths[-1]))}"


def _load_ahead() -> None:
    """Load what the first search and the first letter of some scripts need.

    Otherwise that key would wait 50 ms.
    """
    from readerapp.text import graphemes, search  # noqa: F401

    list(graphemes.clusters("\t"))


_PROGRESS_DELAY = 1.0
"""Seconds of reading a file again before its progress is shown, and between progress messages."""

_FileVersion = tuple[int, int]
"""Size in bytes and modification time in nanoseconds of a file."""


class _ReloadCancelled(Exception):  # noqa: N818 - nothing went wrong
    """Raised in the thread that reads the file again, to cancel it."""


class DocumentReload(ReaderController):
    """Reloads a file that changed on the disk.

    The new version is shown once it has been read and nothing prevents it.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._is_reading = False
        self._new_document: Document | None = None
        """The new version of the document, to be shown when nothing prevents it."""
        self._unreadable: _FileVersion | None = None
        """The version of the file that could not be read: it was being written, or is damaged."""

    @property
    def is_waiting(self) -> bool:
        """Return whether a new version has been read and is not shown yet."""
        return self._new_document is not None

    def start(self) -> None:
        """Read a changed file again, or show the new version if it has been read.

        A version that could not be read is not tried again.
        """
        path = self.reader.document.path
        if path is None or self._is_reading:
            return
        if self._new_document is not None and not self._new_document.text.changed():
            self.replace_screen(self._new_document)
        elif self._unreadable is None or self._unreadable != _file_version(path):
            self._is_reading = True
            self.start_thread(lambda: self._read_on_thread(path), group="reread", exclusive=False)

    def _read_on_thread(self, path: Path) -> None:
        worker, due = get_current_worker(), time.monotonic() + _PROGRESS_DELAY

        def progress(done: int, total: int) -> None:
            nonlocal due
            if worker.is_cancelled:
                raise _ReloadCancelled
            if total and time.monotonic() >= due:
                due = time.monotonic() + _PROGRESS_DELAY
                sentence = f"File changed · reloading … {done / total:.0%}"
                self.call_on_screen(self.reader.say_progress, sentence)

        version = _file_version(path)
        document = None
        with suppress(ReaderError, _ReloadCancelled):
            document = documents.open(str(path), progress=progress)
        self.call_on_screen(self._end, document, version)

    def _end(self, document: Document | None, version: _FileVersion | None) -> None:
        """Show the new version, or wait until the file changes once more.

        Args:
            document: the new version; None if it could not be read.
            version: the version of the file; None if it is gone.
        """
        self._is_reading = False
        if document is None:
            self._unreadable = version
        else:
            self._new_document = document
            self.replace_screen(document)

    def replace_screen(self, document: Document, *, with_changes: bool = False) -> bool:
        """Replace the screen by one with a new version; its highlights are re-anchored.

        It is left for later while the annotations are still being read or quotations are checked,
        and if the user is typing or in the middle of a sequence of keys, has another screen open or
        has unsaved changes.

        Args:
            document: the new version.
            with_changes: whether the panel of changes opens as soon as they are known.

        Returns:
            False if it was left for later.
        """
        reader = self.reader
        if reader.checking.is_running:
            return False
        typing = reader.prompt.open or reader.notes_panel.editing or reader.key_sequences.is_waiting
        is_loaded = reader.pending_actions.loaded_model is not None
        if not is_loaded or reader.saving.unsaved or typing or not reader.is_current:
            return False
        reader.saving.save_now()
        reader.saving.close_store()
        screen = type(reader)(document, reader.context, self.app.theme_styles)
        screen.returns_to = reader.returns_to
        screen.versions.offered = reader.versions.offered
        screen.changes.is_wanted = with_changes
        self.app.switch_screen(screen)
        return True


def _file_version(path: Path) -> _FileVersion | None:
    """Return what identifies a version of a file; None if the file is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


class SavingController(ReaderController):
    """Tells what is saved, saves at once, and moves the annotations to another store.

    Attributes:
        store_problem: why the store cannot be written, as last seen; None if it can.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.store_problem: str | None = None

    @property
    def unsaved(self) -> str:
        """Return why a change made here is not on the disk; empty if all is saved."""
        list_model = self.reader.pending_actions.loaded_model
        unsaved = list_model.session.store.unsaved if list_model else ""
        return unsaved or ("the note" if self.reader.notes.is_rejected else "")

    @property
    def warning(self) -> str:
        """Return a sentence about changes made here that are not on the disk; empty if all are."""
        list_model = self.reader.pending_actions.loaded_model
        warning = list_model.session.store.warning if list_model else ""
        return warning or (f"Not saved ({self.unsaved})" if self.unsaved else "")

    @property
    def state(self) -> str:
        """Return whether all changes are on the disk: saved, saving or not saved."""
        if self.unsaved or self.store_problem:
            return "not saved"
        return "saving" if self.reader.notes_panel.saving else "saved"

    @property
    def quit_warning(self) -> str:
        """Return the warning for a user who quits while something is not saved."""
        list_model = self.reader.pending_actions.loaded_model
        spilled = list_model is not None and list_model.session.store.is_spilled
        again = "quit again to keep them for the next start" if spilled else "quit again to discard"
        move = f"{self.app.key('palette')} › Move annotations"
        return f"Not saved ({self.unsaved}) · {move} · {again}"

    def save_now(self) -> None:
        """Save the note being typed and the reading position, without waiting for messages."""
        if self.reader.pending_actions.loaded_model is None:
            return
        try:
            self.reader.notes.save_note()
        finally:
            self.save_position()

    def close_store(self) -> None:
        """Close the session, so that the annotation file is complete."""
        if list_model := self.reader.pending_actions.loaded_model:
            list_model.session.close()
            if len(list_model.session.placed) >= MANY_ANNOTATIONS:
                include_in_collection()

    def save_before_library(self) -> None:
        """Post the note being typed, and save the reading position for the library's list."""
        self.reader.notes_panel.flush()
        if self.reader.pending_actions.loaded_model is not None:
            self.save_position()

    def action_ask_folder(self) -> None:
        """Ask for the folder of another store."""
        hint = "folder (created if missing)"
        self.reader.prompt.ask("move to", hint=hint, complete=complete_folder)

    def save_elsewhere(self, folder: str) -> None:
        """Move all annotations to the store in `folder`, unsaved changes included.

        Raises:
            ReaderError: no folder is named, or the annotations cannot be saved there.
        """
        if not folder.strip():
            raise ReaderError("Type a folder, for example ~/annotations")
        from readerapp.workspace import with_store

        context = with_store(self.reader.context, folder.strip())
        change = context.take_over(self.session)
        self.reader.context = context
        sentence = f"Annotations moved to {context.store.folder} · next time use --store"
        self.reader.panes.apply_change(replace(change, sentence=sentence))

    def save_position(self) -> None:
        """Save the reading position and the counts of this document in the library."""
        session, document = self.session, self.reader.document
        at = self.reader.document_view.caret.at
        self.reader.context.last_positions.remember(
            LastPosition(
                fingerprint=session.fingerprint,
                title=display_title(session.store.record, document.title),
                format=document.format,
                names=document.names,
                at=at,
                top=self.reader.document_view.top,
                progress=document.text.fraction(at),
                highlights=len(session.placed)
                - session.placed.note_count
                - self.list_model.proposal_count,
                speakers=len(session.speakers),
            )
        )
