"""What the terminal shows, as far as it is known; kept true by all that is sent to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from readerapp.ui.terminal.diff import draw_difference
from readerapp.ui.terminal.pen import Pen
from readerapp.ui.terminal.screen import Screen
from readerapp.ui.terminal.scroll import find_shift
from readerapp.ui.terminal.styles import DEFAULT, Style, change, parts
from readerapp.ui.terminal.wanted import Item, Picture

if TYPE_CHECKING:
    from readerapp.ui.terminal.abilities import Abilities
    from readerapp.ui.terminal.cells import Row

_SYNCHRONIZED = "\x1b[?2026h", "\x1b[?2026l"
_AT_ONCE = 500
"""Characters that come in one packet and are drawn at once, without being asked for."""


class Shown:
    """The terminal's cells, its cursor and its style in force."""

    def __init__(self, abilities: Abilities, screen: Screen | None = None) -> None:
        """`screen` is what is there already, if that is known."""
        self._abilities = abilities
        self._screen = screen
        self._style: Style | None = None

    def text(self, item: Item) -> str:
        """What to send for an item; empty if the terminal shows the picture already.

        It must reach the terminal, which is taken to show the picture from here on.
        """
        if isinstance(item, Picture):
            text = self._become(item.screen)
            return text.join(_SYNCHRONIZED) if item.synchronized and len(text) > _AT_ONCE else text
        if not item.alters:
            return item.text
        text = item.text and change(self._style, DEFAULT) + item.text
        self._screen = self._style = None
        return text

    def _become(self, wanted: Screen) -> str:
        if self._screen is None or self._screen.size != wanted.size:
            self._screen, self._style = Screen.unknown(*wanted.size), None
        pen = Pen(self._screen.cursor, self._style, wanted.size[0], self._abilities)
        rows = self._scrolled(pen, self._screen.rows, wanted.rows)
        draw_difference(pen, rows, wanted.rows)
        output = pen.finish(wanted.cursor)
        self._screen = Screen(wanted.rows, pen.place)
        self._style = pen.style
        return output

    def _scrolled(self, pen: Pen, shown: Sequence[Row], wanted: Sequence[Row]) -> Sequence[Row]:
        """The rows shown after those that only moved have been moved."""
        shift = find_shift(shown, wanted) if self._abilities.scrolls else None
        if shift is None:
            return shown
        before = shift.undone(wanted, shown)
        draw_difference(pen, shown, before)
        if self._abilities.erases_in_colour:
            fresh = [row for n, row in enumerate(wanted) if shift.source(n) is None]
            pen.dip_for_blanks(*_commonest_styles(fresh))
        else:
            pen.dip(DEFAULT)
        pen.scroll(shift.top, shift.bottom, shift.lines)
        return shift.applied(before, pen.style or DEFAULT)


def _commonest_styles(rows: Sequence[Row]) -> tuple[Style, Style | None]:
    """The background of most blanks in `rows`, and the style of most signs, if there are any."""
    signs = Counter(cell.style for row in rows for cell in row if cell.text != " ")
    blanks = Counter(cell.style for row in rows for cell in row if cell.text == " ")
    background = parts((blanks or signs).most_common(1)[0][0]).background
    return background, signs.most_common(1)[0][0] if signs else None
