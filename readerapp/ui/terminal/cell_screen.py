"""The screen model of the terminal: rows of cells and the cursor position.

A cell holds a grapheme cluster and its style; a wide cluster takes two cells.
`screen_after_first_page` builds the model from the first page, which is written before this
module is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from readerapp.text.graphemes import clusters, is_complex, is_narrow
from readerapp.ui.terminal.escape_sequences import (
    DEFAULT,
    Capabilities,
    CellPosition,
    Style,
    parse_sgr,
    style_on_blank,
)

if TYPE_CHECKING:
    from readerapp.ui.first_page import FirstPage


class Cell(NamedTuple):
    """A cell: a cluster, or "" in the right half of a wide cluster, and its style."""

    text: str
    style: Style


Row = tuple[Cell, ...]

_text, _style = itemgetter(0), itemgetter(1)

UNKNOWN = Cell("\0", "")
"""A cell whose content on the terminal is unknown."""


class _CellCache(dict[str, Cell]):
    """A cache of the cells in one style; the same objects make comparisons fast."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def __missing__(self, sign: str) -> Cell:
        made = self[sign] = Cell(sign, self._style)
        return made


_signs = lru_cache(maxsize=256)(_CellCache)


def make_cells(text: str, style: Style) -> list[Cell] | None:
    """Return the cells of a text in one style; None if it has a cluster of width 0."""
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
    """Return the text of a row or a part of it; a wide cluster appears once."""
    return "".join(map(_text, row))


def cell_styles(row: Sequence[Cell]) -> Iterator[Style]:
    """Return an iterator over the style of each cell."""
    return map(_style, row)


def are_indistinguishable(one: Cell, other: Cell) -> bool:
    """Return whether two cells look the same: on blanks only a part of the style is visible."""
    return one == other or (
        one.text == " " == other.text and style_on_blank(one.style) == style_on_blank(other.style)
    )


def has_unsure_width(text: str) -> bool:
    """Return whether terminals may draw a cluster of `text` with another width than ours."""
    return not text.isascii() and _is_complex(text)


_is_complex = lru_cache(maxsize=1 << 12)(is_complex)


@dataclass(frozen=True, slots=True)
class CellScreen:
    """A screen: all rows from the top, and the cursor (None if its position is unknown)."""

    rows: tuple[Row, ...]
    cursor: CellPosition | None = None

    @classmethod
    def unknown(cls, columns: int, rows: int) -> CellScreen:
        """Return a screen of this size on which every cell is unknown."""
        return cls(((UNKNOWN,) * columns,) * rows)

    @property
    def size(self) -> CellPosition:
        """Return the number of columns and of rows."""
        return len(self.rows[0]), len(self.rows)

    def with_strokes(self, strokes: Sequence[Stroke], cursor: CellPosition) -> CellScreen:
        """Return the screen after drawing strokes, which must lie within it."""
        rows = list(self.rows)
        for stroke in strokes:
            rows[stroke.row] = overwrite(rows[stroke.row], stroke.column, stroke.cells)
        return replace(self, rows=tuple(rows), cursor=cursor)


@dataclass(frozen=True, slots=True)
class Stroke:
    """Cells to write from a column and a row (from 0) on to the right."""

    column: int
    row: int
    cells: Row


def overwrite(row: Row, column: int, cells: Sequence[Cell]) -> Row:
    """Return `row` with `cells` from `column` on; half of a cut wide cluster becomes a blank."""
    end = column + len(cells)
    left, right = row[:column], row[end:]
    if left and cells and row[column].text == "":
        left = (*left[:-1], Cell(" ", left[-1].style))
    if right and cells and right[0].text == "":
        right = (Cell(" ", right[0].style), *right[1:])
    return (*left, *cells, *right)


def screen_after_first_page(page: FirstPage, capabilities: Capabilities) -> CellScreen | None:
    """Return what the terminal surely shows after the first page; None if nothing is sure.

    Args:
        page: The first page as it was written.
        capabilities: The capabilities of the terminal; they decide how erased cells look.
    """
    style = parse_sgr(page.style)
    if not page.is_intact or style is None:
        return None
    columns, height = page.size
    erased = Cell(" ", style) if capabilities.erases_in_colour or style == DEFAULT else UNKNOWN
    rows = [_row(text, style, columns, erased) for text in page.rows]
    rows += [(UNKNOWN,) * columns] * (height - len(rows))
    return CellScreen(tuple(rows))


def _row(text: str, style: Style, columns: int, erased: Cell) -> Row:
    """Return the cells of a row that was written and then erased to its end.

    All are unknown if the text has a cluster of unsure width or reaches the last column.
    """
    drawn = None if has_unsure_width(text) else make_cells(text, style)
    if drawn is None or len(drawn) >= columns:  # the erasing may have hit the last cell
        return (UNKNOWN,) * columns
    return (*drawn, *[erased] * (columns - len(drawn)))
