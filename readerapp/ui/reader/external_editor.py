"""The note in the person's own editor ($VISUAL, $EDITOR): F4."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.ui.reader import ReaderController
from readerapp.ui.textual_internals import shell_mode

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 1.0
"""Seconds within which nobody writes a note: an editor that ends earlier has a window elsewhere."""


class ExternalEditorController(ReaderController):
    """Runs the editor on a file with the note, in the terminal of the reader, and takes the result.

    Nothing else happens meanwhile: the event loop waits.
    """

    def action_edit(self) -> None:
        """Edit the note of the highlight here, or the note being written, in the editor."""
        self.attempt(self._edit)

    def _edit(self) -> None:
        from readerapp.reading.note_file import editor_command, read_note_file, write_note_file

        command = editor_command(os.environ)
        notes, panel = self.reader.notes, self.reader.notes_panel
        was_editing = panel.editing
        if not was_editing:
            notes.action_edit()
        if not panel.editing:
            return  # there is nothing here to write about, and the status line says so
        self.reader.marking.refuse_embedded(self.reader.panes.focused_key or "")
        notes.save_note()
        before = panel.note
        try:
            path = write_note_file(before)
            seconds = self._run([*command, str(path)])
            note = read_note_file(path, before)
        except ReaderError:
            if not was_editing:  # keys that follow are not meant for the note
                notes.leave_editor()
            raise
        if note == before and seconds < _AT_ONCE:
            if not was_editing:
                notes.leave_editor()
            # The file stays: a window of the editor may still save it.
            self.say(f"{command[0]} ended at once · a window needs an option as --wait")
            return
        if note != before:
            panel.replace_note(note)
            notes.save_note()
        notes.leave_editor()
        self._remove(path, changed=note != before)

    def _run(self, command: list[str]) -> float:
        """Run a command in the terminal; return the seconds that it took.

        Raises:
            ReaderError: it cannot be run.
        """
        started = time.monotonic()
        with shell_mode(self.app), self.app.signals_left_to_child():
            try:
                subprocess.run(command, check=False)  # noqa: S603 - what the person has set
            except OSError as error:
                os.unlink(command[-1])  # noqa: PTH108 - the file that nothing has opened
                why = f"{command[0]} cannot be run: {error.strerror}"
                raise ReaderError(f"{why} · set $EDITOR") from error
        return time.monotonic() - started

    def _remove(self, path: Path, *, changed: bool) -> None:
        """Remove the file, unless the note could not be saved; say which."""
        unsaved = self.reader.saving.unsaved
        if unsaved and changed:
            kept = abbreviate_home(str(path))
            self.say(f"Note not saved · its text is kept in {kept}", warning=True)
            return
        path.unlink(missing_ok=True)
        undo = f" · {self.app.key('undo')} undo"
        if not changed:
            self.say("Note unchanged")
        elif conflict := self.session.conflict_in(self.reader.notes_panel.key):
            self.say(conflict, warning=True)  # another window has written meanwhile
        else:
            self.say("Note saved" if self.reader.notes_panel.note else f"Note emptied{undo}")
