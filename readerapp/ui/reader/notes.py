"""Notes and replies: editing, resolving, and saving what is typed, at once or on a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.note_writer import NoteWriter, Outcome
    from readerapp.ui.reader.screen import ReaderScreen

# The threads module and the writer are imported on first use: the first page does not wait for
# them.

_REDO_HINT = " · Ctrl+Y redo"
"""The key of the note editor that brings back what Ctrl+Z has taken."""


class NotesController(ReaderController):
    """Opens the note editor, and saves the versions of a note in the order they were typed.

    Attributes:
        is_rejected: whether the note that was typed last could not be saved.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.is_rejected = False
        self._writer: NoteWriter | None = None
        self._thread_writes = False
        self._after_editing: Callable[[], None] | None = None

    # Notes

    def action_edit(self) -> None:
        """Edit the note of the highlight here; highlight first if there is none."""
        panes, marking = self.reader.panes, self.reader.marking
        self.attempt(lambda: self._open_editor(panes.chosen_key or marking.ensure_highlight()))

    def edit(self, key: str, *, then: Callable[[], None]) -> None:
        """Edit the note of an annotation.

        Args:
            key: id of the annotation.
            then: called when the user leaves the editor for the document.
        """
        self._open_editor(key)
        self._after_editing = then

    def action_edit_document_note(self) -> None:
        """Edit the note on the document."""

        def edit() -> None:
            row = self.list_model.document_note()
            self.reader.panes.focus_annotation(row.key if row else None)
            self._open_editor(None)

        self.attempt(edit)

    def show_note(self) -> None:
        """Show the note that keys act on, or where a reply to it goes."""
        row = self.list_model.row(self.reader.panes.focused_key) or self.list_model.document_note()
        self.reader.notes_panel.show(row, self.list_model.thread(row.key) if row else None)

    def _open_editor(self, key: str | None, *, fresh: bool = False) -> None:
        """Focus the note editor.

        Args:
            key: id of the annotation; None for the note that is shown.
            fresh: whether a new reply begins.
        """
        panel, panes = self.reader.notes_panel, self.reader.panes
        self._after_editing = None
        if key:
            self.reader.marking.refuse_embedded(key)
            panes.focus_annotation(key)
            panes.go_to_focused()  # from the list, the caret may be elsewhere
        if fresh:
            panel.show(self.list_model.row(key), self.list_model.thread(key), fresh=True)
        panel.prepare()
        self.reader.set_focus(panel.editor)

    # Replies

    def action_reply(self) -> None:
        """Reply in the thread of the highlight or the reply here."""
        marking = self.reader.marking
        self.attempt(lambda: self._open_editor(marking.find_annotation().key, fresh=True))

    def action_resolve(self) -> None:
        """Resolve the reply here, or all replies to the highlight; or reopen them."""

        def resolve() -> None:
            panes, model = self.reader.panes, self.list_model
            change = self.session.set_resolved(self.reader.marking.find_annotation().key)
            panes.apply_change(change)
            if model.index_of(panes.focused_key or "") is None:
                # The reply is hidden now and cannot keep the focus.
                panes.focus_annotation(panes.highlight_key)
            if model.hidden_count:
                self.say_done(f"{change.sentence} · {self.app.key('resolved')} show resolved")

        self.attempt(resolve)

    def action_show_resolved(self) -> None:
        """Switch between listing and hiding resolved replies."""

        def show() -> None:
            listed = self.list_model.show_resolved()
            self.reader.panes.filter_list(self.list_model.query)
            self.say("Resolved replies shown" if listed else "Resolved replies hidden")

        self.attempt(show)

    @property
    def is_shared(self) -> bool:
        """Return True if the thread that keys act on has replies or is by someone else."""
        list_model = self.reader.pending_actions.loaded_model
        if list_model is None:
            return False
        from readerapp.reading.note_text import is_shared

        return is_shared(list_model.thread(self.reader.panes.chosen_key))

    # Saving what is typed

    def save_typed(self) -> None:
        """Save what was typed since the last call."""
        self._collect_versions()
        self._write_versions()

    def save_note(self) -> None:
        """Save the text of the note editor, and all versions that wait, at once.

        An error is shown in the status line.
        """
        if self.reader.pending_actions.loaded_model is None:
            return
        self.reader.notes_panel.flush()
        self._collect_versions()
        while outcome := self._note_writer.write():
            self._show_outcome(outcome)

    def report_saved(self) -> None:
        """Show that the note is saved, or a conflict."""
        if conflict := self.session.conflict_in(self.reader.notes_panel.key):
            self.say(conflict, warning=True)
        else:
            from readerapp.annotations.note_edits import NOTE_SAVED

            can_redo = self.reader.notes_panel.editor.history.redo_stack
            self.say_done(NOTE_SAVED + (_REDO_HINT if can_redo else ""))
        self.reader.panes.show_position()

    def report_typing_undone(self) -> None:
        """Show that something typed was taken back.

        The pause after a key is short, and `report_saved` names the key too.
        """
        self.say(f"Typing undone{_REDO_HINT}")

    def leave_editor(self) -> None:
        """Return the focus to the document, and finish the note."""
        self.reader.notes_panel.show_start()
        self.reader.set_focus(self.reader.document_view)
        self.reader.panes.go_to_focused()
        if not self._thread_writes:
            self._end_typing()
        self.reader.panes.show_position()
        after_editing, self._after_editing = self._after_editing, None
        if after_editing:
            after_editing()

    @property
    def _note_writer(self) -> NoteWriter:
        if self._writer is None:
            from readerapp.annotations.note_writer import NoteWriter

            self._writer = NoteWriter(self.session)
        return self._writer

    def _collect_versions(self) -> None:
        for version in self.reader.notes_panel.collect():
            self._note_writer.put(version)

    def _write_versions(self) -> None:
        """Save the versions that wait.

        Small ones are saved at once. A thread saves a large one; those after it wait for the
        thread.
        """
        while not self._thread_writes and (version := self._note_writer.next):
            if version.large:
                self._thread_writes = True
                self.start_thread(self._write_on_thread, group="notes", exclusive=False)
            else:
                self._show_outcome(self._note_writer.write())

    def _write_on_thread(self) -> None:
        self.call_on_screen(self._show_written, self._note_writer.write())

    def _show_written(self, outcome: Outcome | None) -> None:
        """Show a large note that a thread has saved.

        Args:
            outcome: the result; None if the note was written elsewhere meanwhile.
        """
        self._thread_writes = False
        self._show_outcome(outcome)
        self._write_versions()
        if not self._thread_writes and not self.reader.notes_panel.editing:
            self._end_typing()

    def _end_typing(self) -> None:
        """Finish the note after all of it is written and the user has left the editor."""
        self.session.end_typing()
        self.attempt(lambda: self._finish_note(self.reader.notes_panel.key))
        self.show_note()

    def _finish_note(self, key: str | None) -> None:
        """Show a conflict of a note that was edited, and delete a reply without text.

        Args:
            key: id of the annotation; None if it has none yet.
        """
        session = self.session
        if conflict := session.conflict_in(key):
            self.say(conflict, warning=True)
        elif key and key in session.threads and not session.get(key).annotation.note.strip():
            self.reader.panes.apply_change(session.delete(key))

    def _show_outcome(self, outcome: Outcome | None) -> None:
        """Show the result of saving a version in every pane."""
        if outcome is None:
            return
        panel, panes = self.reader.notes_panel, self.reader.panes
        version, change = outcome.version, outcome.change
        self.is_rejected = bool(outcome.problem)
        panel.written(version, saved=change is not None, seconds=outcome.seconds)
        if change is not None:
            if not panel.is_about(version.subject):
                change = replace(change, focus=None)
            if panel.saving and not self.reader.saving.unsaved:
                change = replace(change, sentence="")  # reported when the user pauses
            panes.apply_change(change)
        panes.show_position()
        if outcome.problem:
            self.say(outcome.problem, warning=True)
