"""Draws with the fewest bytes: knows where the cursor is and which style is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.ui.terminal.cells import Row, is_unsure
from readerapp.ui.terminal.styles import DEFAULT, Style, change, on_blank, over, parts

if TYPE_CHECKING:
    from readerapp.ui.terminal.abilities import Abilities
    from readerapp.ui.terminal.screen import Place

WORTH_ERASING = 8
"""Blanks from which erasing and moving on is shorter than writing them."""
WORTH_ERASING_TO_THE_END = 4
"""The same, where nothing follows in the row."""


class Pen:
    """Collects the output; place and style are None where nobody knows them."""

    def __init__(self, place: Place | None, style: Style | None, abilities: Abilities) -> None:
        self.place = place
        self.style = style
        self._abilities = abilities
        self._narrow = False  # margins are set
        self._output: list[str] = []

    def output(self) -> str:
        """All that was drawn; afterwards all rows scroll again."""
        self._let_all_scroll()
        return "".join(self._output)

    def erases_to(self, style: Style) -> bool:
        """Whether what is erased looks as a blank of this style."""
        if self._abilities.erases_in_colour:
            return style == parts(style).background
        return style == DEFAULT

    def put(self, sequence: str) -> None:
        """Add a sequence that leaves place and style as they are, or are set after it."""
        self._output.append(sequence)

    def move(self, column: int, row: int) -> None:
        """Bring the cursor to a place."""
        if self.place is None or self.place[1] != row:
            self._let_all_scroll()
        if self.place != (column, row):
            self.put(_shortest_move(self.place, column, row))
            self.place = column, row

    def dip(self, style: Style) -> None:
        """Draw in this style from now on."""
        if self.style != style:
            self.put(change(self.style, style))
            self.style = style

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Move the rows from `top` to before `bottom` up by `lines` (down, if negative).

        The new rows are blank, in the style in force if the terminal erases in colour.
        """
        self.put(f"\x1b[{top + 1 if top else ''};{bottom}r")
        self.place = None
        if lines > 0:
            self.move(0, bottom - 1)
            self.put("\n" * lines)
        else:
            self.move(0, top)
            self.put("\x1bM" * -lines)
        self._narrow = True

    def _let_all_scroll(self) -> None:
        """Take the margins away, which would stop a move out of them or make it scroll."""
        if self._narrow:
            self._narrow = False
            self.put("\x1b[r")
            self.place = None  # home, but not on every terminal

    def draw(self, row: Row, line: int, start: int, end: int) -> None:
        """Draw the cells from `start` to before `end` of a row; starts and ends at clusters."""
        at = start
        while at < end:
            text = row[at].text
            self.move(at, line)
            if text == " ":
                at = self._blanks(row, at, end)
            elif is_unsure(text):
                at = self._unsure(row, at, end)
            else:
                at = self._signs(row, at, end)

    def _signs(self, row: Row, at: int, end: int) -> int:
        """Draw clusters of one style; the column behind them."""
        style, stop = row[at].style, at
        self.dip(style)
        while stop < end and (cell := row[stop]).style == style and cell.text != " ":
            if is_unsure(cell.text):
                break
            self.put(cell.text)
            stop += 1
        self._moved_to(stop, len(row))
        return stop

    def _blanks(self, row: Row, at: int, end: int) -> int:
        """Draw equal blanks, or erase their cells; the column behind them."""
        blank, stop = row[at], at + 1
        while stop < end and row[stop] == blank:
            stop += 1
        self._dip_for_blank(blank.style, row[stop].style if stop < end else None)
        count = stop - at
        if self.erases_to(blank.style):
            if stop == len(row) and count >= WORTH_ERASING_TO_THE_END:
                self.put("\x1b[K")
                return stop
            if self._abilities.erases_cells and count >= WORTH_ERASING:
                self.put(f"\x1b[{count}X")
                return stop
        self.put(" " * count)
        self._moved_to(stop, len(row))
        return stop

    def _unsure(self, row: Row, at: int, end: int) -> int:
        """Draw clusters on whose width terminals disagree; the column behind them.

        Their cells are blanked first and the place behind them is set anew, so that on no
        terminal anything old is left beside them, or what follows stands elsewhere.
        """
        assert self.place is not None
        style, line, stop = row[at].style, self.place[1], at
        texts: list[str] = []
        while stop < end and (cell := row[stop]).style == style:
            if cell.text and not is_unsure(cell.text):
                break
            texts.append(cell.text)
            stop += 1
        self.dip(style)
        self.put(" " * len(texts))
        self._moved_to(stop, len(row))
        self.move(at, line)
        self.put("".join(texts))
        self.place = None
        return stop

    def _moved_to(self, column: int, columns: int) -> None:
        """Note where writing has brought the cursor: behind the last column terminals differ."""
        assert self.place is not None
        self.place = (column, self.place[1]) if column < columns else None

    def _dip_for_blank(self, style: Style, following: Style | None) -> None:
        """Dip once for blanks and what follows them, if one style suits both."""
        if self.style is not None and on_blank(self.style) == style:
            return
        if following is not None and on_blank(following) == style:
            self.dip(following)
        elif self.style is not None and style == parts(style).background:
            self.dip(over(self.style, style))
        else:
            self.dip(style)


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
