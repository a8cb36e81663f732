"""A picture of the screen: rows of cells, and where the cursor stands.

Cells of the terminal: a cluster of text and its style each; of wide clusters two.

The screen as the first page has left it, which was written before any of this was loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from readerapp.text.graphemes import clusters, is_complex, is_narrow
from readerapp.ui.terminal.capabilities import Capabilities
from readerapp.ui.terminal.sgr import DEFAULT, Style, parse_sgr, style_on_blank

if TYPE_CHECKING:
    from readerapp.ui.first_page import FirstPage


class Cell(NamedTuple):
    """One cell: a cluster, or the empty text in the right half of a wide one; and its style."""

    text: str
    style: Style


Row = tuple[Cell, ...]

_text, _style = itemgetter(0), itemgetter(1)

UNKNOWN = Cell("\0", "")
"""Nobody knows what the terminal shows here."""


class _CellCache(dict[str, Cell]):
    """The cells of single signs in one style, each made once: the same cells compare quickly."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def __missing__(self, sign: str) -> Cell:
        made = self[sign] = Cell(sign, self._style)
        return made


_signs = lru_cache(maxsize=256)(_CellCache)


def make_cells(text: str, style: Style) -> list[Cell] | None:
    """The cells of a text in one style; None if it starts within a cluster."""
    signs = _signs(style)
    if is_narrow(text):
        return [signs[sign] for sign in text]
    row = []
    for start, end, width in clusters(text):
        if not width:
            return None
        row.append(Cell(text[start:end], style))
        if width == 2:
            row.append(signs[""])
    return row


def cell_text(row: Sequence[Cell]) -> str:
    """The text of a row or a part of it; of a wide cluster once."""
    return "".join(map(_text, row))


def cell_styles(row: Sequence[Cell]) -> Iterator[Style]:
    """The style of each cell."""
    return map(_style, row)


def are_indistinguishable(one: Cell, other: Cell) -> bool:
    """Whether nobody can tell two cells apart: blanks show little of their style."""
    return one == other or (
        one.text == " " == other.text and style_on_blank(one.style) == style_on_blank(other.style)
    )


def has_unsure_width(text: str) -> bool:
    """Whether terminals may disagree with us on how many cells a cluster takes."""
    return not text.isascii() and _is_complex(text)


_is_complex = lru_cache(maxsize=1 << 12)(is_complex)


Place = tuple[int, int]
"""Column and row, from 0."""


@dataclass(frozen=True, slots=True)
class CellScreen:
    """All rows from the top, and the cursor (None: nobody knows where it is)."""

    rows: tuple[Row, ...]
    cursor: Place | None = None

    @classmethod
    def unknown(cls, columns: int, rows: int) -> CellScreen:
        """A screen of this size of which nothing is known."""
        return cls(((UNKNOWN,) * columns,) * rows)

    @property
    def size(self) -> Place:
        """Columns and rows."""
        return len(self.rows[0]), len(self.rows)

    def with_strokes(self, strokes: Sequence[Stroke], cursor: Place) -> CellScreen:
        """This screen after strokes that lie within it."""
        rows = list(self.rows)
        for stroke in strokes:
            rows[stroke.row] = overwrite(rows[stroke.row], stroke.column, stroke.cells)
        return replace(self, rows=tuple(rows), cursor=cursor)


@dataclass(frozen=True, slots=True)
class Stroke:
    """Cells that are written from a place on to the right."""

    column: int
    row: int
    cells: Row


def overwrite(row: Row, column: int, cells: Sequence[Cell]) -> Row:
    """`row` with `cells` from `column` on; wide clusters that were cut leave a blank."""
    end = column + len(cells)
    left, right = row[:column], row[end:]
    if left and cells and row[column].text == "":
        left = (*left[:-1], Cell(" ", left[-1].style))
    if right and cells and right[0].text == "":
        right = (Cell(" ", right[0].style), *right[1:])
    return (*left, *cells, *right)


def screen_after_first_page(page: FirstPage, abilities: Capabilities) -> CellScreen | None:
    """What is surely on the terminal since `page` was written; None if that is nothing."""
    style = parse_sgr(page.style)
    if not page.stands or style is None:
        return None
    columns, height = page.size
    erased = Cell(" ", style) if abilities.erases_in_colour or style == DEFAULT else UNKNOWN
    rows = [_row(text, style, columns, erased) for text in page.rows]
    rows += [(UNKNOWN,) * columns] * (height - len(rows))
    return CellScreen(tuple(rows))


def _row(text: str, style: Style, columns: int, erased: Cell) -> Row:
    """A row that was written and then erased to its end."""
    drawn = None if has_unsure_width(text) else make_cells(text, style)
    if drawn is None or len(drawn) >= columns:  # the last cell may have been erased again
        return (UNKNOWN,) * columns
    return (*drawn, *[erased] * (columns - len(drawn)))
