"""The note editor: Textual's text area, which holds only a part of a long note at a time."""

from __future__ import annotations

from typing import cast

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Document, Location

from readerapp.text.range_index import EXCERPT_LENGTH, excerpt_around, is_too_long_for_editor
from readerapp.text.sanitize import sanitize

_RELOAD_DISTANCE = EXCERPT_LENGTH // 8
"""Distance in code points from an end of the part below which another part is loaded."""


class NoteEditor(TextArea):
    """A text area for notes: sanitized display, fast with notes of any length.

    The cursor does not blink, Esc leaves, and Tab goes to the next pane.
    """

    BINDINGS = [
        Binding("escape", "done", "Done", show=False),
        Binding("ctrl+home", "note_start", "Start of the note", show=False),
        Binding("ctrl+end", "note_end", "End of the note", show=False),
    ]

    class Done(Message):
        """Esc was pressed."""

    class TypingUndone(Message):
        """Ctrl+Z took back what was typed; in other programs it suspends."""

    def __init__(self) -> None:
        super().__init__("", soft_wrap=True, show_line_numbers=False)
        # The parts of a long note that are not in the editor.
        self._text_before = self._text_after = ""
        # The loaded part, as given and as the editor returns it.
        self._loaded_part = self._editor_part = ""

    def on_mount(self) -> None:
        """Stop the cursor's blinking, which sends output all the time."""
        self.cursor_blink = False

    def on_resize(self) -> None:
        """Keep the cursor visible when there are fewer rows than before."""
        self.call_after_refresh(self.scroll_cursor_visible)

    @property
    def note(self) -> str:
        """Return the whole note; if it was not edited, exactly as it was loaded."""
        text = self.text
        # The editor normalises line ends, and splits lines at more characters than usual.
        part = self._loaded_part if text == self._editor_part else text
        return f"{self._text_before}{part}{self._text_after}"

    @property
    def hidden(self) -> tuple[int, int]:
        """Return the number of code points before and after the loaded part."""
        return len(self._text_before), len(self._text_after)

    def load(self, note: str, at: int = 0) -> None:
        """Load `note` with the cursor at offset `at`; of a long note, the part around it."""
        start, end = excerpt_around(note, at) if is_too_long_for_editor(note) else (0, len(note))
        self._text_before, self._loaded_part, self._text_after = (
            note[:start],
            note[start:end],
            note[end:],
        )
        self.load_text(self._loaded_part)
        self._editor_part = self.text
        if at:
            self.move_cursor(self._location_at(at - start))

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is shown: sanitized, with the same number of code points."""
        return Text(sanitize(self.document.get_line(line_index)), end="", no_wrap=True)

    def on_paste(self, event: events.Paste) -> None:
        """Insert a long text quickly, by loading the changed note; Textual would take long."""
        if self.read_only or not is_too_long_for_editor(event.text):
            return  # left to Textual, so that it can be undone in the editor
        event.prevent_default()
        start, end = sorted(map(self._offset_at, self.selection))
        text = self.text
        before = f"{self._text_before}{text[:start]}{event.text}"
        self.load(f"{before}{text[end:]}{self._text_after}", len(before))

    def on_text_area_changed(self) -> None:
        """Keep the cursor visible; load only a part of the note once it has become long.

        Textual scrolls to the cursor before it knows that the edit made a row more, so that the
        first letter of a new last row stayed out of sight until the next key.
        """
        if len(self.text) > 2 * EXCERPT_LENGTH and is_too_long_for_editor(self.text):
            self._load_around_cursor()
        self.scroll_cursor_visible()

    def on_text_area_selection_changed(self) -> None:
        """Load the part around the cursor if it comes near an end of the loaded part."""
        if not (self._text_before or self._text_after) or not self.selection.is_empty:
            return
        at = self._offset_at(self.cursor_location)
        near_start = self._text_before and at < _RELOAD_DISTANCE
        if near_start or (self._text_after and at > len(self.text) - _RELOAD_DISTANCE):
            self._load_around_cursor()

    def action_done(self) -> None:
        """Post `Done`."""
        self.post_message(self.Done())

    def action_undo(self) -> None:
        """Take back what was typed last, and say so if there was anything."""
        before = self.text
        super().action_undo()
        if self.text != before:
            self.post_message(self.TypingUndone())

    def action_cut(self) -> None:
        """Cut the selection; without one, leave, as in nano.

        Textual would delete the whole line.
        """
        if self.selection.is_empty:
            self.action_done()
        else:
            super().action_cut()

    def action_note_start(self) -> None:
        """Go to the start of the whole note."""
        self._go_to(0)

    def action_note_end(self) -> None:
        """Go to the end of the whole note."""
        self._go_to(len(self.note))

    def _load_around_cursor(self) -> None:
        self.load(self.note, len(self._text_before) + self._offset_at(self.cursor_location))

    def _go_to(self, at: int) -> None:
        start, end = len(self._text_before), len(self._text_before) + len(self.text)
        if (at < start) or (at > end):
            self.load(self.note, at)
        else:
            self.move_cursor(self._location_at(at - start))

    def _offset_at(self, location: Location) -> int:
        """Return the offset in the loaded part (code points) of a location."""
        return cast(Document, self.document).get_index_from_location(location)

    def _location_at(self, index: int) -> Location:
        """Return the location of an offset in the loaded part; at most its end."""
        return cast(Document, self.document).get_location_from_index(min(index, len(self.text)))
