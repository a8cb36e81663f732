"""Writes with the fewest bytes: knows where the cursor is and which style is in force."""

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
"""Blanks from which erasing them and moving on is shorter than writing them."""
LONG_AT_THE_END = 4
"""The same, where nothing follows in the row."""


class CursorWriter:
    """Collects the output for a screen of so many columns.

    `place` and `style` are what is in force on the terminal; None where nobody knows.
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
        """All that was written, with the cursor at `cursor` and no margins afterwards."""
        self._drop_margins()  # first of all: it moves the cursor
        if cursor is not None:
            self.move(*cursor)
        return "".join(self._output)

    def move(self, column: int, row: int) -> None:
        """Bring the cursor to a place."""
        if self._margins and (self.place is None or self.place[1] != row):
            self._drop_margins()
        if self.place != (column, row):
            self._output.append(_shortest_move(self.place, column, row))
            self.place = column, row

    def dip(self, style: Style) -> None:
        """Write in this style from now on."""
        if self.style != style:
            self._output.append(sgr_change(self.style, style))
            self.style = style

    def dip_for_blanks(self, style: Style, following: Style | None) -> None:
        """Take a style in which blanks look as in `style`; what follows them, if it is one."""
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
        """Write a text of so many cells; behind the last column terminals differ on the place."""
        assert self.place is not None
        self._output.append(text)
        column, row = self.place[0] + cells, self.place[1]
        self.place = (column, row) if column < self._columns else None

    def write_unsure(self, text: str, cells: int) -> None:
        """Write clusters on whose width terminals disagree, and nothing is left beside them.

        The place is not known then, so that what follows is brought to where it belongs.
        """
        assert self.place is not None
        column, row = self.place
        self.write(" " * cells, cells)
        self.move(column, row)
        self.write(text, cells)
        self.place = None

    def can_erase(self, style: Style) -> bool:
        """Whether what is erased in this style looks as blanks that are written in it."""
        background = split_style(style).background
        return style_on_blank(style) == background and (
            self._abilities.erases_in_colour or background == DEFAULT
        )

    def should_erase(self, cells: int, style: Style) -> bool:
        """Whether to erase so many cells from the place on takes less than to write blanks."""
        assert self.place is not None
        if not self.can_erase(style):
            return False
        if self.place[0] + cells == self._columns:
            return cells >= LONG_AT_THE_END
        return cells >= LONG and self._abilities.erases_cells

    def erase(self, cells: int) -> None:
        """Erase cells from the place on, which stays."""
        assert self.place is not None
        at_the_end = self.place[0] + cells == self._columns
        self._output.append("\x1b[K" if at_the_end else f"\x1b[{cells}X")

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Move the rows from `top` to before `bottom` up by `lines` (down, if negative).

        The new rows are blank, in the style in force if the terminal erases in colour.
        """
        self._output.append(f"\x1b[{top + 1 if top else ''};{bottom}r")
        self.place = None
        self.move(0, bottom - 1 if lines > 0 else top)
        self._output.append("\n" * lines if lines > 0 else "\x1bM" * -lines)
        self._margins = True

    def _drop_margins(self) -> None:
        """Let all rows scroll again: margins stop a move, or make it scroll."""
        if self._margins:
            self._margins = False
            self._output.append("\x1b[r")
            self.place = None  # home, but not on every terminal


def _shortest_move(before: Place | None, column: int, row: int) -> str:
    """The shortest sequence to a place; None is any place. Leaves no mark, scrolls nothing."""
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
    count = abs(distance)
    if not count:
        return ""
    return f"\x1b[{count if count > 1 else ''}{ahead if distance > 0 else back}"
