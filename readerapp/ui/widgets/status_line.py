"""The status line: a message or the title, the position and the saved state, on one row.

What matters most stays: the first part of a message, the place, the saved state. The number of
highlights gives way first, then the other parts of the message, which the footer shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.phrases import without_full_stop
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.ui.theme import ThemeStyles


_SEPARATOR = " · "
"""What separates the parts of a message, and those of the right part."""
_MORE = " …"
"""The end of a message of which the row shows the beginning."""
_NAME_WIDTH = 9
"""Fewest cells of title or chapter for which parts on the right give way."""


def fit_message(message: str, sides: Sequence[str], room: int) -> tuple[str, str, str]:
    """Fit a message and what is to the right of it into one row.

    >>> sides = ["5% · 9 highlights · saved", "5% · saved", "saved", ""]
    >>> fit_message("Deleted · u undo", sides, 30)
    ('Deleted · u undo', '5% · saved', '')
    >>> fit_message("No highlight here · ] next highlight", sides, 30)
    ('No highlight here …', '5% · saved', '] next highlight')

    Args:
        message: The message, sanitized.
        sides: What may be to the right of it, the fullest first, empty last. The first two are
            the same but for what gives way before anything of the message.
        room: The cells of the row.

    Returns:
        The beginning of the message, the side that fits, and the rest of the message.
    """
    for side in sides[:2]:
        if cells(message) <= _room_beside(side, room):
            return message, side, ""
    first = message.split(_SEPARATOR, 1)[0]
    needed = cells(first) + (cells(_MORE) if first != message else 0)
    side = next((side for side in sides[1:] if needed <= _room_beside(side, room)), "")
    if cells(message) <= _room_beside(side, room):
        return message, side, ""
    left_room = _room_beside(side, room) - cells(_MORE)
    for separator in (_SEPARATOR, " "):
        pieces = message.split(separator)
        for number in range(len(pieces) - 1, 0, -1):
            start = separator.join(pieces[:number])
            if cells(start) <= left_room:
                return start + _MORE, side, separator.join(pieces[number:])
    return sanitize_label(message, _room_beside(side, room)), side, ""


def _room_beside(side: str, room: int) -> int:
    return max(0, room - cells(side) - 1) if side else room


class StatusLine(Widget):
    """The status line: a message or the title on the left, place and saved state on the right.

    Args:
        styles: Returns the styles of the theme.
        show_rest: Called with the rest of a message that is too long for the row, empty for one
            that fits, and with whether it is a warning.

    Attributes:
        shows_title: Whether the title is shown while there is no message.
    """

    def __init__(
        self,
        styles: Callable[[], ThemeStyles],
        show_rest: Callable[[str, bool], None],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._show_rest = show_rest
        self.shows_title = True
        self._theme_styles = styles
        self._title = ""
        self._chapter = ""
        self._is_title_active = False
        self._sides: tuple[str, ...] = ("",)
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

    def show_place(self, place: str, count: str = "", state: str = "", spare: int = 0) -> None:
        """Show the right part.

        Args:
            place: The position in the document.
            count: The number of highlights, which gives way to a message.
            state: Whether everything is saved.
            spare: Blank cells between it and the right edge, if there is room for them.
        """
        choices = ((place, count, state), (place, state), (state,), ())
        sides = tuple(sanitize_label(_SEPARATOR.join(filter(None, parts))) for parts in choices)
        if (sides, spare) != (self._sides, self._right_padding):
            self._sides, self._right_padding = sides, spare
            self._update_rest()
            self.refresh()

    @property
    def message(self) -> str:
        """Return the message; empty if there is none."""
        return self._message

    @property
    def warning(self) -> str:
        """Return the message if it is a warning, else an empty text."""
        return self._message if self._warning else ""

    def show_message(self, message: str, *, warning: bool = False) -> None:
        """Show a message until `clear_message`; a warning in reverse."""
        message = without_full_stop(message)
        if (message, warning) != (self._message, self._warning):
            self._message, self._warning = message, warning
            self._update_rest()
            self.refresh()

    def clear_message(self) -> None:
        """Show the title again."""
        self.show_message("")

    def on_resize(self) -> None:
        """Show what does not fit any more in the footer."""
        self._update_rest()

    def _update_rest(self) -> None:
        self._show_rest(self._fit()[2] if self._message and self.size else "", self._warning)

    def _fit(self) -> tuple[str, str, str]:
        """Return what is on the left, what is on the right, and the rest of the message."""
        room = self.size.width - 2
        if self._message:
            return fit_message(sanitize_label(self._message), self._sides, room)
        side = next(s for s in self._sides if _room_beside(s, room) >= _NAME_WIDTH or not s)
        room = _room_beside(side, room)
        name = self._place_name(room) if self.shows_title else ""
        return sanitize_label(name, room), side, ""

    def _place_name(self, room: int) -> str:
        """Return title and chapter, or the chapter alone if there is no room for both."""
        both = f"{self._title} · {self._chapter}" if self._chapter else self._title
        return both if cells(sanitize_label(both)) <= room else self._chapter or self._title

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        width = self.size.width
        left, side, _ = self._fit()
        free = max(0, width - 2 - cells(left) - cells(side))
        padding = min(self._right_padding, max(0, free - 1)) if side else 0  # never cuts text
        gap = " " * (free - padding)
        base = self.rich_style
        if self._message:
            style = base + Style(bold=True, reverse=self._warning or None)
            segments = [Segment(" ", base), Segment(left, style), Segment(gap, base)]
        else:
            style = base
            if self._is_title_active:
                style += self._theme_styles().bar_title
            segments = [Segment(f" {left} ", style), Segment(gap[1:], base)]
        segments.append(Segment(f"{side}{' ' * padding} ", base))
        return Strip(segments).adjust_cell_length(width, base)
