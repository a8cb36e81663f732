"""The status line: a message or the title, the position and the saved state, on one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.ui.theme import ThemeStyles


class StatusLine(Widget):
    """The status line: a message or the title on the left, place and saved state on the right.

    Attributes:
        shows_title: Whether the title is shown while there is no message.
    """

    def __init__(self, styles: Callable[[], ThemeStyles], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shows_title = True
        self._theme_styles = styles
        self._title = ""
        self._chapter = ""
        self._is_title_active = False
        self._position_text = ""
        self._right_padding = 0
        self._message = ""
        self._warning = False

    def show_title(self, title: str) -> None:
        """Set the document's title, which is shown while there is no message."""
        self._title = title
        self.refresh()

    def show_chapter(self, chapter: str) -> None:
        """Set the heading over the caret, which is shown beside the title, or instead of it."""
        if chapter != self._chapter:
            self._chapter = chapter
            self.refresh()

    def show_focus(self, *, active: bool) -> None:
        """Show in the title whether the document has the focus."""
        if active != self._is_title_active:
            self._is_title_active = active
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

    def _place_name(self, room: int) -> str:
        """Return title and chapter, or the chapter alone if there is no room for both."""
        both = f"{self._title} · {self._chapter}" if self._chapter else self._title
        return both if cells(sanitize_label(both)) <= room else self._chapter or self._title

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        width = self.size.width
        message = cells(sanitize_label(self._message)) + 3 if self._message else 10
        room = max(0, width - message)
        position_text = sanitize_label(self._position_text, room)
        padding = min(self._right_padding, room - cells(position_text))  # never cuts text
        position_text += " " * padding
        room = max(0, width - cells(position_text) - 3)
        name = self._place_name(room) if self.shows_title else ""
        left = sanitize_label(self._message or name, room)
        gap = " " * max(0, width - 2 - cells(left) - cells(position_text))
        base = self.rich_style
        if self._message:
            style = base + Style(bold=True, reverse=self._warning or None)
            segments = [Segment(" ", base), Segment(left, style), Segment(gap, base)]
        else:
            style = base
            if self._is_title_active:
                style += self._theme_styles().bar_title
            segments = [Segment(f" {left} ", style), Segment(gap[1:], base)]
        segments += [
            Segment(position_text, base),
            Segment(" ", base),
        ]
        return Strip(segments).adjust_cell_length(width, base)
