"""Saving of the note that is being typed: at once, or on a thread if it is large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from readerapp.ui.reader.replies import ReplyingActions

if TYPE_CHECKING:
    from readerapp.annotations.note_writer import NoteWriter, Outcome


class NoteSaving(ReplyingActions):
    """Writer of the note versions that the notes panel posts, in the order they were typed."""

    @dataclass
    class Written(Message):
        """A thread has written a large note.

        Attributes:
            outcome: the result; None if the note was written elsewhere meanwhile.
        """

        outcome: Outcome | None

    _writer: NoteWriter | None = None
    _thread_writes = False

    @property
    def save_state(self) -> str:
        """Return whether all changes are on the disk: saved, saving or not saved."""
        if self.unsaved or self.store_problem:
            return "not saved"
        return "saving" if self.notes_panel.saving else "saved"

    def on_text_area_changed(self) -> None:
        """Update the saved state after a key in the note editor."""
        self.show_position()

    def on_notes_panel_paused(self) -> None:
        """Report that the note is saved, or a conflict, when typing pauses."""
        if conflict := self.list_model.session.conflict_in(self.notes_panel.key):
            self.say(conflict, warning=True)
        else:
            self.say("Note saved")
        self.show_position()

    def on_notes_panel_typed(self) -> None:
        """Save what was typed."""
        self._collect()
        self._write_waiting()

    def on_notes_panel_left(self) -> None:
        """Return the focus to the document."""
        self.set_focus(self.document_view)
        if not self._thread_writes:
            self._end_note()
        self.show_position()

    def on_note_saving_written(self, message: Written) -> None:
        """Show a note that a thread has saved."""
        self._thread_writes = False
        self._show_outcome(message.outcome)
        self._write_waiting()
        if not self._thread_writes and not self.notes_panel.editing:
            self._end_note()

    def save_note(self) -> None:
        """Save the text of the note editor, and all versions that wait, at once."""
        if self._list_model is None:
            return
        self.notes_panel.flush()
        self._collect()
        while outcome := self._notes_writer.write():
            self._show_outcome(outcome)

    @property
    def _notes_writer(self) -> NoteWriter:
        if self._writer is None:
            from readerapp.annotations.note_writer import NoteWriter

            self._writer = NoteWriter(self.list_model.session)
        return self._writer

    def _collect(self) -> None:
        for version in self.notes_panel.collect():
            self._notes_writer.put(version)

    def _end_note(self) -> None:
        """Finish the note after all of it is written and the user has left the editor."""
        self.list_model.session.end_typing()
        self.attempt(lambda: self.end_note(self.notes_panel.key))
        self.show_note()

    def _write_waiting(self) -> None:
        """Save the versions that wait.

        Small ones are saved at once. A thread saves a large one; those after it wait for the
        thread.
        """
        while not self._thread_writes and (version := self._notes_writer.next):
            if version.large:
                self._thread_writes = True
                self._write_on_thread()
            else:
                self._show_outcome(self._notes_writer.write())

    @work(thread=True, group="notes")
    def _write_on_thread(self) -> None:
        self.post_message(self.Written(self._notes_writer.write()))

    def _show_outcome(self, outcome: Outcome | None) -> None:
        """Show the result of saving a version in every pane."""
        if outcome is None:
            return
        version, change = outcome.version, outcome.change
        self.is_note_rejected = bool(outcome.problem)
        self.notes_panel.written(version, saved=change is not None, seconds=outcome.seconds)
        if change is not None:
            if not self.notes_panel.is_about(version.subject):
                change = replace(change, focus=None)
            if self.notes_panel.saving and not self.unsaved:
                change = replace(change, sentence="")  # reported when the user pauses
            self.apply_change(change)
        self.show_position()
        if outcome.problem:
            self.say(outcome.problem, warning=True)
