"""The editor of a note: Textual's own, which holds a part of a long note at a time."""

from __future__ import annotations

from typing import cast

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Document, Location

from readerapp.text.parts import PART, is_long, part_around
from readerapp.text.sanitize import sanitize

_MARGIN = PART // 8
"""Code points: a cursor that is nearer to an end of the part has another part loaded."""


class NoteEditor(TextArea):
    """No blinking, Esc leaves, Tab goes to the next pane, safe to look at, quick with any note."""

    BINDINGS = [
        Binding("escape", "done", "Done", show=False),
        Binding("ctrl+home", "note_start", "Start of the note", show=False),
        Binding("ctrl+end", "note_end", "End of the note", show=False),
    ]

    class Done(Message):
        """Esc was pressed."""

    def __init__(self) -> None:
        super().__init__("", soft_wrap=True, show_line_numbers=False)
        self._before = self._after = ""  # of a long note: what is not in the editor
        self._given = self._held = ""  # what is, as it was given and as the editor has it

    def on_mount(self) -> None:
        """A blinking cursor would send bytes for ever."""
        self.cursor_blink = False

    def on_resize(self) -> None:
        """Keep the cursor in sight where there are fewer rows than before."""
        self.call_after_refresh(self.scroll_cursor_visible)

    @property
    def note(self) -> str:
        """The whole note as it stands now; what was not edited is as it was loaded."""
        text = self.text
        # The editor has one kind of line end, and takes more signs for one than people do.
        return f"{self._before}{self._given if text == self._held else text}{self._after}"

    @property
    def hidden(self) -> tuple[int, int]:
        """Code points of the note before and after the part that the editor holds."""
        return len(self._before), len(self._after)

    def load(self, note: str, at: int = 0) -> None:
        """Edit `note` with the cursor at `at`; of a long one, a part around it."""
        start, end = part_around(note, at) if is_long(note) else (0, len(note))
        self._before, self._given, self._after = note[:start], note[start:end], note[end:]
        self.load_text(self._given)
        self._held = self.text
        if at:
            self.move_cursor(self._location(at - start))

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown, code point for code point."""
        return Text(sanitize(self.document.get_line(line_index)), end="", no_wrap=True)

    def on_paste(self, event: events.Paste) -> None:
        """Take in at once what the editor would be long about."""
        if not is_long(event.text):
            return  # Textual's own way, which can be undone in the editor
        event.prevent_default()
        start, end = sorted(map(self._index, self.selection))
        text = self.text
        before = f"{self._before}{text[:start]}{event.text}"
        self.load(f"{before}{text[end:]}{self._after}", len(before))

    def on_text_area_changed(self) -> None:
        """What was typed may have become long."""
        if len(self.text) > 2 * PART and is_long(self.text):
            self._load_around_cursor()

    def on_text_area_selection_changed(self) -> None:
        """Near an end of a part, go on with the next."""
        if not (self._before or self._after) or not self.selection.is_empty:
            return
        at = self._index(self.cursor_location)
        near_start = self._before and at < _MARGIN
        if near_start or (self._after and at > len(self.text) - _MARGIN):
            self._load_around_cursor()

    def action_done(self) -> None:
        """Leave."""
        self.post_message(self.Done())

    def action_note_start(self) -> None:
        """Go to the start of the whole note."""
        self._go_to(0)

    def action_note_end(self) -> None:
        """Go to the end of the whole note."""
        self._go_to(len(self.note))

    def _load_around_cursor(self) -> None:
        self.load(self.note, len(self._before) + self._index(self.cursor_location))

    def _go_to(self, at: int) -> None:
        start, end = len(self._before), len(self._before) + len(self.text)
        if (at < start) or (at > end):
            self.load(self.note, at)
        else:
            self.move_cursor(self._location(at - start))

    def _index(self, location: Location) -> int:
        """Code points before a place in what the editor holds."""
        return cast(Document, self.document).get_index_from_location(location)

    def _location(self, index: int) -> Location:
        """The place after so many code points of what the editor holds."""
        return cast(Document, self.document).get_location_from_index(min(index, len(self.text)))
