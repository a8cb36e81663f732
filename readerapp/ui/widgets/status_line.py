"""The status line: a message or the title, the position and the saved state, on one row."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label


class StatusBar(Widget):
    """The status line: a message or the title on the left, place and saved state on the right."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._place = ""
        self._spare = 0
        self._message = ""
        self._warning = False

    def show_title(self, title: str) -> None:
        """Set the document's title, which is shown while there is no message."""
        self._title = title
        self.refresh()

    def show_place(self, place: str, spare: int = 0) -> None:
        """Show the right part: place, number of highlights, saved state.

        Args:
            place: The text of the right part.
            spare: Blank cells between it and the right edge, if there is room for them.
        """
        if (place, spare) != (self._place, self._spare):
            self._place, self._spare = place, spare
            self.refresh()

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
        place = sanitize_label(self._place, room)
        place += " " * min(self._spare, room - cells(place))  # never cuts text
        room = max(0, width - cells(place) - 3)
        left = sanitize_label(self._message or self._title, room)
        gap = " " * max(0, width - 2 - cells(left) - cells(place))
        base = self.rich_style
        strong = base + Style(bold=True, reverse=self._warning or None)
        style = strong if self._message else base
        segments = [
            Segment(" ", base),
            Segment(left, style),
            Segment(gap, base),
            Segment(place, base),
            Segment(" ", base),
        ]
        return Strip(segments).adjust_cell_length(width, base)
