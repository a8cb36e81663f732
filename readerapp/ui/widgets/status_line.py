"""The status line: a message or the title, the position and the saved state, on one row."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label


class StatusLine(Widget):
    """The status line: a message or the title on the left, place and saved state on the right.

    Attributes:
        shows_title: Whether the title is shown while there is no message.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shows_title = True
        self._title = ""
        self._position_text = ""
        self._right_padding = 0
        self._message = ""
        self._warning = False

    def show_title(self, title: str) -> None:
        """Set the document's title, which is shown while there is no message."""
        self._title = title
        self.refresh()

    def show_place(self, position_text: str, spare: int = 0) -> None:
        """Show the right part: place, number of highlights, saved state.

        Args:
            position_text: The text of the right part.
            spare: Blank cells between it and the right edge, if there is room for them.
        """
        if (position_text, spare) != (self._position_text, self._right_padding):
            self._position_text, self._right_padding = position_text, spare
            self.refresh()

    @property
    def message(self) -> str:
        """Return the message; empty if there is none."""
        return self._message

    def show_message(self, message: str, *, warning: bool = False) -> None:
        """Show a message until `clear_message`; a warning in reverse."""
        if (message, warning) != (self._message, self._warning):
            self._message, self._warning = message, warning
            self.refresh()

    def clear_message(self) -> None:
        """Show the title again."""
        self.show_message("")

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        width = self.size.width
        message = cells(sanitize_label(self._message)) + 3 if self._message else 10
        room = max(0, width - message)
        position_text = sanitize_label(self._position_text, room)
        padding = min(self._right_padding, room - cells(position_text))  # never cuts text
        position_text += " " * padding
        room = max(0, width - cells(position_text) - 3)
        left = sanitize_label(self._message or (self._title if self.shows_title else ""), room)
        gap = " " * max(0, width - 2 - cells(left) - cells(position_text))
        base = self.rich_style
        message_style = base + Style(bold=True, reverse=self._warning or None)
        style = message_style if self._message else base
        segments = [
            Segment(" ", base),
            Segment(left, style),
            Segment(gap, base),
            Segment(position_text, base),
            Segment(" ", base),
        ]
        return Strip(segments).adjust_cell_length(width, base)
