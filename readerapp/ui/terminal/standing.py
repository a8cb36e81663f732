"""The screen as the first page has left it, which was written before any of this was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.ui.terminal.abilities import Abilities
from readerapp.ui.terminal.cells import UNKNOWN, Cell, Row, cells, is_unsure
from readerapp.ui.terminal.screen import Screen
from readerapp.ui.terminal.styles import DEFAULT, Style, parse

if TYPE_CHECKING:
    from readerapp.ui.first_page import FirstPage


def standing(page: FirstPage, abilities: Abilities) -> Screen | None:
    """What is surely on the terminal since `page` was written; None if that is nothing."""
    style = parse(page.style)
    if not page.stands or style is None:
        return None
    columns, height = page.size
    erased = Cell(" ", style) if abilities.erases_in_colour or style == DEFAULT else UNKNOWN
    rows = [_row(text, style, columns, erased) for text in page.rows]
    rows += [(UNKNOWN,) * columns] * (height - len(rows))
    return Screen(tuple(rows))


def _row(text: str, style: Style, columns: int, erased: Cell) -> Row:
    """A row that was written and then erased to its end."""
    drawn = None if is_unsure(text) else cells(text, style)
    if drawn is None or len(drawn) >= columns:  # the last cell may have been erased again
        return (UNKNOWN,) * columns
    return (*drawn, *[erased] * (columns - len(drawn)))
