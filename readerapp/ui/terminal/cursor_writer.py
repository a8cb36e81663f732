"""A writer of escape sequences that tracks the cursor and the SGR style, to save bytes."""

from __future__ import annotations

from readerapp.ui.terminal.capabilities import Capabilities
from readerapp.ui.terminal.screen import Place
from readerapp.ui.terminal.sgr import (
    DEFAULT,
    Style,
    combine_with_blank,
    sgr_change,
    split_style,
    style_on_blank,
)

LONG = 8
"""Number of blanks from which erasing them and moving on takes less than writing them."""
LONG_AT_THE_END = 4
"""The same number for blanks at the end of a row, where no cursor move follows."""


class CursorWriter:
    """A buffer of terminal output for a screen with a fixed number of columns.

    Attributes:
        place: The position of the cursor (column and row from 0); None if it is unknown.
        style: The style in force on the terminal; None if it is unknown.
    """

    def __init__(
        self, place: Place | None, style: Style | None, columns: int, abilities: Capabilities
    ) -> None:
        self.place = place
        self.style = style
        self._columns = columns
        self._abilities = abilities
        self._margins = False
        self._output: list[str] = []

    def finish(self, cursor: Place | None) -> str:
        """Return all output, after resetting the margins and moving the cursor.

        Args:
            cursor: Where the cursor must end (column and row from 0); None leaves it anywhere.
        """
        self._drop_margins()  # must come first, because it moves the cursor
        if cursor is not None:
            self.move(*cursor)
        return "".join(self._output)

    def move(self, column: int, row: int) -> None:
        """Move the cursor to a column and a row, both from 0."""
        if self._margins and (self.place is None or self.place[1] != row):
            self._drop_margins()
        if self.place != (column, row):
            self._output.append(_shortest_move(self.place, column, row))
            self.place = column, row

    def dip(self, style: Style) -> None:
        """Set the style for all that is written from now on."""
        if self.style != style:
            self._output.append(sgr_change(self.style, style))
            self.style = style

    def dip_for_blanks(self, style: Style, following: Style | None) -> None:
        """Set a style, as cheap as possible, in which blanks look the same as in `style`.

        Args:
            style: The style of the blanks.
            following: The style of the text after the blanks; used if blanks look the same in
                it, so that no further change is needed. None if no text follows.
        """
        seen = style_on_blank(style)
        if self.style is not None and style_on_blank(self.style) == seen:
            return
        if following is not None and style_on_blank(following) == seen:
            self.dip(following)
        elif self.style is not None and seen == split_style(seen).background:
            self.dip(combine_with_blank(self.style, seen))
        else:
            self.dip(seen)

    def write(self, text: str, cells: int) -> None:
        """Write a text at the cursor.

        After a write into the last column the position is unknown: terminals differ there.

        Args:
            text: Whole grapheme clusters.
            cells: The width of the text in cells.
        """
        assert self.place is not None
        self._output.append(text)
        column, row = self.place[0] + cells, self.place[1]
        self.place = (column, row) if column < self._columns else None

    def write_unsure(self, text: str, cells: int) -> None:
        """Write clusters whose width differs between terminals.

        Blanks are written first, so that no old cell remains beside the clusters. The position
        is unknown afterwards, so the next text is preceded by an absolute move.
        """
        assert self.place is not None
        column, row = self.place
        self.write(" " * cells, cells)
        self.move(column, row)
        self.write(text, cells)
        self.place = None

    def can_erase(self, style: Style) -> bool:
        """Return whether cells erased in this style look like blanks written in it."""
        background = split_style(style).background
        return style_on_blank(style) == background and (
            self._abilities.erases_in_colour or background == DEFAULT
        )

    def should_erase(self, cells: int, style: Style) -> bool:
        """Return whether erasing cells from the cursor on takes less than writing blanks."""
        assert self.place is not None
        if not self.can_erase(style):
            return False
        if self.place[0] + cells == self._columns:
            return cells >= LONG_AT_THE_END
        return cells >= LONG and self._abilities.erases_cells

    def erase(self, cells: int) -> None:
        """Erase cells from the cursor on; the cursor does not move."""
        assert self.place is not None
        at_the_end = self.place[0] + cells == self._columns
        self._output.append("\x1b[K" if at_the_end else f"\x1b[{cells}X")

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Scroll the rows in `[top, bottom)` up by `lines` (down, if negative).

        The new rows are blank, in the style in force if the terminal erases in colour.
        """
        self._output.append(f"\x1b[{top + 1 if top else ''};{bottom}r")
        self.place = None
        self.move(0, bottom - 1 if lines > 0 else top)
        self._output.append("\n" * lines if lines > 0 else "\x1bM" * -lines)
        self._margins = True

    def _drop_margins(self) -> None:
        """Reset the scroll margins, because they stop a cursor move or make it scroll."""
        if self._margins:
            self._margins = False
            self._output.append("\x1b[r")
            self.place = None  # the home position, but not on every terminal


def _shortest_move(before: Place | None, column: int, row: int) -> str:
    r"""Return the shortest sequence that moves the cursor; it draws and scrolls nothing.

    Args:
        before: The position before the move; None if it is unknown.
        column: The target column, from 0.
        row: The target row, from 0.

    >>> _shortest_move((4, 2), 3, 2)
    '\x08'
    """
    ways = [f"\x1b[{row + 1 if row else ''}{f';{column + 1}' if column else ''}H"]
    if before is not None:
        right, down = column - before[0], row - before[1]
        from_the_edge, up_or_down = _along(column, "C", "D"), _along(down, "B", "A")
        ways.append(up_or_down + _along(right, "C", "D"))
        if right < 0:
            ways.append(up_or_down + "\b" * -right)
        if not down:
            ways.append("\r" + from_the_edge)
        if down > 0:
            ways.append("\r" + "\n" * down + from_the_edge)
    return min(ways, key=len)


def _along(distance: int, ahead: str, back: str) -> str:
    """Return a relative move; `ahead` and `back` are the final letters of its sequence."""
    count = abs(distance)
    if not count:
        return ""
    return f"\x1b[{count if count > 1 else ''}{ahead if distance > 0 else back}"
