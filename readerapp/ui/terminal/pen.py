"""Writes with the fewest bytes: knows where the cursor is and which style is in force."""

from __future__ import annotations

from dataclasses import dataclass, field

from readerapp.ui.terminal.abilities import Abilities
from readerapp.ui.terminal.screen import Place
from readerapp.ui.terminal.styles import DEFAULT, Style, change, on_blank, over, parts

_MOVE_ALONG, _MOVE_ANYWHERE = 4, 7
"""About the bytes of a move within a row, and of any other."""
LONG = 8
"""Blanks from which erasing them and moving on is shorter than writing them."""
LONG_AT_THE_END = 4
"""The same, where nothing follows in the row."""

_RESTORE = "\x1b8\x1b7"
"""Back to the bookmark, which is then set again: some terminals give it up when it is used."""
_FAR = 13
"""Bytes of a change of style from which going back to the bookmark, and on from there, is less."""


@dataclass(slots=True)
class Bookmark:
    """A place and a style that the terminal keeps: the style comes back at the price of a move.

    It goes to the style that is dipped into for the second time since it was last of use.
    """

    place: Place | None = None
    style: Style | None = None
    candidates: set[Style] = field(default_factory=set)

    def deserves(self, style: Style) -> bool:
        """Whether this style, dipped into at length, should have the bookmark."""
        if style in self.candidates:
            self.candidates.clear()
            return True
        self.candidates.add(style)
        return False


class Pen:
    """Collects the output for a screen of so many columns.

    `place` and `style` are what is in force on the terminal; None where nobody knows.
    """

    def __init__(
        self,
        place: Place | None,
        style: Style | None,
        bookmark: Bookmark,
        columns: int,
        abilities: Abilities,
    ) -> None:
        self.place = place
        self.style = style
        self._bookmark = bookmark
        self._columns = columns
        self._abilities = abilities
        self._margins = False
        self._output: list[str] = []

    def output(self) -> str:
        """All that was written; afterwards there are no margins."""
        self._drop_margins()
        return "".join(self._output)

    def move(self, column: int, row: int) -> None:
        """Bring the cursor to a place."""
        if self._margins and (self.place is None or self.place[1] != row):
            self._drop_margins()
        if self.place != (column, row):
            self._output.append(_shortest_move(self.place, column, row))
            self.place = column, row

    def dip(self, style: Style) -> None:
        """Write in this style from now on; the place may be another one afterwards."""
        if self.style == style:
            return
        step = change(self.style, style)
        if self._goes_back(style, step):
            self._drop_margins()  # some terminals would stay between them
            self._output.append(_RESTORE)
            self.place = self._bookmark.place
            self._bookmark.candidates.clear()
        else:
            self._output.append(step)
            far = len(step) >= _FAR and self._abilities.remembers
            if far and self.place and self._bookmark.deserves(style):
                self._output.append("\x1b7")
                self._bookmark.place, self._bookmark.style = self.place, style
        self.style = style

    def cost(self, style: Style, column: int, row: int) -> int:
        """About how many bytes it takes to write in a style at a place."""
        step, place = change(self.style, style), self.place
        turn = len(step)
        if self._goes_back(style, step):
            turn, place = len(_RESTORE), self._bookmark.place
        if place == (column, row):
            return turn
        return turn + (_MOVE_ALONG if place and place[1] == row else _MOVE_ANYWHERE)

    def _goes_back(self, style: Style, step: str) -> bool:
        return self._bookmark.style == style and len(step) >= _FAR

    def dip_for_blanks(self, style: Style, following: Style | None) -> None:
        """Take a style in which blanks look as in `style`; what follows them, if it is one."""
        seen = on_blank(style)
        if self.style is not None and on_blank(self.style) == seen:
            return
        if following is not None and on_blank(following) == seen:
            self.dip(following)
        elif self.style is not None and seen == parts(seen).background:
            self.dip(over(self.style, seen))
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
        background = parts(style).background
        return on_blank(style) == background and (
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
        from_the_edge = _along(column, "C", "D")
        if not right:
            ways.append(_along(down, "B", "A"))
        if not down:
            ways.append(_along(right, "C", "D"))
            ways.append("\r" + from_the_edge)
            if right < 0:
                ways.append("\b" * -right)
        if down > 0:
            ways.append("\r" + "\n" * down + from_the_edge)
    return min(ways, key=len)


def _along(distance: int, ahead: str, back: str) -> str:
    count = abs(distance)
    if not count:
        return ""
    return f"\x1b[{count if count > 1 else ''}{ahead if distance > 0 else back}"
